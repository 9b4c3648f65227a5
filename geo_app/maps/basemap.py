"""The map that stays while everything on it changes: sea, land, main roads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import folium
from branca.element import Element, Figure, MacroElement
from folium.map import CustomPane, FitBounds
from jinja2 import Template

from geo_app.crs import DISPLAY_CRS
from geo_app.maps import palette
from geo_app.maps.assets import FONT_FAMILY, Assets
from geo_app.maps.escape import escape
from geo_app.maps.features import feature_collection
from geo_app.maps.handling.full_screen import FULL_CSS, FullScreen
from geo_app.maps.handling.hands import HANDS_CSS, Hands
from geo_app.maps.handling.layer_chooser import CHOOSER_CSS, LayerChooser
from geo_app.maps.handling.nearer import NEARER_CSS, STREETS_PANE, Nearer, streets_of
from geo_app.maps.handling.nearest import NearestDot
from geo_app.maps.handling.preview import DistancePreview
from geo_app.maps.hatching import Hatching
from geo_app.maps.legend_drawing import MARK_CSS
from geo_app.maps.naming.names_layer import NamesLayer
from geo_app.maps.naming.place_names import place_names

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_app.maps.naming.place_names import PlaceName
    from geo_app.province import Province
    from geo_app.words.translating import Language

BASE_PANE = "base"
BASE_PANE_Z_INDEX = 150
MAX_ZOOM = 18
NO_ENLARGING = re.compile(r",\s*maximum-scale=[\d.]+,\s*user-scalable=no")
FIT_PADDING_PX = (24, 24)
ONLINE_TILES = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
ONLINE_ATTRIBUTION = (
    '&copy; <a href="https://www.openstreetmap.org/copyright">OpenStreetMap contributors</a>'
)

MAP_CSS = f"""
html:has(#map_div),body:has(#map_div){{margin:0;overflow:hidden}}
#map_div{{height:100vh!important}}
body .leaflet-container{{font-family:'{FONT_FAMILY}',sans-serif}}
.leaflet-container .ga-popup{{
font-size:14px;line-height:1.45;color:{palette.TEXT};max-height:40vh;overflow:auto}}
.ga-popup table{{border-collapse:collapse;margin-top:4px}}
.ga-popup th{{
text-align:left;font-weight:400;color:#4b5563;padding:1px 10px 1px 0;vertical-align:top}}
.ga-popup td{{padding:1px 0}}
.leaflet-container .leaflet-control-attribution,.leaflet-container .leaflet-control-scale{{
font-size:11px}}
.leaflet-container .leaflet-control-attribution{{max-height:4.5em;overflow:auto}}
.ga-popup b,.ga-popup th,.ga-popup td,.leaflet-tooltip{{unicode-bidi:isolate}}
{MARK_CSS}{HANDS_CSS}{FULL_CSS}{CHOOSER_CSS}{NEARER_CSS}
.leaflet-interactive:focus-visible{{outline:2px solid #0f766e}}
"""


class ProvinceMap(folium.Map):
    """A Folium map that loads its few files from where `assets` says."""

    def __init__(self, assets: Assets, base: Base) -> None:
        west, south, east, north = base.bounds
        super().__init__(
            location=((south + north) / 2, (west + east) / 2),
            zoom_start=10,
            tiles=None,
            max_zoom=MAX_ZOOM,
            zoom_snap=0.5,
        )
        # A fixed id keeps the script, and so the map in the browser, the same.
        self._id = "province"
        self.options["max_zoom"] = MAX_ZOOM
        self.default_js = assets.scripts()
        self.default_css = assets.styles()
        fit = FitBounds([[south, west], [north, east]], padding=FIT_PADDING_PX)
        # At once: an animation would end after the remembered view was set, and undo it.
        fit.options["animate"] = False
        self.add_child(fit)
        # Without a land layer, sea and land cannot be told apart.
        ground = palette.UNKNOWN_GROUND if base.land is None else palette.SEA
        background = f"body .leaflet-container{{background:{ground}}}"
        style = f"<style>{assets.font_faces()}{MAP_CSS}{background}</style>"
        figure_of(self).header.add_child(Element(style), name="province_style")


class ViewMemory(MacroElement):
    """
    Keeps zoom and centre in the page's address and in the browser tab.

    Streamlit rewrites the address without its `#…`, so it is put back. All of
    it happens in the browser: panning never reruns the page.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        (function (map) {
            var page = window.parent, key = "geo-app-view";
            function written() {
                var c = map.getCenter();
                return "#map=" + map.getZoom() + "/" + c.lat.toFixed(5) + "/" + c.lng.toFixed(5);
            }
            function stored() {
                try { return page.sessionStorage.getItem(key) || ""; } catch (e) { return ""; }
            }
            function keep() {
                var hash = written();
                try { page.sessionStorage.setItem(key, hash); } catch (e) {}
                if (page.location.hash !== hash) {
                    page.history.replaceState(page.history.state, "", hash);
                }
            }
            var view = /^#map=([\\d.]+)\\/(-?[\\d.]+)\\/(-?[\\d.]+)$/;
            var found = view.exec(page.location.hash) || view.exec(stored());
            if (found) {
                map.setView([+found[2], +found[3]], +found[1], {animate: false});
                // The selection came with the view, so its popup must not move the map.
                window.gaSelected = new URLSearchParams(page.location.search).get("community");
            }
            map.on("moveend", keep);
            setInterval(function () { if (!page.location.hash) { keep(); } }, 500);
        })({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "ViewMemory"


class Credits(MacroElement):
    """Names the sources of what is drawn, and its scale, in the corners of the map."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        {{ this._parent.get_name() }}.attributionControl
            .setPrefix('<a href="https://leafletjs.com" target="_blank">Leaflet</a>')
            .addAttribution({{ this.text|tojson }});
        L.control.scale({imperial: false}).addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, text: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Credits"
        self.text = escape(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """
    What lies under every map of a province.

    Attributes
    ----------
    land, roads
        Layers in any CRS, or None.
    bounds
        West, south, east, north in degrees: what is shown first.
    credit
        Whose data this is, as plain text.
    names
        As `place_names` returns them.
    """

    land: gpd.GeoDataFrame | None
    roads: gpd.GeoDataFrame | None
    bounds: tuple[float, float, float, float]
    credit: str
    names: tuple[PlaceName, ...] = ()


def base_of(province: Province) -> Base:
    """
    Take what lies under every map from a province's layers.

    Parameters
    ----------
    province
        Its layers of land and roads, where there are such; its communities for the extent;
        the names of all of them and of its zones.
    """
    specs = [*province.specs("land"), *province.specs("roads")]
    credits_ = dict.fromkeys(spec.attribution for spec in specs if spec.attribution)
    west, south, east, north = province.communities.to_crs(DISPLAY_CRS).total_bounds
    return Base(
        land=province.of_kind("land") if province.has("land") else None,
        roads=province.of_kind("roads") if province.has("roads") else None,
        bounds=(float(west), float(south), float(east), float(north)),
        credit=", ".join(credits_),
        names=place_names(province),
    )


def draw_base_map(
    base: Base, *, assets: Assets, in_page: bool = True, language: Language | None = None
) -> ProvinceMap:
    """
    Draw the constant part of every map.

    Parameters
    ----------
    base
        Land, roads, extent and credit.
    assets
        Where the map's scripts come from.
    in_page
        It stands in a page that scrolls, and keeps zoom and centre in its address; off for a
        file of its own.
    language
        Of the names; None for that of the page's address.

    Returns
    -------
    base_map
        A new map; `st_folium` changes the map it is given, so draw one a run.
    """
    base_map = ProvinceMap(assets, base)
    CustomPane(BASE_PANE, z_index=BASE_PANE_Z_INDEX, pointer_events=False).add_to(base_map)
    if base.land is not None:
        _draw_base(base.land, {"color": palette.COAST, "weight": 1, "fillColor": palette.LAND,
                          "fillOpacity": 1}).add_to(base_map)  # fmt: skip
    if base.roads is not None:
        _draw_roads(base.roads, base_map)
    Credits(base.credit).add_to(base_map)
    Nearer().add_to(base_map)
    Hatching().add_to(base_map)
    NamesLayer(base.names, font=FONT_FAMILY, language=language).add_to(base_map)
    if in_page:
        # Before the view of the address, which has the last word on what is shown.
        Hands(base.bounds, padding_px=FIT_PADDING_PX).add_to(base_map)
        FullScreen().add_to(base_map)
        LayerChooser().add_to(base_map)
        NearestDot().add_to(base_map)
        DistancePreview().add_to(base_map)
        ViewMemory().add_to(base_map)
    return base_map


def draw_online_tiles() -> folium.FeatureGroup:
    """Draw the online base map over the local one; needs the internet."""
    group = folium.FeatureGroup(name="online")
    folium.TileLayer(ONLINE_TILES, attr=ONLINE_ATTRIBUTION, max_zoom=MAX_ZOOM).add_to(group)
    return group


def may_be_enlarged(html: str) -> str:
    """
    Return a map's page without Folium's rule that nobody may enlarge it.

    Parameters
    ----------
    html
        A page, or its head.
    """
    return NO_ENLARGING.sub("", html)


def figure_of(drawn: folium.Map) -> Figure:
    """
    Return the page that a map stands on.

    Parameters
    ----------
    drawn
        A map that is not yet part of another page.
    """
    root = drawn.get_root()
    if not isinstance(root, Figure):
        raise TypeError(f"The map stands on {type(root).__name__}, not on a page.")
    return root


def _draw_roads(roads: gpd.GeoDataFrame, base_map: ProvinceMap) -> None:
    """Draw the roads; a city's small streets in a pane of their own, which shows from nearer."""
    style = {"color": palette.ROAD, "weight": 2, "opacity": 1}
    is_street = streets_of(roads)
    if is_street is not None:
        CustomPane(STREETS_PANE, z_index=BASE_PANE_Z_INDEX + 1, pointer_events=False).add_to(
            base_map
        )
        thin = {**style, "weight": 1}
        _draw_base(roads[is_street], thin, pane=STREETS_PANE).add_to(base_map)
        roads = roads[~is_street]
    _draw_base(roads, style).add_to(base_map)


def _draw_base(
    layer: gpd.GeoDataFrame, style: dict[str, object], *, pane: str = BASE_PANE
) -> folium.GeoJson:
    return folium.GeoJson(
        feature_collection(layer),
        style_function=lambda _: style,
        interactive=False,
        control=False,
        pane=pane,
        smooth_factor=1.0,
    )
