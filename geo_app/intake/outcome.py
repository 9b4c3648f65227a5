"""What has become of new layers, worded so that it can be translated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_app.errors import LayerError

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from geo_app.findings import Finding


class FailedCheckError(LayerError):
    """A new layer could be read, but fails the checks of its kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """Rows that are not in use, and the reason that they share."""

    count: int
    reason: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """
    What became of one layer: `rows_fetched` = `rows_used` + all of `aside`.

    Attributes
    ----------
    file
        Where it lies in the province's folder; None if nothing was written.
    in_catalogue
        Whether the catalogue names the file afterwards.
    notes
        What else a person should know, such as what was replaced.
    """

    kind: str
    layer_id: str
    rows_fetched: int
    rows_used: int
    aside: tuple[Aside, ...] = ()
    file: PurePosixPath | None = None
    in_catalogue: bool = False
    notes: tuple[Finding, ...] = ()
