"""`geo-app gaps`: which communities lack a stop or a valid plan."""

from __future__ import annotations

import datetime as dt
import json
import math
from typing import TYPE_CHECKING, Annotated

import typer

from geo_app.commands.options import (
    DEFAULT_PROVINCE,
    Format,
    OutOption,
    ProvinceOption,
    language,
    put,
    store,
)
from geo_app.words import format_date, translator

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_app.province import Province


def gaps(
    province: ProvinceOption = DEFAULT_PROVINCE,
    walk_distance: Annotated[
        float, typer.Option("--walk-distance", help="Metres on foot to a stop.", min=1.0)
    ] = 500.0,
    on: Annotated[
        dt.datetime | None,
        typer.Option("--on", help="Day for which plans are looked up.", formats=["%Y-%m-%d"]),
    ] = None,
    form: Annotated[Format, typer.Option("--format")] = Format.TABLE,
    out: OutOption = None,
) -> None:
    """Show which communities lack a bus stop or a valid disaster plan."""
    # Imported here so that `geo-app --help` answers at once.
    from geo_app.analysis import coverage  # noqa: PLC0415
    from geo_app.province import open_province  # noqa: PLC0415

    if not math.isfinite(walk_distance):
        raise typer.BadParameter("Name a number of metres.", param_hint="--walk-distance")
    day = on.date() if on else dt.date.today()
    opened = open_province(province, store=store())
    found = coverage.gaps(opened, walk_distance_m=walk_distance, on=day)
    text = _gaps_text(opened, found, form, walk_distance_m=walk_distance, on=day)
    put(text, out, form=form)


def _gaps_text(
    province: Province,
    found: gpd.GeoDataFrame,
    form: Format,
    *,
    walk_distance_m: float,
    on: dt.date,
) -> str:
    from geo_app.analysis import coverage  # noqa: PLC0415
    from geo_app.reports import documents, tables  # noqa: PLC0415
    from geo_app.transit.buses import build_bus_network  # noqa: PLC0415

    if form is Format.JSON:
        document = documents.gaps_document(province, found, walk_distance_m=walk_distance_m, on=on)
        return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    if form is Format.GEOJSON:
        document = documents.gaps_geojson(province, found, walk_distance_m=walk_distance_m, on=on)
        return json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n"
    ranked = coverage.rank(found)
    stops = build_bus_network(province).stops
    table = tables.gaps_table(ranked, province, stops, language=language())
    if form is Format.CSV:
        return tables.to_csv(table).decode("utf-8-sig")
    return _summary_lines(province, found, walk_distance_m, on) + table.to_string(na_rep="–") + "\n"


def _summary_lines(
    province: Province, found: gpd.GeoDataFrame, walk_distance_m: float, on: dt.date
) -> str:
    from geo_app.analysis import coverage  # noqa: PLC0415
    from geo_app.maps import labels  # noqa: PLC0415
    from geo_app.network.walking import walking_method  # noqa: PLC0415

    _ = translator(language())
    summary = coverage.summarise(found)
    method = _(labels.WALKING_METHOD[walking_method(province)])
    lines = (
        _("{day} · stop within {metres:,.0f} m on foot ({method})").format(
            day=format_date(on, language()), metres=walk_distance_m, method=method
        ),
        _(
            "{all} communities: {without} without a stop, of them {unconnected} with no known way"
        ).format(
            all=summary.communities, without=summary.without_stop, unconnected=summary.unconnected
        ),
        _(
            "Disaster plans: {valid} valid, {expired} expired, {none} none, {unknown} not known"
        ).format(
            valid=summary.plan_valid,
            expired=summary.plan_expired,
            none=summary.plan_none,
            unknown=summary.plan_unknown,
        ),
    )
    return "\n".join(lines) + "\n\n"
