"""Find the Chromium that the tests drive, or install one."""

from __future__ import annotations

import os
import platform
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from programs import PYTHON, VENV, SetupError, install, install_with_apt, output

if TYPE_CHECKING:
    from collections.abc import Iterator

# The tests read the browser's path from this file.
CHROMIUM_PATH = VENV / "chromium-path"

COMMANDS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "${ProgramFiles}/Google/Chrome/Application/chrome.exe",
    "${ProgramFiles(x86)}/Google/Chrome/Application/chrome.exe",
    "${LocalAppData}/Google/Chrome/Application/chrome.exe",
    "${LocalAppData}/Chromium/Application/chrome.exe",
    "${ProgramFiles(x86)}/Microsoft/Edge/Application/msedge.exe",
)


def set_up_browser() -> str:
    """Write the path of a Chromium that starts to `.venv/chromium-path`; say what was done."""
    chosen = os.environ.get("GEO_APP_CHROMIUM", "")
    known = CHROMIUM_PATH.read_text(encoding="utf-8").strip() if CHROMIUM_PATH.is_file() else ""
    if known and chosen in {"", known} and Path(known).exists():
        return "up to date"
    done, chromium = "found", _check_chosen(chosen) if chosen else _find_chromium()
    if not chromium:
        done, chromium = "installed", _install_chromium()
    CHROMIUM_PATH.write_text(f"{chromium}\n", encoding="utf-8")
    return f"{done} {chromium}"


def _check_chosen(chosen: str) -> str:
    if not _starts(chosen):
        raise SetupError(
            f"GEO_APP_CHROMIUM names {chosen}, which does not start",
            "set it to the path of a Chromium or Chrome, or unset it",
        )
    return chosen


def _find_chromium() -> str:
    return next((path for path in _candidates() if _starts(path)), "")


def _candidates() -> Iterator[str]:
    for command in COMMANDS:
        yield shutil.which(command) or ""
    for place in PLACES:
        yield os.path.expandvars(place)
    program = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
    )
    yield output([str(PYTHON), "-c", program])


def _starts(path: str) -> bool:
    """Tell whether a browser starts, which it does not when system libraries are missing."""
    if not Path(path).is_file():
        return False
    # On Windows `--version` opens a window instead of answering.
    return os.name == "nt" or bool(output([path, "--version"]))


def _install_chromium() -> str:
    installers = [_install_with_playwright, _install_with_apt]
    # Debian's own package brings the libraries along; Ubuntu's needs snap, so it comes last there.
    if _is_debian():
        installers.reverse()
    problems = []
    for attempt in installers:
        try:
            attempt()
        except SetupError as error:
            problems.append(error.problem)
        if chromium := _find_chromium():
            return chromium
    raise SetupError(
        f"no Chromium was found or installed ({'; '.join(problems) or 'it does not start'})",
        "install Chromium or Chrome, or set GEO_APP_CHROMIUM to its path, and run this again",
    )


def _install_with_playwright() -> None:
    install([str(PYTHON), "-m", "playwright", "install", "chromium"], what="Playwright's Chromium")


def _install_with_apt() -> None:
    # No fonts come along: the app ships the Thai webfont that its pages use.
    install_with_apt("chromium")


def _is_debian() -> bool:
    try:
        return platform.freedesktop_os_release().get("ID") == "debian"
    except OSError:
        return False
