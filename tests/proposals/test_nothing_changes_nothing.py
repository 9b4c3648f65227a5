"""
A proposal of nothing changes nothing: by every standard, on every kind of bus layer.

A world is one entry of `WORLDS`; the changes of nothing follow from what it serves.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
import shapely
from shapely import LineString, Point

from geo_app.analysis.access.question import Question
from geo_app.analysis.access.standards import STANDARDS
from geo_app.proposals.apply import apply_proposal
from geo_app.proposals.baseline import build_baseline
from geo_app.proposals.changes.add_stop import AddStop
from geo_app.proposals.changes.change_headway import ChangeHeadway
from geo_app.proposals.changes.move_stop import MoveStop
from geo_app.proposals.changes.proposal import Proposal
from geo_app.proposals.changes.remove_stop import RemoveStop
from geo_app.proposals.changes.reroute import Reroute
from geo_app.proposals.changes.terms import Stop
from geo_app.proposals.document.file import document_of
from geo_app.proposals.document.proposal_reading import read_proposal
from geo_app.proposals.evaluate import evaluate
from geo_app.proposals.feed.applying import apply_to_feed
from geo_app.proposals.proposed_timetable import weekday_today
from geo_app.proposals.running.service import Service
from geo_app.province import open_province
from geo_app.transit.calendar import DayType
from geo_app.transit.timetable import timetable_of
from tests.fixtures.province_folder import DAY, community, gtfs_texts, write_province
from tests.proposals.patterns_world import feed_files
from tests.proposals.test_oracles import rows_of_streets
from tests.proposals.world import baseline_of, degrees

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.changes.terms import Change
    from geo_app.province import Province

COURSE_TOLERANCE_M = 15.0
"""As the editor puts a line on the map."""

EVERY_15_MIN = Service(headway_min=15, first_departure_s=6 * 3_600, last_departure_s=20 * 3_600)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """
    A province whose buses are of one kind.

    Attributes
    ----------
    write
        Writes its folder.
    route_id
        A route whose course is put on the map.
    headway_route_id
        A route that leaves every 15 min from 06:00 to 20:00.
    stop_id
        A stop that moves.
    beside
        Where a stop comes and goes, in metres from the world's origin, on `route_id`.
    """

    write: Callable[[Path], Path]
    route_id: str
    headway_route_id: str
    stop_id: str
    beside: tuple[float, float]


HOMES = {
    "at A": (0, 300), "at C": (2000, 300), "at E": (4300, 0), "at X": (2500, 1900),
    "at H1": (0, -1200), "at H2": (4300, -900), "nowhere": (-3500, 2500),
}  # fmt: skip


def write_one_feed(folder: Path) -> Path:
    rows: dict[str, Any] = {
        "communities": [
            community(key, key, key, Point(xy), population=100) for key, xy in HOMES.items()
        ],
        "population": [{"population": 100, "geometry": Point(xy)} for xy in HOMES.values()],
    }
    return write_province(folder, rows=rows, files=feed_files(with_headway=True))


def write_streets(folder: Path, **bus: Any) -> Path:
    return write_province(folder, rows=rows_of_streets(**bus), layers={"transit": None})


def second_feed(*, lapsed: bool = False) -> dict[str, str]:
    """Write a feed beside the first, from Q1 to Q2 every 10 min; its calendar may be over."""
    stops = [
        {"stop_id": "Q1", "stop_name": "Pier", "geometry": Point(-3500, 2500)},
        {"stop_id": "Q2", "stop_name": "Temple", "geometry": Point(-3500, 4000)},
    ]
    texts = gtfs_texts(stops)
    for name in ("routes", "trips"):
        texts[name] = texts[name].replace("R1", "R2")
    texts["frequencies"] = (
        "trip_id,start_time,end_time,headway_secs,exact_times\nT1,06:00:00,22:00:00,600,0\n"
    )
    if lapsed:
        texts["calendar"] = texts["calendar"].replace("2027", "2025").replace("2026", "2025")
    return {f"second/{name}.txt": text for name, text in texts.items()}


def write_two_feeds(folder: Path, *, lapsed: bool = False, **more: Any) -> Path:
    rows: dict[str, Any] = {
        "communities": [
            community(key, key, key, Point(xy), population=100) for key, xy in HOMES.items()
        ],
        "population": [{"population": 100, "geometry": Point(xy)} for xy in HOMES.values()],
        **more,
    }
    return write_province(
        folder,
        rows=rows,
        layers={"second": {"kind": "transit", "file": "second"}},
        files={**feed_files(with_headway=True), **second_feed(lapsed=lapsed)},
    )


def write_all_together(folder: Path) -> Path:
    """Write two feeds of which one has lapsed, a drawn line, and one to be hailed."""
    drawn = rows_of_streets()
    [line] = drawn["bus_routes"]
    hailed = {
        "route_id": "H9",
        "name_th": "สองแถว",
        "headway_min": 20,
        "stop_policy": "hail_and_ride",
        "geometry": LineString([(-3500, -3000), (-500, -3000)]),
    }
    return write_two_feeds(
        folder,
        lapsed=True,
        bus_routes=[line, hailed],
        bus_stops=drawn["bus_stops"],
        roads=drawn.get("roads", []),
    )


WORLDS = {
    "two feeds": World(
        write=write_two_feeds,
        route_id="P",
        headway_route_id="H",
        stop_id="Q1",
        beside=(1500, 5),
    ),
    "a lapsed feed": World(
        write=lambda folder: write_two_feeds(folder, lapsed=True),
        route_id="P",
        headway_route_id="H",
        stop_id="Q1",
        beside=(1500, 5),
    ),
    "all together": World(
        write=write_all_together,
        route_id="P",
        headway_route_id="B1",
        stop_id="Q1",
        beside=(1500, 5),
    ),
    "one feed": World(
        write=write_one_feed,
        route_id="P",
        headway_route_id="H",
        stop_id="K",
        beside=(1500, 5),
    ),
    "drawn lines": World(
        write=write_streets,
        route_id="B1",
        headway_route_id="B1",
        stop_id="T2",
        beside=(1000, 5),
    ),
    "hail and ride": World(
        write=lambda folder: write_streets(folder, stop_policy="hail_and_ride"),
        route_id="B1",
        headway_route_id="B1",
        stop_id="T2",
        beside=(1000, 5),
    ),
}


@pytest.fixture(scope="module", params=list(WORLDS))
def given(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[World, Baseline]:
    """Return a world, and what is measured of it as it is."""
    chosen = WORLDS[request.param]
    folder = chosen.write(tmp_path_factory.mktemp("nothing"))
    return chosen, baseline_of(open_province(folder))


def lonlat_of(geometry: shapely.Geometry, baseline: Baseline) -> list[tuple[float, float]]:
    """Return a geometry's places as a file has them, to six decimals."""
    there = gpd.GeoSeries([geometry], crs=baseline.network.stops.crs).to_crs("EPSG:4326")
    return [(float(x), float(y)) for x, y in there.get_coordinates().to_numpy().round(6)]


def move_by_nothing(world: World, baseline: Baseline) -> list[Change]:
    [(lon, lat)] = lonlat_of(baseline.network.stops.geometry[world.stop_id], baseline)
    return [MoveStop(stop_id=world.stop_id, lon=lon, lat=lat)]


def courses_again(route_id: str, baseline: Baseline) -> list[Reroute]:
    """Return each line of a route as the editor puts it on the map."""
    parts = shapely.get_parts(baseline.network.routes.geometry[route_id])
    return [
        Reroute(
            route_id=route_id,
            line=tuple(lonlat_of(part.simplify(COURSE_TOLERANCE_M), baseline)),
        )
        for part in parts
    ]


def course_again(world: World, baseline: Baseline) -> list[Change]:
    return list(courses_again(world.route_id, baseline))


def headway_again(world: World, _: Baseline) -> list[Change]:
    return [ChangeHeadway(route_id=world.headway_route_id, service=EVERY_15_MIN)]


def stop_that_comes_and_goes(world: World, _: Baseline) -> list[Change]:
    [(lon, lat)] = degrees([world.beside])
    stop = Stop(stop_id="new", lon=lon, lat=lat, name_th="ป้ายใหม่")
    return [AddStop(stop=stop, route_ids=(world.route_id,)), RemoveStop(stop_id="new")]


NOTHING = {
    "move a stop by 0 m": move_by_nothing,
    "reroute along the same line": course_again,
    "change a headway to itself": headway_again,
    "add and remove the same stop": stop_that_comes_and_goes,
}

kinds = pytest.mark.parametrize("kind", list(NOTHING))


def proposal_of_nothing(kind: str, world: World, baseline: Baseline) -> Proposal:
    return Proposal(changes=tuple(NOTHING[kind](world, baseline)), name_th="ไม่มีอะไร")


@kinds
@pytest.mark.parametrize("standard_id", list(STANDARDS))
def test_nobody_gains_or_loses_by_any_standard(
    given: tuple[World, Baseline], kind: str, standard_id: Any
) -> None:
    world, baseline = given
    proposal = proposal_of_nothing(kind, world, baseline)
    evaluation = evaluate(proposal, baseline, Question(standard_id=standard_id))
    assert (evaluation.population_gained, evaluation.population_lost) == (0, 0)
    assert (evaluation.people.people_gained, evaluation.people.people_lost) == (0, 0)
    assert set(evaluation.communities["effect"]) == {"none"}
    assert evaluation.communities["served_before"].equals(evaluation.communities["served_after"])


@kinds
def test_the_world_asks_something(given: tuple[World, Baseline], kind: str) -> None:
    """Somebody is served and somebody is not, and the changes are read as such."""
    world, baseline = given
    evaluation = evaluate(proposal_of_nothing(kind, world, baseline), baseline)
    assert evaluation.communities["served_before"].nunique() > 1
    assert evaluation.proposal.changes


@kinds
def test_it_costs_nothing(given: tuple[World, Baseline], kind: str) -> None:
    world, baseline = given
    evaluation = evaluate(proposal_of_nothing(kind, world, baseline), baseline)
    for route in evaluation.routes:
        assert route.operation is not None
        assert route.operation == route.operation_before
    assert evaluation.totals.net_cost_thb_per_year == 0


@kinds
def test_the_same_stops_are_served(given: tuple[World, Baseline], kind: str) -> None:
    world, baseline = given
    after = apply_proposal(proposal_of_nothing(kind, world, baseline), baseline.network)
    before = baseline.network.served_stops
    assert list(after.served_stops.index) == list(before.index)
    assert after.served_stops.geometry.geom_equals(before.geometry).all()
    assert after.calls.equals(baseline.network.calls)


@kinds
def test_no_row_of_the_timetable_changes(given: tuple[World, Baseline], kind: str) -> None:
    world, baseline = given
    feed = baseline.feed
    after = apply_to_feed(proposal_of_nothing(kind, world, baseline), feed, baseline.network)
    assert [part.layer_id for part in after.parts] == [part.layer_id for part in feed.parts]
    for part, today_part in zip(after.parts, feed.parts, strict=True):
        for name, table in today_part.tables.items():
            assert part.tables[name].equals(table), name
    departures = timetable_of(after, DayType.WEEKDAY, on=DAY).departures
    today = weekday_today(baseline)
    assert today is not None
    assert departures.equals(today.departures)


@kinds
def test_the_same_through_a_file(given: tuple[World, Baseline], kind: str, tmp_path: Path) -> None:
    world, baseline = given
    proposal = proposal_of_nothing(kind, world, baseline)
    path = tmp_path / "nothing.geojson"
    path.write_text(json.dumps(document_of(proposal)), encoding="utf-8")
    evaluation = evaluate(read_proposal(path), baseline)
    assert (evaluation.population_gained, evaluation.population_lost) == (0, 0)
    assert evaluation.totals.net_cost_thb_per_year == 0


@pytest.fixture(scope="module")
def phuket_today(phuket: Province) -> Baseline:
    """Return Phuket as it is."""
    return build_baseline(phuket, on=DAY)


class TestPhuket:
    """Every course of every route, as the map has it, 8,861 people lost by one of them before."""

    @pytest.mark.parametrize("route_id", ["dragon", "patong-terminals", "rawai-airport"])
    def test_each_course_of_a_route_drawn_again_is_that_route(
        self, phuket_today: Baseline, route_id: str, tmp_path: Path
    ) -> None:
        feed = phuket_today.feed
        for change in courses_again(route_id, phuket_today):
            path = tmp_path / "course.geojson"
            proposal = Proposal(changes=(change,))
            path.write_text(json.dumps(document_of(proposal)), encoding="utf-8")
            read = read_proposal(path)
            evaluation = evaluate(read, phuket_today)
            assert (evaluation.population_gained, evaluation.population_lost) == (0, 0)
            assert set(evaluation.communities["effect"]) == {"none"}
            assert evaluation.totals.net_cost_thb_per_year == 0
            after = apply_to_feed(read, feed, phuket_today.network)
            for name in ("trips", "stop_times", "shapes", "frequencies", "stops"):
                assert after.parts[0].tables[name].equals(feed.parts[0].tables[name]), name

    def test_there_are_no_other_routes(self, phuket_today: Baseline) -> None:
        known = {"dragon", "patong-terminals", "rawai-airport"}
        assert set(phuket_today.network.routes.index) == known
