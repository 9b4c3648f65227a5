"""What is wrong in the timetable of a feed: set aside, counted, told; the rest stays usable."""

from __future__ import annotations

import pandas as pd
import pytest

from geo_app.errors import MissingColumnError
from geo_app.findings import Severity
from geo_app.quality.feed_checks import check_feed
from geo_app.quality.schedules import Schedule, check_schedule
from tests.fixtures.province_folder import STOPS, gtfs_texts
from tests.transit.feeds import calendar, columns, feed, rows, schedule, shuffled

TRIP = [("A", "08:00:00"), ("B", "08:10:00")]
GOOD = {"T1": TRIP, "T2": [("A", "09:00:00"), ("B", "09:10:00")]}


def aside(schedule):
    """Return how many rows of which table went for which reason."""
    found = schedule.set_aside
    return {
        (table, code): count
        for table, code, count in zip(found["table"], found["code"], found["rows"], strict=True)
    }


def told(schedule):
    """Return the sentences."""
    return [str(fault) for fault in schedule.faults]


def times(schedule, column="departure_s"):
    """Return the times of all calls in order."""
    return schedule.calls[column].tolist()


class TestGoodFeed:
    def test_nothing_is_set_aside(self):
        read = schedule(GOOD)
        assert (len(read.set_aside), read.faults) == (0, ())
        assert read.trips["trip_id"].tolist() == ["T1", "T2"]
        assert times(read) == [28_800, 29_400, 32_400, 33_000]

    def test_calls_are_in_the_order_of_stop_sequence_as_a_number(self):
        calls = rows(
            [
                {"trip_id": "T1", "stop_id": stop, "stop_sequence": n, "arrival_time": time,
                 "departure_time": time}
                for stop, n, time in [("C", "10", "8:20:00"), ("A", "1", "8:00:00"),
                                      ("B", "9", "8:10:00")]
            ]
        )  # fmt: skip
        stops = rows([{"stop_id": stop} for stop in "ABC"])
        read = schedule({"T1": TRIP}, stop_times=calls, stops=stops)
        assert read.calls["stop_id"].tolist() == ["A", "B", "C"]

    @pytest.mark.parametrize("seed", range(5))
    def test_the_order_of_rows_never_matters(self, seed):
        tables = feed(GOOD, frequencies=[("T2", "09:00:00", "10:00:00", "600")])
        read, mixed = check_schedule(tables), check_schedule(shuffled(tables, seed))
        for part in ("calendar", "exceptions", "trips", "calls", "frequencies"):
            pd.testing.assert_frame_equal(getattr(read, part), getattr(mixed, part))

    def test_the_tables_are_not_changed(self):
        tables = feed({**GOOD, "T3": TRIP[:1]}, exceptions=[("daily", "20260101", "3")])
        before = {name: table.copy() for name, table in tables.items()}
        check_schedule(tables)
        assert all(tables[name].equals(before[name]) for name in tables)

    def test_a_feed_may_lack_frequencies_and_one_of_the_calendars(self):
        read = schedule(GOOD, frequencies=(), calendar_dates=None)
        assert len(read.trips) == 2
        read = check_schedule(
            {k: t for k, t in feed(GOOD, calendar_dates=None).items() if k != "frequencies"}
        )
        assert len(read.trips) == 2

    def test_an_unknown_direction_is_0_and_marked(self):
        directions = {"T1": {"direction_id": "1"}, "T2": {"direction_id": ""}}
        read = schedule(GOOD, of_trip=directions)
        assert read.trips["direction_id"].tolist() == [1, 0]
        assert read.trips["is_direction_known"].tolist() == [True, False]


class TestCalendars:
    @pytest.mark.parametrize("day", ["2026-01-01", "20261301", "2026011", "tomorrow", ""])
    @pytest.mark.parametrize("place", [0, 1])
    def test_a_service_without_a_readable_period_is_set_aside(self, day, place):
        days = ["20260101", "20261231"]
        days[place] = day
        services = columns(
            "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date",
            [("daily", *"1111111", "20260101", "20261231"), ("odd", *"1111111", *days)],
        ).replace("", None)
        read = schedule(GOOD, calendar=services.astype("str"))
        assert aside(read) == {("calendar", "no_date"): 1}
        assert read.calendar["service_id"].tolist() == ["daily"]

    def test_a_buddhist_year_is_told_as_one(self):
        read = schedule(GOOD, exceptions=[("daily", "25691205", "2")])
        assert aside(read) == {("calendar_dates", "buddhist_year"): 1}
        assert "'25691205' is a year of the Buddhist era" in told(read)[0]

    def test_a_service_that_ends_before_it_starts_is_set_aside(self):
        read = schedule(
            GOOD,
            calendar=calendar(
                {"daily": "1111111 20260101 20261231", "odd": "1111111 20260102 20260101"}
            ),
        )
        assert aside(read) == {("calendar", "ends_before_start"): 1}

    def test_a_weekday_that_is_neither_0_nor_1_is_set_aside(self):
        services = {"daily": "1111111 20260101 20261231", "odd": "1111112 20260101 20261231"}
        read = schedule(GOOD, services=services)
        assert aside(read) == {("calendar", "unknown_value"): 1}

    def test_an_exception_of_an_unknown_type_is_set_aside(self):
        read = schedule(GOOD, exceptions=[("daily", "20261205", "3"), ("daily", "20261206", "2")])
        assert aside(read) == {("calendar_dates", "unknown_value"): 1}
        assert read.exceptions["is_added"].tolist() == [False]

    def test_a_row_without_a_service_is_set_aside(self):
        dates = columns("service_id,date,exception_type", [("", "20261205", "1")])
        read = schedule(GOOD, calendar_dates=dates.replace("", None).astype("str"))
        assert aside(read) == {("calendar_dates", "missing_id"): 1}

    @pytest.mark.parametrize("table", ["calendar", "calendar_dates", "frequencies"])
    def test_a_missing_column_is_named(self, table):
        tables = feed(GOOD)
        last = tables[table].columns[2]
        with pytest.raises(MissingColumnError, match=rf"{table}\.txt has no column '{last}'"):
            check_schedule({**tables, table: tables[table].drop(columns=last)})


class TestTrips:
    def test_trips_of_an_unknown_route_are_set_aside_with_their_calls(self):
        read = schedule(GOOD, of_trip={"T2": {"route_id": "R9"}}, routes=rows([{"route_id": "R1"}]))
        assert aside(read) == {("trips", "unknown_route"): 1, ("stop_times", "trip_set_aside"): 2}
        assert "routes.txt has no route 'R9'" in told(read)[0]
        assert read.trips["trip_id"].tolist() == ["T1"]

    def test_trips_of_an_unknown_service_are_set_aside(self):
        read = schedule(GOOD, of_trip={"T1": {"service_id": "never"}})
        assert aside(read) == {
            ("trips", "unknown_service"): 1,
            ("stop_times", "trip_set_aside"): 2,
        }
        assert read.calls["trip"].tolist() == [0, 0]
        assert times(read) == [32_400, 33_000]

    def test_a_trip_without_an_id_is_set_aside(self):
        tables = feed(GOOD)
        more = pd.concat([tables["trips"], tables["trips"].iloc[:1].assign(trip_id=None)])
        read = check_schedule({**tables, "trips": more.astype("str")})
        assert aside(read) == {("trips", "missing_id"): 1}

    def test_a_trip_without_calls_is_set_aside(self):
        more = rows(
            [{"trip_id": t, "route_id": "R1", "service_id": "daily"} for t in ("T1", "T2", "T3")]
        )
        read = schedule(GOOD, trips=more)
        assert aside(read) == {("trips", "no_calls"): 1}
        assert "'T3' has no two calls" in told(read)[0]

    def test_an_odd_direction_is_told_and_the_trip_kept(self):
        read = schedule(GOOD, of_trip={"T1": {"direction_id": "2"}})
        assert len(read.set_aside) == 0
        assert "'2' is no direction_id" in told(read)[0]
        assert not read.trips["is_direction_known"].any()

    def test_an_unknown_shape_is_told_and_the_trip_kept(self):
        read = schedule(GOOD, of_trip={"T1": {"shape_id": "S9"}})
        assert len(read.set_aside) == 0
        assert "shapes.txt has no shape 'S9'" in told(read)[0]
        assert read.trips["shape_id"].isna().all()


class TestCalls:
    def test_calls_of_an_unknown_trip_are_set_aside(self):
        tables = feed(GOOD)
        extra = tables["stop_times"].iloc[:2].assign(trip_id="T9")
        calls = pd.concat([tables["stop_times"], extra], ignore_index=True)
        read = check_schedule({**tables, "stop_times": calls})
        assert aside(read) == {("stop_times", "unknown_trip"): 2}
        assert len(read.faults) == 1
        assert read.faults[0].where.row == 5

    def test_a_call_at_an_unknown_stop_is_set_aside_and_the_trip_goes_on(self):
        read = schedule(
            {"T1": [("A", "08:00:00"), ("X", "08:05:00"), ("B", "08:10:00")]},
            stops=rows([{"stop_id": "A"}, {"stop_id": "B"}]),
        )
        assert aside(read) == {("stop_times", "unknown_stop"): 1}
        assert read.calls["stop_id"].tolist() == ["A", "B"]

    def test_two_calls_with_one_number_keep_the_first(self):
        tables = feed({"T1": [*TRIP, ("C", "08:20:00")]})
        numbered = tables["stop_times"].assign(stop_sequence=["1", "2", "2"])
        read = check_schedule({**tables, "stop_times": numbered})
        assert aside(read) == {("stop_times", "repeated_sequence"): 1}
        assert read.calls["stop_id"].tolist() == ["A", "B"]

    @pytest.mark.parametrize("text", ["8.05", "-08:05:00", "08:61:00", "soon"])
    def test_a_malformed_time_counts_as_untimed(self, text):
        read = schedule({"T1": [("A", "08:00:00"), ("B", text), ("C", "08:10:00")]})
        assert len(read.set_aside) == 0
        assert times(read) == [28_800, 29_100, 29_400]
        assert [(f.code, f.where.row, f.fields["found"]) for f in read.faults] == [
            ("bad_time", 2, text),
            ("bad_time", 2, text),
        ]

    def test_a_trip_whose_times_run_backwards_is_set_aside_whole(self):
        read = schedule({**GOOD, "T3": [("A", "09:00:00"), ("B", "08:59:59")]})
        assert aside(read) == {("stop_times", "times_out_of_order"): 2, ("trips", "no_calls"): 1}
        assert read.trips["trip_id"].tolist() == ["T1", "T2"]

    def test_a_departure_before_the_arrival_runs_backwards(self):
        tables = feed(GOOD)
        early = tables["stop_times"].assign(
            arrival_time=["08:00:00", "08:11:00", "09:00:00", "09:10:00"]
        )
        read = check_schedule({**tables, "stop_times": early})
        assert read.trips["trip_id"].tolist() == ["T2"]

    def test_times_that_stand_still_are_in_order(self):
        read = schedule({"T1": [("A", "08:00:00"), ("B", "08:00:00")]})
        assert len(read.set_aside) == 0

    def test_one_trip_after_another_does_not_run_backwards(self):
        read = schedule({"T1": [("A", "09:00:00"), ("B", "09:10:00")], "T2": TRIP})
        assert len(read.set_aside) == 0

    def test_one_of_two_times_stands_for_the_other(self):
        tables = feed({"T1": TRIP})
        half = tables["stop_times"].assign(
            arrival_time=pd.Series([None, "08:10:00"], dtype="str"),
            departure_time=pd.Series(["08:00:00", None], dtype="str"),
        )
        read = check_schedule({**tables, "stop_times": half})
        assert times(read, "arrival_s") == times(read) == [28_800, 29_400]

    def test_calls_before_the_first_and_after_the_last_time_are_set_aside(self):
        trip = [("A", ""), ("B", "08:00:00"), ("C", "08:10:00"), ("D", "")]
        read = schedule({"T1": trip})
        assert aside(read) == {("stop_times", "untimed_end"): 2}
        assert read.calls["stop_id"].tolist() == ["B", "C"]

    def test_the_times_of_one_trip_are_not_those_of_its_neighbour(self):
        trips = {"T1": [("A", "08:00:00"), ("B", "08:10:00"), ("C", "")],
                 "T2": [("A", ""), ("B", "08:20:00"), ("C", "08:30:00")]}  # fmt: skip
        read = schedule(trips)
        assert aside(read) == {("stop_times", "untimed_end"): 2}
        assert read.calls["stop_id"].tolist() == ["A", "B", "B", "C"]

    def test_a_trip_with_one_call_is_set_aside(self):
        read = schedule({**GOOD, "T3": TRIP[:1]})
        assert aside(read) == {("stop_times", "single_call"): 1, ("trips", "no_calls"): 1}

    def test_an_odd_pickup_is_told_and_counts_as_regular(self):
        read = schedule({"T1": [("A", "08:00:00", {"pickup_type": "7"}), ("B", "08:10:00")]})
        assert "'7' is no value of 'pickup_type'" in told(read)[0]
        assert read.calls["can_board"].tolist() == [True, False]


class TestUntimedStops:
    def test_without_distances_they_are_spread_evenly(self):
        trip = [("A", "08:00:00"), ("B", ""), ("C", ""), ("D", "08:10:00")]
        assert times(schedule({"T1": trip})) == [28_800, 29_000, 29_200, 29_400]

    def test_with_distances_they_are_spread_by_them(self):
        far = ["0", "900", "950", "1000"]
        trip = [
            (stop, time, {"shape_dist_traveled": d})
            for stop, time, d in zip("ABCD", ["08:00:00", "", "", "08:10:00"], far, strict=True)
        ]
        assert times(schedule({"T1": trip})) == [28_800, 29_340, 29_370, 29_400]

    @pytest.mark.parametrize(
        "far",
        [
            ["0", "", "950", "1000"],
            ["0", "950", "900", "1000"],
            ["0", "1200", "950", "1000"],
            ["5", "5", "5", "5"],
        ],
    )
    def test_distances_that_make_no_sense_are_not_used(self, far):
        trip = [
            (stop, time, {"shape_dist_traveled": d})
            for stop, time, d in zip("ABCD", ["08:00:00", "", "", "08:10:00"], far, strict=True)
        ]
        assert times(schedule({"T1": trip})) == [28_800, 29_000, 29_200, 29_400]

    def test_the_way_counts_from_the_departure_to_the_arrival(self):
        tables = feed({"T1": [("A", "08:00:00"), ("B", ""), ("C", "08:30:00")]})
        waiting = tables["stop_times"].assign(
            departure_time=pd.Series(["08:10:00", None, "08:50:00"], dtype="str")
        )
        read = check_schedule({**tables, "stop_times": waiting})
        assert times(read) == [29_400, 30_000, 31_800]

    def test_one_gap_with_distances_and_one_without_are_filled_each_its_way(self):
        trip = [
            ("A", "08:00:00", {"shape_dist_traveled": "0"}),
            ("B", "", {"shape_dist_traveled": "100"}),
            ("C", "08:10:00", {"shape_dist_traveled": "1000"}),
            ("D", ""),
            ("E", "08:20:00", {"shape_dist_traveled": "2000"}),
        ]
        assert times(schedule({"T1": trip})) == [28_800, 28_860, 29_400, 29_700, 30_000]


class TestFrequencies:
    def test_a_row_becomes_numbers(self):
        read = schedule(GOOD, frequencies=[("T2", "06:00:00", "25:00:00", "900", "1")])
        assert read.frequencies.to_dict("records") == [
            {"trip": 1, "start_s": 21_600, "end_s": 90_000, "headway_s": 900, "is_exact": True}
        ]

    @pytest.mark.parametrize("headway", ["0", "-60", "often", "inf"])
    def test_a_headway_of_nothing_is_set_aside_and_its_trip_with_it(self, headway):
        read = schedule(GOOD, frequencies=[("T2", "06:00:00", "10:00:00", headway)])
        assert aside(read) == {
            ("frequencies", "no_headway"): 1,
            ("trips", "no_frequency"): 1,
            ("stop_times", "trip_set_aside"): 2,
        }
        assert read.trips["trip_id"].tolist() == ["T1"]

    def test_a_trip_keeps_its_other_rows(self):
        stated = [("T2", "06:00:00", "10:00:00", "0"), ("T2", "10:00:00", "11:00:00", "600")]
        read = schedule(GOOD, frequencies=stated)
        assert aside(read) == {("frequencies", "no_headway"): 1}
        assert len(read.frequencies) == 1

    @pytest.mark.parametrize(
        ("start", "end", "code"),
        [
            ("10:00:00", "09:00:00", "ends_before_start"),
            ("10:00:00", "10:00:00", "ends_before_start"),
            ("6 am", "10:00:00", "bad_time"),
            ("06:00:00", "", "bad_time"),
        ],
    )
    def test_a_row_without_a_period_is_set_aside(self, start, end, code):
        stated = [("T2", start, end, "600"), ("T2", "12:00:00", "13:00:00", "600")]
        tables = feed(GOOD, frequencies=stated)
        blank = tables["frequencies"].replace("", None).astype("str")
        assert aside(check_schedule({**tables, "frequencies": blank})) == {("frequencies", code): 1}

    def test_a_row_of_an_unknown_trip_is_set_aside(self):
        read = schedule(GOOD, frequencies=[("T9", "06:00:00", "10:00:00", "600")])
        assert aside(read) == {("frequencies", "unknown_trip"): 1}
        assert len(read.trips) == 2


def test_rows_in_are_rows_used_and_rows_set_aside():
    trips = {
        **GOOD,
        "T3": [("A", "09:00:00"), ("B", "08:00:00")],
        "T4": TRIP[:1],
        "T5": [("A", ""), ("B", "08:00:00"), ("A", "08:10:00")],
        "T6": TRIP,
    }
    tables = feed(
        trips,
        of_trip={"T6": {"service_id": "never"}},
        frequencies=[("T2", "06:00:00", "05:00:00", "600"), ("T1", "06:00:00", "07:00:00", "9")],
        exceptions=[("daily", "tomorrow", "1"), ("daily", "20261205", "2")],
    )
    read = check_schedule(tables)
    used = {
        "trips": read.trips, "stop_times": read.calls, "frequencies": read.frequencies,
        "calendar": read.calendar, "calendar_dates": read.exceptions,
    }  # fmt: skip
    gone = read.set_aside.groupby("table")["rows"].sum()
    for table, kept in used.items():
        assert len(tables[table]) == len(kept) + gone.get(table, 0), table


def test_a_feed_of_nothing_but_bad_rows_is_empty_and_not_broken():
    read = schedule({"T1": TRIP[:1]})
    assert (len(read.trips), len(read.calls)) == (0, 0)


def test_the_report_of_a_feed_tells_what_is_wrong_in_its_timetable():
    texts = gtfs_texts(list(STOPS))
    tables = {
        name: columns(text.splitlines()[0], [line.split(",") for line in text.splitlines()[1:]])
        for name, text in texts.items()
    }
    late = tables["stop_times"].assign(departure_time="late")
    _, _, report, _ = check_feed({**tables, "stop_times": late})
    assert [(f.code, f.severity, f.where.field) for f in report.faults] == [
        ("bad_time", Severity.WARNING, "departure_time")
    ]
    assert report.rows_set_aside == 0


def frequent(*periods: tuple[str, str, str]) -> Schedule:
    """Return a trip that runs in periods."""
    calls = {"T1": [("A", "07:00:00"), ("B", "07:10:00")]}
    return schedule(calls, frequencies=[("T1", *period) for period in periods])


@pytest.mark.parametrize(
    ("second", "kept", "aside"),
    [
        (("07:00:00", "09:00:00", "600"), [(7, 9, 600)], 1),
        (("08:00:00", "09:00:00", "1200"), [(7, 9, 600)], 1),
        (("08:00:00", "10:00:00", "1200"), [(7, 9, 600), (9, 10, 1200)], 0),
        (("06:00:00", "08:00:00", "600"), [(7, 9, 600), (6, 7, 600)], 0),
        (("09:00:00", "10:00:00", "600"), [(7, 9, 600), (9, 10, 600)], 0),
    ],
)
def test_each_minute_of_a_trip_counts_by_one_row_of_frequencies(second, kept, aside):
    read = frequent(("07:00:00", "09:00:00", "600"), second)
    rows = read.frequencies[["start_s", "end_s", "headway_s"]]
    assert [(r.start_s / 3600, r.end_s / 3600, r.headway_s) for r in rows.itertuples()] == kept
    assert read.set_aside["rows"].sum() == aside
    rows_named = [fault.where.row for fault in read.faults]
    assert rows_named == ([] if second[0] == "09:00:00" else [2])


def test_a_trip_whose_clock_starts_anew_at_midnight_says_how_it_would_be_right():
    calls = {
        "T1": [("A", "23:50:00"), ("B", "00:10:00")],
        "T2": [("A", "8:00:00"), ("B", "9:00:00")],
    }
    (fault,) = [f for f in schedule(calls).faults if f.code == "past_midnight"]
    assert (fault.repair, fault.fields["found"]) == ("hours_past_midnight", "T1")
