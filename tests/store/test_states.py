"""How far a proposal may come, and who moved it why."""

from __future__ import annotations

import itertools

import pytest

from geo_app.errors import StoreError
from geo_app.store.states import MOVES, STATE_NAMES
from geo_app.store.values import EventKind, ProposalState
from tests.store.making import HOSTILE, bring_to, create, document, later, save

DRAFT, SHARED, UNDER_REVIEW, APPROVED, REJECTED = ProposalState

ALLOWED = {
    (DRAFT, SHARED),
    (SHARED, DRAFT),
    (SHARED, UNDER_REVIEW),
    (UNDER_REVIEW, SHARED),
    (UNDER_REVIEW, APPROVED),
    (UNDER_REVIEW, REJECTED),
    (APPROVED, UNDER_REVIEW),
    (REJECTED, DRAFT),
}
NEED_A_REASON = {
    (UNDER_REVIEW, APPROVED),
    (UNDER_REVIEW, REJECTED),
    (APPROVED, UNDER_REVIEW),
    (REJECTED, DRAFT),
}
ALL = list(itertools.product(ProposalState, ProposalState))


@pytest.mark.parametrize(("before", "after"), ALL)
def test_a_move_goes_where_the_table_says_and_nowhere_else(store, before, after):
    proposal_id = create(store).proposal_id
    bring_to(store, proposal_id, before)
    trail = store.events(proposal_id)
    if (before, after) in ALLOWED:
        row = store.move(proposal_id, after, author="Anan", reason="agreed", at=later(9))
        assert row.state is after
        event = store.events(proposal_id)[-1]
        assert (event.kind, event.from_state, event.to_state) == (EventKind.MOVED, before, after)
        assert (event.author, event.reason, event.at) == ("Anan", "agreed", later(9))
    else:
        with pytest.raises(StoreError) as raised:
            store.move(proposal_id, after, author="Anan", reason="agreed", at=later(9))
        for state in (before, after, *MOVES[before]):
            assert STATE_NAMES[state] in str(raised.value)
        assert store.events(proposal_id) == trail
        assert store.proposal(proposal_id).state is before


@pytest.mark.parametrize(("before", "after"), sorted(ALLOWED))
@pytest.mark.parametrize("reason", ["", " \n\t"])
def test_whoever_decides_or_reopens_says_why(store, before, after, reason):
    proposal_id = create(store).proposal_id
    bring_to(store, proposal_id, before)
    if (before, after) not in NEED_A_REASON:
        row = store.move(proposal_id, after, author="Anan", reason=reason, at=later(9))
        assert row.state is after
        return
    with pytest.raises(StoreError, match="reason is empty"):
        store.move(proposal_id, after, author="Anan", reason=reason, at=later(9))
    assert store.proposal(proposal_id).state is before


@pytest.mark.parametrize("author", ["", "  "])
def test_nobody_moves_a_proposal_without_a_name(store, author):
    proposal_id = create(store).proposal_id
    with pytest.raises(StoreError, match="name of who does it is missing"):
        store.move(proposal_id, SHARED, author=author, reason="", at=later(1))
    assert store.proposal(proposal_id).state is DRAFT


@pytest.mark.parametrize("state", list(ProposalState))
def test_only_a_draft_or_a_shared_proposal_takes_a_new_version(store, state):
    proposal_id = create(store).proposal_id
    bring_to(store, proposal_id, state)
    if state in {DRAFT, SHARED}:
        assert save(store, proposal_id, 1).version == 2
        assert store.proposal(proposal_id).state is state
        return
    with pytest.raises(StoreError) as raised:
        save(store, proposal_id, 1)
    assert STATE_NAMES[state] in str(raised.value)
    assert "copy" in str(raised.value)
    assert store.open(proposal_id).document == document(1)


def test_a_reopened_proposal_can_be_saved_again(store):
    proposal_id = create(store).proposal_id
    bring_to(store, proposal_id, APPROVED)
    for state in (UNDER_REVIEW, SHARED):
        store.move(proposal_id, state, author="Anan", reason="a school moved", at=later(9))
    assert save(store, proposal_id, 1).version == 2


def test_the_names_of_states_are_in_the_reader_s_language(store):
    proposal_id = create(store).proposal_id
    with pytest.raises(StoreError) as raised:
        store.move(proposal_id, APPROVED, author="Anan", reason="quick", at=later(1))
    bring_to(store, proposal_id, UNDER_REVIEW)
    words = raised.value.sentence(lambda text: f"<{text}>")
    assert "<a draft>" in words
    assert "<approved>" in words
    assert "<shared>" in words
    with pytest.raises(StoreError) as refused:
        save(store, proposal_id, 1)
    assert "<under review>" in refused.value.sentence(lambda text: f"<{text}>")


def test_a_move_of_an_unknown_proposal_gets_a_sentence(store):
    with pytest.raises(StoreError, match="There is no proposal"):
        store.move(HOSTILE, SHARED, author="Anan", reason="", at=later(1))
