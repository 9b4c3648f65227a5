"""A proposed line that ends where it begins: once round, and back at its first stop."""

from __future__ import annotations

import pytest

from geo_app.proposals.evaluate import evaluate
from geo_app.proposals.feed.applying import apply_to_feed
from geo_app.province import open_province
from tests.fixtures.province_folder import write_province
from tests.proposals.world import SERVICE, baseline_of, line, point, proposal

CORNERS = {"A": (0, 0), "B": (1_000, 0), "C": (1_000, 1_000), "D": (0, 1_000)}


@pytest.fixture(scope="module")
def baseline(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rings")
    write_province(folder)
    return baseline_of(open_province(folder))


def ring(first):
    """Return a square of 4,000 m, drawn from a corner or from beside one."""
    corners = [CORNERS[key] for key in "BCDA"]
    places = [first, *corners] if first == CORNERS["A"] else [first, *corners, first]
    course = line("route", places, route_id="N", name_en="Ring", **SERVICE)
    stops = [
        point("stop", place, stop_id=key, name_en=key, route_id="N")
        for key, place in CORNERS.items()
    ]
    return proposal(course, *stops)


@pytest.mark.parametrize("first", [(0, 0), (500, 0)])
def test_a_ring_counts_once_and_ends_at_the_stop_where_it_begins(baseline, first):
    ways = ring(first)
    evaluation = evaluate(ways, baseline)
    # 57 departures of 4 km, 12 min round at 20 km/h, 14 with the layover.
    assert evaluation.totals.vehicle_km_per_day == pytest.approx(57 * 4.0, rel=1e-3)
    assert evaluation.totals.cycle_time_min == 14
    feed = apply_to_feed(ways, baseline.feed, baseline.network)
    calls = feed.part_of("N").tables["stop_times"]
    assert set(calls["trip_id"]) == {"N:0"}
    stops = list(calls["stop_id"])
    assert (stops[0], len(stops)) == (stops[-1], 5)
    assert list(calls["departure_time"].iloc[[0, -1]]) == ["00:00:00", "00:12:00"]
    assert set(calls["timepoint"]) == {"0"}
