"""Stops and routes, whatever they were given as: a feed, lines, stops alone."""

from __future__ import annotations

import io
import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
from shapely import LineString, Point

from geo_app.errors import LayerError, MissingLayerError
from geo_app.province import open_province
from geo_app.transit.buses import build_bus_network
from geo_app.transit.drawn.ways import BOARDING_SPACING_M
from tests.fixtures.province_folder import (
    CRS,
    STOPS,
    gtfs_texts,
    shifted,
    write_province,
)

LINE = LineString([(0, 0), (210, 0), (1500, 0)])


def network(folder, **options):
    """Return the bus network of a world written with some parts changed."""
    return build_bus_network(open_province(write_province(folder, **options)))


def tables(**changes: str | None) -> dict[str, str | None]:
    """Return files of the feed that replace the world's; None removes one."""
    return {f"transit/{name}.txt": text for name, text in changes.items()}


def bus_route(route_id: str, **more: object) -> dict[str, object]:
    """Return a row of `bus_routes`."""
    row = {"route_id": route_id, "name_th": f"สาย {route_id}", "headway_min": 15, "geometry": LINE}
    return {**row, **more}


def bus_stop(stop_id: str, place: Point) -> dict[str, object]:
    """Return a row of `bus_stops`."""
    return {"stop_id": stop_id, "name_th": "ป้าย", "geometry": place}


class TestFeed:
    def test_stops_stand_where_the_feed_says(self, world):
        stops = build_bus_network(world).stops
        assert stops.crs == pyproj.CRS(CRS)
        assert stops.geometry["S2"].distance(shifted(Point(1500, 0))) < 0.001

    def test_stops_have_the_feeds_own_name_and_its_translation(self, world):
        stops = build_bus_network(world).stops
        assert stops.loc["S2", ["name_th", "name_en"]].tolist() == ["ตลาด", "Market"]

    def test_routes_have_both_names_and_their_colour(self, world):
        routes = build_bus_network(world).routes
        assert routes.loc["R1", ["name_th", "name_en", "colour"]].tolist() == [
            "สายตะวันออก",
            "East Line",
            "#0055AA",
        ]

    def test_stops_and_routes_say_which_layer_and_status_they_rest_on(self, tmp_path):
        buses = network(tmp_path, layers={"transit": {"status": "official"}})
        for rows in (buses.stops, buses.routes):
            assert set(zip(rows["layer_id"], rows["status"], strict=True)) == {
                ("transit", "official")
            }

    def test_a_route_runs_along_its_shape_in_the_order_of_its_points(self, tmp_path):
        lines = gtfs_texts(list(STOPS))["shapes"].splitlines()
        shuffled = "\n".join([lines[0], lines[3], lines[1], lines[2]])
        route = network(tmp_path, files=tables(shapes=shuffled)).routes.geometry["R1"]
        assert route.length == pytest.approx(1500, abs=0.01)

    def test_points_of_a_shape_are_ordered_as_numbers(self, tmp_path):
        lines = gtfs_texts(list(STOPS))["shapes"].splitlines()
        numbered = [line.rsplit(",", 1)[0] for line in lines[1:]]
        order = ["2", "9", "10"]
        text = "\n".join([lines[0], *(f"{p},{n}" for p, n in zip(numbered, order, strict=True))])
        route = network(tmp_path, files=tables(shapes=text)).routes.geometry["R1"]
        assert route.length == pytest.approx(1500, abs=0.01)

    @pytest.mark.parametrize(
        "shapes", [None, "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\n"]
    )
    def test_a_route_without_a_shape_joins_its_stops(self, tmp_path, shapes):
        route = network(tmp_path, files=tables(shapes=shapes)).routes.geometry["R1"]
        assert route.length == pytest.approx(1500, abs=0.01)

    def test_only_the_routes_without_a_shape_join_their_stops(self, tmp_path):
        files = tables(
            routes="route_id,route_type,route_long_name\nR1,3,A\nR2,3,B\n",
            trips="route_id,service_id,trip_id,shape_id\nR1,daily,T1,shape1\nR2,daily,T2,\n",
            stop_times="trip_id,stop_id,stop_sequence,arrival_time,departure_time\n"
            "T1,S1,1,8:00:00,8:00:00\nT2,S2,2,8:00:00,8:00:00\nT2,S1,1,8:00:00,8:00:00\n",
        )
        routes = network(tmp_path, files=files).routes.geometry
        assert len(shapely_coordinates(routes["R1"])) == 3
        assert len(shapely_coordinates(routes["R2"])) == 2

    def test_stops_without_a_place_are_passed_by_on_a_joined_line(self, tmp_path):
        stops = gtfs_texts(list(STOPS))["stops"] + "S9,ไม่มีที่,,\n"
        times = gtfs_texts(list(STOPS))["stop_times"] + "T1,S9,5,9:00:00,9:00:00\n"
        files = tables(stops=stops, stop_times=times, shapes=None)
        route = network(tmp_path, files=files).routes.geometry["R1"]
        assert np.isfinite(route.bounds).all()

    def test_a_route_that_no_trip_runs_has_no_line(self, tmp_path):
        files = tables(routes="route_id,route_type,route_long_name\nR1,3,A\nR2,3,B\n")
        routes = network(tmp_path, files=files).routes
        assert routes.geometry.isna().to_dict() == {"R1": False, "R2": True}

    @pytest.mark.parametrize(
        ("feed_info", "agency_lang", "expected"),
        [
            ("en", "th", ("name_en", "name_th")),
            ("th", "en", ("name_th", "name_en")),
            (None, "en", ("name_en", "name_th")),
            (None, "", ("name_th", "name_en")),
        ],
    )
    def test_names_without_translations_are_in_the_feeds_language(
        self, tmp_path, feed_info, agency_lang, expected
    ):
        info = f"feed_publisher_name,feed_publisher_url,feed_lang\nA,B,{feed_info}\n"
        agency = "agency_id,agency_name,agency_url,agency_timezone,agency_lang\n"
        files = tables(
            translations=None,
            feed_info=info if feed_info else None,
            agency=f"{agency}A,B,https://example.org,Asia/Bangkok,{agency_lang}\n",
        )
        buses = network(tmp_path, files=files)
        known, unknown = expected
        assert buses.stops.loc["S1", known] == "ปากทางสะพาน"
        assert pd.isna(buses.stops.loc["S1", unknown])
        assert buses.routes.loc["R1", known] == "สายตะวันออก"

    def test_a_route_without_a_long_name_goes_by_its_short_one(self, tmp_path):
        files = tables(routes="route_id,route_type,route_short_name\nR1,3,8411\n")
        assert network(tmp_path, files=files).routes.loc["R1", "name_th"] == "8411"

    def test_a_route_without_a_colour_has_none(self, tmp_path):
        files = tables(routes="route_id,route_type,route_long_name,route_color\nR1,3,A,\n")
        assert pd.isna(network(tmp_path, files=files).routes.loc["R1", "colour"])

    def test_stations_and_unserved_stops_are_no_stops(self, tmp_path):
        head = "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
        rows = [line.split(",") for line in gtfs_texts(list(STOPS))["stops"].splitlines()[1:]]
        stops = head + "".join(f"{','.join(row)},0,ST\n" for row in rows)
        stops += "ST,สถานี,7.87,98.36,1,\nEN,ทางเข้า,7.87,98.36,2,ST\nS9,ร้าง,7.87,98.36,0,\n"
        buses = network(tmp_path, files=tables(stops=stops))
        assert list(buses.stops.index) == ["S1", "S2"]

    def test_a_zip_is_as_good_as_a_folder(self, tmp_path, world):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name, text in gtfs_texts(list(STOPS)).items():
                archive.writestr(f"feed/{name}.txt", text)
        buses = network(
            tmp_path,
            layers={"transit": {"file": "feed.zip"}},
            files={"feed.zip": packed.getvalue()},
        )
        expected = build_bus_network(world)
        assert buses.stops.equals(expected.stops)
        assert buses.routes.equals(expected.routes)

    def test_two_feeds_are_one_network(self, tmp_path):
        more = {
            f"more/{name}.txt": text.replace("S1", "N1").replace("S2", "N2").replace("R1", "R2")
            for name, text in gtfs_texts(list(STOPS)).items()
        }
        layers = {"more": {"kind": "transit", "file": "more", "status": "synthetic"}}
        buses = network(tmp_path, layers=layers, files=more)
        assert list(buses.stops.index) == ["S1", "S2", "N1", "N2"]
        assert list(buses.routes["status"]) == ["open", "synthetic"]

    def test_two_feeds_that_share_an_id_are_refused_with_both_layers(self, tmp_path):
        more = {f"more/{name}.txt": text for name, text in gtfs_texts(list(STOPS)).items()}
        layers = {"more": {"kind": "transit", "file": "more"}}
        with pytest.raises(LayerError, match="layers transit, more share the stop_id 'S1'"):
            network(tmp_path, layers=layers, files=more)


def shapely_coordinates(geometry):
    """Return the corners of a line."""
    return gpd.GeoSeries([geometry]).get_coordinates()


class TestLines:
    def test_a_line_calls_at_the_stops_of_the_province(self, tmp_path):
        rows = {"bus_routes": [bus_route("B1")], "bus_stops": [bus_stop("P1", Point(5, 5))]}
        buses = network(tmp_path, rows=rows, layers={"transit": None})
        assert list(buses.stops.index) == ["P1"]
        assert list(buses.routes.index) == ["B1"]
        assert buses.routes.geometry["B1"].length == 1500

    def test_a_line_that_calls_at_stops_needs_to_know_where_they_are(self, tmp_path):
        with pytest.raises(MissingLayerError, match=r"'B1' calls at stops, but .* 'bus_stops'"):
            network(tmp_path, rows={"bus_routes": [bus_route("B1")]}, layers={"transit": None})

    def test_a_hail_and_ride_line_can_be_boarded_anywhere(self, tmp_path):
        rows = {"bus_routes": [bus_route("B1", stop_policy="hail_and_ride")]}
        stops = network(tmp_path, rows=rows, layers={"transit": None}).stops
        line = gpd.GeoSeries([shifted(LINE)])
        along = np.sort(line.iloc[0].project(gpd.GeoSeries(stops.geometry)))
        assert (stops.distance(line.iloc[0]) < 1e-6).all()
        assert (along[0], along[-1]) == pytest.approx((0, 1500))
        assert np.diff(along).max() <= BOARDING_SPACING_M

    def test_boarding_points_have_ids_and_the_name_of_their_line(self, tmp_path):
        rows = {"bus_routes": [bus_route("B1", stop_policy="hail_and_ride")]}
        stops = network(tmp_path, rows=rows, layers={"transit": None}).stops
        assert stops.index.is_unique
        assert stops.index[0] == "B1@0"
        assert set(stops["name_th"]) == {"สาย B1"}

    def test_lines_of_both_policies_stand_side_by_side(self, tmp_path):
        rows = {
            "bus_routes": [bus_route("B1", stop_policy="hail_and_ride"), bus_route("B2")],
            "bus_stops": [bus_stop("P1", Point(5, 5))],
        }
        buses = network(tmp_path, rows=rows, layers={"transit": None})
        assert list(buses.routes.index) == ["B1", "B2"]
        assert {index.split("@")[0] for index in buses.stops.index} == {"P1", "B1"}

    def test_a_feed_and_lines_are_one_network(self, tmp_path):
        rows = {"bus_routes": [bus_route("B1")], "bus_stops": [bus_stop("P1", Point(5, 5))]}
        buses = network(tmp_path, rows=rows)
        assert list(buses.stops.index) == ["S1", "S2", "P1"]
        assert list(buses.routes.index) == ["R1", "B1"]

    def test_stops_beside_a_feed_count_too(self, tmp_path):
        buses = network(tmp_path, rows={"bus_stops": [bus_stop("P1", Point(5, 5))]})
        assert list(buses.stops.index) == ["S1", "S2", "P1"]
        assert list(buses.routes.index) == ["R1"]

    def test_a_stop_beside_a_feed_may_not_share_an_id_with_it(self, tmp_path):
        with pytest.raises(LayerError, match="transit, bus_stops share the stop_id 'S1'"):
            network(tmp_path, rows={"bus_stops": [bus_stop("S1", Point(5, 5))]})
