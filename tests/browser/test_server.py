"""The server: this machine only, nothing told to others, nothing asked of others."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.desk import Desk
from tests.browser.server import HOST, HTTP_OK, ROOT, Server, get
from tests.browser.watch import Watch
from tests.fixtures.patience import LIMIT_S

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

pytestmark = pytest.mark.browser
TILE_HOST = "https://tile.openstreetmap.org/"
# One grey pixel.
TILE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c6368000000820081d2c2ad1d000000"
    "0049454e44ae426082"
)


def test_health_is_ok(phuket_app: Server) -> None:
    assert get(phuket_app.port, "/_stcore/health") == (HTTP_OK, "ok")


def test_only_this_machine_can_connect(phuket_app: Server) -> None:
    addresses = listening_addresses(phuket_app)
    assert addresses
    assert all(address.startswith("127.") for address in addresses)


def listening_addresses(server: Server) -> list[str]:
    """Return where the process listens on its port, as the kernel says on Linux."""
    table = Path("/proc/net/tcp")
    if table.is_file():
        found = []
        for file in (table, Path("/proc/net/tcp6")):
            for line in file.read_text().splitlines()[1:] if file.is_file() else []:
                local, state = line.split()[1], line.split()[3]
                address, port = local.rsplit(":", 1)
                if int(port, 16) == server.port and state == "0A":
                    octets = bytes.fromhex(address)[::-1] if len(address) == 8 else b""
                    found.append(".".join(map(str, octets)) or "other than 127")
        return found
    # Elsewhere: the port answers here, and on no other address of this machine.
    others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None)}
    answers = [HOST]
    for other in others - {HOST, "::1"}:
        try:
            socket.create_connection((other, server.port), timeout=1).close()
        except OSError:
            continue
        answers.append(other)
    return answers


@pytest.mark.parametrize(("name", "status"), [("evil.example", 403), ("127.0.0.1", 101)])
def test_pages_of_other_names_get_no_data(phuket_app: Server, name: str, status: int) -> None:
    """All data goes through the socket; a name that leads here from elsewhere opens none."""
    host = f"{name}:{phuket_app.port}"
    words = (
        f"GET /_stcore/stream HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    with socket.create_connection((HOST, phuket_app.port), timeout=LIMIT_S) as connection:
        connection.sendall(words.encode())
        answer = connection.recv(4096).decode()
    assert answer.startswith(f"HTTP/1.1 {status} ")


def test_settings_tell_nobody_anything() -> None:
    program = (
        "from streamlit import config\n"
        "for key in ('browser.gatherUsageStats', 'server.address', 'client.showErrorDetails',"
        " 'server.enableXsrfProtection', 'server.enableCORS'):\n"
        "    print(key, config.get_option(key))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert dict(line.split(" ", 1) for line in printed.splitlines()) == {
        "browser.gatherUsageStats": "False",
        "server.address": "127.0.0.1",
        "client.showErrorDetails": "none",
        "server.enableXsrfProtection": "True",
        "server.enableCORS": "True",
    }


def test_online_map_asks_the_tile_server_only_when_chosen(
    context: BrowserContext, phuket_app: Server
) -> None:
    """The only thing that ever asks another host, and only after somebody chose it."""
    page = context.new_page()
    watch = Watch(page, allowed_outside=lambda url: url.startswith(TILE_HOST))
    page.route(
        f"{TILE_HOST}**",
        lambda route: route.fulfill(status=200, content_type="image/png", body=TILE),
    )
    try:
        desk = Desk(page, phuket_app.address)
        desk.open("gaps", lang="en")
        desk.wait_for_map()
        desk.map.locator(".leaflet-control-zoom-in").click()
        page.wait_for_timeout(500)
        view = desk.view()
        desk.mark_map()
        assert watch.outside == []
        page.get_by_role("button", name="More choices").click()
        page.get_by_text("Online map (needs internet)").click()
        desk.wait_until(lambda: desk.drawn()["tiles"] == 1 and watch.outside)
        assert desk.is_same_map()
        assert desk.view() == view
        assert all(url.startswith(TILE_HOST) for url in watch.outside)
        page.get_by_text("Local map", exact=True).click()
        desk.wait_until(lambda: desk.drawn()["tiles"] == 0)
        asked = len(watch.outside)
        desk.map.locator(".leaflet-control-zoom-in").click()
        page.wait_for_timeout(500)
        assert len(watch.outside) == asked
        assert watch.problems == []
    finally:
        page.close()


def test_local_map_stays_when_the_online_one_cannot_be_reached(
    context: BrowserContext, phuket_app: Server
) -> None:
    page = context.new_page()
    watch = Watch(page, allowed_outside=lambda url: url.startswith(TILE_HOST))
    try:
        desk = Desk(page, phuket_app.address)
        desk.open("gaps", lang="en", base="online")
        desk.wait_for_map()
        desk.wait_until(lambda: watch.outside)
        drawn = desk.drawn()
        assert drawn["land"]
        assert drawn["communities"]
        assert [p for p in watch.problems if "ERR_NAME_NOT_RESOLVED" not in p] == []
    finally:
        page.close()
