"""Serving the app: whose port, for whom a browser opens, and what a signal leaves behind."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import uvicorn

from geo_app import serving
from geo_app.errors import ServingError
from geo_app.origins import ORIGINS_VARIABLE
from geo_app.words.translating import Language, translator
from tests.browser.server import get

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

LIMIT_S = 60.0


@pytest.fixture
def started(monkeypatch):
    """Return the servers that would have run, and the ports that a browser would have shown."""
    servers: list[uvicorn.Config] = []
    opened: list[tuple[object, ...]] = []

    class Thread:
        def __init__(self, *, args: tuple[object, ...], **_: object) -> None:
            self.args = args

        def start(self) -> None:
            """Remember that a browser would be opened."""
            opened.append(self.args)

    class Server:
        started = True

        def __init__(self, config: uvicorn.Config) -> None:
            self.config = config

        def run(self, sockets: list[socket.socket]) -> None:
            """Remember what would be served."""
            assert sockets[0].getsockname() == (self.config.host, self.config.port)
            servers.append(self.config)

    monkeypatch.setattr(serving.threading, "Thread", Thread)
    monkeypatch.setattr(uvicorn, "Server", Server)
    # What `run_app` puts there is gone after the test.
    monkeypatch.setattr(serving.os, "environ", dict(os.environ))
    return servers, opened


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with serving.listen(0) as taken:
        yield taken


def test_the_app_runs_in_this_process_on_the_port_that_was_taken(started, listening, tmp_path):
    assert serving.run_app(listening, tmp_path, open_browser=False) == 0
    (config,) = started[0]
    assert config.app == serving.APP
    assert config.ws_per_message_deflate
    assert serving.os.environ[serving.PROVINCE_VARIABLE] == str(tmp_path)
    assert serving.os.environ["STREAMLIT_SERVER_PORT"] == str(config.port)


@pytest.mark.usefixtures("started")
def test_the_app_is_told_under_which_addresses_it_answers(listening, tmp_path):
    serving.run_app(listening, tmp_path, open_browser=False, origins=["https://desk.example.org/"])
    port = listening.getsockname()[1]
    assert serving.os.environ[ORIGINS_VARIABLE].split() == [
        f"http://127.0.0.1:{port}",
        f"http://localhost:{port}",
        "https://desk.example.org",
    ]


def test_an_address_that_is_none_is_told_before_the_port_is_taken(repository):
    done = subprocess.run(
        [*serve_command(1), "--origin", "desk.example.org"],
        cwd=repository, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "desk.example.org" in done.stderr
    assert "http://127.0.0.1" not in done.stderr


@pytest.mark.usefixtures("started")
def test_stopping_with_the_keyboard_is_a_good_end(listening, monkeypatch, tmp_path):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(uvicorn.Server, "run", interrupted)
    assert serving.run_app(listening, tmp_path, open_browser=False) == 0


@pytest.mark.usefixtures("started")
def test_an_app_that_did_not_start_is_no_good_end(listening, monkeypatch, tmp_path):
    monkeypatch.setattr(uvicorn.Server, "started", False)
    assert serving.run_app(listening, tmp_path, open_browser=False) == 1


@pytest.mark.parametrize(
    ("platform", "display", "asked", "opens"),
    [
        ("linux", ":0", True, True),
        ("linux", "", True, False),
        ("darwin", "", True, True),
        ("win32", "", True, True),
        ("darwin", "", False, False),
    ],
)
def test_a_browser_opens_where_there_is_a_screen_and_somebody_asked(
    monkeypatch, started, listening, tmp_path, platform, display, asked, opens
):
    monkeypatch.setattr(serving.sys, "platform", platform)
    monkeypatch.setitem(serving.os.environ, "DISPLAY", display)
    serving.os.environ.pop("WAYLAND_DISPLAY", None)
    serving.run_app(listening, tmp_path, open_browser=asked)
    assert started[1] == ([listening.getsockname()[1:]] if opens else [])


def test_only_this_computer_is_listened_to(listening):
    assert listening.getsockname()[0] == "127.0.0.1"


def test_a_port_in_use_is_told_in_both_languages(listening):
    port = listening.getsockname()[1]
    with pytest.raises(ServingError) as caught:
        serving.listen(port)
    sentences = {caught.value.sentence(translator(language)) for language in Language}
    assert len(sentences) == 2
    assert all(str(port) in sentence for sentence in sentences)


def test_a_port_in_use_is_told_before_an_address(listening, repository):
    port = listening.getsockname()[1]
    done = subprocess.run(
        serve_command(port), cwd=repository, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "127.0.0.1" not in done.stderr
    assert done.stderr.count("\n") == 1
    assert str(port) in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("ending", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_ends_the_server_and_leaves_no_process(repository, tmp_path, ending):
    with served(repository, tmp_path) as (child, port):
        child.send_signal(getattr(signal, ending))
        child.wait(10)
        assert child.returncode == (0 if ending == "SIGINT" else -getattr(signal, ending))
        with pytest.raises(ProcessLookupError):
            os.killpg(child.pid, 0)
        serving.listen(port).close()


@pytest.mark.slow
def test_an_answer_does_not_wait_for_the_browser_to_confirm_its_beginning(repository, tmp_path):
    """Nagle's algorithm would hold the second part of each answer back for 40 ms."""
    with served(repository, tmp_path) as (_, port):
        connection = http.client.HTTPConnection(serving.HOST, port, timeout=10)
        times_s = []
        for _ in range(20):
            begun = time.perf_counter()
            connection.request("GET", "/_stcore/health")
            connection.getresponse().read()
            times_s.append(time.perf_counter() - begun)
        connection.close()
        assert min(times_s[1:]) < 0.03


def serve_command(port: int) -> list[str]:
    return [sys.executable, "-m", "geo_app.cli", "serve", "--no-open", "--port", str(port)]


def heed_hangups() -> None:
    """Undo what `nohup` leaves to all below it: who runs the tests may be out of reach of one."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@contextmanager
def served(repository, folder) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Serve Phuket in a process group of its own, until the block is left."""
    with serving.listen(0) as probe:
        port = probe.getsockname()[1]
    environment = os.environ | {"GEO_APP_CACHE": str(folder / "cache")}
    child = subprocess.Popen(
        serve_command(port),
        cwd=repository,
        env=environment,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=heed_hangups,  # noqa: PLW1509 - it takes no lock
    )
    try:
        limit_s = time.monotonic() + LIMIT_S
        while not answers(port):
            assert child.poll() is None
            assert time.monotonic() < limit_s
            time.sleep(0.05)
        yield child, port
    finally:
        child.kill()
        child.wait()


def answers(port: int) -> bool:
    try:
        return get(port, "/_stcore/health")[0] == 200
    except OSError:
        return False
