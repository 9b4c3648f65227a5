"""`geo-app standards`: every standard of access side by side."""

from __future__ import annotations

import datetime as dt
import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from geo_app import thai_time
from geo_app.commands.options import (
    DEFAULT_PROVINCE,
    Format,
    OnOption,
    OutOption,
    ProvinceOption,
    language,
    put,
    tell_rows,
)
from geo_app.commands.question_options import desk_of

if TYPE_CHECKING:
    from geo_app.desk.desk import Desk


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
    from geo_app.reports.access_documents import kinds_used  # noqa: PLC0415

    today = on.date() if on else thai_time.today()
    desk = desk_of(province)
    text = _text(desk, form, on=today)
    put(text, out, form=Format.CSV if form is StandardsFormat.CSV else Format.TABLE)
    tell_rows(desk.rows_used(tuple(kinds_used(desk.province))))


def _text(desk: Desk, form: StandardsFormat, *, on: dt.date) -> str:
    from geo_app.reports import rows_told, tables  # noqa: PLC0415
    from geo_app.reports import standards_tables as reports  # noqa: PLC0415
    from geo_app.reports.access_documents import kinds_used  # noqa: PLC0415
    from geo_app.reports.standards_page import notes_on, standards_page  # noqa: PLC0415

    province, comparison = desk.province, desk.comparison(on)
    if form is StandardsFormat.JSON:
        document = reports.standards_document(province, comparison, on=on)
        return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    if form is StandardsFormat.MARKDOWN:
        return standards_page(province, comparison, on=on, language=language())
    table = reports.standards_table(province, comparison, language=language())
    counts = desk.rows_used(tuple(kinds_used(province)))
    if form is StandardsFormat.CSV:
        table = rows_told.with_rows_told(table, counts, language=language())
        return tables.to_csv(table).decode("utf-8-sig")
    notes = notes_on(province, comparison, on=on, language=language())
    return (
        "".join(f"{note}\n" for note in notes)
        + table.iloc[:, : reports.COLUMNS_SHOWN].to_string(index=False, na_rep="–")
        + "\n"
        + rows_told.rows_foot(counts, language=language())
    )
