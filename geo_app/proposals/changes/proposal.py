"""A named list of changes, made one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_app.proposals.changes.add_stop import AddStop
from geo_app.proposals.changes.move_stop import MoveStop
from geo_app.proposals.changes.remove_stop import RemoveStop
from geo_app.proposals.changes.terms import Drawn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_app.proposals.changes.terms import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """
    A named list of changes, made one after the other.

    Attributes
    ----------
    proposal_id
        Empty until it has been saved.
    author, reason
        Who proposes it, and why.
    baseline
        Digest by layer id of what it was made on; empty if nobody knows.
    """

    changes: tuple[Change, ...]
    proposal_id: str = ""
    name_th: str | None = None
    name_en: str | None = None
    author: str = ""
    reason: str = ""
    baseline: tuple[tuple[str, str], ...] = ()

    @property
    def drawn(self) -> tuple[Drawn, ...]:
        """The changes that carry a line."""
        return tuple(drawn_of(self.changes))

    def route_ids(self) -> list[str]:
        """Return the routes that are new or change, in the order of the changes."""
        ids = [route_id for change in self.changes for route_id in change.named_routes]
        return list(dict.fromkeys(ids))


def drawn_of(changes: Iterable[Change]) -> list[Drawn]:
    """
    Return the changes that carry a line.

    Parameters
    ----------
    changes
        In their order.
    """
    return [change for change in changes if isinstance(change, Drawn)]


def without_undone(changes: Iterable[Change]) -> list[Change]:
    """
    Leave out stops that are added, and taken away again before anything else is made of them.

    Parameters
    ----------
    changes
        In their order.

    Returns
    -------
    changes
        Without the pairs, and without moves of the stop between them: what is left
        serves the same stops at the times of before.
    """
    kept = list(changes)
    for added in [change for change in kept if isinstance(change, AddStop)]:
        start = next(n for n, change in enumerate(kept) if change is added)
        later = [
            n for n in range(start + 1, len(kept)) if added.stop.stop_id in kept[n].named_stops
        ]
        moves = [n for n in later if isinstance(kept[n], MoveStop)]
        rest = [n for n in later if n not in moves]
        if rest and _takes_away(kept[rest[0]], added):
            gone = {start, rest[0], *(n for n in moves if n < rest[0])}
            kept = [change for n, change in enumerate(kept) if n not in gone]
    return kept


def _takes_away(change: Change, added: AddStop) -> bool:
    """Say whether a change takes a stop from all the routes that it was given to."""
    if not isinstance(change, RemoveStop) or change.stop_id != added.stop.stop_id:
        return False
    return change.route_id is None or (change.route_id,) == added.route_ids
