"""What each community would lack at another walking distance, for the map while one drags."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from geo_app.analysis.ranking import gap_of
from geo_app.analysis.verdicts import Verdict
from geo_app.indicators.listing import in_order
from geo_app.indicators.stop import STOP

if TYPE_CHECKING:
    from collections.abc import Collection

    import geopandas as gpd

    from geo_app.analysis.access.question import Question

STEPS_A_METRE = 10
"""To which distances are rounded."""


def previews_of(
    ranked: gpd.GeoDataFrame, question: Question, counted: Collection[str]
) -> dict[str, tuple[float, str, str]]:
    """
    Say from which distance on each community is served, and its gap on either side of it.

    Parameters
    ----------
    ranked
        As `Desk.ranked` returns them.
    question
        By which definition access counts.
    counted
        Ids of the indicators that count.

    Returns
    -------
    previews
        By `community_id`: metres, gap if served, gap if not. Those whose answer hangs on more
        than metres are left out; empty where the standard asks for more, or where a distance
        alone does not give the answer that the engine gave.
    """
    standard = question.standard
    if STOP.id not in counted or standard.window is not None or not standard.is_adjustable:
        return {}
    is_known = ranked[STOP.verdict_column].isin([Verdict.MET, Verdict.UNMET])
    known = ranked[is_known & ranked["stop_value"].notna()]
    is_near = known["stop_value"] <= question.limit_m
    if (is_near != (known[STOP.verdict_column] == Verdict.MET)).any():
        # Stops of rail reach further than those of buses: no one distance says it.
        return {}
    previews = {}
    for row in known.itertuples():
        others = tuple(name for name in row.lacks if name != STOP.id)
        unserved = in_order((*others, STOP.id))
        # Up, so that a distance that serves nobody is none here either.
        metres = math.ceil(float(row.stop_value) * STEPS_A_METRE) / STEPS_A_METRE
        previews[str(row.Index)] = metres, gap_of(others), gap_of(unserved)
    return previews
