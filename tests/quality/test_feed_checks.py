"""Which stops of a feed can be boarded at."""

from __future__ import annotations

import io

import pandas as pd
import pyproj
import pytest

from geo_app.errors import LayerError
from geo_app.findings import Severity
from geo_app.quality.feed_checks import check_feed
from tests.fixtures.province_folder import STOPS, gtfs_texts


def feed(**changes: str) -> dict[str, pd.DataFrame]:
    """Return the tables of the world's feed, some of them changed."""
    texts = {**gtfs_texts(list(STOPS)), **changes}
    return {name: pd.read_csv(io.StringIO(text), dtype=str) for name, text in texts.items()}


def stops(*rows: str, header: str = "stop_id,stop_name,stop_lat,stop_lon,location_type") -> str:
    """Return stops.txt with the world's two stops and more rows."""
    return "\n".join([header, "S1,A,7.88,98.39,", "S2,B,7.89,98.39,0", *rows])


def test_placed_and_served_stops_are_used():
    used, _, report, _ = check_feed(feed())
    assert list(used["stop_id"]) == ["S1", "S2"]
    assert (report.rows_in, report.rows_used, report.faults) == (2, 2, ())


def test_coordinates_become_numbers():
    used, *_ = check_feed(feed(stops=stops()))
    assert list(used["stop_lat"]) == [7.88, 7.89]


@pytest.mark.parametrize("location_type", ["1", "2", "3", "4"])
def test_stations_and_entrances_are_neither_used_nor_set_aside(location_type):
    used, _, report, _ = check_feed(feed(stops=stops(f"X,Station,7.9,98.3,{location_type}")))
    assert list(used["stop_id"]) == ["S1", "S2"]
    assert (report.rows_in, report.rows_set_aside) == (2, 0)


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (",", "missing_geometry"),
        ("7.9,", "missing_geometry"),
        (",98.3", "missing_geometry"),
        ("x,98.3", "missing_geometry"),
        ("7.9,181", "position_no_degrees"),
        ("91,98.3", "position_no_degrees"),
        ("inf,98", "position_no_degrees"),
        ("0,0", "position_at_zero"),
        ("0.0001,-0.0000", "position_at_zero"),
        ("98.3,7.9", "position_swapped"),
    ],
)
def test_a_stop_without_a_position_is_set_aside(place, code):
    tables = feed(stops=stops(f"S3,C,{place},"))
    tables["stop_times"] = tables["stop_times"].assign(stop_id=["S1", "S3"])
    used, _, report, _ = check_feed(tables)
    assert list(used["stop_id"]) == ["S1"]
    assert {(f.code, f.where.row, f.fields["found"]) for f in report.faults} == {
        (code, 3, "S3"),
        ("unserved_stop", 2, "S2"),
    }


def test_a_stop_that_no_trip_calls_at_is_set_aside():
    used, _, report, _ = check_feed(feed(stops=stops("S3,C,7.9,98.3,")))
    assert "S3" not in set(used["stop_id"])
    assert [(f.code, f.where.row) for f in report.faults] == [("unserved_stop", 3)]


def test_the_row_of_a_stop_counts_the_stations_before_it():
    text = stops("X,Station,7.9,98.3,1", "S3,C,7.9,98.3,")
    _, _, report, _ = check_feed(feed(stops=text))
    assert [f.where.row for f in report.faults] == [4]


def test_a_feed_without_a_usable_stop_is_refused():
    with pytest.raises(LayerError, match="no stop with a position that a trip calls at"):
        check_feed(feed(stops="stop_id,stop_name,stop_lat,stop_lon\nS9,A,7,98\n"))


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
        check_feed(feed(**{table: text}))


@pytest.mark.parametrize(
    ("table", "text", "field"),
    [
        (
            "stop_times",
            "trip_id,stop_id,stop_sequence,arrival_time,departure_time\nT1,S1,first,8:00,8:00\n",
            "stop_sequence",
        ),
    ],
)
def test_an_order_that_is_no_number_is_refused_by_row_and_field(table, text, field):
    with pytest.raises(
        LayerError, match=rf"GTFS {table}\.txt, row 1, field '{field}': '.*' is no n"
    ):
        check_feed(feed(**{table: text}))


def test_checking_changes_nothing_in_the_tables():
    tables = feed()
    before = {name: table.copy() for name, table in tables.items()}
    check_feed(tables)
    assert all(tables[name].equals(before[name]) for name in tables)


SHAPE = "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\n"
SOUND = "shape1,7.88,98.39,1\nshape1,7.89,98.39,2\n"


@pytest.mark.parametrize(
    ("point", "code"),
    [
        ("shape1,north,98,3", "missing_geometry"),
        ("shape1,7.9,98,", "no_order"),
        ("shape1,0,0,3", "position_at_zero"),
        ("shape1,98.39,7.88,3", "position_swapped"),
        ("shape1,7.9,inf,3", "position_no_degrees"),
        ("shape1,9.9,98.39,3", "far_from_stops"),
    ],
)
def test_a_point_of_a_shape_without_a_place_is_set_aside_and_told(point, code):
    checked = check_feed(feed(shapes=f"{SHAPE}{SOUND}{point}\n"), crs=pyproj.CRS("EPSG:32647"))
    assert len(checked.tables["shapes"]) == 2
    assert [(f.code, f.where.row, f.fields["found"]) for f in checked.report.faults] == [
        (code, 3, "shape1")
    ]
    (aside,) = checked.schedule.set_aside[["table", "code", "rows"]].itertuples(index=False)
    assert tuple(aside) == ("shapes", code, 1)


def test_swapped_degrees_below_ninety_are_known_by_the_area_of_the_crs():
    text = stops().replace("7.88,98.39", "-51.2,-30.0").replace("7.89,98.39", "-30.01,-51.2")
    checked = check_feed(feed(stops=text), crs=pyproj.CRS("EPSG:32722"))
    assert list(checked.stops["stop_id"]) == ["S2"]
    assert checked.report.faults[0].code == "position_swapped"


def test_a_feed_of_swapped_degrees_alone_says_so():
    text = stops().replace("7.88,98.39", "98.39,7.88").replace("7.89,98.39", "98.39,7.89")
    with pytest.raises(LayerError, match=r"none of its 2 stops can be used; row 1: .*swapped"):
        check_feed(feed(stops=text))


def test_a_position_that_cannot_be_true_is_blank_in_the_tables():
    checked = check_feed(feed(stops=stops("S3,C,0,0,")))
    assert checked.tables["stops"]["stop_lat"].isna().tolist() == [False, False, True]


def called_at_station(*platforms: str) -> dict[str, pd.DataFrame]:
    """Return a feed that calls at the station X for its second stop."""
    header = "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station"
    rows = ["S1,A,7.88,98.39,,", "X,Station,7.89,98.39,1,"]
    rows += [f"{platform},P,7.8901,98.39,0,X" for platform in platforms]
    tables = feed(stops="\n".join([header, *rows]))
    return {**tables, "stop_times": tables["stop_times"].replace("S2", "X")}


def test_a_call_at_a_station_with_one_platform_is_one_at_the_platform():
    checked = check_feed(called_at_station("P1"))
    assert set(checked.stops["stop_id"]) == {"S1", "P1"}
    assert set(checked.schedule.calls["stop_id"]) == {"S1", "P1"}
    assert [(f.code, f.where.row) for f in checked.report.faults] == [("call_at_station", 2)]
    assert (checked.report.rows_in, checked.report.rows_used) == (2, 2)


@pytest.mark.parametrize("platforms", [(), ("P1", "P2")])
def test_a_call_at_a_station_of_no_or_several_platforms_is_boarded_there(platforms):
    checked = check_feed(called_at_station(*platforms))
    assert set(checked.stops["stop_id"]) == {"S1", "X"}
    codes = [f.code for f in checked.report.faults if f.where.row == 2]
    assert codes == ["call_at_station"]
    assert checked.report.rows_in == checked.report.rows_used + len(platforms)


def test_translations_of_the_older_form_count_for_the_names_they_repeat():
    older = "trans_id,lang,translation\nA,th,ก\nnowhere,th,ข\n"
    checked = check_feed(feed(stops=stops(), translations=older))
    (row,) = checked.tables["translations"].to_dict("records")
    assert (row["table_name"], row["field_name"], row["field_value"], row["translation"]) == (
        "stops",
        "stop_name",
        "A",
        "ก",
    )
    assert "older_translations" in {f.code for f in checked.report.faults}


def test_translations_of_no_known_form_are_told_as_not_read():
    checked = check_feed(feed(translations="what,ever\n1,2\n"))
    assert "translations" not in checked.tables
    assert "unread_translations" in {f.code for f in checked.report.faults}


@pytest.mark.parametrize("encoding", ["utf-8", "cp874"])
@pytest.mark.parametrize(
    ("table", "field"), [("stops", "stop_name"), ("routes", "route_long_name")]
)
def test_thai_names_read_as_latin_letters_are_told_and_used(table, field, encoding):
    tables = feed()
    latin = "ป้ายหนึ่ง".encode(encoding).decode("latin-1")
    tables[table] = tables[table].assign(**{field: [latin, *tables[table].get(field, [])[1:]]})
    used, _, report, _ = check_feed(tables)
    assert len(used) == 2
    (finding,) = report.faults
    assert (finding.code, finding.where.row, finding.where.field) == ("mistaken_letters", 1, field)
    assert finding.severity is Severity.WARNING
