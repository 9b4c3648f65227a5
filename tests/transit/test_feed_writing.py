"""A feed written as a GTFS zip: the same bytes, valid for others, and the same when read back."""

from __future__ import annotations

import io
import shutil
import zipfile
from dataclasses import replace

import gtfs_guru
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from shapely import LineString, Point

from geo_app.analysis.access.measures import measure
from geo_app.analysis.access.question import Question
from geo_app.analysis.access.standards import StandardId
from geo_app.analysis.walks.demand import By
from geo_app.analysis.walks.reach import build_reach
from geo_app.desk.desk import Desk
from geo_app.errors import LayerError
from geo_app.proposals.changes.cut_back import CutBack
from geo_app.proposals.changes.move_stop import MoveStop
from geo_app.proposals.changes.new_route import AddRoute
from geo_app.proposals.changes.proposal import Proposal
from geo_app.proposals.changes.remove_route import RemoveRoute
from geo_app.proposals.changes.terms import Stop, StopPolicy
from geo_app.proposals.feed.alone import proposal_feed
from geo_app.proposals.feed.applying import apply_to_feed
from geo_app.proposals.running.service import HeadwayWindow, Service
from geo_app.province import open_province
from geo_app.readers.layer_files import read_feed
from geo_app.transit.buses import build_bus_network
from geo_app.transit.calendar import DayType
from geo_app.transit.feed import feed_of
from geo_app.transit.feed_writing import Publisher, left_out, write_feed
from geo_app.transit.headways import BY_STOP, Window
from geo_app.transit.network import network_of
from geo_app.transit.timetable import timetable_of
from tests.conftest import REPOSITORY
from tests.fixtures.province_folder import DAY, write_province
from tests.fixtures.timetables import province_timetable
from tests.proposals.world import degrees
from tests.transit.test_feed import drawn, drawn_stops, lines_only

HOUR = 3_600
WINDOWS = [Window(start_s=s * HOUR, end_s=e * HOUR) for s, e in ((6, 9), (9, 16), (16, 22))]
SERVICE = Service(
    headway_min=15,
    windows=(HeadwayWindow(start_s=6 * HOUR, end_s=9 * HOUR, headway_min=10),),
    first_departure_s=6 * HOUR,
    last_departure_s=20 * HOUR,
)
VALIDATED_ON = "2026-11-23"


def new_route(places, stops, **more):
    """Return a route through places of the world, in metres from its origin."""
    line = tuple(map(tuple, degrees(places)))
    own = zip(stops, degrees(stops.values()), strict=True)
    return AddRoute(
        **{
            "route_id": "N",
            "line": line,
            "stops": tuple(
                Stop(stop_id=key, lon=lon, lat=lat, name_th=f"ป้าย {key}", name_en=f"Stop {key}")
                for key, (lon, lat) in own
            ),
            "service": SERVICE,
            "name_th": "สายใหม่",
            "name_en": "New line",
            "fare_thb": 12.0,
            **more,
        }
    )


BRIDGE = [(0, 480), (210, 480), (210, 0), (2500, 0)]
ENDS = {"N1": (0, 480), "N2": (2500, 0)}
TO_PHUKET_TOWN = AddRoute(
    route_id="new",
    line=((98.35, 7.88), (98.39, 7.88), (98.40, 7.90)),
    stops=tuple(
        Stop(stop_id=f"new-{n}", lon=98.35 + n * 0.01, lat=7.88, name_th=f"ป้ายใหม่ {n}")
        for n in range(5)
    ),
    service=SERVICE,
    name_th="สายใหม่",
    fare_thb=15.0,
)


def applied(province, *changes):
    """Return a province's feed with changes."""
    feed = feed_of(province, on=DAY)
    return apply_to_feed(Proposal(changes=changes), feed, build_bus_network(province))


def tables_of(content):
    """Return the tables of a zip."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {
            name.removesuffix(".txt"): pd.read_csv(archive.open(name), dtype=str)
            for name in archive.namelist()
        }


def errors(content, folder):
    """Return what a validator finds wrong."""
    path = folder / "feed.zip"
    path.write_bytes(content)
    result = gtfs_guru.validate(str(path), country_code="TH", date=VALIDATED_ON)
    return [(n.code, n.context()) for n in result.notices if n.severity == "ERROR"]


def read_back(feed, folder, *, of="world"):
    """Return a province whose only buses are a feed's zip."""
    content = write_feed(feed)
    if of == "phuket":
        shutil.copytree(REPOSITORY / "layers" / "phuket", folder / "phuket")
        shutil.rmtree(folder / "phuket" / "transit")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            archive.extractall(folder / "phuket" / "transit")
        return open_province(folder / "phuket")
    layers = {"transit": {"file": "feed.zip"}}
    return open_province(write_province(folder, layers=layers, files={"feed.zip": content}))


def answered(province, feed, standard):
    """Answer as a desk does, with a feed in the place of a province's buses."""
    timetable = timetable_of(feed, DayType.WEEKDAY, on=DAY)
    reach = build_reach(province, By.COMMUNITY, stops=timetable.stops)
    return measure(reach, standard, timetable=timetable)


class TestZip:
    def test_the_same_feed_gives_the_same_bytes(self, world):
        first = write_feed(applied(world, new_route(BRIDGE, ENDS)))
        assert write_feed(applied(world, new_route(BRIDGE, ENDS))) == first

    def test_members_are_sorted_and_bear_no_clock(self, world):
        with zipfile.ZipFile(io.BytesIO(write_feed(feed_of(world, on=DAY)))) as archive:
            members = archive.infolist()
            assert archive.read("stops.txt").decode("utf-8").splitlines()[1].startswith("S1,ปากทาง")
            assert b"\r" not in archive.read("stops.txt")
        assert [m.filename for m in members] == sorted(m.filename for m in members)
        assert {m.date_time for m in members} == {(1980, 1, 1, 0, 0, 0)}

    def test_no_table_is_empty(self, world):
        tables = tables_of(
            write_feed(applied(world, new_route(BRIDGE, ENDS), RemoveRoute(route_id="R1")))
        )
        assert all(len(table) for table in tables.values())

    def test_the_feed_is_not_changed_by_writing(self, world):
        feed = applied(world, new_route(BRIDGE, ENDS, stop_policy=StopPolicy.HAIL_AND_RIDE))
        before = [
            {name: table.copy() for name, table in part.tables.items()} for part in feed.parts
        ]
        write_feed(feed)
        for part, tables in zip(feed.parts, before, strict=True):
            for name, table in tables.items():
                assert_frame_equal(part.tables[name], table)

    def test_it_says_who_publishes_it_and_in_which_language(self, world):
        content = write_feed(
            feed_of(world, on=DAY), publisher=Publisher(name="อบจ.", url="https://example.com")
        )
        info = tables_of(content)["feed_info"].iloc[0]
        assert (info["feed_publisher_name"], info["feed_publisher_url"], info["feed_lang"]) == (
            "อบจ.", "https://example.com", "th",
        )  # fmt: skip

    def test_what_the_feed_says_of_itself_stays_and_a_proposal_shows_in_its_version(self, phuket):
        before = phuket.layer("transit").tables["feed_info"].iloc[0]
        info = tables_of(write_feed(applied(phuket, TO_PHUKET_TOWN)))["feed_info"].iloc[0]
        assert info["feed_publisher_name"] == before["feed_publisher_name"]
        assert info["feed_version"] == before["feed_version"] + "+proposal"

    def test_places_have_at_least_six_digits(self, world):
        tables = tables_of(write_feed(applied(world, new_route(BRIDGE, ENDS))))
        own = tables["stops"].set_index("stop_id").loc[["N1", "N2"], ["stop_lat", "stop_lon"]]
        digits = own.map(lambda text: len(text.partition(".")[2]))
        assert (digits >= 6).all(axis=None)

    def test_stops_without_calls_and_lines_without_trips_are_left_out(self, world):
        feed = applied(world, new_route(BRIDGE, ENDS), RemoveRoute(route_id="R1"))
        assert "S1" in set(feed.merged()["stops"]["stop_id"])
        tables = tables_of(write_feed(feed))
        assert set(tables["stops"]["stop_id"]) == {"N1", "N2"}
        assert set(tables["shapes"]["shape_id"]) == {"N:0", "N:1"}
        assert set(tables["translations"]["record_id"]) == {"N1", "N2", "N"}

    def test_stations_stay(self, world):
        feed = feed_of(world, on=DAY)
        stops = feed.merged()["stops"]
        station = pd.DataFrame(
            [{"stop_id": "T", "stop_name": "สถานี", "stop_lat": "7.8", "stop_lon": "98.3",
              "location_type": "1"}], dtype="str",
        )  # fmt: skip
        tables = {**feed.parts[0].tables, "stops": pd.concat([stops, station])}
        more = replace(feed, parts=(replace(feed.parts[0], tables=tables),))
        assert "T" in set(tables_of(write_feed(more))["stops"]["stop_id"])

    def test_a_feed_without_trips_cannot_be_written(self, world):
        with pytest.raises(LayerError, match=r"No trip of the feed.*add a route"):
            write_feed(applied(world, RemoveRoute(route_id="R1")))


class TestValidity:
    def test_phuket_with_a_proposal(self, phuket, tmp_path):
        feed = applied(phuket, TO_PHUKET_TOWN, RemoveRoute(route_id="dragon"))
        assert errors(write_feed(feed), tmp_path) == []

    def test_the_world_with_a_proposal(self, world, tmp_path):
        assert errors(write_feed(applied(world, new_route(BRIDGE, ENDS))), tmp_path) == []

    def test_the_proposal_alone(self, world, tmp_path):
        proposal = Proposal(changes=(new_route(BRIDGE, ENDS),))
        feed = apply_to_feed(proposal, feed_of(world, on=DAY), build_bus_network(world))
        content = write_feed(proposal_feed(proposal, feed))
        assert errors(content, tmp_path) == []
        tables = tables_of(content)
        assert set(tables["routes"]["route_id"]) == {"N"}
        assert set(tables["stops"]["stop_id"]) == {"N1", "N2"}
        assert set(tables["calendar"]["service_id"]) == {"proposal-daily"}

    def test_a_line_that_is_boarded_anywhere_from_a_stop_at_its_end(self, world, tmp_path):
        # The stop and the line's end are one place: two calls without way between them.
        change = new_route(BRIDGE, ENDS, stop_policy=StopPolicy.HAIL_AND_RIDE)
        assert errors(write_feed(applied(world, change)), tmp_path) == []

    def test_drawn_lines(self, tmp_path):
        world = lines_only(
            tmp_path / "lines",
            drawn(stop_policy="hail_and_ride", fare_thb=10),
            drawn(route_id="B2", headway_min=7.5, geometry=LineString([(0, 0), (0, 2_000)])),
            stops=drawn_stops(P4=Point(0, 1_990)),
        )
        assert errors(write_feed(feed_of(world, on=DAY)), tmp_path) == []
        assert errors(write_feed(applied(world, new_route(BRIDGE, ENDS))), tmp_path) == []


class TestReadBack:
    @pytest.mark.parametrize("policy", list(StopPolicy))
    def test_the_same_stops_are_served(self, world, tmp_path, policy):
        feed = applied(world, new_route(BRIDGE, ENDS, stop_policy=policy))
        found, expected = (
            build_bus_network(read_back(feed, tmp_path)).stops,
            network_of(feed).stops,
        )
        assert set(found.index) == set(expected.index)
        assert found.geometry.distance(expected.geometry.reindex(found.index)).max() < 0.001
        assert (found["is_hail_point"] == expected["is_hail_point"].reindex(found.index)).all()

    @pytest.mark.parametrize("policy", list(StopPolicy))
    @pytest.mark.parametrize("window", WINDOWS)
    def test_the_same_leaves_in_each_part_of_the_day(self, world, tmp_path, policy, window):
        feed = applied(world, new_route(BRIDGE, ENDS, stop_policy=policy))
        back = province_timetable(read_back(feed, tmp_path), DayType.WEEKDAY, on=DAY)
        found = back.service(window, by=BY_STOP).sort_index()
        expected = timetable_of(feed, DayType.WEEKDAY, on=DAY).service(window, by=BY_STOP)
        assert_frame_equal(found, expected.sort_index(), check_index_type=False, rtol=1e-6)

    @pytest.mark.parametrize("standard", [StandardId.SDG, StandardId.PTAL])
    def test_the_same_people_are_covered(self, world, tmp_path, standard):
        feed = applied(world, new_route(BRIDGE, ENDS), MoveStop(stop_id="S2", lon=98.3, lat=7.87))
        answer = Desk(read_back(feed, tmp_path)).answer(Question(standard_id=standard), DAY)
        expected = answered(world, feed, standard)
        assert_frame_equal(answer.access[list(expected.columns)], expected)

    def test_phuket_answers_the_same(self, phuket, tmp_path):
        cut = CutBack(
            route_id="dragon", from_stop_id="queen-sirikit-park-1", to_stop_id="pkcd-parking-1"
        )
        feed = applied(phuket, TO_PHUKET_TOWN, cut)
        back = read_back(feed, tmp_path, of="phuket")
        answer = Desk(back).answer(Question(standard_id=StandardId.DG_REGIO), DAY)
        expected = answered(phuket, feed, StandardId.DG_REGIO)
        assert_frame_equal(answer.access[list(expected.columns)], expected)

    def test_drawn_lines_serve_the_same(self, tmp_path):
        world = lines_only(
            tmp_path / "lines", drawn(geometry=LineString([(0, 0), (1_003, 0), (3_011, 0)]))
        )
        feed = feed_of(world, on=DAY)
        back = province_timetable(read_back(feed, tmp_path / "back"), DayType.WEEKDAY, on=DAY)
        expected = province_timetable(world, DayType.WEEKDAY, on=DAY)
        for window in WINDOWS:
            found = back.service(window, by=BY_STOP).sort_index()
            assert_frame_equal(found, expected.service(window, by=BY_STOP).sort_index())

    def test_it_passes_the_reader(self, world, tmp_path):
        (tmp_path / "feed.zip").write_bytes(write_feed(feed_of(world, on=DAY)))
        tables = read_feed(tmp_path / "feed.zip")
        assert set(tables) == {*world.layer("transit").tables, "feed_info"}


class TestWhatGtfsCannotSay:
    def test_a_line_of_unknown_headway_is_left_out_and_told(self, tmp_path):
        world = lines_only(
            tmp_path,
            drawn(),
            drawn(route_id="B2", headway_min=None, geometry=LineString([(0, 0), (0, 2_000)])),
            stops=drawn_stops(P4=Point(0, 1_990), P5=Point(9_000, 9_000)),
        )
        feed = feed_of(world, on=DAY)
        told = left_out(feed)
        assert (told.unknown_headway, told.unlinked_stops) == (("B2",), ("P5",))
        tables = tables_of(write_feed(feed))
        assert set(tables["routes"]["route_id"]) == {"B1"}
        assert set(tables["stops"]["stop_id"]) == {"P1", "P2", "P3"}

    def test_a_line_of_unknown_span_runs_until_midnight_and_is_told(self, tmp_path):
        feed = feed_of(lines_only(tmp_path, drawn(last_departure=None)), on=DAY)
        assert left_out(feed).unknown_span == ("B1",)
        assert set(tables_of(write_feed(feed))["frequencies"]["end_time"]) == {"24:00:00"}

    def test_nothing_is_left_out_of_a_gtfs_layer(self, world):
        told = left_out(feed_of(world, on=DAY))
        assert (told.unknown_headway, told.unknown_span, told.unlinked_stops) == ((), (), ())


class TestProposalAlone:
    def test_a_moved_stop_brings_its_routes(self, world):
        proposal = Proposal(changes=(MoveStop(stop_id="S2", lon=98.4, lat=7.87),))
        feed = apply_to_feed(proposal, feed_of(world, on=DAY), build_bus_network(world))
        assert list(proposal_feed(proposal, feed).merged()["routes"]["route_id"]) == ["R1"]

    def test_a_proposal_that_only_takes_away_has_no_feed_of_its_own(self, world):
        proposal = Proposal(changes=(RemoveRoute(route_id="R1"),))
        feed = apply_to_feed(proposal, feed_of(world, on=DAY), build_bus_network(world))
        with pytest.raises(LayerError, match=r"No route of the proposal runs.*baseline"):
            proposal_feed(proposal, feed)
