"""Answers about access as JSON documents, GeoJSON and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from geo_app.analysis.access.standards import StandardId
from geo_app.analysis.rows_used import rests_on, rows_used
from geo_app.analysis.walks.demand import By
from geo_app.crs import DISPLAY_CRS
from geo_app.network.walking import WalkingMethod
from geo_app.reports.documents import COORDINATE_DECIMALS, layer_records
from geo_app.reports.rows_told import ROWS_NOT_USED, rows_text
from geo_app.reports.trust import timetable_record
from geo_app.transit.headways import window_text

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd

    from geo_app.analysis.access.question import Answer
    from geo_app.province import Province

KINDS_USED = (
    "communities", "population", "zones", "transit", "bus_routes", "bus_stops", "walk_network",
    "roads",
)  # fmt: skip
DECIMALS = 3
NAMES = ["name_th", "name_en"]


def kinds_used(province: Province) -> list[str]:
    """
    Return the kinds that an answer rests on: roads only where there is no walking network.

    Parameters
    ----------
    province
        Only what its catalogue declares is looked at.
    """
    return list(rests_on(province, KINDS_USED))


def access_document(province: Province, answer: Answer, *, on: dt.date) -> dict[str, Any]:
    """
    Write an answer as the document that `geo-app access --format json` prints.

    Parameters
    ----------
    province
        Where it was asked.
    answer
        As `question.ask` returns it.
    on
        Today, as it was asked with.

    Returns
    -------
    document
        JSON values only, null is unknown: what was asked and by which definition,
        the days whose timetables count, `summary` of the whole province, `layers`
        with their status and date, and `rows`.
    """
    return _head(province, answer, on=on) | {"rows": _records(access_table(province, answer))}


def access_geojson(province: Province, answer: Answer, *, on: dt.date) -> dict[str, Any]:
    """
    Write an answer as a GeoJSON FeatureCollection in degrees (RFC 7946).

    Parameters
    ----------
    province, answer, on
        As for `access_document`, whose head stands beside the features. Origins of
        no zone on the map are in no feature of an answer by zone; the head counts them.
    """
    table = access_table(province, answer)
    name, places = str(table.columns[0]), _places(province, answer)
    table = table[table[name].isin(places.index)]
    places = places.loc[table[name]]
    trust = {
        "walk_distance_method": answer.reach.walking.method.value,
        ROWS_NOT_USED: rows_text(rows_used(province, kinds_used(province))),
    }
    features = [
        {"type": "Feature", "id": str(row[name]), "geometry": place, "properties": row | trust}
        for row, place in zip(_records(table), _geometries(places), strict=True)
    ]
    return {"type": "FeatureCollection", **_head(province, answer, on=on), "features": features}


def access_table(province: Province, answer: Answer) -> pd.DataFrame:
    """
    Lay out an answer with one row a community, point or zone.

    Parameters
    ----------
    province, answer
        As for `access_document`.

    Returns
    -------
    table
        The id first, then `name_th`, `name_en`, `zone_id`, `population` (persons) and `status`
        where a row is an origin, or `level` where it is a zone; then the columns of the answer.
        Distances in metres, missing is unknown.
    """
    rows = answer.rows
    if answer.question.by is By.ZONE:
        zones = province.zones if province.has("zones") else pd.DataFrame(index=rows.index)
        known = [column for column in (*NAMES, "level") if column in zones]
        return rows.join(zones[known])[[*known, *rows.columns]].reset_index()
    origins = answer.reach.origins
    known = [c for c in (*NAMES, "zone_id", "population", "status") if c in origins]
    return pd.concat([pd.DataFrame(origins)[known], rows], axis=1).reset_index()


def _head(province: Province, answer: Answer, *, on: dt.date) -> dict[str, Any]:
    question = answer.question
    window = question.window_used
    return {
        "province": province.spec.province_id,
        "on": on.isoformat(),
        "by": question.by.value,
        "standard": {
            "standard_id": question.standard_id.value,
            "title": question.standard.title,
            "definition": question.standard.definition,
            "source": question.standard.source,
            "unit": question.standard.unit,
            "classes": list(question.standard.classes),
            "is_standard": question.is_standard and _is_on_foot(answer),
        },
        "walk_distance_m": question.limit_m,
        "day": str(question.day),
        "window": None if window is None else window_text(window),
        **timetable_record(answer.timetable),
        "has_departures": answer.has_departures,
        "without_departures": _silent(answer),
        "method": answer.reach.walking.method.value,
        "is_estimated": answer.reach.walking.method is not WalkingMethod.NETWORK,
        "summary": {key: _summed(str(key), value) for key, value in answer.share.items()},
        "layers": layer_records(province, kinds_used(province)),
    }


def _silent(answer: Answer) -> list[str]:
    """Name the layers of buses of which nothing leaves in the window."""
    window = answer.question.window_used
    if window is None or answer.timetable is None:
        return []
    return list(answer.timetable.silent_layers(window))


def _is_on_foot(answer: Answer) -> bool:
    """Straight lines times a factor are no walk along the streets, whatever the distance."""
    is_straight = answer.reach.walking.method is WalkingMethod.STRAIGHT_LINE
    return not is_straight or answer.question.standard_id is StandardId.STRAIGHT_LINE


def _places(province: Province, answer: Answer) -> gpd.GeoSeries:
    layer = province.zones if answer.question.by is By.ZONE else answer.reach.origins
    return layer.geometry.to_crs(DISPLAY_CRS)


def _geometries(places: gpd.GeoSeries) -> list[dict[str, Any] | None]:
    rounded = shapely.transform(places.to_numpy(), lambda xy: xy.round(COORDINATE_DECIMALS))
    # RFC 7946: a place that nobody knows is null.
    return [None if place is None else shapely.geometry.mapping(place) for place in rounded]


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    columns = [str(column) for column in table.columns]
    return [
        {column: _plain(value) for column, value in zip(columns, row, strict=True)}
        for row in table.itertuples(index=False, name=None)
    ]


def _summed(key: str, value: float) -> float | int | None:
    """Write a sum; origins are counted, people may be modelled in parts."""
    number: float | None = _plain(value)
    return int(number) if key.startswith("origins") and number is not None else number


def _plain(value: Any) -> Any:
    """Turn a cell into a JSON value; missing is null."""
    if pd.isna(value):
        return None
    if hasattr(value, "item"):
        value = value.item()
    return round(value, DECIMALS) if isinstance(value, float) else value
