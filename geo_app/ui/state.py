"""
Every choice of a session: its key, its default, and how it stands in the address.

The address is read once, when a session begins, and written after every run.
So a link restores the view, and nothing else can change a choice behind
somebody's back. (Streamlit's own binding writes translated labels into the
address, which mean nothing in the other language.)
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo_app.analysis.coverage import WALK_DISTANCE_M as DEFAULT_WALK_DISTANCE_M
from geo_app.analysis.coverage import Gap
from geo_app.words import Language

if TYPE_CHECKING:
    from collections.abc import Callable

LANGUAGE = "lang"
WALK_DISTANCE_M = "walk_m"
DAY = "on"
GAP = "gap"
ZONE = "zone"
LAYERS = "layers"
BASE = "base"
COMMUNITY = "community"

GAPS_MAP = "gaps_map"
GAPS_LIST = "gaps_list"
OVERVIEW_MAP = "overview_map"

MIN_WALK_M, MAX_WALK_M, STEP_WALK_M = 100, 3_000, 50
MIN_DAY, MAX_DAY = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
EVERYWHERE = "all"
GAPS = (EVERYWHERE, *(gap.value for gap in Gap))
MAP_LAYERS = ("stops", "routes", "hazards", "mangroves", "zones", "facilities")
FIRST_LAYERS = ("stops", "routes", "hazards", "mangroves", "zones")
BASES = ("local", "online")
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


def _layers(text: str) -> list[str]:
    return [layer for layer in MAP_LAYERS if layer in text.split("-")]


def _write_layers(layers: list[str]) -> str:
    return "-".join(layers) or NO_LAYER


CHOICES = (
    Choice(LANGUAGE, lambda: Language.THAI.value, _one_of(tuple(Language))),
    Choice(WALK_DISTANCE_M, lambda: int(DEFAULT_WALK_DISTANCE_M), _walk_distance),
    Choice(DAY, dt.date.today, _day),
    Choice(GAP, lambda: EVERYWHERE, _one_of(GAPS)),
    Choice(ZONE, lambda: EVERYWHERE, str),
    Choice(LAYERS, lambda: list(FIRST_LAYERS), _layers, _write_layers),
    Choice(BASE, lambda: BASES[0], _one_of(BASES)),
    Choice(COMMUNITY, lambda: None, str),
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
    """Drop a choice that the province does not offer, such as a link's unknown id."""
    if st.session_state[key] not in options:
        st.session_state[key] = otherwise


def _read_address(choice: Choice) -> None:
    text = st.query_params.get(choice.key)
    if text is not None:
        try:
            st.session_state[choice.key] = choice.parse(text)
        except ValueError:
            st.session_state[choice.key] = choice.default()
