"""
Numbers as people write them: decimal commas, thousands, Thai and full-width digits.

A comma before three digits may part thousands or stand before decimals. The other
cells of its column show which; where they do not, nobody guesses in silence.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

import numpy as np
import pandas as pd

from geo_app.spelling.texts import is_nothing, plain

SIGN = r"[+-]?"
POINTED = re.compile(SIGN + r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
POINT_BEFORE_THREE = re.compile(SIGN + r"[1-9][0-9]{0,2}\.[0-9]{3}")
COMMA_BEFORE_THREE = re.compile(SIGN + r"[1-9][0-9]{0,2},[0-9]{3}")
COMMA_THOUSANDS = re.compile(SIGN + r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+\.[0-9]+|(?:,[0-9]{3}){2,})")
POINT_THOUSANDS = re.compile(SIGN + r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+,[0-9]+|(?:\.[0-9]{3}){2,})")
BLANK_THOUSANDS = re.compile(SIGN + r"[1-9][0-9]{0,2}(?:[ '\u2019][0-9]{3})+(?:[.,][0-9]+)?")
DECIMAL_COMMA = re.compile(SIGN + r"[0-9]*,[0-9]+")


class Style(Enum):
    """
    What the numbers of a column are.

    A count of persons or beds has thousands rather than decimals; degrees have
    decimals and never thousands; a measure may have both.
    """

    COUNT = "count"
    DEGREES = "degrees"
    MEASURE = "measure"


class Numbers(NamedTuple):
    """
    A column read as numbers.

    Attributes
    ----------
    floats
        Floats, NaN where there is no number or nobody knows which.
    is_blank
        Where nothing stands in the cell.
    is_doubtful
        Where a comma or point may mean two numbers; it is NaN there.
    is_assumed
        Where a comma was taken for thousands, for want of another use in a count.
    """

    floats: pd.Series
    is_blank: pd.Series
    is_doubtful: pd.Series
    is_assumed: pd.Series


def numbers_of(cells: pd.Series, *, style: Style) -> Numbers:
    """
    Read a column of numbers.

    Parameters
    ----------
    cells
        Numbers, texts, or both.
    style
        What they are.

    Returns
    -------
    numbers
        Columns of floats and truth values, indexed like `cells`.
    """
    never = pd.Series(False, index=cells.index)
    if pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_bool_dtype(cells):
        values = cells.astype("float64")
        return Numbers(values, values.isna(), never, never)
    pointed = _pointed(cells) if style is not Style.COUNT else None
    if pointed is not None:
        return Numbers(pointed, pointed.isna(), never, never)
    texts = {text: plain(text) for text in {cell for cell in cells if isinstance(cell, str)}}
    reader = _Column([text for text in texts.values() if not is_nothing(text)], style)
    read = {text: reader.read(written) for text, written in texts.items()}
    values = pd.Series([_number(cell, read) for cell in cells], index=cells.index, dtype="float64")
    nothing = {text for text, written in texts.items() if is_nothing(written)}

    def where(chosen: set[str]) -> pd.Series:
        if not chosen:
            return never
        return pd.Series(
            [isinstance(cell, str) and cell in chosen for cell in cells],
            index=cells.index,
            dtype=bool,
        )

    return Numbers(
        values,
        cells.isna() | where(nothing),
        where({text for text, written in texts.items() if written in reader.doubtful}),
        where({text for text, written in texts.items() if written in reader.assumed}),
    )


def _pointed(cells: pd.Series) -> pd.Series | None:
    """Read texts all at once where each is missing or a plain number, as most columns are."""
    if not pd.api.types.is_string_dtype(cells.dtype) or cells.dtype == object:
        return None
    floats = pd.to_numeric(cells, errors="coerce").astype("float64")
    is_plain = (np.isfinite(floats) | cells.isna()).all()
    return floats if is_plain else None


def _number(cell: object, read: dict[str, float]) -> float:
    if isinstance(cell, str):
        return read[cell]
    is_number = isinstance(cell, int | float | np.number) and not isinstance(cell, bool)
    return float(cell) if is_number else np.nan  # type: ignore[arg-type]


class _Column:
    """How the commas and points of one column are meant, by all of its cells."""

    def __init__(self, texts: list[str], style: Style) -> None:
        self.style = style
        self.doubtful: set[str] = set()
        self.assumed: set[str] = set()
        self.has_decimal_comma = any(_is_decimal_comma(text) for text in texts)
        self.has_point = any(
            COMMA_THOUSANDS.fullmatch(text)
            or ("." in text and POINTED.fullmatch(text) and not POINT_BEFORE_THREE.fullmatch(text))
            for text in texts
        )

    def read(self, text: str) -> float:
        """Return what a cell means, NaN where it is no number or nobody knows."""
        if self.style is not Style.DEGREES:
            if BLANK_THOUSANDS.fullmatch(text) or POINT_THOUSANDS.fullmatch(text):
                return _without_thousands(text)
            if COMMA_THOUSANDS.fullmatch(text):
                return float(text.replace(",", ""))
            if COMMA_BEFORE_THREE.fullmatch(text):
                return self._comma_before_three(text)
        if POINTED.fullmatch(text):
            return self._pointed(text)
        return float(text.replace(",", ".")) if DECIMAL_COMMA.fullmatch(text) else np.nan

    def _comma_before_three(self, text: str) -> float:
        is_count = self.style is Style.COUNT
        if self.has_decimal_comma and not self.has_point and not is_count:
            return float(text.replace(",", "."))
        if self.has_decimal_comma or not (self.has_point or is_count):
            self.doubtful.add(text)
            return np.nan
        if not self.has_point:
            self.assumed.add(text)
        return float(text.replace(",", ""))

    def _pointed(self, text: str) -> float:
        if POINT_BEFORE_THREE.fullmatch(text):
            is_odd_count = self.style is Style.COUNT and not self.has_point
            if is_odd_count or (self.has_decimal_comma and self.style is not Style.DEGREES):
                self.doubtful.add(text)
                return np.nan
        return float(text)


def _is_decimal_comma(text: str) -> bool:
    if POINT_THOUSANDS.fullmatch(text) or (BLANK_THOUSANDS.fullmatch(text) and "," in text):
        return "," in text
    return bool(DECIMAL_COMMA.fullmatch(text)) and not COMMA_BEFORE_THREE.fullmatch(text)


def _without_thousands(text: str) -> float:
    """Read a number of which the last comma, or a point alone, stands before decimals."""
    if re.search(r"[ '\u2019]", text):
        return float(re.sub(r"[ '\u2019]", "", text).replace(",", "."))
    return float(text.replace(".", "").replace(",", "."))
