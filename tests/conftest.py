"""Fixtures that every test may ask for; the world itself stands in fixtures/province_folder.py."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from geo_app.analysis import coverage
from tests.fixtures.province_folder import DAY, write_province
from tests.fixtures.shared import opened_for_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from geo_app.province import Province

# The same examples on every run; `pytest --hypothesis-profile=search` looks for new ones.
settings.register_profile("checks", deadline=None, derandomize=True, max_examples=30)
settings.register_profile("search", deadline=None, max_examples=1_000, print_blob=True)
settings.load_profile("checks")

REPOSITORY = Path(__file__).parents[1]

# No test rests on a font of this machine; Chromium reads this on Linux, child processes too.
os.environ["FONTCONFIG_FILE"] = str(REPOSITORY / "tests" / "fixtures" / "fonts" / "fonts.conf")


@pytest.fixture(scope="session")
def repository() -> Path:
    """Return the folder that holds geo_app, layers and README."""
    return REPOSITORY


@pytest.fixture(scope="session")
def world_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the world as a folder; nobody writes into it."""
    return write_province(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="session")
def world(world_folder: Path) -> Iterator[Province]:
    """Return the world as a province; nobody changes it, or the session fails."""
    with opened_for_all(world_folder) as province:
        yield province


@pytest.fixture(scope="session")
def world_gaps(world: Province) -> gpd.GeoDataFrame:
    """Return what each community of the world lacks, with 500 m on foot."""
    return coverage.gaps(world, walk_distance_m=500, on=DAY)


@pytest.fixture(scope="session")
def phuket(repository: Path) -> Iterator[Province]:
    """Return Phuket's own layers; nobody changes them, or the session fails."""
    with opened_for_all(repository / "layers" / "phuket") as province:
        yield province
