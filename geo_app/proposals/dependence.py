"""Who depends on a proposed stop alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.analysis.walks.nearest_stops import ROUNDING_M, xy_of
from geo_app.proposals.gains import changed_stops

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_app.analysis.walks.reach import Reach
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.evaluation import Evaluation


def stop_dependence(evaluation: Evaluation, baseline: Baseline) -> pd.DataFrame:
    """
    Find who has one of the drawn stops in reach and no other stop.

    Parameters
    ----------
    evaluation
        Its walking distance counts, whatever its standard asks besides.
    baseline
        What it was held against.

    Returns
    -------
    dependence
        Indexed by `stop_id`, the served stops on what is drawn: `communities_alone` (tuple of
        ids), `people_alone` (persons where people are counted and known),
        `unknown_alone` (origins among them whose population is not known).
    """
    drawn = dict.fromkeys(s for route in evaluation.routes for s in route.stops.index)
    served = evaluation.proposed.served_stops
    stop_ids = [stop_id for stop_id in drawn if stop_id in served.index]
    changed = changed_stops(baseline.network.served_stops, served)
    unchanged = baseline.network.served_stops.index.difference(changed.removed)
    by_community = _alone(baseline.communities, evaluation, stop_ids, unchanged)
    by_people = _alone(baseline.people, evaluation, stop_ids, unchanged)
    ids = baseline.communities.origins.index.to_numpy()
    population = baseline.people.origins["population"].to_numpy(dtype=float)
    rows = {
        stop_id: {
            "communities_alone": tuple(ids[by_community[number]]),
            "people_alone": float(np.nansum(population[by_people[number]])),
            "unknown_alone": int(np.isnan(population[by_people[number]]).sum()),
        }
        for number, stop_id in enumerate(stop_ids)
    }
    columns = ["communities_alone", "people_alone", "unknown_alone"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("stop_id")


def _alone(
    reach: Reach, evaluation: Evaluation, stop_ids: list[str], unchanged: pd.Index
) -> list[np.ndarray]:
    """Return, for each stop, the origins that reach it and no other."""
    limit_m = evaluation.question.limit_m + ROUNDING_M
    served = evaluation.proposed.served_stops
    drawn = _pairs(reach, served.loc[stop_ids], limit_m)
    others = served.index.difference(stop_ids)
    # The walks of today are kept for the stops that stay as they are.
    today = reach.pairs(limit_m)
    today = today[today["stop_id"].isin(others.intersection(unchanged))]
    anew = _pairs(reach, served.loc[others.difference(unchanged)], limit_m)
    origins = np.concatenate([pairs["origin"].to_numpy() for pairs in (drawn, today, anew)])
    count = np.bincount(origins.astype(np.int64), minlength=len(reach.origins))
    alone = drawn[count[drawn["origin"].to_numpy()] == 1]
    return [
        alone.loc[alone["target"] == number, "origin"].to_numpy() for number in range(len(stop_ids))
    ]


def _pairs(reach: Reach, stops: gpd.GeoDataFrame, limit_m: float) -> pd.DataFrame:
    """Find who reaches which of some stops."""
    places = reach.walking.places(xy_of(stops))
    return reach.walking.within(reach.origin_places, places, limit_m=limit_m)
