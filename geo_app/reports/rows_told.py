"""
Rows in, used and set aside, beside every answer: as sentences, records and columns.

A table for people gets a foot, a document keys in its `layers`, a workbook columns in its
sheet of sources. A CSV is one table that programs read, so it gets one column more, the last,
with the same text in each row: no line of it is anything but a row, and what is sorted or
filtered out of it keeps the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_app.errors import mark
from geo_app.words.translating import Language, pick_name, translator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_app.analysis.rows_used import Reason
    from geo_app.province import Province

ROWS_NOT_USED = "rows_not_used"
"""The last column of a CSV whose columns are named for programs."""

HEADING = mark("Rows not used")
"""The last column of a CSV whose columns are named for people."""


def titles_of(province: Province, language: Language) -> dict[str, str]:
    """
    Return the title of each layer by its id.

    Parameters
    ----------
    province
        Whose layers.
    language
        Of the titles.
    """
    return {
        layer_id: pick_name(spec.title_th, spec.title_en, language, otherwise=layer_id)
        for layer_id, spec in province.catalogue.layers.items()
    }


def row_notices(
    counts: pd.DataFrame, *, language: Language, titles: dict[str, str] | None = None
) -> list[str]:
    """
    Say of each layer whose rows are not all used how many are not, and why the first is not.

    Parameters
    ----------
    counts
        As `rows_used` returns it.
    language
        Of the sentences.
    titles
        What the layers are called; by their ids if left out.

    Returns
    -------
    notices
        A line a layer, of a feed one a table. May be empty.
    """
    return [
        _notice(str(row.Index), row, titles or {}, language)
        for row in counts.itertuples()
        if row.reasons
    ]


def rows_text(counts: pd.DataFrame, *, language: Language = Language.ENGLISH) -> str:
    """
    Write the notices as one text, empty where every row of every layer is used.

    Parameters
    ----------
    counts
        As `rows_used` returns it.
    language
        Of the text; what programs read is in English.
    """
    return "; ".join(row_notices(counts, language=language))


def rows_line(counts: pd.DataFrame, *, language: Language) -> str:
    """
    Say in one line how many rows of each layer are used.

    Parameters
    ----------
    counts
        As `rows_used` returns it.
    language
        Of the line.
    """
    _ = translator(language)
    parts = [
        _("{layer} {used:,} of {all:,}").format(
            layer=_name(str(row.Index), str(row.table), {}), used=row.rows_used, all=row.rows_in
        )
        for row in counts[counts["rows_in"].notna()].itertuples()
    ]
    return _("Rows used: {layers}").format(layers=", ".join(parts))


def rows_foot(counts: pd.DataFrame, *, language: Language) -> str:
    """
    Write what stands below a table: the rows used of each layer, and why others are not.

    Parameters
    ----------
    counts
        As `rows_used` returns it.
    language
        Of the sentences.
    """
    notices = row_notices(counts, language=language)
    lines = [rows_line(counts, language=language), *(f"  {notice}" for notice in notices)]
    return "\n" + "\n".join(lines) + "\n"


def with_rows_told(
    table: pd.DataFrame, counts: pd.DataFrame, *, language: Language, heading: str | None = None
) -> pd.DataFrame:
    """
    Add to a table that becomes a CSV the column that says which rows are not used.

    Parameters
    ----------
    table
        Any; it stays as it is.
    counts
        As `rows_used` returns it.
    language
        Of heading and text.
    heading
        Of the column; `HEADING` in the language if left out.

    Returns
    -------
    table
        With one column more, the last, `rows_not_used` or what the heading says: the same text
        in each row, empty where every row of every layer is used.
    """
    text = rows_text(counts, language=language)
    return table.assign(**{heading or translator(language)(HEADING): text})


def rows_record(counts: pd.DataFrame) -> dict[str, Any]:
    """
    Write the counts of one layer as JSON values.

    Parameters
    ----------
    counts
        The rows of `rows_used` that are of one layer. May be empty.

    Returns
    -------
    record
        `rows_in`, `rows_used`, `rows_set_aside` and `set_aside`, a record a reason; null where
        the layer cannot be used or is not looked at. A feed has its other tables in `tables`.
    """
    records = [_table_record(row) for row in counts.itertuples()]
    if not records:
        nothing = dict.fromkeys(("rows_in", "rows_used", "rows_set_aside"))
        return {**nothing, "set_aside": []}
    first, *others = records
    first.pop("table")
    return first | ({"tables": others} if others else {})


def sources_columns(
    counts: pd.DataFrame, layer_ids: list[str], language: Language
) -> dict[str, list[Any]]:
    """
    Return the columns that a sheet of sources has of the rows.

    Parameters
    ----------
    counts
        As `rows_used` returns it.
    layer_ids
        The rows of the sheet; a layer that was not looked at has empty cells.
    language
        Of headings and reasons.

    Returns
    -------
    columns
        By heading: rows in, used and set aside (of a feed, its stops), and why.
    """
    _ = translator(language)
    of_layers = counts[~counts.index.duplicated()].reindex(layer_ids)
    notices = dict.fromkeys(layer_ids, "")
    for layer_id, rows in counts.groupby(level=0, sort=False):
        notices[str(layer_id)] = rows_text(rows, language=language)
    return {
        _("Rows in"): of_layers["rows_in"].to_list(),
        _("Rows used"): of_layers["rows_used"].to_list(),
        _("Set aside"): of_layers["rows_set_aside"].to_list(),
        _("Why set aside"): [notices[layer_id] for layer_id in layer_ids],
    }


def _notice(layer_id: str, row: Any, titles: dict[str, str], language: Language) -> str:
    _ = translator(language)
    reasons: tuple[Reason, ...] = row.reasons
    first = reasons[0].finding
    why = first.sentence(_).rstrip(". ")
    if pd.isna(row.rows_in):
        return _("{layer}: cannot be used ({why})").format(
            layer=_name(layer_id, row.table, titles), why=why
        )
    if first.where.row:
        why = _("row {row}: {why}").format(row=first.where.row, why=why)
    if row.rows_set_aside > 1 and first.where.row:
        why = _("{why}; and {count:,} more").format(why=why, count=row.rows_set_aside - 1)
    return _("{layer}: {aside:,} of {all:,} rows not used ({why})").format(
        layer=_name(layer_id, row.table, titles),
        aside=row.rows_set_aside,
        all=row.rows_in,
        why=why,
    )


def _name(layer_id: str, table: str, titles: dict[str, str]) -> str:
    title = titles.get(layer_id, layer_id)
    return f"{title} ({table}.txt)" if table else title


def _table_record(row: Any) -> dict[str, Any]:
    return {
        "table": row.table,
        "rows_in": _whole(row.rows_in),
        "rows_used": _whole(row.rows_used),
        "rows_set_aside": _whole(row.rows_set_aside),
        "set_aside": list(_reason_records(row.reasons)),
    }


def _reason_records(reasons: tuple[Reason, ...]) -> Iterator[dict[str, Any]]:
    for reason in reasons:
        finding = reason.finding
        yield {
            "row": finding.where.row,
            "rows": int(reason.rows),
            "field": finding.where.field,
            "code": finding.code,
            "why": str(finding),
        }


def _whole(number: Any) -> int | None:
    return None if pd.isna(number) else int(number)
