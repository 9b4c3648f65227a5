"""The words for what a proposal changes, how far it has come, and whom it touches."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from geo_app.errors import mark
from geo_app.proposals.gains import Effect

if TYPE_CHECKING:
    from collections.abc import Mapping

EFFECT: Mapping[str, str] = MappingProxyType(
    {
        Effect.GAINED: mark("gains access"),
        Effect.LOST: mark("loses access"),
        Effect.NEARER: mark("a shorter walk, access as before"),
        Effect.FURTHER: mark("a longer walk, access as before"),
        Effect.UNCLEAR: mark("not known: it hangs on a timetable that nobody knows"),
        Effect.NONE: mark("nothing changes"),
    }
)
"""What a proposal does to a community, as it stands in tables and legends."""

EFFECT_AT_POINT: Mapping[str, str] = MappingProxyType(
    {
        Effect.GAINED: mark("gains a stop in reach"),
        Effect.LOST: mark("loses its stop in reach"),
        Effect.NEARER: mark("walks less than today"),
        Effect.FURTHER: mark("walks further than today"),
        Effect.UNCLEAR: mark("depends on an unknown timetable"),
        Effect.NONE: mark("nothing changes"),
    }
)
"""The same said of one community, beside its name on a map."""

STATE: Mapping[str, str] = MappingProxyType(
    {
        "draft": mark("Draft"),
        "shared": mark("Shared"),
        "under_review": mark("Under review"),
        "approved": mark("Approved"),
        "rejected": mark("Rejected"),
    }
)
"""How far a proposal has come; the values are those of `geo_app.store.states`."""
