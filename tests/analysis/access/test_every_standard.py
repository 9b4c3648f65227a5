"""What holds for every standard, on worlds drawn at random and written as files."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point, box

from geo_app.analysis.access.measures import measure
from geo_app.analysis.access.shares import SHARE_COLUMNS, share_of_all, shares_by_zone
from geo_app.analysis.access.standards import StandardId
from geo_app.analysis.walks.demand import By
from geo_app.network.walking import WalkingMethod
from tests.fixtures.bus_worlds import BUS, RAIL, Line, bus_world, each, reach_of, timetable_of
from tests.fixtures.province_folder import zone

STREETS = [[(-1_500, y), (1_500, y)] for y in (-800, 0, 800)] + [
    [(x, -800), (x, 800)] for x in (-1_000, 0, 1_000)
]
METHODS = list(WalkingMethod)


def random_world(folder, seed: int, *, shuffled: bool = False, method=WalkingMethod.NETWORK):
    """Write a town of three by three streets; the same rows in another order if asked."""
    rng = np.random.default_rng(seed)
    homes = {
        f"H{n}": tuple(xy) for n, xy in enumerate(rng.uniform(-1_400, 1_400, (12, 2)).round(1))
    }
    stops = {f"S{n}": tuple(xy) for n, xy in enumerate(rng.uniform(-1_400, 1_400, (8, 2)).round(1))}
    lines = [
        Line(route=f"R{n % 4}", stop=f"S{n}", starts=each(float(rng.integers(5, 80))),
             direction=int(rng.integers(0, 2)), route_type=RAIL if n % 4 == 3 else BUS)
        for n in range(8)
    ]  # fmt: skip
    people = {home: float(rng.integers(0, 500)) if rng.random() < 0.8 else None for home in homes}
    ways = [{"highway": "footway", "geometry": LineString(street)} for street in STREETS]
    if shuffled:
        homes, stops, lines, ways = (
            dict(reversed(homes.items())), dict(reversed(stops.items())), lines[::-1], ways[::-1],
        )  # fmt: skip
    layer = {WalkingMethod.NETWORK: "walk_network", WalkingMethod.ESTIMATED: "roads"}.get(method)
    points = [{"cell_id": home, "population": people[home], "geometry": Point(xy)}
              for home, xy in homes.items()]  # fmt: skip
    rows = {
        "walk_network": None, "population": points,
        "zones": [zone("W", "ตก", "West", "tambon", box(-2_000, -2_000, 0, 2_000)),
                  zone("E", "ออก", "East", "tambon", box(0, -2_000, 1_200, 2_000))],
    } | ({layer: ways} if layer else {})  # fmt: skip
    return bus_world(folder, homes=homes, stops=stops, lines=lines, rows=rows, people=people)


class Town:
    """A world, asked every standard once."""

    def __init__(self, world) -> None:
        self.world, self.timetable = world, timetable_of(world)
        self.reaches = {by: reach_of(world, by) for by in By}
        self.access = {
            (standard_id, by): measure(reach, standard_id, timetable=self.timetable)
            for by, reach in self.reaches.items()
            for standard_id in StandardId
        }

    def answers(self, standard_id, by=By.COMMUNITY) -> pd.DataFrame:
        """Return one standard's answers, rows sorted by their id."""
        return self.access[standard_id, by].sort_index().rename_axis(None)


@pytest.fixture(scope="module", params=[(seed, method) for seed in (1, 2) for method in METHODS],
                ids=lambda param: f"{param[1]}-{param[0]}")  # fmt: skip
def towns(request, tmp_path_factory):
    """Return a town and the same with every layer the other way round."""
    seed, method = request.param
    folder = tmp_path_factory.mktemp("town")
    pair = [
        Town(random_world(folder / str(shuffled), seed, shuffled=shuffled, method=method))
        for shuffled in (False, True)
    ]
    assert pair[0].reaches[By.COMMUNITY].walking.method is method
    return pair


@pytest.mark.parametrize("standard_id", list(StandardId))
def test_the_order_of_rows_never_matters(towns, standard_id):
    one, other = (town.answers(standard_id) for town in towns)
    pd.testing.assert_frame_equal(one, other, rtol=0, atol=1e-6)


@pytest.mark.parametrize("standard_id", list(StandardId))
def test_people_at_a_point_have_what_a_community_there_has(towns, standard_id):
    communities, points = (towns[0].answers(standard_id, by) for by in (By.COMMUNITY, By.POINT))
    pd.testing.assert_frame_equal(communities, points)


@pytest.mark.parametrize("standard_id", list(StandardId))
def test_zones_add_up_to_the_province(towns, standard_id):
    origins, access = (
        towns[0].reaches[By.ZONE].origins,
        towns[0].access[standard_id, By.ZONE],
    )
    shares = shares_by_zone(access, origins, towns[0].world.zones)
    whole = share_of_all(access, origins)
    counts = shares.columns.drop("share_served")
    assert shares[counts].sum().tolist() == pytest.approx(whole[counts].astype(float).tolist())
    assert whole["origins"] == len(origins)
    assert whole["origins_population_unknown"] == origins["population"].isna().sum()
    classes = [column for column in counts if column not in SHARE_COLUMNS]
    if classes:
        named = whole[classes].sum() + whole["population_unclear"]
        assert named == pytest.approx(whole["population_known"])


def test_who_is_served_by_a_stricter_standard_is_served_by_the_wider(towns):
    found = {standard: towns[0].answers(standard)["is_served"] for standard in StandardId}
    for strict, wide in [
        (StandardId.GHSCI_20, StandardId.GHSCI_30),
        (StandardId.GHSCI_30, StandardId.SDG),
        (StandardId.PPIAF, StandardId.SDG),
        (StandardId.SDG, StandardId.STRAIGHT_LINE),
        (StandardId.TCQSM, StandardId.PPIAF),
    ]:
        assert (found[strict] <= found[wide]).all(), (strict, wide)
