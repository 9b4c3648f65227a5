"""Why somebody comes first on the overview: of the way to a stop only where a stop is lacking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from shapely import Point

from tests.fixtures.province_folder import community, rows_of_world, write_province

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.conftest import Open, Page


def urgent(page: Page) -> list[str]:
    return page.html().partition('class="ga-urgent">')[2].partition("</ol>")[0].split("</li>")[:-1]


def reason_of(page: Page, community_id: str) -> str:
    [line] = [line for line in urgent(page) if f"community={community_id}" in line]
    return line


@pytest.mark.parametrize("place", [None, Point(0, 0)], ids=["nowhere known", "beside a stop"])
def test_who_lacks_only_a_plan_is_not_said_to_lack_a_way(
    opened: Open, tmp_path: Path, place: Point | None
) -> None:
    rows = [*rows_of_world()["communities"], community("C9", "ใหม่", "New", place, zone_id="830101")]
    folder = write_province(
        tmp_path / "p",
        rows={"communities": rows},
        layers={"disaster_plans": {"status": "official"}},
    )
    why = reason_of(opened(folder, "overview", lang="en"), "C9")
    assert "No valid plan" in why
    assert "way" not in why
    assert "nearest" not in why


def test_who_lacks_a_stop_is_told_the_way(opened: Open, world_folder: Path) -> None:
    lines = urgent(opened(world_folder, "overview", lang="en"))
    assert lines
    assert all("to the nearest" in line or "no known way to a stop" in line for line in lines
               if "No stop" in line)  # fmt: skip
