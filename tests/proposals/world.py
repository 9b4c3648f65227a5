"""
A proposal in the world of `tests/fixtures/province_folder.py`, known on paper.

Route N runs from the village over the bridge to the main road's end:

    (0, 480) -> (210, 480) -> (210, 0) -> (2500, 0)       210 + 480 + 2290 = 2980 m

with the stops N1 (0, 480) and N2 (2500, 0), every 15 min from 06:00 to 20:00, 20 km/h.

- C002 (250 people) stands at N1, C003 (unknown) at N2: both gain within 500 m; nobody loses.
- Tsunami low: x 0 to 100 at y 480, 100 m, and N1. Mangrove M1: x 2400 to 2500, 100 m, and N2.
- R1 runs along y = 0 from S1 (0, 0) to S2 (1500, 0): 30 m of the bridge, then x 210 to 1530:
  1350 m repeat it.
- One way 2980 / 1000 / 20 x 60 = 8.94 min; there and back with 10 % 19.668, so 20 min; every
  15 min takes 2 vehicles, a scheduled cycle of 30 min.
- 57 departures a direction: 57 x 2 x 2.98 = 339.72 km, 57 x 0.5 = 28.5 h; at 180, 12 and 1500
  THB 5130 + 4076.64 + 3000 = 12,206.64 THB a day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
from shapely import Point

from geo_app.proposals.baseline import build_baseline
from geo_app.proposals.document.proposal_reading import proposal_of
from tests.fixtures.province_folder import CRS, DAY, shifted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.changes.proposal import Proposal
    from geo_app.province import Province

XY = tuple[float, float]

LINE: tuple[XY, ...] = ((0, 480), (210, 480), (210, 0), (2500, 0))
STOPS: dict[str, XY] = {"N1": (0, 480), "N2": (2500, 0)}
SERVICE = {"headway_min": 15, "first_departure": "06:00", "last_departure": "20:00"}


def degrees(places: Iterable[XY]) -> list[list[float]]:
    """Turn metres of the world into (lon, lat)."""
    points = gpd.GeoSeries([shifted(Point(xy)) for xy in places], crs=CRS).to_crs("EPSG:4326")
    return [[point.x, point.y] for point in points]


def line(kind: str, places: Iterable[XY], **properties: Any) -> dict[str, Any]:
    """Write a feature with a line."""
    geometry = {"type": "LineString", "coordinates": degrees(places)}
    return {"type": "Feature", "geometry": geometry, "properties": {"kind": kind, **properties}}


def point(kind: str, place: XY, **properties: Any) -> dict[str, Any]:
    """Write a feature with a point."""
    geometry = {"type": "Point", "coordinates": degrees([place])[0]}
    return {"type": "Feature", "geometry": geometry, "properties": {"kind": kind, **properties}}


def plain(kind: str, **properties: Any) -> dict[str, Any]:
    """Write a feature without a place."""
    return {"type": "Feature", "geometry": None, "properties": {"kind": kind, **properties}}


def stops(places: dict[str, XY] | None = None, **more: Any) -> list[dict[str, Any]]:
    """Write the stops of a route."""
    chosen = STOPS if places is None else places
    return [point("stop", xy, stop_id=key, name_th=key, **more) for key, xy in chosen.items()]


def route(places: Iterable[XY] = LINE, **properties: Any) -> dict[str, Any]:
    """Write route N, changed where a keyword says so."""
    own = {"route_id": "N", "name_th": "สายใหม่", "name_en": "New line", "speed_kmh": 20}
    return line("route", places, **{**own, **SERVICE, **properties})


def document(*features: dict[str, Any], **head: Any) -> dict[str, Any]:
    """Write a proposal's document; route N with its stops if no feature is given."""
    return {
        "type": "FeatureCollection",
        **head,
        "features": list(features) or [route(), *stops()],
    }


def proposal(*features: dict[str, Any], **head: Any) -> Proposal:
    """Return a proposal; route N with its stops if no feature is given."""
    return proposal_of(document(*features, **head))


def baseline_of(province: Province) -> Baseline:
    """Return the world as it is."""
    return build_baseline(province, on=DAY)
