"""Routes, stops and what they meet as tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_app.analysis.rows_used import is_whole
from geo_app.errors import mark
from geo_app.proposals.changes.new_route import AddRoute
from geo_app.reports.proposal_facts import hazard_totals, mangrove_totals, route_names, rows_of
from geo_app.reports.tables import names_of
from geo_app.words import labels
from geo_app.words.change_words import CHANGE_WORDS
from geo_app.words.labels import hazard_words
from geo_app.words.translating import Language, pick_name, translator

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.evaluation import Evaluation, RouteEffect

YES, NO = mark("yes"), mark("no")
OPERATION_COLUMNS = (
    ("length_m", mark("Length one way (m)"), 1),
    ("running_time_min", mark("Running time one way (min)"), 1),
    ("cycle_time_min", mark("Cycle time, layover included (min)"), 0),
    ("vehicles", mark("Vehicles in service"), 0),
    ("spare_vehicles", mark("Spare vehicles"), 0),
    ("departures", mark("Departures a day and end"), 0),
    ("vehicle_km", mark("Vehicle-km a day"), 1),
    ("vehicle_hours", mark("Vehicle-hours a day"), 1),
    ("cost_thb_per_day", mark("Cost a day (THB, rates not confirmed)"), 0),
    ("cost_thb_per_year", mark("Cost a year (THB, rates not confirmed)"), 0),
)


def routes_table(evaluation: Evaluation, baseline: Baseline, *, language: Language) -> pd.DataFrame:
    """
    Lay out how each route runs today and would run.

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
        A row a route as proposed, and one as it runs today; missing is not known, or does not
        run. `Route`, `Change`, `When`, `New line (m)`, `Beside others (m)`, then the headings
        of `OPERATION_COLUMNS`, which name their units. Indexed by the id of the route.
    """
    _ = translator(language)
    rows = [
        _route(route, is_today, evaluation, baseline, language)
        for route in evaluation.routes
        # A new route has no today.
        for is_today in ((False,) if route.kind == AddRoute.kind else (False, True))
    ]
    columns = [_("Route"), _("Change"), _("When"), _("New line (m)"), _("Beside others (m)")]
    columns += [_(words) for _name, words, _decimals in OPERATION_COLUMNS]
    index = pd.Index([row["route_id"] for row in rows], name=_("Route id"), dtype=object)
    return pd.DataFrame([row["cells"] for row in rows], columns=columns, index=index)


def stops_table(
    evaluation: Evaluation,
    baseline: Baseline,
    *,
    language: Language,
    dependence: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    List the stops on the new lines in their order.

    Parameters
    ----------
    evaluation, baseline, language, dependence
        As for `proposal_tables.proposal_tables`.

    Returns
    -------
    table
        Indexed by `stop_id`; a row a stop and line.
    """
    _ = translator(language)
    frames = [_stops(route, evaluation, baseline, language) for route in evaluation.routes]
    shown = [frame for frame in frames if not frame.empty] or frames
    if not shown:
        return pd.DataFrame(index=pd.Index([], name=_("Stop id")))
    table = pd.concat(shown).rename_axis(_("Stop id"))
    if dependence is None:
        return table
    alone_rows = dependence.reindex(table.index)
    names = names_of(baseline.communities.origins, language)
    ids = [
        community_ids if isinstance(community_ids, tuple) else ()
        for community_ids in alone_rows["communities_alone"]
    ]
    alone = [_joined(community_ids, names) for community_ids in ids]
    table[_("People with no other stop")] = alone_rows["people_alone"].round()
    table[_("Communities with no other stop")] = alone
    return table


def hazards_table(
    evaluation: Evaluation, baseline: Baseline, *, language: Language
) -> pd.DataFrame:
    """
    List what of the new lines lies in disaster-risk zones; one row if nobody knows.

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
        `Hazard`, `Level`, `Line (m)`, `Stops` (how many) and `Stops in it` (their names),
        numbered from 1.
    """
    _, totals = translator(language), hazard_totals(evaluation, baseline)
    if totals is None:
        return _unknown(_("Hazard"), _)
    status = baseline.province.status("hazard_zones")
    names = names_of(evaluation.proposed.stops, language)
    return pd.DataFrame(
        {
            labels.marked(_("Hazard"), status, _): [
                _(labels.HAZARD_TYPE[kind]) for kind in totals["hazard_type"]
            ],
            _("Level"): [_(labels.HAZARD_LEVEL[level]) for level in totals["hazard_level"]],
            _("Line (m)"): totals["route_length_m"].astype(float).round(1),
            _("Stops"): totals["stops"],
            _("Stops in it"): [_joined(ids, names) for ids in totals["stop_ids"]],
        }
    ).set_index(numbers(len(totals), _))


def mangroves_table(
    evaluation: Evaluation, baseline: Baseline, *, language: Language
) -> pd.DataFrame:
    """
    List the mangroves crossed or near; one row says if nobody knows.

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
        `Mangroves` (name), `Line (m)`, `Stops` (how many) and `Away (m)`, indexed by the id of
        the mangrove.
    """
    _, totals = translator(language), mangrove_totals(evaluation, baseline)
    if totals is None:
        return _unknown(_("Mangroves"), _)
    status, rows = baseline.province.status("mangroves"), totals.mangroves
    names = names_of(baseline.of_kind("mangroves"), language)
    return pd.DataFrame(
        {
            labels.marked(_("Mangroves"), status, _): [
                names.get(str(name), str(name)) for name in rows.index
            ],
            _("Line (m)"): rows["route_length_m"].round(1),
            _("Stops"): rows["stops"],
            _("Away (m)"): rows["distance_m"].round(1),
        },
        index=rows.index,
    )


def cuts_table(evaluation: Evaluation, baseline: Baseline, *, language: Language) -> pd.DataFrame:
    """
    Say what closed disaster-risk zones would leave of each new line.

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
        `Route`, `Hazard`, `Closed (m)`, `Pieces left`, `Longest piece (m)` and `Stops closed`
        (names), numbered from 1. May be empty.
    """
    _ = translator(language)
    names, stops = route_names(evaluation, baseline), names_of(evaluation.proposed.stops, language)
    rows = [
        [
            _name(names, route.route_id, language),
            _(labels.HAZARD_TYPE[row.hazard_type]),
            round(row.closed_m, 1),
            row.pieces,
            round(row.longest_piece_m, 1),
            _joined(row.stop_ids, stops),
        ]
        for route in evaluation.routes
        if route.cuts is not None
        for row in rows_of(route.cuts)
    ]
    status = baseline.province.status("hazard_zones")
    columns = [
        _("Route"),
        labels.marked(_("Hazard"), status, _),
        _("Closed (m)"),
        _("Pieces left"),
        _("Longest piece (m)"),
        _("Stops closed"),
    ]
    return pd.DataFrame(rows, columns=columns, index=numbers(len(rows), _))


def numbers(count: int, translate: Callable[[str], str]) -> pd.RangeIndex:
    """
    Return the row numbers of a table, from 1.

    Parameters
    ----------
    count
        Of the rows, from 0.
    translate
        Function from an English sentence to the reader's language.
    """
    return pd.RangeIndex(1, count + 1, name=translate(mark("No.")))


def _route(
    route: RouteEffect,
    is_today: bool,
    evaluation: Evaluation,
    baseline: Baseline,
    language: Language,
) -> dict[str, Any]:
    _ = translator(language)
    line = None if is_today else route.new_line
    operation = route.operation_before if is_today else route.operation
    cells: list[Any] = [
        _name(route_names(evaluation, baseline), route.route_id, language),
        _(CHANGE_WORDS[route.kind].effect),
        _("Today") if is_today else _("As proposed"),
        None if line is None else round(line.length, 1),
        None if line is None else round(route.overlap_m, 1),
    ]
    for column, _words, decimals in OPERATION_COLUMNS:
        cells.append(None if operation is None else round(getattr(operation, column), decimals))
    return {"route_id": route.route_id, "cells": cells}


def _stops(
    route: RouteEffect, evaluation: Evaluation, baseline: Baseline, language: Language
) -> pd.DataFrame:
    _, rows = translator(language), route.stops
    hazards = _hazards_met(route, baseline, _)
    roads = [
        pick_name(row.road_name_th, row.road_name_en, language, otherwise="")
        for row in rows_of(rows)
    ]
    status = baseline.province.status
    in_mangrove = [
        None if route.mangroves is None else _(YES if stop in route.mangroves.stop_ids else NO)
        for stop in rows.index
    ]
    return pd.DataFrame(
        {
            _("Route"): _name(route_names(evaluation, baseline), route.route_id, language),
            _("Name (Thai)"): rows["name_th"],
            _("Name (English)"): rows["name_en"],
            _("Along the line (m)"): rows["along_m"].round(1),
            _("To the next stop (m)"): rows["to_next_m"].round(1),
            _("New"): [_(YES if is_new else NO) for is_new in rows["is_new"]],
            _("Road"): roads,
            _("To the road (m)"): rows["road_distance_m"].round(1),
            labels.marked(_("Hazards"), status("hazard_zones"), _): hazards,
            labels.marked(_("In mangrove"), status("mangroves"), _): in_mangrove,
        },
        index=rows.index,
    )


def _hazards_met(
    route: RouteEffect, baseline: Baseline, translate: Callable[[str], str]
) -> list[str]:
    if route.hazards is None:
        return [hazard_words(None, translate)] * len(route.stops)
    met = route.hazards.stops
    pairs = {
        stop_id: tuple(zip(rows["hazard_type"], rows["hazard_level"], strict=True))
        for stop_id, rows in met.groupby("stop_id", sort=False)
    }
    is_complete = is_whole(baseline.province, "hazard_zones")
    return [
        hazard_words(pairs.get(stop_id, ()), translate, is_complete=is_complete)
        for stop_id in route.stops.index
    ]


def _name(names: pd.DataFrame, route_id: str, language: Language) -> str:
    row = names.loc[route_id]
    return pick_name(row["name_th"], row["name_en"], language, otherwise=route_id)


def _joined(ids: tuple[str, ...], names: dict[str, str]) -> str:
    return ", ".join(names.get(key, key) for key in ids)


def _unknown(title: str, translate: Callable[[str], str]) -> pd.DataFrame:
    words = [translate(mark("Not known"))]
    return pd.DataFrame({title: words}, index=numbers(1, translate))
