"""Which stops of a feed can be boarded at."""

from __future__ import annotations

import io

import pandas as pd
import pytest

from geo_app.errors import LayerError
from geo_app.quality.feeds import check_stops
from tests.fixtures.province_folder import STOPS, gtfs_texts


def feed(**changes: str) -> dict[str, pd.DataFrame]:
    """Return the tables of the world's feed, some of them changed."""
    texts = {**gtfs_texts(list(STOPS)), **changes}
    return {name: pd.read_csv(io.StringIO(text), dtype=str) for name, text in texts.items()}


def stops(*rows: str, header: str = "stop_id,stop_name,stop_lat,stop_lon,location_type") -> str:
    """Return stops.txt with the world's two stops and more rows."""
    return "\n".join([header, "S1,A,7.88,98.39,", "S2,B,7.89,98.39,0", *rows])


def test_placed_and_served_stops_are_used():
    used, report = check_stops(feed())
    assert list(used["stop_id"]) == ["S1", "S2"]
    assert (report.rows_in, report.rows_used, report.faults) == (2, 2, ())


def test_coordinates_become_numbers():
    used, _ = check_stops(feed(stops=stops()))
    assert list(used["stop_lat"]) == [7.88, 7.89]


@pytest.mark.parametrize("location_type", ["1", "2", "3", "4"])
def test_stations_and_entrances_are_neither_used_nor_set_aside(location_type):
    used, report = check_stops(feed(stops=stops(f"X,Station,7.9,98.3,{location_type}")))
    assert list(used["stop_id"]) == ["S1", "S2"]
    assert (report.rows_in, report.rows_set_aside) == (2, 0)


@pytest.mark.parametrize("place", [",", "7.9,", ",98.3", "x,98.3", "7.9,181", "91,98.3", "inf,98"])
def test_a_stop_without_a_position_is_set_aside(place):
    tables = feed(stops=stops(f"S3,C,{place},"))
    tables["stop_times"] = tables["stop_times"].assign(stop_id=["S1", "S3"])
    used, report = check_stops(tables)
    assert list(used["stop_id"]) == ["S1"]
    assert {(f.code, f.row, f.found) for f in report.faults} == {
        ("missing_geometry", 3, "S3"),
        ("unserved_stop", 2, "S2"),
    }


def test_a_stop_that_no_trip_calls_at_is_set_aside():
    used, report = check_stops(feed(stops=stops("S3,C,7.9,98.3,")))
    assert "S3" not in set(used["stop_id"])
    assert [(f.code, f.row) for f in report.faults] == [("unserved_stop", 3)]


def test_the_row_of_a_stop_counts_the_stations_before_it():
    text = stops("X,Station,7.9,98.3,1", "S3,C,7.9,98.3,")
    _, report = check_stops(feed(stops=text))
    assert [f.row for f in report.faults] == [4]


def test_a_feed_without_a_usable_stop_is_refused():
    with pytest.raises(LayerError, match="no stop with a position that a trip calls at"):
        check_stops(feed(stops="stop_id,stop_name,stop_lat,stop_lon\nS9,A,7,98\n"))


@pytest.mark.parametrize(
    ("table", "text", "found"),
    [
        ("stops", stops("S1,C,7,98,"), "S1"),
        ("routes", "route_id,route_type\nR1,3\nR1,3\n", "R1"),
        ("trips", "route_id,service_id,trip_id\nR1,d,T1\nR1,d,T1\n", "T1"),
    ],
)
def test_an_id_that_stands_twice_is_refused_with_its_table(table, text, found):
    with pytest.raises(
        LayerError, match=rf"GTFS {table}\.txt: the id '{found}' stands there twice"
    ):
        check_stops(feed(**{table: text}))


@pytest.mark.parametrize(
    ("table", "text", "field"),
    [
        (
            "stop_times",
            "trip_id,stop_id,stop_sequence,arrival_time,departure_time\nT1,S1,first,8:00,8:00\n",
            "stop_sequence",
        ),
        (
            "shapes",
            "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\nshape1,north,98,1\n",
            "shape_pt_lat",
        ),
        (
            "shapes",
            "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\nshape1,7,98,\n",
            "shape_pt_sequence",
        ),
    ],
)
def test_an_order_or_place_that_is_no_number_is_refused_by_row_and_field(table, text, field):
    with pytest.raises(
        LayerError, match=rf"GTFS {table}\.txt, row 1, field '{field}': '.*' is no n"
    ):
        check_stops(feed(**{table: text}))


def test_checking_changes_nothing_in_the_tables():
    tables = feed()
    before = {name: table.copy() for name, table in tables.items()}
    check_stops(tables)
    assert all(tables[name].equals(before[name]) for name in tables)
