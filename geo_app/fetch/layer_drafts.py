"""A layer in the making: its rows so far, and what was left aside with the reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

from geo_app.crs import DISPLAY_CRS
from geo_app.errors import mark
from geo_app.findings import note
from geo_app.intake.outcome import Aside

if TYPE_CHECKING:
    from geo_app.fetch.area import Area
    from geo_app.findings import Finding

NO_GEOMETRY = mark("its shape is not complete in the data")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """
    Rows of one kind, before the checks: `rows_fetched` = rows + all of `aside`.

    Attributes
    ----------
    rows
        In degrees on WGS 84.
    """

    kind: str
    rows: gpd.GeoDataFrame
    aside: tuple[Aside, ...] = ()
    notes: tuple[Finding, ...] = ()

    @property
    def rows_fetched(self) -> int:
        """Everything of this kind that the source gave for the area."""
        return len(self.rows) + sum(part.count for part in self.aside)


@dataclass(slots=True)
class DraftBuilder:
    """Collects the rows of one kind inside an area; what lies outside was never asked for."""

    kind: str
    columns: tuple[str, ...]
    area: Area
    _rows: list[dict[str, Any]] = field(default_factory=list)
    _geometry: list[shapely.Geometry] = field(default_factory=list)
    _aside: Counter[str] = field(default_factory=Counter)
    _notes: list[Finding] = field(default_factory=list)

    def is_outside(self, geometry: shapely.Geometry) -> bool:
        """
        Say whether nothing of a geometry lies in the area's box.

        Parameters
        ----------
        geometry
            In degrees on WGS 84.
        """
        return not shapely.intersects(geometry, self.area.box)

    def add(self, geometry: shapely.Geometry | None, **row: Any) -> None:
        """
        Take a row; without a geometry it is left aside.

        Parameters
        ----------
        geometry
            In degrees on WGS 84; None or empty where the source has none.
        **row
            Cells by column.
        """
        if geometry is None or geometry.is_empty:
            self.leave(NO_GEOMETRY)
        elif not self.is_outside(geometry):
            self._rows.append(row)
            self._geometry.append(geometry)

    def leave(self, reason: str) -> None:
        """
        Leave a row aside.

        Parameters
        ----------
        reason
            An English phrase, key of its translation.
        """
        self._aside[reason] += 1

    def note(self, finding: Finding) -> None:
        """
        Add a sentence that people should see.

        Parameters
        ----------
        finding
            What is said about the whole layer.
        """
        self._notes.append(finding)

    def build(self) -> Draft:
        """Return what has been collected; the columns are there even without rows."""
        rows = gpd.GeoDataFrame(
            {column: [row.get(column) for row in self._rows] for column in self.columns},
            geometry=self._geometry,
            crs=DISPLAY_CRS,
        )
        aside = [
            Aside(count=count, reason=note("left_aside", reason))
            for reason, count in sorted(self._aside.items())
        ]
        return Draft(kind=self.kind, rows=rows, aside=tuple(aside), notes=tuple(self._notes))
