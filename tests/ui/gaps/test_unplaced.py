"""A community without a position on the pages: in the list, off the map, never yes or no."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.fixtures.province_folder import community, rows_of_world, write_province
from tests.ui.gaps.test_stop_and_fix import steps
from tests.ui.test_pages import card_facts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.conftest import Open

UNPLACED = community("C005", "บ้านไม่รู้ที่", "Ban Mai Ru Thi", None, population=70, zone_id="830102")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    communities = [*rows_of_world()["communities"], UNPLACED]
    return write_province(tmp_path / "p", rows={"communities": communities})


def test_it_is_listed_and_not_drawn(opened: Open, folder: Path) -> None:
    page = opened(folder, "gaps", lang="en")
    assert page.errors() == page.exceptions() == []
    table = page.tables()[0]
    assert table.loc["C005", "Position"] == "Not known"
    heading = table.columns[list(table.columns).index("Gap") + 1]
    assert table.loc["C005", heading] == "Not known: the position is not known"
    assert page.counts()["without_stop"] == "3"
    assert page.notes()["with_stop"] == "of 5 communities; of 1 the position is not known"
    drawn = json.dumps(page.maps()[0])
    assert "C004" in drawn
    assert "C005" not in drawn
    assert "Not known whether served" not in page.html()


@pytest.mark.parametrize(
    ("tongue", "position", "step"),
    [
        ("en", "Not known; it is not drawn on the map", "Find out where it lies"),
        ("th", "ไม่ทราบ จึงไม่ได้วาดบนแผนที่", "โปรดหาตำแหน่งของชุมชน"),
    ],
)
def test_its_card_says_what_is_known_and_what_to_do(
    opened: Open, folder: Path, tongue: str, position: str, step: str
) -> None:
    page = opened(folder, "gaps", lang=tongue, community="C005")
    assert page.exceptions() == []
    facts = card_facts(page)
    assert any(value.startswith(position) for value in facts.values())
    assert steps(page)[0].startswith(step)
    if tongue == "en":
        assert facts["SDG 11.2.1"].startswith("Not known: the position is not known")
        assert facts["Walk to the nearest stop"].startswith("not known, as the position is not")
        assert facts["Hazards at this place"].startswith("Not known")
        assert facts["Disaster plan"].startswith("Valid")
        assert "Nearest facilities on foot" not in facts
        assert "Straight line to a stop" not in facts


@pytest.mark.parametrize("view", ["list", "distances", "zones"])
@pytest.mark.parametrize("standard", ["sdg_11_2_1", "dg_regio", "ptal"])
def test_every_view_of_every_kind_of_standard_runs(
    opened: Open, folder: Path, view: str, standard: str
) -> None:
    page = opened(folder, "gaps", lang="th", view=view, standard=standard)
    assert page.errors() == page.exceptions() == []


@pytest.mark.parametrize("name", ["overview", "standards", "data", "proposals", "compare"])
def test_the_other_pages_run(opened: Open, folder: Path, name: str) -> None:
    page = opened(folder, name, lang="en")
    assert page.errors() == page.exceptions() == []
    if name == "overview":
        assert "5 communities; of 1 the position is not known" in page.text()
    if name == "data":
        assert "its stop, hazards and mangrove are not known" in page.words()
        assert "Position not known: Ban Mai Ru Thi." in page.text()
        assert "Not connected: Ban Ko." in page.text()
