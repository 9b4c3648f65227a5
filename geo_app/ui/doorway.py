"""
The doorway: sees every request before Streamlit does, and lets in who comes by a stated address.

Streamlit compares hosts without their ports, lets in whoever names no origin, and asks a
service on the internet for this computer's address when it does not know an origin, while
everybody waits. So its own check finds nothing left to ask. Sign-in belongs here too.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

from geo_app.errors import mark
from geo_app.ui import browser_secret
from geo_app.words.translating import Language, translator

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from geo_app.origins import Origin

FORBIDDEN = 403
READING = ("GET", "HEAD")
"""What a person asks who types an address: then a browser names no origin."""

NOT_OURS = mark(
    "This desk does not answer under the address that was used. Open the address that geo-app "
    "serve printed. Whoever runs the desk behind another address states it with --origin."
)


class Doorway:
    """
    Answers those whom the app must not see, and hands each browser its secret.

    Parameters
    ----------
    app
        What stands behind.
    origins
        Every address of the desk; nobody else is let in.
    """

    def __init__(self, app: ASGIApp, *, origins: Collection[Origin]) -> None:
        self.app = app
        self.names = frozenset(map(str, origins))
        self.hosts = {host: origin for origin in reversed([*origins]) for host in origin.hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as ASGI asks."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif not self._may_enter(scope):
            await PlainTextResponse(_refusal(), FORBIDDEN)(scope, receive, send)
        elif scope["type"] == "websocket":
            await self.app(_with_host_of_origin(scope), receive, send)
        else:
            await self.app(scope, receive, self._handing_out(scope, send))

    def _may_enter(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or hosts[0].lower() not in self.hosts:
            return False
        if not origins:
            return scope["type"] == "http" and scope["method"] in READING
        return len(origins) == 1 and origins[0].lower() in self.names

    def _handing_out(self, scope: Scope, send: Send) -> Send:
        """Let the answer to whoever opens a page carry the browser's secret."""
        headers = Headers(scope=scope)
        if "text/html" not in headers.get("accept", ""):
            return send
        secret = _secret_in(headers) or browser_secret.new_secret()
        is_encrypted = self.hosts[headers["host"].lower()].scheme == "https"
        cookie = browser_secret.written_cookie(secret, is_encrypted=is_encrypted)

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("set-cookie", cookie)
            await send(message)

        return with_cookie


def _with_host_of_origin(scope: Scope) -> Scope:
    """Name the host that the origin names, as behind a proxy they may differ; Streamlit asks."""
    inside = {**scope, "headers": list(scope["headers"])}
    headers = MutableHeaders(scope=inside)
    headers["host"] = headers["origin"].lower().partition("://")[2]
    return inside


def _secret_in(headers: Headers) -> str | None:
    try:
        cookies = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return None
    return browser_secret.secret_in({name: morsel.value for name, morsel in cookies.items()})


def _refusal() -> str:
    """Say it in both languages: nobody has chosen one yet."""
    return "\n\n".join(translator(language)(NOT_OURS) for language in Language) + "\n"
