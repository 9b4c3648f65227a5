"""
Which ways of OpenStreetMap are open to people on foot, and in which direction.

The rules stand here as data; the first that fits decides. What people on the
ground have written about walking (`foot`) weighs more than the kind of the way.
Where nobody wrote anything, Thai law and habit are followed: people walk along
every road but a motorway, on tracks, and on cycleways, which are few and shared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_app.errors import mark

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Rule:
    """A way whose `key` has one of `values` is open to people on foot, or closed, and why."""

    key: str
    values: frozenset[str]
    is_open: bool
    reason: str


FOOT_ONLY = frozenset({"footway", "pedestrian", "path", "steps", "corridor"})
"""Values of `highway` for ways where a plain `oneway` binds people on foot."""

OPEN_HIGHWAYS = FOOT_ONLY | {
    "living_street", "residential", "service", "unclassified", "road", "track", "cycleway",
    "bridleway", "platform", "crossing",
    "tertiary", "tertiary_link", "secondary", "secondary_link",
    "primary", "primary_link", "trunk", "trunk_link",
}  # fmt: skip
"""Values of `highway` on which people may walk where no other tag speaks."""

RULES = (
    Rule(
        "highway",
        frozenset({"construction", "proposed", "planned", "abandoned", "razed", "disused"}),
        is_open=False,
        reason=mark("not built, or no longer there"),
    ),
    Rule(
        "foot",
        frozenset({"yes", "designated", "permissive", "official", "destination"}),
        is_open=True,
        reason=mark("open to people on foot"),
    ),
    Rule(
        "foot",
        frozenset({"no", "private", "use_sidepath", "restricted"}),
        is_open=False,
        reason=mark("closed to people on foot (foot=no, private or use_sidepath)"),
    ),
    Rule(
        "motorroad",
        frozenset({"yes"}),
        is_open=False,
        reason=mark("a road for motor vehicles only (motorroad=yes)"),
    ),
    Rule(
        "access",
        frozenset({"no", "private", "military", "agricultural", "forestry", "emergency", "permit"}),
        is_open=False,
        reason=mark("closed to the public (access=no, private and the like)"),
    ),
    Rule("highway", OPEN_HIGHWAYS, is_open=True, reason=mark("open to people on foot")),
)

REST = mark("a motorway or another kind of way that is not for walking")
"""Why a way is closed that no rule speaks of."""

BOTH_WAYS: None = None
ALONG, AGAINST = "yes", "-1"
DIRECTIONS: Mapping[str, Mapping[str, str | None]] = {
    "oneway:foot": {
        "yes": ALONG, "true": ALONG, "1": ALONG, "-1": AGAINST, "reverse": AGAINST,
        "no": BOTH_WAYS, "false": BOTH_WAYS, "0": BOTH_WAYS,
    },
    "conveying": {
        "forward": ALONG, "backward": AGAINST, "yes": BOTH_WAYS, "reversible": BOTH_WAYS,
    },
    "oneway": {"yes": ALONG, "true": ALONG, "1": ALONG, "-1": AGAINST, "reverse": AGAINST},
}  # fmt: skip
"""What binds people on foot; the first key with a known value decides, `oneway` last."""


def closed_reason(tags: Mapping[str, str]) -> str | None:
    """
    Return why people may not walk on a way, None where they may.

    Parameters
    ----------
    tags
        Of a way with `highway`.

    Returns
    -------
    reason
        An English phrase, key of its translation.

    References
    ----------
    OpenStreetMap wiki: Key:access, Key:foot, OSM tags for routing.
    """
    for rule in RULES:
        if tags.get(rule.key) in rule.values:
            return None if rule.is_open else rule.reason
    return REST


def oneway_on_foot(tags: Mapping[str, str]) -> str | None:
    """
    Return `yes` if people may walk only along the line, `-1` if only against it.

    On a road, `oneway` binds vehicles and says nothing about people on foot.

    Parameters
    ----------
    tags
        Of a way that is open to people on foot.
    """
    for key, directions in DIRECTIONS.items():
        if key == "oneway" and tags.get("highway") not in FOOT_ONLY:
            continue
        if tags.get(key) in directions:
            return directions[tags[key]]
    return None
