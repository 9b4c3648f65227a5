"""One list of indicators: each has words, a look and columns of its own, and ranks if it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_app.analysis import coverage
from geo_app.analysis.ranking import rank
from geo_app.indicators.listing import COUNTED, IDS, LISTING, asked_in, in_order, indicator_of
from geo_app.maps import palette
from geo_app.schema import HAZARD_LEVELS, KINDS
from geo_app.words.indicator_words import SERVICE_WORDS, WORDS, gap_text, gap_words
from tests.analysis.test_coverage import ROW, table

if TYPE_CHECKING:
    from geo_app.indicators.indicator import Indicator


def test_a_stop_and_a_plan_count_unless_somebody_chooses_others():
    assert COUNTED == ("stop", "plan")
    assert IDS[:2] == COUNTED


def test_every_indicator_has_words_and_no_words_are_left_over():
    assert list(WORDS) == list(IDS)
    assert set(SERVICE_WORDS) <= set(IDS)


@pytest.mark.parametrize("indicator", LISTING, ids=IDS)
def test_every_indicator_names_its_kinds_and_has_a_title(indicator: Indicator):
    assert set(indicator.kinds_needed) <= set(indicator.kinds) <= set(KINDS)
    assert indicator.title
    assert indicator_of(indicator.id) is indicator


def test_every_gap_has_a_colour_and_a_size_of_its_own():
    assert len(set(palette.GAP.values())) == len(IDS) + 2
    assert len(set(palette.GAP_RADIUS_PX.values())) == len(IDS) + 2


def test_ids_stand_in_the_order_of_the_list_and_unknown_ones_are_left_out():
    assert in_order(["plan", "nothing", "stop", "plan"]) == ("stop", "plan")


def test_a_frame_holds_the_indicators_that_it_was_asked_for(world_gaps):
    assert asked_in(world_gaps) == []
    assert [each.id for each in asked_in(coverage.rank(world_gaps))] == ["stop", "plan"]


def test_the_words_of_stop_and_plan_are_those_of_before():
    assert gap_words(COUNTED) == {
        "both": "No stop and no valid plan",
        "stop": "No stop",
        "plan": "No valid plan",
        "none": "No known gap",
    }


def test_one_indicator_alone_can_lack_nothing_together():
    assert list(gap_words(["plan"])) == ["plan", "none"]


@pytest.mark.parametrize("count", [2, 3])
def test_what_lacks_several_names_each_unless_there_is_a_sentence_for_them(count):
    lacks = IDS[:count]
    text = gap_text(lacks, None, str)
    if lacks == COUNTED:
        assert text == "No stop and no valid plan"
    else:
        assert text == " · ".join(WORDS[name].lacks for name in lacks)


def order_of_before(gaps: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Rank a closed pair of gaps, as it was before there were indicators: ids, and gaps."""
    lacks_stop = ~gaps["has_stop"].astype(bool)
    lacks_plan = gaps["plan_status"].isin(["expired", "none"])
    gap = np.select(
        [lacks_stop & lacks_plan, lacks_stop, lacks_plan], ["both", "stop", "plan"], "none"
    )
    levels = [
        max((HAZARD_LEVELS.index(level) for _, level in hazards or ()), default=-1)
        for hazards in gaps["hazards"]
    ]
    order = pd.DataFrame(
        {
            "gap": gap,
            "gaps": lacks_stop.astype(int) + lacks_plan,
            "level": levels,
            "population": gaps["population"].fillna(-1),
            "walk": gaps["walk_distance_m"].fillna(float("inf")),
        },
        index=gaps.index,
    ).sort_values(["gaps", "level", "population", "walk"], ascending=False, kind="stable")
    return list(order.index), list(order["gap"])


HAZARDS = st.lists(st.tuples(st.just("flood"), st.sampled_from(HAZARD_LEVELS)), max_size=2).map(
    tuple
)


@given(st.lists(st.tuples(ROW, HAZARDS, st.integers(0, 3)), min_size=1, max_size=15))
def test_stop_and_plan_rank_as_the_closed_pair_did(rows):
    gaps = table(
        [
            {
                **row,
                "hazards": hazards,
                "walk_distance_m": float("nan") if not walk else walk * 300.0,
            }
            for row, hazards, walk in rows
        ]
    )
    ranked = coverage.rank(gaps)
    assert (list(ranked.index), list(ranked["gap"])) == order_of_before(gaps)


@given(
    st.lists(
        st.lists(st.sampled_from(["met", "unmet", "unknown"]), min_size=3, max_size=3),
        min_size=1,
        max_size=12,
    )
)
def test_more_lacks_rank_first_and_what_is_unknown_is_no_lack(rows):
    gaps = table([{}] * len(rows))
    verdicts = pd.DataFrame(rows, columns=["a", "b", "c"], index=gaps.index)
    ranked = rank(gaps, verdicts)
    counts = [row.count("unmet") for row in rows]
    assert [len(lacks) for lacks in ranked["lacks"]] == sorted(counts, reverse=True)
    for name, row in zip(gaps.index, rows, strict=True):
        assert len(ranked.loc[name, "unknown"]) == row.count("unknown")
        is_several = row.count("unmet") > 1
        assert (ranked.loc[name, "gap"] == "both") is is_several


def test_where_nothing_counts_nobody_lacks_anything():
    gaps = table([{}, {"population": 5.0}])
    ranked = rank(gaps, pd.DataFrame(index=gaps.index))
    assert list(ranked["gap"]) == ["none", "none"]
    assert list(ranked.index) == ["C1", "C0"]
