"""Folium maps on the page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from streamlit_folium import _component_func

from geo_app.maps.assets import Assets, missing_files
from geo_app.maps.basemap import base_of, draw_base_map, draw_online_tiles
from geo_app.ui.shared.at_desk import stored_text
from geo_app.ui.shared.by_content import TEXTS
from geo_app.ui.shared.language import words
from geo_app.ui.shared.written import Kept, WrittenMap, groups_script, write_map

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    import folium

    from geo_app.province import Province

VENDOR = Path(__file__).parents[3] / "static" / "vendor"
MAP_HEIGHT_PX = 560
KINDS_OF_BASE = ("land", "roads", "communities")
CLICKED = ("last_active_drawing", "last_object_clicked_count")

_bases: Kept[WrittenMap] = Kept(4)


def render_map(
    province: Province,
    groups: list[folium.FeatureGroup],
    *,
    key: str,
    online: bool = False,
    on_click: Callable[[], None] | None = None,
    returned: Collection[str] = CLICKED,
) -> None:
    """
    Show the base map with feature groups on it.

    The base map never changes, so moving a control exchanges the groups and
    leaves zoom and centre as they are. What was clicked stands in
    `st.session_state[key]["last_active_drawing"]`; `on_click` runs then.

    Parameters
    ----------
    province
        Whose base map lies below.
    groups
        From bottom to top.
    key
        The map's name in the session.
    online
        Whether tiles of the internet lie below.
    on_click
        Called when something on the map is clicked.
    returned
        What of streamlit-folium's answers is wanted then.
    """
    _ = words()
    assets = local_assets()
    if assets.base_url is None:
        st.warning(
            _("The map's files are not installed, so it needs the internet. Run: make setup"),
            icon=":material/cloud_download:",
        )
    base = _base(province, assets)
    wanted = list(returned) if on_click else []
    component_key = base.component_key(key)

    def changed() -> None:
        st.session_state[key] = st.session_state.get(component_key, {})
        if on_click is not None:
            on_click()

    # What `st_folium` does, without drawing anew what is drawn.
    with st.container(key=f"map_frame_{key}"):
        _component_func(
            script=TEXTS.sent(base.script),
            header=base.header,
            html=base.html,
            id=base.map_id,
            key=component_key,
            height=MAP_HEIGHT_PX,
            width=None,
            returned_objects=wanted,
            default=dict.fromkeys(wanted),
            zoom=None,
            center=None,
            feature_group=groups_script([*([draw_online_tiles()] if online else []), *groups]),
            return_on_hover=False,
            layer_control=None,
            pixelated=False,
            css_links=list(base.css_links),
            js_links=list(base.js_links),
            on_change=changed,
            wrap_longitude=False,
        )


def _base(province: Province, assets: Assets) -> WrittenMap:
    """Return the base map, written anew when a layer under it was read anew."""
    specs = [spec for kind in KINDS_OF_BASE for spec in province.specs(kind)]
    layers = [spec.layer_id for spec in specs]

    def draw() -> str:
        return write_map(draw_base_map(base_of(province), assets=assets)).written()

    def make() -> WrittenMap:
        key = (assets.base_url or "", *layers)
        return WrittenMap.read(stored_text(province, "base_map", *key, make=draw))

    return _bases.of([province.layer(layer_id) for layer_id in layers], assets, make)


def clicked_property(key: str, name: str) -> str | None:
    """
    Return a property of the feature clicked last on a map.

    Parameters
    ----------
    key
        The map's name in the session.
    name
        Of the property.
    """
    feature = (st.session_state.get(key) or {}).get("last_active_drawing") or {}
    value = (feature.get("properties") or {}).get(name)
    return value if isinstance(value, str) else None


def local_assets() -> Assets:
    """Return the front-end files of this machine, or those of the internet."""
    if missing_files(VENDOR):
        return Assets(None)
    prefix = st.get_option("server.baseUrlPath").strip("/")
    return Assets(f"/{prefix}/app/static/vendor/" if prefix else "/app/static/vendor/")
