"""Bus lines: relations of OpenStreetMap joined into lines with a headway."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import shapely

from geo_app.fetch.elements import to_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_app.fetch.elements import OsmData, Relation

INTERVAL = re.compile(r"(?:(\d{1,2}):(\d{2})(?::(\d{2}))?|(\d{1,3}))")
"""`HH:MM:SS`, `HH:MM`, or minutes (OpenStreetMap wiki, Key:interval)."""

NOT_DRIVEN = ("platform", "stop", "station")
"""Beginnings of the roles of members that are no part of the line."""


def headway_min(tags: Mapping[str, str]) -> float | None:
    """
    Return the minutes between two departures, None if no tag says so.

    Parameters
    ----------
    tags
        `interval` decides if it is there; otherwise the longest of `interval:…`,
        so that the service is never said to be better than it is at any time.

    Returns
    -------
    headway
        Minutes, above 0.
    """
    whole_day = _minutes(tags.get("interval", ""))
    if whole_day:
        return max(whole_day)
    others = [text for key, text in tags.items() if key.startswith("interval:")]
    return max((m for text in others for m in _minutes(text)), default=None)


def _minutes(text: str) -> list[float]:
    """Read `00:20 @ (Mo-Fr 10:00-16:00); 30`: what stands before each @."""
    intervals = []
    for part in text.split(";"):
        for token in re.split(r"(?<=\d)\s*[-–]\s*", part.split("@")[0].strip()):
            match = INTERVAL.fullmatch(token)
            if match:
                hours, minutes, seconds, plain = (float(group or 0) for group in match.groups())
                intervals.append(plain + 60 * hours + minutes + seconds / 60)
    return [m for m in intervals if m > 0]


def stop_policy(tags: Mapping[str, str]) -> str:
    """
    Return `hail_and_ride` for share taxis (songthaews) and where a tag says so, else `stops`.

    Parameters
    ----------
    tags
        Of the element, as OpenStreetMap has them. May be empty.
    """
    hailed = tags.get("route") == "share_taxi" or tags.get("hail_and_ride") == "yes"
    return "hail_and_ride" if hailed else "stops"


def to_route_line(relation: Relation, osm: OsmData) -> tuple[shapely.Geometry | None, int]:
    """
    Return a relation's ways as one line, or several where they do not meet; and ways missing.

    Parameters
    ----------
    relation
        Of a bus line.
    osm
        What a server or file gave, with the ways of the relation.
    """
    refs = [m.ref for m in relation.members if m.type == "way" and not _is_stop(m.role)]
    known = [line for ref in refs if ref in osm.ways and (line := to_line(osm.ways[ref]))]
    if not known:
        return None, len(refs)
    # A line that uses a way in both directions lists it twice.
    merged = shapely.line_merge(shapely.union_all(known))
    return merged, len(refs) - len(known)


def _is_stop(role: str) -> bool:
    return role.startswith(NOT_DRIVEN)


def routes_by_stop(osm: OsmData, route_ids: Mapping[int, str]) -> dict[tuple[str, int], list[str]]:
    """
    Return the ids of the lines that name a node or way as their stop.

    Parameters
    ----------
    osm
        What a server or file gave.
    route_ids
        Ids of the lines, by the number of their relation in `osm`. May be empty.
    """
    calls: dict[tuple[str, int], list[str]] = {}
    for number, route_id in route_ids.items():
        for member in osm.relations[number].members:
            if member.type == "node" or _is_stop(member.role):
                line_ids = calls.setdefault((member.type, member.ref), [])
                if route_id not in line_ids:
                    line_ids.append(route_id)
    return calls
