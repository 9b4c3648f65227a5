"""`geo-app national`: who lives near a stop in a file of points as large as a country."""

from __future__ import annotations

import json
import math
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo_app.commands.options import Format, OutOption, language, put, tell_rows
from geo_app.commands.wrong_values import wrong_value
from geo_app.errors import mark
from geo_app.words.translating import translator

if TYPE_CHECKING:
    import pandas as pd


class NationalFormat(StrEnum):
    """How the counts are printed."""

    TABLE = "table"
    JSON = "json"


def national(
    points: Annotated[
        Path,
        typer.Argument(
            metavar="PARQUET", help="Points with x, y (metres), population and zone_id."
        ),
    ],
    stops: Annotated[
        Path, typer.Option("--stops", help="A layer of points, or a table with x, y or lon, lat.")
    ],
    walk_distance: Annotated[
        float, typer.Option("--walk-distance", help="Metres in a straight line to a stop.", min=1.0)
    ] = 500.0,
    crs: Annotated[
        str | None,
        typer.Option("--crs", help="CRS of the points, such as EPSG:32647, for stops in another."),
    ] = None,
    form: Annotated[NationalFormat, typer.Option("--format")] = NationalFormat.TABLE,
    out: OutOption = None,
) -> None:
    """Count the people near a stop, zone by zone, in a file larger than memory."""
    # Imported here so that `geo-app --help` answers at once.
    from geo_app.analysis.country.national import covered_people  # noqa: PLC0415
    from geo_app.analysis.country.national_rows import national_rows  # noqa: PLC0415
    from geo_app.analysis.country.national_stops import stop_coordinates  # noqa: PLC0415
    from geo_app.crs import parse_crs  # noqa: PLC0415
    from geo_app.readers.layer_files import read_file  # noqa: PLC0415
    from geo_app.reports.national_counts import national_document, national_table  # noqa: PLC0415

    if not math.isfinite(walk_distance):
        raise wrong_value("--walk-distance", mark("Name a number of metres."))
    points_crs = None if crs is None else parse_crs(crs, name="--crs")
    read = read_file(stops)
    stops_xy = stop_coordinates(read.frame, crs=points_crs, name=stops.name)
    people = covered_people(points, stops_xy, limit_m=walk_distance)
    counts = national_rows(read, people, stops_name=stops.name, points_name=points.name)
    unplaced = len(read.frame) - len(stops_xy)
    if form is NationalFormat.JSON:
        document = national_document(
            people,
            walk_distance_m=walk_distance,
            stops=len(stops_xy),
            stops_unplaced=unplaced,
            counts=counts,
        )
        text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    else:
        table = national_table(people, language=language())
        heading = _heading(walk_distance, len(stops_xy), unplaced, counts)
        text = heading + table.to_string(na_rep="–") + "\n"
    put(text, out, form=Format.TABLE)
    tell_rows(counts)


def _heading(walk_distance_m: float, stops: int, unplaced: int, counts: pd.DataFrame) -> str:
    from geo_app.reports.rows_told import row_notices  # noqa: PLC0415

    _ = translator(language())
    lines = [
        _(
            "Stops: {stops:,} · {metres:,.0f} m in a straight line: "
            "an upper bound of who reaches one on foot"
        ).format(stops=stops, metres=walk_distance_m)
    ]
    if unplaced:
        sentence = _("Rows of the stops without a place, left out: {count:,}")
        lines.append(sentence.format(count=unplaced))
    lines += row_notices(counts, language=language())
    return "\n".join(lines) + "\n\n"
