"""How fast people's reach is found, against the usual ways to the same numbers."""

from __future__ import annotations

import sys
from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING

from bench.measure import machine_line
from bench.reach_growth import LARGE, growth_rows
from bench.reach_national import FULL_POINTS, national_rows
from bench.reach_network import (
    LIMIT_M,
    coverage_duel,
    field_case,
    networkx_duel,
    pandana_duels,
    snap_all,
    snap_duels,
    street_order,
)
from bench.reach_straight import POINTS, straight_duel
from bench.report import Row, Section
from bench.synthetic import Sizes, build_province
from geo_app.analysis.walks.reach import FURTHEST_M

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from bench.reach_network import Snap

QUICK_POINTS = 10_000_000
HEAVY_ROUNDS = 3
PACKAGES = ("numpy", "scipy", "shapely", "pyarrow", "networkx", "pandana")
PARTS = ("coverage", "field", "snapping", "growth", "straight", "national")
NOTES = (
    "province: {sizes.nodes:,} nodes, {sizes.edges:,} edges, {sizes.points:,} people-points in no "
    "order, {sizes.stops:,} stops, made up by `bench/synthetic.py` (seed 1); limit 500 m. Ours and "
    "the other way in turns, a round of each before, not counted; ratios round by round.",
    "coverage: one bounded search from all stops, every point's walk, people by zone; points and "
    "stops snapped before. Bare search: `scipy.sparse.csgraph.dijkstra(min_only=True, limit=500)` "
    "from the stops' nearest nodes on the same matrix.",
    "field: every node's distance to its nearest stop and which stop, up to 500 m and up to 1,000 "
    "m, the longest walk of any standard; stops at nodes, lengths in whole millimetres. Graphs "
    "made before; Pandana's query is `set_pois` and `nearest_pois`. Made anew: our matrix, its "
    "contracted network. Distances equal to 1e-6 m (NetworkX) and to single precision (Pandana "
    "answers so), or the run stops.",
    "snapping: distance, edge and offset of each point, against `STRtree.query_nearest` within "
    "500 m, which gives distance and edge. Equal to 1e-6 m, or the run stops.",
    "growth: time of the larger over time of the smaller, over what n log n would be: 1 is as n "
    "log n. The smaller fits in a processor's cache; the bare search shows what that alone makes. "
    "Memory: what NumPy holds at the worst moment, without the data given.",
    "straight: `analysis.access.straight_distances` against `geopandas.sjoin_nearest`, frames in, "
    "frames out; distances exactly equal, or the run stops.",
    "national: `analysis.national.covered_people`, each run in a process of its own, its start not "
    "counted, none before; file in the system's cache; points province after province, in no order "
    "within one. Decoding: the same columns with the same engine and as many threads. Memory: the "
    "process's peak. A smaller file is counted with a distance for every point and must give the "
    "same.",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Let the sizes and the numbers of repetitions be chosen."""
    parser.add_argument("--rounds", type=int, default=9, help="rounds of each measurement (9)")
    parser.add_argument(
        "--points", type=int, default=QUICK_POINTS, help="points of the country (10,000,000)"
    )
    parser.add_argument(
        "--full",
        action="store_const",
        dest="points",
        const=FULL_POINTS,
        help="a country of 100,000,000 points, 2 GB on disk",
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="some parts only")


def run(arguments: argparse.Namespace) -> Section:
    """Measure the parts that are asked for and lay them out; only all of them are written."""
    if arguments.write and set(arguments.only) != set(PARTS):
        sys.exit("--write replaces the whole section: leave --only out.")
    rows = tuple(_rows(arguments.only, rounds=arguments.rounds, points=arguments.points))
    full = " --full" if arguments.points == FULL_POINTS else f" --points {arguments.points}"
    repeat = f"repeat: `.venv/bin/python -m bench reach{full}` ({arguments.rounds} rounds)"
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    notes = [note.format(sizes=Sizes()) for note in NOTES]
    machine = f"machine: {machine_line()}; {versions}"
    return Section(name="reach", rows=rows, notes=(*notes, repeat, machine))


def _rows(parts: list[str], *, rounds: int, points: int) -> Iterator[Row]:
    heavy = min(rounds, HEAVY_ROUNDS)
    if {"coverage", "field", "snapping"} & set(parts):
        yield from province_rows(parts, Sizes(), rounds=rounds)
    if "growth" in parts:
        _say("growing the province")
        yield from growth_rows(Sizes(), LARGE, rounds=heavy)
    if "straight" in parts:
        _say("straight lines")
        duel = straight_duel(Sizes(points=POINTS), rounds=heavy)
        yield from duel.rows_faster("straight", "sjoin_nearest", times_faster="≥ 5")
    if "national" in parts:
        _say(f"a country of {points:,} points")
        yield from national_rows(points, rounds=heavy)


def province_rows(parts: list[str], sizes: Sizes, *, rounds: int) -> Iterator[Row]:
    """Measure what takes place in one province."""
    _say("making a province up")
    snap = snap_all(build_province(sizes))
    if "coverage" in parts:
        _say("coverage")
        duel = coverage_duel(snap, rounds=rounds)
        yield from duel.rows("coverage by zone", "bare search", times_slower="≤ 4")
    if "field" in parts:
        yield from _field_rows(snap, rounds=rounds)
    if "snapping" in parts:
        yield from _snap_rows(snap, rounds=rounds)


def _field_rows(snap: Snap, *, rounds: int) -> Iterator[Row]:
    for limit_m in (LIMIT_M, FURTHEST_M):
        name = f"field, {limit_m:,.0f} m"
        _say(f"distance {name}")
        case = replace(field_case(snap), limit_m=limit_m)
        duel = networkx_duel(case, rounds=rounds)
        yield from duel.rows_faster(name, "NetworkX", times_faster="≥ 20")
        asked, anew = pandana_duels(case, rounds=rounds)
        yield from asked.rows_faster(name, "Pandana's query", times_faster="≥ 15")
        yield from anew.rows_faster(f"{name}, made anew", "Pandana", times_faster="")


def _snap_rows(snap: Snap, *, rounds: int) -> Iterator[Row]:
    _say("snapping")
    kept, anew = snap_duels(snap.province, rounds=rounds)
    yield from kept.rows_faster("snapping", "STRtree", times_faster="≥ 20")
    yield from anew.rows_faster("snapping, index made anew", "STRtree", times_faster="")
    ordered, _ = snap_duels(street_order(snap), rounds=rounds)
    yield from ordered.rows_faster("snapping, points street by street", "STRtree", times_faster="")


def _say(step: str) -> None:
    print(f"{step} …", file=sys.stderr, flush=True)
