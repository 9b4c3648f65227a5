"""
The definitions of access to public transport, each with its threshold and source.

Every one asks something else of the same walks and the same timetable, so they
name different winners; `differs` says why in a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from geo_app.errors import mark
from geo_app.transit.headways import Window

if TYPE_CHECKING:
    from collections.abc import Mapping

HOUR_S = 3_600.0

WALK_SPEED_M_S = 80.0 / 60.0
"""4.8 km/h, 80 m a minute (PTAL)."""

OLDER_WALK_SPEED_M_S = 0.92
"""What 85 % of older people reach (TCRP 112 / NCHRP 562, 15th percentile)."""

LOW_CAPACITY_M, HIGH_CAPACITY_M = 500.0, 1_000.0
"""Walk to bus or tram, and to rail, metro or ferry (UN-Habitat 2021)."""

TCQSM_WALK_M = 400.0
"""A quarter of a mile to a bus stop (TCQSM)."""

ACCEPTABLE_SHARE = (0.75, 0.90)
"""Share of an urban area's people within 500 m that is acceptable (Urban Bus Toolkit)."""


class StandardId(StrEnum):
    """The definitions, as the command line and addresses name them."""

    SDG = "sdg_11_2_1"
    STRAIGHT_LINE = "straight_line"
    GHSCI_30 = "ghsci_30"
    GHSCI_20 = "ghsci_20"
    DG_REGIO = "dg_regio"
    PTAL = "ptal"
    PPIAF = "ppiaf"
    TCQSM = "tcqsm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """
    One definition of access.

    Attributes
    ----------
    title, definition, differs, unit
        English sentences marked for translation: its name, what it says, why it
        differs from SDG 11.2.1, the unit of its value.
    source
        Where the definition stands.
    walk_distance_m
        Its walking distance to a bus stop.
    is_adjustable
        Whether another walking distance may be tried; the answer is then no longer
        the standard's and says so.
    window
        The part of a weekday it looks at; None where no timetable is asked.
    classes
        Its classes from the worst to the best; empty for yes or no.
    """

    standard_id: StandardId
    title: str
    definition: str
    differs: str
    source: str
    unit: str
    walk_distance_m: float
    is_adjustable: bool = True
    window: Window | None = None
    classes: tuple[str, ...] = ()


DG_REGIO_CLASSES = ("none", "low", "medium", "high")
PTAL_BANDS = ("0", "1a", "1b", "2", "3", "4", "5", "6a", "6b")

METRES = mark("m on foot")


def _window(start_h: float, end_h: float) -> Window:
    return Window(start_s=start_h * HOUR_S, end_s=end_h * HOUR_S)


_ALL = (
    Standard(
        standard_id=StandardId.SDG,
        title=mark("SDG 11.2.1"),
        definition=mark(
            "A stop within 500 m along the streets (bus, tram), or 1,000 m (rail, metro, ferry)."
        ),
        differs=mark(
            "It asks only for a stop, so one with two buses a day counts like one with ten an hour."
        ),
        source="UN-Habitat, SDG indicator 11.2.1 metadata, 2021",
        unit=METRES,
        walk_distance_m=LOW_CAPACITY_M,
    ),
    Standard(
        standard_id=StandardId.STRAIGHT_LINE,
        title=mark("Straight line (upper bound)"),
        definition=mark(
            "A stop within 500 m as the crow flies (1,000 m to rail, metro or ferry): an upper "
            "bound of SDG 11.2.1, never the indicator itself."
        ),
        differs=mark(
            "It crosses rivers, walls and highways where people cannot, so it finds more people "
            "near a stop than can walk there."
        ),
        source="As published by several statistical offices (such as the ONS)",
        unit=mark("m in a straight line"),
        walk_distance_m=LOW_CAPACITY_M,
    ),
    Standard(
        standard_id=StandardId.GHSCI_30,
        title=mark("GHSCI, every 30 minutes"),
        definition=mark(
            "A stop within 500 m with a bus at least every 30 minutes on average, weekdays "
            "07:00-19:00, in its better direction."
        ),
        differs=mark("It leaves out stops with a bus less than every half hour."),
        source="Global Healthy and Sustainable City Indicators (Lancet Global Health, 2022)",
        unit=mark("m to a frequent stop"),
        walk_distance_m=LOW_CAPACITY_M,
        window=_window(7, 19),
    ),
    Standard(
        standard_id=StandardId.GHSCI_20,
        title=mark("GHSCI, every 20 minutes"),
        definition=mark(
            "A stop within 500 m with a bus at least every 20 minutes on average, weekdays "
            "07:00-19:00, in its better direction."
        ),
        differs=mark("It leaves out stops with a bus less than three times an hour."),
        source="Global Healthy and Sustainable City Indicators (Lancet Global Health, 2022)",
        unit=mark("m to a frequent stop"),
        walk_distance_m=LOW_CAPACITY_M,
        window=_window(7, 19),
    ),
    Standard(
        standard_id=StandardId.DG_REGIO,
        title=mark("EU DG REGIO classes"),
        definition=mark(
            "Departures an hour, weekdays 06:00-20:00, at the best group of stops within 5 minutes "
            "(400 m; rail 10 minutes, 800 m): high above 10, medium 4 to 10, low below 4."
        ),
        differs=mark(
            "It walks 5 minutes only, and counts departures of all routes together, so one busy "
            "corner beats several quiet stops."
        ),
        source="Poelman & Dijkstra, Measuring access to public transport in European cities, 2015",
        unit=mark("departures an hour"),
        walk_distance_m=5 * 60 * WALK_SPEED_M_S,
        is_adjustable=False,
        window=_window(6, 20),
        classes=DG_REGIO_CLASSES,
    ),
    Standard(
        standard_id=StandardId.PTAL,
        title=mark("PTAL"),
        definition=mark(
            "Index of walk and average wait, weekdays 08:15-09:15, over every route within 640 m "
            "(bus) or 960 m (rail); bands from 0 (none) to 6b (best)."
        ),
        differs=mark(
            "It looks at one morning hour and adds every route, so a second route raises it while "
            "a first bus after 09:15 counts for nothing."
        ),
        source="Transport for London, Assessing transport connectivity in London, 2015",
        unit=mark("PTAL index"),
        walk_distance_m=640.0,
        is_adjustable=False,
        window=_window(8.25, 9.25),
        classes=PTAL_BANDS,
    ),
    Standard(
        standard_id=StandardId.PPIAF,
        title=mark("World Bank / PPIAF"),
        definition=mark(
            "Share of people within 500 m of any stop; 75 to 90 % of an urban area's people is "
            "acceptable. Counted here in the whole province, its rural parts too."
        ),
        differs=mark(
            "It judges the area by one share: a place may pass while whole communities have "
            "nothing."
        ),
        source="World Bank / PPIAF, Urban Bus Toolkit",
        unit=METRES,
        walk_distance_m=LOW_CAPACITY_M,
    ),
    Standard(
        standard_id=StandardId.TCQSM,
        title=mark("TCQSM measures"),
        definition=mark(
            "A stop within 400 m; the headway of the best route there, weekdays 07:00-19:00, and "
            "the hours a day it runs. Measures, no letters."
        ),
        differs=mark(
            "It walks a quarter of a mile only, and shows how often and how long a bus runs "
            "instead of yes or no."
        ),
        source="TCRP Report 165, Transit Capacity and Quality of Service Manual, 3rd edition, 2013",
        unit=mark("minutes between buses"),
        walk_distance_m=TCQSM_WALK_M,
        window=_window(7, 19),
    ),
)

STANDARDS: Mapping[StandardId, Standard] = MappingProxyType(
    {standard.standard_id: standard for standard in _ALL}
)

BY_WALK = (StandardId.SDG, StandardId.PPIAF)
"""Standards whose answer is a walk to the nearest stop alone, whatever runs there."""

ANSWERED_BY_A_STOP = (*BY_WALK, StandardId.STRAIGHT_LINE, StandardId.TCQSM)
"""Standards that a new stop satisfies, however seldom a bus comes; others ask for more."""
