"""What makes a layer unusable, what sets a row aside, and what is only told."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from geo_app.errors import CrsError, LayerError, MissingColumnError
from geo_app.findings import Severity
from geo_app.quality.checks import check_layer, keep_reachable
from geo_app.schema import FACILITY_TYPES, KINDS

METRES = "EPSG:32647"
PLACE = Point(430_000, 870_000)


def communities(*ids: object, crs: str | None = METRES, **columns: object) -> gpd.GeoDataFrame:
    """Return communities that differ in their ids and in what `columns` adds."""
    return gpd.GeoDataFrame(
        {"community_id": list(ids), "name_th": "บ้าน", **columns},
        geometry=[PLACE] * len(ids),
        crs=crs,
    )


def areas(*shapes: object) -> gpd.GeoDataFrame:
    """Return mangroves with the given outlines."""
    ids = [f"M{number}" for number in range(len(shapes))]
    return gpd.GeoDataFrame({"mangrove_id": ids, "name_en": "M"}, geometry=list(shapes), crs=METRES)


def check(raw: pd.DataFrame, kind: str = "communities"):
    """Check a layer under its kind's name."""
    return check_layer(raw, KINDS[kind], name=kind)


def codes(report) -> list[tuple[str, int]]:
    """Return what was found, with the row."""
    return [(fault.code, fault.where.row) for fault in report.faults]


def test_a_layer_without_faults_passes_whole():
    layer, report = check(communities("C1", "C2"))
    assert list(layer["community_id"]) == ["C1", "C2"]
    assert (report.rows_in, report.rows_used, report.faults) == (2, 2, ())


def test_an_empty_layer_is_refused_by_name():
    with pytest.raises(LayerError, match="Layer 'communities' has no rows"):
        check(communities())


@pytest.mark.parametrize("kind", [name for name, k in KINDS.items() if k.id_column])
def test_a_layer_without_its_id_column_is_refused_with_what_it_has(kind):
    raw = gpd.GeoDataFrame({"other": ["x"], "name_th": "ก"}, geometry=[PLACE], crs=METRES)
    column = KINDS[kind].id_column
    with pytest.raises(MissingColumnError, match=f"no column '{column}' .it has: other, name_th"):
        check(raw, kind)


@pytest.mark.parametrize(
    ("kind", "column"),
    [(name, column) for name, k in KINDS.items() for column in k.required],
)
def test_a_layer_without_a_required_column_is_refused_by_field(kind, column):
    columns = [KINDS[kind].id_column, "name_th", *KINDS[kind].required]
    raw = gpd.GeoDataFrame(
        {name: ["x"] for name in columns if name and name != column}, geometry=[PLACE], crs=METRES
    )
    with pytest.raises(MissingColumnError, match=f"Layer '{kind}' has no column '{column}'"):
        check(raw, kind)


@pytest.mark.parametrize("column", ["name_th", "name_en"])
def test_one_name_column_is_enough(column):
    raw = communities("C1").rename(columns={"name_th": column})
    assert check(raw)[1].rows_used == 1


def test_a_layer_without_any_name_column_is_refused():
    with pytest.raises(MissingColumnError, match="no column 'name_th'"):
        check(communities("C1").drop(columns="name_th"))


def test_two_columns_of_one_name_are_refused():
    raw = communities("C1", other="x").rename(columns={"other": "name_th"})
    with pytest.raises(LayerError, match="has two columns 'name_th'"):
        check(raw)


def test_a_layer_without_a_crs_is_refused_with_the_line_to_write():
    with pytest.raises(CrsError, match=r'under \[layers.communities\] .* crs = "EPSG:32647"'):
        check(communities("C1", crs=None))


def test_a_table_in_place_of_a_layer_is_refused():
    with pytest.raises(MissingColumnError, match="'communities' has no geometry"):
        check(pd.DataFrame({"community_id": ["C1"], "name_th": ["ก"]}))


@pytest.mark.parametrize(
    ("kind", "shape"),
    [
        ("communities", LineString([(0, 0), (1, 1)])),
        ("zones", PLACE),
        ("roads", PLACE),
        ("land", LineString([(0, 0), (1, 1)])),
        ("bus_stops", box(0, 0, 1, 1)),
        ("roads", GeometryCollection([PLACE])),
    ],
)
def test_a_geometry_of_the_wrong_type_is_refused_by_row_with_the_right_ones(kind, shape):
    columns = [KINDS[kind].id_column, "name_th", *KINDS[kind].required]
    raw = gpd.GeoDataFrame({name: ["x"] for name in columns if name}, geometry=[shape], crs=METRES)
    with pytest.raises(
        LayerError, match=rf"row 1, field 'geometry': it is a {shape.geom_type}, but .* needs "
    ):
        check(raw, kind)


@pytest.mark.parametrize("shape", [PLACE, PLACE.buffer(90), MultiPolygon([PLACE.buffer(90)])])
def test_a_community_is_a_point_or_an_area(shape):
    layer, _ = check(communities("C1").set_geometry([shape], crs=METRES))
    assert list(layer.geometry) == [shape]


def test_metres_that_pass_as_degrees_are_refused_by_row():
    raw = communities("C1", "C2", crs="EPSG:4326")
    raw = raw.set_geometry([Point(98, 7), PLACE], crs="EPSG:4326")
    with pytest.raises(CrsError, match="row 2: the coordinates 430000, 870000 are no degrees"):
        check(raw)


def test_swapped_degrees_are_refused_by_row_with_the_right_order():
    raw = communities("C1", crs="EPSG:4326").set_geometry([Point(7.88, 98.39)], crs="EPSG:4326")
    with pytest.raises(CrsError, match=r"row 1: .* 7\.88, 98\.39 .* look swapped"):
        check(raw)


def test_degrees_that_pass_as_metres_are_refused_by_row():
    raw = communities("C1", "C2").set_geometry([None, Point(98.39, 7.88)], crs=METRES)
    with pytest.raises(CrsError, match=r"row 2: .* 98\.39, 7\.88 look like degrees"):
        check(raw)


def test_one_place_near_the_origin_does_not_condemn_the_others():
    raw = communities("C1", "C2").set_geometry([Point(0, 0), PLACE], crs=METRES)
    assert check(raw)[1].rows_used == 2


def test_the_largest_degrees_there_are_pass():
    raw = communities("C1", "C2", crs="EPSG:4326")
    raw = raw.set_geometry([Point(180, 90), Point(-180, -90)], crs="EPSG:4326")
    assert check(raw)[1].rows_used == 2


@pytest.mark.parametrize("place", [None, Point(), Point(float("inf"), 0), Point(0, float("nan"))])
def test_a_row_without_a_position_is_set_aside(place):
    raw = communities("C1", "C2").set_geometry([place, PLACE], crs=METRES)
    layer, report = check(raw.rename(columns={"community_id": "stop_id"}), "bus_stops")
    assert list(layer["stop_id"]) == ["C2"]
    assert ("missing_geometry", 1) in codes(report)


@pytest.mark.parametrize("place", [None, Point()])
def test_a_community_without_a_position_stays_and_is_told(place):
    raw = communities("C1", "C2").set_geometry([place, PLACE], crs=METRES)
    layer, report = check(raw)
    assert list(layer["community_id"]) == ["C1", "C2"]
    assert [(f.code, f.where.row, f.severity) for f in report.faults] == [
        ("position_not_known", 1, Severity.INFO)
    ]


@pytest.mark.parametrize("place", [Point(float("inf"), 0), Point(0, float("nan"))])
def test_a_community_whose_position_is_no_number_is_set_aside(place):
    raw = communities("C1", "C2").set_geometry([place, PLACE], crs=METRES)
    layer, report = check(raw)
    assert list(layer["community_id"]) == ["C2"]
    assert ("missing_geometry", 1) in codes(report)


def test_a_layer_without_any_position_is_refused_with_the_first_reason():
    raw = areas(None, None)
    with pytest.raises(
        LayerError, match="none of its 2 rows can be used; row 1: The row has no pos"
    ):
        check(raw, "mangroves")


def test_communities_without_any_position_are_refused():
    raw = communities("C1", "C2").set_geometry([None, None], crs=METRES)
    with pytest.raises(LayerError, match="the position of none of its 2 rows is known"):
        check(raw)


def test_the_reason_of_a_refused_layer_is_an_error_and_not_a_remark():
    bowtie = Polygon([(0, 0), (900, 900), (900, 0), (0, 900)])
    raw = areas(bowtie).assign(mangrove_id=None)
    with pytest.raises(LayerError, match="row 1: The row has no id"):
        check(raw, "mangroves")


def test_an_outline_that_crosses_itself_is_mended_and_told():
    bowtie = Polygon([(0, 0), (900, 900), (900, 0), (0, 900)])
    layer, report = check(areas(bowtie), "mangroves")
    assert layer.geometry.is_valid.all()
    assert layer.geometry.area.iloc[0] == 2 * 900 * 450 / 2
    assert [(f.code, f.severity) for f in report.faults] == [("invalid_geometry", Severity.INFO)]


def test_an_outline_without_extent_is_set_aside():
    flat = Polygon([(0, 0), (900, 0), (1800, 0)])
    layer, report = check(areas(flat, box(0, 0, 900, 900)), "mangroves")
    assert list(layer["mangrove_id"]) == ["M1"]
    assert ("missing_geometry", 1) in codes(report)


@pytest.mark.parametrize("identifier", [None, "", "  ", float("nan")])
def test_a_row_without_an_id_is_set_aside(identifier):
    layer, report = check(communities(identifier, "C2"))
    assert list(layer["community_id"]) == ["C2"]
    assert codes(report) == [("missing_id", 1)]


@pytest.mark.parametrize("ids", [("C1", "C1"), ("C1", " C1 "), (7, "7"), (7.0, 7)])
def test_an_id_that_stands_twice_is_refused_with_both_rows(ids):
    with pytest.raises(LayerError, match=r"row 3, field 'community_id': the id .* row 2 already"):
        check(communities("C0", *ids))


def test_two_rows_without_an_id_do_not_share_one():
    assert check(communities(None, None, "C3"))[1].rows_set_aside == 2


@pytest.mark.parametrize(
    ("value", "expected"),
    [("007", "007"), (7, "7"), (7.0, "7"), (" C1 ", "C1"), (7.5, "7.5"), (830101, "830101")],
)
def test_ids_are_texts(value, expected):
    assert list(check(communities(value))[0]["community_id"]) == [expected]


@pytest.mark.parametrize("value", [830101, 830101.0, "830101", " 830101 "])
def test_the_zone_that_a_row_names_is_a_text_like_the_zones_ids(value):
    layer, _ = check(communities("C1", "C2", zone_id=[value, None]))
    assert list(layer["zone_id"]) == ["830101", None]


@pytest.mark.parametrize("value", ["Fire", "", None, "ไฟไหม้", 5, ["flood"], {"a": 1}])
def test_an_unknown_value_sets_its_row_aside(value):
    raw = gpd.GeoDataFrame(
        {"hazard_id": ["H1", "H2"], "hazard_type": ["flood", value], "hazard_level": "low"},
        geometry=[box(0, 0, 900, 900)] * 2,
        crs=METRES,
    )
    layer, report = check(raw, "hazard_zones")
    assert list(layer["hazard_id"]) == ["H1"]
    assert codes(report) == [("unknown_value", 2)]
    assert "Use one of flood, landslide, tsunami" in str(report.faults[0])


def test_a_blank_is_told_as_a_blank():
    raw = communities("C1", "C2", facility_type=["school", float("nan")])
    raw = raw.rename(columns={"community_id": "facility_id"})
    (fault,) = check(raw, "facilities")[1].faults
    assert (fault.where.field, fault.fields["found"]) == ("facility_type", "")


@pytest.mark.parametrize("value", FACILITY_TYPES)
def test_every_value_of_the_list_is_known(value):
    raw = communities("C1", facility_type=value).rename(columns={"community_id": "facility_id"})
    assert check(raw, "facilities")[1].faults == ()


def test_an_optional_value_may_be_left_blank():
    raw = gpd.GeoDataFrame(
        {
            "route_id": ["R1", "R2"],
            "name_th": "ก",
            "headway_min": 10,
            "stop_policy": ["stops", None],
        },
        geometry=[LineString([(0, 0), (900, 900)])] * 2,
        crs=METRES,
    )
    assert check(raw, "bus_routes")[1].rows_used == 2


@pytest.mark.parametrize(
    ("text", "number"), [("12", 12), (" 12.5 ", 12.5), ("0", 0), ("1e3", 1000)]
)
def test_texts_become_numbers(text, number):
    assert check(communities("C1", population=text))[0]["population"].tolist() == [number]


@pytest.mark.parametrize(
    "value", ["-1", "many", "12,34,5", "๑๒ คน", True, "inf", "1e999", "-inf", "1_000", [5], "0x10"]
)
def test_what_is_no_number_of_zero_or_more_is_unknown_and_told(value):
    layer, report = check(communities("C1", "C2", population=[value, "5"]))
    assert layer["population"].isna().tolist() == [True, False]
    assert [(f.code, f.where.row, f.severity) for f in report.faults] == [
        ("no_number", 1, Severity.WARNING)
    ]


def test_a_blank_number_is_unknown_and_nothing_is_told():
    layer, report = check(communities("C1", "C2", population=[None, "5"]))
    assert layer["population"].isna().tolist() == [True, False]
    assert report.faults == ()


def register(**columns: object) -> pd.DataFrame:
    """Return a register of one plan with cells changed."""
    plan = {"plan_id": "P1", "scope": "zone", "scope_id": "1", "adopted_on": "2026-01-01"}
    return pd.DataFrame([{**plan, "valid_until": "2027-12-31", **columns}], dtype=object)


@pytest.mark.parametrize(
    "value",
    [
        "2026-04-17",
        " 2026-04-17 ",
        "2026-04-17 00:00:00",
        "2026-04-17T23:59:59+07:00",
        dt.date(2026, 4, 17),
        dt.datetime(2026, 4, 17, 23, 59),
        pd.Timestamp("2026-04-17", tz="Asia/Bangkok"),
    ],
)
def test_days_are_read_with_or_without_a_time_of_day(value):
    layer, report = check(register(valid_until=value), "disaster_plans")
    assert layer["valid_until"].tolist() == [pd.Timestamp("2026-04-17")]
    assert report.faults == ()


@pytest.mark.parametrize(
    "value",
    ["05/04/2026", "17/4/26", "2026-02-30", "soon", "2026-04-17x", 2026, 46129.0],
)  # fmt: skip
def test_what_is_no_day_is_unknown_and_told(value):
    layer, report = check(register(valid_until=value), "disaster_plans")
    assert layer["valid_until"].isna().tolist() == [True]
    assert codes(report) == [("no_date", 1)]


@pytest.mark.parametrize(
    "value", ["2569-04-17", "2400-01-01", "17 เม.ย. 2569", "๒๕๖๙-๐๔-๑๗", "17/04/2569"]
)
def test_a_year_of_the_buddhist_era_is_unknown_and_told(value):
    layer, report = check(register(valid_until=value), "disaster_plans")
    assert layer["valid_until"].isna().tolist() == [True]
    assert codes(report) == [("buddhist_year", 1)]


def test_a_blank_day_is_unknown_and_nothing_is_told():
    layer, report = check(register(valid_until=None), "disaster_plans")
    assert layer["valid_until"].isna().tolist() == [True]
    assert report.faults == ()


def test_a_row_without_a_name_is_kept_and_told():
    layer, report = check(communities("C1", "C2").assign(name_th=["ก", None]))
    assert len(layer) == 2
    assert [(f.code, f.where.row, f.severity) for f in report.faults] == [
        ("missing_name", 2, Severity.INFO)
    ]


def test_rows_are_numbered_as_in_the_file_whatever_their_index_is():
    raw = communities("C1", None, "C3").set_axis([7, 7, 7])
    layer, report = check(raw)
    assert codes(report) == [("missing_id", 2)]
    assert list(layer["community_id"]) == ["C1", "C3"]


def test_checking_changes_nothing_in_the_raw_layer():
    raw = communities(7, 8, population=["5", "x"])
    before = raw.copy()
    check(raw)
    assert_geodataframe_equal(raw, before)


ROWS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.just(" "), st.integers(0, 10**6)),
        st.sampled_from([PLACE, None, Point()]),
        st.sampled_from(["5", "-5", "x", None]),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda row: row[0] if isinstance(row[0], int) else object(),
)


@given(rows=ROWS)
def test_every_row_is_used_or_set_aside_with_a_reason(rows):
    raw = gpd.GeoDataFrame(
        {
            "community_id": pd.Series([r[0] for r in rows], dtype=object),
            "name_th": "ก",
            "population": pd.Series([r[2] for r in rows], dtype=object),
        },
        geometry=[r[1] for r in rows],
        crs=METRES,
    )
    usable = [isinstance(r[0], int) for r in rows]
    if not any(usable):
        with pytest.raises(LayerError, match=f"none of its {len(rows)} rows can be used"):
            check(raw)
        return
    if not any(good and row[1] is PLACE for good, row in zip(usable, rows, strict=True)):
        with pytest.raises(LayerError, match=f"none of its {sum(usable)} rows is known"):
            check(raw)
        return
    layer, report = check(raw)
    refused = {f.where.row for f in report.faults if f.severity is Severity.ERROR}
    assert list(layer.index) == [number for number, good in enumerate(usable) if good]
    assert report.rows_in == report.rows_used + report.rows_set_aside
    assert refused == {number + 1 for number, good in enumerate(usable) if not good}


def test_rows_that_the_projection_places_are_all_kept():
    layer, report = check(communities("C1"))
    assert keep_reachable(layer, report, name="communities") == (layer, report)


def test_rows_out_of_reach_are_numbered_as_in_the_file():
    raw = communities("C1", None, "C3", "C4", crs="EPSG:4326")
    raw = raw.set_geometry([Point(98, 7), Point(98, 7), Point(0, 0), Point(98, 8)], crs="EPSG:4326")
    layer, report = check(raw)
    placed, told = keep_reachable(layer.to_crs(METRES), report, name="communities")
    assert list(placed["community_id"]) == ["C1", "C4"]
    assert codes(told) == [("missing_id", 2), ("position_out_of_reach", 3)]
    assert (told.rows_in, told.rows_used) == (4, 2)
