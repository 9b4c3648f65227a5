"""Where the Chromium is that the tests drive; none is a failure, never a skip."""

import os
from pathlib import Path

from tests.browser.server import ROOT

# Written by `dev/setup.py --browser`.
PATH_FILE = ROOT / ".venv" / "chromium-path"
DEBIAN_PATH = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No internet: every name and number but this machine's is refused.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


def chromium_path() -> str:
    """Return the Chromium of the set-up, else the one named, else Debian's."""
    known = PATH_FILE.read_text(encoding="utf-8").strip() if PATH_FILE.is_file() else ""
    for path in (known, os.environ.get("GEO_APP_CHROMIUM", ""), DEBIAN_PATH):
        if path and Path(path).is_file():
            return path
    raise FileNotFoundError("No Chromium here. Run: python3 dev/setup.py --browser")
