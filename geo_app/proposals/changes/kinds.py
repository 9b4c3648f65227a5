"""Every kind of change: the one table of them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from geo_app.proposals.changes import (
    add_stop,
    change_headway,
    change_speed,
    cut_back,
    extend,
    move_stop,
    new_route,
    remove_route,
    remove_stop,
    reroute,
)
from geo_app.proposals.changes.terms import Change, Drawn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_app.proposals.changes.kind import Kind

_MODULES = (
    new_route,
    reroute,
    extend,
    cut_back,
    add_stop,
    move_stop,
    remove_stop,
    change_headway,
    change_speed,
    remove_route,
)

KINDS: Mapping[str, Kind[Any]] = MappingProxyType(
    {module.KIND.name: module.KIND for module in _MODULES}
)
"""By the name that a file uses, in the order in which they are offered."""

DRAWN_KINDS = tuple(name for name, kind in KINDS.items() if issubclass(kind.change, Drawn))
"""Those that carry a line."""


def kind_of(change: Change) -> Kind[Any]:
    """
    Return the kind of a change.

    Parameters
    ----------
    change
        The change.

    Raises
    ------
    TypeError
        If it is something else.
    """
    if not isinstance(change, Change):
        raise TypeError(f"{change!r} is no change.")
    return KINDS[change.kind]
