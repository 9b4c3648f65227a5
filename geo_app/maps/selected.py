"""What is drawn for one thing that is chosen: a stop's catchment, a community's fix, a layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from geo_app.analysis.areas.positions import is_placed
from geo_app.errors import mark
from geo_app.maps import palette
from geo_app.maps.features import draw_features, fill
from geo_app.maps.popups import popup_html
from geo_app.maps.styles import STOP_STYLE
from geo_app.words.translating import pick_name

if TYPE_CHECKING:
    import folium
    from pyproj import CRS

    from geo_app.maps.subjects import Painter

STOP_RING_PX = 8
FIX_RADIUS_PX = 7
MOST_FACTS = 6
NOT_TOLD = frozenset({"layer_id", "status", "geometry", "name_th", "name_en"})
"""Columns that are told otherwise, or of which nobody wants to read."""


def draw_catchment(
    area: shapely.Geometry, stop: shapely.Point, *, crs: CRS, painter: Painter
) -> folium.FeatureGroup:
    """
    Draw from where one can walk to a stop, and a ring around the stop.

    Parameters
    ----------
    area, stop
        In `crs`; an empty area draws the ring only.
    crs
        Of both.
    painter
        For the language.

    Returns
    -------
    group
        Nothing in it can be clicked, so that what lies in the area can be.
    """
    drawn = [part for part in (area, stop) if not part.is_empty]
    layer = gpd.GeoDataFrame(geometry=drawn, crs=crs)
    rows = [{"catchment": part is area} for part in drawn]
    return draw_features(
        layer,
        name=painter.translate(mark("Catchment of the stop")),
        properties=rows,
        style=_catchment_style,
        is_point=True,
        has_texts=False,
    )


def draw_fix(
    place: shapely.Point,
    community: shapely.Point,
    *,
    crs: CRS,
    text: str,
    status: str,
    painter: Painter,
) -> folium.FeatureGroup:
    """
    Draw where the cheapest fix of a community would be, tied to the community.

    Parameters
    ----------
    place, community
        In `crs`.
    crs
        Of both.
    text
        What would be done there, plain.
    status
        Of the routes that the place lies on.
    painter
        For the language.
    """
    title = painter.translate(mark("Cheapest single fix"))
    line = shapely.LineString([community, place])
    layer = gpd.GeoDataFrame(geometry=[line, place], crs=crs)
    popup = popup_html(title, [("", text)], status=status, translate=painter.translate)
    rows = [{"fix": part, "tooltip": title, "popup": popup} for part in ("tie", "place")]
    return draw_features(layer, name=title, properties=rows, style=_fix_style, is_point=True)


def _catchment_style(properties: dict[str, Any]) -> dict[str, Any]:
    if properties["catchment"]:
        return {
            "color": palette.CATCHMENT, "weight": 1.5, "fillColor": palette.CATCHMENT,
            "fillOpacity": palette.CATCHMENT_OPACITY, "interactive": False,
        }  # fmt: skip
    return {
        "radius": STOP_RING_PX, "color": palette.CATCHMENT, "weight": 3, "fill": False,
        "interactive": False,
    }  # fmt: skip


def _fix_style(properties: dict[str, Any]) -> dict[str, Any]:
    if properties["fix"] == "tie":
        return {"color": palette.FIX, "weight": 2, "dashArray": "6 5", "opacity": 0.9}
    return {
        "radius": FIX_RADIUS_PX, "color": "#ffffff", "weight": 2, "fill": True,
        "fillColor": palette.FIX, "fillOpacity": 1,
    }  # fmt: skip


def draw_rows(rows: gpd.GeoDataFrame, title: str, painter: Painter) -> folium.FeatureGroup:
    """
    Draw rows in one colour; a click on one tells its name and its first columns.

    Parameters
    ----------
    rows
        Of a layer or of any table, in any CRS; those without a place are not drawn.
    title
        Of the group, plain text.
    painter
        For the language.
    """
    placed = rows[is_placed(rows)]
    facts = [str(column) for column in placed.columns if column not in NOT_TOLD][:MOST_FACTS]
    properties = []
    for key, row in zip(placed.index, placed.to_dict("records"), strict=True):
        names = row.get("name_th"), row.get("name_en")
        name = pick_name(*names, painter.language, otherwise=str(key))
        lines = [(fact, str(row[fact])) for fact in facts if not _is_missing(row[fact])]
        status = str(row.get("status", "open"))
        html = popup_html(name, lines, status=status, translate=painter.translate)
        properties.append({"tooltip": name, "popup": html})
    is_point = bool((placed.geom_type == "Point").all())
    look = STOP_STYLE | {"fillColor": palette.FIX}
    if not is_point:
        look = fill(palette.CATCHMENT, palette.CATCHMENT_OPACITY)
    return draw_features(
        placed, name=title, properties=properties, style=lambda _row: look, is_point=is_point
    )


def _is_missing(value: object) -> bool:
    """Say whether there is nothing to tell; a list is never missing."""
    answer = pd.isna(value)  # type: ignore[call-overload]
    return isinstance(answer, bool) and answer
