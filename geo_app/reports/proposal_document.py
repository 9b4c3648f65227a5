"""What a proposal would do, as a JSON document: the stable form that scripts read."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_app.proposals.baseline import KINDS_USED
from geo_app.reports.documents import layer_records
from geo_app.reports.proposal_facts import (
    hazard_totals,
    is_operation_known,
    mangrove_totals,
    rows_of,
    zone_table,
)
from geo_app.reports.proposal_notes import assumptions
from geo_app.reports.proposal_routes import (
    THB_DECIMALS,
    id_of,
    metres_of,
    number_of,
    route_record,
    text_of,
)
from geo_app.words.translating import Language, translator

if TYPE_CHECKING:
    from geo_app.findings import Finding
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.evaluation import Evaluation

Record = dict[str, Any]

MET = ("hazard_zones", "mangroves")
"""Kinds without which nothing is known of what a line meets."""


def evaluation_document(
    evaluation: Evaluation, baseline: Baseline, *, dependence: pd.DataFrame | None = None
) -> Record:
    """
    Write an evaluation as the document that `geo-app evaluate --format json` prints.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    baseline
        What it was held against.
    dependence
        As `stop_dependence` returns it; without it nothing is said of who depends on
        a stop alone.

    Returns
    -------
    document
        JSON values only; null is unknown. Distances in metres, times in minutes,
        money in THB, people in persons. `population_gained`, `population_lost` and
        `population_unknown` count communities' people, `people` those of where people
        are counted. `kinds_missing`: of what these layers would tell nothing is known,
        whatever `hazards` and `mangroves` hold. `rates_confirmed` is false: nobody has
        confirmed what running costs.
    """
    return {
        **_head(evaluation, baseline),
        **_access(evaluation),
        "people": _people(evaluation),
        "by_zone": zone_records(evaluation, baseline),
        "groups": _groups(evaluation),
        "hazards": _hazards(evaluation, baseline),
        "mangroves": _mangroves(evaluation, baseline),
        **_operation(evaluation),
        "routes": [
            route_record(route, evaluation, baseline, dependence=dependence)
            for route in evaluation.routes
        ],
        "assumptions": _both(
            [assumptions(evaluation, baseline, language) for language in Language]
        ),
        "problems": [problem_record(problem) for problem in evaluation.problems],
        "layers": layer_records(baseline.province, KINDS_USED),
        "kinds_missing": [kind for kind in MET if not baseline.province.has(kind)],
    }


def problem_record(problem: Finding) -> Record:
    """
    Write a problem of a proposal as JSON values.

    Parameters
    ----------
    problem
        As the checks of a proposal find it.
    """
    position = problem.where.position
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "subject": problem.where.subject or None,
        "place": None if position is None else [float(at) for at in position],
        "message_th": problem.sentence(translator(Language.THAI)),
        "message_en": problem.sentence(translator(Language.ENGLISH)),
    }


def zone_records(evaluation: Evaluation, baseline: Baseline) -> list[Record]:
    """
    Say of each zone who in it gains and loses, by people and by community.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    baseline
        The province as it is today.
    """
    zones = baseline.of_kind("zones")
    return [
        {
            "zone_id": id_of(str(row.Index)),
            "name_th": _zone_name(zones, row.Index, "name_th"),
            "name_en": _zone_name(zones, row.Index, "name_en"),
            "people_gained": round(row.people_gained),
            "people_lost": round(row.people_lost),
            "unknown_gained": int(row.unknown_gained),
            "unknown_lost": int(row.unknown_lost),
            "communities_gained": list(row.communities_gained),
            "communities_lost": list(row.communities_lost),
        }
        for row in rows_of(zone_table(evaluation))
    ]


def _head(evaluation: Evaluation, baseline: Baseline) -> Record:
    proposal, question = evaluation.proposal, evaluation.question
    return {
        "province": baseline.province.spec.province_id,
        "on": baseline.on.isoformat(),
        "proposal": {
            "proposal_id": proposal.proposal_id or None,
            "name_th": proposal.name_th,
            "name_en": proposal.name_en,
            "author": proposal.author or None,
            "reason": proposal.reason or None,
            "baseline": dict(proposal.baseline),
        },
        "standard": {
            "standard_id": question.standard_id.value,
            "title": question.standard.title,
            "definition": question.standard.definition,
            "source": question.standard.source,
            "is_standard": question.is_standard,
        },
        "walk_distance_m": question.limit_m,
        "day": None if question.window_used is None else str(question.day),
        "method": baseline.communities.walking.method.value,
    }


def _access(evaluation: Evaluation) -> Record:
    """Say which communities gain and lose, and how many people that is."""
    by_effect = {
        f"communities_{effect}": [
            str(community) for community in evaluation.communities_with(effect).index
        ]
        for effect in ("gained", "lost", "nearer", "further", "unclear")
    }
    moved = evaluation.communities[evaluation.communities["effect"] != "none"]
    return by_effect | {
        "population_gained": round(evaluation.population_gained),
        "population_lost": round(evaluation.population_lost),
        "population_unknown": evaluation.population_unknown,
        "communities": [_community(row) for row in rows_of(moved)],
    }


def _community(row: Any) -> Record:
    return {
        "community_id": str(row.Index),
        "name_th": text_of(row.name_th),
        "name_en": text_of(row.name_en),
        "zone_id": text_of(row.zone_id),
        "population": None if pd.isna(row.population) else round(row.population),
        "effect": str(row.effect),
        "served_before": None if pd.isna(row.served_before) else bool(row.served_before),
        "served_after": None if pd.isna(row.served_after) else bool(row.served_after),
        "walk_before_m": metres_of(row.walk_before_m),
        "walk_after_m": metres_of(row.walk_after_m),
        "stop_before_id": text_of(row.stop_before_id),
        "stop_after_id": text_of(row.stop_after_id),
    }


def _people(evaluation: Evaluation) -> Record:
    people = evaluation.people
    return {
        "counted_in": evaluation.people_by,
        "people_gained": round(people.people_gained),
        "people_lost": round(people.people_lost),
        "unknown_gained": int(people.unknown_gained),
        "unknown_lost": int(people.unknown_lost),
    }


def _groups(evaluation: Evaluation) -> list[Record]:
    return [
        {
            "group": str(row.Index),
            "people_gained": round(row.gained),
            "people_lost": round(row.lost),
            "unknown": int(row.unknown),
        }
        for row in rows_of(evaluation.groups)
    ]


def _hazards(evaluation: Evaluation, baseline: Baseline) -> list[Record]:
    """List what is met; nothing without such a layer, which `kinds_missing` tells."""
    totals = hazard_totals(evaluation, baseline)
    if totals is None:
        return []
    return [
        {
            "hazard_type": str(row.hazard_type),
            "hazard_level": str(row.hazard_level),
            "route_length_m": metres_of(row.route_length_m),
            "stops": int(row.stops),
            "stop_ids": list(row.stop_ids),
        }
        for row in rows_of(totals)
    ]


def _mangroves(evaluation: Evaluation, baseline: Baseline) -> Record:
    """Say what is met; without such a layer the same keys, and numbers that nobody knows."""
    totals = mangrove_totals(evaluation, baseline)
    if totals is None:
        unknown: Record = {"route_length_m": None, "stops": None}
        nothing: Record = {"mangrove_ids": [], "crossed": [], "near": []}
        return unknown | nothing | {"near_m": evaluation.near_m}
    crossed = totals.crossed_ids
    rows = totals.mangroves
    return {
        "route_length_m": metres_of(totals.route_length_m),
        "stops": len(totals.stop_ids),
        "mangrove_ids": crossed,
        "crossed": [
            {
                "mangrove_id": name,
                "route_length_m": metres_of(rows["route_length_m"][name]),
                "stops": int(rows["stops"][name]),
            }
            for name in crossed
        ],
        "near_m": evaluation.near_m,
        "near": [
            {"mangrove_id": str(name), "distance_m": metres_of(rows["distance_m"][name])}
            for name in rows.index.drop(crossed)
        ],
    }


def _operation(evaluation: Evaluation) -> Record:
    """Say how the routes would run; null where that is not known of one of them."""
    totals = evaluation.totals
    known = {
        "cycle_time_min": number_of(totals.cycle_time_min),
        "vehicles": totals.vehicles,
        "spare_vehicles": totals.spare_vehicles,
        "vehicle_km_per_day": number_of(totals.vehicle_km_per_day),
        "vehicle_hours_per_day": number_of(totals.vehicle_hours_per_day),
        "operating_cost_thb_per_day": number_of(totals.operating_cost_thb_per_day, THB_DECIMALS),
        "operating_cost_thb_per_year": number_of(totals.operating_cost_thb_per_year, THB_DECIMALS),
    }
    if not is_operation_known(evaluation):
        known = dict.fromkeys(known)
    return {
        "route_length_m": metres_of(totals.route_length_m),
        "stops": totals.stops,
        "new_stops": totals.new_stops,
        "overlap_m": metres_of(totals.overlap_m),
        **known,
        "net_vehicles": totals.net_vehicles,
        "net_vehicle_km_per_day": number_of(totals.net_vehicle_km_per_day),
        "net_cost_thb_per_day": number_of(totals.net_cost_thb_per_day, THB_DECIMALS),
        "net_cost_thb_per_year": number_of(totals.net_cost_thb_per_year, THB_DECIMALS),
        "cost_thb_per_year_and_person": number_of(
            evaluation.cost_thb_per_year_and_person, THB_DECIMALS
        ),
        "rates": asdict(evaluation.rates),
        "rates_confirmed": False,
    }


def _both(sentences: list[list[str]]) -> list[Record]:
    """Pair the sentences in the order of `Language`."""
    return [{"message_th": th, "message_en": en} for th, en in zip(*sentences, strict=True)]


def _zone_name(zones: pd.DataFrame | None, zone_id: Any, column: str) -> str | None:
    if zones is None or zone_id not in zones.index or column not in zones:
        return None
    return text_of(zones.loc[zone_id, column])
