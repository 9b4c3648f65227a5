"""What the last step has changed stands beside the numbers."""

from __future__ import annotations

from geo_app.ui.proposals.answers.last_step import Steps

FIRST = Steps(token="a", rev=3, now={"vehicles": 2.0}, before={})


def test_a_step_keeps_what_was_before_it() -> None:
    later = FIRST.followed_by("a", 4, {"vehicles": 5.0})
    assert (later.before, later.now) == ({"vehicles": 2.0}, {"vehicles": 5.0})
    assert later.followed_by("a", 5, {"vehicles": 4.0}).before == {"vehicles": 5.0}


def test_a_rerun_of_the_same_state_changes_nothing() -> None:
    later = FIRST.followed_by("a", 4, {"vehicles": 5.0})
    assert later.followed_by("a", 4, {"vehicles": 5.0}) is later


def test_another_question_or_drawing_begins_anew() -> None:
    later = FIRST.followed_by("a", 4, {"vehicles": 5.0})
    assert later.followed_by("a", 4, {"vehicles": 7.0}).before == {}
    assert later.followed_by("b", 9, {"vehicles": 7.0}).before == {}
