"""Values of a row as JSON has them; null is unknown."""

from __future__ import annotations

from typing import Any

import pandas as pd

DISTANCE_DECIMALS = 1
VALUE_DECIMALS = 3


def text_of(row: Any, column: str) -> str | None:
    """
    Return a text.

    Parameters
    ----------
    row
        A named tuple.
    column
        Which; it may not be there.
    """
    value = getattr(row, column, None)
    return value if isinstance(value, str) else None


def count_of(row: Any, column: str) -> int | None:
    """
    Return a whole number.

    Parameters
    ----------
    row
        A named tuple.
    column
        Which; it may not be there.
    """
    value = getattr(row, column, None)
    return None if pd.isna(value) else int(value)


def metres_of(value: float) -> float | None:
    """
    Return metres to a decimetre.

    Parameters
    ----------
    value
        In metres; NaN is unknown.
    """
    return None if pd.isna(value) else round(float(value), DISTANCE_DECIMALS)


def value_of(value: float) -> float | None:
    """
    Return a measured value to three decimals.

    Parameters
    ----------
    value
        In any unit; NaN is unknown.
    """
    return None if pd.isna(value) else round(float(value), VALUE_DECIMALS)


def day_of(value: pd.Timestamp) -> str | None:
    """
    Return a day as YYYY-MM-DD.

    Parameters
    ----------
    value
        NaT is unknown.
    """
    return None if pd.isna(value) else value.date().isoformat()
