"""What was found in the rows of a layer, and the count of rows that it leads to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_app.findings import Finding, Severity, Where

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Rows in = rows used + rows set aside, and why."""

    rows_in: int
    rows_used: int
    faults: tuple[Finding, ...] = ()

    @property
    def rows_set_aside(self) -> int:
        """Rows that no analysis sees."""
        return self.rows_in - self.rows_used


def row_finding(
    code: str,
    severity: Severity,
    *,
    row: int,
    field: str,
    value: object,
    advice: str,
    cells: Mapping[str, str] | None = None,
) -> Finding:
    """
    Return what is wrong with one cell of one row.

    Parameters
    ----------
    code
        Stable name of the fault.
    severity
        An error sets the row aside.
    row
        Counted from 1 without the header.
    field
        Column of the cell.
    value
        What stands in the cell; `{found}` in the advice.
    advice
        English sentence with `{found}` and `{field}` as placeholders.
    cells
        The raw row, where it could not be read into the layer.
    """
    return Finding(
        code=code,
        severity=severity,
        message=advice,
        fields={"found": cell_text(value), "field": field},
        where=Where(row=row, field=field, cells=cells),
    )


def faults_where(
    code: str,
    severity: Severity,
    field: str,
    values: pd.Series,
    where: pd.Series,
    advice: str,
) -> list[Finding]:
    """
    Return one finding for each row where `where` holds.

    Parameters
    ----------
    code, severity, field, advice
        As for `row_finding`.
    values
        The column, one cell a row, in the file's order.
    where
        Truth values in the same order.
    """
    positions = where.to_numpy(dtype=bool).nonzero()[0]
    return [
        row_finding(
            code,
            severity,
            row=int(position) + 1,
            field=field,
            value=values.iloc[position],
            advice=advice,
        )
        for position in positions
    ]


def cell_text(value: object) -> str:
    """
    Write a cell as text, an empty one as no letter.

    Parameters
    ----------
    value
        Anything that a frame holds.
    """
    return "" if is_blank(value) else str(value)


def is_blank(value: Any) -> bool:
    """
    Say whether a cell is empty.

    Parameters
    ----------
    value
        Anything that a frame holds.
    """
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))
