"""Where the database is, and that no sentence tells the password."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from platformdirs import user_data_path
from sqlalchemy.engine import make_url

from geo_app.errors import StoreError
from geo_app.store.addresses import default_url, file_of, read_url, url_of_file
from geo_app.store.opening import open_store

SECRET = "hunter2"


def test_without_a_setting_it_is_a_file_of_this_user():
    expected = user_data_path("geo-app", appauthor=False) / "geo-app.sqlite"
    for environment in ({}, {"GEO_APP_DATABASE_URL": " "}):
        assert file_of(read_url(default_url(environment))) == expected
    assert (expected.name, expected.parent.name) == ("geo-app.sqlite", "geo-app")


def test_the_setting_is_taken_as_it_is():
    url = "postgresql://planner:x@db/phuket"
    assert default_url({"GEO_APP_DATABASE_URL": url}) == url


@pytest.mark.parametrize("kind", ["postgresql", "postgres", "postgresql+psycopg"])
def test_every_way_to_write_postgres_means_our_driver(kind):
    url = read_url(f"{kind}://planner:p%40ss@db:5433/phuket?sslmode=require")
    assert (url.drivername, url.username, url.password) == ("postgresql+psycopg", "planner", "p@ss")
    assert (url.host, url.port, url.database) == ("db", 5433, "phuket")
    assert url.query["sslmode"] == "require"
    assert file_of(url) is None


def test_an_address_may_set_its_own_wait():
    assert read_url("postgresql://db/p").query["connect_timeout"] == "10"
    assert read_url("postgresql://db/p?connect_timeout=3").query["connect_timeout"] == "3"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0/"), min_size=1, max_size=40))
def test_any_path_survives_being_an_address(name):
    path = Path("/srv") / f"f{name}" / "store.sqlite"
    assert file_of(read_url(url_of_file(path))) == path


def test_a_relative_path_is_from_here(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert file_of(read_url("sqlite:///store.sqlite")) == tmp_path / "store.sqlite"


@pytest.mark.parametrize(
    "url",
    [
        f"mysql://planner:{SECRET}@db/phuket",
        f"postgresql+asyncpg://planner:{SECRET}@db/phuket",
        f"planner:{SECRET}@db",
        f"postgresql://planner:{SECRET}@db:port/phuket",
        f"://{SECRET}",
        "sqlite://",
        "sqlite:///:memory:",
        "",
        "phuket.sqlite",
    ],
)
def test_what_is_no_address_of_ours_gets_a_sentence_without_the_password(url):
    with pytest.raises(StoreError, match="GEO_APP_DATABASE_URL") as raised:
        open_store(url)
    error: BaseException | None = raised.value
    assert SECRET not in str(error)
    assert "postgresql://user:password@host/database" in str(error)


def test_a_server_that_is_not_there_gets_a_sentence_without_the_password():
    with pytest.raises(StoreError, match=r"opened\. The database does not answer") as told:
        open_store(f"postgresql://planner:{SECRET}@127.0.0.1:1/phuket")
    error: BaseException | None = told.value
    while error is not None:
        assert SECRET not in str(error)
        assert SECRET not in repr(error)
        error = error.__cause__ or error.__context__


def test_a_database_that_is_not_on_the_server_gets_a_sentence(postgres_server):
    with pytest.raises(StoreError, match="does not answer, or refuses"):
        open_store(postgres_server.url("never_made"))


def test_a_store_in_a_log_shows_no_password(postgres_server):
    url = make_url(postgres_server.url(postgres_server.new_database())).set(password=SECRET)
    with open_store(url.render_as_string(hide_password=False)) as store:
        assert SECRET not in repr(store)
