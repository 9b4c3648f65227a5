"""One route of a feed: its most frequent pattern as a line with stops."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest

from geo_app import limits
from geo_app.errors import LayerError, MissingColumnError, UnreadableFileError
from geo_app.sketches.from_gtfs import load_gtfs_route, load_gtfs_routes
from geo_app.sketches.loading import load_drawing

# R1 runs A B C (T1, T2 on shape x; T3 on y), C B A (T4) and A C (T5, with a headway on demand).
STOPS = {"A": ("ตลาด", 7.88, 98.39), "B": ("วัด", 7.9, 98.38), "C": ("ท่าเรือ", 7.95, 98.3)}
TABLES = {
    "agency": "agency_name,agency_url,agency_timezone\nรถ,https://example.org,Asia/Bangkok",
    "routes": "route_id,route_type,route_short_name,route_long_name\nR1,3,1,สายตะวันตก\nR2,3,2,",
    "trips": "route_id,service_id,trip_id,direction_id,shape_id\n"
    "R1,daily,T1,0,x\nR1,daily,T2,0,x\nR1,daily,T3,0,y\nR1,daily,T4,1,\nR1,daily,T5,0,\n"
    "R2,daily,T9,0,",
    "stops": "stop_id,stop_name,stop_lat,stop_lon\n"
    + "\n".join(f"{key},{name},{lat},{lon}" for key, (name, lat, lon) in STOPS.items()),
    "calendar": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,"
    "end_date\ndaily,1,1,1,1,1,1,1,20260101,20271231",
    "shapes": "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\n"
    "x,7.88,98.39,1\nx,7.89,98.4,2\nx,7.95,98.3,10\ny,7.88,98.39,1\ny,7.95,98.3,2",
    "translations": "table_name,field_name,language,translation,record_id\n"
    "stops,stop_name,en,Market,A\nroutes,route_long_name,en,West Line,R1",
}
CALLS = {"T1": "ABC", "T2": "ABC", "T3": "ABC", "T4": "CBA", "T5": "AC", "T9": "AB"}
CALL_HEADINGS = "trip_id,stop_id,stop_sequence,arrival_time,departure_time"


def calls_text(calls):
    """Return stop_times.txt of trips, ten minutes from call to call."""
    rows = [
        f"{trip},{stop},{10 * number},08:{10 * number:02d}:00,08:{10 * number:02d}:00"
        for trip, stops in calls.items()
        for number, stop in enumerate(stops)
    ]
    return "\n".join([CALL_HEADINGS, *rows])


def feed(calls=CALLS, inside="", **changes):
    """Return a zip of the feed with tables changed, or left out where they are None."""
    tables = {**TABLES, "stop_times": calls_text(calls), **changes}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in tables.items():
            if text is not None:
                archive.writestr(f"{inside}{name}.txt", text)
    return buffer.getvalue()


def load(content, route_id="R1"):
    """Load a route of a feed."""
    return load_gtfs_route(content, route_id, name="feed.zip")


def codes(drawing):
    """Return the kinds of the notes."""
    return [note.code for note in drawing.notes]


def stop_names(drawing):
    """Return the names of the stops, in their order."""
    return [stop.name_th for stop in drawing.stops]


def test_routes_are_listed_with_their_names_and_trips():
    routes = load_gtfs_routes(feed(), name="feed.zip")
    assert [(r.route_id, r.name_th, r.name_en, r.trips) for r in routes] == [
        ("R1", "สายตะวันตก", "West Line", 5),
        ("R2", "2", None, 1),
    ]


def test_the_most_frequent_pattern_gives_line_and_stops():
    drawing = load(feed())
    (line,) = drawing.lines
    assert (line.name_th, line.name_en) == ("สายตะวันตก", "West Line")
    assert line.coordinates == ((98.39, 7.88), (98.4, 7.89), (98.3, 7.95))
    assert [(s.name_th, s.name_en, s.lon, s.lat) for s in drawing.stops] == [
        ("ตลาด", "Market", 98.39, 7.88),
        ("วัด", None, 98.38, 7.9),
        ("ท่าเรือ", None, 98.3, 7.95),
    ]
    assert drawing.notes == ()


def test_the_most_frequent_shape_of_the_pattern_is_taken():
    trips = TABLES["trips"].replace("T2,0,x", "T2,0,y")
    assert len(load(feed(trips=trips)).lines[0].coordinates) == 2


def test_a_headway_counts_as_often_as_it_starts():
    # Three trips of A B C against T5 every 30 minutes for two hours: four.
    headways = "trip_id,start_time,end_time,headway_secs\nT5,06:00:00,{},1800"
    assert stop_names(load(feed(frequencies=headways.format("08:00:00")))) == ["ตลาด", "ท่าเรือ"]
    assert len(load(feed(frequencies=headways.format("07:30:00"))).stops) == 3
    assert len(load(feed(frequencies=headways.format("07:31:00"))).stops) == 2


def test_of_patterns_equally_frequent_the_first_direction_is_taken():
    calls = {"T1": "ABC", "T4": "CBA"}
    assert stop_names(load(feed(calls)))[0] == "ตลาด"


def test_calls_are_ordered_by_number_not_by_text():
    text = f"{CALL_HEADINGS}\nT1,C,100,08:20:00,08:20:00\nT1,B,20,08:10:00,08:10:00\n"
    text += "T1,A,3,08:00:00,08:00:00"
    assert stop_names(load(feed(stop_times=text))) == ["ตลาด", "วัด", "ท่าเรือ"]


@pytest.mark.parametrize("changes", [{"shapes": None}, {"calls": {"T4": "CBA"}}])
def test_without_a_shape_the_line_runs_straight_from_stop_to_stop(changes):
    drawing = load(feed(**changes))
    assert len(drawing.lines[0].coordinates) == 3
    assert [(stop.lon, stop.lat) for stop in drawing.stops] == list(drawing.lines[0].coordinates)
    assert "no_shape" in codes(drawing)


def test_stops_stand_in_the_order_of_their_calls():
    assert stop_names(load(feed({"T4": "CAB"}))) == ["ท่าเรือ", "ตลาด", "วัด"]


def test_a_stop_that_is_called_at_twice_is_loaded_once():
    drawing = load(feed({"T1": "ABCA"}))
    assert stop_names(drawing) == ["ตลาด", "วัด", "ท่าเรือ"]
    assert [note.fields["count"] for note in drawing.notes if note.code == "called_twice"] == [1]


def test_a_stop_without_a_place_is_left_out_and_told():
    stops = TABLES["stops"].replace("7.9,98.38", ",")
    drawing = load(feed(stops=stops, shapes=None))
    assert stop_names(drawing) == ["ตลาด", "ท่าเรือ"]
    assert len(drawing.lines[0].coordinates) == 2
    assert "without_geometry" in codes(drawing)


def test_trips_that_cannot_be_used_are_told():
    trips = TABLES["trips"].replace("R1,daily,T4", "R1,never,T4")
    drawing = load(feed(trips=trips))
    assert [note.fields["count"] for note in drawing.notes] == [1]


def test_a_route_without_a_usable_trip_is_told():
    with pytest.raises(LayerError, match=r"'R1' of 'feed\.zip' has no trip that can be used"):
        load(feed({"T1": "A"}))


@pytest.mark.parametrize("route_id", ["R3", "", "R", "r1"])
def test_a_route_that_is_not_there_is_told(route_id):
    with pytest.raises(LayerError, match=r"'feed\.zip' has no route"):
        load(feed(), route_id)


def test_a_feed_without_a_route_is_told():
    with pytest.raises(LayerError, match="without a route"):
        load_gtfs_routes(feed(routes="route_id,route_type"), name="feed.zip")


def test_a_feed_of_one_route_is_loaded_like_any_other_file():
    routes = "route_id,route_type\nR1,3"
    drawing = load_drawing(feed(routes=routes), name="feed.zip")
    assert len(drawing.stops) == 3
    with pytest.raises(LayerError, match=r"GTFS feed of 2 routes\. Choose one"):
        load_drawing(feed(), name="feed.zip")


def test_a_feed_in_a_folder_of_the_zip_is_read():
    assert load(feed(inside="phuket/")) == load(feed())


@pytest.mark.parametrize(
    ("table", "error"),
    [
        ("agency", MissingColumnError),
        ("trips", MissingColumnError),
        ("calendar", MissingColumnError),
    ],
)
def test_a_missing_table_is_told(table, error):
    with pytest.raises(error):
        load(feed(**{table: None}))


@pytest.mark.parametrize(
    ("table", "row"),
    [("routes", "R1,3,1,x"), ("trips", "R1,daily,T1,0,x"), ("stops", "A,x,7.9,98.3")],
)
def test_an_id_that_stands_twice_is_told(table, row):
    with pytest.raises(UnreadableFileError, match="twice"):
        load(feed(**{table: f"{TABLES[table]}\n{row}"}))


def test_a_column_that_stands_twice_is_told():
    stops = TABLES["stops"].replace("stop_lat,stop_lon", "stop_lat,stop_lat ,stop_lon")
    with pytest.raises(UnreadableFileError, match="'stop_lat' twice"):
        load(feed(stops=stops))


def test_places_beyond_all_degrees_are_told():
    with pytest.raises(LayerError, match="not degrees"):
        load(feed(stops=TABLES["stops"].replace("98.38", "980.38")))
    with pytest.raises(LayerError, match="no number"):
        load(feed(shapes=TABLES["shapes"].replace("98.4,2", "inf,2")))


def test_the_limits_of_zips_hold_for_feeds(monkeypatch):
    monkeypatch.setattr(limits, "DRAWING", replace(limits.DRAWING, zip_files=7))
    with pytest.raises(LayerError, match="more than 7 files"):
        load(feed())


@pytest.mark.parametrize("place", [b"agency.txt", b"PK\x01\x02"])
def test_a_damaged_zip_names_the_file_as_the_person_does(place):
    # Once the packing is broken, once the sum that the list of contents has of it.
    content = bytearray(feed())
    first = content.index(place) + (len(place) if place != b"PK\x01\x02" else 16)
    content[first : first + 4] = b"\xff\xff\xff\xff"
    with pytest.raises(UnreadableFileError, match=r"'บ้าน\.zip'"):
        load_gtfs_routes(bytes(content), name="บ้าน.zip")


def test_nothing_is_left_on_the_disk(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    load(feed())
    with pytest.raises(UnreadableFileError):
        load(feed()[:-200])
    assert list(tmp_path.iterdir()) == []
