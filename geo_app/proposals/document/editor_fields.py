"""
What the editor's document carries beside line and stops, read with care.

The editor has one line and its stops; a proposal may have several, and changes without
any. So the document's `fields` carry the rest, in the features of a proposal's file:

| field | holds |
|---|---|
| `name_th`, `name_en` | the proposal's names |
| `route` | properties of the line that is being edited, as in the file |
| `follows_roads` | whether the line is laid along roads |
| `place` | where that line stands among the changes |
| `others` | the other changes in their order, each a list of features: itself and its stops |

Whatever comes back from a browser is read again here: what is not understood is as if
it were not there, and what it says is judged by `geojson.proposal_of`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo_app.proposals.changes.kinds import DRAWN_KINDS
from geo_app.proposals.changes.new_route import AddRoute

if TYPE_CHECKING:
    from collections.abc import Mapping

Document = dict[str, Any]
Feature = dict[str, Any]
Group = list[Feature]
"""A change: its feature, and after it those of its stops."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What a document carries beside line and stops; see the table above."""

    name_th: str = ""
    name_en: str = ""
    route: Mapping[str, Any] = field(default_factory=dict)
    follows_roads: bool = True
    place: int = 0
    others: tuple[Group, ...] = ()

    @property
    def kind(self) -> str:
        """What the line that is being edited is: a new route, or a change of one."""
        kind = str(self.route.get("kind"))
        return kind if kind in DRAWN_KINDS else AddRoute.kind

    @property
    def route_id(self) -> str:
        """The route that the line belongs to."""
        return str(self.route.get("route_id") or "")

    def written(self) -> Document:
        """Return the values as a document holds them."""
        return {
            "name_th": self.name_th,
            "name_en": self.name_en,
            "route": dict(self.route),
            "follows_roads": self.follows_roads,
            "place": self.place,
            "others": list(self.others),
        }


def fields_of(doc: Mapping[str, Any]) -> Fields:
    """
    Read what a document carries beside line and stops.

    Parameters
    ----------
    doc
        As the editor holds it; its `fields` may be anything that JSON can say.
    """
    given = doc.get("fields")
    given = given if isinstance(given, dict) else {}
    route, others, place = given.get("route"), given.get("others"), given.get("place")
    groups = [_group(group) for group in others] if isinstance(others, list) else []
    kept = tuple(group for group in groups if group)
    return Fields(
        name_th=_text(given.get("name_th")),
        name_en=_text(given.get("name_en")),
        route=dict(route) if isinstance(route, dict) else {},
        follows_roads=given.get("follows_roads") is not False,
        place=_place(place, len(kept)),
        others=kept,
    )


def is_line(group: Group) -> bool:
    """
    Say whether a change has a line, which the editor could take up.

    Parameters
    ----------
    group
        Features of a change, the first one its own.
    """
    return group[0]["properties"].get("kind") in DRAWN_KINDS


def _group(value: object) -> Group:
    """Read a change's features; none where one is not as `drawing` writes them."""
    if not isinstance(value, list) or not value:
        return []
    is_all_read = all(isinstance(f, dict) and isinstance(f.get("properties"), dict) for f in value)
    if not is_all_read or (is_line(value) and not _has_positions(value)):
        return []
    return list(value)


def _has_positions(group: Group) -> bool:
    """Say whether the editor could take up a line and its stops."""
    head, *points = (feature.get("geometry") for feature in group)
    lines = [head.get("coordinates") if isinstance(head, dict) else None]
    drawn = group[0]["properties"].get("drawn_line")
    lines += [drawn] if drawn is not None else []
    places = [point.get("coordinates") if isinstance(point, dict) else None for point in points]
    are_lines = all(isinstance(line, list) and all(map(_is_position, line)) for line in lines)
    ids = [feature["properties"].get("stop_id") for feature in group[1:]]
    return are_lines and all(map(_is_position, places)) and all(isinstance(i, str) for i in ids)


def _is_position(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2  # noqa: PLR2004 - longitude and latitude
        and all(isinstance(part, (int, float)) and not isinstance(part, bool) for part in value)
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _place(value: object, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        return most
    return min(max(value, 0), most)
