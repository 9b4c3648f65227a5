"""Bits of path, platforms and islands beside places: the walks of the clean world, or told."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo_app.analysis.walks.connection import connection
from geo_app.network.nearby import build_nearby
from geo_app.network.pieces import LEADS_FROM_M
from geo_app.network.walking import SNAP_LIMIT_M, WalkingMethod, build_walking
from tests.network.ways import METRES

WORLDS = 1_000
BATCHES = 10
WORLD_M = 10_000.0
"""Worlds lie so far from each other on one map, which is built faster than many maps."""

COMMUNITIES, STOPS = 5, 3
APART_M = 1.5
"""Further than an end is joined to a line beside it."""

KINDS = ("bit of path", "platform", "island")


def streets(rng: np.random.Generator) -> list[shapely.LineString]:
    """Return two streets and the two that cross them, more than 1,000 m together."""
    x, y = np.sort(rng.uniform(0, 1_500, (2, 2)), axis=1)
    along = [shapely.LineString([(-100, at), (1_700, at)]) for at in y]
    return along + [shapely.LineString([(at, -100), (at, 1_700)]) for at in x]


def piece(rng: np.random.Generator, kind: str, near: np.ndarray) -> shapely.LineString:
    """Return a line of its own that passes a place at most 20 m away."""
    if kind == "platform":
        corners = np.array([(0, 0), (18, 0), (18, 3), (0, 3), (0, 0)]) + rng.uniform(1, 12, 2)
    else:
        steps, length = (1, 40.0) if kind == "bit of path" else (9, LEADS_FROM_M / 10)
        corners = np.cumsum(rng.normal(0, length / 2, (steps + 1, 2)).clip(-length, length), axis=0)
        corners += rng.uniform(-14, 14, 2) - corners[0]
    return shapely.LineString(near + corners)


def faulty_piece(rng, kind, lines, places) -> shapely.LineString | None:
    """Return a piece near one of the places that meets no street, None where none was found."""
    roads = shapely.union_all(lines)
    for _ in range(20):
        own = piece(rng, kind, places[rng.integers(len(places))])
        if 1 < own.length < LEADS_FROM_M and own.distance(roads) > APART_M:
            return own
    return None


def walking_on(lines):
    return build_walking(gpd.GeoDataFrame(geometry=lines, crs=METRES), method=WalkingMethod.NETWORK)


def shortest(walking, communities, stops) -> np.ndarray:
    """Return each community's walk, once measured and once by the search for proposals."""
    origins, targets = walking.places(communities), walking.places(stops)
    walk_m = walking.nearest(origins, targets)["walk_distance_m"].to_numpy()
    found = np.full(len(communities), np.inf)
    nearby = build_nearby(walking, origins).walks_from(targets, limit_m=5_000)
    found[nearby.point] = nearby.walk_distance_m
    assert found == pytest.approx(np.where(walk_m <= 5_000, walk_m, np.inf))
    return walk_m


def world(rng: np.random.Generator):
    """Return streets, places (communities, then stops), a faulty piece and its kind."""
    kind = KINDS[rng.integers(len(KINDS))]
    lines = streets(rng)
    communities = rng.uniform(-200, 1_900, (COMMUNITIES, 2))
    places = np.vstack([communities, rng.uniform(-50, 1_650, (STOPS, 2))])
    return lines, places, faulty_piece(rng, kind, lines, places), kind


def require_clean_or_told(rng: np.random.Generator, worlds: int) -> list[str]:
    """Build worlds with and without a piece, and compare; return the kinds of the pieces."""
    streets_of, pieces, communities, stops, kinds = [], [], [], [], []
    for number in range(worlds):
        lines, places, own, kind = world(rng)
        places[:, 0] += number * WORLD_M
        communities.append(places[:COMMUNITIES])
        stops.append(places[COMMUNITIES:])
        moved = [translate(line, number * WORLD_M) for line in [*lines, own] if line]
        streets_of += moved[: len(lines)]
        pieces += moved[len(lines) :]
        kinds.append(kind if own else "")
    communities, stops = np.vstack(communities), np.vstack(stops)
    clean, faulty = walking_on(streets_of), walking_on([*streets_of, *pieces])
    before = shortest(clean, communities, stops)
    after = shortest(faulty, communities, stops)
    origins, targets = (faulty.places(xy) for xy in (communities, stops))
    # A walk along the piece itself is the only one that may be new.
    may_be_shorter = np.isin(
        np.arange(len(communities)) // COMMUNITIES, targets.beside.point // STOPS
    )
    may_be_shorter &= np.isin(np.arange(len(communities)), origins.beside.point)
    same = np.isclose(before, after) | (np.isinf(before) & np.isinf(after))
    wrong = np.flatnonzero(~same & ~(may_be_shorter & (after < before)))
    assert wrong.tolist() == [], (before[wrong], after[wrong])
    require_told(faulty, communities, origins)
    return kinds


def translate(line: shapely.LineString, east_m: float) -> shapely.LineString:
    return shapely.transform(line, lambda xy: np.add(xy, (east_m, 0)))


def require_told(walking, communities, origins) -> None:
    frame = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*communities.T), crs=METRES)
    told = connection(frame, walking)
    assert told.origins == told.origins_connected + len(told.unconnected) + len(told.on_islands)
    assert told.past_short_pieces + len(told.on_islands) == len(origins.beside)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_piece_that_leads_nowhere_changes_no_walk_unless_it_is_told(batch):
    rng = np.random.default_rng([5, batch])
    kinds = require_clean_or_told(rng, WORLDS // BATCHES)
    assert set(KINDS) <= set(kinds)
    assert kinds.count("") < len(kinds) / 10


def test_the_worlds_have_places_that_lose_their_way_without_the_rule():
    rng, lost = np.random.default_rng(7), 0
    for _ in range(20):
        lines, places = streets(rng), rng.uniform(0, 1_500, (5, 2))
        own = faulty_piece(rng, "bit of path", lines, places)
        faulty = walking_on([*lines, own]).places(places)
        lost += len(faulty.beside)
        assert (faulty.snapped.access_m[faulty.beside.point] <= SNAP_LIMIT_M["network"]).all()
    assert lost >= 15
