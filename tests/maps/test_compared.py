"""Several proposals on one map: who gains under which, and lines that differ without colour."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from geo_app.maps.compared import LOOKS, OUTCOMES, RADIUS_PX, draw_communities, draw_lines, outcome
from geo_app.maps.subjects import Painter
from geo_app.proposals.baseline import build_baseline
from geo_app.proposals.changes.remove_route import RemoveRoute
from geo_app.proposals.evaluate import evaluate
from geo_app.proposals.proposals_compared import compare_proposals
from geo_app.province import open_province
from geo_app.words.translating import Language
from tests.fixtures.pages import properties
from tests.fixtures.proposals import world_proposal

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("effects", "word"),
    [
        (("gained", "gained"), "all"),
        (("gained", "none"), "some"),
        (("gained", "lost"), "mixed"),
        (("lost", "none"), "lost"),
        (("nearer", "further"), "other"),
    ],
)
def test_outcome_is_one_word(effects: tuple[str, ...], word: str) -> None:
    assert outcome(effects) == word
    assert word in OUTCOMES
    assert word in RADIUS_PX


def test_lines_differ_without_their_colour() -> None:
    assert len({dashes for _, dashes in LOOKS}) == len(LOOKS)
    assert len({colour for colour, _ in LOOKS}) == len(LOOKS)


def test_two_proposals_are_drawn_with_what_each_does(world_folder: Path) -> None:
    baseline = build_baseline(open_province(world_folder), on=DAY)
    first = world_proposal()
    route_id = str(baseline.network.routes.index[0])
    second = replace(first, changes=(RemoveRoute(route_id=route_id),))
    evaluations = {
        "A <b>x</b>": evaluate(first, baseline),
        "B": evaluate(second, baseline),
    }
    painter = Painter(Language.ENGLISH)
    (line,) = properties(draw_lines(evaluations, painter))
    assert line["look"] == 0
    assert "<b>x</b>" not in line["popup"]
    compared = compare_proposals(evaluations)
    points = baseline.communities.origins.geometry
    drawn = properties(draw_communities(compared.communities, list(evaluations), points, painter))
    under = {own["community_id"]: own["under"] for own in drawn}
    assert under["C001"] == "lost"
    assert under["C002"] == "some"
    assert "C004" not in under
