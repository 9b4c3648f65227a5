"""What is broken says so in one sentence; the rest of the page stays."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from shapely import LineString

from geo_app.ui.shared import map_view
from tests.fixtures.province_folder import FILES, rows_of_world, write_province
from tests.ui.conftest import OPTIONAL_KINDS, PAGES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.conftest import Open, Page


EMPTY_AT_FIRST = ("proposals", "compare")
"""Pages that show what people have saved, which here is nothing."""

NOTHING_SAVED = "No proposal has been saved yet."


def assert_one_sentence(page: Page, *words: str) -> None:
    """One readable message, with these words, and nothing of Python in it."""
    assert page.exceptions() == []
    assert len(page.errors()) == 1, page.errors()
    sentence = page.errors()[0]
    for word in words:
        assert word in sentence
    for trace in ("Traceback", "Error:", "Exception", 'File "', "\n", "None", "object at"):
        assert trace not in sentence


@pytest.mark.parametrize("name", PAGES)
def test_broken_hazards_leave_everything_else(opened: Open, tmp_path: Path, name: str) -> None:
    folder = write_province(tmp_path / "p", files={"hazard_zones.geojson": '{"type": "Fea'})
    page = opened(folder, name, lang="en")
    assert_one_sentence(page, "hazard_zones")
    if name == "data":
        assert len(page.tables()[0]) == 10
    elif name == "standards":
        assert page.shares()["sdg_11_2_1"] == "80.0%"
    elif name in EMPTY_AT_FIRST:
        assert NOTHING_SAVED in page.text()
    else:
        assert page.counts()["without_stop"] == "3"
        assert len(page.maps()) == 1


def test_broken_hazards_are_unknown_not_none(opened: Open, tmp_path: Path) -> None:
    folder = write_province(tmp_path / "p", files={"hazard_zones.geojson": "[]"})
    page = opened(folder, "gaps", lang="en", community="C001")
    assert set(page.tables()[0].filter(like="Hazards").iloc[:, 0]) == {"Not known"}
    assert "None in the layer" not in page.text()


def test_broken_plans_are_unknown_not_missing(opened: Open, tmp_path: Path) -> None:
    folder = write_province(tmp_path / "p", files={"disaster_plans.csv": "plan_id\nP1\n"})
    page = opened(folder, "gaps", lang="en")
    assert_one_sentence(page, "disaster_plans", "scope")
    assert page.counts()["no_plan"] == "?"


@pytest.mark.parametrize("kind", OPTIONAL_KINDS)
@pytest.mark.parametrize("name", PAGES)
def test_each_optional_layer_may_be_missing_from_the_folder(
    opened: Open, tmp_path: Path, kind: str, name: str
) -> None:
    folder = write_province(tmp_path / "p", files={FILES[kind]: None})
    page = opened(folder, name, lang="en")
    assert_one_sentence(page, kind, FILES[kind], "not there")
    assert page.title()
    if name in EMPTY_AT_FIRST:
        assert NOTHING_SAVED in page.text()
    else:
        assert page.counts() or page.tables()


BROKEN_COMMUNITIES = {
    "missing": None,
    "no table": "",
    "only a header": "community_id,name_th,x,y\n",
    "no id column": "name_th,x,y\nบ้าน,430000,870000\n",
    "ids twice": "community_id,name_th,x,y\nC1,ก,430000,870000\nC1,ข,430001,870000\n",
    "no number": "community_id,name_th,x,y\nC1,ก,far,870000\n",
    "not UTF-8": "community_id,name_th,x,y\nC1,บ้าน,430000,870000\n".encode("cp874"),
    "bytes": bytes(range(256)),
}


@pytest.mark.parametrize("fault", BROKEN_COMMUNITIES)
def test_without_communities_pages_say_so(opened: Open, tmp_path: Path, fault: str) -> None:
    folder = write_province(tmp_path / "p", files={"communities.csv": BROKEN_COMMUNITIES[fault]})
    for name in ("overview", "gaps", "standards"):
        page = opened(folder, name, lang="en")
        assert_one_sentence(page, "communities")
        assert page.title()
        # Nothing is counted where nobody knows who there is.
        assert page.counts() == {}


@pytest.mark.parametrize("fault", BROKEN_COMMUNITIES)
def test_without_communities_the_data_page_lists_every_layer(
    opened: Open, tmp_path: Path, fault: str
) -> None:
    folder = write_province(tmp_path / "p", files={"communities.csv": BROKEN_COMMUNITIES[fault]})
    page = opened(folder, "data", lang="en")
    assert_one_sentence(page, "communities")
    layers = page.tables()[0].set_index("Layer")
    assert len(layers) == 10
    assert layers.loc["Layer zones", "Rows used"] == 3
    assert layers.loc["Layer communities"].isna()["Rows used"]


def test_broken_buses_leave_the_data_page(opened: Open, tmp_path: Path) -> None:
    folder = write_province(tmp_path / "p", files={"transit/stops.txt": None})
    for name in PAGES:
        page = opened(folder, name, lang="en")
        assert_one_sentence(page, "stops.txt")
        assert page.title()
        assert page.counts() == {}
    assert len(opened(folder, "data", lang="en").tables()[0]) == 10


@pytest.mark.parametrize("name", ["overview", "gaps", "standards"])
def test_what_only_shows_between_layers_is_one_sentence(
    opened: Open, tmp_path: Path, name: str
) -> None:
    """Lines that call at stops, and no layer of stops: each file is fine for itself."""
    line = {"route_id": "B1", "name_th": "สาย 1", "headway_min": 20,
            "geometry": LineString([(0, 0), (1500, 0)])}  # fmt: skip
    folder = write_province(tmp_path / "p", rows={"bus_routes": [line]}, layers={"transit": None})
    assert_one_sentence(opened(folder, name, lang="en"), "B1", "bus_stops")


CATALOGUES = {
    "missing": None,
    "no TOML": "[province\nid = ",
    "empty": "",
    "not UTF-8": b"\xff\xfe\x00",
    "no layers": '[province]\nid="p"\ncode="83"\nname_th="ก"\nname_en="k"\n'
    'analysis_crs="EPSG:32647"\n',
    "CRS in degrees": '[province]\nid="p"\ncode="83"\nname_th="ก"\nname_en="k"\n'
    'analysis_crs="EPSG:4326"\n',
}


@pytest.mark.parametrize("tongue", ["th", "en"])
@pytest.mark.parametrize("fault", CATALOGUES)
def test_broken_catalogue_is_one_sentence_on_every_page(
    opened: Open, tmp_path: Path, fault: str, tongue: str
) -> None:
    folder = write_province(tmp_path / "p", files={"catalogue.toml": CATALOGUES[fault]})
    page = opened(folder, lang=tongue)
    assert_one_sentence(page)
    for name in PAGES:
        assert_one_sentence(page.go(name))


def test_folder_that_is_not_there_is_one_sentence(opened: Open, tmp_path: Path) -> None:
    page = opened(tmp_path / "nowhere", lang="en")
    assert_one_sentence(page, "nowhere", "catalogue.toml")


def test_method_of_any_bytes_is_shown_as_it_can_be_read(opened: Open, tmp_path: Path) -> None:
    method = "# วิธี\n\n![x](https://outside.example/a.png)".encode() + b"\xff\xfe\x80"
    page = opened(write_province(tmp_path / "p", files={"METHOD.md": method}), "data", lang="en")
    assert page.exceptions() == []
    assert any("# วิธี" in element.value for element in page.at.markdown)
    assert not any("![x]" in element.value for element in page.at.markdown)


def test_mended_file_is_read_without_a_restart(opened: Open, tmp_path: Path) -> None:
    folder = write_province(tmp_path / "p", files={"hazard_zones.geojson": "broken"})
    page = opened(folder, "gaps", lang="en")
    assert len(page.errors()) == 1
    write_province(folder)
    page.at.run()
    assert page.errors() == []


@pytest.mark.parametrize("tongue", ["th", "en"])
@pytest.mark.parametrize(("kept", "dropped"), [("name_th", "name_en"), ("name_en", "name_th")])
def test_names_in_one_language_serve_for_both(
    opened: Open, tmp_path: Path, kept: str, dropped: str, tongue: str
) -> None:
    rows = {
        kind: [{k: v for k, v in row.items() if k != dropped} for row in of_kind]
        for kind, of_kind in rows_of_world().items()
    }
    folder = write_province(tmp_path / "p", rows=rows, files={"transit/translations.txt": None})
    names = {row[kept] for row in rows["communities"]}
    page = opened(folder, lang=tongue)
    for name in PAGES:
        page = page.go(name)
        assert page.exceptions() == []
        assert page.errors() == []
    page = opened(folder, "gaps", lang=tongue, community="C002")
    assert page.card() == "C002"
    own = next(row[kept] for row in rows["communities"] if row["community_id"] == "C002")
    assert f"<h3>{own}</h3>" in page.html()
    assert names <= set(page.at.selectbox(key="community").options)
    assert "nan" not in page.text().split()
    assert "None" not in page.text().split()


def test_community_without_any_name_is_called_by_its_id(opened: Open, tmp_path: Path) -> None:
    rows = rows_of_world()["communities"]
    rows[1] |= {"name_th": None, "name_en": None}
    folder = write_province(tmp_path / "p", rows={"communities": rows})
    page = opened(folder, "gaps", lang="en", community="C002")
    assert "<h3>C002</h3>" in page.html()
    assert "C002" in page.at.selectbox(key="community").options


def test_missing_map_files_are_told(
    opened: Open, world_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_view, "VENDOR", tmp_path / "nothing here")
    page = opened(world_folder, "gaps", lang="en")
    assert page.exceptions() == []
    assert ["make setup" in warning.value for warning in page.at.warning] == [True]
    assert "cdn" in json.dumps(page.maps())
    # A file that would need the internet is not offered as one that does not.
    assert [b.proto.label for b in page.at.get("download_button")] == ["CSV", "Excel", "GeoJSON"]
