"""
Every choice of a session: its key, its default, and how it stands in the address.

The address is read once, when a session begins, and written after every run.
So a link restores the view, and nothing else can change a choice behind
somebody's back. (Streamlit's own binding writes translated labels into the
address, which mean nothing in the other language.)
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo_app import thai_time
from geo_app.analysis.access.standards import STANDARDS, Standard, StandardId
from geo_app.analysis.ranking import Gap
from geo_app.indicators import listing
from geo_app.proposals.running.operating import Rates
from geo_app.quality.clock import HOUR_S, MINUTE_S
from geo_app.spelling.ids import id_of
from geo_app.transit.calendar import DayType
from geo_app.transit.headways import Window, read_window
from geo_app.units import format_clock
from geo_app.words.translating import Language

if TYPE_CHECKING:
    from collections.abc import Callable

LANGUAGE = "lang"
STANDARD = "standard"
WALK_DISTANCE_M = "walk_m"
DAY_TYPE = "day_type"
WINDOW = "window"
DAY = "on"
GAP = "gap"
ZONE = "zone"
COUNTED = "counted"
COUNTED_UNASKED = "counted_unasked"
"""What counts until somebody chooses: what the data of the province allow."""

LAYERS = "layers"
BASE = "base"
COMMUNITY = "community"
STOP = "stop"
VIEW = "view"
PROPOSAL = "proposal"
DRAFT = "draft"
PART = "part"
COMPARE = "compare"
RATES = "rates"

GAPS_MAP = "gaps_map"
GAPS_LIST = "gaps_list"
SUBJECT = "subject"
SHORT_LIST = "short_list"
LIST_TURN = "list_turn"
OVERVIEW_MAP = "overview_map"

# What is being edited on the page Proposals; the store keeps it, the session holds it.
PROPOSAL_EDITED = "proposal_edited"
PROPOSAL_UNKEPT = "proposal_unkept"
PROPOSAL_NOTICE = "proposal_notice"
PROPOSAL_CONFLICT = "proposal_conflict"
PROPOSAL_BEGUN = "proposal_begun"
PROPOSAL_STEPS = "proposal_steps"
PROPOSAL_PIN = "proposal_pin"
PROPOSAL_PICK = "proposal_pick"
PROPOSAL_AUTHOR = "proposal_author"
PROPOSAL_LIST = "proposal_list"
ROUTE_EDITOR = "route_editor"
PROPOSE = "propose_from_card"
"""Set where somebody asks to go on with a fix as a proposal."""


BROWSER_SECRET = "browser_secret"

MIN_WALK_M, MAX_WALK_M, STEP_WALK_M = 100, 3_000, 50
QUARTER_S = 15 * MINUTE_S
LAST_QUARTER = int(28 * HOUR_S / QUARTER_S)
"""Windows may end at 28:00: a trip after midnight belongs to the day before."""

MIN_DAY, MAX_DAY = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
EVERYWHERE = "all"
EXPOSED = "exposed"
"""Of a hazard zone and without a valid plan."""

GAPS = (EVERYWHERE, *listing.IDS, EXPOSED, Gap.BOTH.value, Gap.NONE.value)
VIEWS = ("list", "distances", "zones")
MAP_LAYERS = (
    "share", "stops", "routes", "hazards", "records", "mangroves", "zones", "facilities",
)  # fmt: skip
FIRST_LAYERS = ("share", "stops", "routes", "hazards", "mangroves", "zones")
OVERVIEW_LAYERS = ("stops", "routes", "hazards", "mangroves", "zones")
BASES = ("local", "online")
PROPOSAL_PARTS = (
    "service",
    "stops",
    "communities",
    "crossings",
    "changes",
    "rates",
    "comments",
    "history",
    "hand_over",
)
"""What stands below the map of an open proposal."""

TOKEN = re.compile(r"[0-9a-f]{32}([0-9a-f]{32})?")
"""Of a draft; those kept before drafts had a maker are half as long."""

MAX_COMPARED = 6
BETWEEN_IDS = "~"
"""Stands between ids in the address: ids of proposals hold hyphens."""

NO_LAYER = "none"
STARTED = "started"


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice that the address keeps; `parse` raises ValueError for what is none."""

    key: str
    default: Callable[[], Any]
    parse: Callable[[str], Any]
    write: Callable[[Any], str] = str


def _one_of(values: tuple[str, ...]) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in values:
            raise ValueError(text)
        return text

    return parse


def _walk_distance(text: str) -> int:
    steps = round((int(text) - MIN_WALK_M) / STEP_WALK_M)
    return min(max(MIN_WALK_M + steps * STEP_WALK_M, MIN_WALK_M), MAX_WALK_M)


def _day(text: str) -> dt.date:
    return min(max(dt.date.fromisoformat(text), MIN_DAY), MAX_DAY)


def _zone(text: str) -> str:
    return id_of(text) or EVERYWHERE


def _layers(text: str) -> list[str]:
    return [layer for layer in MAP_LAYERS if layer in text.split("-")]


def _write_layers(layers: list[str]) -> str:
    return "-".join(layers) or NO_LAYER


def _counted(text: str) -> list[str]:
    counted = list(listing.in_order(text.split("-")))
    if not counted and text != NO_LAYER:
        raise ValueError(text)
    return counted


def _token(text: str) -> str:
    if TOKEN.fullmatch(text) is None:
        raise ValueError(text)
    return text


def _ids(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in text.split(BETWEEN_IDS) if part))[:MAX_COMPARED]


def _rates(text: str) -> Rates:
    hour, kilometre, vehicle, days, layover, spare = text.split(BETWEEN_IDS)
    return Rates(
        vehicle_hour_thb=float(hour),
        vehicle_km_thb=float(kilometre),
        peak_vehicle_thb_per_day=float(vehicle),
        days_per_year=int(days),
        layover_share=float(layover),
        spare_share=float(spare),
    )


def _write_rates(rates: Rates) -> str:
    return BETWEEN_IDS.join(f"{value:g}" for value in astuple(rates))


def chosen_standard() -> Standard:
    """Return the standard that is chosen."""
    return STANDARDS[StandardId(st.session_state.get(STANDARD, StandardId.SDG))]


def quarters(window: Window) -> tuple[str, str]:
    """
    Write a window's ends as the slider's labels.

    Parameters
    ----------
    window
        In whole quarters of an hour.
    """
    return format_clock(window.start_s), format_clock(window.end_s)


def _own_walk_distance() -> int:
    return int(chosen_standard().walk_distance_m)


def _window(text: str) -> tuple[str, str] | None:
    """Read a window and put it on the slider's scale; the standard's own one is none."""
    asked = read_window(text)
    ends = [min(round(at / QUARTER_S), LAST_QUARTER) for at in (asked.start_s, asked.end_s)]
    if ends[0] >= ends[1]:
        raise ValueError(text)
    window = Window(start_s=ends[0] * QUARTER_S, end_s=ends[1] * QUARTER_S)
    return None if window == chosen_standard().window else quarters(window)


# The standard stands before the choices whose default it decides.
CHOICES = (
    Choice(LANGUAGE, lambda: Language.THAI.value, _one_of(tuple(Language))),
    Choice(STANDARD, lambda: StandardId.SDG.value, _one_of(tuple(StandardId))),
    Choice(WALK_DISTANCE_M, _own_walk_distance, _walk_distance),
    Choice(DAY_TYPE, lambda: DayType.WEEKDAY.value, _one_of(tuple(DayType))),
    Choice(WINDOW, lambda: None, _window, "-".join),
    Choice(DAY, thai_time.today, _day),
    Choice(GAP, lambda: EVERYWHERE, _one_of(GAPS)),
    Choice(ZONE, lambda: EVERYWHERE, _zone),
    Choice(COUNTED, lambda: st.session_state.get(COUNTED_UNASKED), _counted, _write_layers),
    Choice(LAYERS, lambda: list(FIRST_LAYERS), _layers, _write_layers),
    Choice(BASE, lambda: BASES[0], _one_of(BASES)),
    Choice(COMMUNITY, lambda: None, id_of),
    Choice(STOP, lambda: None, id_of),
    Choice(VIEW, lambda: VIEWS[0], _one_of(VIEWS)),
    Choice(PROPOSAL, lambda: None, str),
    Choice(DRAFT, lambda: None, _token),
    Choice(PART, lambda: PROPOSAL_PARTS[0], _one_of(PROPOSAL_PARTS)),
    Choice(COMPARE, tuple, _ids, BETWEEN_IDS.join),
    Choice(RATES, Rates, _rates, _write_rates),
)


def initialise() -> None:
    """Give every choice a value: the address's at first, later the session's own."""
    if STARTED not in st.session_state:
        st.session_state[STARTED] = True
        for choice in CHOICES:
            _read_address(choice)
    for choice in CHOICES:
        # For choices whose widget has not been shown yet; the widgets keep their own
        # value between pages (`persist_state`).
        st.session_state[choice.key] = st.session_state.get(choice.key, choice.default())


def write_address() -> None:
    """Write every choice that is not the default into the address."""
    address = {
        choice.key: choice.write(value)
        for choice in CHOICES
        if (value := st.session_state.get(choice.key)) is not None and value != choice.default()
    }
    if st.query_params.to_dict() != address:
        st.query_params.from_dict(address)


def keep_valid(key: str, options: list[str], otherwise: str | None) -> None:
    """
    Drop a choice that the province does not offer, such as a link's unknown id.

    Parameters
    ----------
    key
        Of the choice.
    options
        What there is.
    otherwise
        What stands for anything else.
    """
    if st.session_state[key] not in options:
        st.session_state[key] = otherwise


def _read_address(choice: Choice) -> None:
    text = st.query_params.get(choice.key)
    if text is not None:
        try:
            st.session_state[choice.key] = choice.parse(text)
        except ValueError:
            st.session_state[choice.key] = choice.default()
