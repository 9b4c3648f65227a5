"""GTFS feeds: folders, zips, and what they lack."""

from __future__ import annotations

import zipfile
from dataclasses import replace

import pandas as pd
import pytest

from geo_app import limits
from geo_app.errors import MissingColumnError, UnreadableFileError
from geo_app.quality.feed_checks import check_feed
from geo_app.readers import gtfs
from geo_app.readers.gtfs import REQUIRED_COLUMNS
from geo_app.readers.source import source_of
from tests.fixtures.province_folder import STOPS, gtfs_texts


def read_tables(path):
    """Read a feed's tables."""
    return gtfs.read_tables(source_of(path), most=limits.LAYER)


def feed(**changes: str | bytes | None) -> dict[str, str | bytes]:
    """Return the world's feed with tables changed or left out."""
    tables = {**gtfs_texts(list(STOPS)), **changes}
    return {name: text for name, text in tables.items() if text is not None}


def write_folder(folder, tables):
    """Write tables as a GTFS folder."""
    for name, text in tables.items():
        content = text if isinstance(text, bytes) else text.encode()
        (folder / f"{name}.txt").write_bytes(content)
    return folder


def write_zip(folder, tables, *, inside: str = ""):
    """Write tables as a GTFS zip, in a folder inside it."""
    path = folder / "feed.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in tables.items():
            archive.writestr(f"{inside}{name}.txt", text)
    return path


def test_every_cell_is_text(tmp_path):
    tables = read_tables(write_folder(tmp_path, feed()))
    assert tables["stop_times"]["stop_sequence"].tolist() == ["0", "1"]
    assert tables["routes"]["route_id"].tolist() == ["R1"]


@pytest.mark.parametrize("inside", ["", "gtfs/", "a/b/"])
def test_a_zip_is_read_like_a_folder_whatever_folder_is_inside(tmp_path, inside):
    from_zip = read_tables(write_zip(tmp_path, feed(), inside=inside))
    (tmp_path / "folder").mkdir()
    from_folder = read_tables(write_folder(tmp_path / "folder", feed()))
    assert from_zip.keys() == from_folder.keys()
    assert all(from_zip[name].equals(from_folder[name]) for name in from_zip)


def test_the_leftovers_of_a_mac_are_no_tables(tmp_path):
    path = write_zip(tmp_path, feed())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/._stops.txt", b"\x00\x05\x16\x07\xff")
    assert set(read_tables(path)) == set(feed())


@pytest.mark.parametrize("packed", [True, False])
def test_a_licence_beside_the_tables_is_left_alone(tmp_path, packed):
    tables = feed(LICENSE='Free text, with "commas"\n, and\nlines, of, any, length\xff')
    path = write_zip(tmp_path, tables) if packed else write_folder(tmp_path, tables)
    assert "LICENSE" not in read_tables(path)


def test_a_zip_with_two_feeds_is_refused(tmp_path):
    path = write_zip(tmp_path, feed(), inside="north/")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("south/stops.txt", "stop_id\n")
    with pytest.raises(UnreadableFileError, match=r"'feed\.zip' holds the table stops\.txt twice"):
        read_tables(path)


def test_a_byte_order_mark_is_no_part_of_a_heading(tmp_path):
    stops = b"\xef\xbb\xbf" + gtfs_texts(list(STOPS))["stops"].encode()
    tables = read_tables(write_folder(tmp_path, feed(stops=stops)))
    assert "stop_id" in tables["stops"].columns


def test_blanks_after_commas_and_round_headings_are_left_out(tmp_path):
    calendar = "service_id , monday\ndaily, 1\n"
    tables = read_tables(write_folder(tmp_path, feed(calendar=calendar)))
    assert tables["calendar"].to_dict("list") == {"service_id": ["daily"], "monday": ["1"]}


ROWS = {
    "stops": "S9,Nowhere,0,0",
    "stop_times": "T9,S1,1,08:00:00,08:00:00",
    "trips": "R1,never,T9,",
    "calendar": "sometimes,1,1,1,1,1,0,0,never,20271231",
    "shapes": "shape1,0,0,4",
}
"""A row that cannot be used, for each table."""


@pytest.mark.parametrize("table", ROWS)
@pytest.mark.parametrize("blank", [0, 1, 3])
def test_a_row_of_commas_still_counts_as_a_row_of_the_file(tmp_path, table, blank):
    header, *rows = gtfs_texts(list(STOPS))[table].splitlines()
    commas = "," * header.count(",")
    text = "\n".join([header, *[commas] * blank, *rows, ROWS[table]])
    tables = read_tables(write_folder(tmp_path, feed(**{table: text})))
    checked = check_feed(tables)
    wrong = {fault.where.row for fault in checked.report.faults if fault.where.row}
    assert wrong == {len(rows) + blank + 1}
    first = checked.schedule.set_aside["first_row"].tolist()
    assert table == "stops" or first == [len(rows) + blank + 1]


def test_commas_at_the_end_of_rows_move_no_cell(tmp_path):
    trips = "route_id,service_id,trip_id\nR1,daily,T1,\n"
    tables = read_tables(write_folder(tmp_path, feed(trips=trips)))
    assert tables["trips"]["trip_id"].tolist() == ["T1"]


@pytest.mark.parametrize("table", REQUIRED_COLUMNS)
def test_a_missing_table_is_named(tmp_path, table):
    with pytest.raises(MissingColumnError, match=rf"has no {table}\.txt"):
        read_tables(write_folder(tmp_path, feed(**{table: None})))


@pytest.mark.parametrize(
    ("table", "column"),
    [(table, column) for table, cols in REQUIRED_COLUMNS.items() for column in cols],
)
def test_a_missing_column_is_named_with_its_table(tmp_path, table, column):
    text = gtfs_texts(list(STOPS))[table].replace(column, "other", 1)
    with pytest.raises(MissingColumnError, match=rf"table {table}\.txt has no column '{column}'"):
        read_tables(write_folder(tmp_path, feed(**{table: text})))


def test_shapes_without_their_columns_are_refused(tmp_path):
    with pytest.raises(MissingColumnError, match=r"shapes\.txt has no column 'shape_pt_lon'"):
        read_tables(
            write_folder(tmp_path, feed(shapes="shape_id,shape_pt_lat,shape_pt_sequence\ns,7,1\n"))
        )


def test_a_feed_without_any_calendar_is_refused(tmp_path):
    with pytest.raises(MissingColumnError, match=r"neither calendar\.txt nor calendar_dates\.txt"):
        read_tables(write_folder(tmp_path, feed(calendar=None)))


def test_calendar_dates_alone_are_enough(tmp_path):
    dates = "service_id,date,exception_type\ndaily,20261123,1\n"
    tables = read_tables(write_folder(tmp_path, feed(calendar=None, calendar_dates=dates)))
    assert "calendar" not in tables


def test_an_empty_table_lacks_its_columns(tmp_path):
    with pytest.raises(MissingColumnError, match=r"stops\.txt has no column 'stop_id'"):
        read_tables(write_folder(tmp_path, feed(stops="")))


def test_a_damaged_table_is_refused_by_name(tmp_path):
    with pytest.raises(UnreadableFileError, match=r"table stops\.txt cannot be read: .+"):
        read_tables(write_folder(tmp_path, feed(stops=b'stop_id\n"open')))


def test_a_table_in_another_encoding_is_refused_with_the_line_to_write(tmp_path):
    content = "stop_id,ชื่อ\nก,ข\n".encode("cp874")
    with pytest.raises(UnreadableFileError, match=r"'stops\.txt' is not UTF-8 .* \"cp874\""):
        read_tables(write_folder(tmp_path, feed(stops=content)))


def test_a_table_with_a_longer_row_is_refused_by_row(tmp_path):
    with pytest.raises(UnreadableFileError, match=r"'stops\.txt', row 2: it has more cells"):
        read_tables(write_folder(tmp_path, feed(stops="a,b\n1,2\n1,2,3\n")))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut", b"stop_id\nS1\n"])
def test_a_file_that_is_no_zip_is_refused(tmp_path, content):
    (tmp_path / "feed.zip").write_bytes(content)
    with pytest.raises(UnreadableFileError, match=r"'feed\.zip' is no GTFS folder and no zip"):
        read_tables(tmp_path / "feed.zip")


def test_a_table_that_unpacks_too_large_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "LAYER", replace(limits.LAYER, table_bytes=100))
    with pytest.raises(UnreadableFileError, match=r"table stops\.txt is larger than 0 MB"):
        read_tables(write_zip(tmp_path, {"stops": "x" * 101}))


def test_a_feed_in_another_encoding_is_read_by_the_one_that_is_declared(tmp_path):
    stops = "stop_id,stop_name,stop_lat,stop_lon\nS1,ตลาด,7.9,98.3\n"
    tables = {name: text.encode("cp874") for name, text in feed(stops=stops).items()}
    path = write_folder(tmp_path, tables)
    tables = gtfs.read_tables(source_of(path), most=limits.LAYER, encoding="cp874")
    assert list(tables["stops"]["stop_name"]) == ["ตลาด"]


def test_a_stop_called_nan_keeps_its_name_and_an_id_of_nan_is_none(tmp_path):
    stops = "stop_id,stop_name,stop_lat,stop_lon,parent_station\n1.0,Nan,7.9,98.3,nan\n"
    (stop,) = read_tables(write_folder(tmp_path, feed(stops=stops)))["stops"].itertuples()
    assert (stop.stop_id, stop.stop_name, pd.isna(stop.parent_station)) == ("1", "Nan", True)
