"""What a proposal would do as tables for people: on the page, as CSV, as Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo_app.analysis.walks.demand import OUTSIDE
from geo_app.errors import mark
from geo_app.findings import Severity
from geo_app.proposals.baseline import KINDS_USED
from geo_app.reports import tables
from geo_app.reports.proposal_changes import change_sentences
from geo_app.reports.proposal_facts import zone_table
from geo_app.reports.proposal_notes import assumptions, estimated
from geo_app.reports.proposal_route_tables import (
    cuts_table,
    hazards_table,
    mangroves_table,
    numbers,
    routes_table,
    stops_table,
)
from geo_app.reports.proposal_summary import summary_table
from geo_app.words import labels, proposal_labels
from geo_app.words.translating import Language, translator

if TYPE_CHECKING:
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.evaluation import Evaluation

SEVERITY = {
    Severity.ERROR: mark("Error"),
    Severity.WARNING: mark("Warning"),
    Severity.INFO: mark("Information"),
}


def proposal_excel(
    evaluation: Evaluation,
    baseline: Baseline,
    *,
    language: Language,
    dependence: pd.DataFrame | None = None,
) -> bytes:
    """
    Write every table of a proposal as the sheets of a workbook.

    Parameters
    ----------
    evaluation, baseline, language, dependence
        As for `proposal_tables`.

    Returns
    -------
    workbook
        Excel; texts stay texts, whatever they begin with.
    """
    sheets = proposal_tables(evaluation, baseline, language=language, dependence=dependence)
    return tables.to_excel(sheets)


def proposal_tables(
    evaluation: Evaluation,
    baseline: Baseline,
    *,
    language: Language,
    dependence: pd.DataFrame | None = None,
) -> dict[str, pd.DataFrame]:
    """
    Lay out everything that a proposal tells.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    baseline
        What it was held against.
    language
        Of headings, names and words.
    dependence
        As `stop_dependence` returns it; without it nothing is said of who depends on
        a stop alone.

    Returns
    -------
    tables
        By title, in the order of a workbook's sheets; the columns are those of `summary_table`,
        `communities_table` and the others. Unknown values are missing; headings of data that is
        neither official nor open carry its status in brackets.
    """
    _ = translator(language)
    return {
        _("Summary"): summary_table(evaluation, baseline, language=language),
        _("Changes"): _sentences(
            _("What changes"), change_sentences(evaluation, baseline, language=language), language
        ),
        _("Communities"): communities_table(evaluation, baseline, language=language),
        _("Zones"): zones_table(evaluation, baseline, language=language),
        _("Operation"): routes_table(evaluation, baseline, language=language),
        _("Stops"): stops_table(evaluation, baseline, language=language, dependence=dependence),
        _("Hazards"): hazards_table(evaluation, baseline, language=language),
        _("Mangroves"): mangroves_table(evaluation, baseline, language=language),
        _("What a hazard would cut"): cuts_table(evaluation, baseline, language=language),
        _("Problems"): problems_table(evaluation, language=language),
        _("Method"): _sentences(
            _("What the figures rest on"), assumptions(evaluation, baseline, language), language
        ),
        _("Sources"): tables.sources_table(
            baseline.province, language=language, kinds=(*KINDS_USED, "land")
        ),
    }


def communities_table(
    evaluation: Evaluation, baseline: Baseline, *, language: Language
) -> pd.DataFrame:
    """
    List the communities that a proposal touches, those that gain or lose first.

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
        Indexed by `community_id`; distances in metres. Nothing changes for those that
        are not in it.
    """
    _ = translator(language)
    order = {effect: number for number, effect in enumerate(proposal_labels.EFFECT)}
    rows = evaluation.communities[evaluation.communities["effect"] != "none"]
    rows = rows.sort_values(
        ["effect", "population"],
        key=lambda column: column.map(order) if column.name == "effect" else -column,
        kind="stable",
    )
    stops = tables.names_of(baseline.network.stops, language)
    stops |= tables.names_of(evaluation.proposed.stops, language)
    zones = tables.names_of(baseline.of_kind("zones"), language)
    today, then = (
        estimated(baseline, text, _) for text in (_("Walk today (m)"), _("Walk then (m)"))
    )
    status = baseline.province.status("communities")
    return pd.DataFrame(
        {
            _("Name (Thai)"): rows["name_th"],
            _("Name (English)"): rows["name_en"],
            _("Zone"): rows["zone_id"].map(lambda zone_id: zones.get(zone_id, zone_id)),
            labels.marked(_("People"), status, _): rows["population"].round(),
            _("As proposed"): rows["effect"].map(lambda effect: _(proposal_labels.EFFECT[effect])),
            today: rows["walk_before_m"].round(1),
            then: rows["walk_after_m"].round(1),
            _("Nearest stop today"): rows["stop_before_id"].map(
                lambda stop_id: stops.get(stop_id, stop_id)
            ),
            _("Nearest stop then"): rows["stop_after_id"].map(
                lambda stop_id: stops.get(stop_id, stop_id)
            ),
        }
    )


def zones_table(evaluation: Evaluation, baseline: Baseline, *, language: Language) -> pd.DataFrame:
    """
    Lay out who gains and loses in each zone where people are counted.

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
        `Zone`, `People gain` and `People lose` (persons), `Places gain, people unknown` and
        `Places lose, people unknown` (how many), `Communities that gain access` and
        `Communities that lose access` (names). Indexed by the id of the zone.
    """
    _ = translator(language)
    names = tables.names_of(baseline.of_kind("zones"), language) | {
        OUTSIDE: _("Outside every zone")
    }
    communities = tables.names_of(baseline.communities.origins, language)
    status = baseline.province.status(evaluation.people_by)
    rows = zone_table(evaluation)
    named = {
        effect: [
            ", ".join(communities[community_id] for community_id in ids)
            for ids in rows[f"communities_{effect}"]
        ]
        for effect in ("gained", "lost")
    }
    return pd.DataFrame(
        {
            _("Zone"): [names.get(str(zone), str(zone)) for zone in rows.index],
            labels.marked(_("People gain"), status, _): rows["people_gained"].round(),
            labels.marked(_("People lose"), status, _): rows["people_lost"].round(),
            _("Places gain, people unknown"): rows["unknown_gained"],
            _("Places lose, people unknown"): rows["unknown_lost"],
            _("Communities that gain access"): named["gained"],
            _("Communities that lose access"): named["lost"],
        },
        index=rows.index,
    )


def problems_table(evaluation: Evaluation, *, language: Language) -> pd.DataFrame:
    """
    List the warnings, and what is affected.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    language
        Of headings, names and words.

    Returns
    -------
    table
        `Kind` (how grave it is), `About` and `Sentence`, numbered from 1. May be empty.
    """
    _, problems = translator(language), evaluation.problems
    return pd.DataFrame(
        {
            _("Kind"): [_(SEVERITY[problem.severity]) for problem in problems],
            _("About"): [problem.where.subject for problem in problems],
            _("Sentence"): [problem.sentence(_) for problem in problems],
        },
        index=numbers(len(problems), _),
    )


def _sentences(title: str, sentences: list[str], language: Language) -> pd.DataFrame:
    index = numbers(len(sentences), translator(language))
    return pd.DataFrame({title: sentences}, index=index)
