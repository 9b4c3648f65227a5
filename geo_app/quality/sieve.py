"""Rows of a feed's tables that cannot be used: counted, with the reason for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.quality.faults import Fault, Severity, is_blank

if TYPE_CHECKING:
    from collections.abc import Iterable

SET_ASIDE_COLUMNS = ["table", "code", "rows", "first_row", "field", "found"]


class Sieve:
    """
    One table whose unusable rows are taken out one reason after the other.

    Attributes
    ----------
    rows
        What is left; the index is the row's place in the file, from 0.
    faults
        One for each different thing found, at the first row that has it.
    set_aside
        Table, reason, rows, first row and what was found there.
    """

    def __init__(self, table: str, rows: pd.DataFrame) -> None:
        self.table = table
        self.rows = rows.reset_index(drop=True)
        self.faults: list[Fault] = []
        self.set_aside: list[tuple[str, str, int, int, str, str]] = []

    def drop(
        self, where: pd.Series | np.ndarray, *, code: str, field: str, advice: str, found: str = ""
    ) -> None:
        """Take out the rows where `where` holds; `found` names the column that is told."""
        told = self.tell(where, code=code, field=field, advice=advice, found=found)
        if told is not None:
            first = told.index[0] + 1
            aside = (self.table, code, len(told), first, field, _text(told.iloc[0]))
            self.set_aside.append(aside)
            self.rows = self.rows[~np.asarray(where, dtype=bool)]

    def tell(
        self, where: pd.Series | np.ndarray, *, code: str, field: str, advice: str, found: str = ""
    ) -> pd.Series | None:
        """Tell of the rows where `where` holds and keep them; return what they hold."""
        mask = np.asarray(where, dtype=bool)
        if not mask.any():
            return None
        held: pd.Series = self.rows.loc[mask, found or field]
        different = held.drop_duplicates()
        self.faults += [
            Fault(
                code=code,
                severity=Severity.WARNING,
                row=int(row) + 1,
                field=field,
                found=_text(value),
                advice=advice,
            )
            for row, value in zip(different.index.to_numpy(), different, strict=True)
        ]
        return held


def set_aside_of(sieves: Iterable[Sieve]) -> pd.DataFrame:
    """Return what several sieves took out, one row a table and reason."""
    return pd.DataFrame(
        [aside for sieve in sieves for aside in sieve.set_aside], columns=SET_ASIDE_COLUMNS
    )


def _text(value: object) -> str:
    return "" if is_blank(value) else str(value)
