"""OpenStreetMap's nodes, ways and relations, whichever way they came."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

Tags = dict[str, str]

THAI_LETTERS = re.compile("[\u0e00-\u0e7f]")
LATIN_LETTERS = re.compile("[A-Za-z]")

MIN_LINE_CORNERS = 2
MIN_RING_CORNERS = 4


@dataclass(frozen=True, slots=True)
class Node:
    """A tagged point, in degrees."""

    osm_id: int
    tags: Tags
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Way:
    """
    A line.

    Attributes
    ----------
    xy
        (corners, 2) longitude and latitude, without the `missing` corners.
    breaks
        Numbers of the corners in `xy` before which others are missing.
    """

    osm_id: int
    tags: Tags
    xy: NDArray[np.float64]
    missing: int = 0
    breaks: tuple[int, ...] = ()

    @property
    def is_closed(self) -> bool:
        """Say whether the line ends where it begins."""
        return len(self.xy) >= MIN_RING_CORNERS and bool((self.xy[0] == self.xy[-1]).all())


@dataclass(frozen=True, slots=True)
class Member:
    """A part of a relation: `type` is `node`, `way` or `relation`."""

    type: str
    ref: int
    role: str


@dataclass(frozen=True, slots=True)
class Relation:
    """Things that belong together."""

    osm_id: int
    tags: Tags
    members: tuple[Member, ...]


Element = Node | Way | Relation


@dataclass(slots=True, kw_only=True)
class OsmData:
    """
    What was taken from OpenStreetMap, by id; a way of a relation may have no tags.

    Attributes
    ----------
    date
        Day of the data; the oldest where parts are of several days.
    source
        Where it came from, for the catalogue.
    has_relations
        False if the source, otherwise whole, has no relation at all.
    """

    nodes: dict[int, Node] = field(default_factory=dict)
    ways: dict[int, Way] = field(default_factory=dict)
    relations: dict[int, Relation] = field(default_factory=dict)
    date: dt.date | None = None
    source: str = ""
    has_relations: bool = True

    def elements(self) -> list[Element]:
        """Return everything that has tags, in the order of kind and id."""
        by_kind = (self.nodes, self.ways, self.relations)
        return [
            elements[key] for elements in by_kind for key in sorted(elements) if elements[key].tags
        ]


def osm_id(element: Element) -> str:
    """
    Return an element's id as OpenStreetMap writes it, such as `way/17`.

    Parameters
    ----------
    element
        A node, way or relation.
    """
    return f"{type(element).__name__.lower()}/{element.osm_id}"


def names(tags: Mapping[str, str]) -> dict[str, str | None]:
    """
    Return `name_th` and `name_en`.

    `name:th` and `name:en` come first. A plain `name` is Thai if it has a Thai
    letter, English if it has only Latin ones, and otherwise stands as the Thai
    name: it is what is written on the place.

    Parameters
    ----------
    tags
        Of the element, as OpenStreetMap has them. May be empty.
    """
    plain = tags.get("name", "").strip() or None
    thai = tags.get("name:th", "").strip() or None
    english = tags.get("name:en", "").strip() or tags.get("int_name", "").strip() or None
    if plain and THAI_LETTERS.search(plain):
        thai = thai or plain
    elif plain and LATIN_LETTERS.search(plain):
        english = english or plain
    elif plain:
        thai = thai or plain
    return {"name_th": thai, "name_en": english}


def way_of(osm_id: int, tags: Tags, corners: Sequence[tuple[float, float] | None]) -> Way:
    """
    Make a way of its corners.

    Parameters
    ----------
    osm_id, tags
        Of the way.
    corners
        Longitude and latitude; None where the data do not have the node.
    """
    known = [corner for corner in corners if corner is not None]
    numbers = np.cumsum([corner is not None for corner in corners])
    gaps = {int(number) for corner, number in zip(corners, numbers, strict=True) if corner is None}
    return Way(
        osm_id,
        tags,
        np.array(known, dtype=np.float64).reshape(-1, 2),
        missing=len(corners) - len(known),
        breaks=tuple(sorted(gaps - {0, len(known)})),
    )


def to_line(way: Way) -> shapely.LineString | shapely.MultiLineString | None:
    """
    Return a way's line, None if no two neighbouring corners are known.

    Parameters
    ----------
    way
        Corners in degrees.

    Returns
    -------
    line
        In several parts where corners between are missing: nobody knows the way there.
    """
    runs = [run for run in np.split(way.xy, way.breaks) if len(run) >= MIN_LINE_CORNERS]
    if len(runs) <= 1:
        return shapely.LineString(runs[0]) if runs else None
    return shapely.MultiLineString(runs)


def to_polygon(element: Element, ways: Mapping[int, Way]) -> shapely.Geometry | None:
    """
    Return the area that a closed way or a multipolygon encloses, None without one.

    Parameters
    ----------
    element
        A node, way or relation, in degrees.
    ways
        By number; those that a relation names and that are not here are missing.
    """
    if isinstance(element, Way):
        return shapely.Polygon(element.xy) if element.is_closed else None
    if isinstance(element, Relation):
        parts = [ways[m.ref] for m in element.members if m.type == "way" and m.ref in ways]
        return _enclosed([line for way in parts if (line := to_line(way)) is not None])
    return None


def to_point(element: Element, ways: Mapping[int, Way]) -> shapely.Point | None:
    """
    Return a node's place, or a point inside an area, or the middle of a line.

    Parameters
    ----------
    element
        A node, way or relation, in degrees.
    ways
        By number; those that a relation names and that are not here are missing.
    """
    if isinstance(element, Node):
        return shapely.Point(element.lon, element.lat)
    geometry = to_polygon(element, ways)
    if geometry is not None:
        return shapely.make_valid(geometry).representative_point()
    line = to_line(element) if isinstance(element, Way) else None
    return None if line is None else shapely.line_interpolate_point(line, 0.5, normalized=True)


def _enclosed(lines: list[shapely.Geometry]) -> shapely.Geometry | None:
    """
    Return the area between rings that the lines form.

    Rings of a multipolygon do not cross, so a place inside an odd number of them
    belongs to it: outer, hole, island in the hole, whatever roles they carry.
    """
    faces = shapely.get_parts(shapely.polygonize(_joined(lines)))
    rings = shapely.polygons(shapely.get_exterior_ring(faces))
    if len(rings) == 0:
        return None
    area = rings[0]
    for ring in rings[1:]:
        area = shapely.symmetric_difference(area, ring)
    return area


def _joined(lines: list[shapely.Geometry]) -> list[shapely.Geometry]:
    parts = shapely.get_parts(lines)
    merged = shapely.line_merge(shapely.MultiLineString(list(parts))) if len(parts) else None
    return [] if merged is None else list(shapely.get_parts(merged))
