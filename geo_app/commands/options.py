"""What commands share: their options, their language, where an answer goes."""

from __future__ import annotations

import datetime as dt
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo_app.words import Language

if TYPE_CHECKING:
    from geo_app.stored import Store

DATA_HAS_ERRORS = 1
BAD_CALL = 2
DEFAULT_PROVINCE = Path("layers/phuket")

ProvinceOption = Annotated[
    Path, typer.Option("--province", help="A province's folder, with its catalogue.toml.")
]
OnOption = Annotated[
    dt.datetime | None,
    typer.Option("--on", help="Today, if not the real one.", formats=["%Y-%m-%d"]),
]
OutOption = Annotated[Path | None, typer.Option("--out", help="Write to a file.")]


class Format(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    GEOJSON = "geojson"


def language() -> Language:
    """Thai on a Thai system or where `GEO_APP_LANGUAGE` says so, otherwise English."""
    wanted = os.environ.get("GEO_APP_LANGUAGE") or os.environ.get("LANG") or ""
    return Language.THAI if wanted.startswith("th") else Language.ENGLISH


def store() -> Store:
    """Return where what is costly to build is kept between runs."""
    from geo_app.stored import own_store  # noqa: PLC0415 - `geo-app --help` needs none

    return own_store()


def put(text: str, out: Path | None, *, form: Format) -> None:
    """Print an answer or write it to a file; CSV files open in a spreadsheet as Thai."""
    if out is None:
        sys.stdout.write(text)
        return
    try:
        out.write_text(text, encoding="utf-8-sig" if form is Format.CSV else "utf-8")
    except OSError as error:
        print(f"{out}: {error.strerror}", file=sys.stderr)
        raise typer.Exit(BAD_CALL) from error
