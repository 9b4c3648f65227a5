"""Who depends on a proposed stop alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.analysis.access import ROUNDING_M, xy_of

if TYPE_CHECKING:
    from geo_app.analysis.reach import Reach
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
        Indexed by `stop_id`, the stops on what is drawn: `communities_alone` (tuple of
        ids), `people_alone` (persons where people are counted and known),
        `unknown_alone` (origins among them whose population is not known).
    """
    stop_ids = list(dict.fromkeys(s for route in evaluation.routes for s in route.stops.index))
    by_community = _alone(baseline.communities, evaluation, stop_ids)
    by_people = _alone(baseline.people, evaluation, stop_ids)
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


def _alone(reach: Reach, evaluation: Evaluation, stop_ids: list[str]) -> list[np.ndarray]:
    """Return, for each stop, the origins that reach it and no other."""
    limit_m = evaluation.question.limit_m + ROUNDING_M
    served = evaluation.proposed.served_stops
    drawn = served.reindex(stop_ids)
    own = reach.walking.within(
        reach.origin_places, reach.walking.places(xy_of(drawn)), limit_m=limit_m
    )
    others = _other_pairs(reach, served.index.difference(stop_ids), limit_m)
    count = np.bincount(own["origin"], minlength=len(reach.origins)) + others
    alone = own[count[own["origin"].to_numpy()] == 1]
    return [
        alone.loc[alone["target"] == number, "origin"].to_numpy() for number in range(len(stop_ids))
    ]


def _other_pairs(reach: Reach, stays: pd.Index, limit_m: float) -> np.ndarray:
    """Count the stops of today that stay, in reach of each origin."""
    pairs = reach.pairs(limit_m)
    kept = pairs["stop_id"].isin(stays)
    return np.bincount(pairs.loc[kept, "origin"], minlength=len(reach.origins))
