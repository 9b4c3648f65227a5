"""The communities in order of urgency by what they lack."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import pandas as pd

from geo_app.analysis.areas.positions import placed_rows
from geo_app.analysis.verdicts import Verdict
from geo_app.schema import HAZARD_LEVELS

if TYPE_CHECKING:
    import geopandas as gpd


PLAN = "plan"
"""The name of the verdict about plans, which hazards make urgent."""


class Gap(StrEnum):
    """What stands as a community's gap where it does not lack exactly one thing."""

    BOTH = "both"
    NONE = "none"


def rank(facts: gpd.GeoDataFrame, verdicts: pd.DataFrame) -> gpd.GeoDataFrame:
    """
    Put the communities in order of urgency.

    First those that lack most of what counts; among these, where plans count, the higher
    hazard level first, then the larger population (unknown after known), then the longer
    walk to a stop (no walk at all first, no position last). What is not known is no known
    lack.

    Parameters
    ----------
    facts
        As `coverage.community_facts` returns them.
    verdicts
        A column of `Verdict` values for each thing that counts, same index.

    Returns
    -------
    ranked
        The same rows, most urgent first, with `lacks` and `unknown` (tuples of those
        columns' names), `gap` (the name of the only one that is lacking, else a `Gap`:
        `both` is more than one), `rank` (from 1) and `hazard_level` (the highest one,
        None if not exposed or not known).
    """
    lacks = _names_where(verdicts == Verdict.UNMET)
    unknown = _names_where(verdicts == Verdict.UNKNOWN)
    level = pd.Series(
        [_highest_level(hazards) for hazards in facts["hazards"]], index=facts.index, dtype=object
    )
    # A hazard does not make a missing stop more urgent, and its zones may be a rough guess.
    by_level = PLAN in verdicts.columns
    population = facts.get("population", pd.Series(float("nan"), index=facts.index))
    order = pd.DataFrame(
        {
            "gaps": [len(names) for names in lacks],
            "level": [HAZARD_LEVELS.index(name) if name and by_level else -1 for name in level],
            "population": population.fillna(-1),
            # Where nobody knows the place, no walk is known to be long.
            "walk": facts["walk_distance_m"].fillna(float("inf")).where(placed_rows(facts), -1.0),
        },
        index=facts.index,
    ).sort_values(["gaps", "level", "population", "walk"], ascending=False, kind="stable")
    gap = pd.Series([gap_of(names) for names in lacks], index=facts.index, dtype=object)
    ranked = facts.assign(gap=gap, lacks=lacks, unknown=unknown, hazard_level=level)
    return ranked.loc[order.index].assign(rank=range(1, len(facts) + 1))


def gap_of(lacks: tuple[str, ...]) -> str:
    """
    Say in one word what a community lacks.

    Parameters
    ----------
    lacks
        The names of what is lacking.
    """
    if len(lacks) > 1:
        return Gap.BOTH.value
    return lacks[0] if lacks else Gap.NONE.value


def _names_where(mask: pd.DataFrame) -> pd.Series:
    """List the columns that hold in each row."""
    names = [str(name) for name in mask.columns]
    rows = mask.to_numpy(dtype=bool)
    listed = [tuple(name for name, holds in zip(names, row, strict=True) if holds) for row in rows]
    return pd.Series(listed, index=mask.index, dtype=object)


def _highest_level(hazards: tuple[tuple[str, str], ...] | None) -> str | None:
    return max((level for _, level in hazards or ()), key=HAZARD_LEVELS.index, default=None)
