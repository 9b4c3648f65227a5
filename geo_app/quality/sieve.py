"""Rows of a feed's tables that cannot be used: counted, with the reason for each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.findings import Severity
from geo_app.quality.faults import cell_text, row_finding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_app.findings import Finding

SET_ASIDE_COLUMNS = ["table", "code", "rows", "first_row", "field", "found"]


class Sieve:
    """
    One table whose unusable rows are taken out one reason after the other.

    Attributes
    ----------
    rows
        What is left; the index is the row's place in the table as given, from 0.
    faults
        One for each different thing found, at the first row that has it.
    set_aside
        Table, reason, rows, first row and what was found there.
    """

    def __init__(self, table: str, rows: pd.DataFrame) -> None:
        self.table = table
        self.rows = rows.reset_index(drop=True)
        # A row left out by the reader, since nothing stands in it, still counts in the file.
        self._row_numbers = rows.index.to_numpy() + 1
        self.faults: list[Finding] = []
        self.set_aside: list[tuple[str, str, int, int, str, str]] = []

    def drop(
        self,
        where: pd.Series | np.ndarray,
        *,
        code: str,
        field: str,
        advice: str,
        shown: str = "",
        repair: str = "",
    ) -> None:
        """
        Take out the rows where `where` holds, with a finding for each different cell.

        Parameters
        ----------
        where
            A bool for each of `rows`.
        code
            Of the findings.
        field
            Column that is wrong.
        advice
            English sentence, key of its translation; may use `{found}` and `{field}`.
        shown
            Column whose cells the findings show; `field` if left out.
        repair
            What may be offered for it, as `Finding.repair`; empty where nothing is.
        """
        before = len(self.faults)
        cells = self.tell(where, code=code, field=field, advice=advice, shown=shown)
        if repair:
            new = [replace(fault, repair=repair) for fault in self.faults[before:]]
            self.faults[before:] = new
        if cells is not None:
            first = int(self._row_numbers[cells.index[0]])
            aside = (self.table, code, len(cells), first, field, cell_text(cells.iloc[0]))
            self.set_aside.append(aside)
            self.rows = self.rows[~np.asarray(where, dtype=bool)]

    def tell(
        self, where: pd.Series | np.ndarray, *, code: str, field: str, advice: str, shown: str = ""
    ) -> pd.Series | None:
        """
        Keep the rows where `where` holds, and note a finding for each different cell.

        Parameters
        ----------
        where
            A bool for each of `rows`.
        code
            Of the findings.
        field
            Column that is wrong.
        advice
            English sentence, key of its translation; may use `{found}` and `{field}`.
        shown
            Column whose cells the findings show; `field` if left out.

        Returns
        -------
        cells
            Those that the findings show, indexed like `rows`; None where no row is wrong.
        """
        mask = np.asarray(where, dtype=bool)
        if not mask.any():
            return None
        cells: pd.Series = self.rows.loc[mask, shown or field]
        different = cells.drop_duplicates()
        self.faults += [
            row_finding(
                code,
                Severity.WARNING,
                row=int(self._row_numbers[row]),
                field=field,
                value=value,
                advice=advice,
            )
            for row, value in zip(different.index.to_numpy(), different, strict=True)
        ]
        return cells


def set_aside_of(sieves: Iterable[Sieve]) -> pd.DataFrame:
    """
    Return what several sieves took out, one row a table and reason.

    Parameters
    ----------
    sieves
        Of any tables. May be empty.

    Returns
    -------
    set_aside
        Columns `table`, `code`, `rows` (count), `first_row` (from 1), `field` and `found`.
        May be empty.
    """
    return pd.DataFrame(
        [aside for sieve in sieves for aside in sieve.set_aside], columns=SET_ASIDE_COLUMNS
    )
