"""`geo-app network`: what the walking network is made of."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo_app.commands.options import (
    DEFAULT_PROVINCE,
    Format,
    OutOption,
    ProvinceOption,
    language,
    put,
    tell_rows,
)
from geo_app.commands.question_options import desk_of
from geo_app.words.translating import translator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_app.desk.desk import Desk

MOST_NAMED = 10
"""So many ids are named in a line; CSV and JSON have all."""

KINDS_USED = (
    "communities", "population", "transit", "bus_routes", "bus_stops", "walk_network", "roads",
)  # fmt: skip
"""Kinds that the report rests on."""


class NetworkFormat(StrEnum):
    """How the report is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def network(
    province: ProvinceOption = DEFAULT_PROVINCE,
    form: Annotated[NetworkFormat, typer.Option("--format")] = NetworkFormat.TABLE,
    out: OutOption = None,
) -> None:
    """Show nodes, edges, pieces and dangling ends of the walking network, and who meets it."""
    # Imported here so that `geo-app --help` answers at once.
    from geo_app.analysis.rows_used import rests_on  # noqa: PLC0415
    from geo_app.reports.rows_told import rows_foot  # noqa: PLC0415

    desk = desk_of(province)
    counts = desk.rows_used(rests_on(desk.province, KINDS_USED))
    document = _document(desk)
    if form is NetworkFormat.JSON:
        text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    elif form is NetworkFormat.CSV:
        text = _rows(document)
    else:
        text = _lines(document) + rows_foot(counts, language=language())
    put(text, out, form=Format(form.value))
    tell_rows(counts)


def _document(desk: Desk) -> dict[str, Any]:
    from geo_app.analysis.rows_used import rests_on  # noqa: PLC0415
    from geo_app.analysis.walks.connection import connection  # noqa: PLC0415
    from geo_app.analysis.walks.demand import By, demand_of  # noqa: PLC0415
    from geo_app.reports.documents import layer_records  # noqa: PLC0415

    opened, walking, report = desk.province, desk.walking(), desk.network_report()
    places = {"stop": desk.buses().stops}
    for by in (By.COMMUNITY, *([By.POINT] if opened.has("population") else [])):
        places[by.value] = demand_of(opened, by)
    return {
        "province": opened.spec.province_id,
        "method": walking.method.value,
        "network": None if report is None else asdict(report),
        "connected": {name: asdict(connection(points, walking)) for name, points in places.items()},
        "layers": layer_records(opened, rests_on(opened, KINDS_USED)),
    }


def _lines(document: dict[str, Any]) -> str:
    from geo_app.network.pieces import LEADS_FROM_M  # noqa: PLC0415
    from geo_app.words import labels  # noqa: PLC0415

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
        lines += [
            _(
                "{short_components:,} pieces lead nowhere ({short_components_km:,.2f} km of ways; "
                "each shorter than {metres:,.0f} m): a place joins one of them only where no other "
                "is near."
            ).format(metres=LEADS_FROM_M, **document["network"])
        ]
        lines += [_connected(name, counts) for name, counts in document["connected"].items()]
    return "\n".join(lines) + "\n"


def _rows(document: dict[str, Any]) -> str:
    """List every place from which one cannot walk: kind, id and why."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["kind", "id", "state"])
    for kind, counts in document["connected"].items():
        for state in ("unconnected", "on_islands", "without_position"):
            rows.writerows((kind, place_id, state) for place_id in counts[state])
    return text.getvalue()


def _connected(name: str, counts: dict[str, Any]) -> str:
    _ = translator(language())
    if name == "stop":
        text = _("{origins_connected:,} of {origins:,} stops meet it.")
    elif name == "community":
        text = _(
            "{origins_connected:,} of {origins:,} communities meet it, {population_connected:,.0f} "
            "of {population_known:,.0f} known people."
        )
        if not counts["population_known"]:
            text = _("{origins_connected:,} of {origins:,} communities meet it.")
    else:
        text = _(
            "{origins_connected:,} of {origins:,} points of the population meet it, "
            "{population_connected:,.0f} of {population_known:,.0f} people."
        )
    sentences = [text.format(**counts)]
    if counts["unconnected"]:
        sentences.append(_("Too far from it: {stops}.").format(stops=_few(counts["unconnected"])))
    if counts["on_islands"]:
        text = _("On a piece that leads nowhere, with no other near: {places}.")
        sentences.append(text.format(places=_few(counts["on_islands"])))
    if counts["past_short_pieces"]:
        text = _("{count:,} join the way beyond a nearer piece that leads nowhere.")
        sentences.append(text.format(count=counts["past_short_pieces"]))
    if counts["without_position"]:
        text = _("Position not known: {places}.")
        sentences.append(text.format(places=_few(counts["without_position"])))
    return " ".join(sentences)


def _few(ids: Sequence[Any]) -> str:
    """Name the first ones and count the rest."""
    _ = translator(language())
    names = ", ".join(map(str, ids[:MOST_NAMED]))
    if len(ids) <= MOST_NAMED:
        return names
    return _("{names} and {count:,} more (all of them: --format csv)").format(
        names=names, count=len(ids) - MOST_NAMED
    )
