"""Every text about Phuket's layers says the date and status of the catalogue, and no other."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import geopandas as gpd
import pytest

from geo_app.catalogue import Status
from geo_app.words.formats import format_date
from geo_app.words.labels import STATUS
from geo_app.words.translating import Language, translator

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "layers" / "phuket"
LAYERS = tomllib.loads((FOLDER / "catalogue.toml").read_text(encoding="utf-8"))["layers"]

REGISTERED = {2018: 410_211, 2021: 418_785}
"""Persons in the province on 31 December: Department of Provincial Administration."""

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
PAGE_TOUCHED = re.compile(r"April 2026|2026-04-17|17 Apr 2026|เม\.ย\. 2569|เมษายน 2569")
"""When the page of the district totals was touched; it was taken for their date once."""


def rows_of(path: Path) -> list[list[str]]:
    """Return the cells of every table of a Markdown file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "|" in line]


def row_about(path: Path, layer_id: str) -> list[str]:
    """Return the row that begins with a layer's id, with or without its count."""
    begins = re.compile(rf"`?{layer_id}`?(?: \(.*\))?$")
    (row,) = (row for row in rows_of(path) if begins.match(row[0]))
    return row


@pytest.mark.parametrize("layer_id", LAYERS)
def test_the_readme_says_date_and_status_of_the_catalogue(layer_id):
    *_, date, status = row_about(ROOT / "README.md", layer_id)
    stated = LAYERS[layer_id]
    # Of the coast a year is all that its source says.
    assert str(stated["date"]).startswith(date.removeprefix("compiled "))
    assert status.strip("*") == stated["status"]
    assert status.startswith("**") == Status(stated["status"]).is_marked


@pytest.mark.parametrize("layer_id", LAYERS)
def test_the_attribution_names_no_other_day(layer_id):
    date = row_about(FOLDER / "ATTRIBUTION.md", layer_id)[-1]
    days = {str(LAYERS[layer_id]["date"])}
    if layer_id == "zones":
        days.add(str(LAYERS["population"]["date"]))
    assert set(DAY.findall(date)) <= days
    if "not stated" in date:
        assert (
            "not stated" in LAYERS[layer_id]["source"] or "GeoNames" in LAYERS[layer_id]["source"]
        )


@pytest.mark.parametrize(
    ("page", "language"),
    [("phuket-access.md", Language.ENGLISH), ("phuket-access.th.md", Language.THAI)],
)
def test_the_report_names_each_layer_with_its_date_and_status(page, language):
    title = "title_th" if language is Language.THAI else "title_en"
    by_title = {row[0]: row for row in rows_of(ROOT / "docs" / page)}
    named = {key: layer for key, layer in LAYERS.items() if layer[title] in by_title}
    assert {"population", "zones", "transit", "communities"} <= set(named)
    translate = translator(language)
    for layer in named.values():
        _, date, status, source, *_rows = by_title[layer[title]]
        assert date == format_date(layer["date"], language)
        assert status.strip("*") == translate(STATUS[Status(layer["status"])])
        assert source == layer["source"]


def test_people_are_those_of_the_year_that_is_stated():
    zones = gpd.read_file(FOLDER / "zones.geojson")
    districts = zones[zones["level"] == "district"]
    (day,) = {str(date)[:10] for date in districts["population_date"]}
    assert day == str(LAYERS["population"]["date"])
    assert day.endswith("-12-31")
    assert districts["population"].sum() == REGISTERED[int(day[:4])]


def test_no_text_takes_the_day_of_a_page_for_the_day_of_its_figures():
    texts = [ROOT / "README.md", FOLDER / "ATTRIBUTION.md", FOLDER / "zones.geojson"]
    texts += (ROOT / "docs").glob("*.md")
    for text in texts:
        assert not PAGE_TOUCHED.search(text.read_text(encoding="utf-8")), text.name
    assert not PAGE_TOUCHED.search(str(LAYERS))
