"""The kinds of DESIGN.md, with their columns."""

from __future__ import annotations

import pytest

from geo_app.schema import KINDS, Shape

DESIGN = {
    "zones": ("zone_id", {"level"}),
    "communities": ("community_id", set()),
    "disaster_plans": ("plan_id", {"scope", "scope_id", "adopted_on", "valid_until"}),
    "bus_routes": ("route_id", {"headway_min"}),
    "bus_stops": ("stop_id", set()),
    "hazard_zones": ("hazard_id", {"hazard_type", "hazard_level"}),
    "mangroves": ("mangrove_id", set()),
    "facilities": ("facility_id", {"facility_type"}),
    "walk_network": ("", set()),
    "roads": ("", set()),
    "land": ("", set()),
    "population": ("", {"population"}),
}


@pytest.mark.parametrize("name", DESIGN)
def test_a_kind_requires_what_the_design_says(name):
    id_column, required = DESIGN[name]
    assert (KINDS[name].id_column, set(KINDS[name].required)) == (id_column, required)


def test_the_design_and_the_schema_name_the_same_kinds():
    assert set(KINDS) == {*DESIGN, "transit", "waterways", "hazard_records"}


@pytest.mark.parametrize("name", [key for key, kind in KINDS.items() if kind.choices])
def test_an_allowed_value_is_written_once(name):
    for values in KINDS[name].choices.values():
        assert len(set(values)) == len(values)


def test_only_the_timetable_is_a_feed():
    assert [key for key, kind in KINDS.items() if Shape.FEED in kind.shapes] == ["transit"]
