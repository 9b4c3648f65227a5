"""How far a proposal has come, and where it may go from there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_app.errors import GeoAppError, StoreError, mark
from geo_app.store.values import ProposalState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DRAFT, SHARED, UNDER_REVIEW, APPROVED, REJECTED = ProposalState

STATE_NAMES: Mapping[ProposalState, str] = {
    DRAFT: mark("a draft"),
    SHARED: mark("shared"),
    UNDER_REVIEW: mark("under review"),
    APPROVED: mark("approved"),
    REJECTED: mark("rejected"),
}

MOVES: Mapping[ProposalState, tuple[ProposalState, ...]] = {
    DRAFT: (SHARED,),
    SHARED: (DRAFT, UNDER_REVIEW),
    UNDER_REVIEW: (SHARED, APPROVED, REJECTED),
    APPROVED: (UNDER_REVIEW,),
    REJECTED: (DRAFT,),
}
"""Where a proposal may go from each state."""

OPEN_STATES = frozenset({DRAFT, SHARED})
"""States in which new versions are saved."""


@dataclass(frozen=True, slots=True)
class _Names:
    """States by name, in the language of the sentence that they stand in."""

    states: tuple[ProposalState, ...]

    def sentence(self, translate: Callable[[str], str]) -> str:
        return ", ".join(translate(STATE_NAMES[state]) for state in self.states)

    def __str__(self) -> str:
        return self.sentence(str)


def needs_reason(before: ProposalState, after: ProposalState) -> bool:
    """
    Tell whether a move decides or reopens, which nobody does without saying why.

    Parameters
    ----------
    before, after
        The states that a proposal leaves and goes to.
    """
    return after in {APPROVED, REJECTED} or before in {APPROVED, REJECTED}


def check_move(before: ProposalState, after: ProposalState, *, reason: str) -> None:
    """
    Accept a move that the table has.

    Parameters
    ----------
    before, after
        The states that a proposal leaves and goes to.
    reason
        Why; may be blank where none is needed.

    Raises
    ------
    StoreError
        If it has not, or if the reason is blank where one is needed.
    """
    if after not in MOVES[before]:
        raise StoreError(
            mark(
                "Nothing was changed. The proposal is {before} and cannot become {after}; "
                "it can become: {choices}."
            ),
            before=_Names((before,)),
            after=_Names((after,)),
            choices=_Names(MOVES[before]),
        )
    if needs_reason(before, after) and not reason.strip():
        raise StoreError(
            mark(
                "Nothing was changed. Say why the proposal, which is {before}, becomes {after}: "
                "the reason is empty."
            ),
            before=_Names((before,)),
            after=_Names((after,)),
        )


def check_open(state: ProposalState) -> None:
    """
    Accept a state in which new versions are saved.

    Parameters
    ----------
    state
        Of the proposal that somebody wants to save.

    Raises
    ------
    StoreError
        If the proposal is under review or decided.
    """
    if state not in OPEN_STATES:
        raise StoreError(
            mark(
                "Nothing was saved. A proposal that is {state} does not change. Save yours as a "
                "copy, or move the proposal back first."
            ),
            state=GeoAppError(STATE_NAMES[state]),
        )
