"""`geo-app drafts` lists what is kept, and gives a draft whose address is lost a new one."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from geo_app.cli import app
from geo_app.province import open_province
from geo_app.store.addresses import DATABASE_VARIABLE, url_of_file
from geo_app.store.opening import open_store
from geo_app.ui.shared.state import TOKEN
from tests.store.making import draft

DRAWN = {"stops": [{}, {}], "fields": {"name_en": "Coast line", "name_th": "สายชายฝั่ง"}}


@pytest.fixture
def store(tmp_path, monkeypatch):
    url = url_of_file(tmp_path / "people.sqlite")
    monkeypatch.setenv(DATABASE_VARIABLE, url)
    with open_store(url) as opened:
        yield opened


@pytest.fixture
def ask(world_folder, monkeypatch):
    """Return a function that runs `geo-app drafts` on the world, in a language."""

    def answer(*arguments, language="en"):
        monkeypatch.setenv("GEO_APP_LANGUAGE", language)
        return CliRunner().invoke(app, ["drafts", "--province", str(world_folder), *arguments])

    return answer


def test_nothing_kept_is_said(ask, store):
    assert store.drafts("phuket", "x") == []
    assert ask().stdout == "No draft of this province is kept.\n"
    assert "ไม่มีร่าง" in ask(language="th").stdout


def test_a_draft_is_listed_and_gets_an_address_that_opens_it(ask, store, world_folder):
    province_id = open_province(world_folder).spec.province_id
    kept = draft(2, province_id=province_id, document=DRAWN)
    store.put_draft(kept)
    line = ask().stdout
    assert "Malee  Coast line: 2 stops, drawn " in line
    assert "สายชายฝั่ง" in ask(language="th").stdout
    assert kept.token not in line
    said = ask("--readdress", line.split()[0]).stdout
    token = re.search(r"/proposals\?draft=(\w+)", said)[1]
    assert TOKEN.fullmatch(token)
    assert store.draft(token).document == DRAWN
    assert store.draft(kept.token) is None


def test_a_draft_that_is_not_there_is_a_sentence(ask, store):
    assert store.draft("x") is None
    answer = ask("--readdress", "0123456789ab")
    assert answer.exit_code != 0
    assert "There is no draft '0123456789ab'" in str(answer.exception)
