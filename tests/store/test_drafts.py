"""What people draw is kept stroke by stroke, and an older stroke never wins."""

from __future__ import annotations

import random

import pytest

from geo_app.errors import StoreError
from tests.store.making import HOSTILE, create, draft, later

SEED = 20261123


def test_a_draft_comes_back_as_it_was(store):
    kept = draft(3, proposal_id=create(store).proposal_id, base_version=1)
    assert store.put_draft(kept) is True
    assert store.draft(kept.token) == kept


def test_a_draft_of_a_new_proposal_has_none(store):
    store.put_draft(draft())
    found = store.draft("session-1")
    assert (found.proposal_id, found.base_version) == (None, None)


def test_a_later_stroke_replaces_the_whole_draft(store):
    store.put_draft(draft(1))
    after = draft(
        2, owner="Somchai", province_id="krabi", proposal_id="p", base_version=4, history={}
    )
    assert store.put_draft(after) is True
    assert store.draft("session-1") == after


@pytest.mark.parametrize("rev", [0, 4, 5])
def test_an_earlier_or_the_same_stroke_changes_nothing(store, rev):
    store.put_draft(draft(5))
    assert store.put_draft(draft(rev, document={"n": "late"}, updated_at=later(99))) is False
    assert store.draft("session-1") == draft(5)


def test_strokes_in_any_order_end_with_the_last(store):
    shuffle = random.Random(SEED)
    for number in range(10):
        revs = list(range(1, 9))
        shuffle.shuffle(revs)
        token = f"session-{number}"
        kept = [store.put_draft(draft(rev, token=token)) for rev in revs]
        # Kept are exactly those that were higher than all before.
        assert kept == [rev > max(revs[:i], default=0) for i, rev in enumerate(revs)]
        assert store.draft(token) == draft(8, token=token)


def test_a_person_finds_their_own_drafts_of_a_province_newest_first(store):
    store.put_draft(draft(1, token="a", updated_at=later(1)))
    store.put_draft(draft(1, token="b", updated_at=later(2)))
    store.put_draft(draft(1, token="c", owner="Somchai"))
    store.put_draft(draft(1, token="d", province_id="krabi"))
    assert [found.token for found in store.drafts("phuket", "Malee")] == ["b", "a"]
    assert [found.token for found in store.drafts("phuket", "Somchai")] == ["c"]
    assert store.drafts("ranong", "Malee") == []


def test_a_dropped_draft_is_gone_and_the_others_stay(store):
    store.put_draft(draft(1, token="a"))
    store.put_draft(draft(1, token="b"))
    store.drop_draft("a")
    store.drop_draft("never drawn")
    assert store.draft("a") is None
    assert store.draft("b") is not None


def test_every_text_of_a_draft_may_hold_what_sql_means_something_by(store):
    kept = draft(1, token=HOSTILE, owner=HOSTILE, province_id=HOSTILE, history={HOSTILE: HOSTILE})
    store.put_draft(kept)
    assert store.draft(HOSTILE) == kept
    assert store.drafts(HOSTILE, HOSTILE) == [kept]
    store.drop_draft(HOSTILE)
    assert store.draft(HOSTILE) is None


@pytest.mark.parametrize("rev", [-1, 2**31, 2**70])
def test_a_number_of_strokes_that_cannot_be_is_a_mistake(store, rev):
    with pytest.raises(ValueError, match="rev must be"):
        store.put_draft(draft(rev))


def test_a_drawing_that_is_too_large_says_so_and_leaves_the_last_one(store):
    store.put_draft(draft(1))
    with pytest.raises(StoreError, match="at most 5 MB"):
        store.put_draft(draft(2, document={"text": "x" * 5_000_000}))
    assert store.draft("session-1") == draft(1)
