"""Every coded value has words of its own."""

from __future__ import annotations

import pytest

from geo_app.analysis.plans import PlanStatus
from geo_app.catalogue import Status
from geo_app.network.walking import WalkingMethod
from geo_app.schema import FACILITY_TYPES, HAZARD_LEVELS, HAZARD_TYPES
from geo_app.words import labels


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (labels.PLAN_STATUS, PlanStatus),
        (labels.STATUS, Status),
        (labels.HAZARD_TYPE, HAZARD_TYPES),
        (labels.HAZARD_LEVEL, HAZARD_LEVELS),
        (labels.FACILITY_TYPE, FACILITY_TYPES),
        (labels.WALKING_METHOD, WalkingMethod),
    ],
)
def test_every_value_has_its_own(words, values):
    assert list(words) == list(values)
    assert len(set(words.values())) == len(words)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (None, "Plan"),
        (Status.OFFICIAL, "Plan"),
        (Status.OPEN, "Plan"),
        (Status.INDICATIVE, "Plan [<indicative>]"),
        (Status.SYNTHETIC, "Plan [<example data>]"),
    ],
)
def test_a_word_carries_the_mark_of_doubtful_data(status, expected):
    assert labels.marked("Plan", status, lambda text: f"<{text}>") == expected
