"""Shares of people as people read them: a number, a range, or that nobody knows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_app.errors import mark

if TYPE_CHECKING:
    from collections.abc import Callable

NOT_KNOWN = mark("not known")


@dataclass(frozen=True, slots=True)
class ShareRange:
    """
    Between which shares of the known people the true one lies, 0 to 1.

    Those whose answer hangs on an unknown timetable are served at `most` and not at `least`;
    both are NaN where no number of people is known.
    """

    least: float
    most: float

    @property
    def is_unsure(self) -> bool:
        """Whether somebody's answer is unknown."""
        return self.most > self.least

    @property
    def is_unknown(self) -> bool:
        """Whether everybody's answer, or the number of people, is unknown."""
        return math.isnan(self.least) or (self.least <= 0 and self.most >= 1)

    def percent(self, decimals: int = 1) -> str:
        """
        Write the share in percent without its sign, such as `14.1` or `10.0–14.1`.

        Parameters
        ----------
        decimals
            Of each number.
        """
        least, most = (f"{100 * share:.{decimals}f}" for share in (self.least, self.most))
        return least if least == most else f"{least}–{most}"

    def words(self, translate: Callable[[str], str], decimals: int = 1) -> str:
        """
        Write the share with its sign, or that it is not known.

        Parameters
        ----------
        translate
            Function from an English sentence to the reader's language.
        decimals
            Of each number.
        """
        return translate(NOT_KNOWN) if self.is_unknown else f"{self.percent(decimals)}%"

    def cell(self, translate: Callable[[str], str]) -> str:
        """
        Write the share as the cell of a column in percent.

        Parameters
        ----------
        translate
            Function from an English sentence to the reader's language.
        """
        return translate(NOT_KNOWN) if self.is_unknown else self.percent()


def share_range(share: Any) -> ShareRange:
    """
    Return between which shares the true one lies.

    Parameters
    ----------
    share
        A row of the shares, as `shares_by_zone` or a `Comparison` has them: with
        `population_known`, `population_served` and `population_unclear` (persons).
    """
    known = float(share.population_known)
    if not known > 0:
        return ShareRange(math.nan, math.nan)
    served, unclear = float(share.population_served), float(share.population_unclear)
    return ShareRange(served / known, (served + unclear) / known)


def share_cells(shares: pd.DataFrame, translate: Callable[[str], str]) -> pd.Series:
    """
    Write shares in percent for a table: numbers, a text only where one is not sure.

    Parameters
    ----------
    shares
        As for `share_range`, a row each.
    translate
        Function from an English sentence to the reader's language.

    Returns
    -------
    cells
        `share_served` in percent with one decimal, indexed like `shares`; a range such as
        `10.0–14.1`, or that it is not known, where people hang on an unknown timetable.
        Missing where no number of people is known.
    """
    numbers = (shares["share_served"] * 100).round(1)
    ranges = [share_range(row) for row in shares.itertuples()]
    if not any(share.is_unsure for share in ranges):
        return numbers
    cells: list[object] = [
        number if not share.is_unsure else share.cell(translate)
        for number, share in zip(numbers, ranges, strict=True)
    ]
    return pd.Series(cells, index=numbers.index, dtype=object)
