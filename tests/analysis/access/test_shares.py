"""How many people have access: by zone, in all, and what nobody knows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx
from shapely import box

from geo_app.analysis.access.shares import SHARE_COLUMNS, share_of_all, shares_by_zone
from geo_app.analysis.access.walk_times import people_within_minutes
from geo_app.analysis.walks.demand import OUTSIDE, sum_by_zone
from tests.fixtures.places import areas, communities

ZONES = areas(
    {"Z1": box(0, 0, 1, 1), "Z2": box(1, 0, 2, 1), "Z3": box(2, 0, 3, 1), "D1": box(0, 0, 3, 1)},
    name="zone_id",
    level=["tambon", "tambon", "tambon", "district"],
)


def origins_of(rows):
    """Return origins of (zone, people) and nothing else."""
    places = {f"C{n}": (0.0, 0.0) for n in range(len(rows))}
    return communities(places).assign(
        zone_id=pd.Series([zone for zone, _ in rows], dtype=object, index=list(places)),
        population=pd.Series([people for _, people in rows], dtype=float, index=list(places)),
    )


def access_of(origins, is_served, classes=None) -> pd.DataFrame:
    """Return answers, and classes of a standard that has some."""
    named = classes and pd.Categorical(classes, ["0", "low", "high"], ordered=True)
    return pd.DataFrame(
        {
            "is_served": pd.array(is_served, dtype="boolean"),
            "access_class": named,
            "is_connected": True,
        },
        index=origins.index,
    )


ROWS = [("Z1", 100), ("Z1", 50), ("Z1", None), ("Z2", 30), (None, 7), ("Z2", 20)]
ANSWERS = [True, False, True, None, True, True]


def test_people_by_zone_on_paper():
    origins = origins_of(ROWS)
    shares = shares_by_zone(access_of(origins, ANSWERS), origins, ZONES)
    assert list(shares) == SHARE_COLUMNS
    # Zones without an origin stand there too, other levels do not, outside comes last.
    assert list(shares.index) == ["Z1", "Z2", "Z3", OUTSIDE]
    assert shares.index.name == "zone_id"
    assert shares["origins"].tolist() == [3, 2, 0, 1]
    assert shares["origins_served"].tolist() == [2, 1, 0, 1]
    assert shares["origins_unclear"].tolist() == [0, 1, 0, 0]
    assert shares["origins_population_unknown"].tolist() == [1, 0, 0, 0]
    assert shares["population_known"].tolist() == [150, 50, 0, 7]
    assert shares["population_served"].tolist() == [100, 20, 0, 7]
    assert shares["population_unclear"].tolist() == [0, 30, 0, 0]
    assert shares["share_served"].round(4).fillna(-1).tolist() == [0.6667, 0.4, -1, 1]


def test_all_together_on_paper():
    origins = origins_of(ROWS)
    share = share_of_all(access_of(origins, ANSWERS), origins)
    assert share["origins"] == 6
    assert share["population_known"] == 207
    assert share["share_served"] == approx(127 / 207)


def test_unknown_people_stay_unknown():
    origins = origins_of([("Z1", None), ("Z1", None)])
    access = access_of(origins, [True, False])
    for share in (share_of_all(access, origins), shares_by_zone(access, origins, ZONES).loc["Z1"]):
        assert share["origins_population_unknown"] == 2
        assert share["population_known"] == 0
        assert np.isnan(share["share_served"])


def test_nobody_living_somewhere_is_known_and_is_not_a_share():
    origins = origins_of([("Z1", 0)])
    share = share_of_all(access_of(origins, [True]), origins)
    assert share["origins_population_unknown"] == 0
    assert np.isnan(share["share_served"])


def test_a_zone_that_only_an_origin_names_keeps_its_people():
    origins = origins_of([("Z1", 10), ("ELSEWHERE", 5)])
    shares = shares_by_zone(access_of(origins, [True, True]), origins, ZONES)
    assert list(shares.index) == ["Z1", "Z2", "Z3", "ELSEWHERE"]
    assert shares["population_served"].sum() == 15


def test_where_no_origin_lies_in_a_zone_the_finest_zones_stand_empty():
    origins = origins_of([(None, 10)])
    shares = shares_by_zone(access_of(origins, [True]), origins, ZONES)
    assert shares["population_known"].to_dict() == {"Z1": 0, "Z2": 0, "Z3": 0, OUTSIDE: 10}


def test_without_zones_everybody_is_outside():
    origins = origins_of([(None, 10), (None, 5)])
    shares = shares_by_zone(access_of(origins, [True, False]), origins, None)
    assert shares["population_served"].to_dict() == {OUTSIDE: 10}


def test_classes_are_counted_by_people():
    origins = origins_of([("Z1", 10), ("Z1", None), ("Z2", 5), ("Z2", 3)])
    access = access_of(origins, [True, True, False, True], ["high", "high", "0", "high"])
    shares = shares_by_zone(access, origins, ZONES)
    # Also those that nobody is in, from the worst to the best.
    assert list(shares)[len(SHARE_COLUMNS) :] == [
        "population_0",
        "population_low",
        "population_high",
    ]
    found = shares[["population_0", "population_low", "population_high"]]
    assert found.to_numpy().tolist() == [[0, 0, 10], [5, 0, 3], [0, 0, 0]]


@pytest.mark.parametrize("zones", [ZONES, None])
def test_nobody_at_all(zones):
    origins = origins_of([])
    access = access_of(origins, [])
    assert shares_by_zone(access, origins, zones)["origins"].sum() == 0
    share = share_of_all(access, origins)
    assert np.isnan(share["share_served"])
    assert list(share.index) == SHARE_COLUMNS


ORIGINS = st.lists(
    st.tuples(
        st.sampled_from(["Z1", "Z2", "D1", "ELSEWHERE", None]),
        st.one_of(st.none(), st.integers(0, 10_000).map(float)),
        st.sampled_from([True, False, None]),
        st.sampled_from(["low", "high", None]),
    ),
    min_size=1,
    max_size=12,
)


@given(rows=ORIGINS, has_zones=st.booleans())
def test_zones_add_up_to_the_whole_whatever_is_not_known(rows, has_zones):
    origins = origins_of([(zone, people) for zone, people, _, _ in rows])
    access = access_of(origins, [a for _, _, a, _ in rows], [c for _, _, _, c in rows])
    before = origins.copy(), access.copy()
    whole = share_of_all(access, origins)
    shares = shares_by_zone(access, origins, ZONES if has_zones else None)
    assert_geodataframe_equal(origins, before[0])
    pd.testing.assert_frame_equal(access, before[1])
    assert list(shares) == list(whole.index)
    for column in shares.columns.drop("share_served"):
        assert shares[column].sum() == approx(whole[column])
    assert whole["origins"] == len(rows)
    assert whole["population_known"] == approx(origins["population"].sum())
    known = shares["population_known"] > 0
    assert (shares["share_served"].notna() == known).all()
    assert shares["share_served"].dropna().between(0, 1).all()


@given(rows=st.lists(st.tuples(st.integers(0, 4), st.one_of(st.none(), st.integers(0, 99)))))
def test_people_by_zone_number_are_summed_and_the_unknown_adds_nothing(rows):
    zone = np.array([z for z, _ in rows], dtype=np.int64)
    people = np.array([np.nan if p is None else p for _, p in rows], dtype=float)
    sums = sum_by_zone(zone, people, zones=5)
    assert sums.tolist() == [sum(p or 0 for z, p in rows if z == n) for n in range(5)]


class TestWalkTimes:
    ORIGINS = origins_of([("Z1", 100), ("Z1", 50), ("Z2", None), ("Z2", 30), (None, 20)])

    def counts(self, *walk_m):
        return people_within_minutes(self.ORIGINS, pd.Series(walk_m, index=self.ORIGINS.index))

    def test_people_within_5_10_and_15_minutes_at_both_speeds(self):
        counts = self.counts(400, 800, 276, 1201, np.nan).set_index(["speed", "minutes"])
        assert counts["walk_distance_m"].round(6).to_dict() == {
            ("normal", 5): 400, ("normal", 10): 800, ("normal", 15): 1200,
            ("older", 5): 276, ("older", 10): 552, ("older", 15): 828,
        }  # fmt: skip
        assert counts["origins"].tolist() == [2, 3, 3, 1, 2, 3]
        assert counts["population"].tolist() == [100, 150, 150, 0, 100, 150]
        assert counts["share"].tolist() == approx([0.5, 0.75, 0.75, 0, 0.5, 0.75])

    @pytest.mark.parametrize(
        ("metres", "number"), [(399.9, 1), (400.0, 1), (400.001, 1), (400.1, 0)]
    )
    def test_five_minutes_end_at_400_metres(self, metres, number):
        counts = self.counts(metres, *[np.nan] * 4)
        assert counts.loc[0, "origins"] == number

    def test_the_share_of_nobody_known_is_unknown(self):
        origins = origins_of([("Z1", None)])
        counts = people_within_minutes(origins, pd.Series([10.0], index=origins.index))
        assert counts["share"].isna().all()

    def test_other_times_may_be_asked(self):
        walks = pd.Series(80.0, index=self.ORIGINS.index)
        counts = people_within_minutes(self.ORIGINS, walks, minutes=(1,))
        assert counts["origins"].tolist() == [5, 0]


def test_whom_no_known_way_leads_to_a_stop_is_counted_apart_with_the_people():
    origins = origins_of(ROWS)
    access = access_of(origins, [True, False, False, False, False, True])
    access["is_connected"] = [True, False, True, False, False, True]
    shares = shares_by_zone(access, origins, ZONES)
    assert shares["origins_unconnected"].tolist() == [1, 1, 0, 1]
    assert shares["population_unconnected"].tolist() == [50, 30, 0, 7]
