"""The standards side by side: four villages of which each is somebody's winner."""

from __future__ import annotations

import pandas as pd
import pytest
from pytest import approx
from shapely import Point

from geo_app.analysis.access.measures import measure
from geo_app.analysis.access.standards import STANDARDS, StandardId
from geo_app.analysis.access.standards_compared import compare_standards
from geo_app.analysis.walks.demand import By
from geo_app.desk.desk import Desk
from tests.fixtures.bus_worlds import Line, bus_world, each, reach_of, timetable_of
from tests.fixtures.province_folder import DAY

HOMES = {"NEAR": (100, 0), "RARE": (2_000, 0), "RIVER": (0, 480), "NOWHERE": (0, -2_900)}
STOPS = {"S": (0, 0), "T": (2_300, 0)}
LINES = [Line(route="R", stop="S", starts=each(10)), Line(route="Q", stop="T", starts=[600, 900])]
# The village across the river walks round by a bridge at x = 210: 900 m to S.
WAYS = ([(-3_000, 0), (5_000, 0)], [(0, 480), (210, 480), (210, 0)])
PEOPLE = {"NEAR": 100, "RARE": 50, "RIVER": 30, "NOWHERE": None}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Return the province of the four villages."""
    return bus_world(tmp_path_factory.mktemp("four"), homes=HOMES, stops=STOPS, lines=LINES,
                     ways=WAYS, people=PEOPLE)  # fmt: skip


@pytest.fixture(scope="module")
def comparison(world):
    """Return every standard asked of it."""
    return Desk(world).comparison(DAY)


def winners(comparison, standard_id: StandardId) -> set[str]:
    """Return the villages that a standard calls served."""
    served = comparison.by_community[standard_id.value]
    return set(served.index[served.fillna(False).astype(bool)])


@pytest.mark.parametrize(
    ("standard_id", "expected"),
    [
        (StandardId.SDG, {"NEAR", "RARE"}),
        (StandardId.STRAIGHT_LINE, {"NEAR", "RARE", "RIVER"}),
        (StandardId.GHSCI_30, {"NEAR"}),
        (StandardId.GHSCI_20, {"NEAR"}),
        (StandardId.DG_REGIO, {"NEAR", "RARE"}),
        (StandardId.PTAL, {"NEAR"}),
        (StandardId.PPIAF, {"NEAR", "RARE"}),
        (StandardId.TCQSM, {"NEAR", "RARE"}),
    ],
)
def test_each_standard_names_its_winners(comparison, standard_id, expected):
    assert winners(comparison, standard_id) == expected


def test_they_disagree_about_two_villages(comparison):
    found = comparison.disagreements()
    assert list(found.index) == ["RARE", "RIVER"]
    assert list(found) == [standard.value for standard in StandardId]


def test_shares_count_villages_and_known_people(comparison):
    shares = comparison.shares
    assert list(shares.index) == [standard.value for standard in StandardId]
    assert shares["communities"].tolist() == [4] * 8
    assert shares["communities_served"].tolist() == [2, 3, 1, 1, 2, 1, 2, 2]
    assert shares["population_known"].tolist() == [180] * 8
    assert shares["population_served"].tolist() == [150, 180, 100, 100, 150, 100, 150, 150]
    assert shares.loc["sdg_11_2_1", "share_served"] == approx(150 / 180)


def test_values_and_classes_are_those_of_each_measure(world, comparison):
    reach, timetable = reach_of(world), timetable_of(world)
    values = comparison.values  # noqa: PD011 - not pandas' attribute
    for standard_id in StandardId:
        alone = measure(reach, standard_id, timetable=timetable)
        name = standard_id.value
        pd.testing.assert_series_equal(values[name], alone["value"], check_names=False)
        pd.testing.assert_series_equal(
            comparison.by_community[name], alone["is_served"], check_names=False
        )
        classes = comparison.classes[name]
        if STANDARDS[standard_id].classes:
            assert classes.tolist() == alone["access_class"].tolist()
        else:
            assert classes.isna().all()


def test_without_a_timetable_those_that_need_none_are_asked(world):
    reach = reach_of(world)
    comparison = compare_standards(reach, reach, None)
    expected = [StandardId.SDG, StandardId.STRAIGHT_LINE, StandardId.PPIAF]
    assert list(comparison.shares.index) == expected
    assert list(comparison.disagreements().index) == ["RIVER"]


def test_people_are_those_of_the_population_points_where_there_are_some(tmp_path):
    points = [
        {"population": 40, "geometry": Point(50, 0)},
        {"population": 60, "geometry": Point(0, -2_900)},
    ]
    world = bus_world(tmp_path, homes=HOMES, stops=STOPS, lines=LINES, ways=WAYS, people=PEOPLE,
                      rows={"population": points})  # fmt: skip
    comparison = Desk(world).comparison(DAY)
    assert comparison.shares["communities"].tolist() == [4] * 8
    assert comparison.shares.loc["sdg_11_2_1", "population_known"] == 100
    assert comparison.shares.loc["sdg_11_2_1", "share_served"] == approx(0.4)
    assert list(comparison.people.origins.index) == ["1", "2"]
    assert reach_of(world, By.ZONE).origins["population"].tolist() == [40, 60]


def test_what_nobody_knows_is_no_disagreement(tmp_path):
    # A stop without a known line: served by distance, open by every timetable.
    unlinked = [{"stop_id": "U", "name_th": "ป้าย", "geometry": Point(150, 0)}]
    world = bus_world(tmp_path, homes={"A": (0, 0)}, stops={"S": (4_000, 0)}, lines=[
        Line(route="R", stop="S", starts=each(10))], rows={"bus_stops": unlinked})  # fmt: skip
    comparison = Desk(world).comparison(DAY)
    assert comparison.by_community.loc["A"].isna().sum() == 4
    assert comparison.disagreements().empty
    assert comparison.shares["communities_unclear"].sum() == 4
