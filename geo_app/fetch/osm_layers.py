"""OpenStreetMap's elements to rows of our kinds."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import shapely

from geo_app.errors import mark
from geo_app.fetch import bus_lines, themes, walkable
from geo_app.fetch.elements import Node, Way, names, osm_id, to_line, to_point, to_polygon
from geo_app.fetch.layer_drafts import Draft, DraftBuilder
from geo_app.findings import Finding, note
from geo_app.network.levels import MEETS_AT, VERTICES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo_app.fetch.area import Area
    from geo_app.fetch.elements import Element, OsmData, Tags

NAMES = ("name_th", "name_en")
LINE_TAGS = ("highway", "bridge", "tunnel", "layer")

NO_SHELTER = mark("a shelter against rain or sun, not for an emergency (no such shelter_type)")
TWIN = mark("drawn as an area too: the point of the same name inside it is used")
NO_WAYS = mark("a bus line without a way in the data")


def walk_network(osm: OsmData, area: Area) -> Draft:
    """
    Return the ways that are open to people on foot.

    `oneway_foot` is `yes` or `-1` where people on foot may walk one way only. A way that is
    drawn as an area, such as a square, is walked along its outline. `meets_at` says that
    ways meet at shared vertices only: tunnels under streets, passages below walkways.

    Parameters
    ----------
    osm
        What a server or file gave.
    area
        In degrees; rows outside its box are not looked at.
    """
    columns = ("osm_id", *LINE_TAGS, MEETS_AT, "oneway_foot", "surface", *NAMES)
    draft = DraftBuilder("walk_network", columns, area)
    for way in _highways(osm):
        line = to_line(way)
        reason = walkable.closed_reason(way.tags)
        if reason is None:
            oneway = walkable.oneway_on_foot(way.tags)
            draft.add(line, **_line_row(way), oneway_foot=oneway, surface=way.tags.get("surface"))
        elif line is not None and not draft.is_outside(line):
            draft.leave(reason)
    return draft.build()


def roads(osm: OsmData, area: Area) -> Draft:
    """
    Return the roads that vehicles use, private ones too.

    Parameters
    ----------
    osm
        What a server or file gave.
    area
        In degrees; rows outside its box are not looked at.
    """
    draft = DraftBuilder("roads", ("osm_id", *LINE_TAGS, MEETS_AT, *NAMES), area)
    for way in _highways(osm):
        if way.tags["highway"] in themes.ROADS:
            draft.add(to_line(way), **_line_row(way))
    return draft.build()


def _highways(osm: OsmData) -> list[Way]:
    """Ways with `highway`; a way drawn around a bus station or rest area is none."""
    return [
        way
        for _, way in sorted(osm.ways.items())
        if "highway" in way.tags and way.tags["highway"] not in ("rest_area", "services")
    ]


def _line_row(way: Way) -> dict[str, str | None]:
    line_tags = {tag: way.tags.get(tag) for tag in LINE_TAGS}
    # A corner is a node, and ways share the nodes at which they meet.
    return {"osm_id": osm_id(way), **line_tags, MEETS_AT: VERTICES, **names(way.tags)}


def communities(osm: OsmData, area: Area) -> Draft:
    """
    Return the places where people live; `population` only where a tag gives it.

    Parameters
    ----------
    osm
        What a server or file gave.
    area
        In degrees; rows outside its box are not looked at.
    """
    columns = ("community_id", *NAMES, "place", "population", "position_source")
    draft = DraftBuilder("communities", columns, area)

    def row(element: Element) -> dict[str, object]:
        people = element.tags.get("population", "").replace(",", "").replace(" ", "")
        return {
            "community_id": osm_id(element),
            "place": element.tags["place"],
            "population": people or None,
            "position_source": "OpenStreetMap",
        }

    _add_points(draft, osm, lambda tags: tags.get("place") in themes.PLACES, row)
    return draft.build()


def facilities(osm: OsmData, area: Area) -> Draft:
    """
    Return schools, health care, police, fire stations and shelters.

    A school that is an assembly point as well stands there once as each.

    Parameters
    ----------
    osm
        What a server or file gave.
    area
        In degrees; rows outside its box are not looked at.
    """
    columns = ("facility_id", "facility_type", *NAMES, "capacity")
    draft = DraftBuilder("facilities", columns, area)

    def add(facility_type: str, wanted: Callable[[Tags], bool], suffix: str = "") -> None:
        def row(element: Element) -> dict[str, object]:
            ids = {"facility_id": osm_id(element) + suffix, "facility_type": facility_type}
            return {**ids, "capacity": element.tags.get("capacity")}

        _add_points(draft, osm, wanted, row)

    for amenity in themes.AMENITIES:
        add(amenity, partial(_has_amenity, amenity=amenity))
    add("shelter", themes.is_emergency_shelter, suffix=":shelter")
    for element in osm.elements():
        if themes.is_any_shelter(element.tags) and not themes.is_emergency_shelter(element.tags):
            place = to_point(element, osm.ways)
            if place is not None and not draft.is_outside(place):
                draft.leave(NO_SHELTER)
    return draft.build()


def _has_amenity(tags: Tags, *, amenity: str) -> bool:
    return tags.get("amenity") == amenity


def _add_points(
    draft: DraftBuilder,
    osm: OsmData,
    wanted: Callable[[Tags], bool],
    row: Callable[[Element], dict[str, object]],
) -> None:
    """Add the wanted elements as points; an area yields to a point of its name inside it."""
    chosen = [element for element in osm.elements() if wanted(element.tags)]
    points: dict[str, list[shapely.Point]] = {}
    for element in chosen:
        if isinstance(element, Node):
            for name in _known_names(element):
                points.setdefault(name, []).append(shapely.Point(element.lon, element.lat))
    for element in chosen:
        twins = [point for name in _known_names(element) for point in points.get(name, ())]
        place = to_point(element, osm.ways)
        if _has_inside(to_polygon(element, osm.ways), twins) and not draft.is_outside(place):
            draft.leave(TWIN)
        else:
            draft.add(place, **row(element), **names(element.tags))


def _has_inside(area: shapely.Geometry | None, points: list[shapely.Point]) -> bool:
    if area is None or not points:
        return False
    return bool(shapely.intersects(shapely.make_valid(area), points).any())


def _known_names(element: Element) -> set[str]:
    return {name for name in names(element.tags).values() if name}


def bus_stops(osm: OsmData, area: Area) -> Draft:
    """
    Return the bus stops, with the ids of the lines that name them, joined by `;`.

    Parameters
    ----------
    osm
        What a server or file gave.
    area
        In degrees; rows outside its box are not looked at.
    """
    draft = DraftBuilder("bus_stops", ("stop_id", *NAMES, "route_ids"), area)
    drawn = set(bus_routes(osm, area).rows["route_id"])
    routes = {number: route_id for number, route_id in _route_ids(osm).items() if route_id in drawn}
    calls = bus_lines.routes_by_stop(osm, routes)
    for element in osm.elements():
        if themes.is_bus_stop(element.tags):
            line_ids = calls.get((type(element).__name__.lower(), element.osm_id), [])
            draft.add(
                to_point(element, osm.ways),
                stop_id=osm_id(element),
                route_ids=";".join(line_ids) or None,
                **names(element.tags),
            )
    return draft.build()


def bus_routes(osm: OsmData, area: Area) -> Draft:
    """
    Return the bus lines, cut at the area's box; a headway only where a tag gives it.

    Parameters
    ----------
    osm
        What a server or file gave.
    area
        In degrees; rows outside its box are not looked at.
    """
    columns = ("route_id", *NAMES, "ref", "operator", "headway_min", "stop_policy")
    draft = DraftBuilder("bus_routes", columns, area)
    _note_relations(draft, osm)
    for number, route_id in _route_ids(osm).items():
        relation = osm.relations[number]
        line, missing = bus_lines.to_route_line(relation, osm)
        if line is None:
            draft.leave(NO_WAYS)
            continue
        if draft.is_outside(line):
            continue
        if missing:
            draft.note(_incomplete(route_id, missing))
        draft.add(
            _lines_only(shapely.intersection(line, area.box)),
            route_id=route_id,
            **_route_names(relation.tags),
            ref=relation.tags.get("ref"),
            operator=relation.tags.get("operator"),
            headway_min=bus_lines.headway_min(relation.tags),
            stop_policy=bus_lines.stop_policy(relation.tags),
        )
    return draft.build()


def _route_ids(osm: OsmData) -> dict[int, str]:
    return {
        number: osm_id(relation)
        for number, relation in sorted(osm.relations.items())
        if themes.is_bus_route(relation.tags)
    }


def _route_names(tags: Tags) -> dict[str, str | None]:
    """Both names; the line's number where it has none."""
    both = names(tags)
    return both if any(both.values()) else {**both, "name_th": tags.get("ref")}


def _lines_only(geometry: shapely.Geometry) -> shapely.Geometry | None:
    parts = [p for p in shapely.get_parts(geometry) if p.geom_type == "LineString"]
    return None if not parts else parts[0] if len(parts) == 1 else shapely.MultiLineString(parts)


def _incomplete(route_id: str, missing: int) -> Finding:
    message = mark("Line {route}: {count} of its ways are not in the data; it has gaps.")
    return note("ways_missing", message, route=route_id, count=missing)


def mangroves(osm: OsmData, area: Area) -> Draft:
    """
    Return the mangrove wetlands, whole where they reach beyond the area.

    Parameters
    ----------
    osm
        What a server or file gave.
    area
        In degrees; rows outside its box are not looked at.
    """
    draft = DraftBuilder("mangroves", ("mangrove_id", *NAMES, "designation"), area)
    _note_relations(draft, osm)
    for element in osm.elements():
        if themes.is_mangrove(element.tags):
            draft.add(
                None if isinstance(element, Node) else to_polygon(element, osm.ways),
                mangrove_id=osm_id(element),
                designation=element.tags.get("designation"),
                **names(element.tags),
            )
    return draft.build()


def _note_relations(draft: DraftBuilder, osm: OsmData) -> None:
    """Relations stand last in a file: one without any may have lost its end."""
    if not osm.has_relations:
        message = mark(
            "The file has no relation, so lines and areas of several parts are missing; it may "
            "be cut short."
        )
        draft.note(note("no_relation", message))


THEMES: Mapping[str, Callable[[OsmData, Area], Draft]] = {
    "walk_network": walk_network,
    "roads": roads,
    "communities": communities,
    "bus_stops": bus_stops,
    "bus_routes": bus_routes,
    "mangroves": mangroves,
    "facilities": facilities,
}
"""How the layer of each kind is made."""


def draft_layers(osm: OsmData, area: Area) -> list[Draft]:
    """
    Return a layer of every kind that OpenStreetMap can fill.

    Parameters
    ----------
    osm
        What a server or file gave.
    area
        Rows outside its box are not looked at.

    Returns
    -------
    drafts
        In the order of `THEMES`; a draft may have no rows.
    """
    return [make(osm, area) for make in THEMES.values()]
