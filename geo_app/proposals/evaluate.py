"""Evaluate a proposal: check it, apply it on a copy, and measure what changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo_app.analysis.access.question import Question
from geo_app.proposals.apply import without_single_calls
from geo_app.proposals.check import require_sound
from geo_app.proposals.evaluation import Evaluation
from geo_app.proposals.gains import (
    Effect,
    access_of,
    access_today,
    effects,
    group_changes,
    people_change,
    reach_with,
)
from geo_app.proposals.proposed_timetable import proposed_timetable
from geo_app.proposals.route_effects import route_effects
from geo_app.proposals.running.operating import Rates
from geo_app.proposals.running.totals import totals_of

if TYPE_CHECKING:
    from geo_app.analysis.access import incremental
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.changes.proposal import Proposal
    from geo_app.proposals.check import Checked
    from geo_app.transit.network import Network
    from geo_app.transit.timetable import Timetable

NEAR_MANGROVE_M = 200.0
"""Coast within 200 m counts as mangrove coast (Global Mangrove Watch)."""


def evaluate(
    proposal: Proposal,
    baseline: Baseline,
    question: Question | None = None,
    *,
    rates: Rates | None = None,
    near_m: float = NEAR_MANGROVE_M,
    sound: Checked | None = None,
) -> Evaluation:
    """
    Say what a proposal would do.

    Parameters
    ----------
    proposal
        As it was read or drawn.
    baseline
        The province as it is; nothing in it changes.
    question
        By which standard access counts; SDG 11.2.1 if left out.
    rates
        What running costs.
    near_m
        A mangrove within this straight distance of the line is near it, in metres.
    sound
        What `require_sound` returned, if somebody has asked it already.

    Returns
    -------
    evaluation
        Against the baseline.

    Raises
    ------
    ProposalError
        If the proposal has errors; with all of them.
    LayerError
        If a layer that the question needs cannot be used.

    Examples
    --------
    >>> from geo_app.province import open_province
    >>> from geo_app.proposals.baseline import build_baseline
    >>> baseline = build_baseline(open_province("layers/phuket"), on=day)  # doctest: +SKIP
    >>> evaluate(read_proposal(path), baseline).population_gained  # doctest: +SKIP
    """
    question, rates = question or Question(), rates or Rates()
    sound = sound or require_sound(proposal, baseline)
    proposed = without_single_calls(sound.network, baseline.network)
    timetable = proposed_timetable(proposal, baseline, question, applied=sound.network)
    stops = proposed.served_stops if timetable is None else timetable.stops
    people = people_change(baseline, question, stops, timetable)
    routes = route_effects(proposal, baseline, proposed, rates, near_m=near_m)
    return Evaluation(
        proposal=proposal,
        question=question,
        rates=rates,
        near_m=near_m,
        problems=sound.problems,
        proposed=proposed,
        communities=_communities(baseline, question, proposed, timetable),
        people=people,
        people_by="population" if baseline.province.has("population") else "communities",
        groups=group_changes(baseline.people.origins, people),
        routes=routes,
        totals=totals_of(routes),
    )


def people_at(evaluation: Evaluation, baseline: Baseline, question: Question) -> incremental.Change:
    """
    Count who gains and loses by another question than the evaluation's own.

    Parameters
    ----------
    evaluation
        Of the proposal.
    baseline
        What it was held against.
    question
        By which standard, walking distance in metres and part of the day.
    """
    timetable = proposed_timetable(evaluation.proposal, baseline, question)
    stops = evaluation.proposed.served_stops if timetable is None else timetable.stops
    return people_change(baseline, question, stops, timetable)


def _communities(
    baseline: Baseline, question: Question, proposed: Network, timetable: Timetable | None
) -> pd.DataFrame:
    """Measure each community anew, with every stop as proposed."""
    stops = proposed.served_stops if timetable is None else timetable.stops
    before = access_today(baseline, question, people=False)
    after = access_of(reach_with(baseline.communities, stops), question, timetable)
    origins = baseline.communities.origins
    named = pd.DataFrame(index=origins.index)
    for column in ("name_th", "name_en", "zone_id", "population"):
        named[column] = origins.get(column)
    # Of a community without a position nothing is known to change; the notes count them.
    effect = effects(before, after).where(baseline.communities.is_placed(), Effect.NONE.value)
    return named.assign(
        population=pd.to_numeric(named["population"], errors="coerce"),
        effect=effect,
        served_before=before["is_served"],
        served_after=after["is_served"],
        walk_before_m=before["walk_distance_m"],
        walk_after_m=after["walk_distance_m"],
        stop_before_id=before["nearest_stop_id"],
        stop_after_id=after["nearest_stop_id"],
    )
