"""Walks of a province as it is are kept on disk by content; what is tried out is not."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from geo_app import searching
from geo_app.analysis.walks.nearest_stops import walking_distances
from geo_app.network import distance
from geo_app.network.walking import WalkingMethod, build_walking
from geo_app.stored import Store
from tests.fixtures.places import communities, roads, stops

ROAD = [(0, 0), (1_000, 0), (2_000, 0)]
VILLAGES = {"C1": (0, 40), "C2": (900, 40), "C3": (1_900, 40)}
STOPS = {"S1": (100, 0), "S2": (1_500, 0)}


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows with every search of the network."""
    made: list[int] = []

    def counted(*args: object, **options: object) -> object:
        made.append(1)
        return searching.dijkstra(*args, **options)

    spied = SimpleNamespace(dijkstra=counted, csr_array=searching.csr_array)
    monkeypatch.setattr(distance, "searching", spied)
    return made


def walks(store: Store | None, *, road=ROAD, at=STOPS, method="network", is_kept=True):
    """Measure in a walking network that is built anew, as the next process does."""
    walking = build_walking(roads(road), method=WalkingMethod(method), store=store)
    return walking_distances(communities(VILLAGES), stops(at), walking, is_kept=is_kept)


def test_the_next_process_reads_what_was_measured(tmp_path, searches):
    first = walks(Store(tmp_path))
    made = len(searches)
    assert made
    pd.testing.assert_frame_equal(walks(Store(tmp_path)), first)
    assert len(searches) == made
    pd.testing.assert_frame_equal(walks(None), first)


@pytest.mark.parametrize(
    "other",
    [
        {"road": [*ROAD, (2_500, 500)]},
        {"at": {"S1": (100, 0), "S2": (1_501, 0)}},
        {"at": {"S1": (100, 0)}},
        {"method": "estimated"},
    ],
)
def test_whatever_else_is_asked_is_measured(tmp_path, searches, other):
    walks(Store(tmp_path))
    made = len(searches)
    pd.testing.assert_frame_equal(walks(Store(tmp_path), **other), walks(None, **other))
    assert len(searches) > made


def test_what_is_tried_out_leaves_nothing_on_disk(tmp_path):
    walks(Store(tmp_path), is_kept=False)
    assert not list(tmp_path.glob("walks*"))


def test_a_damaged_file_is_measured_anew(tmp_path):
    first = walks(Store(tmp_path))
    (file,) = tmp_path.glob("walks-*.npz")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)
    pd.testing.assert_frame_equal(walks(Store(tmp_path)), first)


def test_a_folder_that_cannot_be_written_changes_nothing(tmp_path):
    taken = tmp_path / "taken"
    taken.write_text("A file stands where the folder should be.")
    pd.testing.assert_frame_equal(walks(Store(taken)), walks(None))


def test_a_few_dozen_are_kept(tmp_path):
    for metres in range(0, 1_400, 20):
        walks(Store(tmp_path), at={"S1": (metres, 0)})
    assert 16 < len(list(tmp_path.glob("walks-*.npz"))) <= 64
