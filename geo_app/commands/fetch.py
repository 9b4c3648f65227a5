"""`geo-app fetch`: layers from OpenStreetMap, a GTFS feed, a raster of people."""

from __future__ import annotations

import datetime as dt
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo_app.commands.options import DEFAULT_PROVINCE, ProvinceOption, language
from geo_app.schema import KINDS
from geo_app.words import translator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo_app.fetch.feeds import Download
    from geo_app.fetch.osm import OsmSource
    from geo_app.fetch.outcome import Outcome, Progress, Tell
    from geo_app.fetch.web import Web

SERVER_VARIABLE = "GEO_APP_OVERPASS"
DATA_ERROR = 1

app = typer.Typer(
    no_args_is_help=True,
    help="Bring data into a province: checked, written whole or not at all.",
)

AreaOption = Annotated[
    str | None,
    typer.Option("--area", help="west,south,east,north in degrees; else the province's own."),
]
UseOption = Annotated[
    list[str] | None,
    typer.Option("--use", help="Kind that replaces the declared layer in catalogue.toml, or all."),
]
DayOption = Annotated[
    dt.datetime | None,
    typer.Option("--date", help="Day of the data.", formats=["%Y-%m-%d"]),
]
UrlOption = Annotated[str | None, typer.Option("--url", help="Its address on the web.")]


@app.command()
def osm(
    province: ProvinceOption = DEFAULT_PROVINCE,
    server: Annotated[
        str | None,
        typer.Option("--server", help=f"Overpass server; else what {SERVER_VARIABLE} names."),
    ] = None,
    pbf: Annotated[Path | None, typer.Option("--pbf", help="An extract, .osm.pbf.")] = None,
    area: AreaOption = None,
    use: UseOption = None,
    tile: Annotated[
        float, typer.Option("--tile", help="Degrees that one question covers.", min=0.01, max=2.0)
    ] = 0.2,
    date: DayOption = None,
) -> None:
    """Fetch ways, roads, places, buses, mangroves and facilities from OpenStreetMap."""
    # Imported here so that `geo-app --help` answers at once.
    from geo_app.fetch.area import parse_area  # noqa: PLC0415
    from geo_app.fetch.osm import fetch_osm  # noqa: PLC0415

    _require_one_at_most({"--server": server, "--pbf": pbf})
    kinds = _kinds(use)
    box = parse_area(area) if area else None
    source = _osm_source(server, pbf, tile, date)
    with _telling() as tell:
        _show(lambda: fetch_osm(province, source, area=box, use=kinds, tell=tell))


@app.command()
def gtfs(
    province: ProvinceOption = DEFAULT_PROVINCE,
    file: Annotated[Path | None, typer.Option("--file", help="Zip or folder of a feed.")] = None,
    url: UrlOption = None,
    source: Annotated[str | None, typer.Option(help="Whose it is; else its publisher.")] = None,
    licence: Annotated[str | None, typer.Option(help="Its licence; else: not stated.")] = None,
    date: DayOption = None,
    status: Annotated[str, typer.Option(help="How far it can be trusted.")] = "open",
    use: UseOption = None,
) -> None:
    """Fetch a bus timetable: a GTFS feed from a file, a folder or the web."""
    from geo_app.catalogue import Status  # noqa: PLC0415
    from geo_app.fetch.feeds import FeedFacts, fetch_gtfs  # noqa: PLC0415

    feed, kinds = _file_or_url(file, url), _kinds(use)
    _require_known("--status", status, tuple(Status))
    facts = FeedFacts(source=source, licence=licence, date=_day(date), status=Status(status))
    today = dt.date.today()
    with _telling() as tell:
        _show(lambda: fetch_gtfs(province, feed, today=today, facts=facts, use=kinds, tell=tell))


@app.command()
def worldpop(
    province: ProvinceOption = DEFAULT_PROVINCE,
    file: Annotated[Path | None, typer.Option("--file", help="GeoTIFF of people per cell.")] = None,
    url: UrlOption = None,
    area: AreaOption = None,
    date: DayOption = None,
    use: UseOption = None,
) -> None:
    """Fetch where people live: WorldPop's raster of people per cell."""
    from geo_app.fetch.area import parse_area  # noqa: PLC0415
    from geo_app.fetch.worldpop import fetch_worldpop  # noqa: PLC0415

    raster, kinds = _file_or_url(file, url), _kinds(use)
    box = parse_area(area) if area else None
    day = _day(date)
    with _telling() as tell:
        _show(lambda: fetch_worldpop(province, raster, area=box, date=day, use=kinds, tell=tell))


def _osm_source(
    server: str | None, pbf: Path | None, tile_deg: float, date: dt.datetime | None
) -> OsmSource:
    from geo_app.fetch.overpass import DEFAULT_SERVER, OverpassSource  # noqa: PLC0415
    from geo_app.fetch.pbf import PbfSource  # noqa: PLC0415

    if pbf is not None:
        return PbfSource(path=pbf, date=_day(date))
    address = server or os.environ.get(SERVER_VARIABLE) or DEFAULT_SERVER
    return OverpassSource(
        server=address, web=_web(), now=lambda: dt.datetime.now(dt.UTC), tile_deg=tile_deg
    )


def _web() -> Web:
    import requests  # noqa: PLC0415

    from geo_app.fetch.web import Web  # noqa: PLC0415

    return Web(session=requests.Session())


def _file_or_url(file: Path | None, url: str | None) -> Path | Download:
    from geo_app.fetch.feeds import Download  # noqa: PLC0415

    _require_one_at_most({"--file": file, "--url": url})
    if file is not None:
        return file
    if url is None:
        _ = translator(language())
        raise typer.BadParameter(_("Name a file or an address."), param_hint="--file, --url")
    return Download(url=url, web=_web())


def _require_one_at_most(options: dict[str, object]) -> None:
    _ = translator(language())
    if all(value is not None for value in options.values()):
        raise typer.BadParameter(_("Name only one of them."), param_hint=", ".join(options))


def _kinds(use: list[str] | None) -> list[str]:
    from geo_app.fetch.declaring import EVERY_KIND  # noqa: PLC0415

    for kind in use or []:
        _require_known("--use", kind, (*KINDS, EVERY_KIND))
    return use or []


def _require_known(option: str, value: str, choices: tuple[str, ...]) -> None:
    _ = translator(language())
    if value not in choices:
        message = _("'{found}' is not known. Use one of {choices}.")
        text = message.format(found=value, choices=", ".join(choices))
        raise typer.BadParameter(text, param_hint=option)


def _day(date: dt.datetime | None) -> dt.date | None:
    return date.date() if date else None


@contextmanager
def _telling() -> Iterator[Tell]:
    """Show progress on standard error: a bar on a terminal, otherwise a line a step."""
    _ = translator(language())

    def line(progress: Progress) -> None:
        typer.echo(progress.now.sentence(_), err=True)

    if not sys.stderr.isatty():
        yield line
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def show(progress: Progress) -> None:
            now = progress.now.sentence(_)
            if progress.total:
                bar.update(task, description=now, completed=progress.done, total=progress.total)
            else:
                bar.console.print(now, markup=False, highlight=False)

        yield show


def _show(fetch: Callable[[], list[Outcome]]) -> None:
    """Print what became of each layer; data that fails the checks ends with 1."""
    from geo_app.fetch.outcome import FailedCheckError  # noqa: PLC0415

    try:
        outcomes = fetch()
    except FailedCheckError as error:
        typer.echo(error.sentence(translator(language())), err=True)
        raise typer.Exit(DATA_ERROR) from error
    typer.echo("\n".join(line for outcome in outcomes for line in _lines(outcome)))


def _lines(outcome: Outcome) -> list[str]:
    _ = translator(language())
    head = _("{title}: {fetched:,} rows fetched, {used:,} in use").format(
        title=_(KINDS[outcome.kind].title), fetched=outcome.rows_fetched, used=outcome.rows_used
    )
    aside = [
        _("{count:,} set aside: {reason}").format(count=part.count, reason=part.reason.sentence(_))
        for part in outcome.aside
    ]
    place = []
    if outcome.file is not None:
        text = _("File {file}, in catalogue.toml as '{layer}'.")
        if not outcome.in_catalogue:
            text = _("File {file}, not in catalogue.toml.")
        place = [text.format(file=outcome.file, layer=outcome.layer_id)]
    notes = [note.sentence(_) for note in outcome.notes]
    return [head, *(f"  {line}" for line in (*aside, *place, *notes))]
