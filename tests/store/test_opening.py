"""Opening makes a new database, brings an older one along, and refuses what it cannot use."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from filelock import FileLock

from geo_app.errors import StoreError
from geo_app.store.addresses import url_of_file
from geo_app.store.database_tables import REVISION_TABLE, metadata
from geo_app.store.opening import open_store
from geo_app.store.values import EventKind
from tests.fixtures.patience import LIMIT_S
from tests.store.making import AT, create, document, draft, save

OLDER = "0001"
OPEN_AND_SAVE = """
import sys
from geo_app.store.opening import open_store
from tests.store.making import create
print("ready", flush=True)
sys.stdin.readline()
with open_store(sys.argv[1]) as store:
    create(store)
"""


def engine_of(url: str) -> sa.Engine:
    return sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))


def migrate_to(url: str, revision: str) -> None:
    """Make a database as an older version of the app left it."""
    config = Config()
    config.set_main_option("script_location", "geo_app.store:migrations")
    config.set_main_option("path_separator", "os")
    engine = engine_of(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def fill_older(url: str) -> None:
    """Save a proposal as the first version of the app wrote it."""
    engine = engine_of(url)
    at = AT.replace(tzinfo=None) if url.startswith("sqlite") else AT
    rows = [
        "INSERT INTO proposals VALUES ('p1', 'phuket', 'สายเก่า', NULL, 'shared', 2, 'Somchai', "
        ":at, NULL, NULL)",
        """INSERT INTO versions VALUES ('p1', 1, '{"n"\\:1}', 'Somchai', 'first', :at, 'd')""",
        """INSERT INTO versions VALUES ('p1', 2, '{"n"\\:2}', 'Malee', '', :at, 'd')""",
        "INSERT INTO events (proposal_id, kind, version, author, reason, at) "
        "VALUES ('p1', 'created', 1, 'Somchai', 'first', :at)",
        "INSERT INTO drafts VALUES ('t', 'phuket', 'p1', 2, 'Malee', 7, '{}', '{}', :at)",
        """INSERT INTO drafts VALUES ('t''2', 'phuket', NULL, NULL, 'desk', 1, """
        """'{"token"\\:"t''2","line"\\:[],"name"\\:"สาย"}', '{}', :at)""",
    ]
    with engine.begin() as connection:
        for row in rows:
            connection.execute(sa.text(row), {"at": at} if ":at" in row else {})
    engine.dispose()


def revision_of(url: str) -> str | None:
    engine = engine_of(url)
    try:
        with engine.connect() as connection:
            options = {"version_table": REVISION_TABLE}
            return MigrationContext.configure(connection, opts=options).get_current_revision()
    finally:
        engine.dispose()


def test_an_older_database_keeps_what_it_holds_and_learns_the_new(store_url):
    migrate_to(store_url, OLDER)
    fill_older(store_url)
    with open_store(store_url) as store:
        row = store.proposal("p1")
        assert (row.title_th, row.version, row.saved_by, row.created_at) == (
            "สายเก่า", 2, "Malee", AT,
        )  # fmt: skip
        assert [store.open("p1", n).document for n in (1, 2)] == [{"n": 1}, {"n": 2}]
        (event,) = store.events("p1")
        assert (event.kind, event.comment_id, event.at) == (EventKind.CREATED, None, AT)
        assert store.draft("t").rev == 7
        assert store.draft("t'2").document == {"line": [], "name": "สาย"}
        assert store.drafts("phuket", "Malee") == store.drafts("phuket", "desk") == []
        made = store.comment("p1", "New", author="Anan", at=AT)
        assert store.comments("p1") == [made]
        assert save(store, "p1", 2).version == 3


def test_a_migration_that_breaks_off_leaves_the_older_database(store_url, monkeypatch):
    migrate_to(store_url, OLDER)
    fill_older(store_url)
    with monkeypatch.context() as broken, pytest.raises(TypeError):
        # The last thing of the newest step; its table is made by then.
        broken.setattr("alembic.op.add_column", None)
        open_store(store_url)
    assert revision_of(store_url) == OLDER
    engine = engine_of(store_url)
    assert "comments" not in sa.inspect(engine).get_table_names()
    engine.dispose()
    with open_store(store_url) as store:
        assert store.open("p1").number == 2


def test_the_migrations_leave_the_tables_that_the_code_expects(store, store_url):
    assert store.proposals("phuket") == []
    engine = engine_of(store_url)
    with engine.connect() as connection:
        options = {"version_table": REVISION_TABLE, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_opening_again_changes_nothing(store_url):
    with open_store(store_url) as store:
        proposal_id = create(store).proposal_id
    before = revision_of(store_url)
    for _ in range(2):
        with open_store(store_url) as store:
            assert store.open(proposal_id).document == document(1)
    assert revision_of(store_url) == before is not None


@pytest.mark.parametrize("is_older", [False, True])
def test_processes_that_open_at_once_migrate_once(store_url, is_older, repository):
    if is_older:
        migrate_to(store_url, OLDER)
    processes = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", OPEN_AND_SAVE, store_url],
            cwd=repository,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        _, printed = process.communicate(timeout=LIMIT_S)
        assert (process.returncode, printed) == (0, "")
    with open_store(store_url) as store:
        assert len(store.proposals("phuket")) == 3


def test_a_newer_database_gets_a_sentence_and_stays_as_it_is(store_url):
    with open_store(store_url) as store:
        create(store)
    engine = engine_of(store_url)
    with engine.begin() as connection:
        connection.execute(sa.text(f"UPDATE {REVISION_TABLE} SET version_num = '0999'"))
    engine.dispose()
    with pytest.raises(StoreError, match=r"newer version of this app.*0999") as raised:
        open_store(store_url)
    assert "Update the app" in str(raised.value)
    assert revision_of(store_url) == "0999"


def test_tables_of_the_same_name_that_are_not_ours_are_left_alone(store_url):
    engine = engine_of(store_url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE events (concert TEXT)"))
    with pytest.raises(StoreError, match="not a database of this app"):
        open_store(store_url)
    with engine.connect() as connection:
        assert sa.inspect(connection).get_table_names() == ["events"]
    engine.dispose()


def test_a_file_that_is_somebody_else_s_is_left_alone(tmp_path):
    path = tmp_path / "other.gpkg"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE gpkg_contents (table_name TEXT)")
        connection.commit()
    with pytest.raises(StoreError, match="not a database of this app"):
        open_store(url_of_file(path))
    with closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]
    assert names == ["gpkg_contents"]


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_a_server_s_database_may_hold_other_tables(store_url):
    with psycopg.connect(store_url) as connection:
        connection.execute("CREATE TABLE spatial_ref_sys (srid INTEGER)")
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('of another app')")
    with open_store(store_url) as store:
        assert create(store).version == 1


def test_folders_that_are_missing_are_made(tmp_path):
    path = tmp_path / "ข้อมูล 50% #1?" / "of a user" / "store.sqlite"
    with open_store(url_of_file(path)) as store:
        proposal_id = create(store).proposal_id
    assert path.is_file()
    with open_store(url_of_file(path)) as store:
        assert store.open(proposal_id).number == 1


def test_a_file_is_written_through_a_log_that_is_synced(tmp_path):
    path = tmp_path / "store.sqlite"
    with (
        open_store(url_of_file(path)) as store,
        store.database.writing() as connection,
    ):
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    full = 2
    expected = {"journal_mode": "wal", "synchronous": full, "foreign_keys": 1}
    assert settings == expected | {"busy_timeout": 20_000}


def test_a_copy_of_the_file_opens_with_everything(tmp_path):
    with open_store(url_of_file(tmp_path / "store.sqlite")) as store:
        proposal_id = create(store).proposal_id
        store.put_draft(draft(3))
        with closing(sqlite3.connect(tmp_path / "store.sqlite")) as connection:
            connection.execute("VACUUM INTO ?", (str(tmp_path / "copy.sqlite"),))
    with open_store(url_of_file(tmp_path / "copy.sqlite")) as store:
        assert store.open(proposal_id).document == document(1)
        assert store.draft("session-1") == draft(3)
        assert save(store, proposal_id, 1).version == 2
        with store.database.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_whoever_prepares_the_file_for_too_long_is_not_waited_for(tmp_path):
    path = tmp_path / "store.sqlite"
    with (
        FileLock(f"{path}.lock"),
        pytest.raises(StoreError, match=r"cannot be opened\. The database is busy"),
    ):
        open_store(url_of_file(path), wait_s=0.1)
    assert not Path(path).exists()
