"""`geo-app fetch`: layers from OpenStreetMap, a GTFS feed, a raster of people."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo_app import thai_time
from geo_app.commands.options import DEFAULT_PROVINCE, ProvinceOption, language
from geo_app.schema import KINDS
from geo_app.words.translating import translator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo_app.fetch.feeds import Download
    from geo_app.fetch.osm import OsmSource
    from geo_app.fetch.progress import Progress, Tell
    from geo_app.fetch.web import Web
    from geo_app.intake.outcome import Outcome

SERVER_VARIABLE = "GEO_APP_OVERPASS"
DATA_ERROR = 1

NOT_STATED = "not stated"
SUMMARY_LINES = 20
"""So many lines does a summary have at most."""

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
    everything: Annotated[
        bool, typer.Option("--all", help="Print the whole report, not a summary of it.")
    ] = False,
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
        _show(
            lambda: fetch_osm(province, source, area=box, use=kinds, tell=tell),
            everything=everything,
        )


@app.command()
def gtfs(  # noqa: PLR0913, PLR0917 - each is an option of the command
    province: ProvinceOption = DEFAULT_PROVINCE,
    file: Annotated[Path | None, typer.Option("--file", help="Zip or folder of a feed.")] = None,
    url: UrlOption = None,
    source: Annotated[str | None, typer.Option(help="Whose it is; else its publisher.")] = None,
    licence: Annotated[str | None, typer.Option(help="Its licence; else: not stated.")] = None,
    date: DayOption = None,
    status: Annotated[str, typer.Option(help="How far it can be trusted.")] = "open",
    name: Annotated[
        str | None,
        typer.Option("--name", help="Of a feed beside others, such as rail; else by its agencies."),
    ] = None,
    use: UseOption = None,
) -> None:
    """Fetch a bus timetable: a GTFS feed from a file, a folder or the web."""
    from geo_app.catalogue import Status  # noqa: PLC0415
    from geo_app.fetch.feeds import FeedFacts, fetch_gtfs  # noqa: PLC0415

    feed, kinds = _file_or_url(file, url), _kinds(use)
    _require_known("--status", status, tuple(Status))
    facts = FeedFacts(source=source, licence=licence, date=_day(date), status=Status(status))
    today = thai_time.today()
    with _telling() as tell:
        _show(
            lambda: fetch_gtfs(
                province, feed, today=today, facts=facts, name=name, use=kinds, tell=tell
            )
        )


@app.command()
def file(  # noqa: PLR0913, PLR0917 - each is an option of the command
    path: Annotated[Path, typer.Argument(help="A file of an office, in any form.")],
    kind: Annotated[str, typer.Option(help="What layer it becomes, such as communities.")],
    source: Annotated[str, typer.Option(help="Whose it is.")],
    date: Annotated[
        dt.datetime, typer.Option("--date", help="Day of the data.", formats=["%Y-%m-%d"])
    ],
    province: ProvinceOption = DEFAULT_PROVINCE,
    licence: Annotated[str, typer.Option(help="Its licence.")] = NOT_STATED,
    status: Annotated[str, typer.Option(help="How far it can be trusted.")] = "official",
    title_th: Annotated[str | None, typer.Option(help="Its title in Thai.")] = None,
    title_en: Annotated[str | None, typer.Option(help="Its title in English.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Of its texts, such as cp874.")] = None,
    layer: Annotated[str | None, typer.Option(help="Which layer or sheet of several.")] = None,
    use: UseOption = None,
) -> None:
    """Bring in a file of an office, mended; what cannot be used is set aside and told."""
    from geo_app.catalogue import Status  # noqa: PLC0415
    from geo_app.fetch.office_files import OfficeFacts, fetch_file  # noqa: PLC0415

    known = tuple(name for name in KINDS if name != "transit")
    _require_known("--kind", kind, known)
    _require_known("--status", status, tuple(Status))
    facts = OfficeFacts(
        source=source, licence=licence, date=date.date(), status=Status(status),
        title_th=title_th, title_en=title_en,
    )  # fmt: skip
    kinds = _kinds(use)
    _show(
        lambda: fetch_file(
            province, path, kind, facts=facts, encoding=encoding, layer=layer, use=kinds
        ),
        everything=False,
    )


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
    from geo_app.intake.declaring import EVERY_KIND  # noqa: PLC0415

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


def _show(fetch: Callable[[], list[Outcome]], *, everything: bool = True) -> None:
    """Print what became of each layer; data that fails the checks ends with 1."""
    from geo_app.intake.outcome import FailedCheckError  # noqa: PLC0415

    try:
        outcomes = fetch()
    except FailedCheckError as error:
        typer.echo(error.sentence(translator(language())), err=True)
        raise typer.Exit(DATA_ERROR) from error
    typer.echo("\n".join(_report(outcomes) if everything else _summary(outcomes)))
    for outcome in outcomes:
        if outcome.aside:
            typer.echo(_aside_notice(outcome), err=True)


def _aside_notice(outcome: Outcome) -> str:
    """Say in one line how many rows of a new layer are not in use, and why the first are not."""
    _ = translator(language())
    first = outcome.aside[0].reason
    why = first.sentence(_).rstrip(". ")
    if first.where.row:
        why = _("row {row}: {why}").format(row=first.where.row, why=why)
    return _("{layer}: {aside:,} of {all:,} rows not used ({why})").format(
        layer=outcome.layer_id,
        aside=outcome.rows_fetched - outcome.rows_used,
        all=outcome.rows_fetched,
        why=why,
    )


def _report(outcomes: list[Outcome]) -> list[str]:
    _ = translator(language())
    return [
        line
        for outcome in outcomes
        for line in (
            _head(outcome),
            *(f"  {text}" for text in (*_set_aside(outcome), *_place(outcome))),
            *(f"  {note.sentence(_)}" for note in outcome.notes),
        )
    ]


def _summary(outcomes: list[Outcome]) -> list[str]:
    """Say the same in few lines: every layer, its file, then notes by kind, then what is aside."""
    _ = translator(language())
    details = [
        (rank, number, f"  {text}")
        for number, outcome in enumerate(outcomes)
        for rank, say in enumerate((_place, _notes_by_kind, _set_aside))
        for text in say(outcome)
    ]
    room = SUMMARY_LINES - len(outcomes)
    is_whole = len(details) <= room
    chosen = details if is_whole else sorted(details, key=lambda line: line[0])[: room - 1]
    lines = [
        line
        for number, outcome in enumerate(outcomes)
        for line in (_head(outcome), *(text for _rank, owner, text in chosen if owner == number))
    ]
    if not is_whole:
        more = _("{count:,} lines more are in the whole report: --all")
        lines.append(more.format(count=len(_report(outcomes)) - len(lines)))
    return lines


def _head(outcome: Outcome) -> str:
    _ = translator(language())
    return _("{title}: {fetched:,} rows fetched, {used:,} in use").format(
        title=_(KINDS[outcome.kind].title), fetched=outcome.rows_fetched, used=outcome.rows_used
    )


def _set_aside(outcome: Outcome) -> list[str]:
    _ = translator(language())
    text = _("{count:,} set aside: {reason}")
    return [text.format(count=part.count, reason=part.reason.sentence(_)) for part in outcome.aside]


def _place(outcome: Outcome) -> list[str]:
    _ = translator(language())
    if outcome.file is None:
        return []
    text = _("File {file}, in catalogue.toml as '{layer}'.")
    if not outcome.in_catalogue:
        text = _("File {file}, not in catalogue.toml.")
    return [text.format(file=outcome.file, layer=outcome.layer_id)]


def _notes_by_kind(outcome: Outcome) -> list[str]:
    """Word the first note of each kind, and count the others."""
    _ = translator(language())
    counts = Counter(note.code for note in outcome.notes)
    first = {note.code: note.sentence(_) for note in reversed(outcome.notes)}
    more = _("{sentence} And {count:,} more like this.")
    return [
        more.format(sentence=first[code], count=count - 1) if count > 1 else first[code]
        for code, count in counts.items()
    ]
