"""Several people save one proposal: the second is told, and nothing is lost."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import pytest
import sqlalchemy as sa

from geo_app.errors import StoreError
from geo_app.store.failures import ConflictError
from geo_app.store.opening import open_store
from geo_app.store.values import EventKind, ProposalState
from tests.store.failing import NOTHING_SAVED
from tests.store.making import bring_to, create, document, draft, later, save

WRITERS = 20
SAVES = 10


def test_the_second_is_shown_what_the_first_saved_and_nothing_is_overwritten(store):
    proposal_id = create(store).proposal_id
    save(store, proposal_id, 1, author="Malee", document=document(2), at=later(7))
    with pytest.raises(ConflictError) as raised:
        save(store, proposal_id, 1, author="Anan", document=document(99))
    theirs = raised.value.theirs
    assert theirs == store.open(proposal_id)
    assert (theirs.number, theirs.author, theirs.saved_at) == (2, "Malee", later(7))
    assert theirs.document == document(2)
    assert "Malee saved version 2" in str(raised.value)
    assert [row.number for row in store.versions(proposal_id)] == [2, 1]
    assert len(store.events(proposal_id)) == 2


def test_the_newest_of_several_versions_in_between_is_shown(store):
    proposal_id = create(store).proposal_id
    for expected in (1, 2, 3):
        save(store, proposal_id, expected)
    with pytest.raises(ConflictError) as raised:
        save(store, proposal_id, 1)
    assert raised.value.theirs.number == 4


@pytest.mark.parametrize("expected", [0, 2, 10**20])
def test_a_version_that_never_was_is_no_base_either(store, expected):
    proposal_id = create(store).proposal_id
    with pytest.raises(ConflictError):
        save(store, proposal_id, expected, at=later(1))
    assert store.proposal(proposal_id).version == 1


def test_after_a_conflict_one_saves_on_top_of_theirs(store):
    proposal_id = create(store).proposal_id
    save(store, proposal_id, 1)
    with pytest.raises(ConflictError) as raised:
        save(store, proposal_id, 1, author="Anan")
    assert save(store, proposal_id, raised.value.theirs.number, author="Anan").version == 3


def test_work_that_breaks_off_is_undone_as_a_whole(store):
    proposal_id = create(store).proposal_id
    with pytest.raises(ZeroDivisionError), store.database.writing() as connection:
        connection.execute(sa.text("UPDATE proposals SET title_en = 'half'"))
        raise ZeroDivisionError
    assert store.proposal(proposal_id).title_en == "New line"
    assert save(store, proposal_id, 1).version == 2


def test_a_name_that_looks_like_a_placeholder_stands_in_the_sentence_as_it_is(store):
    proposal_id = create(store).proposal_id
    save(store, proposal_id, 1, author="{number} O'Brien")
    with pytest.raises(ConflictError, match=r"\{number\} O'Brien saved version 2"):
        save(store, proposal_id, 1)


def write_on_one(url: str, proposal_id: str, writer: int, start: threading.Barrier) -> list[int]:
    """Save ten times on one proposal; return the conflicts that were not one."""
    false_conflicts = []
    with open_store(url) as own:
        start.wait()
        for number in range(SAVES):
            expected = own.proposal(proposal_id).version
            while True:
                try:
                    content = {"writer": writer, "number": number}
                    save(own, proposal_id, expected, author=f"w{writer}", document=content)
                except ConflictError as conflict:
                    theirs = conflict.theirs
                    if theirs.number <= expected or theirs.author == f"w{writer}":
                        false_conflicts.append(expected)
                    expected = theirs.number
                else:
                    break
    return false_conflicts


def test_twenty_people_on_one_proposal_lose_nothing(store, store_url):
    proposal_id = create(store).proposal_id
    start = threading.Barrier(WRITERS)
    with ThreadPoolExecutor(WRITERS) as threads:
        work = [
            threads.submit(write_on_one, store_url, proposal_id, writer, start)
            for writer in range(WRITERS)
        ]
        assert [done.result() for done in work] == [[]] * WRITERS
    numbers = [row.number for row in store.versions(proposal_id)]
    assert numbers == list(range(WRITERS * SAVES + 1, 0, -1))
    found = [store.open(proposal_id, number).document for number in numbers[:-1]]
    saved = [(content["writer"], content["number"]) for content in found]
    assert sorted(saved) == [(w, n) for w in range(WRITERS) for n in range(SAVES)]
    # Each person's own saves stand in their order.
    assert all(
        [n for w, n in reversed(saved) if w == writer] == list(range(SAVES))
        for writer in range(WRITERS)
    )
    assert len(store.events(proposal_id)) == WRITERS * SAVES + 1


def write_on_own(store, writer: int, start: threading.Barrier) -> None:
    start.wait()
    proposal_id = create(store, author=f"w{writer}").proposal_id
    for expected in range(1, SAVES + 1):
        save(store, proposal_id, expected)
        store.put_draft(draft(expected, token=f"t{writer}"))
        store.comment(proposal_id, str(expected), author=f"w{writer}", at=later(expected))


def test_twenty_people_on_their_own_never_disturb_each_other(store):
    start = threading.Barrier(WRITERS)
    with ThreadPoolExecutor(WRITERS) as threads:
        work = [threads.submit(write_on_own, store, writer, start) for writer in range(WRITERS)]
        for done in work:
            done.result()
    rows = store.proposals("phuket")
    assert sorted(row.created_by for row in rows) == sorted(f"w{n}" for n in range(WRITERS))
    assert {(row.version, row.open_comments) for row in rows} == {(SAVES + 1, SAVES)}
    assert {store.draft(f"t{writer}").rev for writer in range(WRITERS)} == {SAVES}


def test_of_two_who_decide_at_once_one_is_refused(store):
    for _ in range(10):
        proposal_id = create(store).proposal_id
        bring_to(store, proposal_id, ProposalState.UNDER_REVIEW)
        start = threading.Barrier(2)

        def decide(state: ProposalState, proposal_id=proposal_id, start=start) -> bool:
            start.wait()
            try:
                store.move(proposal_id, state, author=state.value, reason="so", at=later(9))
            except StoreError:
                return False
            return True

        with ThreadPoolExecutor(2) as threads:
            decided = list(threads.map(decide, (ProposalState.APPROVED, ProposalState.REJECTED)))
        assert sorted(decided) == [False, True]
        moves = [e for e in store.events(proposal_id) if e.kind is EventKind.MOVED]
        assert len(moves) == 3
        assert store.proposal(proposal_id).state is moves[-1].to_state


def test_of_two_who_resolve_a_comment_at_once_one_is_told(store):
    proposal_id = create(store).proposal_id
    for _ in range(10):
        made = store.comment(proposal_id, "Why?", author="Anan", at=later(1))
        start = threading.Barrier(2)

        def resolve(author: str, comment_id=made.comment_id, start=start) -> bool:
            start.wait()
            try:
                store.resolve_comment(comment_id, author=author, at=later(2))
            except StoreError:
                return False
            return True

        with ThreadPoolExecutor(2) as threads:
            assert sorted(threads.map(resolve, ("Malee", "Somchai"))) == [False, True]
    resolved = [e for e in store.events(proposal_id) if e.kind is EventKind.RESOLVED]
    told = [(c.comment_id, c.resolved_by) for c in store.comments(proposal_id)]
    assert sorted((e.comment_id, e.author) for e in resolved) == sorted(told)


def test_a_save_and_the_start_of_a_review_never_cross(store):
    for _ in range(10):
        proposal_id = create(store).proposal_id
        bring_to(store, proposal_id, ProposalState.SHARED)
        start = threading.Barrier(2)

        def review(proposal_id=proposal_id, start=start) -> None:
            start.wait()
            under_review = ProposalState.UNDER_REVIEW
            store.move(proposal_id, under_review, author="Anan", reason="", at=later(2))

        def work(proposal_id=proposal_id, start=start) -> None:
            start.wait()
            save(store, proposal_id, 1)

        with ThreadPoolExecutor(2) as threads:
            reviewing, saving = threads.submit(review), threads.submit(work)
            reviewing.result()
            is_refused = isinstance(saving.exception(), StoreError)
        last = store.events(proposal_id)[-1]
        # A saved version is part of what is reviewed, or it was refused.
        assert last.kind is EventKind.MOVED
        assert last.version == store.proposal(proposal_id).version == (1 if is_refused else 2)


def test_more_work_at_once_than_there_are_connections(store, store_url):
    proposal_id = create(store).proposal_id
    with open_store(store_url, wait_s=0.1) as crowded, ExitStack() as stack:
        pool = crowded.database.engine.pool
        for _ in range(15):
            stack.enter_context(closing(pool.connect()))
        with pytest.raises(StoreError, match=NOTHING_SAVED + ".*busy"):
            save(crowded, proposal_id, 1, at=later(1))
        stack.close()
        assert save(crowded, proposal_id, 1, at=later(1)).version == 2
