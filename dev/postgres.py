"""Find the programs of PostgreSQL that the tests run, or install them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from programs import VENV, SetupError, install_with_apt, output

if TYPE_CHECKING:
    from collections.abc import Iterator

# The tests read the folder of the programs from this file.
POSTGRES_PATH = VENV / "postgres-path"

PROGRAMS = ("initdb", "postgres")
# Debian keeps them out of PATH; the others are where the usual installers put them.
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
    "${ProgramFiles}/PostgreSQL/*/bin",
)


def set_up_postgres() -> str:
    """Write the folder of PostgreSQL's programs to `.venv/postgres-path`; say what was done."""
    chosen = os.environ.get("GEO_APP_POSTGRES", "")
    known = POSTGRES_PATH.read_text(encoding="utf-8").strip() if POSTGRES_PATH.is_file() else ""
    if known and chosen in {"", known} and _starts(Path(known)):
        return "up to date"
    done, folder = "found", _check_chosen(chosen) if chosen else _find_postgres()
    if folder is None:
        done, folder = "installed", _install_postgres()
    POSTGRES_PATH.write_text(f"{folder}\n", encoding="utf-8")
    return f"{done} {folder}"


def _check_chosen(chosen: str) -> Path:
    folder = Path(chosen)
    if not _starts(folder):
        raise SetupError(
            f"GEO_APP_POSTGRES names {chosen}, which holds no initdb and postgres that start",
            "set it to the folder of PostgreSQL's programs, or unset it",
        )
    return folder


def _find_postgres() -> Path | None:
    return next((folder for folder in _candidates() if _starts(folder)), None)


def _candidates() -> Iterator[Path]:
    if initdb := shutil.which("initdb"):
        yield Path(initdb).resolve().parent
    for place in PLACES:
        path = Path(os.path.expandvars(place))
        if path.is_absolute():
            within = Path(path.anchor)
            # The newest version first; 9 is older than 15.
            yield from sorted(within.glob(str(path.relative_to(within))), key=_age, reverse=True)


def _age(folder: Path) -> tuple[int, ...]:
    """Return the numbers in a path, which sort its versions by age."""
    digits = "".join(sign if sign.isdigit() else " " for sign in str(folder))
    return tuple(int(number) for number in digits.split())


def _starts(folder: Path) -> bool:
    return all(output([str(folder / program), "--version"]) for program in PROGRAMS)


def _install_postgres() -> Path:
    problem = ""
    try:
        install_with_apt("postgresql")
    except SetupError as error:
        problem = error.problem
    if folder := _find_postgres():
        return folder
    raise SetupError(
        f"no PostgreSQL was found or installed ({problem or 'it does not start'})",
        "install PostgreSQL, or set GEO_APP_POSTGRES to the folder that holds its initdb and "
        "postgres, and run this again",
    )
