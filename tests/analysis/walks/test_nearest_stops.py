"""Distances to stops: the oracles of STANDARDS.md, and what must hold for every world."""

from __future__ import annotations

import numpy as np
import pytest
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given
from hypothesis import strategies as st

from geo_app.analysis.coverage import mark_stops
from geo_app.analysis.walks import nearest_stops
from geo_app.analysis.walks.nearest_stops import straight_distances
from geo_app.errors import CrsError, LayerError
from geo_app.network.walking import DETOUR_FACTOR, SNAP_LIMIT_M, WalkingMethod, build_walking
from tests.fixtures.places import communities, roads, stops

NETWORK, ESTIMATED, STRAIGHT = WalkingMethod
ROAD = [(-3000.0, 0.0), (3000.0, 0.0)]


def walking_distances(villages, stations, lines, *, method):
    """Measure walks on lines of a stated kind."""
    return nearest_stops.walking_distances(villages, stations, build_walking(lines, method=method))


def walk(village, stop, *lines, method=NETWORK) -> float:
    """Return the walking distance from one village to one stop."""
    layer = roads(*lines) if lines else None
    found = walking_distances(communities({"C": village}), stops({"S": stop}), layer, method=method)
    return float(found["walk_distance_m"].iloc[0])


class TestOracles:
    @pytest.mark.parametrize("method", [NETWORK, ESTIMATED])
    @pytest.mark.parametrize(("metres", "has_stop"), [(499.9, True), (500.0, True), (500.1, False)])
    def test_a_stop_at_500_metres_along_the_network_is_in_and_a_little_further_is_out(
        self, method, metres, has_stop
    ):
        found = walking_distances(
            communities({"C": (0, 0)}), stops({"S": (metres, 0)}), roads(ROAD), method=method
        )
        assert list(mark_stops(found, walk_distance_m=500)["has_stop"]) == [has_stop]

    @given(
        origin=st.tuples(st.floats(3e5, 7e5), st.floats(6e5, 22e5)),
        cuts=st.lists(st.floats(0.01, 0.99), min_size=1, max_size=5, unique=True),
        turn=st.floats(0, 6.3),
    )
    @pytest.mark.parametrize(("metres", "has_stop"), [(499.9, True), (500.0, True), (500.1, False)])
    def test_the_500_metres_are_the_same_round_corners_anywhere_in_thailand(
        self, origin, cuts, turn, metres, has_stop
    ):
        shares = np.diff([0, *sorted(cuts), 1])
        turns = turn + np.arange(len(shares)) % 2
        steps = (metres * shares)[:, None] * np.column_stack([np.cos(turns), np.sin(turns)])
        path = [tuple(xy) for xy in np.vstack([origin, origin + np.cumsum(steps, axis=0)])]
        found = walking_distances(
            communities({"C": path[0]}), stops({"S": path[-1]}), roads(path), method=NETWORK
        )
        assert list(mark_stops(found, walk_distance_m=500)["has_stop"]) == [has_stop]

    @pytest.mark.parametrize("method", [NETWORK, ESTIMATED])
    def test_a_village_across_the_river_is_near_in_a_straight_line_and_far_on_foot(self, method):
        bridge = [(0, 480), (210, 480), (210, 0), (0, 0)]
        found = walking_distances(
            communities({"C": (0, 480)}), stops({"S": (0, 0)}), roads(bridge), method=method
        ).iloc[0]
        assert found["straight_distance_m"] == 480
        assert found["walk_distance_m"] == pytest.approx(900)

    def test_without_roads_a_walk_is_assumed_to_be_a_third_longer_than_the_line(self):
        assert walk((0, 0), (300, 400), method=STRAIGHT) == 500 * 1.3

    @pytest.mark.parametrize("method", [NETWORK, ESTIMATED])
    @pytest.mark.parametrize("beyond", [-0.1, 0.0, 0.1])
    def test_a_village_beyond_the_limit_is_listed_and_not_snapped(self, method, beyond):
        village = communities({"C": (0, SNAP_LIMIT_M[method] + beyond)})
        found = walking_distances(village, stops({"S": (2000, 0)}), roads(ROAD), method=method)
        assert list(found.index) == ["C"]
        assert list(found["is_connected"]) == [beyond <= 0]
        assert list(found["walk_distance_m"].isna()) == [beyond > 0]

    def test_main_roads_get_the_wider_limit(self):
        assert SNAP_LIMIT_M[ESTIMATED] > SNAP_LIMIT_M[NETWORK]


class TestStraight:
    def test_the_nearest_stop_is_named_with_its_distance(self):
        found = straight_distances(
            communities({"A": (0, 0), "B": (90, 0)}), stops({"S": (3, 4), "T": (100, 0)})
        )
        assert list(found["nearest_stop_id"]) == ["S", "T"]
        assert list(found["straight_distance_m"]) == [5, 10]

    def test_a_village_at_a_stop_is_no_metre_away(self):
        found = straight_distances(communities({"A": (5, 5)}), stops({"S": (5, 5), "T": (5, 5)}))
        assert list(found["straight_distance_m"]) == [0]

    def test_without_stops_nothing_is_near(self):
        found = straight_distances(communities({"A": (0, 0)}), stops({}))
        assert found["nearest_stop_id"].tolist() == [None]
        assert found["straight_distance_m"].isna().all()

    def test_without_communities_there_is_no_distance(self):
        assert straight_distances(communities({}), stops({"S": (0, 0)})).empty


class TestDirect:
    """Where only main roads are known, people also walk straight to a near stop."""

    def test_a_stop_nearer_than_the_legs_to_the_roads_is_walked_to_directly(self):
        # Legs of 300 m + 300 m to the road; the stop is 100 m away.
        assert walk((0, 300), (100, 300), ROAD, method=ESTIMATED) == pytest.approx(130)

    def test_the_walking_network_knows_every_path_so_nobody_leaves_it(self):
        assert walk((0, 300), (100, 300), ROAD, method=NETWORK) == pytest.approx(700)

    def test_a_stop_further_than_the_legs_is_walked_to_along_the_roads(self):
        assert walk((0, 40), (100, 40), ROAD, method=ESTIMATED) == pytest.approx(180)

    def test_the_way_along_the_roads_counts_where_it_is_the_shorter_one(self):
        assert walk((0, 60), (100, 0), ROAD, method=ESTIMATED) == pytest.approx(160)

    def test_a_near_stop_is_reached_even_where_no_road_is(self):
        assert walk((0, 5000), (100, 5000), ROAD, method=ESTIMATED) == pytest.approx(130)

    def test_no_stop_is_walked_to_directly_beyond_the_limit(self):
        assert np.isnan(walk((0, 5000), (1001, 5000), ROAD, method=ESTIMATED))

    def test_a_new_stop_takes_no_direct_walk_away(self):
        # T is nearer as the crow flies, but stands on a road that no way leads to.
        village, lines = communities({"C": (0, 240)}), roads(ROAD, [(0, 510), (0, 2000)])
        places = {"S": (290.0, 240.0), "T": (0.0, 510.0)}
        alone = walking_distances(village, stops({"S": places["S"]}), lines, method=ESTIMATED)
        both = walking_distances(village, stops(places), lines, method=ESTIMATED)
        assert alone["walk_distance_m"].iloc[0] == pytest.approx(290 * DETOUR_FACTOR)
        assert both["walk_distance_m"].iloc[0] == pytest.approx(290 * DETOUR_FACTOR)


class TestWalking:
    def test_the_nearest_stop_on_foot_may_be_another_than_in_a_straight_line(self):
        bridge = [(0, 480), (210, 480), (210, 0), (0, 0)]
        found = walking_distances(
            communities({"C": (0, 480)}),
            stops({"ACROSS": (0, 0), "ROUND": (210, 480)}),
            roads(bridge),
            method=NETWORK,
        ).iloc[0]
        assert found["nearest_stop_id"] == "ROUND"
        far = walking_distances(
            communities({"C": (0, 480)}),
            stops({"ACROSS": (0, 0), "ROUND": (210, 0)}),
            roads(bridge),
            method=NETWORK,
        ).iloc[0]
        assert far["nearest_stop_id"] == "ROUND"
        assert far["straight_distance_m"] == 480

    def test_where_no_way_leads_the_stop_nearest_in_a_straight_line_is_named(self):
        found = walking_distances(
            communities({"C": (0, 9000)}),
            stops({"S": (0, 0), "T": (0, 5000)}),
            roads(ROAD),
            method=NETWORK,
        ).iloc[0]
        assert (found["nearest_stop_id"], found["is_connected"]) == ("T", False)

    @pytest.mark.parametrize("method", WalkingMethod)
    def test_without_stops_nobody_is_connected(self, method):
        found = walking_distances(communities({"C": (0, 0)}), stops({}), roads(ROAD), method=method)
        assert found["nearest_stop_id"].tolist() == [None]
        assert found["is_connected"].tolist() == [False]
        assert found["walk_distance_m"].isna().all()

    @pytest.mark.parametrize("method", WalkingMethod)
    def test_without_communities_there_is_no_row(self, method):
        found = walking_distances(communities({}), stops({"S": (0, 0)}), roads(ROAD), method=method)
        assert found.empty
        assert {"walk_distance_m", "is_connected", "nearest_stop_id"} <= set(found)

    @pytest.mark.parametrize("method", WalkingMethod)
    def test_the_order_of_the_communities_is_kept(self, method):
        places = {"Z": (10, 0), "A": (900, 0), "M": (-50, 0)}
        found = walking_distances(
            communities(places), stops({"S": (0, 0)}), roads(ROAD), method=method
        )
        assert list(found.index) == ["Z", "A", "M"]

    @pytest.mark.parametrize("method", WalkingMethod)
    def test_nothing_that_is_handed_in_is_changed(self, method):
        layers = communities({"C": (0, 7)}), stops({"S": (90, 0)}), roads(ROAD)
        before = [layer.copy() for layer in layers]
        walking_distances(*layers, method=method)
        for layer, copy in zip(layers, before, strict=True):
            assert_geodataframe_equal(layer, copy)

    @pytest.mark.parametrize("wrong", ["communities", "stops", "roads"])
    @pytest.mark.parametrize("crs", [None, "EPSG:4326", "EPSG:32648"])
    def test_layers_in_different_crss_are_refused(self, wrong, crs):
        layers = {
            "communities": communities({"C": (0, 0)}),
            "stops": stops({"S": (9, 0)}),
            "roads": roads(ROAD),
        }
        layers[wrong] = layers[wrong].set_crs(crs, allow_override=True)
        with pytest.raises(CrsError):
            walking_distances(*layers.values(), method=NETWORK)

    def test_degrees_are_refused_even_where_all_layers_agree(self):
        degrees = {"crs": "EPSG:4326"}
        with pytest.raises(CrsError, match="not in metres"):
            straight_distances(
                communities({"C": (0, 0)}, **degrees), stops({"S": (1, 1)}, **degrees)
            )

    def test_roads_without_a_line_are_refused(self):
        with pytest.raises(LayerError, match="no line longer than a point"):
            walking_distances(
                communities({"C": (0, 0)}), stops({"S": (9, 0)}), roads(), method=NETWORK
            )


SPOT = st.tuples(st.integers(-1500, 1500), st.integers(-1500, 1500))
SPOTS = st.lists(SPOT, min_size=1, max_size=8)
TOWN = [
    [(-1000, 0), (0, 0), (1000, 0)],
    [(0, -1000), (0, 0), (0, 1000)],
    [(1000, 0), (1000, 900), (0, 1000)],
    [(-1400, -1400), (-1200, -1400)],
]
ROUNDING_M = 0.01


def named(spots, letter):
    """Give each spot an id."""
    return {f"{letter}{number}": xy for number, xy in enumerate(spots)}


def distances(villages, stations, method):
    """Return walking distances in the town of four roads."""
    return walking_distances(
        communities(named(villages, "C")), stops(named(stations, "S")), roads(*TOWN), method=method
    )


@pytest.mark.parametrize("method", WalkingMethod)
class TestEveryWorld:
    @given(villages=SPOTS, stations=SPOTS)
    def test_a_walk_is_never_shorter_than_the_straight_line(self, method, villages, stations):
        found = distances(villages, stations, method).dropna()
        assert (found["walk_distance_m"] >= found["straight_distance_m"] - 1e-6).all()

    @given(villages=SPOTS, stations=SPOTS, more=SPOTS)
    def test_more_stops_never_make_a_walk_longer(self, method, villages, stations, more):
        before = distances(villages, stations, method)["walk_distance_m"].fillna(np.inf)
        after = distances(villages, stations + more, method)["walk_distance_m"].fillna(np.inf)
        assert (after <= before + 1e-6).all()

    @given(villages=SPOTS, stations=SPOTS, data=st.data())
    def test_the_order_of_the_rows_never_matters(self, method, villages, stations, data):
        left = communities(named(villages, "C"))
        right = stops(named(stations, "S"))
        columns = ["walk_distance_m", "straight_distance_m", "is_connected"]
        before = walking_distances(left, right, roads(*TOWN), method=method)[columns]
        left_order = data.draw(st.permutations(list(left.index)))
        right_order = data.draw(st.permutations(list(right.index)))
        lines = data.draw(st.permutations(TOWN))
        after = walking_distances(
            left.loc[left_order], right.loc[right_order], roads(*lines), method=method
        )[columns]
        after = after.loc[before.index]
        assert list(after["is_connected"]) == list(before["is_connected"])
        for column in columns[:2]:
            assert after[column].to_numpy() == pytest.approx(
                before[column].to_numpy(), abs=ROUNDING_M, nan_ok=True
            )

    @given(villages=SPOTS, stations=SPOTS)
    def test_who_is_connected_has_a_walk_and_nobody_else(self, method, villages, stations):
        found = distances(villages, stations, method)
        assert list(found["is_connected"]) == list(found["walk_distance_m"].notna())

    @given(villages=SPOTS, stations=SPOTS)
    def test_one_village_alone_has_the_distance_it_has_among_others(
        self, method, villages, stations
    ):
        everyone = distances(villages, stations, method)["walk_distance_m"].to_numpy()
        alone = [distances([xy], stations, method)["walk_distance_m"].iloc[0] for xy in villages]
        assert everyone == pytest.approx(alone, nan_ok=True)
