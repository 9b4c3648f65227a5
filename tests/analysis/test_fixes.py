"""The cheapest single step for a community without a stop, on streets drawn by hand."""

from __future__ import annotations

import numpy as np
import pytest
from geopandas.testing import assert_geodataframe_equal
from pytest import approx
from shapely import LineString, MultiLineString

from geo_app.analysis.fixes import PLACE_SPACING_M, Fix, cheapest_fixes
from geo_app.network.walking import WalkingMethod
from tests.fixtures.places import METRES, areas
from tests.fixtures.reaches import reach_by_hand

# A street along y = 0 and a lane north from it at x = 0.
STREET, LANE = [(-9_000, 0), (9_000, 0)], [(0, 0), (0, 5_000)]
STOP = {"S": (4_000.0, 0.0)}


def routes(**lines):
    """Return bus lines by id."""
    return areas(lines, name="route_id")


EAST = routes(R1=LineString([(-4_000, 0), (4_000, 0)]))


def fix(homes, network=(STREET, LANE), along=EAST, *, walk_distance_m=500, **options):
    """Return the fixes of homes without a stop."""
    reach = reach_by_hand(homes, STOP, lines=network, **options)
    return cheapest_fixes(reach, along, walk_distance_m=walk_distance_m)


class TestNewStop:
    @pytest.mark.parametrize(
        ("metres", "kind"), [(499.9, Fix.STOP), (500, Fix.STOP), (500.1, Fix.ROUTE)]
    )
    def test_within_the_walk_of_a_route_it_is_a_stop_there(self, metres, kind):
        found = fix({"A": (0, metres)}).loc["A"]
        assert (found["fix"], found["route_id"]) == (kind.value, "R1")
        assert found["walk_to_route_m"] == approx(metres, abs=0.01)
        assert found["new_route_m"] == approx(max(metres - 500, 0), abs=0.01)
        # Where the new stop would stand: on the route, or at the new end of it.
        assert (found.geometry.x, found.geometry.y) == approx((0, max(metres - 500, 0)), abs=0.01)

    def test_the_nearest_place_is_nearest_on_foot_and_not_in_a_straight_line(self):
        # The lane leads off to x = 600 before it meets the street.
        bent = [(0, 100), (600, 100), (600, 0)]
        found = fix({"A": (0, 100)}, network=(STREET, bent), walk_distance_m=800).loc["A"]
        assert found["walk_to_route_m"] == approx(700, abs=0.01)
        assert (found.geometry.x, found.geometry.y) == approx((600, 0))
        assert found["straight_to_route_m"] == approx(100, abs=0.01)

    def test_the_nearest_route_is_named(self):
        both = routes(
            R1=LineString([(-4_000, 0), (4_000, 0)]), R2=LineString([(-900, 3_000), (900, 3_000)])
        )
        found = fix({"NEAR1": (0, 400), "NEAR2": (0, 2_800)}, along=both)
        assert found["route_id"].tolist() == ["R1", "R2"]

    def test_places_lie_so_near_each_other_that_little_is_lost(self):
        # The lane meets the route half way between two places.
        x = PLACE_SPACING_M / 2
        lane = [(x, 0), (x, 5_000)]
        line = routes(R1=LineString([(0, 0), (PLACE_SPACING_M, 0)]))
        found = fix({"A": (x, 300)}, network=(STREET, lane), along=line).loc["A"]
        assert 300 <= found["walk_to_route_m"] <= 300 + PLACE_SPACING_M / 2 + 0.01


class TestLongerRoute:
    def test_as_many_metres_as_the_place_is_too_far_away(self):
        found = fix({"A": (0, 2_300)}).loc["A"]
        assert found["fix"] == Fix.ROUTE
        assert found["walk_to_route_m"] == approx(2_300, abs=0.01)
        assert found["new_route_m"] == approx(1_800, abs=0.01)
        # The stop at its new end is 500 m from A, up the lane.
        assert (found.geometry.x, found.geometry.y) == approx((0, 1_800), abs=0.01)
        assert found["communities_gained"] == ("A",)
        assert np.isnan(found["people_gained"])

    def test_with_another_walk_it_is_another_length(self):
        found = fix({"A": (0, 2_300)}, walk_distance_m=800).loc["A"]
        assert found["new_route_m"] == approx(1_500, abs=0.01)


class TestNoWay:
    @pytest.mark.parametrize("home", [(0, 6_000), (100, 3_000)], ids=["beyond", "another piece"])
    def test_where_no_way_is_known_it_says_so_and_shows_the_nearest_place(self, home):
        piece = [(100, 2_900), (100, 3_100)]
        found = fix({"A": home}, network=(STREET, piece)).loc["A"]
        assert (found["fix"], found["route_id"]) == (Fix.UNKNOWN.value, "R1")
        assert np.isnan(found["walk_to_route_m"])
        assert np.isnan(found["new_route_m"])
        assert found["straight_to_route_m"] == approx(home[1], abs=0.1)
        assert found.geometry.y == 0

    @pytest.mark.parametrize("along", [routes(), routes(R1=LineString()), routes(R1=None)],
                             ids=["no routes", "empty line", "no line"])  # fmt: skip
    def test_without_a_line_there_is_no_place(self, along):
        found = fix({"A": (0, 300)}, along=along)
        assert found["fix"].tolist() == [Fix.UNKNOWN.value]
        assert found["route_id"].tolist() == [None]
        assert found["walk_to_route_m"].isna().all()
        assert found["people_gained"].isna().all()
        assert found["communities_gained"].tolist() == [()]

    def test_a_route_without_a_line_beside_one_that_has_it_counts_for_nothing(self):
        some = routes(NONE=None, EMPTY=MultiLineString(), R1=LineString([(-4_000, 0), (4_000, 0)]))
        assert fix({"A": (0, 300)}, along=some)["route_id"].tolist() == ["R1"]

    def test_both_answers_have_the_same_columns(self):
        with_routes, without = fix({"A": (0, 300)}), fix({"A": (0, 300)}, along=routes())
        assert set(with_routes) == set(without)
        assert with_routes.crs == without.crs == METRES


HOMES = {"A": (0, 400), "B": (0, 450), "C": (300, 0), "D": (0, 900), "HAS": (3_900, 0)}
PEOPLE = {"A": 100, "B": 20, "D": 7, "HAS": 1_000}


class TestGains:
    def test_communities_are_named_and_people_counted_once(self):
        found = fix(HOMES, people=PEOPLE)
        assert list(found.index) == ["A", "B", "C", "D"]
        # The stop of A and B at (0, 0) serves C too, whose people nobody knows.
        assert found.loc["A", "communities_gained"] == ("A", "B", "C")
        assert found.loc["B", "communities_gained"] == ("A", "B", "C")
        assert found.loc["A", "people_gained"] == 120
        assert found.loc["D", "fix"] == Fix.ROUTE

    def test_a_stop_at_the_own_door_may_serve_fewer(self):
        # C's own place is 300 m down the street: A is then 700 m away.
        found = fix(HOMES, people=PEOPLE).loc["C"]
        assert found["communities_gained"] == ("C",)
        # Nobody knows how many live in C; that is not nobody.
        assert np.isnan(found["people_gained"])

    def test_those_who_have_a_stop_are_not_gained(self):
        homes = {"A": (3_600, 700), "HAS": (3_600, 0)}
        lane = [(3_600, 0), (3_600, 900)]
        found = fix(homes, network=(STREET, lane), walk_distance_m=800, people={"A": 5, "HAS": 9})
        assert found.loc["A", "communities_gained"] == ("A",)
        assert found.loc["A", "people_gained"] == 5

    def test_people_may_be_counted_at_their_own_points(self):
        communities = reach_by_hand({"A": (0, 400)}, STOP, lines=(STREET, LANE), people={"A": 999})
        points = reach_by_hand(
            {"P1": (0, 100), "P2": (100, 0), "P3": (0, 600), "P4": (4_000, 50), "P5": (10, 0)},
            STOP, lines=(STREET, LANE), people={"P1": 3, "P2": 4, "P3": 50, "P4": 60},
        )  # fmt: skip
        found = cheapest_fixes(communities, EAST, walk_distance_m=500, people=points).loc["A"]
        assert found["people_gained"] == 7
        assert found["communities_gained"] == ("A",)


class TestAnswer:
    def test_everybody_with_a_stop_needs_none(self):
        assert fix({"HAS": (3_900, 0)}).empty

    def test_exactly_at_the_walk_nobody_needs_one(self):
        assert fix({"A": (3_500, 0)}).empty
        assert list(fix({"A": (3_499.9, 0)}).index) == ["A"]

    def test_where_there_is_no_stop_at_all_everybody_needs_one(self):
        reach = reach_by_hand({"A": (0, 300)}, {}, lines=(STREET, LANE))
        found = cheapest_fixes(reach, EAST, walk_distance_m=500)
        assert found["fix"].tolist() == [Fix.STOP.value]

    def test_nothing_is_changed(self):
        reach = reach_by_hand({"A": (0, 300)}, STOP, lines=(STREET, LANE))
        before, along = reach.origins.copy(), EAST.copy()
        cheapest_fixes(reach, EAST, walk_distance_m=500)
        assert_geodataframe_equal(reach.origins, before)
        assert_geodataframe_equal(along, EAST)

    @pytest.mark.parametrize("metres", [0, -1, float("nan")])
    def test_a_distance_that_is_none_is_refused(self, metres):
        with pytest.raises(ValueError, match="walk_distance_m"):
            fix({"A": (0, 300)}, walk_distance_m=metres)

    @pytest.mark.parametrize("method", list(WalkingMethod))
    def test_the_promised_stop_serves_whom_it_is_promised_to(self, method):
        homes = {f"C{n}": (350.0 * n - 900, 130.0 * n) for n in range(8)}
        lines = (STREET, *[[(350.0 * n - 900, 0), (350.0 * n - 900, 2_000)] for n in range(8)])
        reach = reach_by_hand(homes, {}, lines=lines, method=method)
        found = cheapest_fixes(reach, EAST, walk_distance_m=500)
        for home, row in found[found["fix"] == Fix.STOP].iterrows():
            place = {"NEW": (row.geometry.x, row.geometry.y)}
            then = reach_by_hand(homes, place, lines=lines, method=method).nearest
            near = then.index[then["walk_distance_m"] <= 500.01]
            assert row["communities_gained"] == tuple(near)
            assert home in near


class TestHighCapacity:
    def test_whom_a_pier_serves_needs_no_fix(self):
        reach = reach_by_hand({"A": (0, 0)}, {"PIER": (800, 0)}, high=["PIER"])
        assert cheapest_fixes(reach, routes(R1=LineString(STREET)), walk_distance_m=500).empty
