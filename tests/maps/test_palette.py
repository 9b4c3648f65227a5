"""Every coded value has a colour of its own."""

from __future__ import annotations

import re

import pytest

from geo_app.analysis.ranking import Gap
from geo_app.indicators.listing import IDS
from geo_app.maps import palette
from geo_app.schema import HAZARD_LEVELS, HAZARD_TYPES

GAPS = (Gap.BOTH, *IDS, Gap.NONE)


@pytest.mark.parametrize(
    ("colours", "values"),
    [
        (palette.GAP, GAPS),
        (palette.GAP_RADIUS_PX, GAPS),
        (palette.HAZARD, HAZARD_TYPES),
        (palette.HAZARD_OPACITY, HAZARD_LEVELS),
    ],
)
def test_every_value_has_its_own(colours, values):
    assert list(colours) == list(values)
    assert len(set(colours.values())) == len(colours)


def test_a_higher_hazard_is_drawn_stronger():
    opacities = [palette.HAZARD_OPACITY[level] for level in HAZARD_LEVELS]
    assert opacities == sorted(opacities)


@pytest.mark.parametrize(
    "colour", [*palette.GAP.values(), *palette.HAZARD.values(), *palette.ROUTES]
)
def test_a_colour_is_written_as_six_digits(colour):
    assert re.fullmatch(r"#[0-9a-f]{6}", colour)
