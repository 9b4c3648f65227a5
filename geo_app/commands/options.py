"""What commands share: their options, their language, where an answer goes."""

from __future__ import annotations

import datetime as dt
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo_app.words.translating import Language

if TYPE_CHECKING:
    import pandas as pd

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


def tell_rows(counts: pd.DataFrame) -> None:
    """
    Print on standard error, a line a layer, which rows an answer does not rest on.

    Parameters
    ----------
    counts
        As `Desk.rows_used` returns them for the kinds that the answer rests on.
    """
    from geo_app.reports.rows_told import row_notices  # noqa: PLC0415 - `--help` needs none

    for notice in row_notices(counts, language=language()):
        typer.echo(notice, err=True)


def store() -> Store:
    """Return where what is costly to build is kept between runs."""
    from geo_app.stored import own_store  # noqa: PLC0415 - `geo-app --help` needs none

    return own_store()


def put(text: str, out: Path | None, *, form: Format) -> None:
    """
    Print an answer or write it to a file; CSV files open in a spreadsheet as Thai.

    Parameters
    ----------
    text
        The whole answer, with its line ends.
    out
        The file to write; None prints.
    form
        What the text is: CSV begins with a byte order mark in a file.
    """
    if out is None:
        sys.stdout.write(text)
        return
    try:
        out.write_text(text, encoding="utf-8-sig" if form is Format.CSV else "utf-8")
    except OSError as error:
        print(f"{out}: {error.strerror}", file=sys.stderr)
        raise typer.Exit(BAD_CALL) from error
