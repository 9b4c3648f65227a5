"""How much one may save: just enough is kept, one more gets a sentence."""

from __future__ import annotations

import json

import pytest

from geo_app.errors import StoreError
from geo_app.store.values import ProposalState
from tests.store.making import AT, create, document, draft, save

THAI = "ก"
MB_5 = 5_000_000


def filled(size: int) -> dict[str, str]:
    """Return a document whose JSON has exactly so many bytes in UTF-8; most of it is Thai."""
    room = size - len('{"t":""}')
    return {"t": THAI * (room // 3) + "x" * (room % 3)}


def test_a_document_of_five_megabytes_is_the_largest(store):
    for size in (MB_5 - 1, MB_5):
        content = filled(size)
        assert len(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()) == size
        proposal_id = create(store, document=content).proposal_id
        assert store.open(proposal_id).document == content
    with pytest.raises(StoreError, match=r"5\.01 MB, and at most 5 MB"):
        create(store, document=filled(MB_5 + 1))
    with pytest.raises(StoreError, match="at most 5 MB"):
        save(store, proposal_id, 1, document=filled(MB_5 + 1))
    assert store.proposal(proposal_id).version == 1


def test_the_steps_of_undo_may_take_twenty_megabytes(store):
    kept = draft(1, history=filled(20_000_000))
    assert store.put_draft(kept)
    assert store.draft("session-1") == kept
    with pytest.raises(StoreError, match="at most 20 MB"):
        store.put_draft(draft(2, history=filled(20_000_001)))


def ask(store, field, text):
    """Save something with one text of it given."""
    if field == "comment":
        proposal_id = create(store).proposal_id
        return store.comment(proposal_id, text, author="Anan", at=AT).text
    if field in {"name_th", "name_en"}:
        proposal_id = create(store, document=document(1, **{field: text})).proposal_id
        row = store.proposal(proposal_id)
        return row.title_th if field == "name_th" else row.title_en
    if field == "move reason":
        proposal_id = create(store).proposal_id
        shared = ProposalState.SHARED
        store.move(proposal_id, shared, author="Anan", reason=text, at=AT)
        return store.events(proposal_id)[-1].reason
    if field in {"token", "owner"}:
        store.put_draft(draft(1, **{"token": "t", field: text}))
        return getattr(store.draft(text if field == "token" else "t"), field)
    proposal_id = create(store, **{field: text}).proposal_id
    version, row = store.open(proposal_id), store.proposal(proposal_id)
    return getattr(version, field, None) or getattr(row, field)


LONGEST = {
    "author": 200,
    "reason": 10_000,
    "baseline": 10_000,
    "province_id": 200,
    "proposal_id": 36,
    "comment": 10_000,
    "name_th": 200,
    "name_en": 200,
    "move reason": 10_000,
    "token": 200,
    "owner": 200,
}


@pytest.mark.parametrize(("field", "most"), LONGEST.items())
def test_a_text_is_kept_up_to_its_limit_and_no_further(store, field, most):
    assert ask(store, field, THAI * most) == THAI * most
    before = len(store.proposals("phuket"))
    with pytest.raises(StoreError, match=f"shorten it to {most:,}") as raised:
        ask(store, field, THAI * (most + 1))
    assert f"{most + 1:,}" in str(raised.value)
    # Comments and moves make their proposal first.
    assert len(store.proposals("phuket")) - before <= 1


@pytest.mark.parametrize("field", ["author", "comment", "province_id", "token", "owner"])
@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_a_text_that_must_be_there_is_asked_for(store, field, text):
    with pytest.raises(StoreError, match="is missing: write it"):
        ask(store, field, text)


@pytest.mark.parametrize("field", LONGEST)
@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_a_sign_that_no_database_keeps_gets_a_sentence(store, field, text):
    with pytest.raises(StoreError, match="no letter"):
        ask(store, field, text)


def too_deep() -> dict[str, object]:
    found: dict[str, object] = {}
    for _ in range(100_000):
        found = {"in": found}
    return found


@pytest.mark.parametrize(
    "content",
    [
        {"n": float("nan")},
        {"n": [float("inf")]},
        {"n": {1, 2}},
        {"n": "a\ud800b"},
        too_deep(),
    ],
    ids=["nan", "inf", "set", "surrogate", "deep"],
)
def test_a_document_that_no_file_keeps_gets_a_sentence(store, content):
    with pytest.raises(StoreError, match="a value that a file cannot keep"):
        create(store, document=content)
    assert store.proposals("phuket") == []


@pytest.mark.parametrize("name", [7, None, ["x"], "", {"th": "x"}])
def test_a_name_that_is_no_text_is_no_title(store, name):
    proposal_id = create(store, document=document(1, name_th=name)).proposal_id
    assert store.proposal(proposal_id).title_th is None
