"""Counts, headways and spans, solved on paper, as properties, and against gtfs_kit."""

from __future__ import annotations

import datetime as dt
import math

import gtfs_kit
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_app.errors import LayerError
from geo_app.quality.clock import clock_texts
from geo_app.quality.schedules import check_schedule
from geo_app.transit.departures import departures
from geo_app.transit.headways import (
    BY_STOP_AND_ROUTE,
    SERVICE_COLUMNS,
    Window,
    read_window,
    route_service,
    stop_service,
    window_text,
)
from tests.transit.feeds import WEEK, feed, schedule

DAY = dt.date(2026, 11, 23)
HOUR = 3_600
DAYTIME = Window(start_s=7 * HOUR, end_s=19 * HOUR)
GTFS_KIT = Window(start_s=7 * HOUR, end_s=19 * HOUR, include_end=True)


def hours(start: float, end: float, **options: bool) -> Window:
    """Return a window from hour to hour."""
    return Window(start_s=start * HOUR, end_s=end * HOUR, **options)


def leaving(*times: str, **options):
    """Return the departures of a feed with a trip from A to B at each time."""
    calls = {f"T{n}": [("A", time), ("B", later(time))] for n, time in enumerate(times)}
    return departures(schedule(calls, **options), DAY)


def later(time: str) -> str:
    """Return the time ten minutes on."""
    hour, minute, second = (int(part) for part in time.split(":"))
    total = hour * HOUR + minute * 60 + second + 600
    return clock_texts(pd.Series([float(total)])).iloc[0]


def every(headway_s: int, *, exact: str = "0", start="06:00:00", end="20:00:00"):
    """Return the departures of one line at a headway."""
    calls = {"T1": [("A", "06:00:00"), ("B", "06:10:00")]}
    frequencies = [("T1", start, end, str(headway_s), exact)]
    return departures(schedule(calls, frequencies=frequencies), DAY)


class TestOnPaper:
    def test_three_departures_have_two_gaps(self):
        at_a = stop_service(leaving("08:00:00", "08:10:00", "08:40:00"), hours(8, 9)).loc["A"]
        assert at_a["departures"] == 3
        assert at_a["trips_per_hour"] == 3
        assert at_a["mean_headway_min"] == 20
        assert at_a["max_headway_min"] == 30

    def test_two_buses_together_leave_no_gap_between_them(self):
        at_a = stop_service(leaving("08:00:00", "08:00:00", "08:30:00"), hours(8, 9)).loc["A"]
        assert (at_a["mean_headway_min"], at_a["max_headway_min"]) == (15, 30)

    def test_one_departure_has_no_headway(self):
        at_a = stop_service(leaving("08:00:00"), hours(8, 9)).loc["A"]
        assert at_a["departures"] == 1
        assert math.isnan(at_a["mean_headway_min"])
        assert math.isnan(at_a["max_headway_min"])

    def test_a_window_without_departures_is_known_to_be_empty(self):
        at_a = stop_service(leaving("08:00:00"), hours(12, 13)).loc["A"]
        assert (at_a["departures"], at_a["trips_per_hour"]) == (0, 0)
        assert math.isnan(at_a["mean_headway_min"])
        assert at_a["is_known"]

    def test_the_end_of_a_window_belongs_to_the_next(self):
        rows = leaving("08:00:00", "09:00:00")
        assert stop_service(rows, hours(8, 9)).loc["A", "departures"] == 1
        assert stop_service(rows, hours(9, 10)).loc["A", "departures"] == 1
        assert stop_service(rows, hours(8, 9, include_end=True)).loc["A", "departures"] == 2

    def test_the_span_is_of_the_whole_day(self):
        at_a = stop_service(leaving("05:30:00", "08:00:00", "24:30:00"), hours(8, 9)).loc["A"]
        assert at_a["first_departure_s"] == 5.5 * HOUR
        assert at_a["last_departure_s"] == 24.5 * HOUR
        assert at_a["span_h"] == 19

    def test_the_last_stop_has_no_departure_unless_asked_for(self):
        rows = leaving("08:00:00", "08:30:00")
        assert stop_service(rows, hours(8, 9)).loc["B", "departures"] == 0
        every_call = stop_service(rows, hours(8, 9), boardable_only=False)
        assert every_call.loc["B", "departures"] == 2

    def test_directions_and_routes_are_apart_by_route_and_together_by_stop(self):
        calls = {"T1": [("A", "08:00:00"), ("B", "08:10:00"), ("C", "08:20:00")],
                 "T2": [("C", "08:00:00"), ("B", "08:30:00"), ("A", "08:40:00")],
                 "T3": [("B", "08:40:00"), ("C", "08:50:00")]}  # fmt: skip
        of_trip = {"T2": {"direction_id": "1"}, "T3": {"route_id": "R2"}}
        rows = departures(schedule(calls, of_trip=of_trip), DAY)
        apart = stop_service(rows, hours(8, 9), by=BY_STOP_AND_ROUTE)["departures"]
        assert apart.loc["B"].to_dict() == {("R1", 0): 1, ("R1", 1): 1, ("R2", 0): 1}
        together = stop_service(rows, hours(8, 9)).loc["B"]
        assert (together["departures"], together["mean_headway_min"]) == (3, 15)

    def test_no_departures_at_all_are_an_empty_frame(self):
        rows = departures(schedule({"T1": [("A", "08:00:00"), ("B", "09:00:00")]}),
                          dt.date(2027, 1, 1))  # fmt: skip
        for by in (("stop_id",), BY_STOP_AND_ROUTE):
            empty = stop_service(rows, DAYTIME, by=by)
            assert empty.empty
            assert list(empty.columns) == SERVICE_COLUMNS
            assert list(empty.index.names) == list(by)
        assert route_service(rows, DAYTIME).empty

    def test_routes_are_measured_where_their_trips_start(self):
        calls = {"T1": [("A", "08:00:00"), ("B", "08:10:00")],
                 "T2": [("B", "08:15:00"), ("C", "08:25:00")]}  # fmt: skip
        service = route_service(departures(schedule(calls), DAY), hours(8, 9))
        assert service.loc[("R1", 0), ["departures", "mean_headway_min"]].tolist() == [2, 15]

    def test_the_input_stays_as_it_is(self):
        rows = leaving("08:00:00", "08:30:00")
        before = rows.copy()
        stop_service(rows, DAYTIME)
        pd.testing.assert_frame_equal(rows, before)


class TestHeadwayService:
    @pytest.mark.parametrize("start", [7.0, 8.25, 8.6])
    @pytest.mark.parametrize(("headway_s", "expected"), [(600, 6), (900, 4), (2_700, 4 / 3)])
    def test_a_soft_headway_counts_alike_wherever_the_window_starts(
        self, headway_s, expected, start
    ):
        service = stop_service(every(headway_s), hours(start, start + 1))
        assert service.loc["A", "trips_per_hour"] == pytest.approx(expected)

    def test_exact_times_count_as_they_leave(self):
        rows = every(2_700, exact="1")
        counts = [stop_service(rows, hours(h, h + 1)).loc["A", "trips_per_hour"] for h in (6, 8)]
        assert counts == [2, 1]

    def test_half_a_window_of_service_is_half_the_trips(self):
        service = stop_service(every(600, end="08:00:00"), hours(7, 9))
        assert service.loc["A", "trips_per_hour"] == pytest.approx(3)
        assert service.loc["A", "departures"] == 6

    def test_the_headway_is_the_one_stated(self):
        at_a = stop_service(every(900), DAYTIME).loc["A"]
        assert (at_a["mean_headway_min"], at_a["max_headway_min"]) == (15, 15)


class TestCivilDay:
    def test_it_counts_what_the_day_before_left_over(self):
        calls = {"T1": [("A", "25:10:00"), ("B", "25:20:00")],
                 "T2": [("A", "00:30:00"), ("B", "00:40:00")]}  # fmt: skip
        rows = departures(schedule(calls), DAY, with_day_before=True)
        night = hours(0, 3)
        assert stop_service(rows, night).loc["A", "departures"] == 1
        assert stop_service(rows, hours(0, 3, civil=True)).loc["A", "departures"] == 2
        assert stop_service(rows, hours(24, 27)).loc["A", "departures"] == 1

    def test_the_span_stays_that_of_the_service_day(self):
        calls = {"T1": [("A", "06:00:00"), ("B", "06:20:00")],
                 "T2": [("A", "25:00:00"), ("B", "25:10:00")]}  # fmt: skip
        rows = departures(schedule(calls), DAY, with_day_before=True)
        at_a = stop_service(rows, hours(0, 24, civil=True)).loc["A"]
        assert (at_a["departures"], at_a["span_h"]) == (2, 19)


class TestWindows:
    @pytest.mark.parametrize(
        ("text", "start", "end"),
        [("07:00-19:00", 7, 19), ("7:00 - 9:30", 7, 9.5), ("22.00–26.00 น.", 22, 26)],
    )
    def test_a_window_is_read(self, text, start, end):
        assert read_window(text) == hours(start, end)

    @pytest.mark.parametrize("text", ["", "07:00", "7-9", "09:00-07:00", "07:00-07:00", "a-b"])
    def test_what_is_no_window_is_a_sentence(self, text):
        with pytest.raises(LayerError, match=f"'{text}' is no window of time. Write the start"):
            read_window(text)

    def test_a_window_is_written_as_it_is_read(self):
        assert read_window(window_text(hours(7, 25.5))) == hours(7, 25.5)

    @pytest.mark.parametrize(
        "options",
        [
            {"start_s": 10, "end_s": 10},
            {"start_s": 10, "end_s": 5},
            {"start_s": -1, "end_s": 5},
            {"start_s": 0, "end_s": 86_401, "civil": True},
        ],
    )
    def test_a_window_without_length_is_a_mistake(self, options):
        with pytest.raises(ValueError, match="window"):
            Window(**options)


TIMES = st.lists(st.integers(0, 30 * HOUR), min_size=1, max_size=12)
LIMITS = st.lists(st.integers(0, 30 * HOUR), min_size=3, max_size=3, unique=True).map(sorted)


def at(times):
    """Return the departures of trips at seconds of the day."""
    texts = clock_texts(pd.Series(times, dtype=float))
    return leaving(*texts)


class TestProperties:
    @given(TIMES, LIMITS)
    def test_windows_side_by_side_add_up(self, times, limits):
        rows, (start, middle, end) = at(times), limits
        whole, first, second = (
            stop_service(rows, Window(start_s=a, end_s=b))
            for a, b in ((start, end), (start, middle), (middle, end))
        )
        assert (whole["departures"] == first["departures"] + second["departures"]).all()

    @given(st.integers(60, 7_000), LIMITS)
    def test_trips_at_a_headway_add_up_too(self, headway_s, limits):
        rows, (start, middle, end) = every(headway_s), limits
        trips = [
            stop_service(rows, window)["trips_per_hour"] * window.hours
            for window in (
                Window(start_s=a, end_s=b)
                for a, b in ((start, end), (start, middle), (middle, end))
            )
        ]
        assert np.allclose(trips[0], trips[1] + trips[2])

    @given(TIMES, LIMITS)
    def test_a_narrower_window_never_has_more(self, times, limits):
        rows, (start, middle, end) = at(times), limits
        wide = stop_service(rows, Window(start_s=start, end_s=end))
        narrow = stop_service(rows, Window(start_s=middle, end_s=end))
        assert (narrow["departures"] <= wide["departures"]).all()
        assert (narrow["max_headway_min"] <= wide["max_headway_min"]).loc["A"] or math.isnan(
            narrow.loc["A", "max_headway_min"]
        )

    @given(TIMES, st.randoms(use_true_random=False))
    def test_the_order_of_rows_never_matters(self, times, random):
        rows = at(times)
        order = list(range(len(rows)))
        random.shuffle(order)
        mixed = stop_service(rows.iloc[order], DAYTIME)
        pd.testing.assert_frame_equal(mixed, stop_service(rows, DAYTIME))

    @given(TIMES)
    def test_the_mean_gap_is_never_above_the_longest(self, times):
        service = stop_service(at(times), DAYTIME).dropna()
        assert (service["mean_headway_min"] <= service["max_headway_min"] + 1e-9).all()


def random_feed(seed: int, *, passes_again: bool = True):
    """Return a feed of trips with random routes, directions, stops and times."""
    rng = np.random.default_rng(seed)
    calls, of_trip, frequencies = {}, {}, []
    for number in range(int(rng.integers(5, 40))):
        trip = f"T{number:02}"
        seconds = rng.integers(4 * HOUR, 26 * HOUR) + np.cumsum(rng.integers(1, 1_500, size=5))
        stops = rng.choice(list("ABCDEFG"), size=5, replace=passes_again)
        calls[trip] = list(zip(stops, clock_texts(pd.Series(seconds, dtype=float)), strict=True))
        of_trip[trip] = {
            "route_id": f"R{rng.integers(3)}",
            "direction_id": str(rng.integers(2)),
            "service_id": str(rng.choice(["daily", "end"])),
        }
        if rng.random() < 0.2:
            start = int(rng.integers(5, 15))
            headway = str(rng.integers(300, 4_000))
            frequencies.append((trip, f"{start:02}:00:00", f"{start + 4:02}:00:00", headway))
    services = {"daily": "1111111 20260101 20261231", "end": "0000011 20260101 20261231"}
    return feed(calls, of_trip=of_trip, frequencies=frequencies, services=services)


def as_gtfs_kit(tables) -> gtfs_kit.Feed:
    """Return the same feed for gtfs_kit, headways expanded."""
    numbers = {*WEEK, "direction_id", "stop_sequence", "headway_secs", "exact_times", "route_type"}
    typed = {
        name: table.astype(dict.fromkeys(numbers & set(table.columns), "Int64"))
        for name, table in tables.items()
    }
    typed["calendar_dates"] = None
    typed["stop_times"] = typed["stop_times"].drop(columns="shape_dist_traveled", errors="ignore")
    typed["routes"] = typed["routes"].assign(route_short_name=typed["routes"]["route_id"])
    typed["stops"] = typed["stops"].assign(stop_name="-", stop_lat=7.9, stop_lon=98.3)
    return gtfs_kit.Feed(dist_units="m", **typed).expand_frequencies()


def equals(found: pd.DataFrame, expected: pd.DataFrame, keys: list[str]) -> None:
    """Compare headways with those of gtfs_kit."""
    theirs = expected.set_index(keys).sort_index()
    assert found.index.tolist() == theirs.index.tolist()
    for ours, other in (("mean_headway_min", "mean_headway"), ("max_headway_min", "max_headway")):
        np.testing.assert_allclose(
            found[ours].to_numpy(), theirs[other].to_numpy(dtype=float), rtol=1e-12
        )


@pytest.mark.parametrize("number", [0, 5])
@pytest.mark.parametrize("seed", range(6))
class TestAgainstGtfsKit:
    def test_headways_at_stops_are_the_same(self, seed, number):
        tables, day = random_feed(seed), DAY + dt.timedelta(days=number)
        rows = departures(check_schedule(tables), day)
        theirs = as_gtfs_kit(tables).compute_stop_stats([f"{day:%Y%m%d}"])
        found = stop_service(rows, GTFS_KIT, boardable_only=False)
        equals(found, theirs, ["stop_id"])
        whole = Window(start_s=0, end_s=100 * HOUR)
        counts = stop_service(rows, whole, boardable_only=False)["departures"]
        assert counts.tolist() == theirs.set_index("stop_id").sort_index()["num_trips"].tolist()

    def test_headways_at_stops_by_direction_are_the_same(self, seed, number):
        # Of a trip that passes a stop again gtfs_kit counts both calls in one direction.
        tables = random_feed(seed, passes_again=False)
        day = DAY + dt.timedelta(days=number)
        rows = departures(check_schedule(tables), day)
        theirs = as_gtfs_kit(tables).compute_stop_stats([f"{day:%Y%m%d}"], split_directions=True)
        keys = ["stop_id", "direction_id"]
        equals(stop_service(rows, GTFS_KIT, by=keys, boardable_only=False), theirs, keys)

    def test_headways_of_routes_are_the_same(self, seed, number):
        tables, day = random_feed(seed), DAY + dt.timedelta(days=number)
        rows = departures(check_schedule(tables), day)
        theirs = as_gtfs_kit(tables).compute_route_stats([f"{day:%Y%m%d}"], split_directions=True)
        equals(route_service(rows, GTFS_KIT), theirs, ["route_id", "direction_id"])


@pytest.mark.layers
def test_headways_of_phuket_are_those_of_gtfs_kit(phuket):
    tables = phuket.layer("transit").tables
    rows = departures(check_schedule(tables), DAY)
    names = ("agency", "stops", "routes", "trips", "stop_times", "calendar", "frequencies")
    theirs = as_gtfs_kit({name: tables[name] for name in names})
    stops = theirs.compute_stop_stats([f"{DAY:%Y%m%d}"])
    equals(stop_service(rows, GTFS_KIT, boardable_only=False), stops, ["stop_id"])
    routes = theirs.compute_route_stats([f"{DAY:%Y%m%d}"], split_directions=True)
    equals(route_service(rows, GTFS_KIT), routes, ["route_id", "direction_id"])
