"""Each change on a copy of the network; the baseline stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_app.proposals.apply import apply_proposal
from geo_app.province import open_province
from geo_app.transit.buses import build_bus_network
from tests.fixtures.digests import network_digest
from tests.fixtures.province_folder import ORIGIN, STOPS, write_province
from tests.proposals.world import line, plain, point, proposal, route, stops

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from geo_app.proposals.baseline import Baseline
    from geo_app.transit.network import Network


def applied(baseline: Baseline, *features: dict[str, Any]) -> Network:
    return apply_proposal(proposal(*features), baseline.network)


def at(stop: str, network: Network) -> tuple[float, float]:
    place = network.stops.geometry[stop]
    return place.x - ORIGIN[0], place.y - ORIGIN[1]


def length_m(routes: gpd.GeoDataFrame, route_id: str) -> float:
    return float(shapely.get_parts(routes.geometry[route_id])[0].length)


def test_a_new_route_calls_at_its_stops(baseline: Baseline) -> None:
    network = applied(baseline)
    assert network.stops_of("N") == ["N1", "N2"]
    assert list(network.served_stops.index) == ["S1", "S2", "N1", "N2"]
    assert at("N1", network) == pytest.approx((0, 480), abs=0.01)
    assert network.routes.loc["N", "name_en"] == "New line"


def test_a_shared_stop_is_no_second_one(baseline: Baseline) -> None:
    network = applied(baseline, route(), *stops({"N1": (0, 480), "S2": (1500, 0)}))
    assert list(network.served_stops.index) == ["S1", "S2", "N1"]
    assert network.stops_of("N") == ["N1", "S2"]


def test_a_line_boarded_anywhere_has_points_every_20_metres(baseline: Baseline) -> None:
    places = ((0, 470), (210, 470), (210, 0), (2495, 0))
    network = applied(baseline, route(places, stop_policy="hail_and_ride"))
    # 210 m in 11 parts, 470 in 24, 2285 in 115: 150 parts, 151 points.
    points = [key for key in network.served_stops.index if key.startswith("N@")]
    assert len(points) == 151
    assert network.stops.loc[points, "is_hail_point"].all()


def test_a_removed_route_leaves_its_stops_unserved(baseline: Baseline) -> None:
    network = applied(baseline, plain("remove_route", route_id="R1"))
    assert network.served_stops.empty
    assert list(network.stops.index) == ["S1", "S2"]
    assert "R1" not in network.routes.index


def test_a_stop_can_go_for_one_route_or_for_all(baseline: Baseline) -> None:
    both = [route(), *stops({"N1": (0, 480), "S2": (1500, 0)})]
    of_one = applied(baseline, *both, plain("remove_stop", stop_id="S2", route_id="R1"))
    assert "S2" in of_one.served_stops.index
    of_all = applied(baseline, *both, plain("remove_stop", stop_id="S2"))
    assert "S2" not in of_all.served_stops.index


def test_a_moved_stop_stands_elsewhere(baseline: Baseline) -> None:
    network = applied(baseline, point("move_stop", (40, 0), stop_id="S1"))
    assert at("S1", network) == pytest.approx((40, 0), abs=0.01)
    assert at("S2", network) == pytest.approx((1500, 0), abs=0.01)


def test_a_rerouted_line_keeps_the_stops_beside_it(baseline: Baseline) -> None:
    # S2 lies 25 m from the new line, S1 900 m.
    other = line("reroute", ((1500, 25), (3000, 25)), route_id="R1")
    network = applied(baseline, other, *stops({"X": (3000, 25)}))
    assert network.stops_of("R1") == ["S2", "X"]
    assert length_m(network.routes, "R1") == pytest.approx(1500, abs=0.1)


def test_an_extension_adds_its_stops(baseline: Baseline) -> None:
    further = line("extend", ((1500, 0), (2500, 0)), route_id="R1", end="end")
    network = applied(baseline, further, *stops({"X": (2500, 0)}))
    assert network.stops_of("R1") == ["S1", "S2", "X"]
    assert network.routes.geometry["R1"].length == pytest.approx(2500, abs=0.1)


def test_a_line_cut_back_ends_at_the_two_stops(tmp_path: Path) -> None:
    more = (*STOPS, {"stop_id": "S3", "stop_name": "สาม", "geometry": shapely.Point(2500, 0)})
    network = build_bus_network(open_province(write_province(tmp_path, stops=more)))
    cut = plain("cut_back", route_id="R1", from_stop_id="S2", to_stop_id="S3")
    left = apply_proposal(proposal(cut), network)
    assert left.stops_of("R1") == ["S2", "S3"]
    assert length_m(left.routes, "R1") == pytest.approx(1000, abs=0.1)


def test_a_new_stop_of_an_existing_route_is_served(baseline: Baseline) -> None:
    network = applied(baseline, point("add_stop", (700, 0), stop_id="X", route_ids=["R1"]))
    assert network.stops_of("R1") == ["S1", "S2", "X"]


def test_a_headway_changes_no_stop(baseline: Baseline) -> None:
    network = applied(baseline, plain("change_headway", route_id="R1", headway_min=10))
    assert network_digest(network) == network_digest(baseline.network)


def test_changes_take_effect_one_after_the_other(baseline: Baseline) -> None:
    network = applied(
        baseline, route(), *stops({"N1": (0, 480), "N2": (2500, 0), "N3": (1000, 0)}),
        plain("remove_stop", stop_id="N1"), point("move_stop", (2000, 0), stop_id="N2"),
    )  # fmt: skip
    assert network.stops_of("N") == ["N2", "N3"]
    assert at("N2", network) == pytest.approx((2000, 0), abs=0.01)


def test_a_route_left_with_one_stop_serves_it_no_more(baseline: Baseline) -> None:
    network = applied(baseline, plain("remove_stop", stop_id="S1"))
    assert network.served_stops.empty


def test_a_route_that_nobody_knows_is_refused(baseline: Baseline) -> None:
    with pytest.raises(KeyError):
        applied(baseline, plain("change_headway", route_id="R9", headway_min=10))


any_change = st.sampled_from(
    [
        [route(), *stops(route_id="N")],
        [route(stop_policy="hail_and_ride")],
        [plain("remove_route", route_id="R1")],
        [plain("remove_stop", stop_id="S1")],
        [point("move_stop", (300, 0), stop_id="S2")],
        [point("add_stop", (700, 0), stop_id="X", route_ids=["R1"])],
        [line("reroute", ((0, 0), (3000, 0)), route_id="R1")],
        [line("extend", ((1500, 0), (2500, 0)), route_id="R1", end="end")],
        [plain("cut_back", route_id="R1", from_stop_id="S1", to_stop_id="S2")],
        [plain("change_headway", route_id="R1", headway_min=10)],
    ]
)


@settings(max_examples=40)
@given(features=any_change)
def test_the_baseline_is_never_touched(baseline: Baseline, features: list[dict[str, Any]]) -> None:
    before = network_digest(baseline.network)
    applied(baseline, *features)
    assert network_digest(baseline.network) == before


def test_the_checksum_sees_every_part(baseline: Baseline) -> None:
    sums = {
        network_digest(applied(baseline, *features))
        for features in (
            [plain("remove_stop", stop_id="S1")],
            [point("add_stop", (700, 0), stop_id="X", route_ids=["R1"])],
            [point("move_stop", (300, 0), stop_id="S2")],
            [line("reroute", ((0, 0), (3000, 0)), route_id="R1")],
            [plain("change_headway", route_id="R1", headway_min=10)],
        )
    }
    assert len(sums) == 5
