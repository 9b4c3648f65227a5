"""What runs on a route and which class of SDG 11.2.1 it is of."""

from __future__ import annotations

import pandas as pd
import pytest

from geo_app.transit.modes import Capacity, Mode, capacity_classes, modes


def one(route_type):
    """Return mode and class of a route type."""
    found = modes(pd.Series([route_type], dtype="str"))
    return found.iloc[0], capacity_classes(found).iloc[0]


@pytest.mark.parametrize(
    ("route_type", "mode", "capacity"),
    [
        ("0", Mode.TRAM, Capacity.LOW),
        ("1", Mode.METRO, Capacity.HIGH),
        ("2", Mode.RAIL, Capacity.HIGH),
        ("3", Mode.BUS, Capacity.LOW),
        ("4", Mode.FERRY, Capacity.HIGH),
        ("5", Mode.CABLE_TRAM, Capacity.LOW),
        ("6", Mode.AERIAL_LIFT, Capacity.LOW),
        ("7", Mode.FUNICULAR, Capacity.LOW),
        ("11", Mode.TROLLEYBUS, Capacity.LOW),
        ("12", Mode.MONORAIL, Capacity.HIGH),
        ("100", Mode.RAIL, Capacity.HIGH),
        ("109", Mode.RAIL, Capacity.HIGH),
        ("200", Mode.BUS, Capacity.LOW),
        ("401", Mode.METRO, Capacity.HIGH),
        ("405", Mode.MONORAIL, Capacity.HIGH),
        ("704", Mode.BUS, Capacity.LOW),
        ("800", Mode.TROLLEYBUS, Capacity.LOW),
        ("900", Mode.TRAM, Capacity.LOW),
        ("1000", Mode.FERRY, Capacity.HIGH),
        ("1200", Mode.FERRY, Capacity.HIGH),
        ("1400", Mode.FUNICULAR, Capacity.LOW),
        ("1501", Mode.TAXI, Capacity.LOW),
    ],
)
def test_basic_and_extended_types_are_known(route_type, mode, capacity):
    assert one(route_type) == (mode, capacity)


@pytest.mark.parametrize("route_type", ["8", "50", "9900", "bus", None])
def test_a_type_that_means_nothing_is_unknown_and_of_the_stricter_class(route_type):
    assert one(route_type) == (Mode.UNKNOWN, Capacity.LOW)


def test_routes_keep_their_index():
    types = pd.Series(["3", "2"], index=["R1", "R2"], dtype="str")
    assert modes(types).to_dict() == {"R1": "bus", "R2": "rail"}
    assert capacity_classes(modes(types)).to_dict() == {"R1": "low", "R2": "high"}
