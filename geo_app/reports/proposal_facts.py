"""What an evaluation says of a proposal as a whole: its routes' crossings added up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_app.analysis.walks.demand import OUTSIDE
from geo_app.proposals.changes.remove_route import RemoveRoute
from geo_app.schema import HAZARD_LEVELS, HAZARD_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_app.analysis.lines.line_mangroves import MangroveCrossings
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.evaluation import Evaluation, RouteEffect

HAZARD_COLUMNS = ["hazard_type", "hazard_level", "route_length_m", "stops", "stop_ids"]
MANGROVE_COLUMNS = ["route_length_m", "stops", "distance_m"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MangroveTotals:
    """
    What of a proposal lies in mangroves and near them.

    Attributes
    ----------
    route_length_m
        Metres of the new lines in mangrove, overlapping mangroves once.
    stop_ids
        Stops in mangrove, each once.
    mangroves
        Indexed by `mangrove_id`, crossed ones first: `route_length_m`, `stops`,
        `distance_m` (0 where it is crossed).
    """

    route_length_m: float
    stop_ids: tuple[str, ...]
    mangroves: pd.DataFrame

    @property
    def crossed_ids(self) -> list[str]:
        """The mangroves that a line crosses or a stop stands in."""
        rows = self.mangroves
        return list(rows.index[(rows["route_length_m"] > 0) | (rows["stops"] > 0)])


def hazard_totals(evaluation: Evaluation, baseline: Baseline) -> pd.DataFrame | None:
    """
    Add up what the new lines cross of each hazard type and level.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    baseline
        The province as it is today.

    Returns
    -------
    totals
        `hazard_type`, `hazard_level`, `route_length_m`, `stops`, `stop_ids` (each stop
        once), types and levels in the order of their kind; None where the province has
        no hazard zones, so that nobody knows.
    """
    if baseline.hazards is None:
        return None
    levels = [route.hazards.levels for route in evaluation.routes if route.hazards is not None]
    rows = pd.concat([pd.DataFrame(columns=HAZARD_COLUMNS), *levels]).groupby(
        ["hazard_type", "hazard_level"], sort=False
    )
    totals = [_hazard_row(str(kind), str(level), stretches) for (kind, level), stretches in rows]
    totals.sort(key=lambda row: (HAZARD_TYPES.index(row[0]), HAZARD_LEVELS.index(row[1])))
    return pd.DataFrame(totals, columns=HAZARD_COLUMNS)


def mangrove_totals(evaluation: Evaluation, baseline: Baseline) -> MangroveTotals | None:
    """
    Add up what the new lines cross of mangroves; None where there is no such layer.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    baseline
        The province as it is today.
    """
    if baseline.mangroves is None:
        return None
    crossings = [route.mangroves for route in evaluation.routes if route.mangroves is not None]
    stop_ids = dict.fromkeys(stop_id for crossing in crossings for stop_id in crossing.stop_ids)
    return MangroveTotals(
        route_length_m=sum(crossing.route_length_m for crossing in crossings),
        stop_ids=tuple(stop_ids),
        mangroves=_mangroves(crossings),
    )


def zone_table(evaluation: Evaluation) -> pd.DataFrame:
    """
    Say of each zone who in it gains and loses.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.

    Returns
    -------
    zones
        Indexed by `zone_id` (`demand.OUTSIDE` of no zone), every zone in which people
        are counted or a community gains or loses: `people_gained`, `people_lost`,
        `unknown_gained`, `unknown_lost`, and `communities_gained`, `communities_lost`
        (tuples of ids).
    """
    communities, people = evaluation.communities, evaluation.people.by_zone
    zone = communities["zone_id"].map(
        lambda zone_id: zone_id if isinstance(zone_id, str) else OUTSIDE
    )
    ids = {
        f"communities_{effect}": {
            str(name): tuple(map(str, members))
            for name, members in communities.groupby(
                zone.where(communities["effect"] == effect)
            ).groups.items()
        }
        for effect in ("gained", "lost")
    }
    touched = {name for ids_by_zone in ids.values() for name in ids_by_zone} - set(people.index)
    table = people.reindex([*people.index, *sorted(touched)], fill_value=0)
    for column, ids_by_zone in ids.items():
        table[column] = [ids_by_zone.get(str(name), ()) for name in table.index]
    return table.rename_axis("zone_id")


def rows_of(frame: pd.DataFrame) -> Iterable[Any]:
    """
    Return the rows of a frame as named tuples whose cells are what the columns hold.

    Parameters
    ----------
    frame
        With columns whose names are names of Python.
    """
    return frame.itertuples()


def runs(route: RouteEffect) -> bool:
    """
    Say whether a route still runs as proposed.

    Parameters
    ----------
    route
        Of an evaluation.
    """
    return route.kind != RemoveRoute.kind


def is_operation_known(evaluation: Evaluation) -> bool:
    """
    Say whether it is known of every route that is new or changes how it would run.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    """
    return all(route.operation is not None for route in evaluation.routes if runs(route))


def only_removes(evaluation: Evaluation) -> bool:
    """
    Say whether nothing runs anew or otherwise, so that only the net says anything.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    """
    return not any(runs(route) for route in evaluation.routes)


def route_names(evaluation: Evaluation, baseline: Baseline) -> pd.DataFrame:
    """
    Return `name_th` and `name_en` of each route of an evaluation, by `route_id`.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    baseline
        The province as it is today.

    Returns
    -------
    names
        `name_th` and `name_en`, indexed by the id of the route; texts, missing where nobody has
        given one.
    """
    rows = {}
    for route in evaluation.routes:
        network = evaluation.proposed if runs(route) else baseline.network
        rows[route.route_id] = network.routes.loc[route.route_id, ["name_th", "name_en"]].to_dict()
    return pd.DataFrame.from_dict(rows, orient="index", columns=["name_th", "name_en"])


def _hazard_row(
    kind: str, level: str, rows: pd.DataFrame
) -> tuple[str, str, float, int, tuple[str, ...]]:
    stop_ids = tuple(dict.fromkeys(stop_id for ids in rows["stop_ids"] for stop_id in ids))
    return kind, level, float(rows["route_length_m"].sum()), len(stop_ids), stop_ids


def _mangroves(crossings: list[MangroveCrossings]) -> pd.DataFrame:
    crossed: dict[str, list[float]] = {}
    near: dict[str, float] = {}
    for crossing in crossings:
        for row in rows_of(crossing.crossed):
            before = crossed.get(str(row.Index), [0.0, 0])
            crossed[str(row.Index)] = [
                before[0] + float(row.route_length_m),
                before[1] + int(row.stops),
            ]
        for name, distance_m in crossing.near.items():
            near[str(name)] = min(float(distance_m), near.get(str(name), float("inf")))
    rows = {name: [*totals, 0.0] for name, totals in crossed.items()}
    by_distance = sorted(near.items(), key=lambda item: item[1])
    rows |= {name: [0.0, 0, distance_m] for name, distance_m in by_distance if name not in crossed}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=MANGROVE_COLUMNS)
    return table.astype({"stops": int}).rename_axis("mangrove_id")
