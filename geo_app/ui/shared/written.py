"""
Maps and layers that are drawn once and then kept as the JavaScript that draws them.

Folium turns a layer into JavaScript through several templates, and does so anew
on every run. The base map, zones, hazards, mangroves, routes and stops are the same
whatever is chosen, so their JavaScript is kept; only communities are drawn each time.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import asdict, dataclass
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import folium
import streamlit_folium
from jinja2 import Template
from streamlit_folium import generate_js_hash, generate_leaflet_string

from geo_app.maps.basemap import figure_of, may_be_enlarged
from geo_app.maps.escape import unescape
from geo_app.maps.groups import draw_layer, painter_of
from geo_app.maps.naming.names_layer import script_text

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from branca.element import Figure

    from geo_app.province import Province
    from geo_app.transit.network import Network
    from geo_app.words.translating import Language

MAP = "map_div"
"""What streamlit-folium calls every map in the browser."""

SHOWN = """
map_div.addLayer({name});
window.feature_group = window.feature_group || [];
window.feature_group.push({name});
"""
"""Puts a group on the map, and where streamlit-folium finds it when another comes."""

NAMED = """
[[{name}.options.gaName, {name}.options.gaTitle]] = {texts};
"""
"""Says what the layer is called, for who chooses among them on the map."""

_STAND_LOCK = Lock()

T = TypeVar("T")


class Kept(Generic[T]):
    """
    A few things, each kept by the very objects that it was made of.

    Frames are neither hashed nor compared: what was made of an object is kept with
    the object, so no other can come under its name while it is kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._made: OrderedDict[Hashable, tuple[tuple[object, ...], T]] = OrderedDict()

    def of(self, objects: Iterable[object], values: Hashable, make: Callable[[], T]) -> T:
        """
        Return what was made, or make it.

        Parameters
        ----------
        objects
            What it is made of; nobody changes them.
        values
            What else it hangs on, by value.
        make
            Makes it; two at once may make it twice, which harms nothing.
        """
        parts = tuple(objects)
        key = (tuple(map(id, parts)), values)
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key][1]
        made = make()
        with self._lock:
            self._made[key] = parts, made
            while len(self._made) > self._most:
                self._made.popitem(last=False)
        return made


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenMap:
    """A map as `st_folium` would hand it to the browser."""

    script: str
    header: str
    html: str
    map_id: str
    css_links: tuple[str, ...]
    js_links: tuple[str, ...]

    def component_key(self, key: str) -> str:
        """
        Return the key of the component that shows it under a key of the page.

        Parameters
        ----------
        key
            The map's name on the page.
        """
        return generate_js_hash(self.script, key)

    def written(self) -> str:
        """Return all of it as one text."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> WrittenMap:
        """
        Return what was written as one text.

        Parameters
        ----------
        text
            As `written` returns it.
        """
        known = json.loads(text)
        links = {name: tuple(known[name]) for name in ("css_links", "js_links")}
        return cls(**{**known, **links})


def write_map(drawn: folium.Map) -> WrittenMap:
    """
    Write a map; its own name in Folium is lost.

    Parameters
    ----------
    drawn
        With all that never changes on it.
    """
    drawn.get_root().render()
    # In this order: the last step renames the map's parts.
    html, header = streamlit_folium._get_html(drawn), streamlit_folium._get_header(drawn)
    script = streamlit_folium._get_map_string(drawn)
    parts = list(_parts(drawn))
    return WrittenMap(
        script=script,
        header=may_be_enlarged(header),
        html=html,
        map_id=streamlit_folium.get_full_id(drawn),
        css_links=_links(parts, "default_css"),
        js_links=_links(parts, "default_js"),
    )


def groups_script(groups: Iterable[folium.FeatureGroup]) -> str:
    """
    Return the JavaScript that shows groups, from bottom to top.

    Parameters
    ----------
    groups
        Drawn, or written already.
    """
    return "".join(_shown(group, str(place)) for place, group in enumerate(groups))


def _shown(group: folium.FeatureGroup, layer: str) -> str:
    """Name other groups by their place, so that an equal map is an equal text."""
    if isinstance(group, WrittenGroup):
        return group.script + SHOWN.format(name=group.written_name)
    return group_script(layer, group) + SHOWN.format(name=_written_name(layer))


def _parts(element: Any) -> Iterable[Any]:
    """Walk through a map and all that lies on it."""
    yield element
    for child in element._children.values():
        yield from _parts(child)


def _links(parts: Iterable[Any], kind: str) -> tuple[str, ...]:
    links = (link for part in parts for _, link in getattr(part, kind, ()))
    return tuple(dict.fromkeys(links))


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
        """
        Return nothing: `st_folium` asks the template itself for the JavaScript.

        Parameters
        ----------
        **kwargs
            Branca's, not looked at.
        """
        return ""


def layer_script(layer: str, province: Province, buses: Network, language: Language) -> str:
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
    """
    Return the JavaScript that draws a group, under the name of a layer.

    Parameters
    ----------
    layer
        Its name.
    group
        As it was drawn.
    """
    with _STAND_LOCK:
        page, root = _stand()
        group.add_to(page)
        group.render()
        script: str = generate_leaflet_string(group, base_id=f"written{layer}")
        script += NAMED.format(
            name=_written_name(layer), texts=script_text([[layer, unescape(group.layer_name)]])
        )
        # What the group has left on the page; its script goes alone.
        page._children.clear()
        root.script._children.clear()
        return script.replace(page.get_name(), MAP)


@cache
def _stand() -> tuple[folium.Map, Figure]:
    """Return a map for groups to stand on while they are written: a new one is dear."""
    page = folium.Map(tiles=None)
    return page, figure_of(page)


def _written_name(layer: str) -> str:
    return f"feature_group_written{layer}"
