"""Drawn lines with a headway, as the tables of a feed."""

from __future__ import annotations

import datetime as dt
import math

import gtfs_kit
import pandas as pd
import pytest
from shapely import LineString, MultiLineString, Point

from geo_app.province import open_province
from geo_app.quality.schedules import check_schedule
from geo_app.transit.departures import departures
from geo_app.transit.drawn.lines import BUS_SPEED_KMH, tables_from_lines
from geo_app.transit.feed_parts import with_line_facts
from geo_app.transit.headways import BY_STOP_AND_ROUTE, Window, stop_service
from tests.fixtures.province_folder import write_province
from tests.transit.feeds import schedule

DAY = dt.date(2026, 11, 23)
HOUR = 3_600
LINE = LineString([(0, 0), (1_000, 0), (3_000, 0)])
STOPS = {"P1": Point(0, 5), "P2": Point(1_000, -5), "P3": Point(3_000, 10)}
"""At 20 km/h: P2 3 min after P1, P3 6 min after P2."""


def route(route_id="B1", **more):
    """Return a row of `bus_routes`."""
    row = {"route_id": route_id, "name_th": f"สาย {route_id}", "headway_min": 15,
           "first_departure": "06:00", "last_departure": "20:00", "geometry": LINE}  # fmt: skip
    return {**row, **more}


def stop(stop_id, place, **more):
    """Return a row of `bus_stops`."""
    return {"stop_id": stop_id, "name_th": "ป้าย", "geometry": place, **more}


def lines(folder, *routes, stops=None):
    """Return the tables of a world with drawn lines."""
    rows = stops or [stop(*item) for item in STOPS.items()]
    world = write_province(
        folder,
        rows={"bus_routes": list(routes) or [route()], "bus_stops": rows},
        layers={"transit": None},
    )
    return tables_from_lines(open_province(world), on=DAY)


def schedule_of(drawn):
    """Return the schedule of drawn lines, with what is not known of them."""
    return with_line_facts(check_schedule(drawn.tables), drawn)


def leaving(folder, *routes, **options):
    """Return the departures of a world with drawn lines."""
    return departures(schedule_of(lines(folder, *routes, **options)), DAY)


def hours(start, end):
    """Return a window from hour to hour."""
    return Window(start_s=start * HOUR, end_s=end * HOUR)


def test_buses_run_both_ways_at_the_stated_speed(tmp_path):
    assert BUS_SPEED_KMH == 20
    rows = leaving(tmp_path)
    first = rows[rows["trip_id"].isin(["B1:0#0", "B1:1#0"])]
    found = first.set_index(["direction_id", "stop_id"])["departure_s"] - 6 * HOUR
    assert found.to_dict() == {
        (0, "P1"): 0, (0, "P2"): 180, (0, "P3"): 540,
        (1, "P3"): 0, (1, "P2"): 360, (1, "P1"): 540,
    }  # fmt: skip


def test_the_last_departure_leaves_too(tmp_path):
    service = stop_service(leaving(tmp_path), hours(0, 24), by=BY_STOP_AND_ROUTE)
    start = service.loc[("P1", "B1", 0)]
    assert start["departures"] == 14 * 4 + 1
    assert (start["first_departure_s"], start["last_departure_s"]) == (6 * HOUR, 20 * HOUR)
    assert start["span_h"] == 14


def test_a_last_departure_that_the_headway_misses_leaves_too(tmp_path):
    rows = leaving(tmp_path, route(headway_min=45, last_departure="08:00"))
    start = rows[(rows["stop_id"] == "P1") & (rows["direction_id"] == 0)]
    assert (start["departure_s"] / 60 - 360).tolist() == [0, 45, 90, 120]
    assert start["trip_id"].tolist() == [f"B1:0#{n}" for n in range(4)]


def test_a_last_departure_before_the_first_is_after_midnight(tmp_path):
    rows = leaving(tmp_path, route(first_departure="18:00", last_departure="01:00", headway_min=60))
    start = rows[(rows["stop_id"] == "P1") & (rows["direction_id"] == 0)]
    assert (start["departure_s"] / HOUR).tolist() == [18, 19, 20, 21, 22, 23, 24, 25]


def test_one_departure_a_day_is_one(tmp_path):
    rows = leaving(tmp_path, route(first_departure="07:30", last_departure="07:30"))
    service = stop_service(rows, hours(0, 24), by=BY_STOP_AND_ROUTE)
    assert service.loc[("P1", "B1", 0), ["departures", "span_h"]].tolist() == [1, 0]


def test_a_drawn_line_measures_like_the_same_line_as_a_feed(tmp_path):
    there = [("P1", "06:00:00"), ("P2", "06:03:00"), ("P3", "06:09:00")]
    back = [("P3", "06:00:00"), ("P2", "06:06:00"), ("P1", "06:09:00")]
    same = schedule(
        {"T0": there, "T1": back},
        of_trip={"T0": {"route_id": "B1", "direction_id": "0"},
                 "T1": {"route_id": "B1", "direction_id": "1"}},
        frequencies=[(trip, "06:00:00", "20:15:00", "900") for trip in ("T0", "T1")],
    )  # fmt: skip
    drawn = leaving(tmp_path)
    for window in (hours(7, 19), hours(8.25, 9.25), hours(19, 24)):
        pd.testing.assert_frame_equal(
            stop_service(drawn, window, by=BY_STOP_AND_ROUTE),
            stop_service(departures(same, DAY), window, by=BY_STOP_AND_ROUTE),
        )


def test_the_tables_are_a_feed_that_others_can_read(tmp_path):
    tables = lines(tmp_path / "world", route(stop_policy="hail_and_ride")).tables
    folder = tmp_path / "feed"
    folder.mkdir()
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.txt", index=False)
    read = gtfs_kit.read_feed(folder, dist_units="m").expand_frequencies()
    theirs = read.compute_stop_stats([f"{DAY:%Y%m%d}"], split_directions=True)
    ours = stop_service(
        departures(check_schedule(tables), DAY),
        Window(start_s=7 * HOUR, end_s=19 * HOUR, include_end=True),
        by=["stop_id", "direction_id"],
        boardable_only=False,
    )
    expected = theirs.set_index(["stop_id", "direction_id"])["mean_headway"].sort_index()
    assert ours["mean_headway_min"].tolist() == pytest.approx(expected.astype(float).tolist())


class TestUnknownSpan:
    @pytest.mark.parametrize("window", [hours(0, 1), hours(3, 5), hours(23.5, 26)])
    def test_the_headway_holds_in_any_window_at_every_stop(self, tmp_path, window):
        rows = leaving(tmp_path, route(first_departure=None, last_departure=None))
        service = stop_service(rows, window, by=BY_STOP_AND_ROUTE)
        boarding = service[service["departures"] > 0]
        assert set(boarding.index) == {
            ("P1", "B1", 0), ("P2", "B1", 0), ("P2", "B1", 1), ("P3", "B1", 1)
        }  # fmt: skip
        assert boarding["trips_per_hour"].tolist() == pytest.approx([4] * 4)
        assert boarding["mean_headway_min"].tolist() == [15] * 4

    def test_the_span_is_not_made_up(self, tmp_path):
        rows = leaving(tmp_path, route(first_departure=None, last_departure=None))
        service = stop_service(rows, hours(7, 19))
        assert service[["first_departure_s", "last_departure_s", "span_h"]].isna().all(axis=None)
        assert not service["is_span_known"].any()
        assert service["is_known"].all()

    def test_one_known_end_is_kept(self, tmp_path):
        rows = leaving(tmp_path, route(last_departure=None))
        service = stop_service(rows, hours(0, 6), by=BY_STOP_AND_ROUTE)
        assert (service["departures"] == 0).all()
        assert stop_service(rows, hours(20, 30)).loc["P1", "departures"] == 40
        assert not service.loc[("P1", "B1", 0), "is_span_known"]

    def test_at_the_last_stop_nothing_leaves_for_sure(self, tmp_path):
        rows = leaving(tmp_path, route(first_departure=None, headway_min=None))
        ends = stop_service(rows, hours(7, 19), by=BY_STOP_AND_ROUTE).loc[("P3", "B1", 0)]
        assert (ends["departures"], ends["is_known"], ends["is_span_known"]) == (0, True, True)

    @pytest.mark.parametrize("text", ["morning", "6", "25:61"])
    def test_a_time_that_is_none_counts_as_unknown_and_is_told(self, tmp_path, text):
        drawn = lines(tmp_path, route(first_departure=text))
        assert drawn.unknown_span == {"B1"}
        assert [(f.code, f.where.field, f.fields["found"]) for f in drawn.faults] == [
            ("bad_time", "first_departure", text)
        ]

    def test_it_ends_somewhere(self, tmp_path):
        rows = leaving(tmp_path, route(first_departure=None, last_departure=None))
        start = rows[(rows["stop_id"] == "P1") & (rows["direction_id"] == 0)]["departure_s"]
        assert start.max() == 29.75 * HOUR
        assert (rows["until_s"] > 0).all()

    def test_the_next_day_does_not_count_it_twice(self, tmp_path):
        drawn = lines(tmp_path, route(first_departure=None, last_departure=None))
        rows = departures(schedule_of(drawn), DAY, with_day_before=True)
        assert not rows["is_day_before"].any()


class TestUnknownHeadway:
    @pytest.mark.parametrize("headway", [None, 0, -5])
    def test_departures_are_unknown_and_not_zero(self, tmp_path, headway):
        rows = leaving(tmp_path, route(headway_min=headway))
        assert rows["departure_s"].isna().all()
        service = stop_service(rows, hours(7, 19)).loc["P2"]
        assert not service["is_known"]
        assert math.isnan(service["departures"])
        assert math.isnan(service["trips_per_hour"])
        assert math.isnan(service["mean_headway_min"])
        assert math.isnan(service["span_h"])
        assert not service["is_span_known"]

    def test_it_is_told(self, tmp_path):
        drawn = lines(tmp_path, route(headway_min=None))
        assert drawn.unknown_headway == {"B1"}
        assert "The line 'B1' has no headway above 0" in str(drawn.faults[0])

    def test_another_line_at_the_stop_is_a_lower_bound(self, tmp_path):
        rows = leaving(tmp_path, route(), route("B2", headway_min=None))
        service = stop_service(rows, hours(7, 19)).loc["P2"]
        assert service["departures"] == 96
        assert not service["is_known"]
        by_route = stop_service(rows, hours(7, 19), by=BY_STOP_AND_ROUTE)
        assert by_route.loc[("P2", "B1", 0), "is_known"]
        assert not by_route.loc[("P2", "B2", 0), "is_known"]


class TestCalls:
    def test_a_stop_beside_the_line_is_served_and_one_further_off_is_not(self, tmp_path):
        stops = [stop("P1", Point(0, 0)), stop("P2", Point(1_000, 30)),
                 stop("P3", Point(2_000, 30.1)), stop("P4", Point(3_000, 0))]  # fmt: skip
        rows = leaving(tmp_path, stops=stops)
        assert sorted(rows["stop_id"].unique()) == ["P1", "P2", "P4"]

    @pytest.mark.parametrize("text", ["B1;B2", "B1, B2", "B2 B1", " B1 ;;B2 "])
    def test_route_ids_decide_whatever_the_distance(self, tmp_path, text):
        stops = [stop("P1", Point(0, 0), route_ids="B1"),
                 stop("P2", Point(1_000, 400), route_ids=text),
                 stop("P3", Point(3_000, 0), route_ids=None)]  # fmt: skip
        rows = leaving(tmp_path, route(), route("B2"), stops=stops)
        served = rows.groupby("route_id")["stop_id"].unique().map(sorted).to_dict()
        assert served == {"B1": ["P1", "P2", "P3"], "B2": ["P2", "P3"]}

    def test_an_unknown_route_id_is_told(self, tmp_path):
        stops = [stop(key, place, route_ids="B1;B9") for key, place in STOPS.items()]
        drawn = lines(tmp_path, stops=stops)
        assert [(f.code, f.fields["found"]) for f in drawn.faults] == [("unknown_route", "B1;B9")]
        assert len(drawn.tables["stop_times"]) == 6

    def test_stops_are_called_at_in_their_order_along_the_line(self, tmp_path):
        bent = LineString([(0, 0), (2_000, 0), (2_000, 100), (0, 100)])
        stops = [
            stop("P1", Point(1_000, 100)),
            stop("P2", Point(0, 0)),
            stop("P3", Point(1_000, 0)),
        ]
        rows = leaving(tmp_path, route(geometry=bent), stops=stops)
        one = rows[rows["trip_id"] == "B1:0#0"].sort_values("call")
        assert one["stop_id"].tolist() == ["P2", "P3", "P1"]

    def test_parts_that_meet_are_one_line(self, tmp_path):
        parts = MultiLineString([[(1_000, 0), (3_000, 0)], [(0, 0), (1_000, 0)]])
        whole = leaving(tmp_path / "whole")
        joined = leaving(tmp_path / "parts", route(geometry=parts))
        columns = ["stop_id", "direction_id", "departure_s"]
        pd.testing.assert_frame_equal(joined[columns], whole[columns])

    def test_a_line_with_one_stop_has_unknown_departures_and_is_told(self, tmp_path):
        drawn = lines(tmp_path, route(), stops=[stop("P1", Point(0, 0))])
        read = schedule_of(drawn)
        assert drawn.unknown_headway == {"B1"}
        assert len(read.trips) == 0
        assert read.set_aside[["table", "code", "rows"]].to_numpy().tolist() == [
            ["bus_routes", "no_calls", 1]
        ]
        assert "'B1' has no two stops" in str(read.faults[0])

    def test_the_order_of_lines_and_stops_never_matters(self, tmp_path):
        routes = [route(), route("B2", headway_min=20), route("B3", headway_min=None)]
        stops = [stop(*item) for item in STOPS.items()]
        there = leaving(tmp_path / "there", *routes, stops=stops)
        back = leaving(tmp_path / "back", *routes[::-1], stops=stops[::-1])
        pd.testing.assert_frame_equal(there, back)
