"""translations.txt in the form of today, whichever form the file has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo_app.errors import mark
from geo_app.findings import Severity
from geo_app.quality.faults import row_finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_app.findings import Finding

COLUMNS = ("table_name", "field_name", "language", "translation")
OLDER_COLUMNS = ("trans_id", "lang", "translation")
"""Before 2019 a row named the text that it translates, in whatever table it stands."""

NAMED = (
    ("agency", "agency_name"),
    ("stops", "stop_name"),
    ("routes", "route_long_name"),
    ("routes", "route_short_name"),
    ("trips", "trip_headsign"),
)


def with_current_translations(
    tables: Mapping[str, pd.DataFrame],
) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    """
    Turn translations of the older form into today's, and leave out what is neither.

    Parameters
    ----------
    tables
        GTFS tables by name, cells as text.

    Returns
    -------
    tables, findings
        As given, `translations` with `table_name`, `field_name`, `language`, `translation`
        and `field_value`, or without it; and what was done.
    """
    rows = tables.get("translations")
    if rows is None or set(COLUMNS) <= set(rows.columns):
        return dict(tables), []
    rest = {name: table for name, table in tables.items() if name != "translations"}
    if not set(OLDER_COLUMNS) <= set(rows.columns):
        advice = mark(
            "translations.txt lacks the column '{field}'; it is not read, names stay in the "
            "language of their tables."
        )
        missing = next(column for column in COLUMNS if column not in rows.columns)
        return rest, [_finding("unread_translations", Severity.WARNING, missing, advice)]
    advice = mark(
        "translations.txt has the form from before 2019 (trans_id, lang); its rows count for the "
        "names that they repeat."
    )
    findings = [_finding("older_translations", Severity.INFO, "trans_id", advice)]
    return {**rest, "translations": _in_form_of_today(rows, rest)}, findings


def _finding(code: str, severity: Severity, field: str, advice: str) -> Finding:
    return row_finding(code, severity, row=1, field=field, value=None, advice=advice)


def _in_form_of_today(rows: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return a row a table and field in which a translated text stands."""
    known = rows[list(OLDER_COLUMNS)].dropna()
    forms = [
        pd.DataFrame(
            {
                "table_name": table,
                "field_name": column,
                "language": there["lang"],
                "translation": there["translation"],
                "field_value": there["trans_id"],
            }
        )
        for table, column in NAMED
        if column in tables[table].columns
        for there in [known[known["trans_id"].isin(tables[table][column])]]
    ]
    return pd.concat(forms, ignore_index=True).astype("str")
