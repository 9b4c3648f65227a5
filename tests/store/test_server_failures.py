"""When a server fails or goes away: saved and said so, or not saved, or not known."""

from __future__ import annotations

import psycopg
import pytest
import sqlalchemy as sa
import sqlalchemy.exc

from geo_app.errors import StoreError
from geo_app.store.opening import open_store
from tests.store.failing import (
    NOT_KEPT,
    NOTHING_SAVED,
    check_that_all_is_as_before,
    check_that_nothing_is_saved,
)
from tests.store.making import create, draft, save


@pytest.fixture
def store_url(postgres_server):
    """Return the address of a database on a server; a file fails in other ways."""
    return postgres_server.url(postgres_server.new_database())


def raise_on_insert(url: str, code: str, table: str = "versions") -> None:
    """Let the server fail with a code of its own whenever a row is written."""
    with psycopg.connect(url) as connection:
        connection.execute(
            "CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION 'on purpose' USING ERRCODE = '{code}'; END $$"
        )
        connection.execute(f"CREATE TRIGGER fail BEFORE INSERT ON {table} EXECUTE FUNCTION fail()")


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("53100", "disk of the database is full"),
        ("58030", "disk of the database reports an error"),
        ("25006", "may only be read"),
        ("42501", "may only be read"),
        ("55P03", "busy"),
        ("57014", "busy"),
        ("53300", "busy"),
        ("40P01", "busy"),
        ("57P01", "does not answer"),
        ("42P01", "damaged, or not a database of this app"),
        ("53200", "reports the error 53200"),
    ],
)
def test_what_the_server_says_becomes_a_sentence(store, store_url, code, why):
    proposal_id = create(store).proposal_id
    store.put_draft(draft(1))
    raise_on_insert(store_url, code)
    with pytest.raises(StoreError, match=NOTHING_SAVED + f".*{why}"):
        save(store, proposal_id, 1)
    with pytest.raises(StoreError, match=NOTHING_SAVED + f".*{why}"):
        create(store)
    check_that_all_is_as_before(store, proposal_id)


def test_a_stroke_that_the_server_could_not_keep(store, proposal_id, store_url):
    raise_on_insert(store_url, "53100", table="drafts")
    with pytest.raises(StoreError, match=NOT_KEPT + ".*disk of the database is full"):
        store.put_draft(draft(2))
    check_that_all_is_as_before(store, proposal_id)


def test_a_mistake_of_ours_is_no_sentence_and_shows_nobody_s_text(store, store_url):
    raise_on_insert(store_url, "22012")
    with pytest.raises(sqlalchemy.exc.DataError) as raised:
        create(store, document={"t": "private"})
    assert "private" not in str(raised.value)


def test_a_database_that_may_only_be_read(store, proposal_id, store_url):
    with psycopg.connect(store_url, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on".encode())
    store.close()
    check_that_nothing_is_saved(store, proposal_id, "may only be read")
    check_that_all_is_as_before(store, proposal_id)


def test_a_proposal_that_somebody_else_is_writing(proposal_id, store_url):
    with open_store(store_url, wait_s=0.1) as impatient:
        with psycopg.connect(store_url) as other:
            other.execute("LOCK TABLE proposals, drafts IN SHARE ROW EXCLUSIVE MODE")
            check_that_nothing_is_saved(impatient, proposal_id, "busy")
            check_that_all_is_as_before(impatient, proposal_id)
        assert save(impatient, proposal_id, 1).version == 2


def test_a_database_that_has_gone(store, proposal_id, store_url, postgres_server):
    postgres_server.drop(store_url.partition("@/")[2].partition("?")[0])
    check_that_nothing_is_saved(store, proposal_id, "does not answer")
    with pytest.raises(StoreError, match=r"^What was saved cannot be shown.*does not answer"):
        store.open(proposal_id)


def test_connections_that_broke_are_made_anew(store, proposal_id, store_url):
    end_connections(store_url)
    assert save(store, proposal_id, 1).version == 2


def test_a_connection_that_breaks_in_the_middle(store, proposal_id, store_url):
    with (
        pytest.raises(StoreError, match=NOTHING_SAVED + ".*does not answer"),
        store.database.writing() as connection,
    ):
        connection.execute(sa.text("UPDATE proposals SET title_en = 'lost'"))
        end_connections(store_url)
        connection.execute(sa.text("UPDATE proposals SET title_en = 'lost again'"))
    check_that_all_is_as_before(store, proposal_id)
    assert store.proposal(proposal_id).title_en == "New line"


def test_a_connection_that_breaks_while_saving_says_that_it_is_not_known(
    store, proposal_id, store_url
):
    with (
        pytest.raises(StoreError, match="it is not known whether this was saved"),
        store.database.writing() as connection,
    ):
        connection.execute(sa.text("UPDATE proposals SET title_en = 'lost'"))
        end_connections(store_url)
    check_that_all_is_as_before(store, proposal_id)


def end_connections(url: str) -> None:
    """Break every other connection to a database, as a restarted server does."""
    with psycopg.connect(url) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
