"""Every departure of a day, solved on paper."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from geo_app.quality.schedules import check_schedule
from geo_app.transit.departures import DEPARTURE_COLUMNS, departures
from tests.transit.feeds import feed, schedule, shuffled

DAY = dt.date(2026, 11, 23)
HOUR = 3_600
LINE = [("A", "08:00:00"), ("B", "08:10:00"), ("C", "08:25:00")]


def on(calls_of, day=DAY, *, with_day_before=False, **options):
    """Return the departures of a feed."""
    return departures(schedule(calls_of, **options), day, with_day_before=with_day_before)


def clock(rows, stop):
    """Return when something leaves a stop, in hours."""
    return (rows.loc[rows["stop_id"] == stop, "departure_s"] / HOUR).round(6).tolist()


class TestTimedTrips:
    def test_each_call_is_one_row_at_its_time(self):
        rows = on({"T1": LINE})
        assert rows["stop_id"].tolist() == ["A", "B", "C"]
        assert rows["departure_s"].tolist() == [28_800, 29_400, 30_300]
        assert rows["run_s"].tolist()[:2] == [600, 900]
        assert np.isnan(rows["run_s"].iloc[2])
        assert rows["call"].tolist() == [0, 1, 2]
        assert list(rows.columns) == DEPARTURE_COLUMNS

    def test_a_bus_leaves_when_it_departs_and_not_when_it_arrives(self):
        tables = feed({"T1": LINE})
        tables["stop_times"] = tables["stop_times"].assign(
            departure_time=["08:00:00", "08:12:00", "08:25:00"]
        )
        rows = departures(check_schedule(tables), DAY)
        assert rows["departure_s"].tolist() == [28_800, 29_520, 30_300]
        assert rows["run_s"].tolist()[:2] == [600, 780]

    def test_nobody_boards_at_the_last_stop(self):
        assert on({"T1": LINE})["can_board"].tolist() == [True, True, False]

    def test_nobody_boards_at_the_end_of_a_ring_but_at_its_start(self):
        rows = on({"T1": [("A", "08:00:00"), ("B", "08:10:00"), ("A", "08:20:00")]})
        assert rows[rows["stop_id"] == "A"]["can_board"].tolist() == [True, False]

    @pytest.mark.parametrize(
        ("pickup", "expected"), [("0", True), ("", True), ("1", False), ("2", False), ("3", True)]
    )
    def test_pickup_says_who_may_board(self, pickup, expected):
        calls = [("A", "08:00:00", {"pickup_type": pickup}), ("B", "08:10:00")]
        assert on({"T1": calls})["can_board"].tolist() == [expected, False]

    def test_only_the_services_of_the_day_run(self):
        services = {"daily": "1111111 20260101 20261231", "end": "0000011 20260101 20261231"}
        calls = {"T1": LINE, "T2": [("A", "09:00:00"), ("B", "09:10:00")]}
        options = {"services": services, "of_trip": {"T2": {"service_id": "end"}}}
        assert clock(on(calls, **options), "A") == [8]
        assert clock(on(calls, DAY + dt.timedelta(days=5), **options), "A") == [8, 9]

    def test_a_day_without_service_has_no_rows(self):
        rows = on({"T1": LINE}, dt.date(2027, 1, 1), with_day_before=False)
        assert rows.empty
        assert list(rows.columns) == DEPARTURE_COLUMNS

    def test_departures_of_a_stop_are_in_their_order(self):
        calls = {f"T{n}": [("A", f"{h:02}:00:00"), ("B", f"{h:02}:10:00")]
                 for n, h in enumerate([9, 7, 25, 8])}  # fmt: skip
        assert clock(on(calls), "A") == [7, 8, 9, 25]

    @pytest.mark.parametrize("seed", range(5))
    def test_the_order_of_rows_never_matters(self, seed):
        calls = {f"T{n}": LINE for n in range(4)} | {"T9": LINE[:2]}
        tables = feed(calls, frequencies=[("T2", "06:00:00", "10:00:00", "1200")])
        expected = departures(check_schedule(tables), DAY)
        found = departures(check_schedule(shuffled(tables, seed)), DAY)
        pd.testing.assert_frame_equal(found, expected)


class TestMidnight:
    NIGHT = {"T1": [("A", "23:50:00"), ("B", "25:30:00"), ("C", "25:40:00")]}  # noqa: RUF012
    FRIDAYS = {"services": {"daily": "0000100 20260101 20261231"}}  # noqa: RUF012
    FRIDAY = DAY + dt.timedelta(days=4)
    SATURDAY = DAY + dt.timedelta(days=5)

    def test_a_trip_after_midnight_belongs_to_the_day_before(self):
        assert clock(on(self.NIGHT, self.FRIDAY, **self.FRIDAYS), "B") == [25.5]
        assert on(self.NIGHT, self.SATURDAY, **self.FRIDAYS).empty

    def test_the_clock_of_the_next_day_can_be_asked_for(self):
        rows = on(self.NIGHT, self.SATURDAY, with_day_before=True, **self.FRIDAYS)
        assert rows["stop_id"].tolist() == ["B", "C"]
        assert clock(rows, "B") == [1.5]
        assert rows["is_day_before"].all()
        assert rows["call"].tolist() == [1, 2]

    def test_both_days_stand_side_by_side(self):
        rows = on(self.NIGHT, with_day_before=True)
        assert clock(rows, "B") == [1.5, 25.5]
        assert rows.set_index("stop_id").loc["B", "is_day_before"].tolist() == [True, False]

    def test_a_headway_past_midnight_is_carried_over_too(self):
        frequencies = [("T1", "23:00:00", "25:00:00", "3600")]
        calls = {"T1": [("A", "00:00:00"), ("B", "00:30:00")]}
        rows = on(calls, with_day_before=True, frequencies=frequencies)
        assert clock(rows, "A") == [0, 23, 24]
        carried = rows[rows["is_day_before"] & (rows["stop_id"] == "A")]
        assert carried["until_s"].tolist() == [HOUR]

    def test_a_headway_that_still_holds_at_midnight_is_carried_over(self):
        frequencies = [("T1", "23:00:00", "25:00:00", "3600")]
        calls = {"T1": [("A", "00:00:00"), ("B", "00:30:00")]}
        rows = on(calls, with_day_before=True, frequencies=frequencies)
        assert clock(rows, "B") == [-0.5, 0.5, 23.5, 24.5]


class TestFrequencies:
    CALLS = {"T1": [("A", "08:00:00"), ("B", "08:10:00")]}  # noqa: RUF012

    @pytest.mark.parametrize("exact", ["0", "1"])
    def test_departures_leave_from_the_start_until_before_the_end(self, exact):
        rows = on(self.CALLS, frequencies=[("T1", "06:00:00", "07:00:00", "1200", exact)])
        assert rows[rows["stop_id"] == "A"]["departure_s"].tolist() == [21_600, 22_800, 24_000]
        assert rows[rows["stop_id"] == "B"]["departure_s"].tolist() == [22_200, 23_400, 24_600]
        assert rows["is_frequency_based"].all()

    def test_the_times_of_the_pattern_trip_are_no_departures(self):
        rows = on(self.CALLS, frequencies=[("T1", "06:00:00", "07:00:00", "1200")])
        assert 8 not in clock(rows, "A")

    def test_starts_are_numbered_in_order(self):
        spells = [("T1", "18:00:00", "18:30:00", "900"), ("T1", "06:00:00", "06:30:00", "900")]
        rows = on(self.CALLS, frequencies=spells)
        assert rows[rows["stop_id"] == "A"]["trip_id"].tolist() == ["T1#0", "T1#1", "T1#2", "T1#3"]

    def test_a_soft_headway_says_for_how_long_a_departure_stands(self):
        rows = on(self.CALLS, frequencies=[("T1", "06:00:00", "06:50:00", "1200")])
        assert rows[rows["stop_id"] == "A"]["headway_s"].tolist() == [1200, 1200, 1200]
        assert rows[rows["stop_id"] == "A"]["until_s"].tolist() == [22_800, 24_000, 24_600]

    def test_exact_times_stand_for_themselves(self):
        rows = on(self.CALLS, frequencies=[("T1", "06:00:00", "07:00:00", "1200", "1")])
        assert rows[["headway_s", "until_s"]].isna().all(axis=None)

    def test_timed_and_headway_trips_stand_side_by_side(self):
        calls = {**self.CALLS, "T2": [("A", "06:10:00"), ("B", "06:20:00")]}
        rows = on(calls, frequencies=[("T1", "06:00:00", "07:00:00", "1800")])
        assert clock(rows, "A") == [6, round(6 + 1 / 6, 6), 6.5]
        at_a = rows[rows["stop_id"] == "A"]
        assert at_a["is_frequency_based"].tolist() == [True, False, True]


class TestPatterns:
    def test_the_same_stops_in_the_same_order_are_one_pattern(self):
        rows = on({"T1": LINE, "T2": LINE, "T3": LINE[:2], "T4": LINE[::2]})
        of_trip = rows.groupby("trip_id")["pattern_id"].first()
        assert of_trip["T1"] == of_trip["T2"]
        assert of_trip.nunique() == 3

    def test_the_other_direction_and_another_route_are_other_patterns(self):
        of_trip = {"T2": {"direction_id": "1"}, "T3": {"route_id": "R2"}}
        rows = on({"T1": LINE, "T2": LINE, "T3": LINE}, of_trip=of_trip)
        assert sorted(rows["pattern_id"].unique()) == ["R1:0:0", "R1:1:0", "R2:0:0"]

    def test_a_pattern_has_the_same_name_on_every_day(self):
        services = {"daily": "1111111 20260101 20261231", "end": "0000011 20260101 20261231"}
        options = {"services": services, "of_trip": {"T1": {"service_id": "end"}}}
        calls = {"T1": LINE[:2], "T2": LINE}
        week = on(calls, **options).set_index("trip_id")["pattern_id"]
        sunday = on(calls, DAY + dt.timedelta(days=6), **options).set_index("trip_id")
        assert week["T2"].iloc[0] == sunday.loc["T2", "pattern_id"].iloc[0]
