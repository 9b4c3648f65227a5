"""On which level a way lies, and whether it meets what it crosses: OpenStreetMap's tags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

SEPARATED = ("bridge", "tunnel")
"""Tags of ways that meet others at their ends and where both have a vertex, nowhere else."""

IS_NONE = frozenset({"", "no", "false", "f", "n", "0", "0.0", "none", "nan", "ไม่", "ไม่ใช่", "ไม่มี"})
"""
Cells of these tags that say there is none. Every other one says what kind of bridge or
tunnel it is (`movable`, `viaduct`, `building_passage`) or just yes (`T`, `1`, `True`).
"""

MEETS_AT, VERTICES = "meets_at", "vertices"
"""
The column, and its value, of ways whose vertices are OpenStreetMap's nodes.

They meet where they share a vertex and nowhere else, whatever crosses in plan.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """
    How each line meets others.

    Attributes
    ----------
    is_apart
        (lines,) bridges and tunnels.
    layer
        (lines,) OpenStreetMap's `layer`, 0 on the ground and where it is not known.
    is_by_vertices
        (lines,) the line meets others of its kind at shared vertices only.
    """

    is_apart: NDArray[np.bool_]
    layer: NDArray[np.float64]
    is_by_vertices: NDArray[np.bool_]

    def take(self, numbers: NDArray[np.int64]) -> Levels:
        """
        Return those of some lines, as often as they are named.

        Parameters
        ----------
        numbers
            Numbers of lines.
        """
        return Levels(
            is_apart=self.is_apart[numbers],
            layer=self.layer[numbers],
            is_by_vertices=self.is_by_vertices[numbers],
        )


def levels_of(lines: gpd.GeoDataFrame) -> Levels:
    """
    Read the tags of lines.

    Parameters
    ----------
    lines
        With `bridge`, `tunnel`, `layer` and `meets_at` where they are known.
    """
    is_apart, is_by_vertices = np.zeros((2, len(lines)), dtype=bool)
    layer = np.zeros(len(lines))
    for column in lines.columns.intersection(SEPARATED):
        is_apart |= ~_cells(lines[column]).isin(IS_NONE).to_numpy()
    if "layer" in lines.columns:
        layer = pd.to_numeric(_cells(lines["layer"]), errors="coerce").fillna(0.0).to_numpy(float)
    if MEETS_AT in lines.columns:
        is_by_vertices = (_cells(lines[MEETS_AT]) == VERTICES).to_numpy()
    return Levels(is_apart=is_apart, layer=layer, is_by_vertices=is_by_vertices)


def _cells(cells: pd.Series) -> pd.Series:
    """Lower case without blanks around; empty where nothing is known."""
    texts: pd.Series = cells.astype(str).str.strip().str.lower().where(cells.notna(), "")
    return texts
