"""What is taken from OpenStreetMap, as data: which tags make a place, a stop, a shelter."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ROADS = (
    "motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link",
    "secondary", "secondary_link", "tertiary", "tertiary_link",
    "unclassified", "residential", "living_street", "service", "road",
)  # fmt: skip
"""Values of `highway` for roads that vehicles use."""

PLACES = ("town", "village", "hamlet", "isolated_dwelling", "suburb", "quarter", "neighbourhood")
"""Values of `place` that are a community; a city is many."""

BUS_ROUTES = ("bus", "minibus", "share_taxi", "trolleybus")
"""Values of `route` for buses; a songthaew is a share_taxi."""

AMENITIES = ("school", "hospital", "clinic", "police", "fire_station")
"""Values of `amenity` that are a facility type of their own."""

SHELTER_TYPES = ("emergency", "evacuation", "disaster", "flood", "tsunami", "storm")
"""Values of `shelter_type` for shelters in a disaster; others keep rain off."""

EMERGENCY_PLACES = ("assembly_point", "evacuation_centre", "shelter")
"""Values of `emergency` for places where people go in a disaster."""

WANTED_VALUES: Mapping[str, tuple[str, ...] | None] = {
    "highway": None,
    "place": PLACES,
    "public_transport": ("platform",),
    "amenity": (*AMENITIES, "shelter", "bus_station"),
    "emergency": EMERGENCY_PLACES,
    "social_facility": ("shelter",),
    "wetland": ("mangrove",),
    "route": BUS_ROUTES,
}
"""Tags by which an element may be of use; None takes any value. Of nodes, only some."""

NODE_HIGHWAYS = ("bus_stop",)
"""Values of `highway` that matter on a node."""


def is_wanted(tags: Mapping[str, str], *, is_node: bool = False) -> bool:
    """
    Say whether an element may go into a layer.

    Parameters
    ----------
    tags
        Of the element, as OpenStreetMap has them. May be empty.
    is_node
        Whether they are of a node, which may be of use for less.
    """
    for key, values in WANTED_VALUES.items():
        value = tags.get(key)
        if value is None:
            continue
        allowed = NODE_HIGHWAYS if is_node and key == "highway" else values
        if allowed is None or value in allowed:
            return True
    return False


def is_bus_stop(tags: Mapping[str, str]) -> bool:
    """
    Say whether people board a bus here: a stop, a platform for buses, a bus station.

    Parameters
    ----------
    tags
        Of the element, as OpenStreetMap has them. May be empty.
    """
    platform = tags.get("public_transport") == "platform" and tags.get("bus") == "yes"
    return tags.get("highway") == "bus_stop" or tags.get("amenity") == "bus_station" or platform


def is_mangrove(tags: Mapping[str, str]) -> bool:
    """
    Say whether a wetland is mangrove.

    Parameters
    ----------
    tags
        Of the element, as OpenStreetMap has them. May be empty.
    """
    return tags.get("natural") == "wetland" and tags.get("wetland") == "mangrove"


def is_bus_route(tags: Mapping[str, str]) -> bool:
    """
    Say whether a relation is a bus line.

    Parameters
    ----------
    tags
        Of the element, as OpenStreetMap has them. May be empty.
    """
    return tags.get("type") == "route" and tags.get("route") in BUS_ROUTES


def is_border(tags: Mapping[str, str]) -> bool:
    """
    Say whether a relation is the border of an administrative area.

    Parameters
    ----------
    tags
        Of the relation, as OpenStreetMap has them. May be empty.
    """
    return tags.get("boundary") == "administrative" and "admin_level" in tags


def is_any_shelter(tags: Mapping[str, str]) -> bool:
    """
    Say whether an element is a shelter of some sort, for an emergency or not.

    Parameters
    ----------
    tags
        Of the element, as OpenStreetMap has them. May be empty.
    """
    return tags.get("amenity") == "shelter" or is_emergency_shelter(tags)


def is_emergency_shelter(tags: Mapping[str, str]) -> bool:
    """
    Say whether people can go here in a disaster.

    `amenity=shelter` counts only if its `shelter_type` names an emergency: most
    are roofs at bus stops and picnic places. `emergency=assembly_point` (and the
    like) and `social_facility=shelter` count.

    Parameters
    ----------
    tags
        Of the element, as OpenStreetMap has them. May be empty.
    """
    return (
        (tags.get("amenity") == "shelter" and tags.get("shelter_type") in SHELTER_TYPES)
        or tags.get("emergency") in EMERGENCY_PLACES
        or tags.get("social_facility") == "shelter"
    )
