"""How fast a route proposal is evaluated, against the usual ways to the same numbers."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

from bench.measure import machine_line
from bench.proposal_coverage import IN_A_ROW, MOVED, SPACING_M, STOPS, coverage_rows, large_rows
from bench.reach_growth import LARGE
from bench.report import Row, Section
from bench.synthetic import Sizes

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

HEAVY_ROUNDS = 3
PACKAGES = ("numpy", "scipy", "shapely", "pandana")
PARTS = ("coverage", "large", "hazards")
NOTES = (
    "province: {sizes.nodes:,} nodes, {sizes.edges:,} edges, {sizes.points:,} people-points in no "
    "order, {sizes.stops:,} stops of today, made up by `bench/synthetic.py` (seed 1); {stops} new "
    "stops every {spacing:.0f} m along streets through the largest town; limit 500 m. Today's "
    "walks, snapped people and stops, indexes, graphs and frames are made before. Ours and the "
    "other way in turns, a round of each before, not counted; ratios round by round. Of ours "
    "{row} in a row and their mean, since strokes follow one another while a line is drawn; once: "
    "a single one, after GeoPandas has worked for half a second.",
    "coverage, ours: `analysis.incremental.coverage_change`: new stops snapped, one search near "
    "them, people gained by zone. Moved too: the same, and {moved} stops of today move 141 m. "
    "First at a limit: those without a stop within it are laid out, which is kept after.",
    "full recompute: new stops snapped, one bounded search from all stops, every point's walk, "
    "people by zone. Equal to 1e-6 people a zone, moved stops too, or the run stops.",
    "buffer + sjoin: circles of 500 m about all stops, `geopandas.sjoin(people, circles)` with its "
    "default predicate, doubles dropped, people by zone; nothing dissolved, as it is usually "
    "written. Dissolved first, with the predicate `within`, is the fastest of GeoPandas' ways. "
    "Straight lines, so another number: the run stops unless each zone's people are those within "
    "500 m of a stop, but for the rim that a circle of 64 corners cuts off.",
    "Pandana: `set_pois` with all stops and `nearest_pois` of every node, its network kept; made "
    "anew: its contracted network too, as in `reach`. Stops at nodes, lengths in whole "
    "millimetres, no people. Walks equal to ours (the shorter of today's and those to new stops) "
    "to single precision, or the run stops.",
    "large: {large.nodes:,} nodes, {large.edges:,} edges, {large.points:,} people-points, "
    "{large.stops:,} stops; a line of as many new stops.",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Let the number of repetitions and the parts be chosen."""
    parser.add_argument("--rounds", type=int, default=9, help="rounds of each measurement (9)")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="some parts only")


def run(arguments: argparse.Namespace) -> Section:
    """Measure the parts that are asked for and lay them out; only all of them are written."""
    if arguments.write and set(arguments.only) != set(PARTS):
        sys.exit("--write replaces the whole section: leave --only out.")
    rows = tuple(_rows(arguments.only, rounds=arguments.rounds))
    repeat = f"repeat: `.venv/bin/python -m bench proposal` ({arguments.rounds} rounds)"
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    settings = {"sizes": Sizes(), "large": LARGE, "stops": STOPS, "spacing": SPACING_M}
    notes = [note.format(moved=MOVED, row=IN_A_ROW, **settings) for note in NOTES]
    machine = f"machine: {machine_line()}; {versions}"
    return Section(name="proposal", rows=rows, notes=(*notes, repeat, machine))


def _rows(parts: Sequence[str], *, rounds: int) -> Iterator[Row]:
    if "coverage" in parts:
        _say("coverage")
        yield from coverage_rows(Sizes(), rounds=rounds)
    if "large" in parts:
        _say(f"a province of {LARGE.points:,} points")
        yield from large_rows(LARGE, rounds=min(rounds, HEAVY_ROUNDS))
    if "hazards" in parts:
        _say("hazards and mangroves")
        yield from import_module("bench.proposal_hazards").hazard_rows(rounds=rounds)


def _say(step: str) -> None:
    print(f"{step} …", file=sys.stderr, flush=True)
