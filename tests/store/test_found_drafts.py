"""A draft whose address is lost gets a new one, and the list of them opens none."""

from __future__ import annotations

import pytest

from geo_app.errors import StoreError
from geo_app.store.found_drafts import read_found, write_secret
from tests.store.making import draft, later


def found(store, province_id="phuket"):
    with store.database.reading() as connection:
        return read_found(connection, province_id)


def readdress(store, draft_id, token):
    with store.database.writing() as connection:
        write_secret(connection, "phuket", draft_id, token=token)


def test_everybody_s_drafts_are_listed_without_what_opens_them(store):
    store.put_draft(draft(1, token="a", updated_at=later(1)), holder="browser")
    store.put_draft(draft(1, token="b", updated_at=later(2), owner="desk"))
    store.put_draft(draft(1, token="c", province_id="krabi"))
    assert [row.owner for row in found(store)] == ["desk", "Malee"]
    for row in found(store):
        assert row.document == draft(1).document
        assert store.draft(row.draft_id) is None


def test_a_draft_opens_with_its_new_secret_alone_and_is_as_it_was(store):
    store.put_draft(draft(3, token="a"), holder="browser")
    store.put_draft(draft(1, token="b"), holder="browser")
    (row,) = [row for row in found(store) if row.document == draft(3).document]
    readdress(store, row.draft_id, "new")
    assert store.draft("a") is None
    assert store.draft("new") == draft(3, token="new")
    assert [kept.token for kept in store.drafts("phuket", "browser")] == ["b"]
    store.put_draft(draft(4, token="new"), holder="another browser")
    assert store.drafts("phuket", "another browser") == [draft(4, token="new")]


@pytest.mark.parametrize("draft_id", ["", "0" * 12, "%", "' OR 1=1 --"])
def test_a_draft_that_is_not_there_gets_a_sentence(store, draft_id):
    store.put_draft(draft(1))
    with pytest.raises(StoreError, match="There is no draft"):
        readdress(store, draft_id, "new")
    assert store.draft("session-1") == draft(1)


def test_a_draft_of_another_province_is_not_readdressed(store):
    store.put_draft(draft(1, province_id="krabi"))
    (row,) = found(store, "krabi")
    with pytest.raises(StoreError, match="There is no draft"):
        readdress(store, row.draft_id, "new")
    assert store.draft("session-1") is not None
