"""Answers as JSON documents: the stable form that scripts read."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_app.analysis import coverage
from geo_app.crs import DISPLAY_CRS
from geo_app.network.walking import walking_method

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    import geopandas as gpd
    import shapely

    from geo_app.catalogue import LayerSpec
    from geo_app.province import Province

DISTANCE_DECIMALS = 1
COORDINATE_DECIMALS = 5


def gaps_document(
    province: Province, gaps: gpd.GeoDataFrame, *, walk_distance_m: float, on: dt.date
) -> dict[str, Any]:
    """
    Write the gaps as the document that `geo-app gaps --format json` prints.

    Parameters
    ----------
    province
        Where the gaps were found.
    gaps
        As `coverage.gaps` returns them.
    walk_distance_m, on
        What they were found with.

    Returns
    -------
    document
        JSON values only; null is unknown. `layers` gives the status and date of
        every layer used, `kinds_missing` the kinds the province does not have.
    """
    head = _head(province, gaps, walk_distance_m=walk_distance_m, on=on)
    return head | {"communities": [community_record(row) for row in gaps.itertuples()]}


def gaps_geojson(
    province: Province, gaps: gpd.GeoDataFrame, *, walk_distance_m: float, on: dt.date
) -> dict[str, Any]:
    """
    Write the gaps as a GeoJSON FeatureCollection in degrees (RFC 7946).

    Parameters
    ----------
    province, gaps, walk_distance_m, on
        As for `gaps_document`, whose head stands beside the features. Each feature
        also says how far its plan, hazards and mangrove can be trusted, since most
        programs drop what stands beside the features.
    """
    points = gaps.geometry.to_crs(DISPLAY_CRS)
    trust = {
        "walk_distance_method": walking_method(province).value,
        "plan_data_status": province.status("disaster_plans"),
        "hazard_data_status": province.status("hazard_zones"),
        "mangrove_data_status": province.status("mangroves"),
    }
    features = [
        {
            "type": "Feature",
            "id": row.Index,
            "geometry": {"type": "Point", "coordinates": _position(point)},
            "properties": community_record(row) | trust,
        }
        for row, point in zip(gaps.itertuples(), points, strict=True)
    ]
    head = _head(province, gaps, walk_distance_m=walk_distance_m, on=on)
    return {"type": "FeatureCollection", **head, "features": features}


def community_record(row: Any) -> dict[str, Any]:
    """Write one row of the gaps as JSON values."""
    hazards = row.hazards or ()
    return {
        "community_id": row.Index,
        "name_th": _text(row, "name_th"),
        "name_en": _text(row, "name_en"),
        "zone_id": _text(row, "zone_id"),
        "population": _count(row, "population"),
        "has_stop": bool(row.has_stop),
        "is_connected": bool(row.is_connected),
        "nearest_stop_id": _text(row, "nearest_stop_id"),
        "walk_distance_m": _metres(row.walk_distance_m),
        "straight_distance_m": _metres(row.straight_distance_m),
        "plan_status": row.plan_status,
        "plan_id": _text(row, "plan_id"),
        "plan_valid_until": _day(row.plan_valid_until),
        "hazards": [{"hazard_type": kind, "hazard_level": level} for kind, level in hazards],
        "mangrove_distance_m": _metres(row.mangrove_distance_m),
        "status": row.status,
    }


def _head(
    province: Province, gaps: gpd.GeoDataFrame, *, walk_distance_m: float, on: dt.date
) -> dict[str, Any]:
    return {
        "province": province.spec.province_id,
        "on": on.isoformat(),
        "walk_distance_m": walk_distance_m,
        "method": walking_method(province).value,
        "summary": asdict(coverage.summarise(gaps)),
        "layers": layer_records(province, coverage.KINDS_USED),
        "kinds_missing": [kind for kind in coverage.OPTIONAL_KINDS if not province.has(kind)],
    }


def layer_records(province: Province, kinds: Iterable[str]) -> list[dict[str, str]]:
    """List the layers of some kinds with status, date, source and licence."""
    return [_layer(spec) for kind in kinds for spec in province.specs(kind)]


def _layer(spec: LayerSpec) -> dict[str, str]:
    return {
        "layer": spec.layer_id,
        "kind": spec.kind,
        "status": spec.status.value,
        "date": spec.date.isoformat(),
        "source": spec.source,
        "licence": spec.licence,
    }


def _position(point: shapely.Point) -> list[float]:
    return [round(point.x, COORDINATE_DECIMALS), round(point.y, COORDINATE_DECIMALS)]


def _text(row: Any, column: str) -> str | None:
    value = getattr(row, column, None)
    return value if isinstance(value, str) else None


def _count(row: Any, column: str) -> int | None:
    value = getattr(row, column, None)
    return None if pd.isna(value) else int(value)


def _metres(value: float) -> float | None:
    return None if pd.isna(value) else round(float(value), DISTANCE_DECIMALS)


def _day(value: pd.Timestamp) -> str | None:
    return None if pd.isna(value) else value.date().isoformat()
