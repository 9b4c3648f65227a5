"""Ids, names, numbers, dates and coded values of a raw layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo_app.errors import LayerError, mark
from geo_app.quality.faults import Fault, Severity, faults_where, is_blank
from geo_app.schema import NAME_COLUMNS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable


REFERENCE_COLUMNS = ("zone_id", "scope_id")
"""Columns that name a row of another layer, so they are text as its ids are."""

ISO_DAY = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ][0-9]{2}:[0-9]{2}.*)?$"
"""A day, with or without a time of day behind it."""

FIRST_BUDDHIST_YEAR = 2_400
"""A date from this year on is of the Buddhist era: 1857 in the common era."""


def with_ids(layer: pd.DataFrame, kind: Kind) -> pd.DataFrame:
    """Ids are text; a number read from JSON loses its `.0`, never its zeros."""
    columns = _present(layer, dict.fromkeys([kind.id_column, *REFERENCE_COLUMNS]))
    return layer.assign(**{column: _texts(layer[column]) for column in columns})


def _texts(values: pd.Series) -> pd.Series:
    def text(value: object) -> str | None:
        if is_blank(value):
            return None
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return str(value).strip() or None

    return pd.Series([text(value) for value in values], index=values.index, dtype=object)


def missing_ids(layer: pd.DataFrame, kind: Kind) -> list[Fault]:
    """Find the rows without an id."""
    if not kind.id_column:
        return []
    ids = layer[kind.id_column]
    advice = mark("The row has no id. Give it one that no other row has.")
    return faults_where("missing_id", Severity.ERROR, kind.id_column, ids, ids.isna(), advice)


def require_unique_ids(layer: pd.DataFrame, kind: Kind, *, name: str) -> None:
    """Refuse a layer in which two rows share an id."""
    if not kind.id_column:
        return
    ids = layer[kind.id_column]
    repeated = ids.duplicated() & ids.notna()
    if repeated.any():
        found = ids[repeated].iloc[0]
        raise LayerError(
            mark(
                "Layer '{name}', row {row}, field '{field}': the id '{found}' stands in row "
                "{first} already. Give each row an id of its own."
            ),
            name=name,
            row=int(repeated.to_numpy().argmax()) + 1,
            field=kind.id_column,
            found=found,
            first=int((ids == found).to_numpy().argmax()) + 1,
        )


def unknown_choices(layer: pd.DataFrame, kind: Kind) -> list[Fault]:
    """Find coded values that the kind does not know."""
    faults: list[Fault] = []
    for column, choices in kind.choices.items():
        if column not in layer.columns:
            continue
        optional = column not in kind.required
        known = pd.Series([value in choices for value in layer[column]], index=layer.index)
        unknown = ~known & ~(layer[column].isna() & optional)
        advice = mark(
            "'{found}' is not a known value of '{field}'. Use a value of the kind's list."
        )
        faults += faults_where(
            "unknown_value", Severity.ERROR, column, layer[column], unknown, advice
        )
    return faults


def with_numbers(layer: pd.DataFrame, kind: Kind) -> tuple[pd.DataFrame, list[Fault]]:
    """Read the number columns; what is no number counts as unknown."""
    faults: list[Fault] = []
    for column in _present(layer, kind.numbers):
        cells = [v if pd.api.types.is_scalar(v) else None for v in layer[column]]
        numbers = pd.to_numeric(pd.Series(cells, index=layer.index), errors="coerce").astype(float)
        fits = (numbers >= 0) & (numbers < float("inf"))
        unread = layer[column].notna() & ~fits
        advice = mark("'{found}' is no number of zero or more; '{field}' counts as unknown.")
        faults += faults_where("no_number", Severity.WARNING, column, layer[column], unread, advice)
        layer = layer.assign(**{column: numbers.where(fits)})
    return layer, faults


def with_dates(layer: pd.DataFrame, kind: Kind) -> tuple[pd.DataFrame, list[Fault]]:
    """Read the date columns; what is no date counts as unknown."""
    faults: list[Fault] = []
    for column in _present(layer, kind.dates):
        dates = _days(layer[column])
        unread = layer[column].notna() & dates.isna()
        advice = mark("'{found}' is no date like 2026-04-17; '{field}' counts as unknown.")
        faults += faults_where("no_date", Severity.WARNING, column, layer[column], unread, advice)
        buddhist = dates.dt.year >= FIRST_BUDDHIST_YEAR
        advice = mark(
            "'{found}' is a year of the Buddhist era; write the common era, such as 2026 for 2569. "
            "'{field}' counts as unknown."
        )
        faults += faults_where(
            "buddhist_year", Severity.WARNING, column, layer[column], buddhist, advice
        )
        layer = layer.assign(**{column: dates.mask(buddhist)})
    return layer, faults


def _days(values: pd.Series) -> pd.Series:
    """Read days such as 2026-04-17; a time of day behind them, as Excel has it, is left out."""
    texts = [None if is_blank(value) else str(value).strip() for value in values]
    days = pd.Series(texts, index=values.index, dtype=object).str.extract(ISO_DAY)[0]
    return pd.to_datetime(days, format="%Y-%m-%d", errors="coerce")


def missing_names(layer: pd.DataFrame, kind: Kind) -> list[Fault]:
    """Find the rows without a name in either language."""
    if not kind.named:
        return []
    names = layer[_present(layer, NAME_COLUMNS)]
    unnamed = names.isna().all(axis=1)
    advice = mark("The row has no name in Thai or English; its id is shown instead.")
    return faults_where("missing_name", Severity.INFO, "name_th", names.iloc[:, 0], unnamed, advice)


def _present(layer: pd.DataFrame, columns: Iterable[str]) -> list[str]:
    return [column for column in columns if column in layer.columns]
