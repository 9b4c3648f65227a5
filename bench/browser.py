"""The Chromium that looks at the pages, and what it saw."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from bench.server import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

# Written by `dev/setup.py --browser`.
PATH_FILE = ROOT / ".venv" / "chromium-path"
DEBIAN_PATH = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTH_PX, HEIGHT_PX = 1280, 900
LIMIT_MS = 60_000
BINARY_FRAME = 2

MAP_IS_VISIBLE = """
() => {
    const frame = document.querySelector('iframe[title*="st_folium"]');
    const map = frame && frame.contentWindow && frame.contentWindow.map;
    if (!map || !map.getSize || !frame.offsetWidth || !frame.offsetHeight) { return false; }
    const size = map.getSize();
    return size.x > 0 && size.y > 0 && Object.keys(map._layers).length > 0;
}
"""
"""The iframe has a size, and in it stands a Leaflet map with a size and layers."""

MAP_HAS_FEATURES = """
() => document.querySelector('iframe[title*="st_folium"]').contentDocument
    .querySelector('path.leaflet-interactive') !== null
"""
"""Something that can be clicked is drawn: the app's base map cannot be."""

CLICKABLE = """
() => {
    const found = [], size = map.getSize();
    map.eachLayer((layer) => {
        const own = layer.feature && layer.feature.properties;
        if (!own || own.community_id === undefined) { return; }
        const at = map.latLngToContainerPoint(layer.getLatLng());
        if (at.x < 60 || at.y < 60 || at.x > size.x - 60 || at.y > size.y - 60) { return; }
        if (document.elementFromPoint(at.x, at.y) === layer.getElement()) {
            found.push([own.community_id, at.x, at.y]);
        }
    });
    return found;
}
"""
"""In the map's frame: ids and pixels of the communities that a click in their middle would hit."""

NOTE_SOCKET = """
(() => {
    const noted = window.benchSocket = {sent: [], received: []};
    const sockets = new WeakSet(), send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (message) {
        if (!sockets.has(this)) {
            sockets.add(this);
            this.addEventListener("message", () => noted.received.push(performance.now()));
        }
        noted.sent.push(performance.now());
        return send.call(this, message);
    };
})();
"""
"""Notes when the page's websocket sends and receives, by the page's own clock."""


@dataclass(slots=True)
class Traffic:
    """Bytes between browser and server as Chromium's network log counts them."""

    requests: int = 0
    http_bytes: int = 0
    frames_in: int = 0
    socket_bytes_in: int = 0
    socket_bytes_out: int = 0
    is_compressed: bool = False

    @property
    def total_bytes(self) -> int:
        """HTTP with its headers, and what the websocket carried both ways."""
        return self.http_bytes + self.socket_bytes_in + self.socket_bytes_out

    def clear(self) -> None:
        """Count anew from here."""
        self.requests = self.http_bytes = self.frames_in = 0
        self.socket_bytes_in = self.socket_bytes_out = 0


def chromium_path() -> str:
    """
    Return the Chromium to drive: the set-up's, else the one named, else Debian's.

    Raises
    ------
    FileNotFoundError
        If there is none, with what to do.
    """
    known = PATH_FILE.read_text(encoding="utf-8").strip() if PATH_FILE.is_file() else ""
    for path in (known, os.environ.get("GEO_APP_CHROMIUM", ""), str(DEBIAN_PATH)):
        if path and Path(path).is_file():
            return path
    raise FileNotFoundError("No Chromium here. Run: python3 dev/setup.py --browser")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser and close it at the end of the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def blank_page(browser: Browser) -> Iterator[Page]:
    """Open an empty page with an empty cache."""
    context = browser.new_context(viewport={"width": WIDTH_PX, "height": HEIGHT_PX})
    context.add_init_script(NOTE_SOCKET)
    context.set_default_timeout(LIMIT_MS)
    try:
        yield context.new_page()
    finally:
        context.close()


def watch_traffic(page: Page) -> Traffic:
    """Count from now on what a page sends and receives; its iframes share its origin."""
    traffic = Traffic()
    network = page.context.new_cdp_session(page)

    def finished(event: dict[str, Any]) -> None:
        traffic.requests += 1
        traffic.http_bytes += int(event["encodedDataLength"])

    def came(event: dict[str, Any]) -> None:
        traffic.frames_in += 1
        traffic.socket_bytes_in += _payload_bytes(event["response"])

    def went(event: dict[str, Any]) -> None:
        traffic.socket_bytes_out += _payload_bytes(event["response"])

    def agreed(event: dict[str, Any]) -> None:
        headers = {name.lower(): text for name, text in event["response"]["headers"].items()}
        traffic.is_compressed = "deflate" in headers.get("sec-websocket-extensions", "")

    network.on("Network.loadingFinished", finished)
    network.on("Network.webSocketFrameReceived", came)
    network.on("Network.webSocketFrameSent", went)
    network.on("Network.webSocketHandshakeResponseReceived", agreed)
    network.send("Network.enable")
    return traffic


def _payload_bytes(frame: dict[str, Any]) -> int:
    """Return the length of a frame's payload; binary ones are reported in Base64."""
    payload = str(frame["payloadData"])
    if frame["opcode"] != BINARY_FRAME:
        return len(payload.encode())
    return len(payload) * 3 // 4 - payload[-2:].count("=")
