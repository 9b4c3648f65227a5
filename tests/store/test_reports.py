"""Reports of mistakes: kept, limited, and what comes of each written down."""

from __future__ import annotations

import datetime as dt

import pytest

from geo_app.errors import StoreError
from geo_app.store.reports import MOST_A_MINUTE, STEPS, Inbox, ReportState
from tests.store.making import AT, HOSTILE

PROVINCE = "phuket"


@pytest.fixture
def inbox(store):
    return Inbox(store.database)


def later(seconds: float) -> dt.datetime:
    return AT + dt.timedelta(seconds=seconds)


def test_a_report_is_kept_as_it_was_written(inbox):
    made = inbox.put(
        PROVINCE,
        HOSTILE,
        at=AT,
        community_id="83010301",
        place=(98.3912345678, 7.8898765432),
        contact="081 234 5678",
    )
    assert inbox.reports(PROVINCE) == [made]
    assert inbox.reports("other") == []
    assert (made.state, made.text) == (ReportState.NEW, HOSTILE)
    [step] = inbox.steps([made.report_id])[made.report_id]
    assert (step.from_state, step.to_state, step.author) == (None, ReportState.NEW, "")


def test_a_missing_village_has_no_community(inbox):
    made = inbox.put(PROVINCE, "บ้านของเราไม่มีในรายการ", at=AT)
    assert (made.community_id, made.lon, made.lat, made.contact) == (None, None, None, "")


def test_the_newest_comes_first(inbox):
    for second in (3, 1, 2):
        inbox.put(PROVINCE, str(second), at=later(second))
    assert [report.text for report in inbox.reports(PROVINCE)] == ["3", "2", "1"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The report is missing"),
        ("  \n\t ", "The report is missing"),
        ("x" * 2_001, "2,001 characters; shorten it to 2,000"),
        ("x" * 50_000, "50,000 characters"),
        ("a\0b", "a sign that is no letter"),
        ("\ud83d", "a sign that is no letter"),
    ],
)
def test_a_text_that_cannot_be_kept_gets_a_sentence(inbox, text, sentence):
    with pytest.raises(StoreError, match=sentence):
        inbox.put(PROVINCE, text, at=AT)
    assert inbox.reports(PROVINCE) == []


def test_nobody_floods_the_inbox(inbox):
    kept = refused = 0
    for number in range(100):
        try:
            inbox.put(PROVINCE, str(number), at=later(number * 0.5))
            kept += 1
        except StoreError as error:
            assert "in a minute" in str(error)
            refused += 1
    assert (kept, refused) == (MOST_A_MINUTE, 100 - MOST_A_MINUTE)
    assert len(inbox.reports(PROVINCE)) == MOST_A_MINUTE
    # Another province has an inbox of its own, and the minute passes.
    inbox.put("other", "here", at=later(20))
    inbox.put(PROVINCE, "again", at=later(120))


def test_what_comes_of_it_is_written_down(inbox):
    made = inbox.put(PROVINCE, "The stop has moved", at=AT)
    accepted = inbox.move(
        made.report_id, ReportState.ACCEPTED, author="Anan", reason="seen there", at=later(1)
    )
    assert accepted.state is ReportState.ACCEPTED
    inbox.move(made.report_id, ReportState.DONE, author="Mali", reason="", at=later(2))
    steps = inbox.steps([made.report_id])[made.report_id]
    trail = [(step.to_state.value, step.author, step.reason) for step in steps]
    assert trail == [("new", "", ""), ("accepted", "Anan", "seen there"), ("done", "Mali", "")]


@pytest.mark.parametrize("before", ReportState)
@pytest.mark.parametrize("after", ReportState)
def test_a_report_goes_only_where_it_may(inbox, before, after):
    made = inbox.put(PROVINCE, "x", at=AT)
    ways = {"new": [], "accepted": ["accepted"], "declined": ["declined"]}
    for state in ways.get(before.value, ["accepted", "done"]):
        inbox.move(made.report_id, ReportState(state), author="A", reason="", at=later(1))
    steps = len(inbox.steps([made.report_id])[made.report_id])
    if after in STEPS[before]:
        assert inbox.move(made.report_id, after, author="A", reason="", at=later(2)).state is after
    else:
        with pytest.raises(StoreError, match="Somebody else was faster"):
            inbox.move(made.report_id, after, author="A", reason="", at=later(2))
        assert len(inbox.steps([made.report_id])[made.report_id]) == steps


def test_a_report_that_is_not_there_gets_a_sentence(inbox):
    with pytest.raises(StoreError, match="There is no report 'x'"):
        inbox.move("x", ReportState.DONE, author="A", reason="", at=AT)


def test_nobody_moves_it_without_a_name(inbox):
    made = inbox.put(PROVINCE, "x", at=AT)
    with pytest.raises(StoreError, match="who does it is missing"):
        inbox.move(made.report_id, ReportState.ACCEPTED, author=" ", reason="", at=AT)
    assert inbox.reports(PROVINCE)[0].state is ReportState.NEW
