"""`geo-app network`: what the walking network is made of."""

from __future__ import annotations

import json
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated, Any

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
from geo_app.words import translator


class NetworkFormat(StrEnum):
    """How the report is printed."""

    TABLE = "table"
    JSON = "json"


def network(
    province: ProvinceOption = DEFAULT_PROVINCE,
    form: Annotated[NetworkFormat, typer.Option("--format")] = NetworkFormat.TABLE,
    out: OutOption = None,
) -> None:
    """Show nodes, edges, pieces and dangling ends of the walking network, and who meets it."""
    document = _document(province)
    if form is NetworkFormat.JSON:
        text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    else:
        text = _lines(document)
    put(text, out, form=Format.TABLE)


def _document(folder: ProvinceOption) -> dict[str, Any]:
    # Imported here so that `geo-app --help` answers at once.
    from geo_app.analysis.connection import connection  # noqa: PLC0415
    from geo_app.analysis.demand import By, demand_of  # noqa: PLC0415
    from geo_app.network.report import report_of  # noqa: PLC0415
    from geo_app.network.walking import walking_of  # noqa: PLC0415
    from geo_app.province import open_province  # noqa: PLC0415
    from geo_app.transit.buses import build_bus_network  # noqa: PLC0415

    opened = open_province(folder, store=store())
    walking = walking_of(opened)
    places = {"stop": build_bus_network(opened).stops}
    for by in (By.COMMUNITY, *([By.POINT] if opened.has("population") else [])):
        places[by.value] = demand_of(opened, by)
    report = report_of(opened, walking)
    return {
        "province": opened.spec.province_id,
        "method": walking.method.value,
        "network": None if report is None else asdict(report),
        "connected": {name: asdict(connection(points, walking)) for name, points in places.items()},
    }


def _lines(document: dict[str, Any]) -> str:
    from geo_app.maps import labels  # noqa: PLC0415

    _ = translator(language())
    method = labels.WALKING_METHOD[document["method"]]
    lines = [_(method)]
    if document["network"]:
        lines += [
            _(
                "{lines:,} lines: {nodes:,} nodes, {edges:,} edges, {length_km:,.1f} km in "
                "{components:,} pieces; {largest_component_share:.1%} of the length in the largest"
            ).format(**document["network"]),
            _(
                "{dangling_ends:,} dangling ends, {overlap_km:,.2f} km drawn twice, "
                "{zero_length_segments:,} segments without length, {oneway_edges:,} one-way edges"
            ).format(**document["network"]),
        ]
        lines += [_connected(name, found) for name, found in document["connected"].items()]
    return "\n".join(lines) + "\n"


def _connected(name: str, found: dict[str, Any]) -> str:
    _ = translator(language())
    if name == "stop":
        text = _("{origins_connected:,} of {origins:,} stops meet it.").format(**found)
        off = ", ".join(found["unconnected"])
        return text + (" " + _("Too far from it: {stops}.").format(stops=off) if off else "")
    if name == "community":
        text = _(
            "{origins_connected:,} of {origins:,} communities meet it, {population_connected:,.0f} "
            "of {population_known:,.0f} known people."
        )
    else:
        text = _(
            "{origins_connected:,} of {origins:,} points of the population meet it, "
            "{population_connected:,.0f} of {population_known:,.0f} people."
        )
    return text.format(**found)
