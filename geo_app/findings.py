"""
What was found in data, a proposal or a file: one thing, told as one sentence.

Checks of layers, checks of proposals, the reading of files and what is brought
from elsewhere all tell with it, so that pages, commands and files print all of
them in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from geo_app.errors import worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


class Severity(StrEnum):
    """
    What a finding means.

    An error sets its row aside, or blocks the proposal; a warning is shown and
    what it is about is used; an info tells what was done or is affected.
    """

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """
    What a finding is about; what is not known of it is left empty.

    Attributes
    ----------
    row
        Row of the layer or table, counted from 1 without its header; 0 for
        the whole.
    field
        Column of the row.
    subject
        Id of the route or stop of a proposal.
    position
        (lon, lat) in degrees to show it at.
    cells
        The raw row by column, as the file has it, where the row could not be
        read into the layer.
    """

    row: int = 0
    field: str = ""
    subject: str = ""
    position: tuple[float, float] | None = None
    cells: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    One thing that was found.

    Attributes
    ----------
    code
        Stable name of what it is, such as `missing_geometry`.
    message, fields
        An English sentence with named placeholders, also the key of its
        translation; and what they stand for.
    where
        What it is about.
    repair
        Name of the repair that may be offered for it, or was made; empty if
        there is none.
    """

    code: str
    severity: Severity
    message: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    where: Where = Where()
    repair: str = ""

    def __str__(self) -> str:
        """Return the sentence in English."""
        return self.sentence(str)

    def sentence(self, translate: Callable[[str], str]) -> str:
        """
        Return the sentence in another language, nested sentences too.

        Parameters
        ----------
        translate
            Turns an English sentence into that language.
        """
        return worded(self.message, self.fields, translate)


def note(code: str, message: str, /, **fields: object) -> Finding:
    """
    Return a finding that only tells.

    Parameters
    ----------
    code
        Stable name of what it is.
    message
        English sentence with named placeholders.
    fields
        What they stand for.
    """
    return Finding(code=code, severity=Severity.INFO, message=message, fields=fields)


def cells_of(row: Mapping[Any, Any]) -> dict[str, str]:
    """
    Write a raw row as texts, an empty cell as no letter; no geometry.

    Parameters
    ----------
    row
        Cells by column.
    """
    import pandas as pd  # noqa: PLC0415 - findings themselves need no tables

    return {
        str(column): "" if pd.api.types.is_scalar(cell) and pd.isna(cell) else str(cell)
        for column, cell in row.items()
        if column != "geometry"
    }


def errors_of(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """
    Return the findings that block, in their order.

    Parameters
    ----------
    findings
        Of any severity.
    """
    return tuple(finding for finding in findings if finding.severity is Severity.ERROR)
