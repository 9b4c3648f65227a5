"""Everything a page does that it must not do."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request, WebSocket

from tests.browser.server import HOST

# Opened by a deep link, Streamlit asks for these two below the page's own path
# before it asks at the root, and takes the 404 for "not here": it cannot know
# yet whether it is served under a base path. Nothing else may answer 404.
PROBES = re.compile(r"/(?:gaps|standards|proposals|compare|data)/_stcore/(?:health|host-config)")
OWN_SCHEMES = ("data", "blob", "about")
# Whoever goes on while a map is loading lets its files go: the browser's doing, not a fault. A
# file that is missing answers 404, and a server that fails fails otherwise.
LET_GO = "net::ERR_ABORTED"
STATIC = re.compile(r"/(?:app/static/vendor|component|static)/")
NOT_FOUND = 404
BAD_STATUS = 400


class Watch:
    """
    Notes what goes wrong on a page from now on.

    `allowed_outside` answers whether a request to another host is meant to be;
    such requests are kept in `outside` all the same.
    """

    def __init__(
        self,
        page: Page,
        *,
        allowed_outside: Callable[[str], bool] = lambda _: False,
        own_schemes: tuple[str, ...] = OWN_SCHEMES,
    ) -> None:
        self.problems: list[str] = []
        self.outside: list[str] = []
        self.requests: list[str] = []
        self._allowed_outside = allowed_outside
        self._own_schemes = own_schemes
        page.on("request", self._requested)
        page.on("websocket", self._connected)
        page.on("requestfailed", self._failed)
        page.on("response", lambda answer: self._answered(answer.status, answer.url))
        page.on("pageerror", lambda error: self.problems.append(f"page error: {error}"))
        page.on("crash", lambda _: self.problems.append("the page crashed"))
        page.on(
            "console", lambda said: self._said(said.type, said.text, said.location.get("url", ""))
        )
        page.on("dialog", lambda dialog: (self._asked(dialog.message), dialog.dismiss()))

    def _requested(self, request: Request) -> None:
        self.requests.append(request.url)
        self._look_at_host(request.url)

    def _connected(self, socket: WebSocket) -> None:
        self._look_at_host(socket.url)

    def _look_at_host(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in self._own_schemes or parts.hostname == HOST:
            return
        self.outside.append(url)
        if not self._allowed_outside(url):
            self.problems.append(f"request to another host: {url}")

    def _failed(self, request: Request) -> None:
        if request.failure == LET_GO and STATIC.match(urlsplit(request.url).path):
            return
        if not self._allowed_outside(request.url):
            self.problems.append(f"failed request: {request.url} ({request.failure})")

    def _answered(self, status: int, url: str) -> None:
        if status >= BAD_STATUS and not _is_probe(status, url):
            self.problems.append(f"status {status}: {url}")

    def _said(self, kind: str, text: str, url: str) -> None:
        is_probe = "404" in text and _is_probe(NOT_FOUND, url)
        if kind == "error" and not is_probe:
            self.problems.append(f"console error: {text} ({url})")

    def _asked(self, message: str) -> None:
        self.problems.append(f"dialog: {message}")


def _is_probe(status: int, url: str) -> bool:
    return status == NOT_FOUND and PROBES.fullmatch(urlsplit(url).path) is not None
