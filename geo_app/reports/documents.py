"""Answers as JSON documents: the stable form that scripts read."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from geo_app.analysis import coverage
from geo_app.analysis.rows_used import rests_on, rows_used
from geo_app.analysis.verdicts import Verdict
from geo_app.crs import DISPLAY_CRS
from geo_app.indicators.asking import status_of
from geo_app.indicators.listing import COUNTED, KINDS_OPTIONAL, KINDS_USED, LISTING
from geo_app.indicators.records import count_of, metres_of, text_of, value_of
from geo_app.network.walking import walking_method
from geo_app.reports.rows_told import rows_record, rows_text
from geo_app.units import format_clock

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    import geopandas as gpd
    import shapely

    from geo_app.analysis.access.question import Question
    from geo_app.catalogue import LayerSpec
    from geo_app.indicators.indicator import Indicator
    from geo_app.province import Province

COORDINATE_DECIMALS = 5


def gaps_document(
    province: Province,
    gaps: gpd.GeoDataFrame,
    *,
    question: Question,
    on: dt.date,
    counted: Sequence[str] = COUNTED,
) -> dict[str, Any]:
    """
    Write the gaps as the document that `geo-app gaps --format json` prints.

    Parameters
    ----------
    province
        Where the gaps were found.
    gaps
        As `Desk.ranked` returns them, in any order.
    question, on, counted
        What they were found with.

    Returns
    -------
    document
        JSON values only; null is unknown, as `has_stop` where the answer hangs on a
        timetable that nobody knows. `layers` gives the status and date of every layer
        used, and of the rows of each how many are used, `kinds_missing` the kinds the province
        does not have, `indicators` what each
        of them is and finds; a community has `<id>_verdict` and `<id>_value` of each.
    """
    head = _head(province, gaps, question, on=on, counted=counted)
    return head | {"communities": [community_record(row) for row in gaps.itertuples()]}


def gaps_geojson(
    province: Province,
    gaps: gpd.GeoDataFrame,
    *,
    question: Question,
    on: dt.date,
    counted: Sequence[str] = COUNTED,
) -> dict[str, Any]:
    """
    Write the gaps as a GeoJSON FeatureCollection in degrees (RFC 7946).

    A community without a position is a feature without geometry.

    Parameters
    ----------
    province, gaps, question, on, counted
        As for `gaps_document`, whose head stands beside the features. Each feature
        also says how far its indicators, hazards and mangrove can be trusted, since most
        programs drop what stands beside the features.
    """
    points = gaps.geometry.to_crs(DISPLAY_CRS)
    trust = {
        "walk_distance_method": walking_method(province).value,
        "hazard_data_status": province.status("hazard_zones"),
        "mangrove_data_status": province.status("mangroves"),
        "rows_not_used": rows_text(rows_used(province, rests_on(province, KINDS_USED))),
        **{f"{indicator.id}_data_status": status_of(indicator, province) for indicator in LISTING},
    }
    features = [
        {
            "type": "Feature",
            "id": row.Index,
            "geometry": _geometry(point),
            "properties": community_record(row) | trust | {"standard": question.standard_id.value},
        }
        for row, point in zip(gaps.itertuples(), points, strict=True)
    ]
    head = _head(province, gaps, question, on=on, counted=counted)
    return {"type": "FeatureCollection", **head, "features": features}


def community_record(row: Any) -> dict[str, Any]:
    """
    Write one row of the gaps as JSON values.

    Parameters
    ----------
    row
        Of the gaps, as a named tuple; its index is the community's id.
    """
    hazards = row.hazards or ()
    return {
        "community_id": row.Index,
        "name_th": text_of(row, "name_th"),
        "name_en": text_of(row, "name_en"),
        "zone_id": text_of(row, "zone_id"),
        "population": count_of(row, "population"),
        "hazards": [{"hazard_type": kind, "hazard_level": level} for kind, level in hazards],
        "hazards_complete": bool(row.hazards_complete),
        "mangrove_distance_m": metres_of(row.mangrove_distance_m),
        "is_placed": bool(row.is_placed),
        "status": row.status,
        "rank": int(row.rank),
        "gap": row.gap,
        "lacks": list(row.lacks),
        **_indicator_keys(row),
    }


def _indicator_keys(row: Any) -> dict[str, Any]:
    """Return verdict and value of each indicator, and what it says beside them."""
    keys: dict[str, Any] = {}
    for indicator in LISTING:
        keys |= {
            indicator.verdict_column: getattr(row, indicator.verdict_column),
            indicator.value_column: value_of(getattr(row, indicator.value_column)),
            **indicator.record(row),
        }
    return keys


def _head(
    province: Province,
    gaps: gpd.GeoDataFrame,
    question: Question,
    *,
    on: dt.date,
    counted: Sequence[str],
) -> dict[str, Any]:
    window = question.window_used
    return {
        "province": province.spec.province_id,
        "on": on.isoformat(),
        "walk_distance_m": question.limit_m,
        "method": walking_method(province).value,
        "standard": question.standard_id.value,
        "is_standard": question.is_standard,
        "day_type": None if window is None else str(question.day),
        "window": None
        if window is None
        else f"{format_clock(window.start_s)}-{format_clock(window.end_s)}",
        "summary": asdict(coverage.summarise(gaps)),
        "counted": list(counted),
        "indicators": [_indicator_head(province, gaps, each, question) for each in LISTING],
        "layers": layer_records(province, KINDS_USED, read=rests_on(province, KINDS_USED)),
        "kinds_missing": [kind for kind in KINDS_OPTIONAL if not province.has(kind)],
    }


def _indicator_head(
    province: Province, gaps: gpd.GeoDataFrame, indicator: Indicator, question: Question
) -> dict[str, Any]:
    """Say what an indicator is, what it rests on, and how many it finds."""
    counts = gaps[indicator.verdict_column].value_counts()
    return {
        "id": indicator.id,
        "title": indicator.title,
        "unit": indicator.unit_of(question.standard),
        "kinds_needed": list(indicator.kinds_needed),
        "data_status": status_of(indicator, province),
        **{verdict.value: int(counts.get(verdict, 0)) for verdict in Verdict},
    }


def layer_records(
    province: Province, kinds: Iterable[str], *, read: Iterable[str] | None = None
) -> list[dict[str, Any]]:
    """
    List the layers of some kinds with status, date, source and licence, and their rows.

    Parameters
    ----------
    province
        Whose layers.
    kinds
        In the order in which they are listed.
    read
        Those of them that the answer looks at, whose rows are counted; all if left out.

    Returns
    -------
    records
        Each with `rows_in`, `rows_used`, `rows_set_aside` and `set_aside` (`row` from 1, how
        many `rows`, `field`, `code`, `why`); a feed counts its stops and has `tables` beside.
    """
    kinds = tuple(kinds)
    counts = rows_used(province, kinds if read is None else read)
    return [
        _layer(spec) | rows_record(counts[counts.index == spec.layer_id])
        for kind in kinds
        for spec in province.specs(kind)
    ]


def _layer(spec: LayerSpec) -> dict[str, Any]:
    return {
        "layer": spec.layer_id,
        "kind": spec.kind,
        "status": spec.status.value,
        "date": spec.date.isoformat(),
        "source": spec.source,
        "licence": spec.licence,
    }


def _geometry(point: shapely.Point | None) -> dict[str, Any] | None:
    if point is None or point.is_empty:
        return None
    degrees = [round(point.x, COORDINATE_DECIMALS), round(point.y, COORDINATE_DECIMALS)]
    return {"type": "Point", "coordinates": degrees}
