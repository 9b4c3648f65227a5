"""How far a fetch has come, for whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo_app.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a fetch has come: `done` of `total` steps, and what it does now."""

    done: int
    total: int
    now: Finding


Tell = Callable[[Progress], None]
"""Who wants to hear of the progress."""
