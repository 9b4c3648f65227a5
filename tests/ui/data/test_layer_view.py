"""A layer to look at on the page Data: on the map, as rows, as files."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from geo_app.crs import DISPLAY_CRS
from geo_app.province import open_province
from geo_app.reports import tables
from geo_app.ui.data.layer_view import MOST_DRAWN, MOST_ROWS, geojson_of, table_of
from tests.fixtures.payloads import PAYLOADS
from tests.fixtures.province_folder import community, write_province

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.conftest import Open


def test_nothing_is_drawn_before_somebody_chooses(opened: Open, world_folder: Path) -> None:
    page = opened(world_folder, "data", lang="en")
    assert page.maps() == []


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_layer_can_be_looked_at(opened: Open, world_folder: Path, language: str) -> None:
    page = opened(world_folder, "data", lang=language)
    province = open_province(world_folder)
    for layer_id in province.catalogue.layers:
        page.at.selectbox(key="data_layer").set_value(layer_id).run()
        assert page.errors() == page.exceptions() == []
        frame = province.layer(layer_id).frame
        has_places = isinstance(frame, gpd.GeoDataFrame) and frame.geometry.notna().any()
        assert bool(page.maps()) == has_places, layer_id


def test_the_map_is_that_of_the_layer(opened: Open, world_folder: Path) -> None:
    page = opened(world_folder, "data", lang="en")
    page.at.selectbox(key="data_layer").set_value("hazard_zones").run()
    drawn = json.dumps(page.maps()[0])
    zones = open_province(world_folder).of_kind("hazard_zones")
    assert drawn.count("hazard_level") >= len(zones)


def test_files_hold_every_row(tmp_path: Path) -> None:
    rows = [community(f"C{n}", f"บ้าน {n}", f"Ban {n}", Point(n, 0)) for n in range(MOST_ROWS + 5)]
    frame = open_province(write_province(tmp_path / "p", rows={"communities": rows})).communities
    table = table_of(frame)
    assert len(table) == len(rows)
    degrees = frame.to_crs(DISPLAY_CRS).geometry
    assert table["lon"].to_numpy() == pytest.approx(degrees.x.to_numpy(), abs=1e-6)
    written = pd.read_csv(io.BytesIO(tables.to_csv(table)), encoding="utf-8-sig")
    assert len(written) == len(rows)
    again = gpd.read_file(io.BytesIO(geojson_of(frame)))
    assert list(again["community_id"]) == list(frame.index)
    assert again.crs.to_epsg() == 4326
    assert again.geometry.geom_equals_exact(degrees.reset_index(drop=True), 1e-6).all()


def test_a_map_of_some_rows_says_so(opened: Open, tmp_path: Path) -> None:
    rows = [community(f"C{n}", f"บ้าน {n}", f"Ban {n}", Point(n, n)) for n in range(MOST_DRAWN + 3)]
    page = opened(write_province(tmp_path / "p", rows={"communities": rows}), "data", lang="en")
    page.at.selectbox(key="data_layer").set_value("communities").run()
    assert f"The map shows the first {MOST_DRAWN:,} of {MOST_DRAWN + 3:,} rows." in page.text()


def test_a_row_without_a_place_stays_in_the_file(tmp_path: Path) -> None:
    rows = [community("C1", "ก", "A", Point(0, 0)), community("C2", "ข", "B", None)]
    frame = open_province(write_province(tmp_path / "p", rows={"communities": rows})).communities
    features = json.loads(geojson_of(frame))["features"]
    assert [feature["geometry"] is None for feature in features] == [False, True]
    assert len(table_of(frame)) == 2


def test_hostile_texts_are_texts(opened: Open, tmp_path: Path) -> None:
    rows = [
        community(f"C{n}", text, text, Point(100 * n, 0)) for n, text in enumerate(PAYLOADS[:40])
    ]
    page = opened(write_province(tmp_path / "p", rows={"communities": rows}), "data", lang="en")
    page.at.selectbox(key="data_layer").set_value("communities").run()
    assert page.exceptions() == []
    sent = json.dumps(page.maps()[0]["feature_group"])
    assert not re.search(r"<(script|img|svg|iframe|a)\b", sent)
