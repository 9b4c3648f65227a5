"""PTAL: the oracles of STANDARDS.md through real feeds, then its rules one by one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pytest import approx

from geo_app.analysis.access.measures import measure
from geo_app.analysis.access.ptal import bands, doorstep_frequency
from geo_app.analysis.access.standards import STANDARDS, StandardId
from geo_app.transit.headways import Window
from tests.fixtures.bus_worlds import (
    FERRY,
    METRO,
    RAIL,
    TRAM,
    Line,
    bus_world,
    each,
    reach_of,
    timetable_of,
)

HOME = {"A": (0.0, 0.0)}


def ptal_of(folder, stops, lines, *, homes=None, **options) -> pd.DataFrame:
    """Write the world and measure PTAL."""
    world = bus_world(folder, homes=homes or HOME, stops=stops, lines=lines, **options)
    return measure(reach_of(world), StandardId.PTAL, timetable=timetable_of(world))


def edf(walk_m: float, per_hour: float, late_min: float = 2.0) -> float:
    """Work out the equivalent doorstep frequency as on paper."""
    return 30 / (walk_m / 80 + 30 / per_hour + late_min)


def test_oracle_one_route_six_an_hour_at_400_metres(tmp_path):
    row = ptal_of(tmp_path, {"S": (400, 0)}, [Line(route="R", stop="S", starts=each(10))]).loc["A"]
    assert row["value"] == approx(2.5, abs=0.001)
    assert row["access_class"] == "1a"
    assert row["is_served"] is np.True_
    assert row["is_service_known"] is np.True_


def test_oracle_a_second_route_four_an_hour_at_the_same_stop(tmp_path):
    lines = [Line(route="R", stop="S", starts=each(10)), Line(route="Q", stop="S", starts=each(15))]
    row = ptal_of(tmp_path, {"S": (400, 0)}, lines).loc["A"]
    assert row["value"] == approx(2.5 + 0.5 * 2.069, abs=0.001)
    assert row["value"] == approx(3.53, abs=0.005)
    assert row["access_class"] == "1b"


def test_the_steps_of_the_oracle():
    walks, rates = pd.Series([400.0, 400.0]), pd.Series([6.0, 4.0])
    found = doorstep_frequency(walks, rates, is_bus=pd.Series([True, True]))
    assert list(found) == [approx(30 / 12), approx(30 / 14.5)]
    assert list(found.round(3)) == [2.5, 2.069]


@pytest.mark.parametrize("angle", [0.0, 0.3, 0.7, 1.1, 2.0, 2.9, 4.4, 5.5])
def test_oracle_holds_whichever_way_the_street_runs(tmp_path, angle):
    # A stop's degrees and the street's millimetres must not lift 2.50 into the next band.
    place = (400 * np.cos(angle), 400 * np.sin(angle))
    away = (5 * place[0], 5 * place[1])
    row = ptal_of(tmp_path, {"S": place}, [Line(route="R", stop="S", starts=each(10))],
                  ways=[[(0, 0), place, away]]).loc["A"]  # fmt: skip
    assert (row["access_class"], row["value"]) == ("1a", approx(2.5, abs=0.001))


@pytest.mark.parametrize(
    ("index", "band"),
    [
        (0.0, "0"), (1e-9, "1a"), (0.01, "1a"), (2.5, "1a"), (2.50001, "1a"), (2.51, "1b"),
        (5.0, "1b"), (5.01, "2"), (10.0, "2"), (10.01, "3"), (15.0, "3"), (15.01, "4"),
        (20.0, "4"), (20.01, "5"), (25.0, "5"), (25.01, "6a"), (40.0, "6a"), (40.01, "6b"),
        (1e6, "6b"),
    ],
)  # fmt: skip
def test_every_band_holds_its_upper_limit(index, band):
    assert list(bands(np.array([index]))) == [band]


@pytest.mark.parametrize(("metres", "is_in"), [(639.9, True), (640.0, True), (640.1, False)])
def test_a_bus_counts_up_to_640_metres(tmp_path, metres, is_in):
    stops, lines = {"S": (metres, 0)}, [Line(route="R", stop="S", starts=each(10))]
    row = ptal_of(tmp_path, stops, lines).loc["A"]
    assert row["value"] == approx(edf(metres, 6) if is_in else 0, abs=0.001)
    assert bool(row["is_served"]) is is_in
    assert row["access_class"] == ("1a" if is_in else "0")


@pytest.mark.parametrize("route_type", [RAIL, METRO, TRAM])
@pytest.mark.parametrize(("metres", "is_in"), [(959.9, True), (960.0, True), (960.1, False)])
def test_rail_counts_up_to_960_metres_and_is_three_quarters_of_a_minute_late(
    tmp_path, route_type, metres, is_in
):
    line = Line(route="R", stop="S", starts=each(10), route_type=route_type)
    row = ptal_of(tmp_path, {"S": (metres, 0)}, [line]).loc["A"]
    assert row["value"] == approx(edf(metres, 6, 0.75) if is_in else 0, abs=0.001)


def test_the_better_direction_counts_and_not_both(tmp_path):
    lines = [
        Line(route="R", stop="S", starts=each(10), direction=0),
        Line(route="R", stop="S", starts=each(30), direction=1),
    ]
    row = ptal_of(tmp_path, {"S": (400, 0)}, lines).loc["A"]
    assert row["value"] == approx(edf(400, 6), abs=0.001)


def test_the_better_direction_may_leave_from_the_further_stop(tmp_path):
    lines = [
        Line(route="R", stop="NEAR", starts=each(60, start=450), direction=0),
        Line(route="R", stop="FURTHER", starts=each(5), direction=1),
    ]
    row = ptal_of(tmp_path, {"NEAR": (100, 0), "FURTHER": (300, 0)}, lines).loc["A"]
    assert edf(300, 12) > edf(100, 1)
    assert row["value"] == approx(edf(300, 12), abs=0.001)


def test_a_route_counts_once_at_its_nearest_stop(tmp_path):
    stops = {"NEAR": (160, 0), "FURTHER": (400, 0)}
    lines = [Line(route="R", stop=stop, starts=each(10)) for stop in stops]
    row = ptal_of(tmp_path, stops, lines).loc["A"]
    assert row["value"] == approx(edf(160, 6), abs=0.001)


def test_a_stop_where_the_route_does_not_run_in_the_hour_is_none_of_its_stops(tmp_path):
    stops = {"NEAR": (160, 0), "FURTHER": (400, 0)}
    lines = [
        Line(route="R", stop="NEAR", starts=[300, 1000]),
        Line(route="R", stop="FURTHER", starts=each(10)),
    ]
    row = ptal_of(tmp_path, stops, lines).loc["A"]
    assert row["value"] == approx(edf(400, 6), abs=0.001)


@pytest.mark.parametrize(
    ("starts", "per_hour"),
    [
        ([8 * 60 + 14.9], 0),
        ([8 * 60 + 15], 1),
        ([9 * 60 + 14.9], 1),
        ([9 * 60 + 15], 0),
        ([8 * 60 + 15, 8 * 60 + 45, 9 * 60 + 15], 2),
    ],
)
def test_only_the_hour_from_a_quarter_past_eight_counts(tmp_path, starts, per_hour):
    row = ptal_of(tmp_path, {"S": (80, 0)}, [Line(route="R", stop="S", starts=starts)]).loc["A"]
    assert row["value"] == approx(edf(80, per_hour) if per_hour else 0, abs=0.001)
    assert bool(row["is_served"]) is (per_hour > 0)


def test_another_window_may_be_asked_for(tmp_path):
    lines = [Line(route="R", stop="S", starts=each(10, start=1200, end=1260))]
    world = bus_world(tmp_path, homes=HOME, stops={"S": (400, 0)}, lines=lines)
    reach, timetable = reach_of(world), timetable_of(world)
    evening = Window(start_s=1200 * 60, end_s=1260 * 60)
    assert measure(reach, StandardId.PTAL, timetable=timetable)["value"].tolist() == [0]
    found = measure(reach, StandardId.PTAL, timetable=timetable, window=evening)
    assert found["value"].tolist() == [approx(2.5, abs=0.001)]


def test_each_mode_has_its_own_best_route(tmp_path):
    # Two buses and two trains: (best + half of the other) of each, added.
    lines = [
        Line(route="B1", stop="S", starts=each(10)),
        Line(route="B2", stop="S", starts=each(15)),
        Line(route="T1", stop="S", starts=each(20), route_type=RAIL),
        Line(route="T2", stop="S", starts=each(30), route_type=RAIL),
    ]
    row = ptal_of(tmp_path, {"S": (400, 0)}, lines).loc["A"]
    expected = edf(400, 6) + edf(400, 4) / 2 + edf(400, 3, 0.75) + edf(400, 2, 0.75) / 2
    assert row["value"] == approx(expected, abs=0.001)


def test_ferries_wait_like_rail_and_what_nobody_can_name_like_a_bus(tmp_path):
    for number, (route_type, late_min) in enumerate(
        [(FERRY, 0.75), (3, 2.0), (11, 2.0), (99, 2.0)]
    ):
        line = Line(route="R", stop="S", starts=each(10), route_type=route_type)
        row = ptal_of(tmp_path / str(number), {"S": (400, 0)}, [line]).loc["A"]
        assert row["value"] == approx(edf(400, 6, late_min), abs=0.001), route_type


def test_every_origin_keeps_its_row(tmp_path):
    homes = {"NEAR": (320, 0), "FAR": (-2900, 0), "LOST": (0, 2900)}
    found = ptal_of(tmp_path, {"S": (400, 0)}, [Line(route="R", stop="S", starts=each(10))],
                    homes=homes)  # fmt: skip
    assert list(found.index) == ["NEAR", "FAR", "LOST"]
    assert found["access_class"].tolist() == ["1b", "0", "0"]
    assert found["value"].tolist() == [approx(edf(80, 6), abs=0.001), 0, 0]
    assert found["is_connected"].tolist() == [True, True, False]


def test_another_distance_than_its_own_is_not_tried():
    assert not STANDARDS[StandardId.PTAL].is_adjustable
    assert STANDARDS[StandardId.PTAL].walk_distance_m == 640
