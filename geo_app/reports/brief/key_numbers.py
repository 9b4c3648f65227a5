"""The key numbers of the brief, each with what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_app.errors import mark
from geo_app.network.walking import WalkingMethod
from geo_app.reports.proposal_facts import (
    hazard_totals,
    is_operation_known,
    mangrove_totals,
    only_removes,
)
from geo_app.reports.proposal_notes import PEOPLE_BY
from geo_app.words import labels
from geo_app.words.formats import format_distance
from geo_app.words.translating import Language, translator

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.evaluation import Evaluation

NOT_KNOWN = mark("Not known")
MILLION = 1e6

Tile = dict[str, str]


def tiles(evaluation: Evaluation, baseline: Baseline, *, language: Language) -> list[Tile]:
    """
    Write the key numbers.

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
    tiles
        `value`, `label` and `note`, which says what the number rests on.
    """
    _ = translator(language)
    is_net = only_removes(evaluation)
    return [
        _people(evaluation, baseline, _),
        _communities(evaluation, baseline, _),
        _length(evaluation, language),
        _net_vehicles(evaluation, _) if is_net else _vehicles(evaluation, _),
        _net_cost(evaluation, _) if is_net else _cost(evaluation, _),
        _per_person(evaluation, _),
        _hazards(evaluation, baseline, language),
        _mangroves(evaluation, baseline, language),
    ]


def gained_lost(gained: float, lost: float) -> str:
    """
    Write who gains and who loses, such as +8,440 / −782.

    Parameters
    ----------
    gained, lost
        Persons or communities, from 0.
    """
    return f"+{gained:,.0f} / −{lost:,.0f}"


def against_today(change: float | None, form: str = ",.0f") -> str | None:
    """
    Write a change with its sign, such as −12,174; None where it is not known.

    Parameters
    ----------
    change
        What is more than today; None is not known.
    form
        Format of the number without its sign.
    """
    if change is None:
        return None
    text = f"{abs(change):{form}}"
    if not text.strip("0.,"):
        return text
    return f"{'+' if change > 0 else '−'}{text}"


def _people(evaluation: Evaluation, baseline: Baseline, translate: Callable[[str], str]) -> Tile:
    _, people, province = translate, evaluation.people, baseline.province
    note = labels.marked(
        _(PEOPLE_BY[evaluation.people_by]), province.status(evaluation.people_by), _
    )
    unknown = people.unknown_gained + people.unknown_lost
    if unknown:
        note += "; " + _(mark("unknown in {count:,.0f} places")).format(count=unknown)
    return {
        "value": gained_lost(people.people_gained, people.people_lost),
        "label": _(mark("people gain / lose access ({standard}, {distance:,.0f} m)")).format(
            standard=_(evaluation.question.standard.title), distance=evaluation.question.limit_m
        ),
        "note": note,
    }


def _communities(
    evaluation: Evaluation, baseline: Baseline, translate: Callable[[str], str]
) -> Tile:
    _ = translate
    gained, lost = (len(evaluation.communities_with(effect)) for effect in ("gained", "lost"))
    method = baseline.communities.walking.method
    note = _(mark("people unknown in {count} of them")).format(count=evaluation.population_unknown)
    if method is not WalkingMethod.NETWORK:
        note += "; " + _(mark("walks {method}")).format(method=_(labels.WALKING_METHOD[method]))
    return {
        "value": gained_lost(gained, lost),
        "label": _(mark("communities gain / lose access")),
        "note": note,
    }


def _length(evaluation: Evaluation, language: Language) -> Tile:
    _, totals = translator(language), evaluation.totals
    return {
        "value": format_distance(totals.route_length_m, language),
        "label": _(mark("of line; stops: {stops}, new: {new}")).format(
            stops=totals.stops, new=totals.new_stops
        ),
        "note": _(mark("{overlap} of it beside routes of today")).format(
            overlap=format_distance(totals.overlap_m, language)
        ),
    }


def _vehicles(evaluation: Evaluation, translate: Callable[[str], str]) -> Tile:
    _, totals = translate, evaluation.totals
    if not is_operation_known(evaluation):
        return {
            "value": _(NOT_KNOWN),
            "label": _(mark("vehicles")),
            "note": _(mark("nobody knows how often one of the routes runs")),
        }
    return {
        "value": f"{totals.vehicles:,.0f} + {totals.spare_vehicles:,.0f}",
        "label": _(mark("vehicles in service + spare")),
        "note": _(mark("cycle {cycle:,.0f} min, {km:,.0f} vehicle-km a day")).format(
            cycle=totals.cycle_time_min, km=totals.vehicle_km_per_day
        ),
    }


def _net_vehicles(evaluation: Evaluation, translate: Callable[[str], str]) -> Tile:
    _, totals = translate, evaluation.totals
    kilometres = against_today(totals.net_vehicle_km_per_day)
    note = _(mark("what runs today is not known"))
    if kilometres is not None:
        note = _(mark("{km} vehicle-km a day")).format(km=kilometres)
    return {
        "value": against_today(totals.net_vehicles) or _(NOT_KNOWN),
        "label": _(mark("vehicles against today")),
        "note": note,
    }


def _net_cost(evaluation: Evaluation, translate: Callable[[str], str]) -> Tile:
    _, totals = translate, evaluation.totals
    note = _(mark("rates not confirmed by anybody"))
    if totals.net_cost_thb_per_year is None:
        note = _(mark("what runs today is not known"))
    else:
        millions = against_today(totals.net_cost_thb_per_year / MILLION, ",.1f")
        note = _(mark("{millions} million a year")).format(millions=millions) + "; " + note
    return {
        "value": against_today(totals.net_cost_thb_per_day) or _(NOT_KNOWN),
        "label": _(mark("THB a day against today")),
        "note": note,
    }


def _cost(evaluation: Evaluation, translate: Callable[[str], str]) -> Tile:
    _, totals = translate, evaluation.totals
    is_known = is_operation_known(evaluation)
    value = f"{totals.operating_cost_thb_per_day:,.0f}" if is_known else _(NOT_KNOWN)
    note = _(mark("rates not confirmed by anybody"))
    if is_known:
        year = _(mark("{millions:,.1f} million a year")).format(
            millions=totals.operating_cost_thb_per_year / MILLION
        )
        note = f"{year}; {note}"
    return {"value": value, "label": _(mark("THB a day to run")), "note": note}


def _per_person(evaluation: Evaluation, translate: Callable[[str], str]) -> Tile:
    _, cost = translate, evaluation.cost_thb_per_year_and_person
    if cost is not None:
        note = _(mark("net of what runs today; rates not confirmed"))
    elif evaluation.totals.net_cost_thb_per_year is None:
        note = _(mark("what runs today is not known"))
    else:
        note = _(mark("nobody more is covered"))
    return {
        "value": "–" if cost is None else f"{cost:,.0f}",
        "label": _(mark("THB a year for each person newly covered")),
        "note": note,
    }


def _hazards(evaluation: Evaluation, baseline: Baseline, language: Language) -> Tile:
    _, totals = translator(language), hazard_totals(evaluation, baseline)
    if totals is None:
        return {
            "value": _(NOT_KNOWN),
            "label": _(mark("in disaster-risk zones")),
            "note": _(mark("the province has no such layer")),
        }
    status = baseline.province.status("hazard_zones")
    by_type = totals.groupby("hazard_type", sort=False)["route_length_m"].sum()
    stop_ids = {stop_id for ids in totals["stop_ids"] for stop_id in ids}
    stops = _(mark("stops in such zones: {stops}")).format(stops=len(stop_ids))
    if by_type.empty:
        return {"value": format_distance(0.0, language),
                "label": _(mark("in disaster-risk zones")),
                "note": labels.marked(stops, status, _)}  # fmt: skip
    by_type = by_type.sort_values(ascending=False, kind="stable")
    words = [_(labels.HAZARD_TYPE[str(kind)]) for kind in by_type.index]
    others = [
        f"{word} {format_distance(metres, language)}"
        for word, metres in list(zip(words, by_type, strict=True))[1:]
    ]
    return {
        "value": format_distance(float(by_type.iloc[0]), language),
        "label": _(mark("in disaster-risk zones: {hazard}")).format(hazard=words[0]),
        "note": labels.marked("; ".join([*others, stops]), status, _),
    }


def _mangroves(evaluation: Evaluation, baseline: Baseline, language: Language) -> Tile:
    _, totals = translator(language), mangrove_totals(evaluation, baseline)
    if totals is None:
        return {
            "value": _(NOT_KNOWN),
            "label": _(mark("in mangroves")),
            "note": _(mark("the province has no such layer")),
        }
    crossed = len(totals.crossed_ids)
    note = _(mark("stops in them: {stops}; more of them within {metres:,.0f} m: {near}")).format(
        stops=len(totals.stop_ids),
        near=len(totals.mangroves) - crossed,
        metres=evaluation.near_m,
    )
    return {
        "value": format_distance(totals.route_length_m, language),
        "label": _(mark("in mangroves (areas: {count})")).format(count=crossed),
        "note": labels.marked(note, baseline.province.status("mangroves"), _),
    }
