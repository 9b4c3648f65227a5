"""Rows for the tables of a feed: cells as text, names in both languages, fares."""

from __future__ import annotations

from collections.abc import Iterable, Sized
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.quality.clock import MINUTE_S
from geo_app.transit.names import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

BAHT = "THB"
ON_BOARD = "0"
NO_TRANSFER = "0"
MIN_DEGREE_DIGITS = 6
"""A feed's places have at least these digits (0.1 m), and as many more as are known."""


def texts(columns: Mapping[str, object]) -> pd.DataFrame:
    """
    Return a table whose cells are text, as a feed is read; a single value stands in all rows.

    Parameters
    ----------
    columns
        Values by column; a single value stands in all rows.

    Returns
    -------
    table
        The `columns`, cells as text, missing ones as missing.
    """
    sizes = [len(v) for v in columns.values() if isinstance(v, Sized) and not isinstance(v, str)]
    size = max(sizes, default=1)
    return pd.DataFrame({name: _cells(values, size) for name, values in columns.items()})


def _cells(values: object, size: int) -> pd.Series:
    """Write values as text, missing ones as missing. Cell by cell: most tables have few rows."""
    if isinstance(values, Iterable) and not isinstance(values, str):
        cells = list(values)
    else:
        cells = [values] * size
    return pd.Series([None if _is_missing(cell) else str(cell) for cell in cells], dtype="str")


def _is_missing(cell: object) -> bool:
    return cell is None or cell is pd.NA or cell != cell  # noqa: PLR0124 - so NaN says


def appended(table: pd.DataFrame | None, rows: pd.DataFrame) -> pd.DataFrame:
    """
    Put rows below a table, which may not be there yet; what a row does not say is missing.

    Parameters
    ----------
    table
        Cells as text; None where there is none yet.
    rows
        Cells as text.

    Returns
    -------
    table
        The columns of both, such as `stop_id`, cells as text.
    """
    if table is None or table.empty:
        return rows.astype("str")
    if rows.empty:
        return table
    both = pd.concat([table, rows], ignore_index=True)
    # A column that only one of them has, or that is wholly missing, is no text yet.
    strange = [column for column, kind in both.dtypes.items() if kind != "str"]
    return both.astype(dict.fromkeys(strange, "str")) if strange else both


def unique_id(wanted: str, taken: Collection[str]) -> str:
    """
    Return an id that is not taken: the one that is wanted, else with a number.

    Parameters
    ----------
    wanted
        The id.
    taken
        Ids that are used.
    """
    free_id, number = wanted, 1
    while free_id in taken:
        number += 1
        free_id = f"{wanted}~{number}"
    return free_id


def degree_texts(degrees: np.ndarray) -> list[str]:
    """
    Write degrees so that reading them gives the very same numbers.

    Parameters
    ----------
    degrees
        Longitudes or latitudes.
    """
    return [
        np.format_float_positional(value, min_digits=MIN_DEGREE_DIGITS, trim="k")
        for value in degrees
    ]


def clock_text(seconds: float) -> str:
    """
    Write one time of the service day as `quality.clock.clock_texts` writes many.

    Parameters
    ----------
    seconds
        Since the start of the service day; may exceed 86,400.
    """
    minutes, rest = divmod(round(seconds), MINUTE_S)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest:02d}"


def text_of(names: pd.DataFrame, language: str) -> pd.Series:
    """
    Return each name in a language, in the other where it has none; ids where it has neither.

    Parameters
    ----------
    names
        `name_th` and `name_en`, by id.
    language
        `th` or `en`.

    Returns
    -------
    texts
        Indexed like `names`, none missing.
    """
    other = names[f"name_{_other(language)}"]
    wanted = names[f"name_{language}"].astype(object)
    text = wanted.where(wanted.notna(), other)
    ids = pd.Series(names.index, index=names.index, dtype=object)
    return text.where(text.notna(), ids).astype("str")


def translation_rows(table: str, column: str, names: pd.DataFrame, language: str) -> pd.DataFrame:
    """
    Return the names in the language that is not the feed's.

    Parameters
    ----------
    table
        The table that is translated, such as `stops`.
    column
        Its column, such as `stop_name`.
    names
        `name_th` and `name_en`, by id.
    language
        The feed's, `th` or `en`.

    Returns
    -------
    rows
        `table_name`, `field_name`, `language`, `translation`, `record_id`, cells as text.
    """
    other = _other(language)
    translated = names[f"name_{other}"].dropna()
    return texts(
        {
            "table_name": [table] * len(translated),
            "field_name": column,
            "language": other,
            "translation": translated.to_numpy(),
            "record_id": translated.index.to_numpy(),
        }
    )


def fare_tables(fares: pd.Series, agencies: pd.Series | None) -> dict[str, pd.DataFrame]:
    """
    Return the tables of flat fares.

    Returns
    -------
    tables
        `fare_attributes` and `fare_rules`, cells as text; none without fares.

    Parameters
    ----------
    fares
        Baht a ride by `route_id`, none missing.
    agencies
        Whose fares they are, by `route_id`, if the feed names its agencies.
    """
    if fares.empty:
        return {}
    ids = [f"{route_id}:fare" for route_id in fares.index]
    attributes = {
        "fare_id": ids,
        "price": [f"{float(fare):.2f}" for fare in fares],
        "currency_type": BAHT,
        "payment_method": ON_BOARD,
        "transfers": NO_TRANSFER,
        **({} if agencies is None else {"agency_id": agencies.reindex(fares.index).to_numpy()}),
    }
    return {
        "fare_attributes": texts(attributes),
        "fare_rules": texts({"fare_id": ids, "route_id": list(fares.index)}),
    }


def _other(language: str) -> str:
    return next(key for key in LANGUAGES if key != language)
