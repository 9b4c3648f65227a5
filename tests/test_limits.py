"""Every limit of the table through its door: N-1 and N go in, N+1 gets one sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from geo_app import limits
from geo_app.proposals.check import check_proposal
from geo_app.proposals.document.proposal_reading import read_proposal
from geo_app.sketches.loading import load_drawing
from geo_app.ui.route_editor.accepting import mirrored
from geo_app.ui.route_editor.bundle import editor_module
from tests.fixtures.limit_doors import DOORS, LINE, Door, features, geometry, raised
from tests.proposals.world import baseline_of, degrees, plain, proposal, route, stops

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo_app.proposals.baseline import Baseline
    from geo_app.province import Province


ELSEWHERE = {"UNDO_STEPS", "CHANGES", "PROPOSAL_BYTES"}
"""Limits with a test of their own below, since they need a folder, a world or no sentence."""

LESS = {
    "FILE_VERTICES": 40,
    "DRAWING.file_bytes": 400,
    "DRAWING.zip_files": 7,
    "DRAWING.unpacked_bytes": 2_000,
    "DRAWING.brackets": 50,
    "DRAWING.commas": 50,
    "DRAWING.tags": 50,
    "DRAWING.attributes": 50,
    "CHANGES": 3,
    "PROPOSAL_BYTES": 4_000,
    **{
        f"{room}.{part}": most
        for room in ("DRAWING", "LAYER")
        for part, most in {"zip_ratio": 7, "table_bytes": 2_000, "rows": 9}.items()
    },
    "LAYER.file_bytes": 400,
    "LAYER.zip_files": 12,
    "LAYER.unpacked_bytes": 9_000,
    "LAYER.brackets": 50,
    "LAYER.commas": 50,
    "LAYER.tags": 50,
    "LAYER.attributes": 50,
}
"""Limits that a test would take long to reach are lowered; the door reads them all the same."""


@pytest.fixture
def walk(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Door], None]:
    """Return what walks a limit through a door, lowered where it is far away."""

    def lower(name: str) -> int:
        room, _, part = name.partition(".")
        value = getattr(limits, room)
        if name not in LESS:
            return int(getattr(value, part) if part else value)
        most = LESS[name]
        monkeypatch.setattr(limits, room, replace(value, **{part: most}) if part else most)
        return most

    return lambda name, door: go_through(door, lower(name))


def go_through(door: Door, most: int) -> None:
    assert [door(most - 1), door(most)] == [None, None]
    refusal = door(most + 1)
    assert refusal
    assert refusal.endswith(".")


CASES = [(name, door) for name, doors in DOORS.items() for door in doors]


@pytest.mark.parametrize(
    ("name", "door"), CASES, ids=[f"{name}-{number}" for number, (name, _) in enumerate(CASES)]
)
def test_just_enough_goes_in_and_one_more_gets_a_sentence(walk, name: str, door: Door) -> None:
    walk(name, door)


def test_every_limit_of_the_table_has_a_door_that_is_tested() -> None:
    assert set(limits.table()) == set(DOORS) | ELSEWHERE


def test_every_limit_says_what_it_counts_and_why() -> None:
    for name, limit in limits.table().items():
        assert limit > 0, name
        assert limit.unit, name
        assert limit.why, name


@pytest.fixture(scope="module")
def baseline(world: Province) -> Baseline:
    return baseline_of(world)


def test_changes(walk, baseline: Baseline) -> None:
    def door(n: int) -> str | None:
        some = [plain("remove_route", route_id=f"X{number}") for number in range(n)]
        problems = check_proposal(proposal(*some), baseline)
        told = [problem for problem in problems if problem.code == "too_many_changes"]
        return str(told[0]) if told else None

    walk("CHANGES", door)


def test_corners_of_a_checked_line(walk, baseline: Baseline) -> None:
    def door(n: int) -> str | None:
        ends = degrees([(0, 480), (2500, 480)])
        line = route()
        line["geometry"]["coordinates"] = [
            ends[0],
            *[[ends[0][0] + number * 1e-7, ends[0][1]] for number in range(1, n - 1)],
            ends[1],
        ]
        problems = check_proposal(proposal(line, *stops()), baseline)
        told = [problem for problem in problems if problem.code == "too_many_vertices"]
        return str(told[0]) if told else None

    walk("VERTICES", door)


def test_bytes_of_a_proposals_file(walk, tmp_path: Path) -> None:
    def door(n: int) -> str | None:
        path = tmp_path / "a.geojson"
        path.write_bytes(json.dumps(features(route(), *stops())).encode().ljust(n))
        return raised(lambda: read_proposal(path))

    walk("PROPOSAL_BYTES", door)


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_of_undo_the_newest_steps_are_kept(more: int) -> None:
    history = None
    states = [{"line": [[number, 0]], "stops": [], "fields": {}} for number in range(102 + more)]
    for before, after in pairwise(states):
        history = mirrored(history, before, after)
    assert history is not None
    assert history["undo"] == states[:-1][-limits.UNDO_STEPS :]


def test_a_name_in_a_drawing_that_is_shortened_is_told() -> None:
    for n, codes in ((199, []), (200, []), (201, ["long_names"])):
        point = geometry("Point", LINE[0]) | {"properties": {"name": "ช" * n}}
        read = load_drawing(json.dumps(features(point)).encode(), name="a.geojson")
        assert [finding.code for finding in read.notes] == codes


def test_the_browser_is_handed_the_same_numbers_and_has_none_of_its_own() -> None:
    assert limits.for_browser() == {
        "vertices": limits.VERTICES,
        "stops": limits.STOPS,
        "steps": limits.UNDO_STEPS,
    }
    module = editor_module()
    assert "limits: data.limits" in module
    assert not any(text in module for text in ("MAX_STEPS", "10000", "10_000"))
