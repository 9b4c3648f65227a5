"""Saving, opening, listing and copying proposals, on a file and on a server."""

from __future__ import annotations

import datetime as dt

import pytest

from geo_app.errors import StoreError
from geo_app.store.values import EventKind, ProposalState, Saved
from tests.store.making import AT, DIGEST, HOSTILE, bring_to, create, document, draft, later, save


def test_a_new_proposal_is_a_draft_with_one_version(store):
    saved = create(store)
    assert saved == Saved(proposal_id=saved.proposal_id, version=1, saved_at=AT)
    opened = store.open(saved.proposal_id)
    assert opened.document == document(1)
    assert (opened.number, opened.author, opened.reason) == (1, "Somchai", "first")
    assert (opened.saved_at, opened.baseline) == (AT, DIGEST)
    assert store.proposal(saved.proposal_id).state is ProposalState.DRAFT


def test_every_save_is_a_version_and_all_stay(store):
    proposal_id = create(store).proposal_id
    for expected in (1, 2, 3):
        assert save(store, proposal_id, expected).version == expected + 1
    assert [row.number for row in store.versions(proposal_id)] == [4, 3, 2, 1]
    assert store.open(proposal_id).document == document(4)
    for number in (1, 2, 3, 4):
        assert store.open(proposal_id, number).document == document(number)


def test_a_list_of_versions_tells_who_when_and_why(store):
    proposal_id = create(store).proposal_id
    save(store, proposal_id, 1, author="Malee", reason="closer to the school", baseline="other")
    newest, first = store.versions(proposal_id)
    assert (newest.author, newest.reason) == ("Malee", "closer to the school")
    assert (newest.saved_at, newest.baseline) == (later(1), "other")
    assert (first.author, first.reason, first.saved_at) == ("Somchai", "first", AT)


def test_the_list_holds_one_province_with_the_last_saved_first(store):
    first = create(store, at=later(0)).proposal_id
    second = create(store, at=later(10)).proposal_id
    create(store, province_id="krabi")
    assert [row.proposal_id for row in store.proposals("phuket")] == [second, first]
    save(store, first, 1, at=later(20))
    assert [row.proposal_id for row in store.proposals("phuket")] == [first, second]
    assert store.proposals("ranong") == []


def test_a_row_of_the_list_follows_the_newest_version(store):
    proposal_id = create(store).proposal_id
    save(store, proposal_id, 1, document=document(2, name_th="สายเหนือ", name_en=None))
    (row,) = store.proposals("phuket")
    assert (row.title_th, row.title_en) == ("สายเหนือ", None)
    assert (row.created_by, row.created_at) == ("Somchai", AT)
    assert (row.saved_by, row.saved_at, row.version) == ("Malee", later(1), 2)
    assert row == store.proposal(proposal_id)


def test_a_time_in_bangkok_is_kept_as_the_same_moment_in_utc(store):
    bangkok = dt.timezone(dt.timedelta(hours=7))
    proposal_id = create(store, at=AT.astimezone(bangkok)).proposal_id
    found = store.open(proposal_id).saved_at
    assert found == AT
    assert found.utcoffset() == dt.timedelta(0)


def test_a_time_without_a_zone_is_a_mistake_of_the_caller(store):
    naive = AT.replace(tzinfo=None)
    proposal_id = create(store).proposal_id
    remark = store.comment(proposal_id, "why?", author="Anan", at=AT)
    for work in (
        lambda: create(store, at=naive),
        lambda: save(store, proposal_id, 1, at=naive),
        lambda: store.copy(proposal_id, author="Anan", at=naive),
        lambda: store.move(proposal_id, ProposalState.SHARED, author="Anan", reason="", at=naive),
        lambda: store.comment(proposal_id, "when?", author="Anan", at=naive),
        lambda: store.resolve_comment(remark.comment_id, author="Anan", at=naive),
        lambda: store.put_draft(draft(updated_at=naive)),
    ):
        with pytest.raises(ValueError, match="no time zone"):
            work()
    assert len(store.events(proposal_id)) == 2
    assert len(store.proposals("phuket")) == 1


def test_an_id_that_is_given_is_used_once(store):
    assert create(store, proposal_id="line-9").proposal_id == "line-9"
    with pytest.raises(StoreError, match="already") as raised:
        create(store, 2, proposal_id="line-9")
    assert "'line-9'" in str(raised.value)
    assert store.open("line-9").document == document(1)
    assert len(store.events("line-9")) == 1


@pytest.mark.parametrize("proposal_id", ["nobody", HOSTILE, "x" * 500])
def test_an_id_that_nobody_has_gets_a_sentence(store, proposal_id):
    create(store)
    for ask in (store.open, store.versions, store.proposal):
        with pytest.raises(StoreError, match="There is no proposal"):
            ask(proposal_id)
    with pytest.raises(StoreError, match="There is no proposal"):
        save(store, proposal_id, 1)
    with pytest.raises(StoreError, match="There is no proposal"):
        store.copy(proposal_id, author="Malee", at=AT)


@pytest.mark.parametrize("number", [0, -1, 2, 2**31, 2**63, 10**30])
def test_a_version_that_was_never_saved_gets_a_sentence(store, number):
    proposal_id = create(store).proposal_id
    with pytest.raises(StoreError, match=f"no version {number}"):
        store.open(proposal_id, number)


def test_a_document_comes_back_as_it_went_in(store):
    odd = {
        "text": HOSTILE,
        "nul": "a\0b",
        "numbers": [0.1 + 0.2, 1e-300, -0.0, 2**60, 98.39234567890123],
        "order": {"z": 1, "a": 2},
        "none": None,
        HOSTILE: [True, False, [], {}],
    }
    proposal_id = create(store, document=odd).proposal_id
    found = store.open(proposal_id).document
    assert found == odd
    assert list(found["order"]) == ["z", "a"]


def test_every_text_may_hold_what_sql_means_something_by(store):
    content = document(1, name_th=HOSTILE, name_en=HOSTILE)
    saved = create(
        store,
        province_id=HOSTILE,
        document=content,
        author=HOSTILE,
        reason=HOSTILE,
        baseline=HOSTILE,
        proposal_id="'; DROP TABLE versions; --",
    )
    (row,) = store.proposals(HOSTILE)
    assert (row.title_th, row.title_en, row.created_by) == (HOSTILE,) * 3
    assert row.province_id == HOSTILE
    opened = store.open(saved.proposal_id)
    assert (opened.author, opened.reason, opened.baseline) == (HOSTILE,) * 3
    (event,) = store.events(saved.proposal_id)
    assert (event.author, event.reason) == (HOSTILE, HOSTILE)


def test_a_copy_is_a_new_draft_with_the_newest_document(store):
    proposal_id = create(store, document=document(1, proposal_id="old")).proposal_id
    save(store, proposal_id, 1, document=document(2, proposal_id="old"), baseline="newer")
    bring_to(store, proposal_id, ProposalState.APPROVED)
    copied = store.copy(proposal_id, author="Anan", at=later(60))
    row = store.proposal(copied.proposal_id)
    assert (row.state, row.version, row.province_id) == (ProposalState.DRAFT, 1, "phuket")
    assert (row.copied_from_id, row.copied_from_version) == (proposal_id, 2)
    assert (row.created_by, row.created_at) == ("Anan", later(60))
    opened = store.open(copied.proposal_id)
    assert opened.document == document(2, proposal_id=copied.proposal_id)
    assert opened.baseline == "newer"
    assert [event.kind for event in store.events(copied.proposal_id)] == [EventKind.COPIED]
    assert store.proposal(proposal_id).state is ProposalState.APPROVED


def test_the_trail_tells_of_each_save_in_order(store):
    proposal_id = create(store).proposal_id
    save(store, proposal_id, 1)
    told = [(e.kind, e.version, e.author, e.reason, e.at) for e in store.events(proposal_id)]
    assert told == [
        (EventKind.CREATED, 1, "Somchai", "first", AT),
        (EventKind.SAVED, 2, "Malee", "better", later(1)),
    ]


def test_the_caller_s_document_is_left_as_it_was(store):
    content = document(1, proposal_id="mine")
    proposal_id = create(store, document=content).proposal_id
    store.copy(proposal_id, author="Anan", at=AT)
    assert content == document(1, proposal_id="mine")
