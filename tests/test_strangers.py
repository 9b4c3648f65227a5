"""A running desk and strangers at its door: refused at once, nobody asked, nobody else delayed."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from geo_app import serving
from geo_app.ui.browser_secret import COOKIE
from tests.browser.server import get
from tests.fixtures.patience import LIMIT_S

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOST = serving.HOST
DESK = "https://desk.example.org"
HANDSHAKES = 20
AT_ONCE_S = 1.0
"""Far below the seconds that asking a service on the internet takes; a busy machine has time."""

ASKING = """
import os, sys
note = os.open(sys.argv.pop(1), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo"):
        asked = arguments[1] if event != "socket.getaddrinfo" else arguments[0]
        os.write(note, f"{event} {asked}\\n".encode())
sys.addaudithook(watch)
import socket
socket.getaddrinfo("localhost", 0)
from geo_app.cli import main
sys.argv[0] = "geo-app"
main()
"""
"""The command line, in a process that notes whom it asks."""


class Desk:
    """A desk that is served: its port, and whom its process has asked so far."""

    def __init__(self, port: int, note: Path) -> None:
        self.port = port
        self.note = note

    def asked(self) -> list[str]:
        """Return what the process connected to, sent to or looked up."""
        return self.note.read_text().splitlines() if self.note.exists() else []

    @contextmanager
    def handshake(self, *, host: str | None = None, origin: str | None = None) -> Iterator[bytes]:
        """Ask for the page's socket, and return the first line of the answer."""
        lines = [
            "GET /_stcore/stream HTTP/1.1",
            f"Host: {host or f'{HOST}:{self.port}'}",
            *([] if origin is None else [f"Origin: {origin}"]),
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ]
        with socket.create_connection((HOST, self.port), timeout=LIMIT_S) as connection:
            connection.sendall("\r\n".join([*lines, "", ""]).encode())
            yield connection.recv(4096).split(b"\r\n")[0]

    def status(self, **asked: str | None) -> int:
        """Return how a handshake is answered: 101 opens the socket."""
        with self.handshake(**asked) as line:
            return int(line.split()[1])


@pytest.fixture(scope="module")
def desk(
    repository: Path, world_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    with serving.listen(0) as probe:
        port = probe.getsockname()[1]
    told = folder / "told.txt"
    call = ["serve", "--no-open", "--port", str(port), "--province", str(world_folder),
            "--origin", DESK]  # fmt: skip
    own = {
        "GEO_APP_CACHE": str(folder / "cache"),
        "GEO_APP_DATABASE_URL": f"sqlite:///{folder / 'people.sqlite'}",
    }
    with told.open("wb") as errors:
        child = subprocess.Popen(
            [sys.executable, "-c", ASKING, str(folder / "asked.txt"), *call],
            cwd=repository,
            env=os.environ | own,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
    try:
        wait_until_served(child, port)
        assert f"also under {DESK}" in told.read_text()
        served = Desk(port, folder / "asked.txt")
        assert "socket.getaddrinfo localhost" in served.asked(), "nothing would be noted"
        yield served
    finally:
        child.kill()
        child.wait()


def wait_until_served(child: subprocess.Popen[bytes], port: int) -> None:
    limit_s = time.monotonic() + LIMIT_S
    while time.monotonic() < limit_s:
        assert child.poll() is None
        try:
            if get(port, "/_stcore/health")[0] == 200:
                return
        except OSError:
            time.sleep(0.05)
    pytest.fail("The desk did not answer.")


@pytest.mark.slow
def test_strangers_are_refused_at_once_and_the_process_asks_nobody(desk):
    strangers: list[dict[str, str | None]] = [
        {"origin": None},
        {"origin": "null"},
        {"origin": "https://evil.example"},
        {"origin": "http://192.0.2.7:8501"},
        {"origin": "http://localhost:1"},
        {"origin": f"http://{HOST}"},
        {"origin": f"https://{HOST}:{desk.port}"},
        {"origin": f"http://evil.example:{desk.port}", "host": f"evil.example:{desk.port}"},
    ]
    before = desk.asked()
    for stranger in strangers:
        begun = time.perf_counter()
        assert desk.status(**stranger) == 403, stranger
        assert time.perf_counter() - begun < AT_ONCE_S
    assert desk.asked() == before


@pytest.mark.slow
def test_stated_addresses_enter_and_the_process_asks_nobody(desk):
    before = desk.asked()
    for host in (None, f"localhost:{desk.port}", "desk.example.org"):
        for origin in (f"http://{HOST}:{desk.port}", f"http://localhost:{desk.port}", DESK):
            assert desk.status(host=host, origin=origin) == 101, (host, origin)
    assert desk.asked() == before


@pytest.mark.slow
def test_another_person_does_not_wait_while_strangers_knock(desk):
    """Many foreign handshakes at once, and meanwhile one person's page and socket."""
    answers: list[int] = []

    def knock() -> None:
        answers.append(desk.status(origin="https://evil.example"))

    before = desk.asked()
    strangers = [threading.Thread(target=knock) for _ in range(HANDSHAKES)]
    for stranger in strangers:
        stranger.start()
    waited_s = []
    for _ in range(5):
        begun = time.perf_counter()
        assert get(desk.port, "/_stcore/health")[0] == 200
        assert desk.status(origin=f"http://{HOST}:{desk.port}") == 101
        waited_s.append(time.perf_counter() - begun)
    for stranger in strangers:
        stranger.join()
    assert answers == [403] * HANDSHAKES
    assert max(waited_s) < AT_ONCE_S
    assert desk.asked() == before


@pytest.mark.slow
def test_a_typed_address_opens_the_page_and_gives_the_browser_its_secret(desk):
    connection = http.client.HTTPConnection(HOST, desk.port, timeout=LIMIT_S)
    try:
        connection.request("GET", "/proposals", headers={"Accept": "text/html"})
        answer = connection.getresponse()
        assert answer.status == 200
        assert b"<html" in answer.read()
        assert f"{COOKIE}=" in answer.headers["Set-Cookie"]
    finally:
        connection.close()


@pytest.mark.slow
def test_a_foreign_page_reads_and_sends_nothing_by_http(desk):
    for method, path in [("GET", "/"), ("POST", "/_stcore/upload_file/a/b"), ("OPTIONS", "/")]:
        connection = http.client.HTTPConnection(HOST, desk.port, timeout=LIMIT_S)
        try:
            connection.request(method, path, headers={"Origin": "https://evil.example"})
            answer = connection.getresponse()
            assert answer.status == 403
            assert "--origin" in answer.read().decode()
        finally:
            connection.close()
