"""One route of an evaluation as JSON values."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_app.analysis.walks.demand import OUTSIDE
from geo_app.crs import DISPLAY_CRS
from geo_app.indicators.records import DISTANCE_DECIMALS
from geo_app.reports.documents import COORDINATE_DECIMALS
from geo_app.reports.proposal_facts import route_names, rows_of

if TYPE_CHECKING:
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.evaluation import Evaluation, RouteEffect
    from geo_app.proposals.running.operating import Operation

Record = dict[str, Any]

NUMBER_DECIMALS, THB_DECIMALS = 3, 2


def route_record(
    route: RouteEffect,
    evaluation: Evaluation,
    baseline: Baseline,
    *,
    dependence: pd.DataFrame | None = None,
) -> Record:
    """
    Write what a proposal makes of one route as JSON values.

    Parameters
    ----------
    route
        One of the evaluation's.
    evaluation, baseline, dependence
        As for `proposals.evaluation_document`.
    """
    names = route_names(evaluation, baseline).loc[route.route_id]
    new_line = route.new_line
    return {
        "route_id": route.route_id,
        "kind": route.kind,
        "name_th": text_of(names["name_th"]),
        "name_en": text_of(names["name_en"]),
        "new_length_m": metres_of(0.0 if new_line is None else new_line.length),
        "overlap_m": metres_of(route.overlap_m),
        "operation": operation_record(route.operation),
        "operation_before": operation_record(route.operation_before),
        "hazards": _levels(route),
        "mangroves": _mangroves(route),
        "cuts": cut_records(route),
        "stops": stop_records(route, evaluation, dependence=dependence),
    }


def operation_record(operation: Operation | None) -> Record | None:
    """
    Write how a route runs; null where it does not, or nobody knows.

    Parameters
    ----------
    operation
        How a route runs; None where it does not, or nobody knows.
    """
    if operation is None:
        return None
    return {
        name: value if isinstance(value, bool | int) else number_of(value)
        for name, value in asdict(operation).items()
    }


def stop_records(
    route: RouteEffect, evaluation: Evaluation, *, dependence: pd.DataFrame | None
) -> list[Record]:
    """
    Write the stops on what is drawn of a route, in their order along it.

    Parameters
    ----------
    route
        Of the evaluation.
    evaluation
        As `evaluate` returns it.
    dependence
        As `stop_dependence` returns it; without it nothing is said of who depends on a stop
        alone.
    """
    places = evaluation.proposed.stops.loc[route.stops.index].geometry.to_crs(DISPLAY_CRS)
    hazards: dict[Any, pd.DataFrame] = {}
    if route.hazards is not None:
        hazards = dict(iter(route.hazards.stops.groupby("stop_id", sort=False)))
    records = []
    for row, place in zip(rows_of(route.stops), places, strict=True):
        stop_id = str(row.Index)
        met = hazards.get(stop_id)
        records.append(
            {
                "stop_id": stop_id,
                "name_th": text_of(row.name_th),
                "name_en": text_of(row.name_en),
                "lon": round(place.x, COORDINATE_DECIMALS),
                "lat": round(place.y, COORDINATE_DECIMALS),
                "is_new": bool(row.is_new),
                "along_m": metres_of(row.along_m),
                "to_next_m": metres_of(row.to_next_m),
                "road_name_th": text_of(row.road_name_th),
                "road_name_en": text_of(row.road_name_en),
                "highway": text_of(row.highway),
                "road_distance_m": metres_of(row.road_distance_m),
                "hazards": None if route.hazards is None else _hazards_met(met),
                "is_in_mangrove": None
                if route.mangroves is None
                else stop_id in route.mangroves.stop_ids,
                **_dependence(stop_id, dependence),
            }
        )
    return records


def cut_records(route: RouteEffect) -> list[Record] | None:
    """
    Say what closed hazard zones would leave of a route; null where there are none known.

    Parameters
    ----------
    route
        Of an evaluation.
    """
    if route.cuts is None:
        return None
    return [
        {
            "hazard_type": str(row.hazard_type),
            "closed_m": metres_of(row.closed_m),
            "pieces": int(row.pieces),
            "longest_piece_m": metres_of(row.longest_piece_m),
            "stop_ids": list(row.stop_ids),
            "is_cut": bool(row.is_cut),
        }
        for row in rows_of(route.cuts)
    ]


def metres_of(value: Any) -> float | None:
    """
    Return metres to the decimetre; null where they are not known or without end.

    Parameters
    ----------
    value
        Metres, or what is missing.
    """
    return number_of(value, DISTANCE_DECIMALS)


def number_of(value: Any, decimals: int = NUMBER_DECIMALS) -> float | None:
    """
    Return a rounded number; null where it is not known or without end.

    Parameters
    ----------
    value
        A number, or what is missing.
    decimals
        To which it is rounded.
    """
    if value is None or pd.isna(value) or abs(float(value)) == float("inf"):
        return None
    return round(float(value), decimals)


def text_of(value: Any) -> str | None:
    """
    Return a text, null for anything else.

    Parameters
    ----------
    value
        A cell of any type.
    """
    return value if isinstance(value, str) else None


def id_of(zone_id: str) -> str | None:
    """
    Return a zone's id; null stands for outside every zone.

    Parameters
    ----------
    zone_id
        An id, or `OUTSIDE`.
    """
    return None if zone_id == OUTSIDE else str(zone_id)


def _levels(route: RouteEffect) -> list[Record] | None:
    if route.hazards is None:
        return None
    return [
        {
            "hazard_type": str(row.hazard_type),
            "hazard_level": str(row.hazard_level),
            "route_length_m": metres_of(row.route_length_m),
            "stops": int(row.stops),
        }
        for row in rows_of(route.hazards.levels)
    ]


def _mangroves(route: RouteEffect) -> Record | None:
    if route.mangroves is None:
        return None
    return {
        "route_length_m": metres_of(route.mangroves.route_length_m),
        "stops": route.mangroves.stops,
        "mangrove_ids": list(route.mangroves.mangrove_ids),
        "near_ids": list(route.mangroves.near_ids),
    }


def _hazards_met(rows: pd.DataFrame | None) -> list[Record]:
    if rows is None:
        return []
    return [
        {"hazard_type": str(row.hazard_type), "hazard_level": str(row.hazard_level)}
        for row in rows_of(rows)
    ]


def _dependence(stop_id: str, dependence: pd.DataFrame | None) -> Record:
    if dependence is None or stop_id not in dependence.index:
        return {"communities_alone": None, "people_alone": None, "unknown_alone": None}
    (row,) = rows_of(dependence.loc[[stop_id]])
    return {
        "communities_alone": list(row.communities_alone),
        "people_alone": round(row.people_alone),
        "unknown_alone": int(row.unknown_alone),
    }
