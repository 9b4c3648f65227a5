"""What people draw is kept stroke by stroke, and an older stroke never wins."""

from __future__ import annotations

import random

import pytest
import sqlalchemy as sa

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


def test_a_holder_finds_their_drafts_of_a_province_newest_first(store):
    kept = [
        draft(1, token="a", updated_at=later(1)),
        draft(1, token="b", updated_at=later(2), owner="Somchai"),
    ]
    for mine in kept:
        store.put_draft(mine, holder="my browser")
    store.put_draft(draft(1, token="c"), holder="another browser")
    store.put_draft(draft(1, token="d", province_id="krabi"), holder="my browser")
    store.put_draft(draft(1, token="e"))
    assert store.drafts("phuket", "my browser") == kept[::-1]
    assert [found.token for found in store.drafts("phuket", "another browser")] == ["c"]
    assert store.drafts("ranong", "my browser") == []


def test_a_name_finds_no_draft(store):
    store.put_draft(draft(1, owner="Malee"), holder="her browser")
    store.put_draft(draft(1, token="before there were holders", owner="Malee"))
    for guess in ("Malee", "", "her", "her browser ", "NULL"):
        assert store.drafts("phuket", guess) == []


def test_whoever_goes_on_with_a_draft_by_its_token_does_not_take_it_from_the_list(store):
    store.put_draft(draft(1), holder="first")
    store.put_draft(draft(2), holder="second")
    store.put_draft(draft(3))
    assert store.drafts("phuket", "first") == [draft(3)]
    assert store.drafts("phuket", "second") == []


def test_a_draft_that_nobody_holds_is_held_by_whoever_goes_on_with_it_first(store):
    store.put_draft(draft(1))
    store.put_draft(draft(2), holder="first")
    store.put_draft(draft(3), holder="second")
    assert store.drafts("phuket", "first") == [draft(3)]
    assert store.drafts("phuket", "second") == []


def test_the_database_tells_no_secret(store):
    """Whoever reads the file or its backup can open no draft with what stands there."""
    token, holder = "a1" * 32, "b2" * 32
    with_secret = draft(1, token=token, document={"token": token, "line": []})
    store.put_draft(with_secret, holder=holder)
    with store.database.reading() as connection:
        (row,) = connection.execute(sa.text("SELECT * FROM drafts")).mappings()
    assert token not in str(row)
    assert holder not in str(row)
    for kept in row.values():
        assert not isinstance(kept, str) or store.draft(kept) is None
        assert not isinstance(kept, str) or store.drafts("phuket", kept) == []
    assert store.draft(token).document == {"line": []}


def test_seals_of_many_tokens_open_for_their_holder_alone(store):
    shuffle = random.Random(SEED)
    kept = {f"{shuffle.getrandbits(256):064x}": f"holder {n % 3}" for n in range(30)}
    for token, holder in kept.items():
        store.put_draft(draft(1, token=token), holder=holder)
    for holder in set(kept.values()):
        found = {one.token for one in store.drafts("phuket", holder)}
        assert found == {token for token, whose in kept.items() if whose == holder}


def test_a_dropped_draft_is_gone_and_the_others_stay(store):
    store.put_draft(draft(1, token="a"))
    store.put_draft(draft(1, token="b"))
    store.drop_draft("a")
    store.drop_draft("never drawn")
    assert store.draft("a") is None
    assert store.draft("b") is not None


def test_every_text_of_a_draft_may_hold_what_sql_means_something_by(store):
    kept = draft(1, token=HOSTILE, owner=HOSTILE, province_id=HOSTILE, history={HOSTILE: HOSTILE})
    store.put_draft(kept, holder=HOSTILE)
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
