"""The province on the desk, and everything about it that is kept between reruns."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from geo_app.analysis import coverage
from geo_app.province import Province, open_province
from geo_app.serving import PROVINCE_VARIABLE
from geo_app.transit import BusNetwork, build_bus_network
from geo_app.ui.language import words

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd

    from geo_app.errors import GeoAppError

ROOT = Path(__file__).parents[2]
DEFAULT_PROVINCE = "layers/phuket"
MAX_DAYS_KEPT = 16


def folder() -> Path:
    """Return the folder of the province on the desk."""
    return ROOT / os.environ.get(PROVINCE_VARIABLE, DEFAULT_PROVINCE)


def opened() -> Province:
    """Open the province, anew when one of its files has changed."""
    return _open(str(folder()), _stamp(folder()))


def broken() -> dict[str, GeoAppError]:
    """Return the layers that cannot be used, with the reason."""
    _ = words()
    with st.spinner(_("Reading the layers …")):
        return _broken(str(folder()), _stamp(folder()))


def usable() -> Province:
    """Return the province without its broken layers; without its subjects, end the page."""
    left = opened().without(broken())
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


def _stamp(path: Path) -> int:
    """Change whenever a file of the province changes."""
    files = sorted(file for file in path.rglob("*") if file.is_file())
    return hash(tuple((str(f), f.stat().st_mtime_ns, f.stat().st_size) for f in files))


@st.cache_resource(max_entries=2, show_spinner=False)
def _open(path: str, stamp: int) -> Province:  # noqa: ARG001 - part of the key
    return open_province(path)


@st.cache_resource(max_entries=2, show_spinner=False)
def _broken(path: str, stamp: int) -> dict[str, GeoAppError]:
    province = _open(path, stamp)
    return province.broken_layers({spec.kind for spec in province.catalogue.layers.values()})


@st.cache_resource(max_entries=2, show_spinner=False)
def _buses(path: str, stamp: int) -> BusNetwork:
    return build_bus_network(_open(path, stamp).without(_broken(path, stamp)))


@st.cache_resource(max_entries=MAX_DAYS_KEPT, show_spinner=False)
def _facts(path: str, stamp: int, day: dt.date) -> gpd.GeoDataFrame:
    return coverage.community_facts(_open(path, stamp).without(_broken(path, stamp)), on=day)
