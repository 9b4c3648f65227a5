"""The first table of a comparison: today beside each, and which is best."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from geo_app.proposals.baseline import build_baseline
from geo_app.proposals.evaluate import evaluate
from geo_app.proposals.proposals_compared import MEASURES, compare_proposals
from geo_app.reports.proposal_comparison import MEASURE_WORDS
from geo_app.ui.proposals.compared_head import Measure, measures_of, written
from tests.fixtures.proposals import world_proposal
from tests.fixtures.province_folder import DAY


def measure(*values: float, better: int = 1) -> Measure:
    return Measure(label="People", today=0.0, each=values, better=better)


@pytest.mark.parametrize(
    ("row", "best"),
    [
        (measure(3.0, 5.0), 1),
        (measure(3.0, 5.0, better=-1), 0),
        (measure(5.0, 5.0), None),
        (measure(5.0, 5.0, 3.0), None),
        (measure(3.0, math.nan), None),
        (measure(3.0, 5.0, better=0), None),
    ],
)
def test_only_one_is_best_and_only_where_all_are_known(row, best):
    assert row.best == best


@pytest.mark.parametrize(
    ("value", "text"), [(1234.5, "1,235"), (0.0, "0"), (-2.6, "-3"), (math.nan, "–")]
)
def test_a_number_is_written_whole_and_an_unknown_one_as_a_dash(value, text):
    assert written(value) == text


def test_each_stands_on_today(world):
    baseline = build_baseline(world, on=DAY)
    found = evaluate(world_proposal(), baseline)
    evaluations = {"A": found, "B": found}
    table = compare_proposals(evaluations).table
    rows = list(measures_of(evaluations, table, people_today=1_000.0))
    net = found.people.people_gained - found.people.people_lost
    assert net != 0
    assert rows[0].each == (1_000.0 + net, 1_000.0 + net)
    communities = next(row for row in rows if row.label.startswith("Communities"))
    assert communities.today == found.communities["served_before"].fillna(False).sum()
    assert communities.each[0] == found.communities["served_after"].fillna(False).sum()
    assert {row.label for row in rows} & set(MEASURE_WORDS.values())
    assert all(row.best is None for row in rows), "Two alike cannot be told apart."


def test_unknown_people_today_stay_unknown(world):
    baseline = build_baseline(world, on=DAY)
    found = evaluate(world_proposal(), baseline)
    evaluations = {"A": found, "B": found}
    table = pd.DataFrame(0.0, index=list(MEASURES), columns=list(evaluations))
    first = next(iter(measures_of(evaluations, table, people_today=math.nan)))
    assert all(math.isnan(value) for value in (first.today, *first.each))
