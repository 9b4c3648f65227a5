"""Networks drawn by hand, with every walk found on paper first."""

from __future__ import annotations

import numpy as np
import pytest
from pytest import approx

from geo_app.errors import LayerError
from geo_app.network.walking import SNAP_LIMIT_M, build_walking
from tests.network.ways import ESTIMATED, NETWORK, STRAIGHT, at, on, walk, ways

NO_WAY = np.inf


class TestGrid:
    """Streets every 100 m, 0 to 400 both ways: a walk is as long as both differences."""

    STREETS = ways(
        *[[(x, 0), (x, 400)] for x in range(0, 401, 100)],
        *[[(0, y), (400, y)] for y in range(0, 401, 100)],
    )

    @pytest.mark.parametrize(
        ("start", "end", "metres"),
        [
            ((0, 0), (400, 400), 800),
            ((100, 100), (300, 200), 300),
            # On the middle of opposite sides of a block: round it.
            ((50, 0), (50, 100), 200),
            ((50, 0), (150, 0), 100),
            ((130, 0), (170, 100), 200),
            # 20 m beside the street on both sides of it.
            ((50, 20), (50, -20), 40),
            ((30, 20), (70, -20), 80),
        ],
    )
    def test_a_walk_follows_the_streets(self, start, end, metres):
        assert walk(self.STREETS, start, end) == approx(metres, abs=1e-6)

    def test_straight_roads_cross_even_where_no_vertex_is_drawn(self):
        assert len(on(self.STREETS).graph.node_xy) == 25
        assert len(on(self.STREETS).graph.edge_length_m) == 40


class TestRiver:
    """Banks along y = 0 and y = 200, one bridge at x = 500."""

    BANKS = ([(0, 0), (1000, 0)], [(0, 200), (1000, 200)])
    BRIDGE = ((500, 0), (500, 200))

    def test_the_only_bridge_is_walked_to(self):
        assert walk(ways(*self.BANKS, self.BRIDGE), (100, 0), (100, 200)) == approx(1000)

    def test_without_the_bridge_nobody_gets_across(self):
        assert walk(ways(*self.BANKS), (100, 0), (100, 200)) == NO_WAY

    def test_a_bridge_that_says_so_is_joined_at_both_ends(self):
        layer = ways(*self.BANKS, self.BRIDGE, bridge=[None, None, "yes"])
        assert walk(layer, (100, 0), (100, 200)) == approx(1000)

    def test_a_bridge_over_a_road_along_the_river_does_not_meet_it(self):
        layer = ways(
            *self.BANKS, self.BRIDGE, [(0, 100), (1000, 100)], bridge=[None, None, "yes", None]
        )
        assert walk(layer, (100, 0), (100, 100)) == NO_WAY
        assert walk(layer, (100, 0), (100, 200)) == approx(1000)

    def test_on_estimated_walks_too(self):
        layer = ways(*self.BANKS, self.BRIDGE)
        assert walk(layer, (100, 0), (100, 200), method=ESTIMATED) == approx(1000)


class TestCulDeSac:
    """A lane of 300 m from the street at x = 500; its end is 100 m from another street."""

    LINES = ways([(0, 0), (1000, 0)], [(500, 0), (500, 300)], [(0, 400), (1000, 400)])

    def test_one_walks_out_of_it_the_way_one_came(self):
        assert walk(self.LINES, (500, 300), (1000, 0)) == approx(800)

    def test_no_way_leads_through_its_end(self):
        assert walk(self.LINES, (500, 300), (500, 400)) == NO_WAY


class TestPieces:
    """Two streets that nothing joins."""

    LINES = ways([(0, 0), (1000, 0)], [(0, 300), (1000, 300)])

    def test_one_walks_within_a_piece_only(self):
        assert walk(self.LINES, (0, 0), (700, 0)) == approx(700)
        assert walk(self.LINES, (0, 300), (700, 300)) == approx(700)
        assert walk(self.LINES, (0, 0), (0, 300)) == NO_WAY

    def test_the_nearest_target_is_one_that_can_be_reached(self):
        walking = on(self.LINES)
        walks = walking.nearest(at(walking, (0, 0)), at(walking, (0, 300), (900, 0)))
        assert walks.to_dict("list") == {"target": [1], "walk_distance_m": [approx(900)]}


class TestSmallest:
    def test_one_edge_is_a_network(self):
        layer = ways([(0, 0), (100, 0)])
        assert walk(layer, (10, 5), (80, 5)) == approx(80)
        assert walk(layer, (-30, 40), (130, 40)) == approx(200)

    @pytest.mark.parametrize("layer", [ways(), ways([(5, 5), (5, 5)])])
    @pytest.mark.parametrize("method", [NETWORK, ESTIMATED])
    def test_no_edge_is_refused_with_a_sentence(self, layer, method):
        with pytest.raises(LayerError, match="no line longer than a point"):
            build_walking(layer, method=method)

    def test_lines_of_a_few_millimetres_are_refused_too(self):
        with pytest.raises(LayerError, match="no line longer than a point"):
            build_walking(ways([(0, 0), (0.001, 0), (0.002, 0)]), method=NETWORK)

    def test_edges_without_length_and_edges_drawn_twice_change_no_walk(self):
        layer = ways(
            [(0, 0), (50, 0), (50, 0), (100, 0)], [(100, 0), (0, 0)], [(50, 0), (50, 0)],
            [(100, 0), (100, 60)], [(100, 0), (100, 60)],
        )  # fmt: skip
        assert len(on(layer).graph.edge_length_m) == 3
        assert walk(layer, (0, 0), (100, 60)) == approx(160)

    def test_a_line_without_length_makes_no_node_of_its_own(self):
        layer = ways([(0, 0), (9, 0)], [(50, 50), (50, 50)], bridge=[None, "yes"])
        assert len(on(layer).graph.node_xy) == 2


class TestCrossings:
    """A tunnel or bridge from (50, -50) to (50, 50) crosses a street without meeting it."""

    @pytest.mark.parametrize("tag", ["bridge", "tunnel"])
    @pytest.mark.parametrize("vertices", [(0, 0), (1, 0), (0, 1)])
    def test_what_only_crosses_is_not_joined(self, tag, vertices):
        on_street, above = ([(50, 0)] * number for number in vertices)
        layer = ways([(0, 0), *on_street, (100, 0)], [(50, -50), *above, (50, 50)],
                     **{tag: [None, "yes"]})  # fmt: skip
        assert walk(layer, (0, 0), (50, 50)) == NO_WAY
        assert walk(layer.assign(**{tag: None}), (0, 0), (50, 50)) == approx(100)

    def test_a_vertex_of_both_joins_them(self):
        # Stairs that lead up to the middle of a bridge share a vertex with it.
        layer = ways([(0, 0), (50, 0)], [(50, -50), (50, 0), (50, 50)], bridge=[None, "yes"])
        assert walk(layer, (0, 0), (50, 50)) == approx(100)

    def test_bridges_and_tunnels_at_different_heights_do_not_meet_each_other(self):
        layer = ways([(0, 0), (100, 0)], [(50, -50), (50, 50)], bridge=["yes", None],
                     tunnel=[None, "yes"])  # fmt: skip
        assert walk(layer, (0, 0), (50, 50)) == NO_WAY

    def test_a_bridge_leaves_nothing_behind_on_the_network(self):
        graph = on(ways([(0, 0), (100, 0)], [(100, 0), (100, 50)], bridge=[None, "yes"])).graph
        assert sorted(graph.edge_length_m) == [50, 100]
        assert sorted(map(tuple, graph.node_xy)) == [(0, 0), (100, 0), (100, 50)]


class TestUnconnected:
    LINES = ways([(0, 0), (1000, 0)])

    @pytest.mark.parametrize("method", [NETWORK, ESTIMATED])
    def test_places_beyond_the_limit_are_listed_and_reach_nothing(self, method):
        walking = on(self.LINES, method)
        limit = SNAP_LIMIT_M[method]
        origins = at(walking, (0, limit - 0.5), (0, limit + 0.5), (0, 9e6))
        walks = walking.nearest(origins, at(walking, (1000, 0)))
        assert walks["target"].tolist() == [0, -1, -1]
        assert walks["walk_distance_m"].tolist() == [approx(1000 + limit - 0.5), NO_WAY, NO_WAY]

    def test_a_target_beyond_the_limit_is_nobodys(self):
        walking = on(self.LINES)
        targets = at(walking, (0, 501), (1000, 0))
        walks = walking.nearest(at(walking, (0, 100)), targets)
        assert walks["target"].tolist() == [1]
        pairs = walking.within(at(walking, (0, 100)), targets, limit_m=5_000)
        assert pairs["target"].tolist() == [1]

    def test_without_a_network_the_straight_line_is_made_longer(self):
        assert walk(None, (0, 0), (300, 400), method=STRAIGHT) == approx(650)

    @pytest.mark.parametrize("method", [NETWORK, ESTIMATED, STRAIGHT])
    def test_without_targets_or_origins_there_is_no_walk(self, method):
        walking = on(self.LINES, method)
        nobody, somebody = at(walking), at(walking, (0, 0), (5, 0))
        assert walking.nearest(somebody, nobody)["target"].tolist() == [-1, -1]
        assert walking.nearest(nobody, somebody).empty
        for pair in ((nobody, somebody), (somebody, nobody), (nobody, nobody)):
            pairs = walking.within(*pair, limit_m=100)
            assert pairs.empty
            assert list(pairs) == ["origin", "target", "walk_distance_m"]
