"""The province on the desk, and everything about it that is kept between reruns."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from geo_app.analysis import conservation, coverage
from geo_app.maps.groups import shown_layers
from geo_app.province import Province, open_province
from geo_app.schema import KINDS
from geo_app.serving import PROVINCE_VARIABLE
from geo_app.transit.buses import BusNetwork, build_bus_network
from geo_app.ui.language import current, words
from geo_app.ui.written import WrittenGroup, layer_script

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    import folium
    import geopandas as gpd

    from geo_app.errors import GeoAppError
    from geo_app.words import Language

ROOT = Path(__file__).parents[2]
DEFAULT_PROVINCE = "layers/phuket"
MAX_DAYS_KEPT = 16
MAX_SCRIPTS_KEPT = 32

KINDS_SHOWN = (*coverage.KINDS_USED, "land", "facilities")
"""Kinds that the maps and lists need; the page Data reads the others too."""


def folder() -> Path:
    """Return the folder of the province on the desk."""
    return ROOT / os.environ.get(PROVINCE_VARIABLE, DEFAULT_PROVINCE)


def opened() -> Province:
    """Open the province, anew when one of its files has changed."""
    return _open(str(folder()), _stamp(folder()))


def broken(kinds: tuple[str, ...] = tuple(KINDS)) -> dict[str, GeoAppError]:
    """Return the layers of some kinds that cannot be used, with the reason."""
    _ = words()
    with st.spinner(_("Reading the layers …")):
        return _broken(str(folder()), _stamp(folder()), kinds)


def usable() -> Province:
    """Return the province without its broken layers; without its subjects, end the page."""
    left = opened().without(broken(KINDS_SHOWN))
    if not left.has("communities") or not (left.has("transit") or left.has("bus_routes")):
        # What is wrong with them has been told; nothing below it could be shown.
        st.stop()
    return left


def facts(day: dt.date) -> gpd.GeoDataFrame:
    """Return what is measured about each community, without its broken optional layers."""
    _ = words()
    with st.spinner(_("Measuring distances …")):
        return _facts(str(folder()), _stamp(folder()), day)


def buses() -> BusNetwork:
    """Return the stops and routes of the province."""
    return _buses(str(folder()), _stamp(folder()))


def mangrove_area_m2() -> float:
    """Return the area under mangrove, overlapping outlines counted once."""
    return _mangrove_area_m2(str(folder()), _stamp(folder()))


def layer_groups(layers: Iterable[str]) -> list[folium.FeatureGroup]:
    """Return the chosen layers that the province has, from bottom to top."""
    where, tongue = (str(folder()), _stamp(folder())), current()
    shown = shown_layers(_usable(*where), layers)
    return [WrittenGroup(layer, _script(*where, layer, tongue)) for layer in shown]


def _stamp(path: Path) -> int:
    """Change whenever a file of the province changes."""
    files = sorted(file for file in path.rglob("*") if file.is_file())
    return hash(tuple((str(f), f.stat().st_mtime_ns, f.stat().st_size) for f in files))


@st.cache_resource(max_entries=2, show_spinner=False)
def _open(path: str, stamp: int) -> Province:  # noqa: ARG001 - part of the key
    return open_province(path)


@st.cache_resource(max_entries=2, show_spinner=False)
def _broken(path: str, stamp: int, kinds: tuple[str, ...]) -> dict[str, GeoAppError]:
    return _open(path, stamp).broken_layers(kinds)


def _usable(path: str, stamp: int) -> Province:
    return _open(path, stamp).without(_broken(path, stamp, KINDS_SHOWN))


@st.cache_resource(max_entries=2, show_spinner=False)
def _buses(path: str, stamp: int) -> BusNetwork:
    return build_bus_network(_usable(path, stamp))


@st.cache_resource(max_entries=MAX_DAYS_KEPT, show_spinner=False)
def _facts(path: str, stamp: int, day: dt.date) -> gpd.GeoDataFrame:
    return coverage.community_facts(_usable(path, stamp), on=day, buses=_buses(path, stamp))


@st.cache_resource(max_entries=2, show_spinner=False)
def _mangrove_area_m2(path: str, stamp: int) -> float:
    return conservation.area_m2(_usable(path, stamp).of_kind("mangroves"))


@st.cache_resource(max_entries=MAX_SCRIPTS_KEPT, show_spinner=False)
def _script(path: str, stamp: int, layer: str, language: Language) -> str:
    return layer_script(layer, _usable(path, stamp), _buses(path, stamp), language)
