"""Which answers hang on a choice, on a street where every metre is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from pytest import approx

from geo_app.analysis.access.sensitivity import sensitivity
from geo_app.network.walking import WalkingMethod
from tests.fixtures.reaches import reach_by_hand

STOP = {"S": (0.0, 0.0)}


def of(*metres: float, accuracy=None, **options) -> pd.DataFrame:
    """Return the sensitivity of homes so many metres down the street from the stop."""
    homes = {f"C{n}": (float(m), 0.0) for n, m in enumerate(metres)}
    columns = {} if accuracy is None else {"position_accuracy_m": list(accuracy)}
    named = {key: options.pop(key) for key in ("walk_distance_m",) if key in options}
    return sensitivity(reach_by_hand(homes, STOP, **columns, **options), **named)


def test_homes_between_400_and_600_metres_flip_by_distance():
    found = of(399.9, 400, 400.1, 600, 600.1)
    assert found["served_at_400_m"].tolist() == [True, True, False, False, False]
    assert found["served_at_600_m"].tolist() == [True, True, True, True, False]
    assert found["flips_by_distance"].tolist() == [False, False, True, True, False]


def test_at_an_older_persons_speed_500_metres_are_345():
    found = of(344.9, 345, 345.1, 500, 500.1)
    assert found["served_at_older_speed"].tolist() == [True, True, False, False, False]
    assert found["flips_by_speed"].tolist() == [False, False, True, True, False]


def test_at_an_older_persons_speed_another_walk_shrinks_as_much():
    found = of(275.9, 276.1, walk_distance_m=400)
    assert found["served_at_older_speed"].tolist() == [True, False]


def test_positions_flip_only_where_the_accuracy_reaches_the_limit():
    found = of(400, 480, 520, 600, accuracy=[50] * 4)
    assert found["flips_by_position"].tolist() == [False, True, True, False]
    # At 480 m, 20 m are left for the way to the street and along it: of the 33 places
    # tried the middle, 7 of the inner ring and 5 of the outer are near enough.
    assert found["share_served_around"].tolist() == [1, approx(13 / 33), approx(4 / 33), 0]


def test_where_the_accuracy_is_not_known_nothing_is_said_of_the_position():
    for found in (of(499), of(499, accuracy=[None]), of(499, accuracy=[np.nan])):
        assert found["share_served_around"].isna().all()
        assert found["flips_by_position"].isna().tolist() == [True]
        assert found["is_sensitive"].tolist() == [True]


def test_an_exact_position_is_served_or_is_not():
    found = of(499, 501, accuracy=[0, 0])
    assert found["share_served_around"].tolist() == [1, 0]
    assert found["flips_by_position"].tolist() == [False, False]


def test_a_home_beyond_the_network_may_be_within_it_a_few_metres_on():
    # 510 m north of the street: unconnected; its position may be 20 m off.
    reach = reach_by_hand({"C": (0, 510)}, STOP, position_accuracy_m=[20])
    found = sensitivity(reach).loc["C"]
    assert 0 < found["share_served_around"] < 1
    assert found["flips_by_position"]


def test_any_of_the_three_makes_an_origin_sensitive():
    found = of(100, 450, 360, 640, 505, accuracy=[10, 10, None, 10, 50], walk_distance_m=500)
    assert found["flips_by_distance"].tolist() == [False, True, False, False, True]
    assert found["flips_by_speed"].tolist() == [False, True, True, False, False]
    assert found["flips_by_position"].fillna(False).tolist() == [False, False, False, False, True]
    assert found["flips_by_position"].isna().tolist() == [False, False, True, False, False]
    assert found["is_sensitive"].tolist() == [False, True, True, False, True]


@pytest.mark.parametrize("method", list(WalkingMethod))
def test_without_stops_nothing_flips(method):
    reach = reach_by_hand({"C": (0, 0)}, {}, method=method, position_accuracy_m=[100])
    found = sensitivity(reach)
    assert not found.drop(columns="share_served_around").to_numpy().any()
    assert found["share_served_around"].tolist() == [0]


def test_the_index_is_kept_and_nothing_is_changed():
    reach = reach_by_hand({"B": (0, 0), "A": (450, 0)}, STOP, position_accuracy_m=[5, None])
    before, nearest = reach.origins.copy(), reach.nearest.copy()
    assert list(sensitivity(reach).index) == ["B", "A"]
    assert_geodataframe_equal(reach.origins, before)
    pd.testing.assert_frame_equal(reach.nearest, nearest)


@pytest.mark.parametrize("metres", [0, -5, float("nan")])
def test_a_distance_that_is_none_is_refused(metres):
    with pytest.raises(ValueError, match="walk_distance_m"):
        of(100, walk_distance_m=metres)


def test_rail_keeps_its_kilometre_and_shrinks_with_the_pace_too():
    # A pier at 800 m is in reach; at an older person's pace its 1,000 m are 690.
    reach = reach_by_hand({"A": (0, 0)}, {"PIER": (800, 0)}, high=["PIER"])
    found = sensitivity(reach).loc["A"]
    assert (found["served_at_400_m"], found["served_at_600_m"]) == (True, True)
    assert found["flips_by_speed"]
