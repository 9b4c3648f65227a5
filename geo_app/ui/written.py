"""
Layers that are drawn once and then kept as the JavaScript that draws them.

Folium turns a layer into JavaScript through several templates, and does so anew
on every run. Zones, hazards, mangroves, routes and stops are the same whatever
is chosen, so their JavaScript is kept; only communities are drawn each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import folium
from jinja2 import Template
from streamlit_folium import generate_leaflet_string

from geo_app.maps.groups import draw_layer, painter_of

if TYPE_CHECKING:
    from geo_app.province import Province
    from geo_app.transit.buses import BusNetwork
    from geo_app.words import Language

MAP = "map_div"
"""What streamlit-folium calls every map in the browser."""


class WrittenGroup(folium.FeatureGroup):
    """A feature group of which only the JavaScript is left; for `st_folium`, not for pages."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        {{ this.script }}
        var {{ this.get_name() }} = {{ this.written_name }};
        {% endmacro %}
        """
    )

    def __init__(self, layer: str, script: str) -> None:
        super().__init__()
        self.script = script
        self.written_name = _written_name(layer)

    def render(self, **kwargs: Any) -> str:  # noqa: ARG002 - branca's form
        """Return nothing: `st_folium` asks the template itself for the JavaScript."""
        return ""


def layer_script(layer: str, province: Province, buses: BusNetwork, language: Language) -> str:
    """
    Draw a layer and return its JavaScript.

    Parameters
    ----------
    layer
        One of `maps.groups.LAYERS`.
    province, buses
        Where the layer comes from.
    language
        Of popups and tooltips.
    """
    return group_script(layer, draw_layer(layer, province, buses, painter_of(province, language)))


def group_script(layer: str, group: folium.FeatureGroup) -> str:
    """Return the JavaScript that draws a group, under the name of a layer."""
    page = folium.Map(tiles=None)
    group.add_to(page)
    page.get_root().render()
    script: str = generate_leaflet_string(group, base_id=f"written{layer}")
    return script.replace(page.get_name(), MAP)


def _written_name(layer: str) -> str:
    return f"feature_group_written{layer}"
