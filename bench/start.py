"""What it costs to open the app: first map, a rerun, bytes on the wire, the import."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING

from bench.browser import (
    MAP_HAS_FEATURES,
    MAP_IS_VISIBLE,
    Traffic,
    blank_page,
    chromium,
    watch_traffic,
)
from bench.measure import Sample, machine_line, ratio, take_turns
from bench.report import Row, Section, ratio_row, sample_row
from bench.rerun import Rerun, move_control
from bench.server import APP, ROOT, bare_page, running

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from playwright.sync_api import Browser

START_AIM = "≤ 1.3"
IMPORT_AIM = "≤ 1.1"
MS_PER_S = 1_000
BYTES_PER_KB = 1_000
SETTLE_MS = 1_500
"""After the map, for what the page still fetches."""

IMPORT_PROGRAM = (
    "from time import perf_counter; t = perf_counter(); import {module}; print(perf_counter() - t)"
)
NOTES = (
    "start: from the start of the process to a Leaflet map with a size and with layers in the "
    "st_folium iframe of the overview; the app by `geo-app serve`, the bare page by "
    "`streamlit run`. The bare page is `bench/pages/bare.py`: one st_folium map with the same "
    "local files. App and bare page in turns, each with a new server and an empty browser cache; "
    "a round of each before, not counted.",
    "rerun: one key on the walking-distance slider of the coverage page, by the page's own clock, "
    "to a distance that is new to the session and changes the count.",
    "bytes: HTTP with headers as sent (`encodedDataLength`) and websocket payloads, from "
    "Chromium's network log. A rerun's bytes are the websocket's.",
    "import: inside a fresh process, start of Python not counted, in turns, one of each before.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """One start: seconds since the process began, and what went over the wire."""

    ready_s: float
    map_s: float
    features_s: float
    traffic: Traffic


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Let the numbers of repetitions be chosen."""
    parser.add_argument("--starts", type=int, default=7, help="starts of each page (7)")
    parser.add_argument("--reruns", type=int, default=20, help="moves of the control (20)")
    parser.add_argument("--imports", type=int, default=15, help="imports of each module (15)")


def run(arguments: argparse.Namespace) -> Section:
    """Measure all four and lay them out."""
    with chromium() as browser, bare_page() as bare:
        _say("starting the app and the bare page in turns")
        ours, theirs = take_turns(
            partial(measure_start, browser, APP),
            partial(measure_start, browser, bare),
            times=arguments.starts,
        )
        _say("moving the control")
        reruns = measure_reruns(browser, times=arguments.reruns)
    _say("importing")
    imports = take_turns(
        partial(measure_import, "geo_app.province"),
        partial(measure_import, "geopandas"),
        times=arguments.imports,
    )
    rows = (*_start_rows(ours, theirs), *_rerun_rows(reruns), *_import_rows(*imports))
    counts = f"{arguments.starts} starts, {arguments.reruns} reruns, {arguments.imports} imports"
    repeat = f"repeat: `.venv/bin/python -m bench start` ({counts})"
    return Section(name="start", rows=rows, notes=(*NOTES, repeat, f"machine: {machine_line()}"))


def measure_start(browser: Browser, script: Path) -> Start:
    """Start a server, open its first page, and wait for the map."""
    with blank_page(browser) as page:
        traffic = watch_traffic(page)
        with running(script) as server:
            page.goto(server.address, wait_until="commit")
            page.wait_for_function(MAP_IS_VISIBLE)
            map_at_s = perf_counter()
            page.wait_for_function(MAP_HAS_FEATURES)
            features_at_s = perf_counter()
            page.wait_for_timeout(SETTLE_MS)
            return Start(
                ready_s=server.ready_at_s - server.started_at_s,
                map_s=map_at_s - server.started_at_s,
                features_s=features_at_s - server.started_at_s,
                traffic=traffic,
            )


def measure_reruns(browser: Browser, *, times: int) -> list[Rerun]:
    """Move the control of the coverage page, in a new session whenever its range is used up."""
    reruns: list[Rerun] = []
    with running(APP) as server:
        while len(reruns) < times:
            with blank_page(browser) as page:
                moves = move_control(page, watch_traffic(page), address=server.address)
                # The first finds the server cold.
                reruns += list(islice(moves, 1, times + 1 - len(reruns)))
    return reruns


def measure_import(module: str) -> float:
    """Return the seconds that importing a module takes in a fresh process."""
    command = [sys.executable, "-c", IMPORT_PROGRAM.format(module=module)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout)


def _start_rows(ours: list[Start], theirs: list[Start]) -> Iterable[Row]:
    for name, starts in (("app", ours), ("bare page", theirs)):
        yield _seconds(f"start, {name}: server answers", starts, lambda s: s.ready_s)
        yield _seconds(f"start, {name}: map visible", starts, lambda s: s.map_s)
    yield _seconds("start, app: communities on the map", ours, lambda s: s.features_s)
    maps = ratio(Sample.of(s.map_s for s in ours), Sample.of(s.map_s for s in theirs))
    yield ratio_row("**start, app / bare page**", maps, aim=START_AIM)
    for name, starts in (("app", ours), ("bare page", theirs)):
        parts: tuple[tuple[str, Callable[[Traffic], int]], ...] = (
            ("all", lambda t: t.total_bytes),
            ("HTTP", lambda t: t.http_bytes),
            ("websocket", lambda t: t.socket_bytes_in + t.socket_bytes_out),
        )
        for part, pick in parts:
            sample = Sample.of(pick(s.traffic) / BYTES_PER_KB for s in starts)
            yield sample_row(f"first view, {name}: {part}", sample, unit="kB")


def _seconds(measure: str, starts: list[Start], pick: Callable[[Start], float]) -> Row:
    return sample_row(measure, Sample.of(map(pick, starts)), unit="s", digits=2)


def _rerun_rows(reruns: list[Rerun]) -> Iterable[Row]:
    parts: tuple[tuple[str, Callable[[Rerun], float]], ...] = (
        ("**rerun: key → new count on the page**", lambda r: r.count_ms),
        ("rerun: key → browser sends", lambda r: r.sent_ms),
        ("rerun: sent → first message of the server", lambda r: r.first_ms - r.sent_ms),
        ("rerun: sent → last message of the server", lambda r: r.last_ms - r.sent_ms),
        ("rerun: key → last change on the map", lambda r: r.map_ms),
    )
    for measure, pick in parts:
        yield sample_row(measure, Sample.of(map(pick, reruns)), unit="ms")
    received = Sample.of(r.received_bytes / BYTES_PER_KB for r in reruns)
    yield sample_row("rerun: websocket, received", received, unit="kB")
    sent = Sample.of(r.sent_bytes / BYTES_PER_KB for r in reruns)
    yield sample_row("rerun: websocket, sent", sent, unit="kB", digits=1)


def _import_rows(ours: list[float], theirs: list[float]) -> Iterable[Row]:
    our_import, other = Sample.of(ours), Sample.of(theirs)
    yield sample_row("import geo_app.province", our_import.scaled(MS_PER_S), unit="ms")
    yield sample_row("import geopandas", other.scaled(MS_PER_S), unit="ms")
    yield ratio_row("**import, ours / geopandas**", ratio(our_import, other), aim=IMPORT_AIM)


def _say(step: str) -> None:
    print(f"{step} …", file=sys.stderr, flush=True)
