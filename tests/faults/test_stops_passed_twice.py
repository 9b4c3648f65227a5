"""Kind 4: a stop that stands more than once on a line."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
import shapely

from geo_app.quality.schedules import check_schedule
from geo_app.transit.departures import departures
from geo_app.transit.headways import BY_STOP_AND_ROUTE, Window, stop_service
from geo_app.transit.rings import is_ring, ring_course
from tests.transit.feeds import feed

WORLDS = 1_000
DAY = dt.date(2026, 11, 23)
MORNING = Window(start_s=6 * 3_600, end_s=12 * 3_600)

Calls = list[tuple[str, str]]


def timed(stops: list[str], start_min: int) -> Calls:
    """Let a trip call every five minutes."""
    minutes = [start_min + 5 * n for n in range(len(stops))]
    return [(s, f"{m // 60:02d}:{m % 60:02d}:00") for s, m in zip(stops, minutes, strict=True)]


def service(calls_of: dict[str, Calls], ways: dict[str, str]) -> pd.DataFrame:
    """Measure what leaves each stop, by direction."""
    of_trip = {trip: {"direction_id": way} for trip, way in ways.items()}
    tables = feed(calls_of, of_trip=of_trip)
    rows = departures(check_schedule(tables), DAY)
    counted = stop_service(rows, MORNING, by=BY_STOP_AND_ROUTE)
    return counted.loc[counted["departures"] > 0, ["departures", "mean_headway_min"]]


def test_out_and_back_as_one_trip_is_out_and_back_as_two():
    rng = np.random.default_rng(4)
    once: dict[str, Calls] = {}
    out: dict[str, Calls] = {}
    back: dict[str, Calls] = {}
    for world in range(WORLDS):
        stops = [f"W{world}-{n}" for n in range(int(rng.integers(3, 8)))]
        whole = [*stops, *stops[-2::-1]]
        for n, at in enumerate(rng.choice(np.arange(360, 600, 15), size=2, replace=False)):
            calls = timed(whole, int(at))
            once[f"{world}-{n}"] = calls
            out[f"{world}-{n}o"] = calls[: len(stops)]
            back[f"{world}-{n}b"] = calls[len(stops) - 1 :]
    together = service(once, dict.fromkeys(once, "0"))
    apart = service(out | back, dict.fromkeys(out, "0") | dict.fromkeys(back, "1"))
    pd.testing.assert_frame_equal(together, apart)


def polygon(rng: np.random.Generator) -> shapely.LineString:
    """Return a ring of four to eight corners around a place, none of them sharp."""
    corners = int(rng.integers(4, 9))
    angles = (np.arange(corners) + rng.uniform(-0.2, 0.2, corners)) * 2 * np.pi / corners
    xy = np.column_stack([np.cos(angles), np.sin(angles)]) * 2_000
    return shapely.LineString([*xy, xy[0]])


def test_a_ring_calls_at_every_stop_in_turn_and_ends_at_its_first_wherever_it_is_drawn_from():
    rng = np.random.default_rng(5)
    for _ in range(WORLDS):
        ring = polygon(rng)
        assert is_ring(ring)
        number = int(rng.integers(2, 6))
        # Apart by more than a stop reaches, and away from the seam or right at it.
        at_m = (np.arange(number) + rng.uniform(0.05, 0.95, number)) * ring.length / number
        at_m = at_m[np.append(True, np.diff(at_m) > 150)]
        at_m = at_m[at_m < ring.length - 150]
        if len(at_m) < 2:
            continue
        at_m[0] = 0.0 if rng.random() < 0.5 else max(at_m[0], 100.0)
        ids = [f"S{n}" for n in range(len(at_m))]
        order = rng.permutation(len(ids))
        places = [ring.interpolate(at_m[n]) for n in order]
        course = ring_course(ring, [ids[n] for n in order], places, within_m=30.0)
        assert list(course.calls["stop_id"]) == [*ids, "S0"]
        expected = [*(at_m - at_m[0]), ring.length]
        np.testing.assert_allclose(course.calls["along_m"], expected, atol=0.1)
        assert course.line.length == pytest.approx(ring.length)
        assert course.line.interpolate(0).distance(ring.interpolate(at_m[0])) < 0.1


def test_a_way_out_and_back_passes_its_stops_twice():
    line = shapely.LineString([(0, 0), (1_000, 0), (0, 0)])
    places = shapely.points([(0, 0), (400, 5), (1_000, 0)])
    course = ring_course(line, ["A", "B", "C"], places, within_m=30.0)
    assert list(course.calls["stop_id"]) == ["A", "B", "C", "B", "A"]
    assert list(course.calls["along_m"]) == pytest.approx([0, 400, 1_000, 1_600, 2_000])


def test_two_rounds_of_a_ring_run_the_same_way_twice():
    rounds = service({"T": timed(["A", "B", "C", "A", "B", "C", "A"], 420)}, {"T": "0"})
    assert set(rounds.index.get_level_values("direction_id")) == {0}
    assert (rounds["departures"] == 2).all()


def test_a_bus_that_stands_at_its_turn_leaves_it_once():
    stands = service({"T": timed(["A", "B", "B", "A"], 420)}, {"T": "0"})
    assert stands.loc["B", "departures"].sum() == 1
