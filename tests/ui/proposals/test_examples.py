"""Whoever has never drawn a route can look at one first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo_app.store.addresses import DATABASE_VARIABLE, url_of_file
from geo_app.store.opening import open_store
from tests.ui.conftest import PHUKET

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.conftest import Open


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = url_of_file(tmp_path / "people.sqlite")
    monkeypatch.setenv(DATABASE_VARIABLE, url)
    open_store(url).close()


@pytest.mark.layers
def test_phukets_example_opens_with_its_numbers(opened: Open) -> None:
    page = opened(PHUKET, "proposals", lang="en", on="2026-11-23")
    page.at.button(key="example_panwa").click().run()
    assert not page.exceptions()
    assert int(page.counts()["people_gained"].replace(",", "")) > 10_000
    assert page.errors() == []


def test_a_province_without_examples_offers_none(opened: Open, world_folder: Path) -> None:
    page = opened(world_folder, "proposals", lang="en")
    assert not any(str(button.key).startswith("example_") for button in page.at.button)
