"""The colours while one drags are those that the engine gives when one lets go."""

from __future__ import annotations

import dataclasses

import pytest

from geo_app.analysis.access.question import Question
from geo_app.analysis.access.standards import StandardId
from geo_app.desk.desk import Desk
from geo_app.province import open_province
from geo_app.ui.gaps.previewing import previews_of
from tests.fixtures.province_folder import DAY
from tests.ui.conftest import PHUKET


@pytest.fixture(scope="module")
def desk():
    return Desk(open_province(PHUKET))


@pytest.mark.layers
@pytest.mark.parametrize("counted", [("stop",), ("stop", "plan")])
@pytest.mark.parametrize("metres", [100.0, 300.0, 550.0, 1_000.0, 1_300.0, 3_000.0])
def test_a_preview_is_what_the_engine_says_at_that_distance(desk, counted, metres):
    previews = previews_of(desk.ranked(Question(), DAY, counted), Question(), counted)
    assert len(previews) > 50
    asked = dataclasses.replace(Question(), walk_distance_m=metres)
    gaps = desk.ranked(asked, DAY, counted)["gap"]
    for community_id, (from_m, met, unmet) in previews.items():
        assert gaps[community_id] == (met if metres >= from_m else unmet), community_id


@pytest.mark.parametrize("standard", [StandardId.PTAL, StandardId.GHSCI_30])
def test_a_standard_that_asks_for_more_than_metres_has_no_preview(world, standard):
    question = Question(standard_id=standard)
    ranked = Desk(world).ranked(question, DAY, ("stop",))
    assert previews_of(ranked, question, ("stop",)) == {}


def test_where_stops_are_not_asked_about_there_is_none(world):
    ranked = Desk(world).ranked(Question(), DAY, ("plan",))
    assert previews_of(ranked, Question(), ("plan",)) == {}


def test_where_a_distance_does_not_say_it_there_is_none(world):
    """As where stops of rail, which reach further, serve somebody."""
    ranked = Desk(world).ranked(Question(), DAY, ("stop",)).copy()
    known = ranked.index[ranked["stop_value"].notna()][0]
    ranked.loc[known, "stop_value"] = 9_999.0
    ranked.loc[known, "stop_verdict"] = "met"
    assert previews_of(ranked, Question(), ("stop",)) == {}
