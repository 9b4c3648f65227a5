"""`geo-app standards`: every standard of access side by side."""

from __future__ import annotations

import datetime as dt
import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from geo_app.commands.options import (
    DEFAULT_PROVINCE,
    Format,
    OnOption,
    OutOption,
    ProvinceOption,
    language,
    put,
    store,
)

if TYPE_CHECKING:
    from geo_app.analysis.comparison import Comparison
    from geo_app.province import Province


class StandardsFormat(StrEnum):
    """How the comparison is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


def standards(
    province: ProvinceOption = DEFAULT_PROVINCE,
    on: OnOption = None,
    form: Annotated[StandardsFormat, typer.Option("--format")] = StandardsFormat.TABLE,
    out: OutOption = None,
) -> None:
    """Show what every standard of access finds, and why they differ."""
    # Imported here so that `geo-app --help` answers at once.
    from geo_app.analysis.comparison import compare_province  # noqa: PLC0415
    from geo_app.province import open_province  # noqa: PLC0415

    today = on.date() if on else dt.date.today()
    opened = open_province(province, store=store())
    text = _text(opened, compare_province(opened, on=today), form, on=today)
    put(text, out, form=Format.CSV if form is StandardsFormat.CSV else Format.TABLE)


def _text(province: Province, comparison: Comparison, form: StandardsFormat, *, on: dt.date) -> str:
    from geo_app.reports import standards as reports  # noqa: PLC0415
    from geo_app.reports import tables  # noqa: PLC0415
    from geo_app.reports.standards_page import notes_on, standards_page  # noqa: PLC0415

    if form is StandardsFormat.JSON:
        document = reports.standards_document(province, comparison, on=on)
        return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    if form is StandardsFormat.MARKDOWN:
        return standards_page(province, comparison, on=on, language=language())
    table = reports.standards_table(province, comparison, language=language())
    if form is StandardsFormat.CSV:
        return tables.to_csv(table).decode("utf-8-sig")
    notes = notes_on(province, comparison, on=on, language=language())
    return (
        "".join(f"{note}\n" for note in notes)
        + table.iloc[:, :8].to_string(index=False, na_rep="–")
        + "\n"
    )
