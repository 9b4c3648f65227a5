"""The command line: the same functions and numbers as the app and the notebooks."""

from __future__ import annotations

import datetime as dt
import io
import json
import math
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo_app.errors import GeoAppError
from geo_app.words import Language, format_date, translator

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_app.province import Province

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Communities, buses, hazards and mangroves of a Thai province.",
)

BAD_CALL = 2
DEFAULT_PROVINCE = Path("layers/phuket")

ProvinceOption = Annotated[
    Path, typer.Option("--province", help="A province's folder, with its catalogue.toml.")
]


class Format(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    GEOJSON = "geojson"


@app.callback()
def callback() -> None:
    """Keep the commands named even while there are few."""


@app.command()
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
    out: Annotated[Path | None, typer.Option("--out", help="Write to a file.")] = None,
) -> None:
    """Show which communities lack a bus stop or a valid disaster plan."""
    # Imported here so that `geo-app --help` answers at once.
    from geo_app.analysis import coverage  # noqa: PLC0415
    from geo_app.province import open_province  # noqa: PLC0415

    if not math.isfinite(walk_distance):
        raise typer.BadParameter("Name a number of metres.", param_hint="--walk-distance")
    day = on.date() if on else dt.date.today()
    opened = open_province(province)
    found = coverage.gaps(opened, walk_distance_m=walk_distance, on=day)
    text = _gaps_text(opened, found, form, walk_distance_m=walk_distance, on=day)
    _put(text, out, encoding="utf-8-sig" if form is Format.CSV else "utf-8")


@app.command()
def serve(
    province: ProvinceOption = DEFAULT_PROVINCE,
    port: Annotated[int, typer.Option(help="Port on this computer.", min=1, max=65535)] = 8501,
    open_browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the page in the browser.")
    ] = True,
) -> None:
    """Serve the app to this computer alone, until Ctrl+C."""
    from geo_app.catalogue import read_catalogue  # noqa: PLC0415
    from geo_app.serving import run_app  # noqa: PLC0415

    _ = translator(_language())
    read_catalogue(province)
    typer.echo(_("Geo App: http://127.0.0.1:{port} (stop with Ctrl+C)").format(port=port), err=True)
    raise typer.Exit(run_app(province.resolve(), port=port, open_browser=open_browser))


def main() -> None:
    """Run the command line; a wrong call or file is one sentence and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        # Thai on any system, whatever its own encoding is.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        app()
    except GeoAppError as error:
        print(error.sentence(translator(_language())), file=sys.stderr)
        sys.exit(BAD_CALL)


def _language() -> Language:
    """Thai on a Thai system or where `GEO_APP_LANGUAGE` says so, otherwise English."""
    wanted = os.environ.get("GEO_APP_LANGUAGE") or os.environ.get("LANG") or ""
    return Language.THAI if wanted.startswith("th") else Language.ENGLISH


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
    from geo_app.transit import build_bus_network  # noqa: PLC0415

    if form is Format.JSON:
        document = documents.gaps_document(province, found, walk_distance_m=walk_distance_m, on=on)
        return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    if form is Format.GEOJSON:
        document = documents.gaps_geojson(province, found, walk_distance_m=walk_distance_m, on=on)
        return json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n"
    ranked = coverage.rank(found)
    stops = build_bus_network(province).stops
    table = tables.gaps_table(ranked, province, stops, language=_language())
    if form is Format.CSV:
        return tables.to_csv(table).decode("utf-8-sig")
    return _summary_lines(province, found, walk_distance_m, on) + table.to_string(na_rep="–") + "\n"


def _summary_lines(
    province: Province, found: gpd.GeoDataFrame, walk_distance_m: float, on: dt.date
) -> str:
    from geo_app.analysis import coverage  # noqa: PLC0415
    from geo_app.maps import labels  # noqa: PLC0415

    _ = translator(_language())
    summary = coverage.summarise(found)
    method = _(labels.WALKING_METHOD[coverage.walking_method(province)])
    lines = (
        _("{day} · stop within {metres:,.0f} m on foot ({method})").format(
            day=format_date(on, _language()), metres=walk_distance_m, method=method
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


def _put(text: str, out: Path | None, *, encoding: str) -> None:
    if out is None:
        sys.stdout.write(text)
        return
    try:
        out.write_text(text, encoding=encoding)
    except OSError as error:
        print(f"{out}: {error.strerror}", file=sys.stderr)
        raise typer.Exit(BAD_CALL) from error


if __name__ == "__main__":
    main()
