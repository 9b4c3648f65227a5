"""Who lives within a walk of a stop, on worlds whose answer is on paper."""

from __future__ import annotations

import pytest

from geo_app.analysis.walks.demand import By
from geo_app.analysis.walks.surroundings import surroundings
from tests.fixtures.bus_worlds import Line, bus_world, each, reach_of

HOMES = {"AT": (0, 0), "EDGE": (400, 0), "BEYOND": (900, 0)}


@pytest.fixture(scope="module")
def walks(tmp_path_factory):
    world = bus_world(
        tmp_path_factory.mktemp("row"),
        homes=HOMES,
        stops={"S": (0, 0)},
        lines=[Line(route="R", stop="S", starts=each(10))],
        ways=([(-100, 0), (1_000, 0)],),
        people={"AT": 100, "EDGE": None, "BEYOND": 7},
    )
    return reach_of(world, By.COMMUNITY), reach_of(world, By.ZONE)


@pytest.mark.parametrize(
    ("metres", "places", "people", "unknown"),
    [(100, 1, 100, 0), (400, 2, 100, 1), (899, 2, 100, 1), (900, 3, 107, 1)],
)
def test_whoever_is_at_the_distance_counts_and_an_unknown_number_is_told(
    walks, metres, places, people, unknown
):
    near = surroundings(*walks, "S", walk_distance_m=metres)
    assert (near.communities, near.people, near.people_unknown) == (places, people, unknown)
