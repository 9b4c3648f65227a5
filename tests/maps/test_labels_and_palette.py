"""Every coded value has words and a colour of its own."""

from __future__ import annotations

import re

import pytest

from geo_app.analysis.coverage import Gap
from geo_app.analysis.plans import PlanStatus
from geo_app.catalogue import Status
from geo_app.maps import labels, palette
from geo_app.network.walking import WalkingMethod
from geo_app.schema import FACILITY_TYPES, HAZARD_LEVELS, HAZARD_TYPES


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (labels.GAP, Gap),
        (labels.PLAN_STATUS, PlanStatus),
        (labels.STATUS, Status),
        (labels.HAZARD_TYPE, HAZARD_TYPES),
        (labels.HAZARD_LEVEL, HAZARD_LEVELS),
        (labels.FACILITY_TYPE, FACILITY_TYPES),
        (labels.WALKING_METHOD, WalkingMethod),
        (palette.GAP, Gap),
        (palette.GAP_RADIUS_PX, Gap),
        (palette.HAZARD, HAZARD_TYPES),
        (palette.HAZARD_OPACITY, HAZARD_LEVELS),
    ],
)
def test_every_value_has_its_own(words, values):
    assert list(words) == list(values)
    assert len(set(words.values())) == len(words)


def test_a_higher_hazard_is_drawn_stronger():
    opacities = [palette.HAZARD_OPACITY[level] for level in HAZARD_LEVELS]
    assert opacities == sorted(opacities)


@pytest.mark.parametrize(
    "colour", [*palette.GAP.values(), *palette.HAZARD.values(), *palette.ROUTES]
)
def test_a_colour_is_written_as_six_digits(colour):
    assert re.fullmatch(r"#[0-9a-f]{6}", colour)


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
