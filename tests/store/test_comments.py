"""Comments on a proposal and at a place of its map."""

from __future__ import annotations

import math

import pytest

from geo_app.errors import StoreError
from geo_app.store.values import EventKind, ProposalState
from tests.store.making import AT, HOSTILE, bring_to, create, later, save


def test_a_comment_is_on_the_newest_version_and_on_the_whole(store):
    proposal_id = create(store).proposal_id
    save(store, proposal_id, 1)
    made = store.comment(proposal_id, "Too far from the market", author="Anan", at=later(5))
    assert store.comments(proposal_id) == [made]
    assert (made.version, made.lon, made.lat) == (2, None, None)
    assert (made.text, made.author, made.at) == ("Too far from the market", "Anan", later(5))
    assert (made.resolved_by, made.resolved_at) == (None, None)


def test_a_comment_is_pinned_to_a_place_and_a_version(store):
    proposal_id = create(store).proposal_id
    save(store, proposal_id, 1)
    place = (98.3923456789, 7.8804123456)
    store.comment(proposal_id, "Here", author="Anan", at=later(5), version=1, place=place)
    (found,) = store.comments(proposal_id)
    assert (found.lon, found.lat) == place
    assert found.version == 1


@pytest.mark.parametrize("version", [0, 2, -1, 10**30])
def test_a_comment_on_a_version_that_is_not_there_gets_a_sentence(store, version):
    proposal_id = create(store).proposal_id
    with pytest.raises(StoreError, match="has no version"):
        store.comment(proposal_id, "Here", author="Anan", at=AT, version=version)
    assert store.comments(proposal_id) == []


@pytest.mark.parametrize("place", [(181, 0), (0, -90.1), (math.nan, 0), (0, math.inf)])
def test_a_place_that_is_not_on_the_earth_is_a_mistake(store, place):
    proposal_id = create(store).proposal_id
    with pytest.raises(ValueError, match="no place in degrees"):
        store.comment(proposal_id, "Here", author="Anan", at=AT, place=place)
    assert store.comments(proposal_id) == []


def test_comments_come_oldest_first_and_of_one_proposal_only(store):
    proposal_id, other = create(store).proposal_id, create(store).proposal_id
    store.comment(other, "elsewhere", author="Anan", at=later(0))
    for minute in (3, 1, 2):
        store.comment(proposal_id, str(minute), author="Anan", at=later(minute))
    assert [comment.text for comment in store.comments(proposal_id)] == ["1", "2", "3"]


def test_a_comment_is_resolved_once_and_stays(store):
    proposal_id = create(store).proposal_id
    made = store.comment(proposal_id, HOSTILE, author=HOSTILE, at=later(1))
    assert store.proposal(proposal_id).open_comments == 1
    resolved = store.resolve_comment(made.comment_id, author="Malee", at=later(2))
    assert store.comments(proposal_id) == [resolved]
    assert (resolved.resolved_by, resolved.resolved_at) == ("Malee", later(2))
    assert (resolved.text, resolved.author) == (HOSTILE, HOSTILE)
    assert store.proposal(proposal_id).open_comments == 0
    with pytest.raises(StoreError, match="Malee has resolved"):
        store.resolve_comment(made.comment_id, author="Anan", at=later(3))
    assert store.comments(proposal_id) == [resolved]


def test_the_trail_tells_of_comments(store):
    proposal_id = create(store).proposal_id
    made = store.comment(proposal_id, "Why?", author="Anan", at=later(1))
    store.resolve_comment(made.comment_id, author="Malee", at=later(2))
    told = [(e.kind, e.author, e.at, e.comment_id) for e in store.events(proposal_id)][1:]
    assert told == [
        (EventKind.COMMENTED, "Anan", later(1), made.comment_id),
        (EventKind.RESOLVED, "Malee", later(2), made.comment_id),
    ]


@pytest.mark.parametrize("state", list(ProposalState))
def test_one_may_comment_in_every_state(store, state):
    proposal_id = create(store).proposal_id
    bring_to(store, proposal_id, state)
    store.comment(proposal_id, "Still true?", author="Anan", at=later(9))
    assert store.proposal(proposal_id).open_comments == 1


def test_what_is_not_there_gets_a_sentence(store):
    with pytest.raises(StoreError, match="There is no proposal"):
        store.comment("nobody", "Why?", author="Anan", at=AT)
    with pytest.raises(StoreError, match="There is no comment"):
        store.resolve_comment(HOSTILE, author="Anan", at=AT)
    assert store.comments("nobody") == []
    assert store.events("nobody") == []
