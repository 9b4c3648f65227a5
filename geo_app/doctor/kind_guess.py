"""Of which kind a layer is, where nobody says it: by its shapes and its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd

from geo_app.doctor.column_meanings import EAST, LAT, LON, NORTH, WKT, by_values, column_of
from geo_app.schema import GEOMETRY_TYPES, KINDS, NAME_COLUMNS, REFERENCE_COLUMNS, Kind, Shape

if TYPE_CHECKING:
    import pandas as pd

GENERIC = frozenset({*NAME_COLUMNS, *REFERENCE_COLUMNS, "population", "level"})
"""Columns that several kinds have."""

LIKELIEST = ("communities", "disaster_plans", "zones", "roads")
"""Of kinds that fit as well as each other."""


def likely_kind(rows: pd.DataFrame) -> str:
    """
    Return the kind that fits best, one of `schema.KINDS`; never a feed.

    Parameters
    ----------
    rows
        As the file has them.
    """
    order = [*LIKELIEST, *(kind for kind in KINDS if kind not in LIKELIEST)]
    kinds = [kind for kind in order if KINDS[kind].shapes[0] is not Shape.FEED]
    shapes = _shapes(rows)
    return max(kinds, key=lambda kind: _fit(rows, KINDS[kind], shapes))


def _shapes(rows: pd.DataFrame) -> frozenset[str]:
    if isinstance(rows, gpd.GeoDataFrame):
        return frozenset(rows.geometry.geom_type.dropna().unique())
    columns = [str(column) for column in rows.columns]
    pairs = ((LON, LAT), (EAST, NORTH), (WKT,))
    is_placed = any(all(column_of(field, columns) for field in pair) for pair in pairs)
    is_placed = is_placed or {LON, LAT} <= set(by_values(rows, columns, ()).values())
    return frozenset({"Point"}) if is_placed else frozenset()


def _fit(rows: pd.DataFrame, kind: Kind, shapes: frozenset[str]) -> float:
    columns = [str(column) for column in rows.columns if column != "geometry"]
    telling = kind.columns - (GENERIC - {kind.id_column})
    special = [field for field in sorted(telling) if column_of(field, columns)]
    wanted = [field for field in kind.required if field in special]
    allowed = frozenset[str]().union(*(GEOMETRY_TYPES.get(s, frozenset()) for s in kind.shapes))
    is_table = kind.shapes[0] is Shape.TABLE
    fits = not shapes if is_table else bool(shapes) and shapes <= allowed
    first = GEOMETRY_TYPES.get(kind.shapes[0], frozenset())
    numbered = 4 if kind.id_column in columns else 0
    score = len(special) + 2 * len(wanted) + numbered
    return score + (10 if fits else 0) + (1 if shapes & first else 0)
