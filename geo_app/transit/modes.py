"""What runs on a route, and whether it carries few or many."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import pandas as pd


class Mode(StrEnum):
    """What runs on a route."""

    BUS = "bus"
    TROLLEYBUS = "trolleybus"
    TRAM = "tram"
    METRO = "metro"
    RAIL = "rail"
    MONORAIL = "monorail"
    FERRY = "ferry"
    CABLE_TRAM = "cable_tram"
    AERIAL_LIFT = "aerial_lift"
    FUNICULAR = "funicular"
    AIR = "air"
    TAXI = "taxi"
    UNKNOWN = "unknown"


class Capacity(StrEnum):
    """How far people are taken to walk to it: 500 m to `low`, 1,000 m to `high`."""

    LOW = "low"
    HIGH = "high"


HIGH_CAPACITY = frozenset({Mode.METRO, Mode.RAIL, Mode.MONORAIL, Mode.FERRY})
"""Rail, metro and ferry as in the metadata of SDG 11.2.1; whatever else is low, the stricter."""

BASIC_TYPES = {
    0: Mode.TRAM,
    1: Mode.METRO,
    2: Mode.RAIL,
    3: Mode.BUS,
    4: Mode.FERRY,
    5: Mode.CABLE_TRAM,
    6: Mode.AERIAL_LIFT,
    7: Mode.FUNICULAR,
    11: Mode.TROLLEYBUS,
    12: Mode.MONORAIL,
}

EXTENDED_TYPES = {
    1: Mode.RAIL,
    2: Mode.BUS,
    3: Mode.RAIL,
    4: Mode.METRO,
    5: Mode.METRO,
    6: Mode.METRO,
    7: Mode.BUS,
    8: Mode.TROLLEYBUS,
    9: Mode.TRAM,
    10: Mode.FERRY,
    11: Mode.AIR,
    12: Mode.FERRY,
    13: Mode.AERIAL_LIFT,
    14: Mode.FUNICULAR,
    15: Mode.TAXI,
}
"""Modes by hundreds of the extended types (200 coach, 700 bus, 1000 boat and so on)."""

EXTENDED_MONORAIL = 405
FIRST_EXTENDED = 100


def modes(route_types: pd.Series) -> pd.Series:
    """
    Return what runs on each route.

    Parameters
    ----------
    route_types
        `route_type` of GTFS as text: the basic ones (0 to 12) or the extended.

    Returns
    -------
    mode
        One of `Mode`; `unknown` where the number means nothing.

    References
    ----------
    GTFS Schedule reference, routes.txt; Google, Extended GTFS route types.
    """
    numbers = pd.to_numeric(route_types, errors="coerce")
    hundreds = (numbers // FIRST_EXTENDED).where(numbers >= FIRST_EXTENDED)
    mode = numbers.map(BASIC_TYPES).astype(object)
    mode = mode.where(mode.notna(), hundreds.map(EXTENDED_TYPES))
    mode = mode.mask(numbers == EXTENDED_MONORAIL, Mode.MONORAIL)
    return mode.fillna(Mode.UNKNOWN).astype("str").rename("mode")


def capacity_classes(modes: pd.Series) -> pd.Series:
    """
    Return the class of each mode for SDG 11.2.1.

    Parameters
    ----------
    modes
        As `modes` returns them.

    Returns
    -------
    capacity_class
        `high` for rail, metro, monorail and ferry, else `low`.

    References
    ----------
    UN-Habitat (2021), metadata of SDG indicator 11.2.1.
    """
    is_high = modes.isin([str(mode) for mode in HIGH_CAPACITY])
    classes = np.where(is_high, str(Capacity.HIGH), str(Capacity.LOW))
    return pd.Series(classes, index=modes.index, dtype="str", name="capacity_class")
