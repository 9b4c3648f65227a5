"""The app as people run it: a child process on a loopback port, always ended by its own id."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.fixtures.patience import LIMIT_S

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "streamlit_app.py"
PHUKET = ROOT / "layers" / "phuket"
HOST = "127.0.0.1"
POLL_S = 0.05
# Then it is ended by force, which loses nothing.
END_S = 10.0
HTTP_OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running app: its address, its port, its process id and what it has printed so far."""

    address: str
    port: int
    pid: int
    log: Path

    def words(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


@contextmanager
def running(
    province: Path, log: Path, *, app: Path = APP, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """
    Run the app on a province until the block is left, whatever happens in it.

    What people make there is kept beside the log, unless `environment` says otherwise.
    """
    port = _free_port()
    command = [sys.executable, *_serving(app, province, port)]
    own = os.environ | {
        "GEO_APP_PROVINCE": str(province),
        "GEO_APP_CACHE": str(log.parent / "cache"),
        "GEO_APP_DATABASE_URL": f"sqlite:///{log.with_suffix('.sqlite')}",
        "PYTHONUNBUFFERED": "1",
        **(environment or {}),
    }
    with log.open("wb") as output:
        child = subprocess.Popen(
            command,
            # The settings in .streamlit/config.toml are those of the folder one starts in.
            cwd=app.parent,
            env=own,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_ready(child, port, log)
            yield Server(address=f"http://{HOST}:{port}", port=port, pid=child.pid, log=log)
        finally:
            _stop(child)


def _serving(app: Path, province: Path, port: int) -> list[str]:
    """Return the app's own command, and Streamlit's for the small apps of some tests."""
    if app == APP:
        return ["-m", "geo_app.cli", "serve", "--province", str(province),
                "--port", str(port), "--no-open"]  # fmt: skip
    return ["-m", "streamlit", "run", str(app), "--server.port", str(port)]


def get(port: int, path: str, *, host: str = HOST) -> tuple[int, str]:
    """Ask the server for a path and return the status and the text."""
    connection = http.client.HTTPConnection(host, port, timeout=LIMIT_S)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", errors="replace")
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(child: subprocess.Popen[bytes], port: int, log: Path) -> None:
    limit_s = time.monotonic() + LIMIT_S
    while time.monotonic() < limit_s and child.poll() is None:
        try:
            if get(port, "/_stcore/health")[0] == HTTP_OK:
                return
        except OSError:
            pass
        time.sleep(POLL_S)
    words = log.read_text(encoding="utf-8", errors="replace")[-2000:]
    raise RuntimeError(f"The app did not start: {words}")


def _stop(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(END_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
