"""When a file's disk or rights fail: saved and said so, or not saved and said so."""

from __future__ import annotations

import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from geo_app.errors import StoreError
from geo_app.store.addresses import url_of_file
from geo_app.store.opening import open_store
from tests.store.failing import (
    LARGE,
    NOTHING_SAVED,
    check_that_all_is_as_before,
    check_that_nothing_is_saved,
)
from tests.store.making import AT, create, save


@pytest.fixture
def store_url(tmp_path):
    """Return the address of a file; a server fails in other ways."""
    return url_of_file(tmp_path / "store.sqlite")


@pytest.fixture
def path(tmp_path):
    """Return the file itself."""
    return tmp_path / "store.sqlite"


def on_connect(store, statement: str) -> None:
    """Let each further connection of a SQLite store begin with a statement."""
    store.close()

    @event.listens_for(store.database.engine, "connect")
    def _run(connection, _entry):
        connection.execute(statement)


@contextmanager
def files_of_at_most(size: int):
    """Let this process write no file beyond a size, as a full or broken disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk(store, proposal_id):
    on_connect(store, "PRAGMA max_page_count = 60")
    check_that_nothing_is_saved(store, proposal_id, "disk of the database is full", LARGE)
    check_that_all_is_as_before(store, proposal_id)
    # What still fits is saved.
    assert save(store, proposal_id, 1).version == 2


def test_a_disk_with_errors_and_work_after_it(store, proposal_id):
    with files_of_at_most(1_000_000):
        check_that_nothing_is_saved(store, proposal_id, "disk.*reports an error", LARGE)
    check_that_all_is_as_before(store, proposal_id)
    assert save(store, proposal_id, 1, document=LARGE).version == 2


def test_a_database_that_may_only_be_read(store, proposal_id):
    on_connect(store, "PRAGMA query_only = ON")
    check_that_nothing_is_saved(store, proposal_id, "may only be read")
    check_that_all_is_as_before(store, proposal_id)


def test_a_file_that_somebody_else_is_writing(proposal_id, store_url, path):
    with (
        open_store(store_url, wait_s=0.1) as impatient,
        closing(sqlite3.connect(path)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        check_that_nothing_is_saved(impatient, proposal_id, "busy")
        # Reading goes on.
        check_that_all_is_as_before(impatient, proposal_id)
        other.rollback()
        assert save(impatient, proposal_id, 1).version == 2


def test_a_file_that_was_deleted(store, proposal_id, path):
    for name in ("", "-wal", "-shm"):
        Path(f"{path}{name}").unlink(missing_ok=True)
    with pytest.raises(StoreError, match=r"^What was saved cannot be shown.*missing"):
        store.open(proposal_id)
    check_that_nothing_is_saved(store, proposal_id, "missing")
    assert not path.exists()


def test_a_file_that_goes_while_one_saves(store, proposal_id, path):
    with (
        pytest.raises(StoreError, match=NOTHING_SAVED + ".*missing"),
        store.database.writing() as connection,
    ):
        connection.execute(sa.text("UPDATE proposals SET title_en = 'lost'"))
        path.rename(path.with_name("moved.sqlite"))
    with pytest.raises(StoreError, match="missing"):
        save(store, proposal_id, 1)


def test_a_copy_that_was_put_in_the_place_of_the_file(store, proposal_id, path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM INTO ?", (str(path.with_name("copy.sqlite")),))
    save(store, proposal_id, 1)
    store.close()
    path.with_name("copy.sqlite").replace(path)
    assert store.open(proposal_id).number == 1
    assert save(store, proposal_id, 1).version == 2
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT head FROM proposals").fetchone() == (2,)


@pytest.mark.parametrize("junk", [b"not a database at all " * 500, b"SQLite format 3\0" * 300])
def test_a_damaged_file(path, store_url, junk):
    path.write_bytes(junk)
    with pytest.raises(StoreError, match=r"cannot be opened\. It is damaged, or not"):
        open_store(store_url)
    assert path.read_bytes() == junk


def test_a_folder_in_the_place_of_the_file(path, store_url):
    path.mkdir()
    with pytest.raises(StoreError, match=r"cannot be opened\. "):
        open_store(store_url)


def test_a_file_in_the_place_of_the_folder(tmp_path):
    (tmp_path / "folder").write_text("no folder")
    with pytest.raises(StoreError, match=r"cannot be opened\. "):
        open_store(url_of_file(tmp_path / "folder" / "store.sqlite"))


def test_a_table_that_somebody_took_away(store, proposal_id, path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE comments")
    with pytest.raises(StoreError, match="reports the error SQLITE_ERROR"):
        store.comment(proposal_id, "Why?", author="Anan", at=AT)


AS_A_READER = """
import os, sys
from geo_app.errors import StoreError
from geo_app.store.addresses import url_of_file
from geo_app.store.opening import open_store
from pathlib import Path
from tests.store.making import create, draft

folder = Path(sys.argv[1])
# Everything is imported while this user may still read it.
with open_store(url_of_file(folder / "own.sqlite")) as store:
    create(store)
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
for name in ("theirs.sqlite", "closed/theirs.sqlite", "closed/new.sqlite", "closed/a/new.sqlite"):
    try:
        with open_store(url_of_file(folder / name)) as store:
            print(name, len(store.proposals("phuket")))
            for work in (lambda: create(store), lambda: store.put_draft(draft())):
                try:
                    work()
                except StoreError as error:
                    print(name, error)
    except StoreError as error:
        print(name, error)
"""


@pytest.fixture
def open_folder():
    """Return a folder that every user may enter, which pytest's own is not."""
    folder = Path(tempfile.mkdtemp(prefix="geo-app-store-"))
    folder.chmod(0o777)
    yield folder
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o777)
    shutil.rmtree(folder)


def test_somebody_who_may_only_read_the_file(open_folder, repository):
    (open_folder / "closed").mkdir()
    for name in ("theirs.sqlite", "closed/theirs.sqlite"):
        with open_store(url_of_file(open_folder / name)) as store:
            create(store)
        (open_folder / name).chmod(0o444)
    (open_folder / "closed").chmod(0o555)
    command = [sys.executable, "-W", "error", "-c", AS_A_READER, str(open_folder)]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    read, saved, drawn, *closed = done.stdout.splitlines()
    assert read == "theirs.sqlite 1"
    assert "Nothing was saved. The database may only be read here" in saved
    assert "not kept on disk yet" in drawn
    assert "may only be read here" in drawn
    # Where nothing may be written beside it, it cannot be opened either.
    assert len(closed) == 3
    assert all("The database cannot be opened. " in line for line in closed)
    assert all("may only be read here" in line for line in closed[1:])
