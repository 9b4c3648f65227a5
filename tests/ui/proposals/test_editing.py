"""A proposal that is edited is a value: each step gives a new one, without page or store."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from copy import deepcopy
from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest

from geo_app.errors import GeoAppError
from geo_app.proposals.document.file import document_of
from geo_app.store.values import Saved, Version
from geo_app.ui.proposals.editing import SAVED_VERSION, EditSession, Ground
from tests.fixtures.proposals import world_proposal

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
TOKEN, OTHER = "a" * 32, "b" * 32
LINE = [[98.3, 7.9], [98.4, 7.9]]
DATA = (("stops", "1"),)
NEWER_DATA = (("stops", "2"),)
GROUND = Ground(known_stops=("S1", "S2"), taken=("R1", "new-1"))


def begun() -> EditSession:
    return EditSession.new(TOKEN, taken=GROUND.taken)


def sent(edited: EditSession, **more: Any) -> dict[str, Any]:
    """Write what the browser sends after a stroke."""
    return edited.document | {"rev": edited.rev + 1} | more


def drawn() -> EditSession:
    edited = begun()
    return edited.stroke(sent(edited, line=LINE))


def version(number: int = 1, **more: Any) -> Version:
    proposal = replace(world_proposal(), baseline=DATA)
    return Version(
        proposal_id="p1",
        number=number,
        author="A",
        reason="",
        saved_at=NOON,
        baseline="",
        document=document_of(proposal) | more,
    )


def opened(number: int = 1, *, newest: int = 1) -> EditSession:
    return EditSession.of_version(
        version(number), "p1", newest=newest, token=TOKEN, ground=GROUND
    )  # fmt: skip


def receipt(number: int) -> Saved:
    return Saved(proposal_id="p1", version=number, saved_at=NOON)


def lines(edited: EditSession, way: str) -> list[Any]:
    return [step["line"] for step in edited.history[way]]


def test_editing_is_imported_without_streamlit() -> None:
    script = "import sys, geo_app.ui.proposals.editing; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_a_proposal_that_is_begun_is_a_route_whose_id_nobody_has() -> None:
    edited = begun()
    assert (edited.token, edited.rev, edited.proposal_id) == (TOKEN, 0, None)
    assert edited.document["fields"]["route"]["route_id"] == "new-2"
    assert not edited.is_changed
    assert edited.history_for_browser is None


def test_a_stroke_gives_a_new_value_and_leaves_the_old_one() -> None:
    before = begun()
    copy = deepcopy(before)
    after = before.stroke(sent(before, line=LINE))
    assert before == copy
    assert (after.rev, after.document["line"], after.is_changed) == (1, LINE, True)
    with pytest.raises(FrozenInstanceError):
        after.base_version = 2  # type: ignore[misc]


def test_what_is_no_later_state_gives_the_same_object() -> None:
    edited = drawn()
    late = sent(edited, line=LINE[::-1])
    for what in (None, "text", late | {"rev": 1}, late | {"token": OTHER}, late | {"page_rev": 7}):
        assert edited.stroke(what) is edited


def test_a_stroke_above_a_limit_is_refused_with_the_reason() -> None:
    edited = drawn()
    with pytest.raises(GeoAppError, match="at most 10,000 can be edited"):
        edited.stroke(sent(edited, line=[[98.3, 7.9]] * 10_001))


def test_going_back_in_the_browser_is_undo_and_going_on_redo() -> None:
    edited = drawn()
    assert (lines(edited, "undo"), lines(edited, "redo")) == ([[]], [])
    undone = edited.stroke(sent(edited, line=[]))
    assert (lines(undone, "undo"), lines(undone, "redo")) == ([], [LINE])
    redone = undone.stroke(sent(undone, line=LINE))
    assert (lines(redone, "undo"), lines(redone, "redo")) == ([[]], [])
    otherwise = undone.stroke(sent(undone, line=LINE[::-1]))
    assert (lines(otherwise, "undo"), lines(otherwise, "redo")) == ([[]], [])


def test_a_form_is_one_revision_and_one_step_of_undo() -> None:
    edited = drawn()
    after = edited.change(line=LINE[::-1])
    assert (after.rev, after.document["page_rev"]) == (2, 2)
    assert lines(after, "undo") == [[], LINE]


def test_a_form_that_changes_nothing_gives_the_same_object() -> None:
    edited = drawn()
    assert edited.change(line=LINE, stops=[]) is edited


def test_a_form_that_would_hold_more_than_is_edited_is_refused() -> None:
    feature = {"properties": {"kind": "route"}, "geometry": {"coordinates": [[1, 1]] * 20_000}}
    with pytest.raises(GeoAppError, match="at most 100,000 can be edited"):
        drawn().change(fields={"others": [[feature]]})


def test_a_stroke_that_did_not_know_of_a_form_waits_for_the_browser_to_merge_it() -> None:
    edited = drawn()
    formed = edited.change(fields={"name_en": "New"})
    assert formed.stroke(sent(edited, rev=9, line=[])) is formed
    assert formed.stroke(sent(formed, line=[])).document["line"] == []


def test_the_newest_version_is_unchanged_until_somebody_changes_it() -> None:
    edited = opened()
    assert (edited.proposal_id, edited.base_version, edited.made_on) == ("p1", 1, DATA)
    assert not edited.is_changed
    assert edited.stroke(sent(edited, line=LINE)).is_changed
    assert edited.change(line=LINE).is_changed


def test_an_older_version_is_opened_to_be_saved_on_top_of_the_newest() -> None:
    edited = opened(1, newest=3)
    assert edited.base_version == 3
    assert edited.is_changed
    assert edited.document["line"] == opened().document["line"]


def test_a_version_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(GeoAppError):
        EditSession.of_version(
            version(features=[{"kind": "?"}]), "p1", newest=1, token=TOKEN, ground=GROUND
        )


def test_a_file_is_a_new_proposal_whatever_id_it_has() -> None:
    proposal = replace(world_proposal(), baseline=DATA)
    edited = EditSession.of_file(proposal, token=TOKEN, ground=GROUND)
    assert (edited.proposal_id, edited.base_version, edited.made_on) == (None, None, DATA)
    assert edited.document["id"] is None
    assert edited.document["line"] == opened().document["line"]


def test_a_draft_brings_back_what_it_was_made_of_with_undo_and_redo() -> None:
    edited = opened()
    edited = edited.stroke(sent(edited, line=LINE))
    draft = edited.draft("p", owner="A", at=NOON)
    assert (draft.token, draft.rev, draft.province_id) == (TOKEN, 1, "p")
    again = EditSession.of_draft(draft).begun_with(version())
    assert again == replace(edited, opened_rev=1)
    assert again.history_for_browser == edited.history
    # From the first change on the browser has them itself.
    assert again.stroke(sent(again, line=[])).history_for_browser is None


def test_a_draft_of_which_no_stroke_would_be_taken_is_refused() -> None:
    draft = drawn().draft("p", owner="A", at=NOON)
    too_long = draft.document | {"line": [[98.3, 7.9]] * 10_001}
    with pytest.raises(GeoAppError, match="at most 10,000 can be edited"):
        EditSession.of_draft(replace(draft, document=too_long))


def test_what_was_saved_is_unchanged_and_keeps_undo() -> None:
    edited = drawn().saved_as(receipt(1), NEWER_DATA)
    assert not edited.is_changed
    assert (edited.document["id"], edited.document[SAVED_VERSION]) == ("p1", 1)
    assert (edited.rev, edited.made_on) == (1, NEWER_DATA)
    assert lines(edited, "undo") == [[]]


def test_going_on_on_top_of_a_newer_version_is_unsaved_and_replaces_the_draft() -> None:
    edited = opened()
    after = edited.on_version(2)
    assert (after.base_version, after.rev) == (2, edited.rev + 1)
    assert after.is_changed
    assert after.document["line"] == edited.document["line"]


def test_resting_on_other_data_is_unsaved_and_changes_nothing_drawn() -> None:
    edited = opened()
    after = edited.on_data(NEWER_DATA)
    assert (after.made_on, after.base_version, after.rev) == (NEWER_DATA, 1, edited.rev + 1)
    assert after.is_changed
    assert after.document["line"] == edited.document["line"]


def test_a_copy_apart_has_another_name_and_hands_undo_to_the_browser() -> None:
    edited = drawn()
    copy = edited.apart(OTHER)
    assert (copy.token, copy.rev, edited.token) == (OTHER, 1, TOKEN)
    assert copy.history_for_browser == edited.history
    assert copy.document["line"] == LINE
