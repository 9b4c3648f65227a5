import io

import openpyxl
import pytest

from geo_app import limits
from geo_app.errors import UnreadableFileError
from geo_app.readers.cells import read_cells
from geo_app.readers.dbf_texts import encoding_of
from geo_app.readers.geojson_files import read_geojson
from geo_app.readers.source import Source
from geo_app.readers.table_files import read_excel


def cells(content, **options):
    """Read a text and return its headings and rows."""
    read = read_cells(content, name="a.csv", most=limits.LAYER, **options)
    return list(read.frame.columns), read.frame.to_numpy(na_value="").tolist()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_cells_stand_between_what_stands_most_often_in_the_header(delimiter):
    text = delimiter.join("abc") + "\n" + delimiter.join(["1", "2", "3 4"])
    assert cells(text.encode()) == (["a", "b", "c"], [["1", "2", "3 4"]])


def test_a_delimiter_in_quotes_does_not_count():
    assert cells(b'"a;b;c",d\n1,2\n') == (["a;b;c", "d"], [["1", "2"]])


def test_the_line_in_which_excel_states_the_delimiter_is_no_header():
    assert cells(b"sep=;\r\na;b\r\n1;2\r\n") == (["a", "b"], [["1", "2"]])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_a_byte_order_mark_says_the_encoding(encoding):
    content = "ก;ข\n1;ค\n".encode(encoding)
    assert cells(content, encoding="cp874") == (["ก", "ข"], [["1", "ค"]])


def test_a_heading_that_stands_twice_is_told_with_both_columns():
    read = read_cells(b"a,b, a\n1,2,3\n", name="a.csv", most=limits.LAYER)
    assert list(read.frame.columns) == ["a", "b", "a (3)"]
    (warning,) = read.findings
    assert (warning.code, warning.where.field) == ("heading_twice", "a")
    assert "the 1. and the 3." in str(warning)


def test_rows_of_nothing_but_commas_at_the_end_are_no_rows():
    assert cells(b"a,b\n1,2\n,\n3,\n,\n , \n")[1] == [["1", "2"], ["", ""], ["3", ""]]


def workbook(*rows):
    """Return a workbook of one sheet; what starts with `=` is a formula without a value."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return Source(name="a.xlsx", content=content.getvalue())


def test_a_formula_without_a_value_is_refused_with_its_cell():
    with pytest.raises(UnreadableFileError, match="first in cell B3"):
        read_excel(workbook(["id", "n"], ["a", 1], ["b", "=1+1"]), most=limits.LAYER)


def test_a_sheet_has_its_headings_as_they_stand_there():
    read = read_excel(
        workbook(["id ", "n", "n"], ["a", 1, 2], [None, None, None]), most=limits.LAYER
    )
    assert read.frame.to_dict("records") == [{"id": "a", "n": "1", "n (3)": "2"}]
    assert [finding.code for finding in read.findings] == ["heading_twice"]


def test_a_property_that_stands_twice_is_refused():
    content = b'{"features": [{"properties": {"n": 1, "n": 2}, "geometry": null}]}'
    with pytest.raises(UnreadableFileError, match="property 'n' twice"):
        read_geojson(Source(name="a.geojson", content=content), most=limits.LAYER)


def table(*texts, page=0):
    """Return the bytes of a .dbf whose records hold texts."""
    header = bytearray(33)
    header[8], header[29] = 33, page
    return bytes(header) + b"".join(text.ljust(20) for text in texts)


@pytest.mark.parametrize(
    ("texts", "page", "expected"),
    [
        (["บ้าน".encode()], 0, "utf-8"),
        (["บ้าน".encode("cp874"), b"Ban"], 0, "cp874"),
        (["บ้าน".encode("cp874")], 0x57, "cp874"),
        (["Café".encode("latin-1")], 0x57, None),
        (["บ้าน".encode("cp874")], 0x50, None),
        ([b"Ban"], 0, None),
    ],
)
def test_the_encoding_of_a_shapefile_is_found_by_its_letters(texts, page, expected):
    assert encoding_of(table(*texts, page=page), name="a.shp") == expected


def test_letters_that_may_be_of_any_encoding_ask_for_it():
    with pytest.raises(UnreadableFileError, match=r"'a\.shp' does not say the encoding"):
        encoding_of(table("Café".encode("latin-1")), name="a.shp")
