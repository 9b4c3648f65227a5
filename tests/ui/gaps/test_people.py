"""A number of people that cannot be true is shown with its doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fixtures.province_folder import rows_of_world, write_province

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.conftest import Open


def doubtful(folder: Path) -> Path:
    """Write a world whose first tambon has fewer people than one of its communities."""
    rows = rows_of_world()
    people = {"830101": 100.0, "830102": 99_999.0, "8301": 99_999.0}
    zones = [row | {"population": people[row["zone_id"]]} for row in rows["zones"]]
    first, *others = rows["communities"]
    return write_province(
        folder, rows={"zones": zones, "communities": [first | {"population": 5_000}, *others]}
    )


def test_a_card_doubts_a_number_above_its_zones(opened: Open, tmp_path: Path) -> None:
    page = opened(doubtful(tmp_path / "p"), "gaps", lang="en", community="C001")
    assert "5,000 people (more than the 100 of its whole zone: one of the two is wrong)" in (
        page.html()
    )


def test_the_data_page_names_the_zone(opened: Open, tmp_path: Path) -> None:
    text = opened(doubtful(tmp_path / "p"), "data", lang="en").words()
    assert "The communities of West have" in text
    assert "The communities of East have" not in text


def test_numbers_that_may_be_true_stand_alone(opened: Open, world_folder: Path) -> None:
    page = opened(world_folder, "gaps", lang="en", community="C001")
    assert "of its whole zone" not in page.html()
