"""A way to a server that waits no real time, and a look at a whole folder."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
import requests

from geo_app.fetch.overpass import OverpassSource
from geo_app.fetch.web import Patience, Web
from geo_app.intake.installing import WORK_NAME
from tests.fixtures.osm_map import hand_made_map, write_pbf
from tests.fixtures.overpass_server import serving
from tests.fixtures.province_folder import write_province

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.fixtures.overpass_server import Server

NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
TILE_DEG = 0.02
TILES = 12
"""The world's land is 8 x 5 km: 0.0727 x 0.0453 degrees, so four by three tiles."""


class Waits(list[float]):
    """Seconds that somebody would have slept."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


@pytest.fixture
def waits() -> Waits:
    """Return the waits so far."""
    return Waits()


@pytest.fixture
def web(waits: Waits) -> Iterator[Web]:
    """Return a way to servers that asks three times and sleeps no real time."""
    with requests.Session() as session:
        # What a computer has in its environment is no part of a test.
        session.trust_env = False
        patience = Patience(attempts=3, connect_s=5.0, silence_s=5.0)
        yield Web(session=session, patience=patience, sleep=waits)


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server that knows the hand-made map."""
    with serving(hand_made_map()) as running:
        yield running


@pytest.fixture
def overpass(server: Server, web: Web) -> OverpassSource:
    """Return that server as a source, asked in twelve tiles."""
    return OverpassSource(server=server.address, web=web, now=lambda: NOW, tile_deg=TILE_DEG)


@pytest.fixture(scope="session")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the hand-made map as a file; nobody changes it."""
    return write_pbf(tmp_path_factory.mktemp("pbf") / "map.osm.pbf", hand_made_map())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the world as a folder of the test's own."""
    return write_province(tmp_path / "province")


@pytest.fixture
def contents() -> Callable[[Path], dict[str, bytes]]:
    """Return a function that reads every file of a province but the work folder's."""
    return read_contents


def read_contents(folder: Path) -> dict[str, bytes]:
    """Return every file's bytes by its place, without the work folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and WORK_NAME not in path.relative_to(folder).parts
    }
