"""Standards that ask how often a bus comes: GHSCI, DG REGIO and TCQSM, through real feeds."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from pytest import approx
from shapely import LineString, Point

from geo_app.analysis.access.measures import measure
from geo_app.analysis.access.standards import StandardId
from geo_app.analysis.walks.reach import FURTHEST_M
from geo_app.errors import MissingLayerError
from tests.fixtures.bus_worlds import RAIL, Line, bus_world, each, reach_of, timetable_of

GHSCI_30, GHSCI_20 = StandardId.GHSCI_30, StandardId.GHSCI_20
DG_REGIO, TCQSM = StandardId.DG_REGIO, StandardId.TCQSM
HOME = {"A": (0.0, 0.0)}


def asked(folder, standard_id, stops, lines, *, homes=None, **options) -> pd.DataFrame:
    """Write the world and measure."""
    named = ("walk_distance_m", "window")
    asked_of = {key: options.pop(key) for key in named if key in options}
    world = bus_world(folder, homes=homes or HOME, stops=stops, lines=lines, **options)
    return measure(reach_of(world), standard_id, timetable=timetable_of(world), **asked_of)


def line(starts, *, route="R", stop="S", **options) -> Line:
    """Return a line from stop S."""
    return Line(route=route, stop=stop, starts=starts, **options)


def answers(found: pd.DataFrame) -> list:
    """Return yes, no, or None where nobody knows."""
    return [None if pd.isna(value) else bool(value) for value in found["is_served"]]


class TestGhsci:
    @pytest.mark.parametrize(("standard_id", "minutes"), [(GHSCI_30, 30), (GHSCI_20, 20)])
    def test_exactly_at_the_threshold_is_in_and_one_bus_less_is_out(
        self, tmp_path, standard_id, minutes
    ):
        starts = each(minutes)
        assert len(starts) == 720 / minutes
        found = asked(tmp_path / "in", standard_id, {"S": (400, 0)}, [line(starts)])
        assert answers(found) == [True]
        found = asked(tmp_path / "out", standard_id, {"S": (400, 0)}, [line(starts[:-1])])
        assert answers(found) == [False]

    def test_every_25_minutes_is_frequent_by_one_threshold_only(self, tmp_path):
        lines = [line(each(25))]
        assert answers(asked(tmp_path / "30", GHSCI_30, {"S": (400, 0)}, lines)) == [True]
        assert answers(asked(tmp_path / "20", GHSCI_20, {"S": (400, 0)}, lines)) == [False]

    def test_routes_that_leave_the_same_way_add_up(self, tmp_path):
        lines = [line(each(60), route="R"), line(each(60, start=450), route="Q")]
        assert answers(asked(tmp_path, GHSCI_30, {"S": (400, 0)}, lines)) == [True]

    def test_the_better_direction_counts_and_not_both_together(self, tmp_path):
        both = [line(each(60), direction=way) for way in (0, 1)]
        assert answers(asked(tmp_path / "both", GHSCI_30, {"S": (400, 0)}, both)) == [False]
        one = [line(each(30), direction=0), line(each(180), direction=1)]
        assert answers(asked(tmp_path / "one", GHSCI_30, {"S": (400, 0)}, one)) == [True]

    def test_two_early_buses_are_not_frequent(self, tmp_path):
        lines = [line([7 * 60 + 5, 7 * 60 + 10])]
        assert answers(asked(tmp_path, GHSCI_30, {"S": (400, 0)}, lines)) == [False]

    def test_buses_outside_the_day_count_for_nothing(self, tmp_path):
        lines = [line([*each(10, start=300, end=420), *each(10, start=1140, end=1300)])]
        assert answers(asked(tmp_path, GHSCI_30, {"S": (400, 0)}, lines)) == [False]

    @pytest.mark.parametrize(("metres", "is_in"), [(499.9, True), (500.0, True), (500.1, False)])
    def test_the_frequent_stop_is_within_500_metres(self, tmp_path, metres, is_in):
        found = asked(tmp_path, GHSCI_30, {"S": (metres, 0)}, [line(each(10))])
        assert answers(found) == [is_in]
        assert found["value"].tolist() == [approx(metres, abs=0.01)]

    def test_the_frequent_stop_is_named_and_not_a_nearer_one(self, tmp_path):
        stops = {"RARE": (100, 0), "OFTEN": (450, 0)}
        lines = [line(each(120), stop="RARE", route="Q"), line(each(10), stop="OFTEN")]
        row = asked(tmp_path, GHSCI_30, stops, lines).loc["A"]
        assert bool(row["is_served"])
        assert (row["nearest_stop_id"], row["value"]) == ("OFTEN", approx(450, abs=0.01))
        assert row["walk_distance_m"] == row["value"]

    def test_departures_of_neighbouring_stops_are_not_added(self, tmp_path):
        stops = {"S": (400, 0), "T": (410, 0)}
        lines = [line(each(60), stop=stop, route=stop) for stop in stops]
        assert answers(asked(tmp_path, GHSCI_30, stops, lines)) == [False]


class TestDgRegio:
    """06:00 to 20:00 are 14 hours."""

    @staticmethod
    def starts(per_day: int) -> list[float]:
        return each(840 / per_day, start=360, end=1200)[:per_day] if per_day else [300]

    @pytest.mark.parametrize(
        ("per_day", "access_class"),
        [(0, "none"), (1, "low"), (55, "low"), (56, "medium"), (57, "medium"), (139, "medium"),
         (140, "medium"), (141, "high"), (400, "high")],
    )  # fmt: skip
    def test_classes_begin_at_exactly_four_and_end_at_exactly_ten(
        self, tmp_path, per_day, access_class
    ):
        row = asked(tmp_path, DG_REGIO, {"S": (100, 0)}, [line(self.starts(per_day))]).loc["A"]
        assert row["access_class"] == access_class
        assert row["value"] == approx(per_day / 14)
        assert bool(row["is_served"]) is (per_day > 0)

    @pytest.mark.parametrize(
        ("split", "access_class"), [((2, 48, 6), "medium"), ((1, 115, 24), "medium")]
    )
    def test_exactly_four_and_ten_stay_so_when_routes_are_added(
        self, tmp_path, split, access_class
    ):
        # 2/14 + 48/14 + 6/14 is a hair below 4 in the computer's numbers.
        lines = [line(self.starts(n), route=f"R{place}") for place, n in enumerate(split)]
        row = asked(tmp_path, DG_REGIO, {"S": (100, 0)}, lines).loc["A"]
        assert (row["access_class"], row["value"]) == (access_class, approx(sum(split) / 14))

    @pytest.mark.parametrize(("metres", "is_in"), [(399.9, True), (400.0, True), (400.1, False)])
    def test_five_minutes_are_400_metres(self, tmp_path, metres, is_in):
        found = asked(tmp_path, DG_REGIO, {"S": (metres, 0)}, [line(self.starts(70))])
        assert answers(found) == [is_in]
        assert found["access_class"].tolist() == ["medium" if is_in else "none"]

    @pytest.mark.parametrize(("metres", "is_in"), [(799.9, True), (800.0, True), (800.1, False)])
    def test_to_rail_it_is_ten_minutes(self, tmp_path, metres, is_in):
        lines = [line(self.starts(70), route_type=RAIL)]
        found = asked(tmp_path, DG_REGIO, {"S": (metres, 0)}, lines)
        assert answers(found) == [is_in]

    @pytest.mark.parametrize(("apart", "per_hour"), [(49.9, 6), (51, 3)])
    def test_both_sides_of_a_street_belong_together(self, tmp_path, apart, per_hour):
        stops = {"HERE": (100, 0), "ACROSS": (100, apart)}
        lines = [line(self.starts(42), stop=stop, direction=way) for way, stop in enumerate(stops)]
        row = asked(tmp_path, DG_REGIO, stops, lines).loc["A"]
        assert row["value"] == approx(per_hour)

    def test_a_route_that_calls_twice_in_a_group_counts_once_a_direction(self, tmp_path):
        stops = {"HERE": (100, 0), "NEXT": (130, 0)}
        lines = [line(self.starts(42), stop=stop) for stop in stops]
        assert asked(tmp_path, DG_REGIO, stops, lines).loc["A", "value"] == approx(3)

    def test_the_busiest_group_counts_and_not_the_sum(self, tmp_path):
        stops = {"LEFT": (-200, 0), "RIGHT": (200, 0)}
        lines = [line(self.starts(42), stop="LEFT", route="L"), line(self.starts(70), stop="RIGHT")]
        assert asked(tmp_path, DG_REGIO, stops, lines).loc["A", "value"] == approx(5)

    def test_stops_in_a_row_do_not_make_one_group_of_all(self, tmp_path):
        # Every 40 m a stop with its own route: each has two neighbours, not the whole row.
        stops = {f"S{n}": (40.0 * n, 0) for n in range(10)}
        lines = [line(self.starts(14), stop=stop, route=stop) for stop in stops]
        assert asked(tmp_path, DG_REGIO, stops, lines).loc["A", "value"] == approx(3)

    def test_a_line_boarded_anywhere_does_not_carry_one_place_to_another(self, tmp_path):
        # A songthaew every 60 min past the village; the busy corner is 3 km down its line.
        songthaew = {
            "route_id": "H", "name_th": "สองแถว", "headway_min": 60,
            "stop_policy": "hail_and_ride", "geometry": LineString([(-100, 0), (3500, 0)]),
        }  # fmt: skip
        corner = line(self.starts(280), stop="CORNER")
        row = asked(tmp_path, DG_REGIO, {"CORNER": (3000, 10)}, [corner],
                    rows={"bus_routes": [songthaew]}).loc["A"]  # fmt: skip
        assert row["value"] == approx(2)
        assert row["access_class"] == "low"

    def test_a_stop_nobody_knows_the_lines_of_leaves_the_answer_open(self, tmp_path):
        unlinked = [{"stop_id": "U", "name_th": "ป้าย", "geometry": Point(150, 0)}]
        homes = {"A": (0, 0), "FAR": (-2000, 0)}
        row = asked(tmp_path, DG_REGIO, {"S": (4000, 0)}, [line(self.starts(70))], homes=homes,
                    rows={"bus_stops": unlinked})  # fmt: skip
        assert answers(row) == [None, False]
        assert row["is_service_known"].tolist() == [False, True]


class TestTcqsm:
    def test_the_headway_of_the_best_route_and_its_hours(self, tmp_path):
        lines = [
            line(each(30, start=300, end=1320), route="OFTEN"),
            line(each(60), route="RARE"),
        ]
        row = asked(tmp_path, TCQSM, {"S": (300, 0)}, lines).loc["A"]
        assert row["headway_min"] == row["value"] == approx(30)
        # 05:00 to the last departure at 21:30.
        assert row["span_h"] == approx(16.5)
        assert bool(row["is_served"])
        assert row["access_class"] is None or pd.isna(row["access_class"])

    @pytest.mark.parametrize(("metres", "is_in"), [(399.9, True), (400.0, True), (400.1, False)])
    def test_a_stop_is_within_400_metres_whatever_runs_there(self, tmp_path, metres, is_in):
        row = asked(tmp_path, TCQSM, {"S": (metres, 0)}, [line([300])]).loc["A"]
        assert bool(row["is_served"]) is is_in
        assert pd.isna(row["headway_min"])
        assert row["span_h"] == approx(0) if is_in else pd.isna(row["span_h"])

    def test_a_longer_walk_than_any_standard_finds_its_stops_too(self, tmp_path):
        further = FURTHEST_M + 300
        found = asked(tmp_path, TCQSM, {"S": (further, 0)}, [line(each(20))],
                      walk_distance_m=further + 50)  # fmt: skip
        assert answers(found) == [True]
        assert found["headway_min"].tolist() == [approx(20)]


UNLINKED = [{"stop_id": "U", "name_th": "ป้ายร้าง", "geometry": Point(200, 0)}]


@pytest.mark.parametrize(
    ("standard_id", "expected"),
    [(GHSCI_30, None), (GHSCI_20, None), (DG_REGIO, None), (StandardId.PTAL, None), (TCQSM, True),
     (StandardId.SDG, True), (StandardId.PPIAF, True), (StandardId.STRAIGHT_LINE, True)],
)  # fmt: skip
def test_unknown_service_is_not_no_service(tmp_path, standard_id, expected):
    found = asked(tmp_path, standard_id, {"S": (4000, 0)}, [line(each(10))],
                  rows={"bus_stops": UNLINKED})  # fmt: skip
    assert answers(found) == [expected]
    needs_timetable = standard_id in (GHSCI_30, GHSCI_20, DG_REGIO, StandardId.PTAL, TCQSM)
    assert found["is_service_known"].tolist() == [not needs_timetable]


@pytest.mark.parametrize("standard_id", [GHSCI_30, DG_REGIO, StandardId.PTAL])
def test_a_line_without_a_headway_leaves_the_answer_open(tmp_path, standard_id):
    drawn = {
        "route_id": "D", "name_th": "สายใหม่", "headway_min": None,
        "stop_policy": "hail_and_ride", "geometry": LineString([(100, 0), (900, 0)]),
    }  # fmt: skip
    found = asked(tmp_path, standard_id, {"S": (4000, 0)}, [line(each(10))],
                  rows={"bus_routes": [drawn]})  # fmt: skip
    assert answers(found) == [None]
    assert found["is_service_known"].tolist() == [False]


@pytest.mark.parametrize("standard_id", [GHSCI_30, DG_REGIO, StandardId.PTAL])
def test_what_is_known_to_be_enough_is_yes_beside_what_nobody_knows(tmp_path, standard_id):
    found = asked(tmp_path, standard_id, {"S": (300, 0)}, [line(each(10))],
                  rows={"bus_stops": UNLINKED})  # fmt: skip
    assert answers(found) == [True]


@pytest.mark.parametrize("standard_id", [GHSCI_30, DG_REGIO, StandardId.PTAL, TCQSM])
def test_without_a_timetable_a_sentence_says_what_to_add(tmp_path, standard_id):
    world = bus_world(tmp_path, homes=HOME, stops={"S": (9, 0)}, lines=[line(each(10))])
    with pytest.raises(MissingLayerError, match="there is no timetable"):
        measure(reach_of(world), standard_id)


@pytest.mark.parametrize("standard_id", list(StandardId))
def test_asking_changes_nothing_and_the_same_is_found_twice(tmp_path, standard_id):
    world = bus_world(tmp_path, homes=HOME, stops={"S": (300, 0)}, lines=[line(each(10))])
    reach, timetable = reach_of(world), timetable_of(world)
    kept = [frame.copy() for frame in (reach.nearest, reach.pairs(), timetable.departures)]
    first, second = (measure(reach, standard_id, timetable=timetable) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)
    now = [reach.nearest, reach.pairs(), timetable.departures]
    for before, after in zip(kept, now, strict=True):
        pd.testing.assert_frame_equal(before, after)


@pytest.mark.parametrize("standard_id", [GHSCI_30, DG_REGIO, StandardId.PTAL])
def test_more_departures_never_make_access_worse(tmp_path, standard_id):
    found = [
        asked(tmp_path / str(minutes), standard_id, {"S": (300, 0)}, [line(each(minutes))])
        for minutes in (90, 40, 25, 12, 5)
    ]
    for fewer, more in pairwise(found):
        assert answers(fewer) <= answers(more)
        assert standard_id is GHSCI_30 or fewer["value"].iloc[0] < more["value"].iloc[0]


@pytest.mark.parametrize("standard_id", [DG_REGIO, StandardId.PTAL])
def test_where_nobody_knows_there_is_no_class(tmp_path, standard_id):
    homes = {"OPEN": (0, 0), "NONE": (-2_500, 0), "YES": (3_900, 0)}
    found = asked(tmp_path, standard_id, {"S": (4_000, 0)}, [line(each(10))], homes=homes,
                  rows={"bus_stops": UNLINKED})  # fmt: skip
    assert found["access_class"].isna().tolist() == [True, False, False]
    assert found["access_class"]["NONE"] == found["access_class"].cat.categories[0]
    assert found["access_class"].cat.ordered
