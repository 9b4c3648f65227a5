"""Ids, names, numbers, dates and coded values of a raw layer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from geo_app.errors import LayerError, mark
from geo_app.findings import Severity
from geo_app.quality.faults import faults_where, is_blank
from geo_app.schema import NAME_COLUMNS, REFERENCE_COLUMNS, Kind
from geo_app.spelling.coded_values import coded
from geo_app.spelling.days import iso_day
from geo_app.spelling.ids import id_of, two_written
from geo_app.spelling.numbers import Style, numbers_of
from geo_app.spelling.texts import is_nothing, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_app.findings import Finding


FIRST_BUDDHIST_YEAR = 2_400
"""A date from this year on is of the Buddhist era: 1857 in the common era."""


def with_ids(layer: pd.DataFrame, kind: Kind) -> pd.DataFrame:
    """
    Ids are text in one form: without a `.0` that a program added, with their zeros.

    Parameters
    ----------
    layer
        Rows as the file has them.
    kind
        What the layer must have.

    Returns
    -------
    layer
        As given, with the id column, `zone_id` and `scope_id` as text, None where blank.
    """
    columns = _present(layer, dict.fromkeys([kind.id_column, *REFERENCE_COLUMNS]))
    return layer.assign(**{column: _texts(layer[column]) for column in columns})


def _texts(values: pd.Series) -> pd.Series:
    return pd.Series([id_of(value) for value in values], index=values.index, dtype=object)


def require_ids_apart(raw: pd.DataFrame, kind: Kind, *, name: str) -> None:
    """
    Refuse a layer in which one id is written in two ways, such as `1` and `1.0`.

    Parameters
    ----------
    raw
        Rows as the file has them, ids too.
    kind
        What the layer must have.
    name
        The layer's id, for messages.

    Raises
    ------
    LayerError
        If there is such a pair; it names both.
    """
    pair = two_written(raw[kind.id_column]) if kind.id_column else None
    if pair is None:
        return
    first, second = pair
    ids = raw[kind.id_column]
    raise LayerError(
        mark(
            "Layer '{name}', row {row}, field '{field}': the ids '{found}' and '{other}' (row "
            "{first}) are one id written in two ways. Give each row an id of its own."
        ),
        name=name,
        row=second + 1,
        field=kind.id_column,
        found=ids.iloc[second],
        other=ids.iloc[first],
        first=first + 1,
    )


def missing_ids(layer: pd.DataFrame, kind: Kind) -> list[Finding]:
    """
    Find the rows without an id.

    Parameters
    ----------
    layer
        Rows as the file has them.
    kind
        What the layer must have.
    """
    if not kind.id_column:
        return []
    ids = layer[kind.id_column]
    advice = mark("The row has no id. Give it one that no other row has.")
    return faults_where("missing_id", Severity.ERROR, kind.id_column, ids, ids.isna(), advice)


def require_unique_ids(layer: pd.DataFrame, kind: Kind, *, name: str) -> None:
    """
    Refuse a layer in which two rows share an id.

    Parameters
    ----------
    layer
        Rows as the file has them.
    kind
        What the layer must have.
    name
        The layer's id, for messages.
    """
    if not kind.id_column:
        return
    ids = layer[kind.id_column]
    repeated = ids.duplicated() & ids.notna()
    if repeated.any():
        repeated_id = ids[repeated].iloc[0]
        raise LayerError(
            mark(
                "Layer '{name}', row {row}, field '{field}': the id '{found}' stands in row "
                "{first} already. Give each row an id of its own."
            ),
            name=name,
            row=int(repeated.to_numpy().argmax()) + 1,
            field=kind.id_column,
            found=repeated_id,
            first=int((ids == repeated_id).to_numpy().argmax()) + 1,
        )


def with_choices(layer: pd.DataFrame, kind: Kind) -> tuple[pd.DataFrame, list[Finding]]:
    """
    Write coded values as the kind has them, and find those that it does not know.

    Parameters
    ----------
    layer
        Rows as the file has them.
    kind
        What the layer must have.

    Returns
    -------
    layer, findings
        As given, with the columns `kind.choices` in the kind's words: `high` for `High`
        and for `สูง`; and what is none of them.
    """
    faults: list[Finding] = []
    for column in _present(layer, kind.choices):
        choices = kind.choices[column]
        values = _without_blanks(layer[column])
        values = pd.Series(
            [coded(value, column, choices) for value in values], index=layer.index, dtype=object
        )
        known = pd.Series([value in choices for value in values], index=layer.index)
        unknown = ~known & ~(values.isna() & (column not in kind.required))
        advice = mark("'{found}' is not a known value of '{field}'. Use one of {choices}.")
        faults += [
            replace(fault, fields={**fault.fields, "choices": ", ".join(choices)})
            for fault in faults_where(
                "unknown_value", Severity.ERROR, column, values, unknown, advice
            )
        ]
        layer = layer.assign(**{column: values})
    return layer, faults


def _without_blanks(values: pd.Series) -> pd.Series:
    """Count cells of blanks, and of words for nothing, as missing."""
    nothing = [isinstance(value, str) and is_nothing(plain(value)) for value in values]
    return values.astype(object).mask(pd.Series(nothing, index=values.index, dtype=bool), None)


def with_numbers(layer: pd.DataFrame, kind: Kind) -> tuple[pd.DataFrame, list[Finding]]:
    """
    Read the number columns; what is no number counts as unknown.

    Parameters
    ----------
    layer
        Rows as the file has them.
    kind
        What the layer must have.

    Returns
    -------
    layer, findings
        As given, with the columns `kind.numbers` as floats, NaN where unknown; and what
        was no number.
    """
    faults: list[Finding] = []
    for column in _present(layer, kind.numbers):
        style = Style.COUNT if column in kind.counts else Style.MEASURE
        cells = layer[column]
        numbers = numbers_of(cells, style=style)
        fits = (numbers.floats >= 0) & (numbers.floats < float("inf"))
        unread = ~numbers.is_blank & ~fits & ~numbers.is_doubtful
        advice = mark("'{found}' is no number of zero or more; '{field}' counts as unknown.")
        faults += faults_where("no_number", Severity.WARNING, column, cells, unread, advice)
        advice = mark(
            "'{found}' may be a number with decimals or one with thousands; '{field}' counts as "
            "unknown. Write it like 1234 or 1.5."
        )
        faults += faults_where(
            "ambiguous_number", Severity.WARNING, column, cells, numbers.is_doubtful, advice
        )
        advice = mark("'{found}' in '{field}' is read as a number with a comma between thousands.")
        faults += faults_where(
            "comma_for_thousands", Severity.INFO, column, cells, numbers.is_assumed, advice
        )
        layer = layer.assign(**{column: numbers.floats.where(fits)})
    return layer, faults


def with_dates(layer: pd.DataFrame, kind: Kind) -> tuple[pd.DataFrame, list[Finding]]:
    """
    Read the date columns; what is no date counts as unknown.

    Parameters
    ----------
    layer
        Rows as the file has them.
    kind
        What the layer must have.

    Returns
    -------
    layer, findings
        As given, with the columns `kind.dates` as datetimes, NaT where unknown; and what
        was no date.
    """
    faults: list[Finding] = []
    for column in _present(layer, kind.dates):
        dates = _days(layer[column])
        unread = _without_blanks(layer[column]).notna() & dates.isna()
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
    """Read days; a time of day behind them, as Excel has it, is left out."""
    days = [None if is_blank(value) else iso_day(str(value)) for value in values]
    texts = pd.Series(days, index=values.index, dtype=object)
    return pd.to_datetime(texts, format="%Y-%m-%d", errors="coerce")


def missing_names(layer: pd.DataFrame, kind: Kind) -> list[Finding]:
    """
    Find the rows without a name in either language.

    Parameters
    ----------
    layer
        Rows as the file has them.
    kind
        What the layer must have.
    """
    if not kind.named:
        return []
    names = layer[_present(layer, NAME_COLUMNS)]
    unnamed = pd.concat([_is_unnamed(names[column]) for column in names], axis=1).all(axis=1)
    advice = mark("The row has no name in Thai or English; its id is shown instead.")
    return faults_where("missing_name", Severity.INFO, "name_th", names.iloc[:, 0], unnamed, advice)


def _is_unnamed(names: pd.Series) -> pd.Series:
    blank = [isinstance(name, str) and not plain(name) for name in names]
    return names.isna() | pd.Series(blank, index=names.index, dtype=bool)


def _present(layer: pd.DataFrame, columns: Iterable[str]) -> list[str]:
    return [column for column in columns if column in layer.columns]
