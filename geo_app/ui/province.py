"""The province on the desk, and everything about it that is kept between reruns."""

from __future__ import annotations

import os
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from geo_app.analysis import conservation, coverage
from geo_app.maps.groups import shown_layers
from geo_app.network.walking import Walking, walking_of
from geo_app.province import Province, open_province
from geo_app.schema import KINDS
from geo_app.serving import PROVINCE_VARIABLE
from geo_app.stored import own_store
from geo_app.transit.buses import BusNetwork, build_bus_network
from geo_app.ui.language import current, words
from geo_app.ui.written import WrittenGroup, layer_script

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    import folium
    import geopandas as gpd

    from geo_app.errors import GeoAppError
    from geo_app.words import Language

    Key = tuple[str, int]

ROOT = Path(__file__).parents[2]
DEFAULT_PROVINCE = "layers/phuket"
MAX_DAYS_KEPT = 16
MAX_SCRIPTS_KEPT = 32

KINDS_SHOWN = (*coverage.KINDS_USED, "land", "facilities")
"""Kinds that the maps and lists need; the page Data reads the others too."""

KINDS_MEASURED = (*KINDS_SHOWN, "population")
"""Kinds that shares of people need as well."""


_held: ContextVar[Key | None] = ContextVar("key of the province", default=None)


def folder() -> Path:
    """Return the folder of the province on the desk."""
    return ROOT / os.environ.get(PROVINCE_VARIABLE, DEFAULT_PROVINCE)


def key() -> Key:
    """Return what everything kept about the province hangs on: its folder and its files' state."""
    return _held.get() or (str(folder()), _stamp(folder()))


@contextmanager
def held() -> Iterator[None]:
    """Look at the files once for all that is asked inside; also as a decorator, `@held()`."""
    token = _held.set((str(folder()), _stamp(folder())))
    try:
        yield
    finally:
        _held.reset(token)


def opened() -> Province:
    """Open the province, anew when one of its files has changed."""
    return _open(*key())


def broken(kinds: tuple[str, ...] = tuple(KINDS)) -> dict[str, GeoAppError]:
    """Return the layers of some kinds that cannot be used, with the reason."""
    _ = words()
    with st.spinner(_("Reading the layers …")):
        return _broken(*key(), kinds)


def usable(kinds: tuple[str, ...] = KINDS_SHOWN) -> Province:
    """Return the province without its broken layers; without its subjects, end the page."""
    left = opened().without(broken(kinds))
    if not has_subjects(left):
        # What is wrong with them has been told; nothing below it could be shown.
        st.stop()
    return left


def has_subjects(province: Province) -> bool:
    """Say whether there are communities, and buses that they may have."""
    return province.has("communities") and (province.has("transit") or province.has("bus_routes"))


def facts(day: dt.date) -> gpd.GeoDataFrame:
    """Return what is measured about each community, without its broken optional layers."""
    _ = words()
    with st.spinner(_("Measuring distances …")):
        return _facts(*key(), day)


def buses() -> BusNetwork:
    """Return the stops and routes of the province."""
    return buses_of(*key())


def walking() -> Walking:
    """Return how people walk in the province."""
    return walking_on(*key())


def mangrove_area_m2() -> float:
    """Return the area under mangrove, overlapping outlines counted once."""
    return _mangrove_area_m2(*key())


def layer_groups(layers: Iterable[str]) -> list[folium.FeatureGroup]:
    """Return the chosen layers that the province has and that are the same for every answer."""
    where, tongue = key(), current()
    shown = shown_layers(usable_of(*where), layers)
    return [
        WrittenGroup(layer, _script(*where, layer, tongue)) for layer in shown if layer != "share"
    ]


def usable_of(path: str, stamp: int, kinds: tuple[str, ...] = KINDS_SHOWN) -> Province:
    """Return the province without those layers of some kinds that are broken."""
    return _open(path, stamp).without(_broken(path, stamp, kinds))


@st.cache_resource(max_entries=2, show_spinner=False)
def buses_of(path: str, stamp: int) -> BusNetwork:
    """Return the stops and routes of a province."""
    return build_bus_network(usable_of(path, stamp))


@st.cache_resource(max_entries=2, show_spinner=False)
def walking_on(path: str, stamp: int) -> Walking:
    """Return how people walk in a province."""
    return walking_of(usable_of(path, stamp))


def _stamp(path: Path) -> int:
    """Change whenever a file of the province changes."""
    files = sorted(file for file in path.rglob("*") if file.is_file())
    return hash(tuple((str(f), f.stat().st_mtime_ns, f.stat().st_size) for f in files))


@st.cache_resource(max_entries=2, show_spinner=False)
def _open(path: str, stamp: int) -> Province:  # noqa: ARG001 - part of the key
    return open_province(path, store=own_store())


@st.cache_resource(max_entries=2 * 3, show_spinner=False)
def _broken(path: str, stamp: int, kinds: tuple[str, ...]) -> dict[str, GeoAppError]:
    return _open(path, stamp).broken_layers(kinds)


@st.cache_resource(max_entries=MAX_DAYS_KEPT, show_spinner=False)
def _facts(path: str, stamp: int, day: dt.date) -> gpd.GeoDataFrame:
    where = path, stamp
    return coverage.community_facts(
        usable_of(*where), on=day, buses=buses_of(*where), walking=walking_on(*where)
    )


@st.cache_resource(max_entries=2, show_spinner=False)
def _mangrove_area_m2(path: str, stamp: int) -> float:
    return conservation.area_m2(usable_of(path, stamp).of_kind("mangroves"))


@st.cache_resource(max_entries=MAX_SCRIPTS_KEPT, show_spinner=False)
def _script(path: str, stamp: int, layer: str, language: Language) -> str:
    return layer_script(layer, usable_of(path, stamp), buses_of(path, stamp), language)
