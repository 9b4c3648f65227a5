"""Whole cities that the user has: second counts, one added line, what gaps and the map cost."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench.city_clicks import click_costs
from bench.city_costs import gaps_costs, map_cost
from bench.city_province import City, cities_in, departures_apart, settle, with_one_line
from bench.measure import Sample, machine_line
from bench.report import Row, Section, ratio_row, sample_row

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from bench.city_province import Settled

LONG_AFTER = dt.timedelta(days=1_000)
KB = 1_000
PHUKET = Path(__file__).parents[1] / "layers" / "phuket"
NOTES = (
    "each city: an extract, feeds and a table of places with people (`id`, `lon`, `lat`, "
    "`population`) in a folder of the user's; a province is begun by `fetch osm` and filled by "
    "`fetch gtfs`, feed by feed. The places are its communities. Data are not shipped.",
    "second count: departures of the typical weekday that the app names, stop by stop, from "
    "stop_times, trips, calendar, calendar_dates and frequencies by plain csv "
    "(`bench/city_counts.py`); all but the last call of a trip, a stop called at twice in a row "
    "once. On a day on which the calendars of all feeds run (runs), and 1,000 days after the last "
    "has ended (over). The run stops where one stop differs.",
    "one line: two new stops a kilometre apart among the communities, every 15 min. The run stops "
    "if a layer's day differs between access, the proposal's today and the proposal, if a "
    "community loses access (GHSCI 30) or a stop of today a departure, or if the exported feed "
    "lacks a trip with today's calls or a headway of today.",
    "gaps: `geo-app gaps --format json` in a fresh process, user and system CPU and the most "
    "resident memory; nothing kept: with an empty folder of kept arrays; kept: again, with the "
    "network, the feed as it was checked, and the walks on disk. "
    "Map: every layer drawn and put into one HTML page; bytes drawn: without base map and scripts.",
    "first page: coverage gaps in a fresh server, in Chromium, until it is quiet, with an empty "
    "folder and again; Phuket's in the same run; at rest: three seconds after the last click; "
    "click: on one community after the other; on the wire: both ways, packed as sent; aims "
    "for Porto Alegre's size: a click 0.3 s and 400 kB, server 500 MB, gaps 4 s and 1.5 s.",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Ask where the cities are, and how often to measure."""
    parser.add_argument("--folder", type=Path, required=True, help="where the cities' files are")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each measurement (5)")


def run(arguments: argparse.Namespace) -> Section:
    """Check and measure every city of the folder."""
    cities = cities_in(arguments.folder)
    if not cities:
        sys.exit(f"{arguments.folder}: no city; each has a file NAME_osm.pbf.")
    rows = []
    for city in cities:
        print(f"{city.name} …", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            rows += _rows(city, Path(folder) / city.name, rounds=arguments.rounds)
    repeat = (
        f"repeat: `.venv/bin/python -m bench cities --folder FOLDER` ({arguments.rounds} rounds)"
    )
    machine = f"machine: {machine_line()}"
    return Section(name="cities", rows=tuple(rows), notes=(*NOTES, repeat, machine))


def _rows(city: City, folder: Path, *, rounds: int) -> Iterator[Row]:
    if city.people is None or not city.feeds:
        yield Row(measure=f"{city.name}: no feed or no places with people", value="not asked")
        return
    settled = settle(city, folder, today=dt.date.today())
    for when, on in (("runs", city.day), ("over", city.last_day + LONG_AFTER)):
        yield from _checked(settled, when, on)
    first, then = gaps_costs(folder, city.day, rounds=rounds)
    for kept, cost in (("nothing kept", first), ("kept", then)):
        yield sample_row(f"{city.name}: gaps, {kept}, CPU", cost.cpu_s, unit="s", digits=2)
        yield sample_row(f"{city.name}: gaps, {kept}, memory", cost.memory_mb, unit="MB")
    drawn = map_cost(folder, city.day, rounds=rounds)
    yield sample_row(f"{city.name}: map, CPU", drawn.cpu_s, unit="s", digits=2)
    for what, count in (("drawn", drawn.drawn_bytes), ("page", drawn.page_bytes)):
        yield sample_row(f"{city.name}: map, {what}", Sample.of([count / KB]), unit="kB")
    yield from _clicked(city, folder, clicks=rounds)


def _clicked(city: City, folder: Path, *, clicks: int) -> Iterator[Row]:
    both = click_costs(folder, city.day, clicks=clicks)
    pages = {"nothing kept": both[0], "kept": both[1]}
    phuket = dict(zip(pages, click_costs(PHUKET, dt.date.today(), clicks=1), strict=True))
    for when, cost in pages.items():
        name, first = city.name, Sample.of([cost.first_cpu_s])
        times = Sample.of([cost.first_cpu_s / phuket[when].first_cpu_s])
        yield sample_row(
            f"{name}: first page, {when}, CPU of the server", first, unit="s", digits=2
        )
        yield ratio_row(f"{name}: first page, {when}, over Phuket's", times, aim="2")
        memory = Sample.of([cost.memory_mb])
        yield sample_row(f"{name}: server at rest after it, {when}", memory, unit="MB")
    cost = both[0]
    sent = cost.click_bytes.scaled(1 / KB)
    yield sample_row(f"{city.name}: click, CPU of the server", cost.click_cpu_s, unit="s", digits=2)
    yield sample_row(f"{city.name}: click, on the wire", sent, unit="kB")


def _checked(settled: Settled, when: str, on: dt.date) -> Iterator[Row]:
    name = settled.city.name
    apart = departures_apart(settled, on)
    if any(apart.values()):
        sys.exit(f"{name}, {on}: (ours, second count) by stop: {apart}")
    added = with_one_line(settled, on)
    is_one_day = added.days[0] == added.days[1] == added.days[2]
    if not is_one_day or added.lost or added.lost_departures or added.lost_calls:
        sys.exit(f"{name}, {on}: {added}")
    days = ", ".join(f"{day}" for day in added.days[0].values())
    yield Row(measure=f"{name}, {when}: departures other than the second count", value="0", aim="0")
    yield Row(measure=f"{name}, {when}: day of each feed, everywhere the same", value=days)
    yield Row(
        measure=f"{name}, {when}: of {added.served:,} served communities, lost by one line",
        value="0",
        aim="0",
    )
    yield Row(measure=f"{name}, {when}: trips changed in the export", value="0", aim="0")
