"""
Proposals on straight streets, each figure solved on paper.

Metres from the origin, x to the east, y to the north. High Street is the x axis from -5000 to
6000, Cross Street leaves it at (2000, 0) and runs north to (2000, 3000).

Bus B1 runs along High Street from T1 (0, 0) by T2 (2000, 0) to T3 (4000, 0), every 15 min from
06:00 to 20:00: 57 departures from each end. At 20 km/h (drawn lines state no speed) one way takes
12 min; there and back with 10 % 26.4, so 27 min, and 2 vehicles.

| community | place        | walk to the nearest stop | people |
|-----------|--------------|--------------------------|--------|
| A         | (-400, 0)    | 400 to T1: served        | 100    |
| B         | (2000, 1200) | 1200 to T2               | 200    |
| C         | (4300, 0)    | 300 to T3: served        | 300    |
| E         | (-1000, 0)   | 1000 to T1               | 50     |
| F         | (2300, 2000) | 300 + 2000 to T2         | 70     |
| G         | (2501, 2500) | 501 + 2500 to T2         | 30     |

Along High Street lie

- flood, medium: x 500 to 1500; high, inside it: x 900 to 1200; low, over its end: x 1400 to 1800;
- storm surge, high: x 1000 to 1300.5;
- mangroves M1: x 2500 to 2600, across the street; M2 150 m off; M3 200 m off; M4 200.5 m off.

A hazard zone of the highest level lies north, about the end of Cross Street: tsunami, very high,
x 1900 to 2100, y 2900 to 3100.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from shapely import LineString, Point, box

from geo_app.findings import Severity
from geo_app.proposals.check import check_proposal
from geo_app.proposals.dependence import stop_dependence
from geo_app.proposals.document.file import document_of
from geo_app.proposals.document.proposal_reading import proposal_of
from geo_app.proposals.evaluate import evaluate
from geo_app.proposals.problems import ProposalError
from geo_app.province import open_province
from tests.fixtures.province_folder import (
    STOPS,
    community,
    gtfs_texts,
    hazard,
    table_text,
    write_province,
    zone,
)
from tests.proposals.world import baseline_of, line, plain, point, proposal

if TYPE_CHECKING:
    from pathlib import Path

    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.evaluation import Evaluation, RouteEffect

HIGH_STREET = LineString([(-5000, 0), (2000, 0), (6000, 0)])
CROSS_STREET = LineString([(2000, 0), (2000, 3000)])

PLACES = {
    "A": (Point(-400, 0), 100), "B": (Point(2000, 1200), 200), "C": (Point(4300, 0), 300),
    "E": (Point(-1000, 0), 50), "F": (Point(2300, 2000), 70), "G": (Point(2501, 2500), 30),
}  # fmt: skip

B1_SERVICE = {"headway_min": 15, "first_departure": "06:00", "last_departure": "20:00"}
KM_TODAY = 57 * 2 * 4.0


def mangrove(key: str, west: float, south: float) -> dict[str, Any]:
    area = box(west, south, west + 100, south + 90)
    return {"mangrove_id": key, "name_th": key, "geometry": area}


def rows_of_streets(**bus: Any) -> dict[str, Any]:
    """Return the layers; keywords change B1."""
    b1 = {"route_id": "B1", "name_th": "สาย 1", "geometry": LineString([(0, 0), (4000, 0)])}
    stops = {"T1": Point(0, 0), "T2": Point(2000, 0), "T3": Point(4000, 0)}
    return {
        "communities": [
            community(key, key, key, place, population=people)
            for key, (place, people) in PLACES.items()
        ],
        "zones": [
            zone("830101", "ตะวันตก", "West", "tambon", box(-6000, -3000, 1000, 4000)),
            zone("830102", "ตะวันออก", "East", "tambon", box(1000, -3000, 7000, 4000)),
        ],
        "hazard_zones": [
            hazard("H1", "flood", "medium", box(500, -100, 1500, 100)),
            hazard("H2", "flood", "high", box(900, -100, 1200, 100)),
            hazard("H3", "flood", "low", box(1400, -100, 1800, 100)),
            hazard("H4", "storm_surge", "high", box(1000, -50, 1300.5, 50)),
            hazard("H5", "tsunami", "very_high", box(1900, 2900, 2100, 3100)),
        ],
        "mangroves": [
            mangrove(key, west, south)
            for key, west, south in (
                ("M1", 2500, -40), ("M2", 3000, 150), ("M3", 3400, 200), ("M4", 3700, 200.5),
            )
        ],
        "roads": [
            {"highway": "primary", "name_th": "ถนนใหญ่", "geometry": HIGH_STREET},
            {"highway": "secondary", "name_th": "ถนนขวาง", "geometry": CROSS_STREET},
        ],
        "land": [{"geometry": box(-6000, -3000, 7000, 4000)}],
        "population": [
            {"population": people, "geometry": place} for place, people in PLACES.values()
        ],
        "bus_routes": [b1 | B1_SERVICE | bus],
        "bus_stops": [
            {"stop_id": key, "name_th": key, "geometry": place} for key, place in stops.items()
        ],
    }  # fmt: skip


def streets_of(folder: Path, **bus: Any) -> Baseline:
    layers = {"transit": None}
    return baseline_of(
        open_province(write_province(folder, rows=rows_of_streets(**bus), layers=layers))
    )


@pytest.fixture(scope="module")
def streets(tmp_path_factory: pytest.TempPathFactory) -> Baseline:
    """Return the streets as they are; nobody changes them."""
    return streets_of(tmp_path_factory.mktemp("streets"))


@pytest.fixture(scope="module")
def hailed(tmp_path_factory: pytest.TempPathFactory) -> Baseline:
    """Return the streets with B1 boardable anywhere."""
    return streets_of(tmp_path_factory.mktemp("hailed"), stop_policy="hail_and_ride")


def feed_province(folder: Path, **tables: str | None) -> Baseline:
    """Return the world of the fixtures with tables of its feed changed."""
    files = {f"transit/{name}.txt": text for name, text in tables.items()}
    return baseline_of(open_province(write_province(folder, files=files)))


def stops(route_id: str, **places: tuple[float, float]) -> list[dict[str, Any]]:
    return [
        point("stop", xy, stop_id=key, name_th=key, route_id=route_id) for key, xy in places.items()
    ]


def route(route_id: str, places: list[tuple[float, float]], **properties: Any) -> dict[str, Any]:
    own = {"route_id": route_id, "name_th": route_id, "speed_kmh": 20}
    return line("route", places, **{**own, **B1_SERVICE, **properties})


def of(streets: Baseline, *features: dict[str, Any]) -> Evaluation:
    return evaluate(proposal(*features), streets)


def ids_with(found: Evaluation, effect: str) -> set[str]:
    return set(found.communities_with(effect).index)


def metres(own: RouteEffect) -> dict[tuple[str, str], float]:
    assert own.hazards is not None
    rows = own.hazards.levels
    return dict(
        zip(zip(rows["hazard_type"], rows["hazard_level"], strict=True), rows["route_length_m"],
            strict=True)
    )  # fmt: skip


def stops_in(own: RouteEffect) -> dict[tuple[str, str], tuple[str, ...]]:
    assert own.hazards is not None
    rows = own.hazards.levels
    keys = zip(rows["hazard_type"], rows["hazard_level"], strict=True)
    return {key: ids for key, ids in zip(keys, rows["stop_ids"], strict=True) if ids}


ALONG = [(-1000.0, 0.0), (5500.0, 0.0)]
"""6500 m; at 12 km/h 32.5 min, there and back 65, with 10 % 71.5, so 72 min."""


def test_nested_and_overlapping_hazards_count_once_to_a_tenth_of_a_metre(
    streets: Baseline,
) -> None:
    places = {"P1": (1000, 0), "P2": (1300, 0), "P3": (1700, 0), "P4": (5500, 0)}
    (own,) = of(streets, route("N", ALONG), *stops("N", **places)).routes
    assert metres(own) == pytest.approx(
        {
            ("flood", "low"): 300, ("flood", "medium"): 700, ("flood", "high"): 300,
            ("storm_surge", "high"): 300.5,
        },
        abs=0.1,
    )  # fmt: skip
    assert stops_in(own) == {
        ("flood", "high"): ("P1",),
        ("flood", "medium"): ("P2",),
        ("flood", "low"): ("P3",),
        ("storm_surge", "high"): ("P1", "P2"),
    }


def test_a_mangrove_is_crossed_near_or_neither(streets: Baseline) -> None:
    places = {"P1": (2550, 0), "P2": (5500, 0)}
    (own,) = of(streets, route("N", ALONG), *stops("N", **places)).routes
    assert own.mangroves is not None
    assert own.mangroves.route_length_m == pytest.approx(100, abs=0.1)
    assert (own.mangroves.mangrove_ids, own.mangroves.stop_ids) == (("M1",), ("P1",))
    assert own.mangroves.near.to_dict() == pytest.approx({"M2": 150, "M3": 200}, abs=0.1)


def test_a_line_repeats_what_lies_within_30_m(streets: Baseline) -> None:
    # B1 lies under x 0 to 4000; 30 m before its start and after its end are beside it too.
    (own,) = of(streets, route("N", ALONG), *stops("N", P1=(-1000, 0), P2=(5500, 0))).routes
    assert own.overlap_m == pytest.approx(4060, abs=0.1)


def test_vehicles_hours_and_cost_follow_the_windows(streets: Baseline) -> None:
    """
    72 min every 15 take 5 vehicles; every 8 min 9, a scheduled cycle of 72 min.

    06:00 to 07:00 4, 07:00 to 09:00 15, 09:00 to 20:00 44, and the last: 64 departures.
    49 x 75 min + 15 x 72 min = 79.25 h; 64 x 2 x 6.5 = 832 km;
    79.25 x 180 + 832 x 12 + 9 x 1500 = 37,749 THB.
    """
    peak = [{"start": "07:00", "end": "09:00", "headway_min": 8}]
    own = route("N", ALONG, speed_kmh=12, headways=peak)
    found = of(streets, own, *stops("N", P1=(-1000, 0), P2=(5500, 0)))
    (run,) = [effect.operation for effect in found.routes]
    assert run is not None
    assert (run.cycle_time_min, run.vehicles, run.spare_vehicles) == (72, 9, 2)
    assert (run.departures, run.scheduled_cycle_min) == (64, 72)
    assert run.vehicle_hours == pytest.approx(79.25)
    assert run.vehicle_km == pytest.approx(832, abs=0.01)
    assert run.cost_thb_per_day == pytest.approx(37_749, abs=0.1)
    assert found.totals.net_cost_thb_per_year == pytest.approx(37_749 * 365, abs=40)


def test_72_minutes_every_15_take_5_vehicles(streets: Baseline) -> None:
    own = route("N", ALONG, speed_kmh=12)
    totals = of(streets, own, *stops("N", P1=(-1000, 0), P2=(5500, 0))).totals
    assert (totals.cycle_time_min, totals.vehicles) == (72, 5)


CROSS, EAST = [(2000.0, 3000.0), (2000.0, 0.0)], [(2000.0, 0.0), (5500.0, 0.0)]
TWO_ROUTES = (
    route("N", CROSS), route("M", EAST),
    *stops("N", J=(2000, 0), N2=(2000, 1600)), *stops("M", J=(2000, 0), M2=(5500, 0)),
)  # fmt: skip


def test_two_new_routes_may_share_a_stop(streets: Baseline) -> None:
    found = of(streets, *TWO_ROUTES)
    # B walks 400 m to N2; F 300 m to Cross Street and 400 m along it, too far.
    assert ids_with(found, "gained") == {"B"}
    assert ids_with(found, "nearer") == {"F", "G"}
    assert found.totals.route_length_m == pytest.approx(6500, abs=0.1)
    assert list(found.proposed.stops.index).count("J") == 1
    n, m = (effect.operation for effect in found.routes)
    assert n is not None
    assert m is not None
    # 3000 m: 9 min, 19.8, 20 min, 2 vehicles; 3500 m: 10.5 min, 23.1, 24 min, 2 vehicles.
    assert (n.cycle_time_min, m.cycle_time_min) == (20, 24)
    assert found.totals.vehicles == 4
    assert found.totals.vehicle_km_per_day == pytest.approx(57 * 2 * 6.5, abs=0.01)


def test_a_shared_stop_is_one_stop(streets: Baseline) -> None:
    totals = of(streets, *TWO_ROUTES).totals
    assert (totals.stops, totals.new_stops) == (3, 3)


NORTH = (
    line("reroute", [(0, 0), (2000, 0), (2000, 3000)], route_id="B1"),
    *stops("B1", R1=(2000, 1200), R2=(2000, 3000)),
)


def test_a_reroute_keeps_the_stops_beside_it_and_the_times(streets: Baseline) -> None:
    found = of(streets, *NORTH)
    assert set(found.proposed.stops_of("B1")) == {"T1", "T2", "R1", "R2"}
    # B stands at R1; F walks 300 m and 800 m, too far; C is left 300 m from where T3 was.
    assert (ids_with(found, "gained"), ids_with(found, "lost")) == ({"B"}, {"C"})
    assert (found.people.people_gained, found.people.people_lost) == (200, 300)
    (own,) = found.routes
    assert own.operation is not None
    assert own.operation_before is not None
    # 5 km at 20 km/h: 15 min, 33 min there and back with 10 %.
    assert own.operation.running_time_min == pytest.approx(15, abs=0.01)
    assert (own.operation.cycle_time_min, own.operation_before.cycle_time_min) == (33, 27)
    assert (own.operation.vehicles, own.operation_before.vehicles) == (3, 2)
    assert own.operation.vehicle_km == pytest.approx(57 * 2 * 5, abs=0.05)
    assert metres(own)[("tsunami", "very_high")] == pytest.approx(100, abs=0.1)
    assert stops_in(own)[("tsunami", "very_high")] == ("R2",)


def test_the_stops_that_stay_are_stops_on_the_new_line(streets: Baseline) -> None:
    (own,) = of(streets, *NORTH).routes
    assert own.stops["to_next_m"].dropna().to_dict() == pytest.approx(
        {"T1": 2000, "T2": 1200, "R1": 1800}, abs=0.1
    )


WEST = (line("extend", [(0, 0), (-800, 0)], route_id="B1", end="start"),
        *stops("B1", X=(-800, 0)))  # fmt: skip


def test_an_extension_at_the_start_brings_who_lives_there(streets: Baseline) -> None:
    found = of(streets, *WEST)
    # E walks 200 m to X; A is as near to it as to T1.
    assert ids_with(found, "gained") == {"E"}
    assert ids_with(found, "lost") == set()
    assert found.people.by_zone["people_gained"].to_dict()["830101"] == 50
    assert found.totals.route_length_m == pytest.approx(800, abs=0.1)


def test_an_extension_is_run_as_well(streets: Baseline) -> None:
    (own,) = of(streets, *WEST).routes
    assert own.operation is not None
    # 4800 m: 14.4 min, 31.68, 32 min, 3 vehicles.
    assert own.operation.length_m == pytest.approx(4800, abs=0.1)
    assert (own.operation.cycle_time_min, own.operation.vehicles) == (32, 3)
    assert own.operation.vehicle_km == pytest.approx(57 * 2 * 4.8, abs=0.05)


BOTH_ENDS = (*WEST, line("extend", [(4000, 0), (5500, 0)], route_id="B1", end="end"),
             *stops("B1", Y=(5500, 0)))  # fmt: skip


def test_a_route_may_be_extended_at_both_ends(streets: Baseline) -> None:
    # E walks 200 m to X. Nobody lives within 500 m of Y.
    found = of(streets, *BOTH_ENDS)
    assert ids_with(found, "gained") == {"E"}
    assert set(found.proposed.stops_of("B1")) == {"T1", "T2", "T3", "X", "Y"}


def test_a_route_is_cut_back_across_the_seam_of_its_extension(streets: Baseline) -> None:
    cut = plain("cut_back", route_id="B1", from_stop_id="X", to_stop_id="T2")
    found = of(streets, *WEST, cut)
    assert set(found.proposed.stops_of("B1")) == {"X", "T1", "T2"}
    assert found.proposed.routes.geometry["B1"].length == pytest.approx(2800, abs=0.1)


def test_a_route_that_is_cut_back_leaves_who_lives_beyond(streets: Baseline) -> None:
    found = of(streets, plain("cut_back", route_id="B1", from_stop_id="T2", to_stop_id="T1"))
    assert (ids_with(found, "gained"), ids_with(found, "lost")) == (set(), {"C"})
    (own,) = found.routes
    assert own.line is not None
    assert own.line.length == pytest.approx(2000, abs=0.1)
    assert own.operation is not None
    # 2 km: 6 min, 13.2, 14 min, 1 vehicle.
    assert (own.operation.cycle_time_min, own.operation.vehicles) == (14, 1)
    assert found.totals.net_vehicles == -1
    assert found.totals.net_vehicle_km_per_day == pytest.approx(-KM_TODAY / 2, abs=0.1)


def test_a_hailed_line_is_boarded_anywhere(streets: Baseline) -> None:
    # F walks 300 m to the line, G 501 m: too far. B lives on it.
    found = of(streets, route("N", CROSS, stop_policy="hail_and_ride"))
    assert ids_with(found, "gained") == {"B", "F"}
    assert found.communities["walk_after_m"][["B", "F", "G"]].to_dict() == pytest.approx(
        {"B": 0, "F": 300, "G": 501}, abs=0.1
    )
    assert found.totals.stops == 0


def test_a_hailed_line_that_is_cut_back_is_hailed_on_what_is_left(hailed: Baseline) -> None:
    cut = plain("cut_back", route_id="B1", from_stop_id="T1", to_stop_id="T2")
    found = of(hailed, cut)
    assert ids_with(found, "lost") == {"C"}
    # Every 20 m from 0 to 2000, and T1 and T2, which stand where points do.
    on_line = found.proposed.stops.geometry[found.proposed.stops_of("B1")]
    assert (on_line.x - 430_000).max() == pytest.approx(2000, abs=0.1)


def test_a_hailed_line_needs_no_stops_to_be_rerouted(hailed: Baseline) -> None:
    found = of(hailed, line("reroute", [(1000, 0), (2000, 0), (2000, 3000)], route_id="B1"))
    assert {"B", "F"} <= ids_with(found, "gained")


def test_a_boarding_point_is_no_stop_to_cut_back_to(hailed: Baseline) -> None:
    with pytest.raises(ProposalError):
        of(hailed, plain("cut_back", route_id="B1", from_stop_id="B1@0", to_stop_id="T2"))


def test_a_hailed_line_may_be_replaced_under_its_own_id(hailed: Baseline) -> None:
    anew = route("B1", [(0, 0), (4000, 0)], stop_policy="hail_and_ride")
    found = of(hailed, plain("remove_route", route_id="B1"), anew)
    assert (ids_with(found, "gained"), ids_with(found, "lost")) == (set(), set())


def test_one_proposal_may_give_and_take(streets: Baseline) -> None:
    """C loses T3, B gets N2: 200 people gained in the East, 300 lost there, none in the West."""
    gone = plain("remove_stop", stop_id="T3")
    found = of(streets, route("N", CROSS), *stops("N", N1=(2000, 3000), N2=(2000, 1600)), gone)
    assert (ids_with(found, "gained"), ids_with(found, "lost")) == ({"B"}, {"C"})
    assert (found.population_gained, found.population_lost) == (200, 300)
    zones = found.people.by_zone[["people_gained", "people_lost"]]
    assert zones.loc["830102"].tolist() == [200, 300]
    assert zones.loc["830101"].tolist() == [0, 0]
    assert found.cost_thb_per_year_and_person is None


def test_who_has_one_stop_in_reach_depends_on_it_alone(streets: Baseline) -> None:
    # B has N2 and N3 in reach (400 and 200 m), F only N3 (300 + 200 m).
    places = {"N2": (2000, 1600), "N3": (2000, 1800), "N4": (2000, 1000)}
    found = of(streets, route("N", CROSS), *stops("N", N2=places["N2"], N3=places["N3"]))
    alone = stop_dependence(found, streets)
    assert alone["communities_alone"].to_dict() == {"N3": ("F",), "N2": ("B",)}
    assert alone["people_alone"].to_dict() == {"N3": 70, "N2": 200}
    both = of(streets, route("N", CROSS), *stops("N", N2=places["N2"], N4=places["N4"]))
    assert stop_dependence(both, streets)["communities_alone"].to_dict() == {"N2": (), "N4": ()}


BESIDE = point("add_stop", (2000, 1000), stop_id="Q", name_th="Q", route_ids=["N"])


@pytest.mark.parametrize(
    "other",
    [
        pytest.param([BESIDE], id="added"),
        pytest.param([route("K", CROSS, stop_policy="hail_and_ride")], id="hailed"),
    ],
)
def test_every_proposed_stop_is_another_stop(
    streets: Baseline, other: list[dict[str, Any]]
) -> None:
    found = of(streets, route("N", CROSS), *stops("N", N2=(2000, 1600), N1=(2000, 3000)), *other)
    assert stop_dependence(found, streets).loc["N2", "communities_alone"] == ()


def test_a_stop_that_moves_away_is_no_other_stop(streets: Baseline) -> None:
    # C walks 300 m to P, and 600 m to where T3 goes.
    new = [route("N", [(4000, 0), (5500, 0)]), *stops("N", P=(4600, 0), Q=(5500, 0))]
    found = of(streets, *new, point("move_stop", (3700, 0), stop_id="T3"))
    assert stop_dependence(found, streets).loc["P", "communities_alone"] == ("C",)


GONE_AGAIN = (route("N", CROSS), *stops("N", N1=(2000, 3000), N2=(2000, 1600), N3=(2000, 0)),
              plain("remove_stop", stop_id="N1"))  # fmt: skip


def test_a_stop_that_goes_again_counts_for_nothing(streets: Baseline) -> None:
    found = of(streets, *GONE_AGAIN)
    assert (found.totals.stops, found.totals.new_stops) == (2, 2)
    assert stops_in(found.routes[0]) == {}


def test_the_last_stop_of_a_route_that_cannot_run_serves_nobody(streets: Baseline) -> None:
    gone = [plain("remove_stop", stop_id=key) for key in ("T2", "T3")]
    assert ids_with(of(streets, *gone), "lost") == {"A", "C"}


def test_a_stop_that_is_added_in_a_hazard_zone_says_so(streets: Baseline) -> None:
    added = point("add_stop", (1000, 0), stop_id="Q", name_th="Q", route_ids=["B1"])
    (own,) = of(streets, added).routes
    assert stops_in(own)[("flood", "high")] == ("Q",)


def test_a_stop_that_is_moved_off_its_line_is_told(streets: Baseline) -> None:
    problems = check_proposal(proposal(point("move_stop", (0, 900), stop_id="T1")), streets)
    assert any(p.severity is not Severity.INFO for p in problems)


def test_a_window_outside_the_span_is_told(streets: Baseline) -> None:
    late = [{"start": "21:00", "end": "23:00", "headway_min": 5}]
    made = proposal(route("N", CROSS, headways=late), *stops("N", N1=(2000, 3000), N2=(2000, 0)))
    assert check_proposal(made, streets) != ()


def test_the_same_headway_again_costs_nothing(streets: Baseline) -> None:
    same = of(streets, plain("change_headway", route_id="B1", **B1_SERVICE)).totals
    assert same.net_cost_thb_per_day == pytest.approx(0, abs=0.1)


def test_a_span_that_nobody_knows_saves_nothing(tmp_path: Path) -> None:
    unknown = streets_of(tmp_path, first_departure=None, last_departure=None)
    same = of(unknown, plain("change_headway", route_id="B1", headway_min=15)).totals
    assert same.net_vehicle_km_per_day is None or same.net_vehicle_km_per_day >= 0


def test_what_is_written_is_read_back_the_same(streets: Baseline) -> None:
    made = proposal(*TWO_ROUTES, *NORTH[:1])
    again = proposal_of(json.loads(json.dumps(document_of(made))))
    found, before = evaluate(again, streets), evaluate(made, streets)
    assert found.totals.vehicles == before.totals.vehicles
    assert found.communities["effect"].tolist() == before.communities["effect"].tolist()


RING_TRIP = [("T1", "S1", 1, "08:00:00"), ("T1", "S2", 2, "08:06:00"), ("T1", "S1", 3, "08:12:00")]


def test_a_ring_is_still_a_ring_at_another_headway(tmp_path: Path) -> None:
    """
    A ring of S1, S2 and back, 3000 m in 12 min, every 15 min from 06:00, before 20:00.

    56 trips, 168 km; 13.2, so 14 min, and one vehicle, today and at the same headway.
    """
    ring = feed_province(
        tmp_path,
        shapes=None,
        trips="route_id,service_id,trip_id,direction_id\nR1,daily,T1,0\n",
        stop_times=table_text(
            "trip_id,stop_id,stop_sequence,arrival_time,departure_time",
            [(*call, call[-1]) for call in RING_TRIP],
        ),
        frequencies="trip_id,start_time,end_time,headway_secs,exact_times\n"
        "T1,06:00:00,20:00:00,900,1\n",
    )
    service = {"headway_min": 15, "first_departure": "06:00", "last_departure": "19:45"}
    (own,) = of(ring, plain("change_headway", route_id="R1", **service)).routes
    assert own.operation_before is not None
    assert own.operation is not None
    assert own.operation_before.vehicle_km == pytest.approx(168, abs=0.1)
    assert own.operation.vehicle_km == pytest.approx(168, abs=0.1)


def test_short_trips_of_a_route_are_short(tmp_path: Path) -> None:
    """One trip S1 to S3 by S2, 3 km, and two from S1 to S2, 1.5 km each: 6 km a day."""
    s3 = {"stop_id": "S3", "stop_name": "ปลายทาง", "geometry": Point(3000, 0)}
    calls = {"T1": ("S1", "S2", "S3"), "T2": ("S1", "S2"), "T3": ("S1", "S2")}
    short = feed_province(
        tmp_path,
        shapes=None,
        stops=gtfs_texts([*STOPS, s3])["stops"],
        trips=table_text(
            "route_id,service_id,trip_id,direction_id", [("R1", "daily", key, 0) for key in calls]
        ),
        stop_times=table_text(
            "trip_id,stop_id,stop_sequence,arrival_time,departure_time",
            [
                (key, stop, number, time := f"{hour:02d}:{number * 5:02d}:00", time)
                for hour, (key, own) in enumerate(calls.items(), start=8)
                for number, stop in enumerate(own)
            ],
        ),
    )  # fmt: skip
    totals = of(short, plain("remove_route", route_id="R1")).totals
    assert totals.net_vehicle_km_per_day == pytest.approx(-6, abs=0.05)


def test_a_station_that_moves_a_metre_loses_nobody(tmp_path: Path) -> None:
    """C001 walks 700 m to the station S1: within 1,000 m, as rail counts (SDG 11.2.1)."""
    rail = gtfs_texts(list(STOPS))["routes"].replace(",3,", ",2,")
    folder = write_province(
        tmp_path,
        files={"transit/routes.txt": rail},
        rows={"population": [{"population": 77, "geometry": Point(-700, 0)}]},
    )
    found = of(baseline_of(open_province(folder)), point("move_stop", (0, 1), stop_id="S1"))
    assert (found.people.people_gained, found.people.people_lost) == (0, 0)
