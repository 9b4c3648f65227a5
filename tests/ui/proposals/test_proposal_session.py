"""What the browser sends ends in the session and in the draft, or is not believed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo_app.proposals.document.editor_document import proposal_of_editor
from geo_app.proposals.document.file import document_of
from geo_app.proposals.document.proposal_reading import proposal_of
from geo_app.store.addresses import DATABASE_VARIABLE, url_of_file
from geo_app.store.opening import open_store
from geo_app.stored import CACHE_VARIABLE
from tests.fixtures.patience import LIMIT_S

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo_app.store.proposal_store import ProposalStore

TOKEN = "a" * 32
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
LINE = [[98.3, 7.9], [98.4, 7.9]]


def draw() -> None:
    """A page of nothing but an open proposal: takes what a test lets the browser send."""
    # AppTest runs this function's text, so it imports what it needs.
    import streamlit as st  # noqa: PLC0415

    from geo_app.proposals.document.proposal_reading import proposal_of  # noqa: PLC0415
    from geo_app.ui.proposals import session  # noqa: PLC0415
    from geo_app.ui.shared import at_desk, state  # noqa: PLC0415

    state.initialise()
    with at_desk.same_files():
        if session.document() is None:
            session.open_new(token="a" * 32)
        for sent in st.session_state.pop("sent", []):
            st.session_state[state.ROUTE_EDITOR] = sent
            session.take_sent()
        for parts in st.session_state.pop("formed", []):
            session.change(**parts)
        for document in st.session_state.pop("loaded", []):
            session.attempt(session.open_loaded, proposal_of(document))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ProposalStore]:
    with open_store(url_of_file(tmp_path / "people.sqlite")) as opened:
        yield opened


@pytest.fixture
def page(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    world_folder: Path,
    store: ProposalStore,  # noqa: ARG001 - the database is there before the page
) -> AppTest:
    st.cache_resource.clear()
    monkeypatch.setenv("GEO_APP_PROVINCE", str(world_folder))
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setenv(DATABASE_VARIABLE, url_of_file(tmp_path / "people.sqlite"))
    return AppTest.from_function(draw, default_timeout=LIMIT_S).run()


def stroke(rev: int, **more: Any) -> dict[str, Any]:
    own = {"token": TOKEN, "rev": rev, "line": LINE, "stops": [], "fields": {}}
    return {"doc": own | more}


def send(page: AppTest, *sent: dict[str, Any]) -> dict[str, Any]:
    page.session_state["sent"] = list(sent)
    page.run()
    assert not page.exception
    return page.session_state["proposal_edited"].document


def form(page: AppTest, **parts: Any) -> dict[str, Any]:
    page.session_state["formed"] = [parts]
    page.run()
    assert not page.exception
    return page.session_state["proposal_edited"].document


def test_stroke_is_in_the_draft_when_the_callback_returns(
    page: AppTest, store: ProposalStore
) -> None:
    assert send(page, stroke(1))["line"] == LINE
    draft = store.draft(TOKEN)
    assert draft is not None
    assert (draft.rev, draft.document["line"]) == (1, LINE)
    assert [state["line"] for state in draft.history["undo"]] == [[]]


def test_strokes_that_come_twice_or_late_change_nothing(page: AppTest) -> None:
    send(page, stroke(3))
    late = [[98.0, 7.0], [98.1, 7.0]]
    assert send(page, stroke(3, line=late), stroke(2, line=late))["line"] == LINE


def test_stroke_of_another_edit_session_is_not_taken(page: AppTest, store: ProposalStore) -> None:
    assert send(page, stroke(1, token="b" * 32))["line"] == []
    assert store.draft("b" * 32) is None


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"doc": None},
        {"doc": "text"},
        {"doc": {"token": TOKEN, "rev": "9"}},
        {"doc": {"token": TOKEN, "rev": 9, "line": [[999, 7]], "stops": []}},
        {"doc": {"token": TOKEN, "rev": 9, "line": LINE, "stops": [{"id": 7}]}},
    ],
)
def test_what_no_editor_would_send_is_not_believed(page: AppTest, sent: dict[str, Any]) -> None:
    assert send(page, sent)["line"] == []


def test_pin_opens_the_comments(page: AppTest) -> None:
    send(page, {"pin": {"lon": 98.3, "lat": 7.9, "n": 5}})
    assert page.session_state["proposal_pin"] == {"lon": 98.3, "lat": 7.9, "n": 5}
    assert page.session_state["part"] == "comments"
    send(page, {"pin": {"lon": 1.0, "lat": 1.0, "n": 4}})
    assert page.session_state["proposal_pin"]["lon"] == 98.3


def test_form_is_a_step_of_undo_and_a_later_state(page: AppTest, store: ProposalStore) -> None:
    send(page, stroke(1))
    doc = form(page, stops=[])
    assert doc["rev"] == 1, "nothing changed, so nothing is a step"
    doc = form(page, line=LINE[::-1])
    assert (doc["rev"], doc["page_rev"]) == (2, 2)
    draft = store.draft(TOKEN)
    assert draft is not None
    assert len(draft.history["undo"]) == 2


def test_two_windows_on_one_draft_lose_nothing(page: AppTest, store: ProposalStore) -> None:
    other = AppTest.from_function(draw, default_timeout=LIMIT_S).run()
    theirs = [[98.35, 7.9], [98.36, 7.9]]
    send(other, stroke(1, line=theirs))
    mine = send(page, stroke(1))
    # Theirs has the draft's name; mine goes on under another.
    assert mine["token"] != TOKEN
    assert mine["line"] == LINE
    found = [store.draft(token) for token in (TOKEN, mine["token"])]
    drafts = {draft.token: draft.document["line"] for draft in found if draft is not None}
    assert drafts == {TOKEN: theirs, mine["token"]: LINE}
    assert "another window" in str(page.session_state["proposal_notice"])


def test_lines_that_no_draft_could_hold_are_told(page: AppTest) -> None:
    send(page, stroke(1))
    feature = {"properties": {"kind": "route"}, "geometry": {"coordinates": [[1, 1]] * 20_000}}
    doc = form(page, fields={"others": [[feature]]})
    assert doc["fields"] == {}
    assert "at most 100,000 can be edited" in str(page.session_state["proposal_notice"])


def long_route(stops: int) -> dict[str, Any]:
    """Write a proposal of one route with so many stops on it."""

    def place(number: float) -> list[float]:
        return [98.3 + number * 1e-4, 7.9]

    line = {"type": "LineString", "coordinates": [place(0), place(stops)]}
    route = {"kind": "route", "route_id": "N", "name_en": "Long", "headway_min": 15}
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": line, "properties": route},
            *(
                {
                    "type": "Feature",
                    "geometry": {"type": "Point", "coordinates": place(number)},
                    "properties": {"kind": "stop", "stop_id": f"N{number}", "route_id": "N"},
                }
                for number in range(stops)
            ),
        ],
    }


def test_proposal_of_600_stops_opens_is_edited_saved_and_exported(
    page: AppTest, store: ProposalStore
) -> None:
    page.session_state["loaded"] = [long_route(600)]
    page.run()
    doc = page.session_state["proposal_edited"].document
    assert len(doc["stops"]) == 600
    sent = doc | {"rev": doc["rev"] + 1, "stops": doc["stops"][1:]}
    assert len(send(page, {"doc": sent})["stops"]) == 599
    assert page.session_state["proposal_notice"] is None
    assert store.draft(doc["token"]).document["stops"] == doc["stops"][1:]
    proposal = proposal_of_editor(page.session_state["proposal_edited"].document)
    saved = store.create("p", document_of(proposal), author="A", reason="", at=NOON, baseline="")
    kept = store.open(saved.proposal_id).document
    assert sum(feature["properties"]["kind"] == "stop" for feature in kept["features"]) == 599
    assert proposal_of(kept) == proposal


def test_proposal_that_no_stroke_could_change_is_refused_at_the_door(page: AppTest) -> None:
    before = send(page, stroke(1))
    page.session_state["loaded"] = [long_route(1_001)]
    page.run()
    assert page.session_state["proposal_edited"].document == before
    notice = str(page.session_state["proposal_notice"])
    assert notice.startswith("The line on the map has 1,001 stops, and at most 1,000 can be edited")


def test_stroke_above_a_limit_is_told_and_the_next_one_taken(page: AppTest) -> None:
    send(page, stroke(1))
    assert send(page, stroke(2, line=[[98.3, 7.9]] * 10_001))["line"] == LINE
    assert "at most 10,000 can be edited" in str(page.session_state["proposal_notice"])
    assert send(page, stroke(3, line=LINE[::-1]))["line"] == LINE[::-1]
    assert page.session_state["proposal_notice"] is None


DRAWN = {"why": "line_drawn", "stroke_rev": 1}
NORTH = [[98.3, 7.95], [98.4, 7.95]]


def stop(stop_id: str, lon: float, lat: float, *, is_existing: bool = False) -> dict[str, Any]:
    names = {"name_th": stop_id, "name_en": stop_id}
    return {"id": stop_id, **names, "lon": lon, "lat": lat, "is_existing": is_existing}


def places(doc: dict[str, Any]) -> list[tuple[float, float]]:
    return [(stop["lon"], stop["lat"]) for stop in doc["stops"]]


class TestStopsAfterAStroke:
    def test_a_drawn_line_has_stops_at_once(self, page: AppTest) -> None:
        doc = send(page, stroke(1, **DRAWN))
        assert [places(doc)[0], places(doc)[-1]] == [(98.3, 7.9), (98.4, 7.9)]
        # 11.03 km, one stop more than gaps.
        assert len(doc["stops"]) == 29
        assert all(abs(lat - 7.9) < 1e-5 for _, lat in places(doc))
        undo = page.session_state["proposal_edited"].history["undo"]
        assert [(state["line"], state["stops"]) for state in undo] == [([], []), (LINE, [])]

    def test_whoever_takes_them_back_keeps_the_line_without_them(self, page: AppTest) -> None:
        doc = send(page, stroke(1, **DRAWN))
        back = {"why": "undone", "stroke_rev": 3, "page_rev": doc["page_rev"]}
        assert send(page, stroke(3, **back))["stops"] == []
        moved = {"why": "vertex_moved", "stroke_rev": 4, "page_rev": doc["page_rev"]}
        assert send(page, stroke(4, line=NORTH, **moved))["stops"] == []

    def test_a_line_boarded_anywhere_needs_none(self, page: AppTest) -> None:
        fields = {"route": {"route_id": "new-1", "stop_policy": "hail_and_ride"}}
        assert send(page, stroke(1, fields=fields, **DRAWN))["stops"] == []

    def test_another_course_of_a_route_keeps_those_it_has(self, page: AppTest) -> None:
        fields = {"route": {"kind": "reroute", "route_id": "R1"}}
        assert send(page, stroke(1, fields=fields, **DRAWN))["stops"] == []

    def test_a_line_drawn_anew_gets_new_ones(self, page: AppTest) -> None:
        doc = send(page, stroke(1, **DRAWN))
        anew = {"why": "line_drawn", "stroke_rev": 3, "page_rev": doc["page_rev"]}
        short = [[98.3, 7.95], [98.32, 7.95]]
        now = send(page, stroke(3, line=short, stops=doc["stops"], fields=doc["fields"], **anew))
        assert len(now["stops"]) == 7
        assert all(abs(lat - 7.95) < 1e-5 for _, lat in places(now))

    def test_stops_put_by_hand_follow_the_line(self, page: AppTest) -> None:
        by_hand = [stop("s-1", 98.32, 7.9), stop("S1", 98.365, 7.9, is_existing=True)]
        send(page, stroke(1), stroke(2, stops=by_hand, why="stop_added"))
        carried = [stop("s-1", 98.32, 7.92), by_hand[1]]
        now = send(page, stroke(3, line=NORTH, stops=carried, why="line_drawn"))
        assert places(now)[0] == pytest.approx((98.32, 7.95), abs=1e-5)
        # A stop that exists stands where it stands.
        assert places(now)[1] == (98.365, 7.9)

    def test_a_stop_a_few_metres_beside_the_line_stays_there(self, page: AppTest) -> None:
        beside = [stop("s-1", 98.32, 7.9002)]
        send(page, stroke(1), stroke(2, stops=beside, why="stop_added"))
        longer = [*LINE, [98.41, 7.9]]
        now = send(page, stroke(3, line=longer, stops=beside, why="line_continued"))
        assert places(now) == [(98.32, 7.9002)]

    def test_a_stop_added_before_the_road_was_known_comes_to_stand_on_it(
        self, page: AppTest
    ) -> None:
        loaded = stop("s-1", 98.32, 7.91)
        send(page, stroke(1))
        page.session_state["formed"] = [{"stops": [loaded]}]
        page.run()
        added = stop("s-2", 98.35, 7.91)
        now = send(page, stroke(3, stops=[loaded, added], why="stop_added", page_rev=2))
        # One that somebody put beside the line before stays.
        assert places(now) == [(98.32, 7.91), (98.35, pytest.approx(7.9, abs=1e-5))]

    def test_a_line_with_more_stops_than_are_taken_gets_none(self, page: AppTest) -> None:
        assert send(page, stroke(1, line=[[90, 7.9], [106, 7.9]], **DRAWN))["stops"] == []
