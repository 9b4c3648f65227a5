"""Who gains by a drawn line of stops: only what changes, against the usual ways."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse.csgraph import dijkstra

from bench.measure import Sample, take_turns
from bench.reach_network import (
    EQUAL_M,
    LIMIT_M,
    SINGLE_M,
    field_case,
    pandana_field,
    pandana_network,
    require_equal,
    snap_all,
    stop_nodes,
)
from bench.reach_timing import Duel, seconds, time_row
from bench.synthetic import build_province
from geo_app.analysis.access.incremental import People, baseline_of, coverage_change
from geo_app.analysis.walks.demand import sum_by_zone
from geo_app.analysis.walks.nearest_stops import ROUNDING_M
from geo_app.memo import own_part
from geo_app.network.distance import distance_field, walk_distances
from geo_app.network.nearby import build_nearby
from geo_app.network.snap import Snapped
from geo_app.network.walking import DETOUR_FACTOR, Places, Walking, WalkingMethod

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from bench.reach_network import FieldCase, Snap
    from bench.report import Row
    from bench.synthetic import Sizes, SyntheticProvince
    from geo_app.analysis.access.incremental import Baseline, Change

STOPS, SPACING_M = 35, 400.0
TOWN_CELLS = (20, 40)
"""The town is where most people are, of so many parts of the land."""

WALK_M = LIMIT_M + ROUNDING_M
PEOPLE = 1e-6
CRS = "EPSG:32647"
CIRCLE_CORNERS = 64
"""`buffer` draws a circle with so many corners, all of them on it."""

MOVED, MOVED_M = 5, 100.0
"""How many stops of today also move, and how far, east and north."""

IN_A_ROW = 10
AIM = "≤ 5 ms"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """
    A line of new stops in a province, with everything that is kept between two strokes.

    Attributes
    ----------
    snap
        The province; its points and stops of today are snapped once.
    baseline
        Today's walks.
    line_xy
        The new stops, which stand on streets.
    before
        (zones,) people who have a stop today.
    """

    snap: Snap
    baseline: Baseline
    line_xy: NDArray[np.float64]
    before: NDArray[np.float64]


def draw(sizes: Sizes, *, stops: int = STOPS) -> Drawn:
    """Make a province up and draw a line through its largest town."""
    snap = snap_all(build_province(sizes))
    baseline = baseline_today(snap)
    return Drawn(
        snap=snap,
        baseline=baseline,
        line_xy=line_through_town(snap.province, stops=stops),
        before=people_by_zone(snap, baseline.low.walk_distance_m <= WALK_M),
    )


def baseline_today(snap: Snap) -> Baseline:
    """Measure today's walks, which takes place once a session."""
    province = snap.province
    walking = Walking(method=WalkingMethod.NETWORK, graph=province.graph)
    return baseline_of(
        build_nearby(walking, Places(xy=province.people_xy, snapped=snap.points)),
        People(
            population=province.people,
            zone=province.zone,
            zone_ids=pd.RangeIndex(len(province.zone_seeds)),
        ),
        stops=Places(xy=province.stops_xy, snapped=snap.stops),
        stop_ids=pd.RangeIndex(len(province.stops_xy)),
        is_high=np.zeros(len(province.stops_xy), dtype=bool),
    )


def people_by_zone(snap: Snap, is_meant: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Add some of the people up."""
    province = snap.province
    return sum_by_zone(
        province.zone, np.where(is_meant, province.people, 0), zones=len(province.zone_seeds)
    )


def line_through_town(province: SyntheticProvince, *, stops: int) -> NDArray[np.float64]:
    """Place stops evenly along streets: out of the town on one side, in on the other."""
    graph, half_m = province.graph, SPACING_M * (stops - 1) / 2
    middle = int(np.hypot(*(graph.node_xy - _town(province.people_xy)).T).argmin())
    away_m, back = dijkstra(graph.ways(), indices=middle, return_predecessors=True)
    half_m = min(half_m, 0.9 * away_m[np.isfinite(away_m)].max())
    first = int(np.abs(away_m - half_m).argmin())
    ring = np.flatnonzero(np.abs(away_m - half_m) < half_m / 10)
    off = graph.node_xy[ring] - graph.node_xy[middle]
    second = int(ring[(off @ (graph.node_xy[first] - graph.node_xy[middle])).argmin()])
    nodes = [*_way_back(back, first), *_way_back(back, second)[-2::-1]]
    line = shapely.LineString(graph.node_xy[nodes])
    along = np.linspace(0, 1, stops)
    return shapely.get_coordinates(line.interpolate(along, normalized=True))


def _town(people_xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the middle of the part of the land where most people live."""
    count, *borders = np.histogram2d(*people_xy.T, bins=TOWN_CELLS)
    cell = np.unravel_index(count.argmax(), count.shape)
    return np.array([edges[n : n + 2].mean() for edges, n in zip(borders, cell, strict=True)])


def _way_back(back: NDArray[np.int32], node: int) -> list[int]:
    """Return the nodes of the way from a node to the middle, both included."""
    way = [node]
    while back[way[-1]] >= 0:
        way.append(int(back[way[-1]]))
    return way


def ours(drawn: Drawn) -> NDArray[np.float64]:
    """Snap the new stops, find who gains, and count them by zone."""
    return change_of(drawn, drawn.line_xy).people_gained_by_zone


def recomputed(drawn: Drawn) -> NDArray[np.float64]:
    """Snap the new stops, and measure every point's walk to all stops anew."""
    new = drawn.baseline.walking.places(drawn.line_xy).snapped
    stops = joined(drawn.snap.stops, new)
    field = distance_field(drawn.snap.province.graph, stops, limit_m=WALK_M)
    return people_by_zone(drawn.snap, walk_distances(field, drawn.snap.points) <= WALK_M)


def joined(*parts: Snapped) -> Snapped:
    """Put snapped places behind one another."""
    return Snapped(
        **{
            field.name: np.concatenate([getattr(part, field.name) for part in parts])
            for field in fields(Snapped)
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """The same as GeoPandas' frames, made before."""

    people: gpd.GeoDataFrame
    stops: gpd.GeoDataFrame


def frames_of(drawn: Drawn) -> Frames:
    """Make frames of the people, and of the stops of today and the new ones."""
    province = drawn.snap.province
    stops_xy = np.concatenate([province.stops_xy, drawn.line_xy])
    return Frames(
        people=gpd.GeoDataFrame(
            {"people": province.people, "zone": province.zone},
            geometry=gpd.points_from_xy(*province.people_xy.T),
            crs=CRS,
        ),
        stops=gpd.GeoDataFrame(geometry=gpd.points_from_xy(*stops_xy.T), crs=CRS),
    )


def buffered(frames: Frames) -> pd.Series:
    """Join people to circles about all stops, as it is usually written; count each once."""
    circles = gpd.GeoDataFrame(geometry=frames.stops.buffer(LIMIT_M))
    near = gpd.sjoin(frames.people, circles)
    return near[~near.index.duplicated()].groupby("zone")["people"].sum()


def dissolved(frames: Frames) -> pd.Series:
    """Join them to the circles in one piece, by the predicate that is fastest for it."""
    circles = gpd.GeoDataFrame(geometry=frames.stops.buffer(LIMIT_M)).dissolve()
    return gpd.sjoin(frames.people, circles, predicate="within").groupby("zone")["people"].sum()


def require_circles(drawn: Drawn, frames: Frames) -> None:
    """Stop the benchmark if the circles hold more than a straight line reaches, or too few."""
    most, least = (
        _straight(drawn, radius_m)
        for radius_m in (LIMIT_M + EQUAL_M, LIMIT_M * np.cos(np.pi / CIRCLE_CORNERS) - EQUAL_M)
    )
    for way in (buffered, dissolved):
        counted = way(frames).reindex(range(len(most)), fill_value=0.0).to_numpy()
        if (counted > most + PEOPLE).any() or (counted < least - PEOPLE).any():
            raise ValueError(f"{way.__name__}: not the people within {LIMIT_M} m of a stop.")


def _straight(drawn: Drawn, radius_m: float) -> NDArray[np.float64]:
    province = drawn.snap.province
    straight = Walking(method=WalkingMethod.STRAIGHT_LINE)
    stops_xy = np.concatenate([province.stops_xy, drawn.line_xy])
    index = build_nearby(straight, straight.places(province.people_xy))
    near = index.walks_from(straight.places(stops_xy), limit_m=radius_m * DETOUR_FACTOR)
    return people_by_zone(drawn.snap, np.isin(np.arange(len(province.people)), near.point))


def coverage_rows(sizes: Sizes, *, rounds: int) -> Iterator[Row]:
    """Measure the evaluation of a drawn line against the usual ways."""
    drawn = draw(sizes)
    require_anew(drawn)
    frames = frames_of(drawn)
    require_circles(drawn, frames)
    yield from split_rows(drawn, frames, rounds=rounds)
    anew = against(drawn, lambda: recomputed(drawn), rounds=rounds)
    yield from anew.rows_faster("coverage", "full recompute", times_faster="≥ 8")
    usual = against(drawn, lambda: buffered(frames), rounds=rounds)
    yield from usual.rows_faster("coverage", "buffer + sjoin", times_faster="≥ 300")
    fastest = against(drawn, lambda: dissolved(frames), rounds=rounds)
    yield from fastest.rows_faster("coverage", "dissolve + sjoin within", times_faster="")
    yield from pandana_rows(drawn, rounds=rounds)


def against(drawn: Drawn, other: Callable[[], object], *, rounds: int) -> Duel:
    """Time ours and another way in turns; of ours some in a row, since one alone is so short."""
    our_seconds, theirs = take_turns(
        lambda: in_a_row(lambda: ours(drawn)), lambda: seconds(other), times=rounds
    )
    return Duel(ours=Sample.of(our_seconds), theirs=Sample.of(theirs))


def in_a_row(work: Callable[[], object]) -> float:
    """Return how long one run takes of some that follow one another, as strokes do."""
    return seconds(lambda: [work() for _ in range(IN_A_ROW)]) / IN_A_ROW


def require_anew(drawn: Drawn) -> None:
    """Stop the benchmark if who gains is not what measuring everything anew adds."""
    after = drawn.before + ours(drawn)
    require_equal(after, recomputed(drawn), name="full recompute", within=PEOPLE)


def split_rows(drawn: Drawn, frames: Frames, *, rounds: int) -> Iterator[Row]:
    """Measure the evaluation, its parts, one alone, and one that moves stops of today too."""
    walking = drawn.baseline.walking
    places = walking.places(drawn.line_xy)
    moved_xy = np.concatenate([drawn.line_xy, drawn.snap.province.stops_xy[:MOVED] + MOVED_M])
    require_moved(drawn, moved_xy)
    works: list[tuple[str, Callable[[], object], str]] = [
        ("coverage", lambda: ours(drawn), AIM),
        ("coverage, snapping alone", lambda: walking.places(drawn.line_xy), ""),
        ("coverage, all but snapping", lambda: change_of(drawn, places), ""),
        (f"coverage, {MOVED} stops moved too", lambda: change_of(drawn, moved_xy, MOVED), ""),
    ]
    for name, work, aim in works:
        times = Sample.of([in_a_row(work) for _ in range(rounds + 1)][1:])
        yield replace(time_row(name, times), aim=aim)
    alone, _ = take_turns(
        lambda: seconds(lambda: ours(drawn)), lambda: buffered(frames), times=rounds
    )
    yield replace(time_row("coverage, once after other work", Sample.of(alone)), aim=AIM)
    yield first_row(drawn, "coverage", rounds=rounds)


def first_row(drawn: Drawn, name: str, *, rounds: int) -> Row:
    """Measure the first evaluation at a limit, which also lays out who has no stop."""
    times = [
        seconds(lambda: ours(replace(drawn, baseline=replace(drawn.baseline, memo=own_part()))))
        for _ in range(rounds)
    ]
    return time_row(f"{name}, first at a limit", Sample.of(times))


def change_of(drawn: Drawn, added: Places | NDArray[np.float64], removed: int = 0) -> Change:
    """Evaluate new stops, and that the first few of today's go."""
    return coverage_change(drawn.baseline, added, limit_m=LIMIT_M, removed=list(range(removed)))


def require_moved(drawn: Drawn, moved_xy: NDArray[np.float64]) -> None:
    """Stop the benchmark if moving stops is not what measuring the others and them anew finds."""
    change = change_of(drawn, moved_xy, MOVED)
    new = drawn.baseline.walking.places(moved_xy).snapped
    stops = joined(drawn.snap.stops.take(np.arange(MOVED, len(drawn.snap.stops))), new)
    field = distance_field(drawn.snap.province.graph, stops, limit_m=WALK_M)
    after = people_by_zone(drawn.snap, walk_distances(field, drawn.snap.points) <= WALK_M)
    by_difference = drawn.before + change.people_gained_by_zone - change.people_lost_by_zone
    require_equal(by_difference, after, name="moved stops", within=PEOPLE)


def pandana_rows(drawn: Drawn, *, rounds: int) -> Iterator[Row]:
    """Measure against Pandana: the new set of stops, its network kept and made anew."""
    case = stops_at_corners(drawn)
    network = pandana_network(case.graph)
    require_equal(
        walks_of_nodes(drawn, case), pandana_field(network, case), name="Pandana", within=SINGLE_M
    )
    asked = against(drawn, lambda: pandana_field(network, case), rounds=rounds)
    yield from asked.rows_faster("coverage", "Pandana's query", times_faster="≥ 50")
    anew = against(
        drawn,
        lambda: pandana_field(pandana_network(case.graph), case),
        rounds=max(rounds // 3, 1),
    )
    yield from anew.rows_faster("coverage", "Pandana made anew", times_faster="≥ 50")


def stops_at_corners(drawn: Drawn) -> FieldCase:
    """Put all stops, today's and new ones, at corners, since only there Pandana knows them."""
    new = drawn.baseline.walking.places(drawn.line_xy).snapped
    return field_case(replace(drawn.snap, stops=joined(drawn.snap.stops, new)))


def walks_of_nodes(drawn: Drawn, case: FieldCase) -> NDArray[np.float64]:
    """Return the nodes' walks after the change: today's, or shorter ones to new stops."""
    walking = Walking(method=WalkingMethod.NETWORK, graph=case.graph)
    nodes, today = walking.places(case.graph.node_xy), stop_nodes(drawn.snap.stops)
    is_new = ~np.isin(case.nodes, today)
    walk_m = walking.nearest(
        nodes, nodes.take(case.nodes[~is_new].astype(np.int64)), limit_m=case.limit_m
    )["walk_distance_m"].to_numpy(copy=True)
    near = build_nearby(walking, nodes).walks_from(
        nodes.take(case.nodes[is_new].astype(np.int64)), limit_m=case.limit_m
    )
    walk_m[near.point] = np.minimum(walk_m[near.point], near.walk_distance_m)
    return walk_m


def large_rows(sizes: Sizes, *, rounds: int) -> Iterator[Row]:
    """Measure the evaluation in a province of a million corners."""
    drawn = draw(sizes)
    require_anew(drawn)
    name = f"coverage, {sizes.nodes:,} nodes and {sizes.points:,} points"
    anew = against(drawn, lambda: recomputed(drawn), rounds=rounds)
    our_row, *others = anew.rows_faster(name, "full recompute", times_faster="")
    yield from (replace(our_row, aim="< 200 ms"), *others)
    yield first_row(drawn, name, rounds=1)
