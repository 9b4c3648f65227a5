"""Serve the app as people do, or a page with Streamlit, and always stop it."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "streamlit_app.py"
BARE_PAGE = Path(__file__).parent / "pages" / "bare.py"
VENDOR = ROOT / "static" / "vendor"
PROVINCE = "layers/phuket"

HOST = "127.0.0.1"
START_LIMIT_S = 60.0
STOP_LIMIT_S = 10.0
POLL_S = 0.005
HTTP_OK = 200
LAST_WORDS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running server; times are of `time.perf_counter`."""

    address: str
    pid: int
    started_at_s: float
    ready_at_s: float


@contextmanager
def running(script: Path, *, province: str = PROVINCE) -> Iterator[Server]:
    """
    Serve the app, or another Streamlit script, until the block is left, whatever happens in it.

    When something goes wrong the server's last words go to standard error.

    Raises
    ------
    RuntimeError
        If the server ends by itself or does not answer in time.
    """
    port = _free_port()
    environment = os.environ | {"GEO_APP_PROVINCE": province}
    with tempfile.TemporaryFile() as log:
        started_at_s = time.perf_counter()
        # The app's own settings, from the root, hold for both scripts.
        child = subprocess.Popen(
            [sys.executable, *_serving(script, port, province)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            if not _wait_until_ready(child, port):
                raise RuntimeError(f"{script.name} was not served.")
            yield Server(
                address=f"http://{HOST}:{port}/",
                pid=child.pid,
                started_at_s=started_at_s,
                ready_at_s=time.perf_counter(),
            )
        except BaseException:
            _print_end(log)
            raise
        finally:
            _stop(child)


@contextmanager
def bare_page() -> Iterator[Path]:
    """
    Give the bare page a folder of its own, since Streamlit serves `static/` beside a script.

    Raises
    ------
    FileNotFoundError
        If the front-end files are not installed: the pages would wait for the internet.
    """
    if not VENDOR.is_dir():
        raise FileNotFoundError(f"No front-end files in {VENDOR}. Run: make setup")
    with tempfile.TemporaryDirectory(prefix="geo-app-bench-") as name:
        folder = Path(name)
        shutil.copytree(VENDOR, folder / "static" / "vendor")
        yield Path(shutil.copy(BARE_PAGE, folder))


def _serving(script: Path, port: int, province: str) -> list[str]:
    """Return the app's own command, and Streamlit's for other pages."""
    if script == APP:
        return ["-m", "geo_app.cli", "serve", "--province", province,
                "--port", str(port), "--no-open"]  # fmt: skip
    return ["-m", "streamlit", "run", str(script), "--server.port", str(port),
            "--server.address", HOST, "--server.headless", "true"]  # fmt: skip


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(child: subprocess.Popen[bytes], port: int) -> bool:
    limit_s = time.perf_counter() + START_LIMIT_S
    while time.perf_counter() < limit_s and child.poll() is None:
        if _answers(port):
            return True
        time.sleep(POLL_S)
    return False


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=1)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == HTTP_OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _print_end(log: IO[bytes]) -> None:
    log.seek(0)
    sys.stderr.write(log.read().decode(errors="replace")[-LAST_WORDS:])


def _stop(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(STOP_LIMIT_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
