"""Running the app: a Streamlit server on this computer, and the browser in front of it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import urllib.request
import webbrowser
from pathlib import Path
from urllib.error import URLError

ENTRY = Path(__file__).parents[1] / "streamlit_app.py"
PROVINCE_VARIABLE = "GEO_APP_PROVINCE"
START_LIMIT_S = 60
POLL_S = 0.2


def run_app(province: Path, *, port: int, open_browser: bool) -> int:
    """
    Serve the app on the loopback address until it is stopped.

    Parameters
    ----------
    province
        Absolute path of a province's folder.
    port
        Port on this computer.
    open_browser
        Show the page once the server answers, where there is a screen.

    Returns
    -------
    exit_code
        That of the server; 0 when somebody pressed Ctrl+C.
    """
    if open_browser and _has_screen():
        threading.Thread(target=_open_when_ready, args=(port,), daemon=True).start()
    command = [sys.executable, "-m", "streamlit", "run", str(ENTRY), f"--server.port={port}"]
    environment = os.environ | {PROVINCE_VARIABLE: str(province)}
    try:
        return subprocess.call(command, cwd=ENTRY.parent, env=environment)
    except KeyboardInterrupt:
        return 0


def _has_screen() -> bool:
    """Without a screen, Linux would open a text browser in the terminal."""
    is_linux = sys.platform.startswith("linux")
    return not is_linux or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _open_when_ready(port: int) -> None:
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                webbrowser.open(address)
                return
        except (URLError, OSError):
            time.sleep(POLL_S)
