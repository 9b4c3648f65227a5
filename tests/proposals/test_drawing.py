"""A proposal goes into the editor's document and comes back the same, whatever a browser says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_app.proposals.changes.cut_back import CutBack
from geo_app.proposals.changes.extend import Extend
from geo_app.proposals.changes.move_stop import MoveStop
from geo_app.proposals.changes.new_route import AddRoute
from geo_app.proposals.changes.proposal import Proposal
from geo_app.proposals.changes.remove_route import RemoveRoute
from geo_app.proposals.changes.reroute import Reroute
from geo_app.proposals.changes.terms import End, Stop
from geo_app.proposals.document.editor_document import (
    change_route,
    draw_new,
    editor_of_proposal,
    is_blank,
    new_document,
    proposal_of_editor,
    put_aside,
    route_ids,
    stops_at,
    take_up,
    with_change,
    without_change,
)
from geo_app.proposals.document.editor_fields import Fields, fields_of
from geo_app.proposals.problems import ProposalError
from geo_app.proposals.running.service import HeadwayWindow, Service

TOKEN = "0" * 32
HOUR_S = 3_600
KNOWN = ("S1", "S2")
TAKEN = ("R1",)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)

ADDED = AddRoute(
    route_id="N1",
    line=((98.3, 7.9), (98.35, 7.95), (98.4, 7.9)),
    drawn_line=((98.3, 7.9), (98.4, 7.9)),
    stops=(
        Stop(stop_id="A", lon=98.3, lat=7.9, name_th="ก", name_en="A"),
        Stop(stop_id="S1", lon=98.4, lat=7.9),
    ),
    service=Service(
        headway_min=15,
        windows=(HeadwayWindow(start_s=7 * HOUR_S, end_s=9 * HOUR_S, headway_min=10),),
        first_departure_s=6 * HOUR_S,
        last_departure_s=25.5 * HOUR_S,
    ),
    name_th="สาย",
    speed_kmh=22,
    fare_thb=20,
)
PLAIN = (
    CutBack(route_id="R1", from_stop_id="S1", to_stop_id="S2"),
    MoveStop(stop_id="S2", lon=98.31, lat=7.91),
)
EXTENDED = Extend(route_id="R2", end=End.START, line=((98.1, 7.8), (98.2, 7.8)))
REROUTED = Reroute(
    route_id="R3",
    line=((98.1, 7.7), (98.2, 7.7)),
    stops=(Stop(stop_id="B", lon=98.15, lat=7.7, name_en="B"),),
)


def proposal(*changes: Any) -> Proposal:
    return Proposal(changes=changes, proposal_id="p-1", name_th="ข้อเสนอ", name_en="Proposal")


def edited(*changes: Any) -> dict[str, Any]:
    return editor_of_proposal(proposal(*changes), token=TOKEN, known_stops=KNOWN, taken=TAKEN)


def read(doc: dict[str, Any], **more: Any) -> Proposal:
    # As it comes out of a browser or the store: JSON and nothing else.
    return proposal_of_editor(json.loads(json.dumps(doc)), **more)


def road_of(change: Any) -> list[list[float]]:
    return [list(position) for position in change.line]


@pytest.mark.parametrize(
    "changes",
    [
        (ADDED, *PLAIN),
        (*PLAIN, ADDED),
        (PLAIN[0], ADDED, PLAIN[1], EXTENDED, REROUTED),
        (REROUTED, EXTENDED),
        PLAIN,
    ],
)
def test_proposal_comes_back_as_it_was(changes: tuple[Any, ...]) -> None:
    before = proposal(*changes)
    # The first line is in the editor as it was drawn; its road comes from outside.
    path = road_of(before.drawn[0]) if before.drawn else None
    assert read(edited(*changes), path=path, proposal_id="p-1") == before


def test_line_that_follows_roads_is_edited_as_it_was_drawn() -> None:
    doc = edited(ADDED)
    assert doc["line"] == [[98.3, 7.9], [98.4, 7.9]]
    assert fields_of(doc).follows_roads
    back = read(doc, path=[[98.3, 7.9], [98.33, 7.99], [98.4, 7.9]]).drawn[0]
    assert back.line == ((98.3, 7.9), (98.33, 7.99), (98.4, 7.9))
    assert back.drawn_line == ((98.3, 7.9), (98.4, 7.9))


def test_line_that_follows_no_roads_says_so() -> None:
    doc = edited(REROUTED)
    assert not fields_of(doc).follows_roads
    # A path that somebody laid all the same is not taken.
    assert read(doc, path=[[0.0, 0.0], [1.0, 1.0]]).drawn[0] == REROUTED


def test_stops_that_exist_are_known_as_such() -> None:
    assert [stop["is_existing"] for stop in edited(ADDED)["stops"]] == [False, True]


def test_new_document_proposes_nothing_yet() -> None:
    doc = new_document(TOKEN, taken=["new-1"])
    assert is_blank(doc)
    assert read(doc).changes == ()
    assert fields_of(doc).route_id == "new-2"


def test_single_point_is_kept_for_the_check_to_tell() -> None:
    doc = new_document(TOKEN, taken=()) | {"line": [[98.3, 7.9]]}
    (change,) = read(doc).changes
    assert change.line == ((98.3, 7.9),)


def test_another_line_is_taken_up_and_the_first_keeps_its_place() -> None:
    changes = (PLAIN[0], ADDED, PLAIN[1], REROUTED)
    doc = edited(*changes)
    path = road_of(ADDED)
    later = doc | take_up(doc, 2, known_stops=KNOWN, path=path)
    assert later["line"] == [[98.1, 7.7], [98.2, 7.7]]
    assert [stop["id"] for stop in later["stops"]] == ["B"]
    assert read(later).changes == changes
    # And back again.
    again = later | take_up(later, 1, known_stops=KNOWN)
    assert again["line"] == doc["line"]
    assert read(again, path=path).changes == changes


def test_change_without_a_line_cannot_be_taken_up() -> None:
    doc = edited(ADDED, *PLAIN)
    for place in (0, -1, 9):
        with pytest.raises(ValueError, match="no line"):
            take_up(doc, place, known_stops=KNOWN)


def test_further_route_begins_empty_with_an_id_of_its_own() -> None:
    doc = new_document(TOKEN, taken=TAKEN) | {"line": [[98.3, 7.9], [98.4, 7.9]]}
    doc |= draw_new(doc, taken=TAKEN)
    assert is_blank(doc)
    assert route_ids(fields_of(doc)) == ["new-1", "new-2"]
    assert [change.route_id for change in read(doc).drawn] == ["new-1"]


def test_line_that_was_never_drawn_is_not_kept() -> None:
    doc = new_document(TOKEN, taken=())
    assert put_aside(doc).others == ()


def test_route_that_exists_gets_another_course() -> None:
    doc = edited(ADDED)
    properties = {"kind": "reroute", "route_id": "R9"}
    doc |= change_route(doc, properties, [(98.1, 7.8), (98.2, 7.8)], [], path=road_of(ADDED))
    assert read(doc).changes == (ADDED, Reroute(route_id="R9", line=((98.1, 7.8), (98.2, 7.8))))


def test_changes_come_and_go() -> None:
    doc = edited(ADDED)
    doc |= {"fields": with_change(doc, {"kind": "remove_route", "route_id": "R1"})}
    place = {"type": "Point", "coordinates": [98.31, 7.91]}
    moved = with_change(doc, {"kind": "move_stop", "stop_id": "S2"}, geometry=place)
    doc |= {"fields": moved}
    path = road_of(ADDED)
    assert read(doc, path=path).changes == (ADDED, RemoveRoute(route_id="R1"), PLAIN[1])
    doc |= {"fields": without_change(doc, 0)}
    assert read(doc, path=path).changes == (ADDED, PLAIN[1])


def test_change_before_the_line_is_removed_and_the_line_keeps_its_turn() -> None:
    doc = edited(PLAIN[0], ADDED, PLAIN[1])
    doc |= {"fields": without_change(doc, 0)}
    assert read(doc, path=road_of(ADDED)).changes == (ADDED, PLAIN[1])


def test_placed_stops_have_ids_that_nobody_has() -> None:
    stops = stops_at([(98.3, 7.9), (98.4, 7.9)], route_id="N1", taken=["N1-s1", "N1-s3"])
    assert [stop["id"] for stop in stops] == ["N1-s2", "N1-s4"]
    assert [stop["name_en"] for stop in stops] == ["Stop 1", "Stop 2"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("headway_min", "often"),
        ("first_departure", "dawn"),
        ("speed_kmh", {}),
        ("headways", "10"),
        ("stop_policy", "anywhere"),
    ],
)
def test_value_that_is_none_is_told_with_its_field(name: str, value: object) -> None:
    doc = edited(ADDED)
    doc["fields"]["route"][name] = value
    with pytest.raises(ProposalError) as told:
        read(doc)
    assert name in str(told.value)


@given(fields=JSON)
def test_whatever_a_browser_sends_as_fields_is_read_or_told(fields: object) -> None:
    doc = {"line": [[98.3, 7.9], [98.4, 7.9]], "stops": [], "fields": fields}
    try:
        read(doc)
    except ProposalError as error:
        assert error.problems


@given(others=st.lists(JSON, max_size=3), place=JSON, route=JSON)
def test_damaged_fields_never_break_the_forms(others: object, place: object, route: object) -> None:
    doc = new_document(TOKEN, taken=()) | {"line": [[98.3, 7.9], [98.4, 7.9]]}
    doc["fields"] |= {"others": others, "place": place, "route": route}
    fields = fields_of(doc)
    assert 0 <= fields.place <= len(fields.others)
    assert fields_of({"fields": fields.written()}) == fields
    draw_new(doc, taken=())


def test_groups_that_the_editor_could_not_take_up_are_as_if_not_there() -> None:
    line = {"type": "LineString", "coordinates": [[98.3, 7.9], [98.4, 7.9]]}
    good = {"type": "Feature", "geometry": line, "properties": {"kind": "route", "route_id": "a"}}
    bad = [
        [],
        ["x"],
        [{"properties": None}],
        [good | {"geometry": None}],
        [good | {"geometry": {"coordinates": [[1]]}}],
        [good | {"properties": {"kind": "route", "drawn_line": [["x", "y"]]}}],
        [good, {"geometry": None, "properties": {"stop_id": "s"}}],
        [good, {"geometry": {"coordinates": [1, 2]}, "properties": {}}],
    ]
    fields = Fields(others=([good], *bad))  # type: ignore[arg-type]
    assert fields_of({"fields": fields.written()}).others == ([good],)
