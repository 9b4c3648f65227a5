"""How fast a drawn route's hazards and mangroves are found, against whole polygons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from bench.measure import Sample
from bench.reach_timing import duel, seconds, time_row
from geo_app.analysis.lines.line_hazards import hazard_crossings
from geo_app.analysis.lines.line_mangroves import mangrove_crossings
from geo_app.analysis.lines.subdivision import build_area_index
from geo_app.schema import HAZARD_LEVELS, HAZARD_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from bench.report import Row
    from geo_app.analysis.lines.line_hazards import HazardCrossings
    from geo_app.analysis.lines.line_mangroves import MangroveCrossings
    from geo_app.analysis.lines.subdivision import AreaIndex

CRS = "EPSG:32647"
CENTRE = np.array([430_000.0, 880_000.0])
HALF_EXTENT_M = np.array([8_000.0, 20_000.0])
COAST_RADIUS_M = 7_000.0
ROUTE_M = 20_000.0
NEAR_M = 500.0
EQUAL_M = 1e-3
AIM = "≤ 25 ms"
GROUPS = ("hazard_type", "hazard_level")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many areas there are, how fine they are, and how long the route is in points."""

    hazard_zones: int = 1_600
    mangroves: int = 400
    coast_vertices: int = 120_000
    vertices: int = 60
    route_vertices: int = 400
    stops: int = 35


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A route with its stops, and the layers that it crosses."""

    line: shapely.LineString
    stops: gpd.GeoDataFrame
    hazard_zones: gpd.GeoDataFrame
    mangroves: gpd.GeoDataFrame


def build_drawing(counts: Counts | None = None, *, seed: int = 1) -> Drawing:
    """
    Make layers and a route through them up; the first hazard zone is a long coast.

    The route never comes back over itself, so that whole polygons, which count
    every place once, must find the same metres.
    """
    counts = counts or Counts()
    rng = np.random.default_rng(seed)
    coast = _blob(CENTRE, COAST_RADIUS_M, counts.coast_vertices, rng)
    line = _route(counts.route_vertices, rng)
    along = np.linspace(0, 1, counts.stops)
    return Drawing(
        line=line,
        stops=gpd.GeoDataFrame(
            index=pd.Index([f"S{number}" for number in range(counts.stops)], name="stop_id"),
            geometry=shapely.line_interpolate_point(line, along, normalized=True),
            crs=CRS,
        ),
        hazard_zones=_layer(
            [coast, *_blobs(counts.hazard_zones - 1, counts.vertices, rng)],
            name="hazard_id",
            hazard_type=rng.choice(HAZARD_TYPES, counts.hazard_zones),
            hazard_level=rng.choice(HAZARD_LEVELS, counts.hazard_zones),
        ),
        mangroves=_layer(_blobs(counts.mangroves, counts.vertices, rng), name="mangrove_id"),
    )


def _layer(areas: list[shapely.Polygon], *, name: str, **columns: object) -> gpd.GeoDataFrame:
    ids = pd.Index([f"A{number}" for number in range(len(areas))], name=name)
    return gpd.GeoDataFrame(columns, index=ids, geometry=areas, crs=CRS)


def _blobs(count: int, vertices: int, rng: np.random.Generator) -> list[shapely.Polygon]:
    """Scatter areas of 100 m to 1 km; they overlap at will."""
    middles = CENTRE + rng.uniform(-1, 1, (count, 2)) * HALF_EXTENT_M
    radii_m = np.exp(rng.uniform(np.log(50), np.log(500), count))
    return [_blob(xy, radius, vertices, rng) for xy, radius in zip(middles, radii_m, strict=True)]


def _blob(
    middle: NDArray[np.float64], radius_m: float, vertices: int, rng: np.random.Generator
) -> shapely.Polygon:
    """Return an area round a point with bays of every size, as a coast has."""
    angle = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    waves = 2 ** np.arange(2, max(3, np.log2(vertices) - 2))
    shares = rng.uniform(0.2, 0.4, len(waves)) / np.sqrt(waves)
    phases = rng.uniform(0, 2 * np.pi, len(waves))
    bays = np.sin(waves[:, None] * angle + phases[:, None]) * shares[:, None]
    radius = radius_m * np.maximum(1 + bays.sum(axis=0), 0.1)
    return shapely.Polygon(
        middle + radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    )


def _route(vertices: int, rng: np.random.Generator) -> shapely.LineString:
    """Lead a bending route northwards through the middle, always on, so never back."""
    north = np.linspace(-0.5, 0.5, vertices) * ROUTE_M
    phases = rng.uniform(0, 2 * np.pi, 3)
    east = sum(
        size_m * np.sin(north / wave_m + phase)
        for size_m, wave_m, phase in zip((900, 150, 30), (2_000, 400, 90), phases, strict=True)
    )
    return shapely.LineString(CENTRE + np.column_stack([east, north]))


def our_crossings(
    drawing: Drawing, indexes: tuple[AreaIndex, AreaIndex]
) -> tuple[HazardCrossings, MangroveCrossings]:
    """Find hazards and mangroves as the analysis does, with indexes made before."""
    hazard_zones, mangroves = indexes
    return (
        hazard_crossings(drawing.line, drawing.stops, hazard_zones),
        mangrove_crossings(drawing.line, drawing.stops, mangroves, near_m=NEAR_M),
    )


def build_indexes(drawing: Drawing) -> tuple[AreaIndex, AreaIndex]:
    """Cut both layers into pieces."""
    return (
        build_area_index(drawing.hazard_zones, groups=GROUPS, name="hazard_zones"),
        build_area_index(drawing.mangroves, name="mangroves"),
    )


def plain_metres(drawing: Drawing) -> tuple[dict[tuple[str, str], float], float]:
    """
    Find the metres with whole polygons: those that the line meets, joined, cut by it.

    The areas are joined and not the cut lines (`gpd.overlay`, then a union): bits of a
    slanting line end a rounding beside it, and then overlaps count twice.
    """
    met = drawing.hazard_zones.iloc[drawing.hazard_zones.sindex.query(drawing.line, "intersects")]
    metres: dict[tuple[str, str], float] = {}
    for kind, zones in met.groupby("hazard_type"):
        above_m = 0.0
        for level in range(len(HAZARD_LEVELS))[::-1]:
            reached = zones.geometry[zones["hazard_level"].isin(HAZARD_LEVELS[level:])]
            reached_m = reached.union_all().intersection(drawing.line).length
            metres[kind, HAZARD_LEVELS[level]] = reached_m - above_m
            above_m = reached_m
    wet = drawing.mangroves.iloc[drawing.mangroves.sindex.query(drawing.line, "intersects")]
    return metres, wet.union_all().intersection(drawing.line).length


def plain_stops(drawing: Drawing) -> int:
    """Join the stops with whole polygons; return how many pairs there are."""
    layers = (drawing.hazard_zones, drawing.mangroves)
    return sum(len(gpd.sjoin(drawing.stops, layer)) for layer in layers)


def require_equal(
    hazards: HazardCrossings,
    mangroves: MangroveCrossings,
    plain: tuple[dict[tuple[str, str], float], float],
) -> None:
    """Stop the benchmark if whole polygons give other metres."""
    ours = hazards.levels.set_index(list(GROUPS))["route_length_m"].to_dict()
    theirs, wet_m = plain
    for key in {*ours, *theirs}:
        if abs(ours.get(key, 0.0) - theirs.get(key, 0.0)) > EQUAL_M:
            raise ValueError(f"{key}: {theirs.get(key)} m differ from ours, {ours.get(key)} m.")
    if abs(mangroves.route_length_m - wet_m) > EQUAL_M:
        raise ValueError(f"mangroves: {wet_m} m differ from ours, {mangroves.route_length_m} m.")


def hazard_rows(*, rounds: int, counts: Counts | None = None) -> Iterator[Row]:
    """Measure hazards and mangroves of one route, and what the index costs once."""
    drawing = build_drawing(counts)
    indexes = build_indexes(drawing)
    require_equal(*our_crossings(drawing, indexes), plain_metres(drawing))
    times = duel(lambda: our_crossings(drawing, indexes), _plain_work(drawing), rounds=rounds)
    ours, theirs, faster = times.rows_faster(
        "hazards and mangroves of one route", "whole areas", times_faster=""
    )
    yield from (replace(ours, aim=AIM), theirs, faster)
    built = Sample.of(seconds(lambda: build_indexes(drawing)) for _ in range(max(rounds // 3, 1)))
    yield time_row("hazards and mangroves: indexes made once", built)


def _plain_work(drawing: Drawing) -> Callable[[], object]:
    return lambda: (plain_metres(drawing), plain_stops(drawing))
