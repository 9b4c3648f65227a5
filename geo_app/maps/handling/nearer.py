"""What is too much for a map of the whole province is drawn from a zoom on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branca.element import MacroElement
from jinja2 import Template

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

STREETS_PANE = "streets"
STREETS_FROM_ZOOM, MANY_STREETS = 13.0, 2_000
STOPS_FROM_ZOOM, MANY_STOPS = 12.5, 800
STOP_CLASS = "ga-stop-of-many"
"""Of the dots of stops where there are so many that they would cover the map."""

MAIN_ROADS = ("motorway", "trunk", "primary", "secondary", "tertiary")
"""Classes of `highway` (OpenStreetMap) that a map of the whole province shows, with their links."""

NEARER_CSS = f".ga-far .{STOP_CLASS}{{display:none}}"


def streets_of(roads: gpd.GeoDataFrame) -> pd.Series | None:
    """
    Say which roads are small streets, where there are too many for a map of the province.

    Parameters
    ----------
    roads
        With `highway` where their class is known.

    Returns
    -------
    is_street
        A bool each; None where all are shown always.
    """
    if "highway" not in roads.columns:
        return None
    is_street: pd.Series = ~roads["highway"].astype("str").str.removesuffix("_link").isin(
        MAIN_ROADS
    )
    return is_street if MANY_STREETS < is_street.sum() < len(roads) else None


def are_many(stops: gpd.GeoDataFrame) -> bool:
    """
    Say whether stops are shown from a zoom on.

    Parameters
    ----------
    stops
        Of a network, with `is_hail_point`: such places are no dots.
    """
    return int((~stops["is_hail_point"].astype(bool)).sum()) > MANY_STOPS


class Nearer(MacroElement):
    """Hides streets and the dots of very many stops while a map shows too much for them."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        (function (map) {
            function fit() {
                var zoom = map.getZoom(), streets = map.getPane("{{ this.pane }}");
                if (zoom === undefined) { return; }
                map.getContainer().classList.toggle("ga-far", zoom < {{ this.stops_zoom }});
                if (streets) {
                    streets.style.display = zoom < {{ this.streets_zoom }} ? "none" : "";
                }
            }
            map.on("zoomend viewreset load", fit);
            fit();
        })({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Nearer"
        self.pane = STREETS_PANE
        self.stops_zoom, self.streets_zoom = STOPS_FROM_ZOOM, STREETS_FROM_ZOOM
