"""A province's buses as one feed: of one layer, of several, of drawn lines."""

from __future__ import annotations

import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from pandas.testing import assert_frame_equal
from shapely import LineString, Point

from geo_app.errors import MissingLayerError
from geo_app.province import open_province
from geo_app.transit.buses import build_bus_network
from geo_app.transit.calendar import DayType
from geo_app.transit.feed import feed_of, network_of_feed, timetable_of_feed
from geo_app.transit.headways import BY_STOP, Window
from geo_app.transit.timetable import build_timetable
from tests.fixtures.province_folder import DAY, gtfs_texts, write_province

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
        feed = feed_of(world, on=DAY)
        tables = world.layer("transit").tables
        assert feed.tables.keys() == tables.keys()
        for name, table in tables.items():
            assert_frame_equal(feed.tables[name], table)

    def test_its_network_is_that_of_the_province(self, phuket):
        found, expected = network_of_feed(feed_of(phuket, on=DAY)), build_bus_network(phuket)
        assert_geodataframe_equal(found.stops, expected.stops)
        assert_geodataframe_equal(found.routes, expected.routes)

    def test_its_timetable_is_that_of_the_province(self, phuket):
        found = timetable_of_feed(feed_of(phuket, on=DAY), DayType.WEEKDAY, on=DAY)
        expected = build_timetable(phuket, DayType.WEEKDAY, on=DAY)
        assert_frame_equal(found.departures, expected.departures)
        assert_frame_equal(found.routes, expected.routes)
        assert found.days == expected.days

    def test_one_day_itself_can_be_asked_for(self, world):
        found = timetable_of_feed(feed_of(world, on=DAY), DAY, on=DAY)
        assert found.days["transit"].day == DAY

    def test_the_checksum_shows_a_changed_cell(self, world):
        feed = feed_of(world, on=DAY)
        before = feed.checksum()
        assert feed_of(world, on=DAY).checksum() == before
        stops = feed.tables["stops"]
        feed.tables["stops"] = stops.assign(stop_name=stops["stop_name"] + " ")
        assert feed.checksum() != before

    def test_the_period_is_that_of_its_calendar(self, world):
        first, last = feed_of(world, on=DAY).period
        assert (f"{first:%Y%m%d}", f"{last:%Y%m%d}") == ("20260101", "20271231")


class TestSeveralLayers:
    def test_trips_of_both_run(self, two_feeds):
        found = timetable_of_feed(feed_of(two_feeds, on=DAY), DayType.WEEKDAY, on=DAY)
        expected = build_timetable(two_feeds, DayType.WEEKDAY, on=DAY)
        columns = ["stop_id", "route_id", "departure_s"]
        assert_frame_equal(
            found.departures[columns].sort_values(columns, ignore_index=True),
            expected.departures[columns].sort_values(columns, ignore_index=True),
        )

    def test_shared_ids_bear_the_layers_and_others_stay(self, two_feeds):
        tables = feed_of(two_feeds, on=DAY).tables
        assert list(tables["trips"]["trip_id"]) == ["transit:T1", "second:T1"]
        assert list(tables["trips"]["shape_id"]) == ["transit:shape1", "second:shape1"]
        assert set(tables["stop_times"]["trip_id"]) == {"transit:T1", "second:T1"}
        assert set(tables["routes"]["route_id"]) == {"R1", "R2"}
        assert set(tables["stops"]["stop_id"]) == {"S1", "S2", "Q1", "Q2"}

    def test_each_route_keeps_its_agency(self, two_feeds):
        tables = feed_of(two_feeds, on=DAY).tables
        routes = tables["routes"].merge(tables["agency"], on="agency_id", validate="many_to_one")
        assert dict(zip(routes["route_id"], routes["agency_name"], strict=True)) == {
            "R1": "รถประจำทาง", "R2": "Boats",
        }  # fmt: skip

    def test_names_are_in_the_language_of_the_first(self, two_feeds):
        feed = feed_of(two_feeds, on=DAY)
        assert feed.language == "th"
        stops = network_of_feed(feed).stops
        assert tuple(stops.loc["Q1", ["name_th", "name_en"]]) == ("ท่าเรือ", "Pier")
        assert tuple(stops.loc["S2", ["name_th", "name_en"]]) == ("ตลาด", "Market")
        # Nobody has said what it is in Thai.
        assert tuple(stops.loc["Q2", ["name_th", "name_en"]]) == ("Temple", "Temple")

    def test_each_stop_says_of_which_layer_it_is(self, two_feeds):
        stops = network_of_feed(feed_of(two_feeds, on=DAY)).stops
        assert stops["layer_id"].to_dict() == {
            "S1": "transit", "S2": "transit", "Q1": "second", "Q2": "second",
        }  # fmt: skip

    def test_a_stop_that_nothing_calls_at_gives_way_to_one_of_its_id(self, tmp_path):
        files = second_feed()
        files["second/stops.txt"] += "S1,Depot,7.9,98.4\n"
        layers = {"second": {"kind": "transit", "file": "second"}}
        world = open_province(write_province(tmp_path, layers=layers, files=files))
        feed = feed_of(world, on=DAY)
        assert {"S1", "second:S1"} <= set(feed.tables["stops"]["stop_id"])
        assert set(network_of_feed(feed).stops.index) == {"S1", "S2", "Q1", "Q2"}

    def test_no_layer_is_changed(self, two_feeds):
        before = {name: table.copy() for name, table in two_feeds.layer("second").tables.items()}
        feed_of(two_feeds, on=DAY)
        for name, table in before.items():
            assert_frame_equal(two_feeds.layer("second").tables[name], table)

    def test_drawn_lines_beside_a_feed(self, tmp_path):
        world = open_province(
            write_province(tmp_path, rows={"bus_routes": [drawn()], "bus_stops": drawn_stops()})
        )
        feed = feed_of(world, on=DAY)
        found = timetable_of_feed(feed, DayType.WEEKDAY, on=DAY).service(MORNING, by=BY_STOP)
        expected = build_timetable(world, DayType.WEEKDAY, on=DAY).service(MORNING, by=BY_STOP)
        assert_frame_equal(
            found.sort_index(), expected.sort_index(), check_index_type=False, rtol=1e-9
        )


class TestDrawnLines:
    def test_the_network_is_that_of_the_province(self, tmp_path):
        world = lines_only(tmp_path, drawn(stop_policy="hail_and_ride"))
        found, expected = network_of_feed(feed_of(world, on=DAY)), build_bus_network(world)
        assert set(found.stops.index) == set(expected.stops.index)
        same = found.stops.loc[expected.stops.index]
        assert same.geometry.distance(expected.stops.geometry).max() < 0.05
        columns = ["name_th", "name_en", "is_hail_point", "layer_id", "status", "capacity_class"]
        assert_frame_equal(
            pd.DataFrame(same[columns]), pd.DataFrame(expected.stops[columns]), check_dtype=False
        )

    def test_points_lie_where_the_line_is_and_not_where_its_digits_end(self, tmp_path):
        # Pieces of exactly 20 m: a digit too much would make one more of them.
        ways = [LineString([(0, 40 * n), (600 + 8 * n, 840 + 40 * n)]) for n in range(1, 200, 40)]
        ways = [way.segmentize(20).interpolate([0, 600], normalized=False) for way in ways]
        routes = [
            drawn(route_id=f"H{n}", stop_policy="hail_and_ride", geometry=LineString(list(ends)))
            for n, ends in enumerate(ways)
        ]
        world = lines_only(tmp_path, *routes)
        found, expected = network_of_feed(feed_of(world, on=DAY)), build_bus_network(world)
        assert set(found.stops.index) == set(expected.stops.index)

    def test_the_timetable_is_that_of_the_province(self, tmp_path):
        world = lines_only(tmp_path, drawn(stop_policy="hail_and_ride"))
        found = timetable_of_feed(feed_of(world, on=DAY), DayType.WEEKDAY, on=DAY)
        expected = build_timetable(world, DayType.WEEKDAY, on=DAY)
        service = found.service(MORNING, by=BY_STOP).sort_index()
        assert_frame_equal(
            service, expected.service(MORNING, by=BY_STOP).sort_index(), check_index_type=False
        )
        assert (service["departures"] > 0).all()

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
        found = timetable_of_feed(feed, DayType.WEEKDAY, on=DAY)
        assert not found.routes.loc["B1", "is_headway_known"]
        assert not found.routes.loc["B2", "is_span_known"]
        service = found.service(MORNING, by=BY_STOP)
        assert pd.isna(service.loc["P5", "departures"])
        assert pd.isna(service.loc["P3", "departures"])
        assert "P5" in network_of_feed(feed).stops.index

    def test_stops_have_their_names_and_lines_their_colour_and_fare(self, tmp_path):
        world = lines_only(tmp_path, drawn(colour="#0055aa", fare_thb=15, operator="สหกรณ์"))
        tables = feed_of(world, on=DAY).tables
        assert set(tables["stops"]["stop_name"]) == {"ป้าย P1", "ป้าย P2", "ป้าย P3"}
        route = tables["routes"].iloc[0]
        assert (route["route_long_name"], route["route_color"]) == ("สายหนึ่ง", "0055aa")
        assert list(tables["fare_attributes"]["price"]) == ["15.00"]
        assert list(tables["agency"]["agency_name"]) == ["สหกรณ์"]

    def test_stops_without_lines_beside_a_feed_are_served_at_unknown_times(self, tmp_path):
        world = open_province(write_province(tmp_path, rows={"bus_stops": drawn_stops()}))
        feed = feed_of(world, on=DAY)
        assert feed.unlinked_stops == set(STOPS)
        assert set(network_of_feed(feed).stops.index) == set(build_bus_network(world).stops.index)


def test_a_province_without_buses_has_no_feed(world):
    with pytest.raises(MissingLayerError, match=r"'transit' or 'bus_routes'.*catalogue\.toml"):
        feed_of(world.without(["transit"]), on=DAY)
