"""Which communities lack what: the whole question, on a world whose answer is on paper."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import asdict, replace

import numpy as np
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point

from geo_app.analysis import coverage
from geo_app.errors import CrsError, LayerError
from geo_app.network.walking import WalkingMethod, walking_method
from geo_app.province import open_province
from geo_app.transit.buses import build_bus_network
from tests.fixtures.places import communities
from tests.fixtures.province_folder import DAY, community, rows_of_world, write_province

BRIDGE = [
    {"geometry": LineString([(-3000, 0), (3000, 0)])},
    {"geometry": LineString([(0, 480), (210, 480), (210, 0)])},
]


def gaps(folder, *, walk_distance_m: float = 500, on: dt.date = DAY, **options):
    """Return the gaps of a world written with some parts changed."""
    province = open_province(write_province(folder, **options))
    return coverage.gaps(province, walk_distance_m=walk_distance_m, on=on)


class TestWorld:
    """The table in fixtures/province_folder.py."""

    def test_who_has_a_stop_within_500_metres_on_foot(self, world_gaps):
        assert world_gaps["has_stop"].to_dict() == {
            "C001": True,
            "C002": False,
            "C003": False,
            "C004": False,
        }

    def test_how_far_the_walk_is(self, world_gaps):
        walks = world_gaps["walk_distance_m"]
        assert walks.tolist()[:3] == pytest.approx([300, 900, 1000], abs=0.01)
        assert math.isnan(walks["C004"])

    def test_how_far_the_stop_is_in_a_straight_line(self, world_gaps):
        straight = world_gaps["straight_distance_m"].tolist()
        assert straight == pytest.approx([300, 480, 1000, 6000], abs=0.01)

    def test_which_stop_is_the_nearest(self, world_gaps):
        assert world_gaps["nearest_stop_id"].tolist() == ["S1", "S1", "S2", "S1"]

    def test_who_is_connected(self, world_gaps):
        assert world_gaps["is_connected"].tolist() == [True, True, True, False]

    def test_which_plan_stands(self, world_gaps):
        assert world_gaps["plan_status"].tolist() == ["valid", "expired", "valid", "none"]
        assert world_gaps["plan_id"].tolist() == ["P1", "P2", "P3", None]

    def test_which_hazards_there_are(self, world_gaps):
        assert world_gaps["hazards"].tolist() == [
            (("flood", "high"),),
            (("tsunami", "low"),),
            (),
            (),
        ]

    def test_how_far_the_mangrove_is(self, world_gaps):
        assert world_gaps["mangrove_distance_m"].tolist() == pytest.approx(
            [2700, math.hypot(2400, 380), 0, math.hypot(2400, 5900)], abs=0.01
        )

    def test_which_zone_each_is_counted_in(self, world_gaps):
        assert world_gaps["zone_id"].tolist() == ["830101", "830101", "830102", None]

    def test_the_summary_counts_them(self, world_gaps):
        assert asdict(coverage.summarise(world_gaps)) == {
            "communities": 4,
            "with_stop": 1,
            "without_stop": 3,
            "unconnected": 1,
            "population_known": 1290,
            "population_with_stop": 1000,
            "population_unclear": 0,
            "position_unknown": 0,
            # C002: tsunami, its plan expired; C001 lies in a flood zone and has one.
            "exposed_without_plan": 1,
            "exposed_plan_unknown": 0,
            "communities_population_unknown": 1,
            "plan_valid": 2,
            "plan_expired": 1,
            "plan_none": 1,
            "plan_unknown": 0,
        }

    def test_the_most_urgent_come_first(self, world_gaps):
        ranked = coverage.rank(world_gaps)
        assert list(ranked.index) == ["C002", "C004", "C003", "C001"]
        assert ranked["gap"].tolist() == ["both", "both", "stop", "none"]
        assert ranked["rank"].tolist() == [1, 2, 3, 4]
        assert ranked["hazard_level"].tolist() == ["low", None, None, "high"]


class TestMethod:
    def test_a_walking_network_goes_before_roads(self, tmp_path):
        write_province(tmp_path, rows={"walk_network": BRIDGE})
        assert walking_method(open_province(tmp_path)) is WalkingMethod.NETWORK

    def test_roads_give_an_estimate(self, world):
        assert walking_method(world) is WalkingMethod.ESTIMATED

    def test_without_lines_the_straight_line_is_stretched(self, tmp_path):
        found = gaps(tmp_path, rows={"roads": None})
        assert walking_method(open_province(tmp_path)) is WalkingMethod.STRAIGHT_LINE
        assert found["walk_distance_m"].tolist() == pytest.approx([390, 624, 1300, 7800], abs=0.01)
        assert found["is_connected"].all()

    def test_distances_follow_the_walking_network_where_there_is_one(self, tmp_path):
        path = {"geometry": LineString([(0, 0), (0, 480)])}
        found = gaps(tmp_path, rows={"walk_network": [*BRIDGE, path]})
        assert found.loc["C002", "walk_distance_m"] == pytest.approx(480, abs=0.01)

    def test_the_walking_network_has_the_narrower_limit(self, tmp_path):
        rows = {
            "communities": [community("C1", "ก", "A", Point(-900, 700))],
            "walk_network": BRIDGE,
        }
        assert gaps(tmp_path, rows=rows)["is_connected"].tolist() == [False]
        assert gaps(tmp_path / "roads", rows={"communities": rows["communities"]})[
            "is_connected"
        ].tolist() == [True]


class TestMissingLayers:
    def test_a_register_with_a_row_set_aside_says_of_nobody_that_there_is_no_plan(self, tmp_path):
        plans = [dict(row) for row in rows_of_world()["disaster_plans"]]
        found = gaps(tmp_path, rows={"disaster_plans": [*plans, {**plans[0], "plan_id": None}]})
        assert found["plan_status"].tolist() == ["valid", "expired", "valid", "unknown"]
        assert coverage.rank(found).loc[found.index[-1], "plan_verdict"] == "unknown"

    def test_without_a_register_no_plan_is_known(self, tmp_path):
        found = gaps(tmp_path, rows={"disaster_plans": None})
        assert set(found["plan_status"]) == {"unknown"}
        summary = coverage.summarise(found)
        assert (summary.plan_unknown, summary.exposed_without_plan) == (4, 0)
        assert summary.exposed_plan_unknown == 2

    def test_an_unknown_plan_is_no_gap(self, tmp_path):
        ranked = coverage.rank(gaps(tmp_path, rows={"disaster_plans": None}))
        assert ranked["gap"].to_dict() == {
            "C002": "stop",
            "C003": "stop",
            "C004": "stop",
            "C001": "none",
        }

    def test_without_hazard_zones_hazards_are_not_known(self, tmp_path):
        assert gaps(tmp_path, rows={"hazard_zones": None})["hazards"].tolist() == [None] * 4

    def test_without_mangroves_their_distance_is_not_known(self, tmp_path):
        assert gaps(tmp_path, rows={"mangroves": None})["mangrove_distance_m"].isna().all()

    def test_without_zones_only_own_plans_count(self, tmp_path):
        found = gaps(tmp_path, rows={"zones": None})
        assert found["plan_status"].tolist() == ["valid", "expired", "none", "none"]
        assert found["zone_id"].tolist() == [None] * 4

    def test_communities_alone_with_buses_are_a_province(self, tmp_path):
        rows = {kind: None for kind in rows_of_world() if kind != "communities"}
        found = gaps(tmp_path, rows=rows)
        assert found["straight_distance_m"].notna().all()

    def test_a_layer_that_is_declared_and_broken_is_not_passed_over(self, tmp_path):
        with pytest.raises(LayerError, match=r"hazard_zones\.geojson"):
            gaps(tmp_path, files={"hazard_zones.geojson": "{"})

    def test_the_base_map_may_be_broken(self, tmp_path):
        assert len(gaps(tmp_path, files={"land.geojson": "{"})) == 4


class TestQuestion:
    @pytest.mark.parametrize("metres", [0, -1, float("nan"), -math.inf])
    def test_a_distance_that_is_not_positive_is_a_mistake_of_the_caller(self, world, metres):
        with pytest.raises(ValueError, match="walk_distance_m must be positive"):
            coverage.gaps(world, walk_distance_m=metres, on=DAY)

    def test_without_a_day_today_is_meant(self, world):
        today = coverage.gaps(world, on=dt.date.today())
        assert_geodataframe_equal(coverage.gaps(world), today)

    def test_buses_that_are_built_already_give_the_same_facts(self, world):
        ready = coverage.community_facts(world, on=DAY, buses=build_bus_network(world))
        assert_geodataframe_equal(ready, coverage.community_facts(world, on=DAY))

    def test_the_default_distance_is_that_of_the_sdg_indicator(self, world, world_gaps):
        assert_geodataframe_equal(coverage.gaps(world, on=DAY), world_gaps)

    def test_the_day_decides_about_the_plans(self, world):
        later = coverage.gaps(world, on=dt.date(2028, 1, 1))
        assert later["plan_status"].tolist() == ["expired", "expired", "valid", "none"]

    def test_asking_changes_nothing_in_the_province(self, world):
        before = {kind: world.of_kind(kind).copy() for kind in ("communities", "zones", "roads")}
        coverage.rank(coverage.gaps(world, on=DAY))
        for kind, layer in before.items():
            assert_geodataframe_equal(world.of_kind(kind), layer)

    def test_communities_keep_their_index_and_order(self, world, world_gaps):
        assert list(world_gaps.index) == list(world.communities.index)
        assert world_gaps.index.name == "community_id"

    def test_every_fact_of_the_file_is_still_there(self, world, world_gaps):
        kept = [column for column in world.communities if column != "zone_id"]
        assert_geodataframe_equal(world_gaps[kept], world.communities[kept])

    def test_layers_in_another_crs_are_refused(self, world):
        layer = world.layer("hazard_zones")
        moved = replace(layer, frame=layer.frame.to_crs("EPSG:32648"))
        province = open_province(world.folder)
        province._layers.get("layer", "hazard_zones", make=lambda: moved)
        with pytest.raises(CrsError, match="'communities' and 'hazard_zones'"):
            coverage.gaps(province, on=DAY)

    @given(st.floats(1, 5000), st.floats(0, 5000))
    def test_a_longer_walk_never_loses_a_stop(self, metres, more):
        facts = communities({f"C{n}": (0, 0) for n in range(4)}).assign(
            walk_distance_m=[300.0, 900.0, 1000.0, float("nan")]
        )
        near = coverage.mark_stops(facts, walk_distance_m=metres)["has_stop"]
        far = coverage.mark_stops(facts, walk_distance_m=metres + more)["has_stop"]
        assert (far | ~near).all()


def table(rows: list[dict[str, object]]):
    """Return gaps with the given columns, as `gaps` would."""
    known = {
        "has_stop": True,
        "plan_status": "valid",
        "hazards": (),
        "population": float("nan"),
        "walk_distance_m": 100.0,
        "is_connected": True,
    }
    frame = communities({f"C{n}": (0, 0) for n in range(len(rows))})
    return frame.assign(**{key: [{**known, **row}[key] for row in rows] for key in known})


def order(*rows: dict[str, object]) -> list[int]:
    """Return the rows' numbers in order of urgency."""
    return [int(index[1:]) for index in coverage.rank(table(list(rows))).index]


class TestRank:
    def test_two_gaps_go_before_one_and_one_before_none(self):
        rows = [{}, {"has_stop": False}, {"has_stop": False, "plan_status": "none"}]
        assert order(*rows) == [2, 1, 0]

    @pytest.mark.parametrize("status", ["none", "expired"])
    def test_an_expired_plan_is_a_gap_like_a_missing_one(self, status):
        assert coverage.rank(table([{"plan_status": status}]))["gap"].tolist() == ["plan"]

    def test_among_equal_gaps_the_higher_hazard_goes_first(self):
        rows = [
            {"hazards": (("flood", level),)} for level in ("low", "very_high", "high", "medium")
        ]
        assert order({}, *rows) == [2, 3, 4, 1, 0]

    def test_the_highest_of_several_hazards_counts(self):
        found = coverage.rank(table([{"hazards": (("flood", "low"), ("tsunami", "high"))}]))
        assert found["hazard_level"].tolist() == ["high"]

    def test_among_equal_hazards_more_people_go_first_and_unknown_last(self):
        rows = [{"population": p} for p in (float("nan"), 5.0, 0.0, 70.0)]
        assert order(*rows) == [3, 1, 2, 0]

    def test_among_equal_people_the_longer_walk_goes_first_and_no_walk_before_all(self):
        rows = [{"walk_distance_m": m} for m in (100.0, float("nan"), 900.0)]
        assert order(*rows) == [1, 2, 0]

    def test_equal_communities_keep_their_order(self):
        assert order({}, {}, {}) == [0, 1, 2]

    def test_unknown_hazards_rank_like_none(self):
        assert order({"hazards": None}, {"hazards": (("flood", "low"),)}) == [1, 0]

    def test_without_a_column_of_people_the_rest_decides(self):
        frame = table([{}, {"has_stop": False}]).drop(columns="population")
        assert list(coverage.rank(frame).index) == ["C1", "C0"]

    def test_ranking_nobody_gives_nobody(self):
        assert coverage.rank(table([{}]).iloc[:0]).empty

    def test_ranking_changes_nothing_in_the_gaps(self):
        frame = table([{}, {"has_stop": False}])
        before = frame.copy()
        coverage.rank(frame)
        assert_geodataframe_equal(frame, before)


ROW = st.fixed_dictionaries(
    {
        "has_stop": st.booleans(),
        "is_connected": st.booleans(),
        "plan_status": st.sampled_from(["valid", "expired", "none", "unknown"]),
        "population": st.one_of(st.just(float("nan")), st.integers(0, 10**6).map(float)),
    }
)


@given(st.lists(ROW, max_size=12))
def test_the_parts_of_a_summary_add_up_to_the_whole(rows):
    summary = coverage.summarise(table(rows).astype({"has_stop": bool, "is_connected": bool}))
    plans = (summary.plan_valid, summary.plan_expired, summary.plan_none, summary.plan_unknown)
    assert summary.communities == len(rows)
    assert summary.with_stop + summary.without_stop == len(rows)
    assert sum(plans) == len(rows)
    assert summary.population_with_stop <= summary.population_known
    assert summary.population_known == sum(
        int(row["population"]) for row in rows if not math.isnan(row["population"])
    )
    assert summary.communities_population_unknown == sum(
        math.isnan(row["population"]) for row in rows
    )


@given(st.lists(ROW, min_size=1, max_size=12))
def test_ranking_loses_nobody(rows):
    frame = table(rows)
    ranked = coverage.rank(frame)
    assert sorted(ranked.index) == sorted(frame.index)
    assert ranked["rank"].tolist() == list(range(1, len(rows) + 1))
    assert np.isin(ranked["gap"], ["both", "stop", "plan", "none"]).all()


def test_the_summary_of_a_selection_counts_only_that(world_gaps):
    summary = coverage.summarise(world_gaps.loc[["C001"]])
    assert (summary.communities, summary.with_stop, summary.population_known) == (1, 1, 1000)


def test_people_unknown_everywhere_are_none_known(tmp_path):
    rows = [{**row, "population": None} for row in rows_of_world()["communities"]]
    summary = coverage.summarise(gaps(tmp_path, rows={"communities": rows}))
    assert (summary.population_known, summary.communities_population_unknown) == (0, 4)


def test_a_day_is_kept_as_a_day(world_gaps):
    assert world_gaps.loc["C001", "plan_valid_until"] == pd.Timestamp("2027-12-31")


def test_a_community_in_several_zones_is_exposed_once_and_unknown_counts_as_none():
    flood, tsunami = ("flood", "high"), ("tsunami", "low")
    facts = pd.DataFrame({"hazards": [(flood, tsunami), (flood,), (), None]}, dtype=object)
    assert coverage.exposed_communities(facts) == 2
