"""Real files with real faults: what is rightly found in each, written down."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from geo_app.commands.checked_files import check_file
from geo_app.errors import GeoAppError

DATA = Path(os.environ.get("GEO_APP_REFERENCE_DATA", "../shared/data"))
SHARED = Path(__file__).resolve().parents[2] / DATA

# Rows in, fine, to be mended, not usable; CRS; kinds of faults beside columns that are renamed.
WANTED = {
    "messy/village.geojson": ("communities", (1043, 1043, 0, 0), "EPSG:32647",
                              {"crs_contradicted"}),
    "messy/village.zip": ("communities", (1043, 1043, 0, 0), "EPSG:32647", set()),
    "messy/sub_district.zip": ("communities", (178, 178, 0, 0), "EPSG:4326", set()),
    "messy/district.zip": ("communities", (16, 16, 0, 0), "EPSG:4326", set()),
    "messy/no_prj_no_cpg.shp": ("communities", (76, 76, 0, 0), "EPSG:4326",
                                {"crs_missing", "no_id_column", "no_name_column"}),
    "messy/no_dbf.shp": ("communities", (224, 224, 0, 0), "EPSG:4326",
                         {"crs_missing", "missing_part", "no_id_column", "no_name_column"}),
    "messy/bus_stops_lat_lng_swapped.csv": (
        "bus_stops", (52, 0, 49, 3), "EPSG:4326",
        {"swapped_lat_lon", "missing_id", "padded_text"}),
    "messy/subdistrict_points_no_header_bom.csv": (
        "communities", (7375, 7311, 64, 0), "EPSG:4326",
        {"no_headings", "no_id_column", "padded_text", "position_not_known"}),
    "messy/lat_column_holds_utm_northing.geojson": (
        "communities", (400, 400, 0, 0), "EPSG:4326",
        {"column_contradicts_position", "no_id_column", "no_name_column"}),
    "messy/survey_control_points_utm.csv": ("communities", (66, 66, 0, 0), "EPSG:32647",
                                            {"crs_missing", "no_id_column"}),
    "messy/pier_schedule_northing_before_easting.csv": (
        "communities", (866, 866, 0, 0), "EPSG:32647",
        {"crs_missing", "no_id_column", "no_name_column"}),
    "messy/warning_towers_space_separated_N_E_prefix.txt": (
        "communities", None, "EPSG:4326",
        {"coordinate_in_text", "no_headings", "no_id_column", "padded_text",
         "position_not_known"}),
    "messy/bus_stops_single_quoted_no_header_html.txt": (
        "bus_stops", (220, 207, 0, 13), "EPSG:4326",
        {"no_headings", "no_id_column", "no_coordinate", "padded_text", "too_many_cells"}),
    "messy/building_survey_qgis2web_utm_as_text.js": (
        "communities", None, "EPSG:4326", {"script", "no_id_column", "no_name_column"}),
    "messy/tsunami_runups_search_params_row.tsv": (
        "communities", None, "EPSG:4326",
        {"missing_name", "no_id_column", "outside_province", "padded_text",
         "position_not_known"}),
    "messy/households_waste_localgov_be_year_thousands.json": (
        "communities", (108, 0, 0, 108), None, {"missing_column", "no_id_column"}),
    "messy/rain_forecast_by_amphoe_25670926.xlsx": (
        "zones", (8, 0, 0, 8), None, {"missing_column", "no_id_column", "several_sheets"}),
    "messy/amphoe_tis620_dbf_no_cpg.zip": ("zones", (38, 0, 0, 38), "EPSG:4326",
                                           {"missing_column"}),
    "messy/amphoe_tis620_dbf_cpg_iso885911.zip": ("zones", (38, 0, 0, 38), "EPSG:4326",
                                                  {"missing_column"}),
    "second_province/roads.geojson": ("roads", (5564, 5564, 0, 0), "EPSG:4326", set()),
    "second_province/boundary.geojson": ("zones", (1, 0, 0, 1), "EPSG:4326",
                                         {"missing_column"}),
    "second_province/flood-risk.geojson": ("hazard_zones", (5, 0, 0, 5), "EPSG:4326",
                                           {"missing_column"}),
    "second_province/river-buffer.geojson": ("hazard_zones", (3, 0, 0, 3), "EPSG:4326",
                                             {"missing_column", "no_id_column"}),
    "second_province/buildings.geojson": ("facilities", (1927, 0, 0, 1927), "EPSG:4326",
                                          {"unusable", "wrong_shape"}),
    "second_province/civic-pois.geojson": (
        "facilities", (1352, 657, 3, 692), "EPSG:4326",
        {"missing_name", "padded_text", "unknown_value"}),
}  # fmt: skip

REFUSED = {
    "messy/no_dbf.shx": "of a format that is not read",
    "messy/no_prj_no_cpg.dbf": "of a format that is not read",
    "messy/cadastre_indian1975_unknown_crs.gpkg": "holds 16 layers",
    "messy/cadastre_wgs84_twin.gpkg": "holds 16 layers",
    "messy/survey_control_points_html_in_description.kml": "holds 5 layers",
}
"""A sentence for what cannot be one layer."""

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the reference data are not here")


@pytest.mark.parametrize("name", WANTED)
def test_what_is_found_in_a_messy_file(name: str) -> None:
    kind, rows, crs, codes = WANTED[name]
    document = check_file(SHARED / name, kind)
    counts = ("rows_in", "rows_ok", "rows_repairable", "rows_set_aside")
    found = tuple(document[count] for count in counts)
    assert found[0] == sum(found[1:])
    if rows is not None:
        assert found == rows
    assert document["crs_found"] == crs
    assert {fault["code"] for fault in document["faults"]} - {"column_renamed"} == codes
    for fault in document["faults"]:
        assert fault["advice_th"] != fault["advice_en"]
        assert "{" not in fault["advice_en"] + fault["advice_th"]


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_layer_gets_a_sentence(name: str) -> None:
    with pytest.raises(GeoAppError, match=REFUSED[name]):
        check_file(SHARED / name, "communities")


def test_a_feed_without_stop_times_gets_a_sentence() -> None:
    with pytest.raises(GeoAppError, match=r"no stop_times\.txt"):
        check_file(SHARED / "messy/gtfs_ranong_without_stop_times.zip", "transit")


@pytest.mark.parametrize("name", ["amphoe_tis620_dbf_no_cpg.zip", "sub_district.zip"])
def test_thai_names_of_shapefiles_are_thai(name: str) -> None:
    from geo_app import limits  # noqa: PLC0415 - beside its only use
    from geo_app.doctor.opened_files import open_file  # noqa: PLC0415
    from geo_app.readers.source import source_of  # noqa: PLC0415

    rows = open_file(source_of(SHARED / "messy" / name), most=limits.LAYER).rows
    column = next(c for c in rows if c.casefold().endswith(("nam_t", "name_t")))
    assert rows[column].dropna().str.contains("[\u0e01-\u0e2e]").all()


def test_the_kind_of_a_file_is_found_out() -> None:
    for name, kind in {
        "messy/bus_stops_lat_lng_swapped.csv": "bus_stops",
        "messy/village.zip": "communities",
        "second_province/roads.geojson": "roads",
        "second_province/flood-risk.geojson": "hazard_zones",
        "second_province/civic-pois.geojson": "facilities",
    }.items():
        document = check_file(SHARED / name, None)
        assert document["kind"] == kind
        assert document["faults"][0]["code"] == "kind_guessed"
