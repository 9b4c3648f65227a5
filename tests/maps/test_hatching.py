"""Hazards are told apart by lines: their angle says the type, their spacing the level."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from geo_app.maps import palette
from geo_app.maps.hatching import Hatching, hatch_style
from geo_app.maps.legend_drawing import hazard_entry, legend_html
from geo_app.schema import HAZARD_LEVELS, HAZARD_TYPES


@pytest.mark.parametrize("kind", HAZARD_TYPES)
@pytest.mark.parametrize("level", HAZARD_LEVELS)
def test_every_type_and_level_has_its_pattern_on_the_page(kind, level):
    fill = re.fullmatch(r"url\(#(.*)\)", hatch_style(kind, level)["fillColor"])
    assert fill is not None
    assert Hatching().patterns.count(f'id="{fill[1]}"') == 1


def test_no_two_types_have_lines_of_one_angle():
    assert list(palette.HATCH_ANGLE_DEG) == list(HAZARD_TYPES)
    angles = sorted(angle % 180 for angle in palette.HATCH_ANGLE_DEG.values())
    assert all(after - before >= 20 for before, after in pairwise(angles))


def test_the_higher_the_level_the_closer_the_lines():
    spacings = [palette.HATCH_SPACING_PX[level] for level in HAZARD_LEVELS]
    assert spacings == sorted(spacings, reverse=True)
    assert len(set(spacings)) == len(spacings)


def test_the_legend_shows_the_same_lines():
    entry = hazard_entry("tsunami", "high", label="Tsunami", status="indicative")
    html = legend_html([entry], translate=str)
    assert "repeating-linear-gradient(-135.0deg" in html
    assert f"transparent 1.3px {palette.HATCH_SPACING_PX['high']}px" in html
    assert palette.HAZARD["tsunami"] in html


def test_shares_of_people_have_no_hue_of_their_own():
    """Purple over purple could not be told apart: a share is grey, whatever lies on it."""
    for colour in palette.SHARE:
        red, green, blue = (colour[n : n + 2] for n in (1, 3, 5))
        assert red == green == blue
