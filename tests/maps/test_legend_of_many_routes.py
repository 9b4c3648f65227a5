"""The legend names routes one by one up to ten, and by colour beyond."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from shapely import LineString

from geo_app.maps.legend_entries import gaps_legend
from geo_app.province import open_province
from geo_app.transit.buses import build_bus_network
from geo_app.words.translating import Language
from tests.fixtures.province_folder import write_province

if TYPE_CHECKING:
    from pathlib import Path


def legend(folder: Path, routes: int, **more: str) -> str:
    lines = [
        {"route_id": f"L{number}", "name_en": f"Line {number}", "headway_min": 30,
         "stop_policy": "hail_and_ride", "geometry": LineString([(0, 0), (100 + number, 900)]),
         **({"colour": f"#{number:06x}"} if "many" in more else {})}
        for number in range(routes)
    ]  # fmt: skip
    rows = {"bus_routes": lines, "bus_stops": None}
    province = open_province(write_province(folder, rows=rows, layers={"transit": None}))
    return gaps_legend(province, build_bus_network(province), ["routes"], language=Language.ENGLISH)


@pytest.mark.parametrize("routes", [1, 10])
def test_few_routes_are_named_one_by_one(tmp_path: Path, routes: int) -> None:
    html = legend(tmp_path / "p", routes)
    assert len(re.findall(r"Line \d+", html)) == routes
    assert "<details" not in html


def test_many_routes_are_named_by_colour(tmp_path: Path) -> None:
    html = legend(tmp_path / "p", 120)
    assert len(re.findall(r"Line \d+", html)) < 10
    counts = [int(count) + 1 for count in re.findall(r"and (\d+) more routes", html)]
    assert sum(counts) == 120


def test_routes_of_many_colours_are_folded(tmp_path: Path) -> None:
    html = legend(tmp_path / "p", 120, many="yes")
    assert "<details" in html
    assert "114 more routes in other colours, 20 of them named here" in html
