"""Ids: texts of which neither blanks nor a `.0` that a program has added count."""

from __future__ import annotations

import math
import re
from typing import Any

import pandas as pd

from geo_app.spelling.texts import is_nothing, plain

POINT_ZERO = re.compile(r"[0-9]+\.0+")


def id_of(value: Any) -> str | None:
    """
    Return an id as a text; leading zeros stay.

    Parameters
    ----------
    value
        A cell: a text, or a number as JSON, Excel and databases have it.

    Returns
    -------
    id
        `990101` for `990101.0` and for `๙๙๐๑๐๑`; None where there is nothing.
    """
    if isinstance(value, float):
        if math.isnan(value):
            return None
        return str(int(value)) if value.is_integer() else str(value)
    if not isinstance(value, str):
        return None if pd.api.types.is_scalar(value) and pd.isna(value) else str(value).strip()
    text = plain(value)
    if is_nothing(text):
        return None
    return text.split(".", maxsplit=1)[0] if POINT_ZERO.fullmatch(text) else text


def two_written(values: pd.Series) -> tuple[int, int] | None:
    """
    Find two different texts of a column that are one id.

    Parameters
    ----------
    values
        A column of ids as the file has them.

    Returns
    -------
    places
        Of the first such pair, from 0, such as of `1` and `1.0`; None where each id is
        written in one way.
    """
    first: dict[str, tuple[str, int]] = {}
    for place, value in enumerate(values):
        text = id_of(value)
        if text is None:
            continue
        here = value.strip() if isinstance(value, str) else text
        written, before = first.setdefault(text, (here, place))
        if written != here:
            return before, place
    return None
