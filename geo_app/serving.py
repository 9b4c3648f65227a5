"""Running the app: one process that listens on this computer, and the browser in front of it."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
import threading
import time
import urllib.request
import webbrowser
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.error import URLError

from geo_app.errors import ServingError, mark
from geo_app.origins import ORIGINS_VARIABLE, served_origins, written_origins

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PROVINCE_VARIABLE = "GEO_APP_PROVINCE"
HOST = "127.0.0.1"
APP = "geo_app.ui.asgi:make_app"
"""By name: this module stands below the pages, and a taken port is told before they load."""

START_LIMIT_S = 60
POLL_S = 0.2
BACKLOG = 128
PING_S = 30.0
TURN_S = 0.001
"""How long a page computes before what is to be sent has its turn; Python's own are 5 ms."""

M_ARENA_MAX = -8
"""As `malloc.h` of the GNU C library has it."""

FAREWELL_S = 3
"""How long an ending server waits for what it is answering."""


def share_one_heap() -> None:
    """
    Let all threads of this process take memory from one heap, before any has begun.

    The system's C library would give each thread its own, and Arrow brings another: what one
    has freed, no other uses. One heap saves a fifth of a city's server, and Python's threads
    take turns anyway.
    """
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    with suppress(OSError, AttributeError):
        # Of the GNU C library alone.
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


def listen(port: int) -> socket.socket:
    """
    Take a port of the loopback address, so that nobody is told an address that is not ours.

    Parameters
    ----------
    port
        Port on this computer.

    Returns
    -------
    listening
        Answers once `run_app` has it.

    Raises
    ------
    ServingError
        If another program has the port, or this one may not have it.
    """
    # With its protocol named, asyncio sends each answer at once: without, Nagle's algorithm
    # holds the second part of an answer until the browser confirms the first.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name != "nt":
            # A port whose last server has just ended; on Windows it would mean one in use.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        raise ServingError(
            mark("Port {port} cannot be used ({error}). End what uses it, or give another --port."),
            port=port,
            error=os.strerror(error.errno) if error.errno else error,
        ) from error
    return listening


def run_app(
    listening: socket.socket, province: Path, *, open_browser: bool, origins: Iterable[str] = ()
) -> int:
    """
    Serve the app in this process until it is stopped, so that no signal leaves a server behind.

    Parameters
    ----------
    listening
        As `listen` returns it.
    province
        Absolute path of a province's folder.
    open_browser
        Show the page once the server answers, where there is a screen.
    origins
        Addresses under which a proxy shows the app, beside those of this computer.

    Returns
    -------
    exit_code
        0 when somebody pressed Ctrl+C, 1 when the app did not start; any other signal
        ends the process itself, as its sender expects.

    Raises
    ------
    ServingError
        If one of `origins` is no address.
    """
    import uvicorn  # noqa: PLC0415 - after the port is known to be free

    port = int(listening.getsockname()[1])
    share_one_heap()
    os.environ |= {
        PROVINCE_VARIABLE: str(province),
        ORIGINS_VARIABLE: written_origins(served_origins(port, origins)),
        "STREAMLIT_SERVER_PORT": str(port),
    }
    sys.setswitchinterval(TURN_S)
    if open_browser and _has_screen():
        threading.Thread(target=_open_when_ready, args=(port,), daemon=True).start()
    server = uvicorn.Server(
        uvicorn.Config(
            APP,
            factory=True,
            host=HOST,
            port=port,
            # Compressed: a map of 218 kB goes as 37 kB for 3 ms, 300 bytes cost 2 µs,
            # so small messages need no exception.
            ws="websockets-sansio",
            ws_per_message_deflate=True,
            ws_ping_interval=PING_S,
            ws_ping_timeout=PING_S,
            timeout_graceful_shutdown=FAREWELL_S,
            # Streamlit has its own form for them; requests are not told at all.
            log_config=None,
        )
    )
    try:
        server.run(sockets=[listening])
    except KeyboardInterrupt:
        return 0
    return 0 if server.started else 1


def _has_screen() -> bool:
    """Without a screen, Linux would open a text browser in the terminal."""
    is_linux = sys.platform.startswith("linux")
    return not is_linux or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _open_when_ready(port: int) -> None:
    address = f"http://{HOST}:{port}"
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                webbrowser.open(address)
                return
        except (URLError, OSError):
            time.sleep(POLL_S)
