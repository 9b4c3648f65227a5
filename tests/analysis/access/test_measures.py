"""Standards by distance alone: SDG 11.2.1, its straight-line upper bound, PPIAF."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx
from shapely import Point, box

from geo_app.analysis.access.measures import ACCESS_COLUMNS, measure
from geo_app.analysis.access.standards import (
    ACCEPTABLE_SHARE,
    OLDER_WALK_SPEED_M_S,
    STANDARDS,
    WALK_SPEED_M_S,
    StandardId,
)
from geo_app.analysis.walks.demand import By, demand_of
from geo_app.analysis.walks.reach import build_reach
from geo_app.errors import MissingLayerError
from geo_app.network.walking import DETOUR_FACTOR
from geo_app.transit.buses import build_bus_network
from tests.fixtures.bus_worlds import BUS, FERRY, METRO, RAIL, TRAM, Line, bus_world, reach_of
from tests.fixtures.province_folder import zone
from tests.fixtures.reaches import reach_by_hand
from tests.network.ways import ESTIMATED, NETWORK, STRAIGHT

SDG, LINE, PPIAF = StandardId.SDG, StandardId.STRAIGHT_LINE, StandardId.PPIAF
DAILY = [Line(route="R", stop="S", starts=[480])]


def served(reach, standard_id, **options) -> list[bool]:
    """Return the answers as yes and no."""
    return measure(reach, standard_id, **options)["is_served"].tolist()


class TestOracles:
    @pytest.mark.parametrize("standard_id", [SDG, LINE, PPIAF])
    @pytest.mark.parametrize(("metres", "is_in"), [(499.9, True), (500.0, True), (500.1, False)])
    def test_499_9_500_0_and_500_1_metres_are_in_in_and_out(
        self, tmp_path, standard_id, metres, is_in
    ):
        world = bus_world(tmp_path, homes={"A": (0, 0)}, stops={"S": (metres, 0)}, lines=DAILY)
        found = measure(reach_of(world), standard_id)
        assert found["is_served"].tolist() == [is_in]
        assert found["value"].tolist() == [approx(metres, abs=0.01)]

    @pytest.mark.parametrize(("metres", "is_in"), [(499.9, True), (500.0, True), (500.1, False)])
    def test_the_same_round_a_corner_of_the_network(self, tmp_path, metres, is_in):
        ways = [[(-3000, 0), (0, 0), (0, 3000)]]
        stop, home = (0, metres - 200), (-200, 0)
        world = bus_world(tmp_path, homes={"A": home}, stops={"S": stop}, lines=DAILY, ways=ways)
        assert served(reach_of(world), SDG) == [is_in]

    def test_a_village_480_m_off_and_900_m_by_road(self, tmp_path):
        ways = [[(0, 480), (210, 480), (210, 0), (-3000, 0)], [(210, 0), (4900, 0)]]
        world = bus_world(
            tmp_path, homes={"A": (0, 480)}, stops={"S": (0, 0)}, lines=DAILY, ways=ways
        )
        reach = reach_of(world)
        assert reach.nearest.loc["A", "walk_distance_m"] == approx(900, abs=0.01)
        assert reach.nearest.loc["A", "straight_distance_m"] == approx(480, abs=0.01)
        assert (served(reach, LINE), served(reach, SDG)) == ([True], [False])

    def test_speeds(self):
        assert approx(80) == WALK_SPEED_M_S * 60
        assert OLDER_WALK_SPEED_M_S == 0.92

    def test_every_standard_has_its_own_distance_and_window(self):
        distances = {key.value: value.walk_distance_m for key, value in STANDARDS.items()}
        assert distances == {
            "sdg_11_2_1": 500, "straight_line": 500, "ghsci_30": 500, "ghsci_20": 500,
            "dg_regio": approx(400), "ptal": 640, "ppiaf": 500, "tcqsm": 400,
        }  # fmt: skip
        hours = {
            key.value: (value.window.start_s / 3600, value.window.end_s / 3600)
            for key, value in STANDARDS.items()
            if value.window is not None
        }
        assert hours == {
            "ghsci_30": (7, 19), "ghsci_20": (7, 19), "dg_regio": (6, 20), "ptal": (8.25, 9.25),
            "tcqsm": (7, 19),
        }  # fmt: skip
        assert ACCEPTABLE_SHARE == (0.75, 0.90)


class TestCapacity:
    """500 m to a bus, 1,000 m to a train or ferry."""

    @pytest.mark.parametrize("standard_id", [SDG, LINE])
    @pytest.mark.parametrize(("metres", "is_in"), [(999.9, True), (1000.0, True), (1000.1, False)])
    def test_a_train_or_ferry_counts_up_to_a_kilometre(self, standard_id, metres, is_in):
        reach = reach_by_hand({"A": (0, 0)}, {"PIER": (metres, 0)}, high=["PIER"])
        assert served(reach, standard_id) == [is_in]

    @pytest.mark.parametrize("standard_id", [SDG, LINE])
    def test_a_bus_does_not(self, standard_id):
        reach = reach_by_hand({"A": (0, 0)}, {"BUS": (600, 0), "PIER": (2000, 0)}, high=["PIER"])
        assert served(reach, standard_id) == [False]

    @pytest.mark.parametrize("standard_id", [SDG, LINE])
    def test_a_pier_behind_a_nearer_bus_stop_that_is_too_far_counts(self, standard_id):
        reach = reach_by_hand({"A": (0, 0)}, {"BUS": (700, 0), "PIER": (-900, 0)}, high=["PIER"])
        found = measure(reach, standard_id)
        assert found["is_served"].tolist() == [True]
        # The stop that decides is named, with its distance.
        assert found["nearest_stop_id"].tolist() == ["PIER"]
        assert found["value"].tolist() == [approx(900)]

    def test_a_bus_within_500_metres_counts_beside_a_pier_out_of_reach(self):
        reach = reach_by_hand({"A": (0, 0)}, {"BUS": (400, 0), "PIER": (1500, 0)}, high=["PIER"])
        assert served(reach, SDG) == [True]

    def test_a_longer_walk_moves_the_bus_and_never_shortens_the_train(self):
        reach = reach_by_hand({"A": (0, 0)}, {"BUS": (700, 0), "PIER": (-1900, 0)}, high=["PIER"])
        assert served(reach, SDG, walk_distance_m=700) == [True]
        reach = reach_by_hand({"A": (0, 0)}, {"PIER": (900, 0)}, high=["PIER"])
        assert served(reach, SDG, walk_distance_m=400) == [True]

    def test_ppiaf_asks_for_500_metres_whatever_calls(self):
        reach = reach_by_hand({"A": (0, 0)}, {"PIER": (900, 0)}, high=["PIER"])
        assert served(reach, PPIAF) == [False]

    def test_where_nothing_is_said_of_capacity_everything_is_a_bus(self):
        reach = reach_by_hand({"A": (0, 0)}, {"PIER": (900, 0)}, high=["PIER"])
        silent = replace(reach, stops=reach.stops.drop(columns="capacity_class"))
        assert (served(reach, SDG), served(silent, SDG)) == ([True], [False])


class TestCapacityOfAFeed:
    """The same through real feeds: what calls at a stop decides."""

    @pytest.mark.parametrize("standard_id", [SDG, LINE])
    @pytest.mark.parametrize("route_type", [RAIL, FERRY, METRO])
    @pytest.mark.parametrize(("metres", "is_in"), [(999.9, True), (1000.0, True), (1000.1, False)])
    def test_trains_and_ferries_a_kilometre_away(
        self, tmp_path, standard_id, route_type, metres, is_in
    ):
        lines = [Line(route="R", stop="S", starts=[480], route_type=route_type)]
        world = bus_world(tmp_path, homes={"A": (0, 0)}, stops={"S": (metres, 0)}, lines=lines)
        assert served(reach_of(world), standard_id) == [is_in]

    @pytest.mark.parametrize("route_type", [BUS, TRAM])
    def test_buses_and_trams_do_not_count_so_far(self, tmp_path, route_type):
        lines = [Line(route="R", stop="S", starts=[480], route_type=route_type)]
        world = bus_world(tmp_path, homes={"A": (0, 0)}, stops={"S": (600, 0)}, lines=lines)
        assert served(reach_of(world), SDG) == [False]

    def test_a_stop_of_buses_and_ferries_is_a_pier(self, tmp_path):
        lines = [Line(route="R", stop="S", starts=[480]),
                 Line(route="F", stop="S", starts=[490], route_type=FERRY)]  # fmt: skip
        world = bus_world(tmp_path, homes={"A": (0, 0)}, stops={"S": (900, 0)}, lines=lines)
        assert served(reach_of(world), SDG) == [True]


class TestAnswer:
    def test_every_origin_has_a_row_and_the_documented_columns(self):
        reach = reach_by_hand({"A": (0, 0), "LOST": (0, 9000)}, {"S": (100, 0)})
        found = measure(reach, SDG)
        assert list(found) == ACCESS_COLUMNS
        assert list(found.index) == ["A", "LOST"]
        assert found["is_served"].tolist() == [True, False]
        assert found["is_served"].dtype == "boolean"
        assert found["is_connected"].tolist() == [True, False]
        assert found["walk_distance_m"].isna().tolist() == [False, True]
        assert found["straight_distance_m"].tolist() == [100, approx(9000.56, abs=0.01)]

    @pytest.mark.parametrize("standard_id", [SDG, LINE, PPIAF])
    def test_without_stops_nobody_is_served(self, standard_id):
        reach = reach_by_hand({"A": (0, 0)}, {})
        found = measure(reach, standard_id)
        assert found["is_served"].tolist() == [False]
        assert found["nearest_stop_id"].tolist() == [None]

    def test_without_origins_there_is_no_row(self):
        assert measure(reach_by_hand({}, {"S": (0, 0)}), SDG).empty

    @pytest.mark.parametrize("metres", [0, -1, float("nan")])
    def test_a_distance_that_is_none_is_refused(self, metres):
        with pytest.raises(ValueError, match="walk_distance_m"):
            measure(reach_by_hand({"A": (0, 0)}, {"S": (0, 0)}), SDG, walk_distance_m=metres)

    def test_estimated_and_straight_walks_are_asked_the_same_way(self):
        homes, places = {"A": (0, 0)}, {"S": (500 / DETOUR_FACTOR, 0)}
        assert served(reach_by_hand(homes, places, method=STRAIGHT), SDG) == [True]
        further = {"S": (500 / DETOUR_FACTOR + 0.1, 0)}
        assert served(reach_by_hand(homes, further, method=STRAIGHT), SDG) == [False]
        assert served(reach_by_hand(homes, {"S": (500, 0)}, method=ESTIMATED), SDG) == [True]


PLACE = st.tuples(st.floats(-2000, 2000), st.floats(-600, 600))


@pytest.mark.parametrize("method", [NETWORK, ESTIMATED, STRAIGHT])
@given(homes=st.lists(PLACE, min_size=1, max_size=6), goals=st.lists(PLACE, max_size=6),
       high=st.sets(st.integers(0, 5)), metres=st.floats(50, 1500))  # fmt: skip
def test_the_straight_line_is_an_upper_bound_and_more_metres_never_serve_fewer(
    method, homes, goals, high, metres
):
    origins = {f"C{n}": xy for n, xy in enumerate(homes)}
    places = {f"S{n}": xy for n, xy in enumerate(goals)}
    reach = reach_by_hand(origins, places, high={f"S{n}" for n in high}, method=method)
    near, straight, further = (
        pd.Series(served(reach, standard_id, walk_distance_m=limit))
        for standard_id, limit in ((SDG, metres), (LINE, metres), (SDG, metres + 200))
    )
    assert (near <= straight).all()
    assert (near <= further).all()


class TestDemand:
    POINTS = (
        {"cell_id": "P1", "population": 70, "geometry": Point(0, 0)},
        {"cell_id": "P2", "population": None, "geometry": Point(900, 0)},
    )

    def world(self, folder, **rows):
        return bus_world(folder, homes={"A": (0, 0), "B": (2500, 0)}, stops={"S": (100, 0)},
                         lines=DAILY, rows=rows, people={"A": 10, "B": None})  # fmt: skip

    def test_communities_zones_and_points(self, tmp_path):
        world = self.world(tmp_path, population=self.POINTS)
        assert list(demand_of(world, By.COMMUNITY).index) == ["A", "B"]
        for by in (By.ZONE, By.POINT):
            origins = demand_of(world, by)
            assert list(origins.index) == ["P1", "P2"]
            assert origins.index.name == "point_id"
            assert origins["population"].fillna(-1).tolist() == [70, -1]

    def test_without_points_zones_count_communities(self, tmp_path):
        world = self.world(tmp_path)
        assert list(demand_of(world, By.ZONE).index) == ["A", "B"]
        with pytest.raises(MissingLayerError, match="no population layer"):
            demand_of(world, By.POINT)

    @pytest.mark.parametrize("ids", [("P1", "P1"), ("P1", None), (None, None)])
    def test_points_without_ids_of_their_own_are_numbered(self, tmp_path, ids):
        points = [{**row, "cell_id": own} for row, own in zip(self.POINTS, ids, strict=True)]
        world = self.world(tmp_path, population=points)
        assert list(demand_of(world, By.POINT).index) == ["1", "2"]

    def test_each_origin_names_its_zone(self, tmp_path):
        world = self.world(
            tmp_path, zones=[zone("8301", "หนึ่ง", "One", "tambon", box(-9, -9, 9, 9))]
        )
        assert demand_of(world, By.COMMUNITY)["zone_id"].tolist() == ["8301", None]

    def test_a_reach_measures_once_and_keeps(self, tmp_path):
        world = self.world(tmp_path)
        stops_of_feed = build_bus_network(world).served_stops
        reach = build_reach(world, By.COMMUNITY, stops=stops_of_feed)
        assert reach.origin_places is reach.origin_places
        assert reach.stop_places is reach.stop_places
        every = (reach.stops.index == reach.stops.index).astype(bool)
        assert reach.nearest_of(every) is reach.nearest_of(every)
        pd.testing.assert_series_equal(
            reach.nearest_of(every)["walk_distance_m"], reach.nearest["walk_distance_m"]
        )
        nobody = reach.nearest_of(~every)
        assert nobody["nearest_stop_id"].tolist() == [None, None]
        assert nobody["walk_distance_m"].isna().all()

    def test_pairs_are_every_stop_within_a_kilometre_or_the_walk_asked_for(self, tmp_path):
        stops_ = {"S": (100, 0), "T": (-999, 0), "U": (-1100, 0)}
        lines = [Line(route="R", stop=stop, starts=[480]) for stop in stops_]
        world = bus_world(tmp_path, homes={"A": (0, 0)}, stops=stops_, lines=lines)
        reach = reach_of(world)
        assert sorted(reach.pairs()["stop_id"]) == ["S", "T"]
        assert sorted(reach.pairs(50)["stop_id"]) == []
        assert sorted(reach.pairs(1_200)["stop_id"]) == ["S", "T", "U"]
