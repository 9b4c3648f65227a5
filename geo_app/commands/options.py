"""What commands share: their options, their language, where an answer goes."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from geo_app.words import Language

BAD_CALL = 2
DEFAULT_PROVINCE = Path("layers/phuket")

ProvinceOption = Annotated[
    Path, typer.Option("--province", help="A province's folder, with its catalogue.toml.")
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
