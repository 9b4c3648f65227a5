"""Each page ends with a line that says which rows it rests on, and leads to the page Data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.fixtures.province_folder import rows_of_world, write_province
from tests.ui.conftest import PAGES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.conftest import Open, Page

PAGES_WITH_ANSWERS = [name for name in PAGES if name != "data"]


def foot(page: Page) -> str:
    """Return the words of the last link, without the escapes of Markdown."""
    *_, last = page.at.get("page_link")
    return re.sub(r"\\(.)", r"\1", last.proto.label)


@pytest.mark.parametrize("name", PAGES_WITH_ANSWERS)
def test_a_row_that_is_not_used_is_named_at_the_foot(
    opened: Open, tmp_path: Path, name: str
) -> None:
    rows = rows_of_world()["communities"]
    rows[3]["community_id"] = None
    folder = write_province(tmp_path / "p", rows={"communities": rows})
    page = opened(folder, name, lang="en")
    assert page.exceptions() == []
    assert "Layer communities: 1 of 4 rows not used (row 4: The row has no id" in foot(page)


def test_where_all_rows_are_used_the_foot_says_so(opened: Open, world_folder: Path) -> None:
    assert "rows of the layers behind this page are used" in foot(
        opened(world_folder, "overview", lang="en")
    )


def test_hazards_are_not_known_where_a_row_of_them_is_not_used(
    opened: Open, tmp_path: Path
) -> None:
    rows = rows_of_world()["hazard_zones"]
    rows[0]["hazard_level"] = "no such level"
    folder = write_province(tmp_path / "p", rows={"hazard_zones": rows})
    page = opened(folder, "gaps", lang="en", community="C003")
    assert "None in the layer" not in page.text()
    assert "Not known: rows of the layer are not used" in page.text()
