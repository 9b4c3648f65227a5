"""Valid, expired, none, unknown: four different answers."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from shapely import box

from geo_app.analysis.plans import plan_statuses, unmatched_plans
from tests.fixtures.places import areas, communities

DAY = dt.date(2026, 11, 23)
VALID = {"adopted_on": "2025-01-01", "valid_until": "2027-12-31"}
EXPIRED = {"adopted_on": "2020-01-01", "valid_until": "2022-12-31"}
FUTURE = {"adopted_on": "2027-01-01", "valid_until": "2029-12-31"}
UNREAD = {"adopted_on": "2025-01-01", "valid_until": None}


def register(*rows: dict[str, object]) -> pd.DataFrame:
    """Return a register indexed by `plan_id` as a province gives it."""
    plans = pd.DataFrame(
        [
            {"plan_id": f"P{n}", "scope": "community", "scope_id": "C", **r}
            for n, r in enumerate(rows)
        ],
        columns=["plan_id", "scope", "scope_id", "adopted_on", "valid_until"],
        dtype=object,
    )
    days = {column: pd.to_datetime(plans[column]) for column in ("adopted_on", "valid_until")}
    return plans.assign(**days).set_index("plan_id")


def village(**places: tuple[float, float]):
    """Return one community C in the tambon 830101, or those named."""
    return communities(places or {"C": (500, 500)})


ZONES = areas(
    {
        "830101": box(0, 0, 1000, 1000),
        "830102": box(1000, 0, 2000, 1000),
        "8301": box(0, 0, 2000, 1000),
    },
    name="zone_id",
    level=["tambon", "tambon", "district"],
)


def status(*rows: dict[str, object], on: dt.date = DAY, zones=ZONES) -> str:
    """Return the status of the one community under a register of these rows."""
    found = plan_statuses(village(), register(*rows), zones, on=on)
    return str(found["plan_status"].iloc[0])


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2024-12-31", "none"),
        ("2025-01-01", "valid"),
        ("2027-12-31", "valid"),
        ("2028-01-01", "expired"),
    ],
)
def test_a_plan_counts_from_its_first_day_to_its_last(on, expected):
    assert status(VALID, on=dt.date.fromisoformat(on)) == expected


def test_a_plan_that_is_not_in_force_yet_is_no_plan():
    assert status(FUTURE) == "none"


def test_a_plan_not_yet_in_force_does_not_hide_the_one_that_is():
    assert status(FUTURE, VALID) == "valid"


def test_a_plan_not_yet_in_force_does_not_heal_an_expired_one():
    assert status(FUTURE, EXPIRED) == "expired"


def test_a_register_without_a_plan_for_the_community_says_none():
    assert status({**VALID, "scope_id": "OTHER"}) == "none"


def test_a_register_without_rows_says_none():
    assert status() == "none"


def test_without_a_register_nothing_is_known():
    found = plan_statuses(village(), None, ZONES, on=DAY)
    assert found["plan_status"].tolist() == ["unknown"]
    assert found["plan_id"].tolist() == [None]
    assert found["plan_valid_until"].isna().all()


@pytest.mark.parametrize(
    ("adopted_on", "valid_until", "expected"),
    [
        ("2025-01-01", None, "unknown"),
        (None, "2027-12-31", "unknown"),
        (None, None, "unknown"),
        (None, "2022-12-31", "expired"),
        ("2027-01-01", None, "none"),
    ],
)
def test_an_unreadable_date_leaves_open_only_what_it_would_decide(
    adopted_on, valid_until, expected
):
    assert status({"adopted_on": adopted_on, "valid_until": valid_until}) == expected


@pytest.mark.parametrize("zone_id", ["830101", "8301"])
def test_a_plan_of_a_zone_holds_for_every_community_in_it(zone_id):
    assert status({**VALID, "scope": "zone", "scope_id": zone_id}) == "valid"


def test_a_plan_of_the_neighbouring_zone_does_not_count():
    assert status({**VALID, "scope": "zone", "scope_id": "830102"}) == "none"


def test_a_plan_of_a_zone_counts_for_a_community_that_names_the_zone():
    layer = village(C=(9999, 9999)).assign(zone_id="830101")
    plans = register({**VALID, "scope": "zone", "scope_id": "830101"})
    assert plan_statuses(layer, plans, ZONES, on=DAY)["plan_status"].tolist() == ["valid"]


def test_without_zones_a_plan_counts_for_the_communities_that_name_their_zone():
    layer = village(C=(0, 0), D=(0, 0)).assign(zone_id=["830101", None])
    plans = register({**VALID, "scope": "zone", "scope_id": "830101"})
    assert plan_statuses(layer, plans, None, on=DAY)["plan_status"].tolist() == ["valid", "none"]


def test_without_zones_and_without_zone_names_only_own_plans_count():
    plans = register({**VALID, "scope": "zone", "scope_id": "830101"})
    assert plan_statuses(village(), plans, None, on=DAY)["plan_status"].tolist() == ["none"]


def test_an_id_of_a_community_is_no_id_of_a_zone():
    assert status({**VALID, "scope": "zone", "scope_id": "C"}) == "none"
    assert status({**VALID, "scope": "community", "scope_id": "830101"}) == "none"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((EXPIRED, VALID), ("valid", "P1")),
        ((VALID, EXPIRED), ("valid", "P0")),
        ((EXPIRED, UNREAD), ("unknown", "P1")),
        ((UNREAD, VALID), ("valid", "P1")),
        ((EXPIRED, {**EXPIRED, "valid_until": "2023-12-31"}), ("expired", "P1")),
        ((VALID, {**VALID, "valid_until": "2028-12-31"}), ("valid", "P1")),
        ((VALID, VALID), ("valid", "P0")),
    ],
)
def test_of_several_plans_a_valid_one_decides_then_an_unread_one_then_the_latest(rows, expected):
    found = plan_statuses(village(), register(*rows), ZONES, on=DAY).iloc[0]
    assert (found["plan_status"], found["plan_id"]) == expected


def test_a_zones_valid_plan_covers_a_community_whose_own_is_expired():
    assert status(EXPIRED, {**VALID, "scope": "zone", "scope_id": "830101"}) == "valid"


def test_the_last_day_of_the_plan_that_decides_is_told():
    found = plan_statuses(village(), register(VALID, EXPIRED), ZONES, on=DAY)
    assert found["plan_valid_until"].tolist() == [pd.Timestamp("2027-12-31")]


def test_without_a_plan_neither_an_id_nor_a_day_is_told():
    found = plan_statuses(village(), register(), ZONES, on=DAY)
    assert found["plan_id"].tolist() == [None]
    assert found["plan_valid_until"].isna().all()


def test_blanks_round_the_id_of_a_scope_play_no_part():
    assert status({**VALID, "scope_id": " C "}) == "valid"


def test_the_order_of_the_communities_is_kept():
    layer = village(Z=(5, 5), A=(5, 5), C=(5, 5))
    found = plan_statuses(layer, register(VALID), ZONES, on=DAY)
    assert list(found["plan_status"].items()) == [("Z", "none"), ("A", "none"), ("C", "valid")]


@pytest.mark.parametrize("plans", [None, register(), register(VALID)])
def test_without_communities_there_is_no_row(plans):
    found = plan_statuses(communities({}), plans, ZONES, on=DAY)
    assert found.empty
    assert list(found) == ["plan_status", "plan_id", "plan_valid_until"]


def test_the_register_is_not_changed():
    plans = register(VALID, EXPIRED)
    before = plans.copy()
    plan_statuses(village(), plans, ZONES, on=DAY)
    assert_frame_equal(plans, before)


DAYS = st.one_of(st.none(), st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)))
PLANS = st.lists(
    st.fixed_dictionaries(
        {
            "scope": st.sampled_from(["community", "zone"]),
            "scope_id": st.sampled_from(["C", "D", "830101", "8301", "X"]),
            "adopted_on": DAYS,
            "valid_until": DAYS,
        }
    ),
    max_size=6,
)


@given(plans=PLANS)
def test_every_community_has_exactly_one_answer(plans):
    layer = village(C=(500, 500), D=(1500, 500), E=(9999, 0))
    found = plan_statuses(layer, register(*plans), ZONES, on=DAY)
    assert list(found.index) == ["C", "D", "E"]
    assert set(found["plan_status"]) <= {"valid", "expired", "none", "unknown"}


@given(plans=PLANS, data=st.data())
def test_the_order_of_the_register_never_matters(plans, data):
    layer = village(C=(500, 500), D=(1500, 500))
    rows = register(*plans)
    order = data.draw(st.permutations(list(rows.index)))
    before = plan_statuses(layer, rows, ZONES, on=DAY)
    assert_frame_equal(plan_statuses(layer, rows.loc[order], ZONES, on=DAY), before)


@given(plans=PLANS)
def test_a_valid_plan_more_makes_the_answer_valid(plans):
    assert status(*plans, VALID) == "valid"


@given(plans=PLANS)
def test_the_answer_is_valid_exactly_where_some_plan_is(plans):
    covering = [
        p for p in plans
        if (p["scope"], p["scope_id"]) in {("community", "C"), ("zone", "830101"), ("zone", "8301")}
    ]  # fmt: skip
    some = any(
        p["adopted_on"] and p["valid_until"] and p["adopted_on"] <= DAY <= p["valid_until"]
        for p in covering
    )
    assert (status(*plans) == "valid") is bool(some)


class TestUnmatchedPlans:
    def test_a_plan_for_an_unknown_community_or_zone_is_told(self):
        plans = register(
            VALID | {"scope_id": "NOBODY"}, VALID, VALID | {"scope": "zone", "scope_id": "999999"}
        )
        assert list(unmatched_plans(plans, village(), ZONES).index) == ["P0", "P2"]

    def test_a_plan_for_a_zone_that_only_a_community_names_is_known(self):
        plans = register(VALID | {"scope": "zone", "scope_id": "830105"})
        named = village().assign(zone_id="830105")
        assert unmatched_plans(plans, named, None).empty


@pytest.mark.parametrize(
    ("rows", "expected"), [((), "unknown"), ((FUTURE,), "unknown"), ((VALID,), "valid")]
)
def test_a_row_that_is_not_used_may_be_the_plan_of_whoever_has_none(rows, expected):
    found = plan_statuses(village(), register(*rows), ZONES, on=DAY, is_complete=False)
    assert found["plan_status"].tolist() == [expected]
