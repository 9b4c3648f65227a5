"""A province's buses as a feed of parts: of one layer, of several, of drawn lines."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from shapely import LineString, Point

from geo_app.errors import LayerError, MissingLayerError
from geo_app.province import open_province
from geo_app.transit.calendar import DayType
from geo_app.transit.drawn.ways import spaced_points
from geo_app.transit.feed import feed_of
from geo_app.transit.headways import BY_STOP, Window
from geo_app.transit.network import UNKNOWN_ROUTE, network_of
from geo_app.transit.timetable import timetable_of
from tests.fixtures.province_folder import DAY, gtfs_texts, write_province
from tests.fixtures.province_folder import STOPS as WORLD_STOPS

LINE = LineString([(0, 0), (1_000, 0), (3_000, 0)])
STOPS = {"P1": Point(0, 5), "P2": Point(1_000, -5), "P3": Point(3_000, 10)}
MORNING = Window(start_s=6 * 3_600, end_s=9 * 3_600)


def drawn(**more):
    """Return a row of `bus_routes`."""
    row = {"route_id": "B1", "name_th": "สายหนึ่ง", "name_en": "Line One", "headway_min": 15,
           "first_departure": "06:00", "last_departure": "20:00", "geometry": LINE}  # fmt: skip
    return {**row, **more}


def drawn_stops(**more):
    """Return the rows of `bus_stops`."""
    return [
        {"stop_id": key, "name_th": f"ป้าย {key}", "name_en": f"Stop {key}", "geometry": place}
        for key, place in {**STOPS, **more}.items()
    ]


def lapsed(calendar):
    """Return calendar.txt of a year that is over."""
    return calendar.replace("2027", "2025").replace("2026", "2025")


def lines_only(folder, *routes, stops=None):
    """Return a province whose only buses are drawn."""
    world = write_province(
        folder,
        rows={"bus_routes": list(routes) or [drawn()], "bus_stops": stops or drawn_stops()},
        layers={"transit": None},
    )
    return open_province(world)


def second_feed(**more):
    """Return the files of another feed beside the world's, with its ids but for route and stops."""
    stops = [{"stop_id": "Q1", "stop_name": "Pier", "geometry": Point(0, 900)},
             {"stop_id": "Q2", "stop_name": "Temple", "geometry": Point(900, 900)}]  # fmt: skip
    texts = gtfs_texts(stops)
    texts["agency"] = texts["agency"].replace(",th", ",en").replace("รถประจำทาง", "Boats")
    texts["routes"] = texts["routes"].replace("R1", "R2").replace("สายตะวันออก", "North Line")
    texts["trips"] = texts["trips"].replace("R1", "R2")
    texts["translations"] = "table_name,field_name,language,translation,record_id\n" + (
        "stops,stop_name,th,ท่าเรือ,Q1\n"
    )
    return {f"second/{name}.txt": text for name, text in {**texts, **more}.items()}


@pytest.fixture
def two_feeds(tmp_path):
    return open_province(
        write_province(
            tmp_path,
            layers={"second": {"kind": "transit", "file": "second"}},
            files=second_feed(),
        )
    )


class TestOneLayer:
    def test_its_tables_stay_as_they_are(self, world):
        merged = feed_of(world, on=DAY).merged()
        tables = world.layer("transit").tables
        assert merged.keys() == tables.keys()
        for name, table in tables.items():
            assert_frame_equal(merged[name], table)

    def test_its_schedule_is_the_one_that_was_checked_as_it_was_read(self, world):
        assert feed_of(world, on=DAY).parts[0].schedule is world.layer("transit").schedule

    def test_one_day_itself_can_be_asked_for(self, world):
        timetable = timetable_of(feed_of(world, on=DAY), DAY, on=DAY)
        assert timetable.days["transit"].day == DAY

    def test_the_period_is_that_of_its_calendar(self, world):
        first, last = feed_of(world, on=DAY).period
        assert (f"{first:%Y%m%d}", f"{last:%Y%m%d}") == ("20260101", "20271231")

    def test_the_period_of_a_lapsed_calendar_is_about_the_day(self, tmp_path):
        files = {"transit/calendar.txt": lapsed(gtfs_texts(list(WORLD_STOPS))["calendar"])}
        feed = feed_of(open_province(write_province(tmp_path, files=files)), on=DAY)
        reach = dt.timedelta(days=365)
        assert feed.period == (DAY - reach, DAY + reach)

    def test_the_part_of_a_route_is_found(self, world):
        feed = feed_of(world, on=DAY)
        assert feed.part_of("R1").layer_id == "transit"
        with pytest.raises(KeyError, match="R9"):
            feed.part_of("R9")


class TestSeveralLayers:
    def test_each_layer_is_a_part_with_its_tables(self, two_feeds):
        feed = feed_of(two_feeds, on=DAY)
        assert [part.layer_id for part in feed.parts] == ["transit", "second"]
        for part in feed.parts:
            assert part.tables == two_feeds.layer(part.layer_id).tables

    def test_trips_of_both_run(self, two_feeds):
        departures = timetable_of(feed_of(two_feeds, on=DAY), DayType.WEEKDAY, on=DAY).departures
        assert set(departures["route_id"]) == {"R1", "R2"}
        assert set(departures["layer_id"]) == {"transit", "second"}

    def test_a_lapsed_calendar_leaves_the_other_its_own_day(self, tmp_path):
        texts = second_feed()
        files = {**texts, "second/calendar.txt": lapsed(texts["second/calendar.txt"])}
        layers = {"second": {"kind": "transit", "file": "second"}}
        world = open_province(write_province(tmp_path, layers=layers, files=files))
        days = timetable_of(feed_of(world, on=DAY), DayType.WEEKDAY, on=DAY).days
        assert (days["transit"].day.year, days["second"].day.year) == (2026, 2025)
        assert (days["transit"].is_in_period, days["second"].is_in_period) == (True, False)

    def test_shared_ids_bear_the_layers_and_others_stay(self, two_feeds):
        tables = feed_of(two_feeds, on=DAY).merged()
        assert list(tables["trips"]["trip_id"]) == ["transit:T1", "second:T1"]
        assert list(tables["trips"]["shape_id"]) == ["transit:shape1", "second:shape1"]
        assert set(tables["stop_times"]["trip_id"]) == {"transit:T1", "second:T1"}
        assert set(tables["routes"]["route_id"]) == {"R1", "R2"}
        assert set(tables["stops"]["stop_id"]) == {"S1", "S2", "Q1", "Q2"}

    def test_each_route_keeps_its_agency(self, two_feeds):
        tables = feed_of(two_feeds, on=DAY).merged()
        routes = tables["routes"].merge(tables["agency"], on="agency_id", validate="many_to_one")
        assert dict(zip(routes["route_id"], routes["agency_name"], strict=True)) == {
            "R1": "รถประจำทาง", "R2": "Boats",
        }  # fmt: skip

    def test_handed_on_names_are_in_the_language_of_the_first(self, two_feeds):
        feed = feed_of(two_feeds, on=DAY)
        assert feed.language == "th"
        names = feed.merged()["stops"].set_index("stop_id")["stop_name"]
        # Nobody has said what Q2 is in Thai.
        assert names[["S2", "Q1", "Q2"]].tolist() == ["ตลาด", "ท่าเรือ", "Temple"]

    def test_each_stop_keeps_its_names(self, two_feeds):
        stops = network_of(feed_of(two_feeds, on=DAY)).stops
        assert tuple(stops.loc["Q1", ["name_th", "name_en"]]) == ("ท่าเรือ", "Pier")
        assert tuple(stops.loc["S2", ["name_th", "name_en"]]) == ("ตลาด", "Market")
        assert pd.isna(stops.loc["Q2", "name_th"])

    def test_each_stop_says_of_which_layer_it_is(self, two_feeds):
        stops = network_of(feed_of(two_feeds, on=DAY)).stops
        assert stops["layer_id"].to_dict() == {
            "S1": "transit", "S2": "transit", "Q1": "second", "Q2": "second",
        }  # fmt: skip

    def test_a_stop_that_nothing_calls_at_gives_way_to_one_of_its_id(self, tmp_path):
        files = second_feed()
        files["second/stops.txt"] += "S1,Depot,7.9,98.4\n"
        layers = {"second": {"kind": "transit", "file": "second"}}
        world = open_province(write_province(tmp_path, layers=layers, files=files))
        feed = feed_of(world, on=DAY)
        assert {"S1", "second:S1"} <= set(feed.merged()["stops"]["stop_id"])
        stops = network_of(feed).stops
        assert set(stops.index) == {"S1", "S2", "Q1", "Q2"}
        assert stops.loc["S1", "layer_id"] == "transit"

    def test_two_layers_may_not_share_a_served_stop(self, tmp_path):
        files = {name: text.replace("Q1", "S1") for name, text in second_feed().items()}
        layers = {"second": {"kind": "transit", "file": "second"}}
        world = open_province(write_province(tmp_path, layers=layers, files=files))
        with pytest.raises(LayerError, match="layers transit, second share the stop_id 'S1'"):
            feed_of(world, on=DAY)

    def test_no_layer_is_changed(self, two_feeds):
        before = {name: table.copy() for name, table in two_feeds.layer("second").tables.items()}
        feed_of(two_feeds, on=DAY).merged()
        for name, table in before.items():
            assert_frame_equal(two_feeds.layer("second").tables[name], table)

    def test_drawn_lines_beside_a_feed(self, tmp_path):
        world = open_province(
            write_province(tmp_path, rows={"bus_routes": [drawn()], "bus_stops": drawn_stops()})
        )
        timetable = timetable_of(feed_of(world, on=DAY), DayType.WEEKDAY, on=DAY)
        service = timetable.service(MORNING, by=BY_STOP)
        # Every 15 min in both directions at the middle, in one at each end.
        assert service.loc[["P1", "P2", "P3"], "departures"].tolist() == [12, 24, 12]


class TestDrawnLines:
    def test_stops_stand_where_they_were_drawn_and_keep_their_names(self, tmp_path):
        world = lines_only(tmp_path)
        stops, rows = network_of(feed_of(world, on=DAY)).stops, world.of_kind("bus_stops")
        assert list(stops.index) == list(rows.index)
        assert stops.distance(rows.geometry).max() < 1e-6
        columns = ["name_th", "name_en", "layer_id", "status"]
        assert_frame_equal(
            pd.DataFrame(stops[columns]),
            pd.DataFrame(rows[columns]),
            check_dtype=False,
            check_index_type=False,
        )

    def test_a_stop_without_a_thai_name_has_none(self, tmp_path):
        stops = [{**row, "name_th": None} for row in drawn_stops()]
        network = network_of(feed_of(lines_only(tmp_path, stops=stops), on=DAY))
        assert network.stops["name_th"].isna().all()
        assert network.stops.loc["P1", "name_en"] == "Stop P1"

    def test_the_line_is_the_one_that_was_drawn(self, tmp_path):
        world = lines_only(tmp_path, drawn(colour="#0055aa"))
        routes = network_of(feed_of(world, on=DAY)).routes
        assert routes.geometry["B1"].equals(world.of_kind("bus_routes").geometry["B1"])
        assert tuple(routes.loc["B1", ["name_th", "colour"]]) == ("สายหนึ่ง", "#0055aa")

    def test_a_line_with_one_stop_calls_there_though_nothing_runs(self, tmp_path):
        far = {"P1": Point(0, 5), "P2": Point(1_000, -900), "P3": Point(3_000, 900)}
        lone = drawn(route_id="B2", geometry=LineString([(0, 5), (0, 2_000)]))
        world = lines_only(tmp_path, drawn(geometry=LineString(list(far.values()))), lone)
        network = network_of(feed_of(world, on=DAY))
        assert set(network.routes.index) == {"B1", "B2"}
        assert network.stops_of("B2") == ["P1"]

    def test_points_lie_where_the_line_is_and_not_where_its_digits_end(self, tmp_path):
        # Pieces of exactly 20 m: a digit too much would make one more of them.
        ways = [LineString([(0, 40 * n), (600 + 8 * n, 840 + 40 * n)]) for n in range(1, 200, 40)]
        ways = [way.segmentize(20).interpolate([0, 600], normalized=False) for way in ways]
        routes = [
            drawn(route_id=f"H{n}", stop_policy="hail_and_ride", geometry=LineString(list(ends)))
            for n, ends in enumerate(ways)
        ]
        world = lines_only(tmp_path, *routes)
        stops = network_of(feed_of(world, on=DAY)).stops
        points = stops[stops["is_hail_point"].astype(bool)]
        lines = world.of_kind("bus_routes").geometry
        expected = [spaced_points(line, route_id).ids for route_id, line in lines.items()]
        assert set(points.index) == set(np.concatenate(expected))
        assert set(points["name_en"]) == {"Line One"}

    def test_what_is_unknown_stays_unknown(self, tmp_path):
        world = lines_only(
            tmp_path,
            drawn(headway_min=None),
            drawn(route_id="B2", first_departure=None, geometry=LineString([(0, 0), (0, 2_000)])),
            stops=drawn_stops(P4=Point(0, 1_990), P5=Point(9_000, 9_000)),
        )
        feed = feed_of(world, on=DAY)
        assert feed.unknown_headway == {"B1"}
        assert "B2" in feed.unknown_span
        assert feed.unlinked_stops == {"P5"}
        timetable = timetable_of(feed, DayType.WEEKDAY, on=DAY)
        assert not timetable.routes.loc["B1", "is_headway_known"]
        assert not timetable.routes.loc["B2", "is_span_known"]
        service = timetable.service(MORNING, by=BY_STOP)
        assert pd.isna(service.loc["P5", "departures"])
        assert pd.isna(service.loc["P3", "departures"])
        assert "P5" in network_of(feed).stops.index

    def test_stops_have_their_names_and_lines_their_colour_and_fare(self, tmp_path):
        world = lines_only(tmp_path, drawn(colour="#0055aa", fare_thb=15, operator="สหกรณ์"))
        tables = feed_of(world, on=DAY).merged()
        assert set(tables["stops"]["stop_name"]) == {"ป้าย P1", "ป้าย P2", "ป้าย P3"}
        route = tables["routes"].iloc[0]
        assert (route["route_long_name"], route["route_color"]) == ("สายหนึ่ง", "0055aa")
        assert list(tables["fare_attributes"]["price"]) == ["15.00"]
        assert list(tables["agency"]["agency_name"]) == ["สหกรณ์"]

    def test_stops_without_lines_beside_a_feed_are_served_at_unknown_times(self, tmp_path):
        world = open_province(write_province(tmp_path, rows={"bus_stops": drawn_stops()}))
        feed = feed_of(world, on=DAY)
        assert feed.unlinked_stops == set(STOPS)
        network = network_of(feed)
        assert set(network.served_stops.index) == {"S1", "S2", *STOPS}
        assert network.calls.set_index("stop_id").loc["P1", "route_id"] == UNKNOWN_ROUTE


def test_a_province_without_buses_has_no_feed(world):
    with pytest.raises(MissingLayerError, match=r"'transit' or 'bus_routes'.*catalogue\.toml"):
        feed_of(world.without(["transit"]), on=DAY)
