"""catalogue.toml with a fetched layer in it: comments kept, no subject twice."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import PurePosixPath

import pytest

from geo_app.catalogue import Status
from geo_app.errors import LayerError
from geo_app.findings import Finding, note
from geo_app.intake.declaring import Entry, declare

TEXT = """\
# The layers of a province.
[province]
id = "x"  # its name

[layers.zones]
kind = "zones"
file = "zones.geojson"
# The day is not known.
date = 2019-02-18

# Roads were drawn by hand.
[layers.roads]
kind = "roads"
file = "roads.geojson"
# A note about the roads.
date = 2020-01-01

# The land comes last.
[layers.land]
kind = "land"
file = "land.geojson"
"""


def entry(kind: str, *, folder: str = "osm", withheld: Finding | None = None) -> Entry:
    return Entry(
        layer_id=f"{folder}_{kind}",
        kind=kind,
        file=PurePosixPath(folder) / f"{kind}.parquet",
        title_th="ชื่อ",
        title_en="Name",
        source='OpenStreetMap "x"',
        licence="ODbL 1.0",
        attribution="© OpenStreetMap contributors",
        date=dt.date(2026, 11, 20),
        status=Status.OPEN,
        withheld=withheld,
    )


def layers(text: str) -> dict[str, dict[str, object]]:
    return tomllib.loads(text)["layers"]


def catalogue(**kinds: str) -> str:
    tables = [f'[layers.{i}]\nkind = "{k}"\nfile = "{i}.csv"\n' for i, k in kinds.items()]
    return "\n".join(tables)


def test_a_new_layer_stands_at_the_end_and_all_else_as_it_was():
    made = declare(TEXT, [entry("walk_network")], use=())
    assert made.text.startswith(TEXT)
    table = made.text.removeprefix(TEXT).strip().splitlines()
    assert table[:3] == [
        "[layers.osm_walk_network]",
        'kind = "walk_network"',
        'file = "osm/walk_network.parquet"',
    ]
    found = layers(made.text)["osm_walk_network"]
    assert found["source"] == 'OpenStreetMap "x"'
    assert found["date"] == dt.date(2026, 11, 20)
    assert made.declared == {"osm_walk_network"}
    assert made.notes == {}


def test_a_second_source_of_a_subject_is_not_declared():
    made = declare(TEXT, [entry("roads")], use=())
    assert made.text == TEXT
    assert made.declared == frozenset()
    note = str(made.notes["osm_roads"])
    assert "has this subject already (roads)" in note
    assert "--use roads" in note


@pytest.mark.parametrize("use", [["roads"], ["all"], ["zones", "roads"]])
def test_a_layer_gives_way_where_a_person_says_so(use):
    made = declare(TEXT, [entry("roads")], use=use)
    assert set(layers(made.text)) == {"zones", "land", "osm_roads"}
    assert "catalogue.toml.previous" in str(made.notes["osm_roads"])
    for comment in ("# The layers of", "# its name", "# The day is not", "# The land comes last."):
        assert comment in made.text
    assert "# A note about the roads." not in made.text


def test_a_kind_that_is_not_named_gives_way_to_nothing():
    made = declare(TEXT, [entry("roads"), entry("land")], use=["land"])
    assert made.declared == {"osm_land"}
    assert set(layers(made.text)) == {"zones", "roads", "osm_land"}


def test_the_same_fetch_again_changes_only_the_facts():
    first = declare(TEXT, [entry("walk_network")], use=()).text
    own = first.replace('title_en = "Name"', 'title_en = "Our own title"  # ours')
    later = Entry(**{**fields(entry("walk_network")), "date": dt.date(2027, 1, 1)})
    again = declare(own, [later], use=())
    assert again.text == own.replace("2026-11-20", "2027-01-01")
    assert again.declared == {"osm_walk_network"}
    assert declare(first, [entry("walk_network")], use=()).text == first


def fields(one: Entry) -> dict[str, object]:
    return {name: getattr(one, name) for name in Entry.__slots__}


def test_how_the_earlier_file_was_to_be_read_is_forgotten():
    text = declare(TEXT, [entry("walk_network")], use=()).text
    odd = (
        text
        + 'crs = "EPSG:24047"\nencoding = "cp874"\n[layers.osm_walk_network.columns]\na = "b"\n'
    )
    found = layers(declare(odd, [entry("walk_network")], use=()).text)["osm_walk_network"]
    assert not {"crs", "encoding", "columns"} & set(found)


def test_a_timetable_and_drawn_lines_are_one_subject():
    text = catalogue(bus="transit")
    lines = [entry("bus_stops"), entry("bus_routes")]
    assert declare(text, lines, use=()).declared == frozenset()
    for kind in ("bus_stops", "bus_routes", "transit", "all"):
        made = declare(text, lines, use=[kind])
        assert set(layers(made.text)) == {"osm_bus_stops", "osm_bus_routes"}
    text = catalogue(lines="bus_routes", stops="bus_stops")
    assert declare(text, [entry("transit", folder="gtfs")], use=()).declared == frozenset()
    made = declare(text, [entry("transit", folder="gtfs")], use=["transit"])
    assert set(layers(made.text)) == {"gtfs_transit"}


def test_a_walking_network_and_roads_are_two_subjects():
    assert declare(TEXT, [entry("walk_network")], use=()).declared == {"osm_walk_network"}


def test_what_is_held_back_is_written_down_and_removes_nothing():
    withheld = note("not_yet", "Not yet.")
    made = declare(catalogue(bus="transit"), [entry("bus_routes", withheld=withheld)], use=["all"])
    assert made.text == catalogue(bus="transit")
    assert made.notes == {"osm_bus_routes": withheld}


def test_what_is_declared_already_stays_declared_with_its_new_date():
    first = declare(catalogue(), [entry("bus_routes")], use=()).text
    both = first + '[layers.ours]\nkind = "bus_routes"\nfile = "ours.geojson"\n'
    later = Entry(**{**fields(entry("bus_routes")), "date": dt.date(2027, 1, 1)})
    made = declare(both, [later], use=())
    assert made.declared == {"osm_bus_routes"}
    assert set(layers(made.text)) == {"osm_bus_routes", "ours"}
    assert layers(made.text)["osm_bus_routes"]["date"] == dt.date(2027, 1, 1)


def test_a_foreign_layer_of_our_id_is_a_rival():
    text = '[layers.osm_roads]\nkind = "roads"\nfile = "mine/roads.geojson"\n'
    assert declare(text, [entry("roads")], use=()).text == text
    made = declare(text, [entry("roads")], use=["roads"])
    assert layers(made.text)["osm_roads"]["file"] == "osm/roads.parquet"


@pytest.mark.parametrize(
    "text",
    [
        "",
        '[province]\nid = "x"',
        '[layers.a]\nkind = "zones"\nfile = "a"\n[province]\nid = "x"\n'
        '[layers.b]\nkind = "land"\nfile = "b"\n',
        '[layers]\na = {kind = "zones", file = "a"}\n[layers.b]\nkind = "land"\nfile = "b"\n',
        'layers = {a = {kind = "zones", file = "a"}}\n',
        'layers.a.kind = "zones"\nlayers.a.file = "a"\n',
        "\n\n# only a comment\n",
    ],
)  # fmt: skip
@pytest.mark.parametrize("use", [(), ("all",)])
def test_however_a_catalogue_is_written_nothing_else_changes(text, use):
    before = tomllib.loads(text)
    try:
        made = declare(text, [entry("roads"), entry("zones")], use=use)
    except LayerError as error:
        assert "cannot be edited here" in str(error)
        return
    after = tomllib.loads(made.text)
    expected = {**before.get("layers", {})}
    if use and expected:
        del expected["a"]
    assert {k: v for k, v in after["layers"].items() if not k.startswith("osm_")} == expected
    assert after.get("province") == before.get("province")
    assert ("osm_zones" in after["layers"]) == (bool(use) or "a" not in before.get("layers", {}))
    assert "osm_roads" in after["layers"]


def test_windows_line_ends_stay():
    text = TEXT.replace("\n", "\r\n")
    made = declare(text, [entry("walk_network")], use=()).text
    assert made.startswith(text)
    assert "\n" not in made.replace("\r\n", "")
