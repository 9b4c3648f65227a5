"""The file of a proposal, written and read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_app.errors import GeoAppError, UnreadableFileError
from geo_app.proposals.changes.add_stop import AddStop
from geo_app.proposals.changes.change_headway import ChangeHeadway
from geo_app.proposals.changes.cut_back import CutBack
from geo_app.proposals.changes.extend import Extend
from geo_app.proposals.changes.move_stop import MoveStop
from geo_app.proposals.changes.new_route import AddRoute
from geo_app.proposals.changes.proposal import Proposal
from geo_app.proposals.changes.remove_route import RemoveRoute
from geo_app.proposals.changes.remove_stop import RemoveStop
from geo_app.proposals.changes.reroute import Reroute
from geo_app.proposals.changes.terms import Change, End, Stop, StopPolicy
from geo_app.proposals.document.file import document_of
from geo_app.proposals.document.proposal_reading import proposal_of, proposal_of_text, read_proposal
from geo_app.proposals.problems import ProposalError
from geo_app.proposals.running.service import HeadwayWindow, Service
from geo_app.spelling.ids import id_of
from tests.proposals.world import document, line, plain, point, proposal, route, stops

if TYPE_CHECKING:
    from pathlib import Path

letters = st.characters(exclude_categories=("Cs", "Cc", "Z"))
ids = st.text(letters, min_size=1, max_size=20).filter(lambda text: id_of(text) == text)
names = st.none() | st.text(st.characters(exclude_categories=("Cs", "Cc", "Z")), min_size=1)
degrees = st.integers(980_000_000, 990_000_000).map(lambda n: n / 1e7)
latitudes = st.integers(70_000_000, 80_000_000).map(lambda n: n / 1e7)
lines = st.lists(st.tuples(degrees, latitudes), min_size=2, max_size=6).map(tuple)
stop_of = st.builds(Stop, stop_id=ids, lon=degrees, lat=latitudes, name_th=names, name_en=names)
minutes = st.integers(0, 1_800).map(lambda n: n * 60.0)
services = st.builds(
    Service,
    headway_min=st.none() | st.integers(1, 90).map(float),
    windows=st.lists(
        st.builds(HeadwayWindow, start_s=minutes, end_s=minutes, headway_min=st.floats(0.5, 90)),
        max_size=3,
    ).map(lambda rows: tuple(sorted(rows, key=lambda row: row.start_s))),
    first_departure_s=st.none() | minutes,
    last_departure_s=st.none() | minutes,
)
own_stops = st.lists(stop_of, max_size=4).map(tuple)
changes = st.one_of(
    st.builds(
        AddRoute, route_id=ids, line=lines, stops=own_stops, service=services, name_th=names,
        name_en=names, drawn_line=st.none() | lines, speed_kmh=st.none() | st.floats(1, 90),
        fare_thb=st.none() | st.floats(0, 90), vehicle=st.sampled_from([None, "van", "สองแถว"]),
        stop_policy=st.sampled_from(StopPolicy),
    ),
    st.builds(Reroute, route_id=ids, line=lines, stops=own_stops),
    st.builds(Extend, route_id=ids, end=st.sampled_from(End), line=lines, stops=own_stops),
    st.builds(CutBack, route_id=ids, from_stop_id=ids, to_stop_id=ids),
    st.builds(AddStop, stop=stop_of, route_ids=st.lists(ids, min_size=1, max_size=3).map(tuple)),
    st.builds(MoveStop, stop_id=ids, lon=degrees, lat=latitudes),
    st.builds(RemoveStop, stop_id=ids, route_id=st.none() | ids),
    st.builds(ChangeHeadway, route_id=ids, service=services),
    st.builds(RemoveRoute, route_id=ids),
)  # fmt: skip


@given(
    st.lists(changes, max_size=6, unique_by=lambda change: getattr(change, "route_id", id(change)))
)
def test_what_is_written_is_read_the_same(made: list[Change]) -> None:
    given_one = Proposal(changes=tuple(made), name_th="ชื่อ", author="สำนักงาน", reason="เหตุผล")
    text = json.dumps(document_of(given_one), ensure_ascii=False, allow_nan=False)
    assert proposal_of_text(text, name="x.geojson") == given_one


def test_the_file_of_the_contract_is_read() -> None:
    (change,) = proposal().changes
    assert isinstance(change, AddRoute)
    assert (change.route_id, change.name_en, change.speed_kmh) == ("N", "New line", 20)
    assert [stop.stop_id for stop in change.stops] == ["N1", "N2"]
    assert change.service == Service(
        headway_min=15, first_departure_s=21_600, last_departure_s=72_000
    )


def test_stops_go_to_the_route_that_they_name() -> None:
    made = proposal(
        route(), *stops({"N1": (0, 480), "N2": (2500, 0)}, route_id="N"),
        route(route_id="M"), *stops({"M1": (0, 480)}, route_id="M"),
    )  # fmt: skip
    assert [[s.stop_id for s in change.stops] for change in made.drawn] == [["N1", "N2"], ["M1"]]


def test_an_old_crs_that_is_named_is_followed(tmp_path: Path) -> None:
    features = [route(), *stops()]
    features[0]["geometry"]["coordinates"] = [[430_000, 870_480], [432_500, 870_000]]
    features[1]["geometry"]["coordinates"] = [430_000, 870_480]
    features[2]["geometry"]["coordinates"] = [432_500, 870_000]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32647"}}
    path = tmp_path / "metres.geojson"
    path.write_text(json.dumps({**document(*features), "crs": crs}), encoding="utf-8")
    (change,) = read_proposal(path).drawn
    there = proposal().drawn[0].line
    assert change.line[0] == pytest.approx(there[0], abs=1e-9)
    assert change.line[-1] == pytest.approx(there[-1], abs=1e-9)


@pytest.mark.parametrize(
    ("feature", "code"),
    [
        (route(headway_min="soon"), "bad_number"),
        (route(headway_min=True), "bad_number"),
        (route(headway_min=float("nan")), "bad_number"),
        (route(first_departure="6 o'clock"), "bad_time"),
        (route(stop_policy="anywhere"), "unknown_value"),
        (route(headways=[{"start": "06:00", "headway_min": 5}]), "bad_headways"),
        (route(headways="06:00-09:00"), "bad_headways"),
        (route(name_en="\ud800"), "bad_text"),
        (route(route_id=None), "missing_id"),
        (route(route_id="x" * 101), "missing_id"),
        (point("route", (0, 0), route_id="N"), "no_line"),
        (line("stop", ((0, 0), (1, 1)), stop_id="S"), "no_point"),
        (plain("stop", stop_id="S"), "no_point"),
        (plain("magic", route_id="N"), "unknown_kind"),
        (plain("remove_stop"), "missing_id"),
        (plain("cut_back", route_id="R1", from_stop_id="S1"), "missing_id"),
    ],
)
def test_a_wrong_feature_is_a_sentence(feature: dict[str, Any], code: str) -> None:
    with pytest.raises(ProposalError) as error:
        proposal(feature) if feature["properties"]["kind"] != "stop" else proposal(route(), feature)
    assert code in [problem.code for problem in error.value.problems]
    assert all(problem.sentence(str) for problem in error.value.problems)


def test_metres_without_a_system_are_told_and_not_drawn() -> None:
    feature = route()
    feature["geometry"]["coordinates"] = [[430_000, 870_480], [432_500, 870_000]]
    with pytest.raises(ProposalError, match="430000, 870480, which are no degrees"):
        proposal(feature, *stops())


def test_a_stop_of_a_file_without_a_line_is_not_dropped_silently() -> None:
    with pytest.raises(ProposalError, match="does not say of which route"):
        proposal(plain("remove_route", route_id="R1"), *stops())


def test_a_crs_that_is_a_link_is_not_followed() -> None:
    crs = {"type": "link", "properties": {"href": "http://127.0.0.1:9/crs"}}
    with pytest.raises(ProposalError, match="coordinate system cannot be read"):
        proposal_of({**document(), "crs": crs})


def test_a_file_of_another_sort_is_told_once() -> None:
    with pytest.raises(ProposalError) as error:
        proposal(*[plain("building")] * 80)
    assert [problem.code for problem in error.value.problems] == ["unknown_kind"]


def test_every_wrong_feature_is_told_at_once() -> None:
    with pytest.raises(ProposalError) as error:
        proposal(route(speed_kmh="fast"), plain("magic"), plain("remove_stop"))
    assert len(error.value.problems) == 3


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'"text"', b"null", b'{"features": 3}', b'{"features": [3]}', b"\xff\xfe"],
)
def test_what_is_no_proposal_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "p.geojson"
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match=r"p\.geojson"):
        read_proposal(path)


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="cannot be opened"):
        read_proposal(tmp_path / "none.geojson")


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@given(
    kind=st.sampled_from(["route", "stop", "reroute", "extend", "add_stop", "cut_back", "x"]),
    geometry=json_values,
    properties=st.dictionaries(
        st.sampled_from(["route_id", "stop_id", "headway_min", "headways", "drawn_line", "end"]),
        json_values,
    ),
)
def test_no_document_of_whatever_values_is_a_crash(
    kind: str, geometry: Any, properties: dict[str, Any]
) -> None:
    for shape in (geometry, {"type": "LineString", "coordinates": geometry}):
        feature = {"type": "Feature", "geometry": shape, "properties": {"kind": kind, **properties}}
        try:
            proposal_of({"type": "FeatureCollection", "features": [feature]})
        except GeoAppError as error:
            assert error.sentence(str)


@pytest.mark.parametrize("written", ["990101.0", 990101.0, 990101, " ๙๙๐๑๐๑\u200b"])
def test_an_id_meets_that_of_its_layer_however_it_is_written(written):
    moved = plain("move_stop", stop_id=written)
    moved["geometry"] = {"type": "Point", "coordinates": [98.3, 7.9]}
    (change,) = proposal_of(document(moved)).changes
    assert change.stop_id == "990101"
