"""Proposals side by side: as a JSON document, and as tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_app.errors import mark
from geo_app.proposals.baseline import KINDS_USED
from geo_app.reports import tables
from geo_app.reports.documents import layer_records
from geo_app.reports.proposal_routes import number_of, text_of
from geo_app.words import proposal_labels
from geo_app.words.translating import Language, translator

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_app.proposals.proposals_compared import ProposalComparison
    from geo_app.province import Province

DECIMALS = 3
MEASURE_WORDS = {
    "people_gained": mark("People who gain access"),
    "people_lost": mark("People who lose access"),
    "communities_gained": mark("Communities that gain access"),
    "communities_lost": mark("Communities that lose access"),
    "population_unknown": mark("Communities among them whose people are unknown"),
    "route_length_m": mark("Length of the new lines (m)"),
    "stops": mark("Stops on the new lines"),
    "overlap_m": mark("Of the new lines beside routes of today (m)"),
    "cycle_time_min": mark("Cycle time, layover included (min)"),
    "vehicles": mark("Vehicles in service"),
    "vehicle_km_per_day": mark("Vehicle-km a day"),
    "operating_cost_thb_per_day": mark("Cost a day (THB, rates not confirmed)"),
    "net_cost_thb_per_year": mark("More cost a year than today (THB, rates not confirmed)"),
    "cost_thb_per_year_and_person": mark(
        "Net cost a year and person newly covered (THB, rates not confirmed)"
    ),
    "hazard_length_m": mark("New lines in disaster-risk zones, each type for itself (m)"),
    "hazard_stops": mark("Stops in disaster-risk zones"),
    "mangrove_length_m": mark("New lines in mangroves (m)"),
    "mangroves_crossed": mark("Mangroves crossed"),
    "mangroves_near": mark("Mangroves near, not crossed"),
}
ASSUMPTION_WORDS = {
    "as_asked": mark("as asked: {value:,.0f} m on foot"),
    "walk_distance_m": mark("{value:,.0f} m on foot"),
    "vehicle_hour_thb": mark("{value:,.0f} THB a vehicle-hour"),
    "vehicle_km_thb": mark("{value:,.0f} THB a vehicle-km"),
    "peak_vehicle_thb_per_day": mark("{value:,.0f} THB a day and vehicle of the peak"),
}


def comparison_document(
    comparison: ProposalComparison, moves: pd.DataFrame, *, province: Province | None = None
) -> dict[str, Any]:
    """
    Write a comparison as the document that `geo-app compare --format json` prints.

    Parameters
    ----------
    comparison
        As `compare_proposals` returns it.
    moves
        As `ranking_moves` returns it.
    province
        Where they were compared, for its layers; they are not told if left out.

    Returns
    -------
    document
        JSON values only; null is not known. `proposals` are the names in their order;
        `measures` hold a value a proposal, `communities` an effect a proposal,
        `ranking` a rank a proposal for each assumption; `layers` as for an evaluation.
    """
    names = [str(name) for name in comparison.table.columns]
    return {
        "proposals": names,
        "rates_confirmed": False,
        "measures": {
            str(measure): {name: number_of(row[name], DECIMALS) for name in names}
            for measure, row in comparison.table.iterrows()
        },
        "communities": [
            {
                "community_id": str(community_id),
                "name_th": text_of(row["name_th"]),
                "name_en": text_of(row["name_en"]),
                "zone_id": text_of(row["zone_id"]),
                "population": None if pd.isna(row["population"]) else round(row["population"]),
                "effects": {name: str(row[name]) for name in names},
            }
            for community_id, row in zip(
                comparison.communities.index,
                comparison.communities.to_dict("records"),
                strict=True,
            )
        ],
        "ranking": [
            {
                "assumption": str(assumption),
                "value": number_of(value),
                "ranks": {
                    name: None if pd.isna(ranks[name]) else int(ranks[name]) for name in names
                },
            }
            for (assumption, value), ranks in zip(
                moves.index, moves.to_dict("records"), strict=True
            )
        ],
        **({} if province is None else {"layers": layer_records(province, KINDS_USED)}),
    }  # fmt: skip


def comparison_tables(
    comparison: ProposalComparison, moves: pd.DataFrame, *, language: Language
) -> dict[str, pd.DataFrame]:
    """
    Lay out a comparison for reading.

    Parameters
    ----------
    comparison, moves
        As for `comparison_document`.
    language
        Of headings and words.

    Returns
    -------
    tables
        By title: the measures, winners and losers by community with `People`, and how the ranks
        move with the assumptions. A column a proposal.
    """
    _ = translator(language)
    return {
        _("Comparison"): _measures(comparison, _),
        _("Winners and losers"): _communities(comparison, language),
        _("How the ranking moves"): _ranking(moves, _),
    }


def comparison_excel(
    comparison: ProposalComparison,
    moves: pd.DataFrame,
    *,
    language: Language,
    province: Province | None = None,
) -> bytes:
    """
    Write `comparison_tables` and the sources as the sheets of a workbook, texts as texts.

    Parameters
    ----------
    comparison, moves, province
        As for `comparison_document`.
    language
        Of headings, names and words.
    """
    _ = translator(language)
    sheets = comparison_tables(comparison, moves, language=language)
    if province is not None:
        sources = tables.sources_table(province, language=language, kinds=KINDS_USED)
        sheets[_("Sources")] = sources
    return tables.to_excel(sheets)


def _measures(comparison: ProposalComparison, translate: Callable[[str], str]) -> pd.DataFrame:
    words = [translate(MEASURE_WORDS[str(name)]) for name in comparison.table.index]
    table = comparison.table.round(1)
    return _with_first(table.set_axis(table.index, axis=0), translate(mark("Measure")), words)


def _communities(comparison: ProposalComparison, language: Language) -> pd.DataFrame:
    _, rows = translator(language), comparison.communities
    proposals = list(comparison.table.columns)
    names = tables.names_of(rows, language)
    effects = rows[proposals].map(lambda effect: _(proposal_labels.EFFECT[effect]))
    effects.insert(0, _unique(_("People"), proposals), rows["population"].round())
    return _with_first(effects, _("Community"), [names[str(key)] for key in rows.index])


def _ranking(moves: pd.DataFrame, translate: Callable[[str], str]) -> pd.DataFrame:
    words = [
        translate(ASSUMPTION_WORDS[str(assumption)]).format(value=value)
        for assumption, value in moves.index
    ]
    plain = moves.reset_index(drop=True)
    return _with_first(plain, translate(mark("Rank by cost a person, if")), words)


def _with_first(table: pd.DataFrame, title: str, words: list[str]) -> pd.DataFrame:
    """Put words in front of a table whose other columns people have named."""
    shown = table.copy()
    shown.insert(0, _unique(title, list(table.columns)), words)
    return shown


def _unique(title: str, taken: list[Any]) -> str:
    """Return a heading that no proposal is called by."""
    while title in taken:
        title += " "
    return title
