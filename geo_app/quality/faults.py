"""What can be wrong with a row or a layer, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable


class Severity(StrEnum):
    """What a fault means for its row: `error` sets it aside, the others keep it."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """
    One thing found in one row.

    Attributes
    ----------
    code
        Stable name of the fault, such as `missing_geometry`.
    row
        Row in the file, counted from 1 without the header.
    advice
        English sentence with `{found}` as placeholder; key of its translation.
    """

    code: str
    severity: Severity
    row: int
    field: str
    found: str
    advice: str

    def __str__(self) -> str:
        """Return the advice in English."""
        return self.sentence(str)

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Return the advice in the language of `translate`."""
        return translate(self.advice).format(found=self.found, field=self.field)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Rows in = rows used + rows set aside, and why."""

    rows_in: int
    rows_used: int
    faults: tuple[Fault, ...] = ()

    @property
    def rows_set_aside(self) -> int:
        """Rows that no analysis sees."""
        return self.rows_in - self.rows_used


def faults_where(
    code: str,
    severity: Severity,
    field: str,
    values: pd.Series,
    where: pd.Series,
    advice: str,
) -> list[Fault]:
    """Return one fault for each row where `where` holds, rows counted from 1."""
    positions = where.to_numpy(dtype=bool).nonzero()[0]
    return [
        Fault(
            code=code,
            severity=severity,
            row=int(position) + 1,
            field=field,
            found="" if is_blank(values.iloc[position]) else str(values.iloc[position]),
            advice=advice,
        )
        for position in positions
    ]


def is_blank(value: Any) -> bool:
    """Say whether a cell is empty."""
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))
