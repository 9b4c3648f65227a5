"""The lists of the pages: who gains and loses, what is met, what it costs, on which data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_app.analysis.walks.demand import OUTSIDE
from geo_app.findings import Severity
from geo_app.proposals.baseline import KINDS_USED
from geo_app.reports.brief.key_numbers import NOT_KNOWN, against_today
from geo_app.reports.brief.text import breakable, printable
from geo_app.reports.proposal_facts import (
    hazard_totals,
    is_operation_known,
    mangrove_totals,
    only_removes,
    rows_of,
    zone_table,
)
from geo_app.reports.proposal_notes import (
    definitions,
    missing_layers,
    rates_sentence,
    rows_not_used,
)
from geo_app.reports.tables import names_of
from geo_app.words import labels
from geo_app.words.formats import format_date, format_distance
from geo_app.words.labels import hazard_words
from geo_app.words.translating import Language, pick_name, translator

if TYPE_CHECKING:
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.evaluation import Evaluation

MOST_ROWS = 40
"""More rows than any list of the page has room for; the rest are counted only."""

NAME_LETTERS, SENTENCE_LETTERS, SOURCE_LETTERS = 60, 300, 110

Listing = dict[str, Any]


def page_lists(
    evaluation: Evaluation, baseline: Baseline, *, language: Language
) -> dict[str, Listing]:
    """
    Write the lists of the brief.

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
    lists
        Each with `title`, `head`, `rows` of texts, `total` (how many rows there are in
        all), `align` and, where there is something to say, `note`.
    """
    return {
        "gained": _communities("gained", evaluation, language),
        "lost": _communities("lost", evaluation, language),
        "zones": _zones(evaluation, baseline, language),
        "hazards": _hazards(evaluation, baseline, language),
        "mangroves": _mangroves(evaluation, baseline, language),
        "operation": _operation(evaluation, language),
        "definitions": _definitions(evaluation, baseline, language),
        "stops": _stops(evaluation, language),
        "data": _data(baseline, language),
        "warnings": _warnings(evaluation, baseline, language),
    }


def _listing(
    title: str, rows: list[list[str]], *, head: list[str] | None = None, align: str, note: str = ""
) -> Listing:
    """Put rows into a list; `align` has an l or r a column."""
    return {
        "title": title,
        "head": head or [],
        "rows": [[breakable(cell) for cell in row] for row in rows[:MOST_ROWS]],
        "total": len(rows),
        "align": align,
        "note": breakable(note),
    }


def _communities(effect: str, evaluation: Evaluation, language: Language) -> Listing:
    _ = translator(language)
    title = _("Communities that gain access") if effect == "gained" else _(
        "Communities that lose access"
    )  # fmt: skip
    rows = [
        [
            _name(row, language),
            "?" if pd.isna(row.population) else f"{row.population:,.0f}",
            _walk(row.walk_before_m),
            _walk(row.walk_after_m),
        ]
        for row in rows_of(evaluation.communities_with(effect))
    ]
    head = [_("Name"), _("People"), _("Walk today (m)"), _("Walk then (m)")]
    return _listing(f"{title} ({len(rows)})", rows, head=head, align="lrrr")


def _zones(evaluation: Evaluation, baseline: Baseline, language: Language) -> Listing:
    _ = translator(language)
    names = names_of(baseline.of_kind("zones"), language) | {OUTSIDE: _("Outside every zone")}
    table = zone_table(evaluation)
    moves = table[["people_gained", "people_lost", "unknown_gained", "unknown_lost"]].any(axis=1)
    named = table["communities_gained"].map(len) + table["communities_lost"].map(len)
    shown = table[moves | (named > 0)].sort_values("people_gained", ascending=False, kind="stable")
    rows = [
        [
            printable(names.get(str(row.Index), str(row.Index)), most=NAME_LETTERS),
            f"{row.people_gained:,.0f}",
            f"{row.people_lost:,.0f}",
            f"+{len(row.communities_gained)} / −{len(row.communities_lost)}",
        ]
        for row in rows_of(shown)
    ]
    status = baseline.province.status(evaluation.people_by)
    head = [
        _("Zone"),
        labels.marked(_("People gain"), status, _),
        _("People lose"),
        _("Communities"),
    ]
    return _listing(_("By zone, where anything changes"), rows, head=head, align="lrrr")


def _hazards(evaluation: Evaluation, baseline: Baseline, language: Language) -> Listing:
    _, totals = translator(language), hazard_totals(evaluation, baseline)
    title = labels.marked(_("Disaster-risk zones met"), baseline.province.status("hazard_zones"), _)
    if totals is None:
        return _listing(title, [[_(NOT_KNOWN)]], align="l")
    rows = [
        [
            hazard_words(((row.hazard_type, row.hazard_level),), _),
            f"{row.route_length_m:,.0f}",
            f"{row.stops}",
        ]
        for row in rows_of(totals)
    ]
    head = [_("Hazard"), _("Line (m)"), _("Stops")]
    return _listing(title, rows, head=head, align="lrr", note=_cuts(evaluation, language))


def _cuts(evaluation: Evaluation, language: Language) -> str:
    """Say which hazards would cut which new line."""
    _ = translator(language)
    kinds: dict[str, float] = {}
    for route in evaluation.routes:
        if route.cuts is not None:
            for row in rows_of(route.cuts[route.cuts["is_cut"].astype(bool)]):
                kinds[row.hazard_type] = kinds.get(row.hazard_type, 0.0) + row.longest_piece_m
    return " ".join(
        _("{hazard} in these zones cuts the line; the longest piece left has {metres}.").format(
            hazard=_(labels.HAZARD_TYPE[kind]), metres=format_distance(metres, language)
        )
        for kind, metres in kinds.items()
    )


def _mangroves(evaluation: Evaluation, baseline: Baseline, language: Language) -> Listing:
    _, totals = translator(language), mangrove_totals(evaluation, baseline)
    title = labels.marked(_("Mangroves crossed or near"), baseline.province.status("mangroves"), _)
    if totals is None:
        return _listing(title, [[_(NOT_KNOWN)]], align="l")
    names = names_of(baseline.of_kind("mangroves"), language)
    rows = [
        [
            printable(names.get(str(row.Index), str(row.Index)), most=NAME_LETTERS),
            f"{row.route_length_m:,.0f}" if row.Index in totals.crossed_ids else "–",
            f"{row.distance_m:,.0f}",
        ]
        for row in rows_of(totals.mangroves)
    ]
    head = [_("Name"), _("Line (m)"), _("Away (m)")]
    return _listing(title, rows, head=head, align="lrr")


def _operation(evaluation: Evaluation, language: Language) -> Listing:
    _, totals = translator(language), evaluation.totals
    title, note = _("Operation and cost"), rates_sentence(evaluation, _)
    if not is_operation_known(evaluation):
        row = [_("How often one of the routes runs"), _(NOT_KNOWN)]
        return _listing(title, [row], align="lr", note=note)
    if only_removes(evaluation):
        return _listing(title, _net_rows(evaluation, language), align="lr", note=note)
    rows: list[tuple[str, float | None, str]] = [
        (_("Cycle time, layover included (min)"), totals.cycle_time_min, ",.0f"),
        (_("Vehicles in service"), totals.vehicles, ",.0f"),
        (_("Spare vehicles"), totals.spare_vehicles, ",.0f"),
        (_("Vehicle-km a day"), totals.vehicle_km_per_day, ",.1f"),
        (_("Vehicle-hours a day"), totals.vehicle_hours_per_day, ",.1f"),
        (_("Cost a day (THB)"), totals.operating_cost_thb_per_day, ",.0f"),
        (_("Cost a year (THB)"), totals.operating_cost_thb_per_year, ",.0f"),
        (_("Net of what runs today, a year (THB)"), totals.net_cost_thb_per_year, ",.0f"),
        (_("Net cost a year and person newly covered (THB)"),
         evaluation.cost_thb_per_year_and_person, ",.0f"),
    ]  # fmt: skip
    texts = [[words, "–" if value is None else f"{value:{form}}"] for words, value, form in rows]
    return _listing(title, texts, align="lr", note=note)


def _net_rows(evaluation: Evaluation, language: Language) -> list[list[str]]:
    _, totals = translator(language), evaluation.totals
    return [
        [words, against_today(value) or _(NOT_KNOWN)]
        for words, value in (
            (_("Vehicles, against today"), totals.net_vehicles),
            (_("Vehicle-km a day, against today"), totals.net_vehicle_km_per_day),
            (_("Vehicle-hours a day, against today"), totals.net_vehicle_hours_per_day),
            (_("Cost a day, against today (THB)"), totals.net_cost_thb_per_day),
            (_("Cost a year, against today (THB)"), totals.net_cost_thb_per_year),
        )
    ]


def _definitions(evaluation: Evaluation, baseline: Baseline, language: Language) -> Listing:
    _ = translator(language)
    cells = _(
        "A community's number is all its people; people gained counts the cells from which a "
        "stop is now in reach."
    )
    sentences = [
        *definitions(evaluation, baseline, language),
        *([cells] if evaluation.people_by == "population" else []),
        _("“–” in place of a walk: no walk leads to a stop."),
        _("Metres and stops in disaster-risk zones are exposure, not risk."),
        _("Cycle time, vehicles: TCRP Report 30."),
    ]
    return _sentences(_("Definitions and method"), sentences)


def _warnings(evaluation: Evaluation, baseline: Baseline, language: Language) -> Listing:
    _ = translator(language)
    order = [Severity.ERROR, Severity.WARNING, Severity.INFO]
    problems = sorted(evaluation.problems, key=lambda problem: order.index(problem.severity))
    sentences = [
        *missing_layers(baseline, _),
        *rows_not_used(baseline, language),
        *(problem.sentence(_) for problem in problems),
    ]
    return _sentences(_("Warnings and what is affected"), sentences)


def _sentences(title: str, sentences: list[str]) -> Listing:
    rows = [[printable(sentence, most=SENTENCE_LETTERS)] for sentence in sentences]
    return _listing(title, rows, align="l")


def _stops(evaluation: Evaluation, language: Language) -> Listing:
    """List the stops on the new lines in their order, with how far along the line they stand."""
    _ = translator(language)
    rows = [
        [f"{number}.", _name(row, language), format_distance(row.along_m, language)]
        for route in evaluation.routes
        for number, row in enumerate(rows_of(route.stops), start=1)
    ]
    return _listing(
        _("Stops on the new lines ({count})").format(count=len(rows)), rows, align="rlr"
    )


def _data(baseline: Baseline, language: Language) -> Listing:
    _, province = translator(language), baseline.province
    kinds = (*KINDS_USED, "land")
    specs = [spec for kind in kinds for spec in province.specs(kind)]
    rows = [
        [
            printable(pick_name(spec.title_th, spec.title_en, language, otherwise=spec.layer_id),
                      most=NAME_LETTERS),
            _(labels.STATUS[spec.status]),
            format_date(spec.date, language),
            printable(spec.source, most=SOURCE_LETTERS),
        ]
        for spec in specs
    ]  # fmt: skip
    head = [_("Layer"), _("Data status"), _("Date"), _("Source")]
    return _listing(_("The data behind it"), rows, head=head, align="llll")


def _name(row: Any, language: Language) -> str:
    name = pick_name(row.name_th, row.name_en, language, otherwise=str(row.Index))
    return printable(name, most=NAME_LETTERS) or str(row.Index)


def _walk(distance_m: float) -> str:
    return "–" if pd.isna(distance_m) else f"{distance_m:,.0f}"
