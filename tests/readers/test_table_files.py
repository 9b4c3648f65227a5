"""CSV and Excel tables as they come from Thai offices."""

from __future__ import annotations

import zipfile

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from shapely import Point

from geo_app import limits
from geo_app.errors import UnreadableFileError
from geo_app.readers import table_files
from geo_app.readers.source import Raw, Source, source_of


def read_csv(path, encoding):
    """Read a CSV file's rows."""
    return table_files.read_csv(source_of(path), most=limits.LAYER, encoding=encoding).frame


def read_excel(path):
    """Read a workbook's rows."""
    return table_files.read_excel(source_of(path), most=limits.LAYER).frame


def with_geometry(table):
    """Give a table its geometry."""
    return table_files.with_geometry(Raw(table), name="a.csv").frame


def found_in(read):
    """Return what was found: row, sentence and raw cells."""
    return [(f.where.row, str(f), f.where.cells) for f in read.findings]


def csv_file(folder, content):
    """Write bytes or text as a CSV file."""
    path = folder / "a.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_every_cell_is_text(tmp_path):
    table = read_csv(csv_file(tmp_path, "id,n\n007,1.50\n"), None)
    assert table.to_dict("list") == {"id": ["007"], "n": ["1.50"]}


def test_a_blank_cell_is_missing_and_the_word_na_is_not(tmp_path):
    table = read_csv(csv_file(tmp_path, "a,b\n,NA\nNone,null\n"), None)
    assert table["a"].isna().tolist() == [True, False]
    assert table["b"].tolist() == ["NA", "null"]


def test_a_byte_order_mark_is_no_part_of_the_first_heading(tmp_path):
    assert list(read_csv(csv_file(tmp_path, b"\xef\xbb\xbfid\n1\n"), None)) == ["id"]


def test_thai_in_cp874_is_read_with_its_encoding_declared(tmp_path):
    path = csv_file(tmp_path, "ชื่อ\nบ้านป่าตอง\n".encode("cp874"))
    assert read_csv(path, "cp874")["ชื่อ"].tolist() == ["บ้านป่าตอง"]


def test_thai_in_cp874_without_a_declaration_is_refused_with_the_remedy(tmp_path):
    path = csv_file(tmp_path, "ชื่อ\nบ้านป่าตอง\n".encode("cp874"))
    with pytest.raises(UnreadableFileError, match=r"'a\.csv' is not UTF-8 text.*cp874"):
        read_csv(path, None)


def test_an_encoding_that_is_none_is_named(tmp_path):
    with pytest.raises(UnreadableFileError, match="is not klingon text"):
        read_csv(csv_file(tmp_path, "a\n1\n"), "klingon")


def test_commas_at_the_end_of_rows_move_no_cell(tmp_path):
    table = read_csv(csv_file(tmp_path, "id,name\nC1,A,\nC2,B,\n"), None)
    assert table.to_dict("list") == {"id": ["C1", "C2"], "name": ["A", "B"]}


@pytest.mark.parametrize("text", ["id,name\nC1,A,\nC2,B,x\nC3,C,", "id,name\nC1,A\nC2,B,x\nC3,C"])
def test_a_row_longer_than_the_header_is_told_with_its_raw_cells_and_the_rest_is_read(text):
    read = table_files.read_csv(Source(name="a.csv", content=text.encode()), most=limits.LAYER)
    assert read.frame.to_dict("list") == {"id": ["C1", "C2", "C3"], "name": ["A", "B", "C"]}
    ((row, told, cells),) = found_in(read)
    assert (row, cells) == (2, {"id": "C2", "name": "B", "3": "x"})
    assert told.startswith("'a.csv', row 2: it has more cells than the header has.")
    assert [finding.severity for finding in read.findings] == ["error"]


def test_blanks_of_a_table_with_a_longer_row_are_missing_too():
    text = b"id,name\nC1,\nC2,B,x\n"
    read = table_files.read_csv(Source(name="a.csv", content=text), most=limits.LAYER)
    assert read.frame["name"].isna().tolist() == [True, False]


def test_an_open_quote_is_no_table():
    source = Source(name="a.csv", content=b'id,name\nC1,A\nC2,B,x\n"C3,')
    with pytest.raises(UnreadableFileError, match=r"'a\.csv' is no table"):
        table_files.read_csv(source, most=limits.LAYER)


def test_a_shorter_row_leaves_its_last_cells_missing(tmp_path):
    table = read_csv(csv_file(tmp_path, "id,name\nC1\n"), None)
    assert table["name"].isna().tolist() == [True]


def test_a_heading_alone_is_a_table_without_rows(tmp_path):
    table = read_csv(csv_file(tmp_path, "id,name\n"), None)
    assert (list(table), len(table)) == (["id", "name"], 0)


def test_a_line_break_inside_quotes_stays_in_its_cell(tmp_path):
    table = read_csv(csv_file(tmp_path, 'a,b\n"one\ntwo",3\n'), None)
    assert table["a"].tolist() == ["one\ntwo"]


def test_excel_keeps_leading_zeros_and_numbers_as_written(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["id", "n", "x"])
    book.active.append(["007", 52192, 7.5])
    book.save(tmp_path / "a.xlsx")
    table = read_excel(tmp_path / "a.xlsx")
    assert table.to_dict("list") == {"id": ["007"], "n": ["52192"], "x": ["7.5"]}


def test_a_blank_cell_of_excel_is_missing(tmp_path):
    pd.DataFrame({"a": ["x", None], "b": ["y", "z"]}).to_excel(tmp_path / "a.xlsx", index=False)
    assert read_excel(tmp_path / "a.xlsx")["a"].isna().tolist() == [False, True]


def test_only_the_first_sheet_of_excel_is_read(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["first"])
    book.create_sheet("second").append(["second"])
    book.save(tmp_path / "a.xlsx")
    assert list(read_excel(tmp_path / "a.xlsx")) == ["first"]


@pytest.mark.parametrize(
    "content",
    [b"id,name\nC1,A\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, b"PK\x03\x04nothing"],
    ids=["csv", "old xls", "no zip"],
)
def test_what_is_no_workbook_is_refused(tmp_path, content):
    (tmp_path / "a.xlsx").write_bytes(content)
    with pytest.raises(UnreadableFileError, match=r"'a\.xlsx' is no Excel workbook"):
        read_excel(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    "sheet",
    [b"<worksheet><sheetData><row>", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'],
    ids=["cut short", "entity"],
)
def test_a_workbook_with_a_broken_sheet_is_refused(tmp_path, sheet):
    pd.DataFrame({"a": ["x"]}).to_excel(tmp_path / "whole.xlsx", index=False)
    with (
        zipfile.ZipFile(tmp_path / "whole.xlsx") as whole,
        zipfile.ZipFile(tmp_path / "a.xlsx", "w") as broken,
    ):
        for name in whole.namelist():
            broken.writestr(name, sheet if name.endswith("sheet1.xml") else whole.read(name))
    with pytest.raises(UnreadableFileError, match=r"'a\.xlsx' is no Excel workbook"):
        read_excel(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    ("east", "north"), [("lon", "lat"), ("Lon", "LAT"), ("longitude", "latitude"), (" lon ", "lat")]
)
def test_longitude_and_latitude_are_degrees_on_wgs_84(east, north):
    layer = with_geometry(pd.DataFrame({east: ["98.39"], north: ["7.88"]}))
    assert layer.geometry.iloc[0] == Point(98.39, 7.88)
    assert layer.crs == "EPSG:4326"


def test_x_and_y_have_no_crs_until_one_is_declared():
    layer = with_geometry(pd.DataFrame({"x": ["430000"], "y": ["870000"]}))
    assert layer.crs is None


def test_a_wkt_column_is_taken_for_degrees():
    layer = with_geometry(pd.DataFrame({"WKT": ["POINT (98.39 7.88)"]}))
    assert layer.geometry.iloc[0] == Point(98.39, 7.88)
    assert layer.crs == "EPSG:4326"


def test_the_columns_of_the_place_are_used_up():
    table = pd.DataFrame({"id": ["1"], "lon": ["98"], "lat": ["7"]})
    assert list(with_geometry(table)) == ["id", "geometry"]


def test_a_table_without_a_place_stays_a_table():
    layer = with_geometry(pd.DataFrame({"id": ["1"], "lon": ["98"]}))
    assert not isinstance(layer, gpd.GeoDataFrame)


@pytest.mark.parametrize("cells", [{"lon": None, "lat": "7"}, {"lon": "98", "lat": None}])
def test_half_a_position_is_no_position(cells):
    layer = with_geometry(pd.DataFrame([cells], dtype=object))
    assert layer.geometry.iloc[0] is None


@pytest.mark.parametrize("found", ["98,39,1", "98°23'", "x", "inf", "-inf", "1e999"])
def test_a_coordinate_that_is_no_number_is_told_by_row_and_field(found):
    table = pd.DataFrame({"id": ["a", "b"], "lon": ["98.1", found], "lat": ["7", "7"]})
    read = table_files.with_geometry(Raw(table), name="a.csv")
    assert read.frame.geometry.tolist() == [Point(98.1, 7), None]
    assert found_in(read) == [
        (
            2,
            f"'a.csv', row 2: '{found}' in 'lon' is no number. Write it like 98.39.",
            {"id": "b", "lon": found, "lat": "7"},
        )
    ]
    assert read.findings[0].where.field == "lon"


@pytest.mark.parametrize("found", ["POINT (98", "98 7", "SRID=4326;POINT (1 2)"])
def test_a_text_that_is_no_wkt_is_told_by_row_and_field(found):
    read = table_files.with_geometry(
        Raw(pd.DataFrame({"wkt": ["POINT (1 2)", found]})), name="a.csv"
    )
    assert read.frame.geometry.tolist() == [Point(1, 2), None]
    ((row, told, cells),) = found_in(read)
    assert (row, cells) == (2, {"wkt": found})
    assert told.startswith("'a.csv', row 2: the text in 'wkt' is no WKT geometry.")


def test_a_table_without_rows_is_a_layer_without_rows():
    layer = with_geometry(pd.DataFrame({"lon": [], "lat": []}, dtype=str))
    assert isinstance(layer, gpd.GeoDataFrame)
    assert layer.empty


def test_reading_the_place_changes_nothing_in_the_table():
    table = pd.DataFrame({"lon": ["98"], "lat": ["7"]})
    with_geometry(table)
    assert table.to_dict("list") == {"lon": ["98"], "lat": ["7"]}
