"""The app as an ASGI application: Streamlit, what stands before it and what runs beside it."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st
from starlette.middleware import Middleware
from streamlit import config

from geo_app.origins import ORIGINS_VARIABLE, origins_of
from geo_app.ui import warming
from geo_app.ui.doorway import Doorway
from geo_app.ui.proposals import ahead
from geo_app.ui.rest import Rest
from geo_app.ui.scripts import ENTRY
from geo_app.ui.shared.by_content import TEXTS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import ASGIApp, Message, Receive, Scope, Send


class WaitingRoom:
    """
    Lets a page's first message wait until what the first page imports is loaded.

    A session that imported it as well would only share one interpreter with the
    thread that does.
    """

    def __init__(self, app: ASGIApp, *, loaded: asyncio.Event, rest: Rest) -> None:
        self.app = app
        self.loaded = loaded
        self.rest = rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as ASGI asks."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return

        async def noted() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive":
                await self.loaded.wait()
                self.rest.note()
            return message

        await self.app(scope, noted, send)


def make_app() -> st.App:
    """
    Return the app, which answers under the addresses that the environment states.

    `uvicorn --factory geo_app.ui.asgi:make_app` serves it as well.
    """
    origins = origins_of(os.environ.get(ORIGINS_VARIABLE))
    # The doorway has seen to it; Streamlit is to know the same names and no fewer.
    config.set_option("server.allowedHosts", [origin.host for origin in origins])
    loaded, rest = asyncio.Event(), Rest()

    @asynccontextmanager
    async def lifespan(_: st.App) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        for name in ("uvicorn.access", "uvicorn.error"):
            # Streamlit lets them tell each request, and so who looked at what.
            logging.getLogger(name).setLevel(logging.WARNING)

        def tell() -> None:
            # The server may have ended meanwhile.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(loaded.set)

        warm_up = partial(warming.warm_up, tell_loaded=tell, is_quiet=rest.is_quiet)
        threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
        resting = asyncio.create_task(rest.keep())
        try:
            yield
        finally:
            resting.cancel()

    before = [
        Middleware(Doorway, origins=origins),
        Middleware(WaitingRoom, loaded=loaded, rest=rest),
    ]
    return st.App(
        ENTRY, lifespan=lifespan, middleware=before, routes=[TEXTS.route(), ahead.route()]
    )
