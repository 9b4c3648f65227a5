"""The database itself refuses to change what was saved, whoever asks."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
import sqlalchemy as sa

from tests.store.making import create, save

CHANGES = [
    "UPDATE events SET author = 'nobody'",
    "UPDATE events SET reason = '' WHERE event_id = 1",
    "DELETE FROM events",
    "DELETE FROM events WHERE event_id = 1",
    "UPDATE versions SET document = '{}'",
    "UPDATE versions SET number = number + 10",
    "DELETE FROM versions",
    "DELETE FROM versions WHERE number = 1",
]
CHANGES_OF_SQLITE = [
    "INSERT OR REPLACE INTO versions SELECT proposal_id, number, '{}', author, reason, saved_at, "
    "baseline FROM versions",
    "REPLACE INTO events SELECT event_id, proposal_id, kind, version, from_state, to_state, "
    "'nobody', reason, at, comment_id FROM events",
    "UPDATE OR REPLACE versions SET document = '{}'",
    "INSERT INTO versions SELECT proposal_id, number, '{}', author, reason, saved_at, baseline "
    "FROM versions WHERE true ON CONFLICT DO UPDATE SET document = '{}'",
    "DELETE FROM proposals",
]
CHANGES_OF_POSTGRES = [
    "TRUNCATE events",
    "TRUNCATE versions CASCADE",
    "UPDATE events SET author = 'nobody' WHERE false",
    "INSERT INTO versions SELECT * FROM versions "
    "ON CONFLICT (proposal_id, number) DO UPDATE SET document = '{}'",
    "DELETE FROM proposals",
]


def all_rows(url: str) -> list[list[tuple[object, ...]]]:
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    try:
        with engine.connect() as connection:
            queries = ("SELECT * FROM versions ORDER BY number", "SELECT * FROM events ORDER BY 1")
            return [[tuple(row) for row in connection.execute(sa.text(q))] for q in queries]
    finally:
        engine.dispose()


def run_raw(url: str, statement: str) -> None:
    """Run a statement past the app, as another program would."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        # Other programs set neither; but a row that others point to needs the first.
        connection.execute("PRAGMA foreign_keys = ON")
    else:
        connection = psycopg.connect(url)
    try:
        connection.execute(statement)
        connection.commit()
    finally:
        connection.close()


@pytest.fixture
def saved(store):
    """Save two versions of one proposal."""
    proposal_id = create(store).proposal_id
    save(store, proposal_id, 1)
    return proposal_id


def refuses(url: str, statement: str) -> None:
    before = all_rows(url)
    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError)):
        run_raw(url, statement)
    assert all_rows(url) == before
    assert [len(rows) for rows in before] == [2, 2]


@pytest.mark.usefixtures("saved")
@pytest.mark.parametrize("statement", CHANGES)
def test_nobody_changes_or_deletes_what_was_saved(store_url, statement):
    refuses(store_url, statement)


@pytest.mark.usefixtures("saved")
@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("statement", CHANGES_OF_SQLITE)
def test_no_way_of_sqlite_gets_around_it(store_url, statement):
    refuses(store_url, statement)


@pytest.mark.usefixtures("saved")
@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("statement", CHANGES_OF_POSTGRES)
def test_no_way_of_postgres_gets_around_it(store_url, statement):
    refuses(store_url, statement)


def test_the_refusal_names_the_table(saved, store_url):
    with pytest.raises(Exception, match="versions are only ever added"):
        run_raw(store_url, "DELETE FROM versions")
    assert saved


def test_after_a_refusal_the_next_save_works(store, saved, store_url):
    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError)):
        run_raw(store_url, "DELETE FROM events")
    assert save(store, saved, 2).version == 3
