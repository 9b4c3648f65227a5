"""A link to what is gone says so; it does not end at another place in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.conftest import Open


@pytest.mark.parametrize("key", ["community", "stop", "zone"])
@pytest.mark.parametrize(("tongue", "words"), [("th", "ลิงก์นี้ชี้ไปยัง"), ("en", "The link leads to")])
def test_what_a_link_names_and_nobody_has_is_said_once(
    opened: Open, world_folder: Path, key: str, tongue: str, words: str
) -> None:
    page = opened(world_folder, "gaps", lang=tongue, **{key: "GONE"})
    [warning] = [one.value for one in page.at.warning]
    assert words in warning
    assert "GONE" in warning
    assert key not in page.address()
    page.at.button_group(key="subject").set_value("plans").run()
    assert list(page.at.warning) == []


def test_who_is_there_is_no_loss(opened: Open, world_folder: Path) -> None:
    page = opened(world_folder, "gaps", lang="en", community="C001", stop="S1", zone="830101")
    assert list(page.at.warning) == []


def test_a_community_outside_the_chosen_zone_is_no_lost_one(
    opened: Open, world_folder: Path
) -> None:
    page = opened(world_folder, "gaps", lang="en", community="C001", zone="830102")
    assert list(page.at.warning) == []


@pytest.mark.parametrize("text", ["![x](https://outside.example/a.png)", "<b>$x$</b>", "a" * 5_000])
def test_what_the_link_says_is_shown_letter_by_letter(
    opened: Open, world_folder: Path, text: str
) -> None:
    page = opened(world_folder, "gaps", lang="en", community=text)
    [warning] = [one.value for one in page.at.warning]
    assert "![" not in warning
    assert "<b>" not in warning
    assert len(warning) < 400
