"""
A process that is killed at any moment loses nothing that it was told is saved.

`GEO_APP_KILLS=1000 python -m pytest tests/store/test_killed.py` kills more often.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import sqlite3
import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

import pytest

from geo_app.store.opening import open_store
from geo_app.store.values import EventKind
from tests.fixtures.patience import LIMIT_S
from tests.store.making import create, save
from tests.store.saver import TOKEN, is_whole, open_once, save_until_killed
from tests.store.test_opening import OLDER, fill_older, migrate_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_app.store.proposal_store import ProposalStore

KILLS = int(os.environ.get("GEO_APP_KILLS", "30"))
KILLS_OF_MIGRATIONS = max(KILLS // 3, 1)
LONGEST_LIFE_S = 0.04
SEED = 20261123


def run_and_kill(work: Callable[..., None], *arguments: Any, life_s: float) -> list[Any]:
    """Kill a process so long after its first sign of life; return all that it told."""
    processes = multiprocessing.get_context("forkserver")
    # It imports once, so that each process starts in a moment.
    processes.set_forkserver_preload(["tests.store.saver"])
    receive, send = processes.Pipe(duplex=False)
    process = processes.Process(target=work, args=(*arguments, send))
    process.start()
    send.close()
    told = []
    with receive, suppress(EOFError):
        assert receive.poll(LIMIT_S)
        told.append(receive.recv())
        time.sleep(life_s)
        process.kill()
        while True:
            told.append(receive.recv())
    process.join()
    process.close()
    return told


def lives() -> list[float]:
    moments = random.Random(SEED)
    return [moments.uniform(0, LONGEST_LIFE_S) for _ in range(KILLS)]


def test_every_save_that_was_confirmed_is_there_and_none_is_half(store, store_url):
    proposal_id = create(store, document={"number": 1, "filler": "", "seal": 0}).proposal_id
    told = []
    for life_s in lives():
        told += run_and_kill(save_until_killed, store_url, proposal_id, life_s=life_s)
    versions = {number for name, number in told if name == "version"}
    assert len(versions) >= KILLS
    check_versions(store, proposal_id, versions)
    check_trail(store, proposal_id)
    kept = store.draft(TOKEN)
    assert is_whole(kept.document)
    assert kept.rev == kept.document["number"] >= max(rev for name, rev in told if name == "draft")
    comments = {comment.comment_id for comment in store.comments(proposal_id)}
    assert comments >= {comment_id for name, comment_id in told if name == "comment"}
    assert save(store, proposal_id, store.proposal(proposal_id).version).version > max(versions)
    if store_url.startswith("sqlite"):
        with closing(sqlite3.connect(store_url.removeprefix("sqlite:///"))) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def check_versions(store: ProposalStore, proposal_id: str, confirmed: set[int]) -> None:
    numbers = {row.number for row in store.versions(proposal_id)}
    assert confirmed <= numbers
    assert numbers == set(range(1, store.proposal(proposal_id).version + 1))
    for number in numbers:
        document = store.open(proposal_id, number).document
        assert document["number"] == number
        assert is_whole(document)


def check_trail(store: ProposalStore, proposal_id: str) -> None:
    """See that each version and comment has its line in the trail, and no other has."""
    events = store.events(proposal_id)
    numbers = {row.number for row in store.versions(proposal_id)}
    saves = [e.version for e in events if e.kind in {EventKind.CREATED, EventKind.SAVED}]
    assert sorted(saves) == sorted(numbers)
    remarks = [e.comment_id for e in events if e.kind is EventKind.COMMENTED]
    assert sorted(remarks) == sorted(c.comment_id for c in store.comments(proposal_id))


@pytest.fixture
def new_url(request, tmp_path, store_url):
    """Return a function that makes the address of another empty database."""
    if store_url.startswith("sqlite"):
        return lambda number: f"sqlite:///{tmp_path / str(number) / 'store.sqlite'}"
    server = request.getfixturevalue("postgres_server")
    return lambda _number: server.url(server.new_database())


@pytest.mark.parametrize("is_older", [False, True], ids=["new", "older"])
def test_a_migration_that_was_killed_is_done_by_the_next(new_url, is_older, tmp_path):
    for number, life_s in enumerate(lives()[:KILLS_OF_MIGRATIONS]):
        (tmp_path / str(number)).mkdir()
        url = new_url(number)
        if is_older:
            migrate_to(url, OLDER)
            fill_older(url)
        told = run_and_kill(open_once, url, life_s=life_s)
        assert told[0] == "opening"
        with open_store(url) as store:
            assert [row.proposal_id for row in store.proposals("phuket")] == ["p1"] * is_older
            made = create(store)
            assert store.comments(made.proposal_id) == []
            assert [e.kind for e in store.events(made.proposal_id)] == [EventKind.CREATED]
