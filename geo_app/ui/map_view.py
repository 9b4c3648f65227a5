"""Folium maps on the page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from streamlit_folium import st_folium

from geo_app.maps.assets import Assets, missing_files
from geo_app.maps.basemap import base_of, draw_base_map, draw_online_tiles
from geo_app.ui.language import words

if TYPE_CHECKING:
    from collections.abc import Callable

    import folium

    from geo_app.province import Province

VENDOR = Path(__file__).parents[2] / "static" / "vendor"
MAP_HEIGHT_PX = 560


def render_map(
    province: Province,
    groups: list[folium.FeatureGroup],
    *,
    key: str,
    online: bool = False,
    on_click: Callable[[], None] | None = None,
) -> None:
    """
    Show the base map with feature groups on it.

    The base map never changes, so moving a control exchanges the groups and
    leaves zoom and centre as they are. What was clicked stands in
    `st.session_state[key]["last_active_drawing"]`; `on_click` runs then.
    """
    _ = words()
    assets = local_assets()
    if assets.base_url is None:
        st.warning(
            _("The map's files are not installed, so it needs the internet. Run: make setup"),
            icon=":material/cloud_download:",
        )
    st_folium(
        draw_base_map(base_of(province), assets=assets),
        key=key,
        height=MAP_HEIGHT_PX,
        use_container_width=True,
        returned_objects=["last_active_drawing", "last_object_clicked_count"] if on_click else [],
        feature_group_to_add=[*([draw_online_tiles()] if online else []), *groups],
        on_change=on_click,
    )


def clicked_property(key: str, name: str) -> str | None:
    """Return a property of the feature clicked last on a map."""
    feature = (st.session_state.get(key) or {}).get("last_active_drawing") or {}
    value = (feature.get("properties") or {}).get(name)
    return value if isinstance(value, str) else None


def local_assets() -> Assets:
    """Return the front-end files of this machine, or those of the internet."""
    if missing_files(VENDOR):
        return Assets(None)
    prefix = st.get_option("server.baseUrlPath").strip("/")
    return Assets(f"/{prefix}/app/static/vendor/" if prefix else "/app/static/vendor/")
