"""Who may walk where, and in which direction."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_app.fetch.walkable import OPEN_HIGHWAYS, RULES, closed_reason, oneway_on_foot


@pytest.mark.parametrize(
    ("tags", "is_open"),
    [
        ({"highway": "footway"}, True),
        ({"highway": "residential"}, True),
        ({"highway": "trunk"}, True),
        ({"highway": "track"}, True),
        ({"highway": "cycleway"}, True),
        ({"highway": "motorway"}, False),
        ({"highway": "motorway_link"}, False),
        ({"highway": "bus_guideway"}, False),
        ({"highway": "raceway"}, False),
        ({"highway": "motorway", "foot": "yes"}, True),
        ({"highway": "trunk", "motorroad": "yes"}, False),
        ({"highway": "trunk", "motorroad": "yes", "foot": "designated"}, True),
        ({"highway": "service", "access": "private"}, False),
        ({"highway": "service", "access": "no", "foot": "permissive"}, True),
        ({"highway": "service", "access": "destination"}, True),
        ({"highway": "service", "access": "customers"}, True),
        ({"highway": "primary", "foot": "no"}, False),
        ({"highway": "primary", "foot": "use_sidepath"}, False),
        ({"highway": "path", "foot": "discouraged"}, True),
        ({"highway": "construction", "foot": "yes"}, False),
        ({"highway": "proposed"}, False),
        ({"highway": "something_new"}, False),
    ],
)
def test_the_first_rule_that_fits_decides(tags, is_open):
    assert (closed_reason(tags) is None) is is_open


def test_every_closed_way_has_a_reason_of_its_own():
    reasons = [
        closed_reason(tags)
        for tags in (
            {"highway": "motorway"},
            {"highway": "path", "foot": "no"},
            {"highway": "path", "access": "private"},
            {"highway": "path", "motorroad": "yes"},
            {"highway": "construction"},
        )
    ]
    assert len(set(reasons)) == 5
    assert None not in reasons


@given(
    st.sampled_from(sorted(OPEN_HIGHWAYS)),
    st.dictionaries(st.sampled_from(["name", "lit", "surface", "oneway"]), st.text(max_size=5)),
)
def test_tags_that_say_nothing_of_walking_close_no_way(highway, others):
    assert closed_reason({**others, "highway": highway}) is None


def test_no_value_opens_and_closes_a_way():
    seen: dict[tuple[str, str], bool] = {}
    for rule in RULES:
        for value in rule.values:
            assert seen.setdefault((rule.key, value), rule.is_open) is rule.is_open


@pytest.mark.parametrize(
    ("tags", "oneway"),
    [
        ({"highway": "residential", "oneway": "yes"}, None),
        ({"highway": "footway"}, None),
        ({"highway": "footway", "oneway": "yes"}, "yes"),
        ({"highway": "path", "oneway": "1"}, "yes"),
        ({"highway": "pedestrian", "oneway": "reverse"}, "-1"),
        ({"highway": "footway", "oneway": "no"}, None),
        ({"highway": "residential", "oneway:foot": "yes"}, "yes"),
        ({"highway": "residential", "oneway:foot": "-1"}, "-1"),
        ({"highway": "footway", "oneway": "yes", "oneway:foot": "no"}, None),
        ({"highway": "steps", "conveying": "forward"}, "yes"),
        ({"highway": "steps", "conveying": "backward"}, "-1"),
        ({"highway": "steps", "conveying": "reversible"}, None),
        ({"highway": "steps", "conveying": "forward", "oneway": "-1"}, "yes"),
        ({"highway": "cycleway", "oneway": "yes"}, None),
        ({"highway": "footway", "oneway": "alternating"}, None),
    ],
)
def test_only_what_binds_people_on_foot_is_a_oneway(tags, oneway):
    assert oneway_on_foot(tags) == oneway
