"""What people read of each kind of change."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from geo_app.errors import mark

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWords:
    """
    The words of a kind of change.

    Attributes
    ----------
    title
        What such a change is.
    effect
        What happens to its route, in a table.
    offer
        What a form offers to do.
    """

    title: str
    effect: str
    offer: str


CHANGE_WORDS: Mapping[str, ChangeWords] = MappingProxyType(
    {
        "route": ChangeWords(
            title=mark("New route"),
            effect=mark("new route"),
            offer=mark("Draw another new route"),
        ),
        "reroute": ChangeWords(
            title=mark("Another course of a route"),
            effect=mark("another way"),
            offer=mark("Another course of a route"),
        ),
        "extend": ChangeWords(
            title=mark("Extension of a route"),
            effect=mark("extended"),
            offer=mark("Extend a route"),
        ),
        "cut_back": ChangeWords(
            title=mark("Route cut back"),
            effect=mark("cut back"),
            offer=mark("Cut a route back"),
        ),
        "add_stop": ChangeWords(
            title=mark("New stop of a route"),
            effect=mark("new stop"),
            offer=mark("Add a stop to routes"),
        ),
        "move_stop": ChangeWords(
            title=mark("Stop moved"),
            effect=mark("stop moves"),
            offer=mark("Move a stop"),
        ),
        "remove_stop": ChangeWords(
            title=mark("Stop removed"),
            effect=mark("stop goes"),
            offer=mark("Remove a stop"),
        ),
        "change_headway": ChangeWords(
            title=mark("Other headway"),
            effect=mark("other times"),
            offer=mark("Change a headway"),
        ),
        "change_speed": ChangeWords(
            title=mark("Other speed"),
            effect=mark("other speed"),
            offer=mark("Change a speed"),
        ),
        "remove_route": ChangeWords(
            title=mark("Route removed"),
            effect=mark("no longer runs"),
            offer=mark("Remove a route"),
        ),
    }
)
"""By the name that a file uses."""
