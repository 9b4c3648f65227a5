"""Boarding between stops, where a feed or a drawn line permits it."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, MultiLineString, Point

from geo_app.province import open_province
from geo_app.transit.buses import build_bus_network
from geo_app.transit.calendar import DayType
from geo_app.transit.drawn.ways import BOARDING_SPACING_M
from geo_app.transit.hail import hail
from geo_app.transit.headways import BY_STOP, Window
from tests.fixtures.places import METRES
from tests.fixtures.province_folder import CRS, STOPS, gtfs_texts, shifted, write_province
from tests.fixtures.timetables import province_timetable
from tests.transit.feeds import schedule

DAY = dt.date(2026, 11, 23)
HOUR = 3_600
MORNING = Window(start_s=8 * HOUR, end_s=9 * HOUR)
SHAPES = gpd.GeoSeries({"east": LineString([(0, 0), (1_000, 0)])}, crs=METRES)
PLACES = gpd.GeoSeries({"A": Point(0, 5), "B": Point(400, 5), "C": Point(1_000, 5)}, crs=METRES)
ON_SHAPE = {"T1": {"shape_id": "east"}}


def calls(*hailed: str):
    """Return a trip from A over B to C, with continuous_pickup from each stop on."""
    times = ("08:00:00", "08:04:00", "08:10:00")
    codes = [{"continuous_pickup": code} for code in hailed]
    return {"T1": list(zip("ABC", times, codes, strict=True))}


def along(*hailed: str, shapes=SHAPES, places=PLACES, of_trip=ON_SHAPE, **tables):
    """Return where on the line from west to east one can board, in metres from its start."""
    drawn = schedule(
        calls(*hailed),
        of_trip=of_trip,
        shapes=None if shapes.empty else gpd.GeoDataFrame({"shape_id": shapes.index}),
        **tables,
    )
    found = hail(drawn, shapes=shapes, stops=places)
    return found, np.sort(found.points.geometry.x)


class TestPermittedSegments:
    def test_without_continuous_pickup_there_is_none(self):
        found, places = along("1", "", "")
        assert len(places) == len(found.legs) == 0
        assert found.points.crs == SHAPES.crs

    @pytest.mark.parametrize("code", ["0", "3"])
    def test_a_bus_stops_anywhere_from_the_stop_to_the_next(self, code):
        _, places = along("1", code, "1")
        assert (places[0], places[-1]) == (400, 980)
        assert np.diff(places).max() <= BOARDING_SPACING_M

    @pytest.mark.parametrize("code", ["1", "2", ""])
    def test_a_bus_that_must_be_phoned_for_does_not(self, code):
        _, places = along(code, "0", "1")
        assert places.min() == 400

    def test_the_route_says_it_for_all_its_stops(self):
        routes = gpd.GeoDataFrame({"route_id": ["R1"], "continuous_pickup": ["0"]}).astype("str")
        _, places = along("", "", "", routes=routes)
        assert (places[0], places[-1]) == (0, 980)

    def test_a_stop_overrides_its_route(self):
        routes = gpd.GeoDataFrame({"route_id": ["R1"], "continuous_pickup": ["0"]}).astype("str")
        _, places = along("", "1", "", routes=routes)
        assert (places[0], places[-1]) == (0, 380)

    def test_nothing_can_be_boarded_from_the_last_stop_on(self):
        _, places = along("1", "1", "0")
        assert len(places) == 0

    def test_nothing_can_be_boarded_before_the_first_stop(self):
        longer = gpd.GeoSeries({"east": LineString([(-500, 0), (1_500, 0)])}, crs=METRES)
        _, places = along("0", "0", "", shapes=longer)
        assert (places.min(), places.max()) == (0, 980)

    def test_a_trip_without_a_shape_runs_straight(self):
        _, places = along("0", "1", "", shapes=SHAPES.iloc[:0], of_trip=None)
        assert (places[0], places[-1]) == (0, 380)

    def test_a_trip_without_shape_and_place_has_no_points(self):
        found, _ = along("0", "1", "", shapes=SHAPES.iloc[:0], of_trip=None,
                         places=PLACES.drop("C"))  # fmt: skip
        assert found.points.empty


class TestLegs:
    def test_a_point_knows_the_stop_before_and_the_way_since(self):
        found, _ = along("1", "0", "1")
        legs = found.legs.set_index("share")
        assert (found.legs["call"] == 1).all()
        assert legs.index.min() == 0
        at_700 = found.points.index[found.points.geometry.x == 700]
        share = found.legs.set_index("stop_id").loc[at_700, "share"]
        assert share.tolist() == [pytest.approx(0.5)]

    def test_stated_distances_place_the_stops(self):
        far = {"A": "0", "B": "500", "C": "1000"}
        stated = {
            "T1": [
                (stop, time, {**more, "shape_dist_traveled": far[stop]})
                for stop, time, more in calls("1", "0", "1")["T1"]
            ]
        }
        drawn = schedule(stated, of_trip=ON_SHAPE,
                         shapes=gpd.GeoDataFrame({"shape_id": ["east"]}))  # fmt: skip
        found = hail(drawn, shapes=SHAPES, stops=PLACES)
        assert found.points.geometry.x.min() == 500

    def test_a_line_that_runs_there_and_back_is_boarded_in_both_directions(self):
        there = gpd.GeoSeries(
            {"east": LineString([(0, 0), (1_000, 0), (1_000, 10), (0, 10)])}, crs=METRES
        )
        places = gpd.GeoSeries(
            {"A": Point(0, -5), "B": Point(1_000, 5), "C": Point(0, 12)}, crs=METRES
        )
        found, _ = along("0", "0", "", shapes=there, places=places)
        assert set(found.legs["call"]) == {0, 1}
        out = found.points[found.points.geometry.y == 0].index
        legs = found.legs.set_index("stop_id")
        assert (legs.loc[out.intersection(legs.index), "call"] == 0).mean() > 0.9

    def test_a_stop_on_the_way_back_is_not_taken_for_one_on_the_way_there(self):
        twice = gpd.GeoSeries({"east": LineString([(0, 0), (1_000, 0), (0, 0)])}, crs=METRES)
        places = gpd.GeoSeries(
            {"A": Point(0, 5), "B": Point(1_000, 5), "C": Point(400, 5)}, crs=METRES
        )
        found, where = along("1", "0", "", shapes=twice, places=places)
        assert (where.min(), where.max()) == (420, 1_000)
        assert (found.legs["call"] == 1).all()

    def test_a_reversed_shape_shares_the_points(self):
        shapes = gpd.GeoSeries(
            {"east": SHAPES["east"], "west": SHAPES["east"].reverse()}, crs=METRES
        )
        back = [("C", "09:00:00", {"continuous_pickup": "0"}),
                ("A", "09:10:00", {"continuous_pickup": ""})]  # fmt: skip
        drawn = schedule(
            {**calls("0", "0", ""), "T2": back},
            of_trip={**ON_SHAPE, "T2": {"shape_id": "west", "direction_id": "1"}},
            shapes=gpd.GeoDataFrame({"shape_id": ["east", "west"]}),
        )
        apart = hail(drawn, shapes=shapes, stops=PLACES)
        shared = hail(drawn, shapes=shapes, stops=PLACES, reverse_of={"west": "east"})
        assert len(shared.points) == 51
        assert len(apart.points) == 100
        assert len(shared.legs) == len(apart.legs) == 100
        one = shared.legs[shared.legs["stop_id"] == "R1@10"].set_index("direction_id")
        assert one.loc[0, "share"] == pytest.approx(0.5)
        assert one.loc[1, "share"] == pytest.approx(0.8)

    def test_ids_are_unique_over_all_shapes_of_a_route(self):
        shapes = gpd.GeoSeries(
            {"east": SHAPES["east"], "west": SHAPES["east"].reverse()}, crs=METRES
        )
        back = [("C", "09:00:00", {"continuous_pickup": "0"}), ("A", "09:10:00", {})]
        drawn = schedule(
            {**calls("0", "0", ""), "T2": back},
            of_trip={**ON_SHAPE, "T2": {"shape_id": "west", "direction_id": "1"}},
            shapes=gpd.GeoDataFrame({"shape_id": ["east", "west"]}),
        )
        found = hail(drawn, shapes=shapes, stops=PLACES)
        assert found.points.index.is_unique


def feed_files(*, route: str = "", frequencies: str | None = None) -> dict[str, str | None]:
    """Return files of the world's feed, whose line from S1 to S2 can be hailed."""
    texts = gtfs_texts(list(STOPS))
    head, row = texts["routes"].splitlines()
    times = texts["stop_times"].replace("08:01:00", "08:10:00")
    return {
        "transit/routes.txt": f"{head},continuous_pickup\n{row},{route}\n",
        "transit/stop_times.txt": times,
        "transit/frequencies.txt": frequencies,
    }


class TestProvince:
    def test_a_feed_without_continuous_pickup_has_real_stops_only(self, world):
        assert not build_bus_network(world).stops["is_hail_point"].any()

    def test_a_feed_with_it_can_be_boarded_along_its_line(self, tmp_path):
        province = open_province(write_province(tmp_path, files=feed_files(route="0")))
        stops = build_bus_network(province).stops
        assert stops[~stops["is_hail_point"]].index.tolist() == ["S1", "S2"]
        points = stops[stops["is_hail_point"]]
        line = gpd.GeoSeries([shifted(LineString([(0, 0), (210, 0), (1_500, 0)]))], crs=CRS)
        assert points.distance(line.iloc[0]).max() < 0.01
        way = np.sort(line.iloc[0].project(points.geometry.array))
        assert way[0] == pytest.approx(0, abs=0.01)
        assert np.diff(way).max() <= BOARDING_SPACING_M + 0.01
        assert set(points["name_th"]) == {"สายตะวันออก"}
        assert set(points["layer_id"]) == {"transit"}

    def test_the_timetable_knows_when_a_bus_passes(self, tmp_path):
        province = open_province(write_province(tmp_path, files=feed_files(route="0")))
        timetable = province_timetable(province, DayType.WEEKDAY, on=DAY)
        service = timetable.service(MORNING)
        points = timetable.stops[timetable.stops["is_hail_point"]]
        middle = points.distance(shifted(Point(750, 0))).idxmin()
        passes = service.loc[(middle, "R1", 0)]
        share = points.geometry[middle].distance(shifted(Point(0, 0))) / 1_500
        assert passes["departures"] == 1
        assert passes["first_departure_s"] == pytest.approx(8 * HOUR + share * 600, abs=0.1)

    def test_every_boarding_point_has_a_service_and_every_service_a_place(self, tmp_path):
        province = open_province(write_province(tmp_path, files=feed_files(route="3")))
        timetable = province_timetable(province, DayType.WEEKDAY, on=DAY)
        found = timetable.service(MORNING).index.get_level_values("stop_id")
        assert set(found) == set(timetable.stops.index)
        by_stop = timetable.service(MORNING, by=BY_STOP)
        assert by_stop.index.equals(timetable.stops.index)
        assert (by_stop.loc[timetable.stops["is_hail_point"], "departures"] == 1).all()


DRAWN = LineString([(0, 0), (210, 0), (1_500, 0)])


def drawn_world(folder, **more):
    """Return a world with one line that can be hailed."""
    row = {"route_id": "B1", "name_th": "สองแถว", "headway_min": 10, "geometry": DRAWN,
           "first_departure": "06:00", "last_departure": "20:00",
           "stop_policy": "hail_and_ride", **more}  # fmt: skip
    return open_province(
        write_province(folder, rows={"bus_routes": [row]}, layers={"transit": None})
    )


class TestDrawnLines:
    def test_stops_and_timetable_speak_of_the_same_places(self, tmp_path):
        province = drawn_world(tmp_path)
        timetable = province_timetable(province, DayType.SUNDAY, on=DAY)
        found = timetable.service(MORNING).index.get_level_values("stop_id")
        assert set(found) == set(timetable.stops.index)
        assert timetable.stops["is_hail_point"].all()

    def test_the_headway_holds_along_the_whole_line_in_both_directions(self, tmp_path):
        timetable = province_timetable(drawn_world(tmp_path), DayType.WEEKDAY, on=DAY)
        service = timetable.service(MORNING)
        first, last = timetable.stops.index[[0, -1]]
        inner = service.drop(index=[first, last], level="stop_id")
        assert inner["trips_per_hour"].to_numpy() == pytest.approx(6)
        assert inner["mean_headway_min"].to_numpy() == pytest.approx(10)
        assert service.loc[(first, "B1", 0), "departures"] == 6
        assert service.loc[(first, "B1", 1), "departures"] == 0
        assert service.loc[(last, "B1", 1), "departures"] == 6

    def test_a_line_in_two_pieces_has_no_points_in_between(self, tmp_path):
        pieces = MultiLineString([[(0, 0), (500, 0)], [(1_000, 0), (1_500, 0)]])
        province = drawn_world(tmp_path, geometry=pieces)
        timetable = province_timetable(province, DayType.WEEKDAY, on=DAY)
        line = gpd.GeoSeries([shifted(pieces)])
        assert timetable.stops.distance(line.iloc[0]).max() < 1e-6
        assert set(timetable.service(MORNING).index.get_level_values(0)) == set(
            timetable.stops.index
        )

    def test_a_ring_is_boarded_all_around(self, tmp_path):
        ring = LineString([(0, 0), (500, 0), (500, 500), (0, 500), (0, 0)])
        world = drawn_world(tmp_path, geometry=ring)
        timetable = province_timetable(world, DayType.WEEKDAY, on=DAY)
        by_stop = timetable.service(MORNING, by=BY_STOP)
        # Where it ends it begins: the bus is boarded there at its first point.
        assert (by_stop["departures"].iloc[:-1] >= 6).all()
        first, last = timetable.stops.geometry.loc[by_stop.index[[0, -1]]]
        assert first.equals(last)

    def test_an_unknown_headway_is_unknown_along_the_line(self, tmp_path):
        province = drawn_world(tmp_path, headway_min=None)
        timetable = province_timetable(province, DayType.WEEKDAY, on=DAY)
        by_stop = timetable.service(MORNING, by=BY_STOP)
        assert len(by_stop) > 2
        assert by_stop["departures"].isna().all()
        assert not by_stop["is_known"].any()

    def test_an_unknown_span_holds_at_any_hour_along_the_line(self, tmp_path):
        province = drawn_world(tmp_path, first_departure=None, last_departure=None)
        timetable = province_timetable(province, DayType.WEEKDAY, on=DAY)
        night = timetable.service(Window(start_s=0, end_s=HOUR))
        inner = night.drop(index=timetable.stops.index[[0, -1]], level="stop_id")
        assert inner["trips_per_hour"].to_numpy() == pytest.approx(6)
        assert inner["span_h"].isna().all()
