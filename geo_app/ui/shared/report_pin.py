"""The place of a report, pointed at on a map: a click puts the pin, and it can be dragged."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from geo_app.analysis.areas.positions import is_placed
from geo_app.crs import DISPLAY_CRS
from geo_app.ui.shared import language, map_view
from geo_app.ui.shared.at_desk import desk
from geo_app.ui.shared.opened_province import layer_groups
from geo_app.ui.shared.written import WrittenGroup

if TYPE_CHECKING:
    from geo_app.province import Province

LAT, LON = "report_lat", "report_lon"
SHOWN = "report_on_map"
MAP = "report_map"
DECIMALS = 6
NEAR_ZOOM = 14

# Every click means a place, whatever is drawn there; a pin that is dragged tells its place as
# a click there does.
PIN = """
var feature_group_writtenpin = L.featureGroup([]);
(function (group, place, isPut) {
    if (!window.gaPointing) {
        window.gaPointing = true;
        var style = document.createElement("style");
        style.textContent = ".leaflet-pane path{pointer-events:none!important}" +
            ".leaflet-container{cursor:crosshair}";
        document.head.append(style);
    }
    if (place === null) { return; }
    if (!window.gaPinned) {
        window.gaPinned = true;
        map_div.setView(place, Math.max(map_div.getZoom(), %d), {animate: false});
    }
    var drawn = '<svg viewBox="0 0 30 40" width="30" height="40">' +
        '<path d="M15 39 3 18a13 13 0 1 1 24 0z" fill="#b91c1c" stroke="#fff" stroke-width="2"/>' +
        '<circle cx="15" cy="13" r="5" fill="#fff"/></svg>';
    var icon = L.divIcon({className: "ga-report-pin", html: drawn,
                          iconSize: [30, 40], iconAnchor: [15, 40]});
    var pin = L.marker(place, {icon: icon, draggable: true, keyboard: false, autoPan: true,
                               opacity: isPut ? 1 : 0.6});
    pin.on("dragend", function () { map_div.fire("click", {latlng: pin.getLatLng()}); });
    group.addLayer(pin);
})(feature_group_writtenpin, %s, %s);
"""
LAYERS = ("zones", "routes", "stops")
"""What helps to find a place, beside names, roads and coast."""


def render_pin(about: str, community_id: str | None) -> None:
    """
    Offer a map on which the place of a report is pointed at.

    Parameters
    ----------
    about
        What the form's keys end with.
    community_id
        Where the map begins, with a pale pin; None for the whole province.
    """
    _ = language.words()
    if not st.toggle(_("Point at the place on a map"), key=f"{SHOWN}_{about}"):
        return
    st.caption(_("Click the place, or drag the pin. Two fingers move the map."))
    province, put = desk().usable(), _put(about)
    place = put or _of_community(province, community_id)
    key = f"{MAP}_{about}"
    map_view.render_map(
        province,
        [*layer_groups(LAYERS), _pin(place, is_put=put is not None)],
        key=key,
        on_click=partial(_take, about, key),
        returned=("last_clicked",),
    )


def _put(about: str) -> tuple[float, float] | None:
    """Return latitude and longitude as they stand in the form, if both do."""
    lat, lon = (st.session_state.get(f"{name}_{about}") for name in (LAT, LON))
    return None if lat is None or lon is None else (lat, lon)


def _of_community(province: Province, community_id: str | None) -> tuple[float, float] | None:
    rows = province.communities
    if community_id not in rows.index:
        return None
    row = rows.loc[[community_id]]
    if not is_placed(row).iloc[0]:
        return None
    point = row.geometry.centroid.to_crs(DISPLAY_CRS).iloc[0]
    return point.y, point.x


def _pin(place: tuple[float, float] | None, *, is_put: bool) -> WrittenGroup:
    written = "null" if place is None else f"[{place[0]:.6f}, {place[1]:.6f}]"
    return WrittenGroup("pin", PIN % (NEAR_ZOOM, written, "true" if is_put else "false"))


def _take(about: str, key: str) -> None:
    """Write the place into the form; what is typed there may be mended by hand."""
    clicked = (st.session_state.get(key) or {}).get("last_clicked") or {}
    try:
        lat, lon = float(clicked["lat"]), float(clicked["lng"])
    except (KeyError, TypeError, ValueError):
        return
    st.session_state[f"{LAT}_{about}"] = round(lat, DECIMALS)
    st.session_state[f"{LON}_{about}"] = round(lon, DECIMALS)
