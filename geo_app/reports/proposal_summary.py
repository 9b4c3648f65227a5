"""The few numbers of a proposal as a table, each with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geo_app.errors import mark
from geo_app.reports.proposal_facts import (
    hazard_totals,
    is_operation_known,
    mangrove_totals,
    rows_of,
)
from geo_app.reports.proposal_notes import PEOPLE_BY, estimated
from geo_app.words import labels
from geo_app.words.translating import Language, pick_name, translator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.evaluation import Evaluation

NOT_CONFIRMED = mark("Rates are placeholders that nobody has confirmed")


@dataclass(frozen=True, slots=True)
class _Row:
    words: str
    value: float | str | None
    rests_on: str = ""


def summary_table(
    evaluation: Evaluation, baseline: Baseline, *, language: Language
) -> pd.DataFrame:
    """
    Lay out a proposal in a few numbers.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    baseline
        The province as it is today.
    language
        Of headings, names and words.

    Returns
    -------
    table
        `Measure` (its words name the unit), `Value` (missing is not known) and `Rests on`,
        numbered from 1.
    """
    _ = translator(language)
    rows = [
        *_head(evaluation, language),
        *_access(evaluation, baseline, _),
        *_running(evaluation, _),
        *_net(evaluation, _),
        *_met(evaluation, baseline, _),
    ]
    return pd.DataFrame(
        {
            _("Measure"): [row.words for row in rows],
            _("Value"): pd.Series([row.value for row in rows], dtype=object).to_numpy(),
            _("Rests on"): [row.rests_on for row in rows],
        },
        index=pd.RangeIndex(1, len(rows) + 1, name=_("No.")),
    )


def _head(evaluation: Evaluation, language: Language) -> Iterator[_Row]:
    _, proposal = translator(language), evaluation.proposal
    name = pick_name(proposal.name_th, proposal.name_en, language, otherwise="")
    yield _Row(_("Proposal"), name or None)
    yield _Row(_("Proposed by"), proposal.author or None)
    yield _Row(_("Reason"), proposal.reason or None)


def _access(
    evaluation: Evaluation, baseline: Baseline, translate: Callable[[str], str]
) -> Iterator[_Row]:
    _, people, question = translate, evaluation.people, evaluation.question
    status = baseline.province.status
    where = labels.marked(_(PEOPLE_BY[evaluation.people_by]), status(evaluation.people_by), _)
    where = estimated(baseline, where, _)
    standard = _("{standard}, {distance:,.0f} m").format(
        standard=_(question.standard.title), distance=question.limit_m
    )
    communities = estimated(baseline, labels.marked(standard, status("communities"), _), _)
    yield _Row(_("People who gain access"), round(people.people_gained), where)
    yield _Row(_("People who lose access"), round(people.people_lost), where)
    unknown = people.unknown_gained + people.unknown_lost
    yield _Row(_("Places among them where the people are unknown"), unknown, where)
    for words, effect in (
        (_("Communities that gain access"), "gained"),
        (_("Communities that lose access"), "lost"),
        (_("Communities with a shorter walk, access as before"), "nearer"),
        (_("Communities with a longer walk, access as before"), "further"),
        (_("Communities of which it is not known"), "unclear"),
    ):
        yield _Row(words, len(evaluation.communities_with(effect)), communities)
    yield _Row(
        _("People of the communities that gain"), round(evaluation.population_gained), communities
    )
    yield _Row(
        _("People of the communities that lose"), round(evaluation.population_lost), communities
    )
    yield _Row(
        _("Communities among them whose people are unknown"),
        evaluation.population_unknown,
        communities,
    )
    for group in rows_of(evaluation.groups):
        name = str(group.Index)
        yield _Row(_("{group}: gain access").format(group=name), round(group.gained), where)
        yield _Row(_("{group}: lose access").format(group=name), round(group.lost), where)
        yield _Row(
            _("{group}: places where it is unknown").format(group=name), group.unknown, where
        )


def _running(evaluation: Evaluation, translate: Callable[[str], str]) -> Iterator[_Row]:
    _, totals = translate, evaluation.totals
    yield _Row(_("Length of the new lines (m)"), round(totals.route_length_m, 1))
    yield _Row(_("Stops on the new lines"), totals.stops)
    yield _Row(_("New stops among them"), totals.new_stops)
    yield _Row(_("Of the new lines beside routes of today (m)"), round(totals.overlap_m, 1))
    is_known = is_operation_known(evaluation)
    for words, value, rests_on in (
        (_("Cycle time, layover included (min)"), totals.cycle_time_min, "TCRP Report 30"),
        (_("Vehicles in service"), totals.vehicles, "TCRP Report 30"),
        (_("Spare vehicles"), totals.spare_vehicles, ""),
        (_("Vehicle-km a day"), round(totals.vehicle_km_per_day, 1), ""),
        (_("Vehicle-hours a day"), round(totals.vehicle_hours_per_day, 1), ""),
        (_("Cost a day (THB)"), round(totals.operating_cost_thb_per_day), _(NOT_CONFIRMED)),
        (_("Cost a year (THB)"), round(totals.operating_cost_thb_per_year), _(NOT_CONFIRMED)),
    ):
        yield _Row(words, value if is_known else None, rests_on)


def _net(evaluation: Evaluation, translate: Callable[[str], str]) -> Iterator[_Row]:
    _, totals = translate, evaluation.totals
    net = _(mark("Against what runs today"))
    priced = f"{net}; {_(NOT_CONFIRMED)}"
    per_person = evaluation.cost_thb_per_year_and_person
    for words, value, rests_on in (
        (_("More vehicles than today"), totals.net_vehicles, net),
        (_("More vehicle-km a day than today"), totals.net_vehicle_km_per_day, net),
        (_("More cost a year than today (THB)"), totals.net_cost_thb_per_year, priced),
        (_("Net cost a year and person newly covered (THB)"), per_person, priced),
    ):
        yield _Row(words, None if value is None else round(value, 1), rests_on)


def _met(
    evaluation: Evaluation, baseline: Baseline, translate: Callable[[str], str]
) -> Iterator[_Row]:
    _, status = translate, baseline.province.status
    hazards = hazard_totals(evaluation, baseline)
    mark_ = labels.marked(_("Disaster-risk zones"), status("hazard_zones"), _)
    for kind, word in labels.HAZARD_TYPE.items():
        rows = None if hazards is None else hazards[hazards["hazard_type"] == kind]
        metres = None if rows is None else round(float(rows["route_length_m"].sum()), 1)
        yield _Row(_("New lines in {hazard} zones (m)").format(hazard=_(word)), metres, mark_)
    mangroves = mangrove_totals(evaluation, baseline)
    mark_ = labels.marked(_("Mangroves"), status("mangroves"), _)
    crossed = None if mangroves is None else len(mangroves.crossed_ids)
    near = None if mangroves is None or crossed is None else len(mangroves.mangroves) - crossed
    metres = None if mangroves is None else round(mangroves.route_length_m, 1)
    yield _Row(_("New lines in mangroves (m)"), metres, mark_)
    yield _Row(_("Mangroves crossed"), crossed, mark_)
    words = _("Mangroves within {metres:,.0f} m, not crossed").format(metres=evaluation.near_m)
    yield _Row(words, near, mark_)
