"""The base map as a script of its own, for the route editor: no page around it, no Bootstrap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_app.maps import palette
from geo_app.maps.basemap import BASE_PANE, draw_base_map, figure_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from branca.element import Element

    from geo_app.maps.assets import Assets
    from geo_app.maps.basemap import Base

LEAFLET = ("leaflet/leaflet.js", "leaflet/leaflet.css")
GEOMAN = ("geoman/leaflet-geoman.min.js", "geoman/leaflet-geoman.css")
ELEMENT_ID = "map_route_editor"
MAP_ID = "route_editor"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorBase:
    """
    The base map for a browser that already shows a page.

    Attributes
    ----------
    element_id
        Id of the element that the script draws into.
    module
        JavaScript module whose default export draws the map and returns it.
        The same base gives the same text, so browsers keep it.
    scripts, styles
        Addresses to load first, in this order; empty when files are missing.
    background
        Colour behind the land.
    """

    element_id: str
    module: str
    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    background: str


def draw_editor_base(base: Base, *, assets: Assets) -> EditorBase:
    """
    Draw the constant part of the map that routes are edited on.

    Land and roads lie in a pane of their own, below everything that is edited
    and closed to the mouse.

    Parameters
    ----------
    base
        Land, roads, extent and credit.
    assets
        Where the scripts come from. The editor needs the local files: without
        them it has no script and says so.

    Returns
    -------
    editor_base
        Frozen; the same for the same base and assets.
    """
    base_map = draw_base_map(base, assets=assets, in_page=False)
    base_map._id = MAP_ID
    figure = figure_of(base_map)
    figure.render()
    script = _stable(figure.script.render(), base_map)
    return EditorBase(
        element_id=base_map.get_name(),
        module=f"export default function () {{\n{script}\nreturn {base_map.get_name()};\n}}\n",
        scripts=_links(assets, 0),
        styles=_links(assets, 1),
        background=palette.UNKNOWN_GROUND if base.land is None else palette.SEA,
    )


def missing_editor_files(folder: Path) -> list[str]:
    """
    Return the front-end files of the editor that are not in `folder`.

    Parameters
    ----------
    folder
        The app's folder of static files.
    """
    return [file for file in (*LEAFLET, *GEOMAN) if not (folder / file).is_file()]


def _links(assets: Assets, which: int) -> tuple[str, ...]:
    if assets.base_url is None:
        return ()
    return tuple(assets.base_url + files[which] for files in (LEAFLET, GEOMAN))


def _stable(script: str, base_map: Element) -> str:
    """Give Folium's random ids a number each, so that the same map is the same text."""
    ids = [child._id for child in _descendants(base_map) if child._id != MAP_ID]
    for number, random_id in enumerate(ids):
        script = script.replace(random_id, f"{BASE_PANE}_{number}")
    return script


def _descendants(element: Element) -> Iterator[Element]:
    for child in element._children.values():
        yield child
        yield from _descendants(child)
