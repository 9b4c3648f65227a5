"""What a notebook shows, in a line each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from geo_app.analysis.access.question import Question
from geo_app.desk.desk import Desk
from geo_app.maps.assets import missing_files
from geo_app.notebook import (
    VENDOR,
    ShownMap,
    brief_of,
    explore,
    map_of_gaps,
    map_of_proposal,
)
from geo_app.proposals.baseline import build_baseline
from geo_app.proposals.evaluate import evaluate
from geo_app.words.translating import Language
from tests.fixtures.proposals import world_proposal
from tests.fixtures.province_folder import DAY

if TYPE_CHECKING:
    from pathlib import Path


def asked_elsewhere(html: str) -> list[str]:
    """Return the addresses outside the page that it would ask when it is opened."""
    return re.findall(r'(?:src|href)="(https?://[^"]*)"[^>]*(?:></script>|rel="stylesheet")', html)


@pytest.fixture(scope="module")
def evaluated(world):
    baseline = build_baseline(world, on=DAY)
    return evaluate(world_proposal(), baseline), baseline


def test_the_front_end_files_are_installed():
    assert missing_files(VENDOR) == []


@pytest.mark.parametrize("language", Language)
def test_gaps_are_a_map_that_needs_no_internet(world, language):
    shown = map_of_gaps(Desk(world), Question(), on=DAY, language=language)
    name = world.communities["name_th" if language is Language.THAI else "name_en"].iloc[0]
    assert name in shown.html
    assert asked_elsewhere(shown.html) == []
    assert f'<html lang="{language.value}">' in shown.html


@pytest.mark.parametrize(
    "rows", ["communities", "hazard_zones", "zones", "roads", "routes", "stops"]
)
def test_any_layer_can_be_explored(world, rows):
    shown = explore(world, rows, language=Language.ENGLISH)
    assert asked_elsewhere(shown.html) == []
    assert '"popup"' in shown.html


def test_some_rows_of_any_table_can_be_explored(world):
    few = world.communities.head(2)[["name_en", "geometry"]].to_crs(4326)
    shown = explore(world, few, language=Language.ENGLISH)
    drawn = shown.html.count('"popup"')
    assert drawn == 2


def test_a_proposal_is_a_map_and_two_pages(evaluated):
    found, baseline = evaluated
    assert found.proposal.name_th in map_of_proposal(found, baseline).html
    assert brief_of(found, baseline).startswith(b"%PDF")


def test_a_map_is_short_to_print_whole_to_show_and_can_be_kept(world, tmp_path: Path):
    shown = explore(world, "communities")
    assert len(repr(shown)) < 60
    assert shown._repr_html_().startswith("<iframe srcdoc=")
    kept = shown.save(tmp_path / "map.html")
    assert kept.read_text(encoding="utf-8") == shown.html


def test_a_frame_breaks_out_of_nothing():
    assert 'onload="' not in ShownMap('"><img onload="x">')._repr_html_()


def test_a_province_is_a_line_and_a_table_of_its_layers(world):
    assert (
        repr(world) == f"Province({world.spec.province_id}, {len(world.catalogue.layers)} layers)"
    )
    table = world._repr_html_()
    assert all(layer_id in table for layer_id in world.catalogue.layers)
