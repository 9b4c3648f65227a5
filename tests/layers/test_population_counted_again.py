"""Phuket's people counted a second time, from the raw files and by code that shares nothing."""

from __future__ import annotations

import csv
import json
import math
from collections import Counter
from pathlib import Path

import pyproj
import pytest

from geo_app.analysis.access.question import Question
from geo_app.desk.desk import Desk
from geo_app.province import open_province
from tests.fixtures.province_folder import DAY

FOLDER = Path(__file__).parents[2] / "layers" / "phuket"
LAST_DAY = "2021-12-31"
NEAR_M = 500.0
PROVINCE = {"2018-12-31": 410_211, LAST_DAY: 418_785}
"""As the Department of Provincial Administration sums up the whole province."""


def rows_of(*parts: str) -> list[dict[str, str]]:
    with FOLDER.joinpath(*parts).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def registered() -> dict[tuple[str, str], int]:
    rows = rows_of("population_by_year.csv")
    return {(row["date"], row["zone_id"]): int(row["population"]) for row in rows}


def test_the_cells_of_each_tambon_are_its_registered_people(registered):
    cells: Counter[str] = Counter()
    for row in rows_of("population.csv"):
        cells[row["zone_id"]] += int(row["population"])
    assert cells == {zone: n for (date, zone), n in registered.items() if date == LAST_DAY}


def test_zones_say_what_the_table_says(registered):
    document = json.loads((FOLDER / "zones.geojson").read_text(encoding="utf-8"))
    zones = [feature["properties"] for feature in document["features"]]
    for zone in zones:
        assert zone["population_date"] == LAST_DAY
        people = sum(
            n for (date, tambon), n in registered.items()
            if date == LAST_DAY and tambon.startswith(zone["zone_id"])
        )  # fmt: skip
        assert zone["population"] == people


def test_years_are_whole(registered):
    dates = Counter(date for date, _ in registered)
    assert set(dates.values()) == {17}
    years = {int(date[:4]) for date in dates}
    assert set(range(1993, 2022)) - years == {2015, 2016}
    for date, people in PROVINCE.items():
        assert sum(n for (day, _), n in registered.items() if day == date) == people


def test_people_near_a_stop_as_the_crow_flies():
    to_metres = pyproj.Transformer.from_crs(4326, 32647, always_xy=True).transform
    stops = [
        to_metres(float(row["stop_lon"]), float(row["stop_lat"]))
        for row in rows_of("transit", "stops.txt")
    ]
    near = 0
    for row in rows_of("population.csv"):
        x, y = to_metres(float(row["lon"]), float(row["lat"]))
        if any(math.hypot(x - a, y - b) <= NEAR_M for a, b in stops):
            near += int(row["population"])
    desk = Desk(open_province(FOLDER))
    served = desk.shares(Question(standard_id="straight_line"), DAY).of_all
    assert served["population_served"] == near > 0
