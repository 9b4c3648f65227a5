"""What a larger province costs: field, snapping and coverage against n log n; memory a point."""

from __future__ import annotations

from dataclasses import replace
from math import log
from typing import TYPE_CHECKING, NamedTuple

from bench.measure import Sample, ratio
from bench.reach_network import (
    LIMIT_M,
    SNAP_LIMIT_M,
    Snap,
    bare_dijkstra,
    covered_by_zone,
    snap_all,
    stop_nodes,
)
from bench.reach_timing import duel, peak_bytes, time_row
from bench.report import Row, ratio_row, sample_row
from bench.synthetic import Sizes, build_province
from geo_app.memo import own_part
from geo_app.network.distance import distance_field
from geo_app.network.snap import snap_to_edges

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LARGE = Sizes(nodes=1_000_000, edges=1_416_667, points=5_000_000, stops=16_667)
AIM = "≤ 1"


class Work(NamedTuple):
    """What grows, by which count it is to grow, and the aim."""

    name: str
    count: str
    run: Callable[[Snap], object]
    aim: str


def growth_rows(small: Sizes, large: Sizes, *, rounds: int) -> Iterator[Row]:
    """Measure the same work in a small and a large province, in turns."""
    snaps = [snap_all(build_province(sizes)) for sizes in (small, large)]
    for work in (
        Work("bare search", "nodes", _bare, ""),
        Work("field", "nodes", _field, AIM),
        Work("snapping", "points", _snapping, AIM),
        Work("coverage by zone", "points", covered_by_zone, AIM),
    ):
        counts = (getattr(small, work.count), getattr(large, work.count))
        yield from _rows(work, snaps, counts, rounds=rounds)
    yield from _memory_rows(snaps[0])


def n_log_n(counts: tuple[int, int]) -> float:
    """Return how many times as long sorting so many more would take."""
    small, large = counts
    return large * log(large) / (small * log(small))


def _rows(work: Work, snaps: list[Snap], counts: tuple[int, int], *, rounds: int) -> Iterator[Row]:
    small, large = snaps
    times = duel(lambda: work.run(large), lambda: work.run(small), rounds=rounds)
    for count, seconds in zip(counts, (times.theirs, times.ours), strict=True):
        yield time_row(f"growth, {work.name}: {count:,} {work.count}", seconds)
    allowed = n_log_n(counts)
    share = ratio(times.ours, times.theirs).scaled(1 / allowed)
    yield ratio_row(f"**growth, {work.name}: time / n log n ({allowed:.1f})**", share, aim=work.aim)


def _bare(snap: Snap) -> object:
    return bare_dijkstra(snap.province.graph, stop_nodes(snap.stops))


def _field(snap: Snap) -> object:
    return distance_field(snap.province.graph, snap.stops, limit_m=LIMIT_M)


def _snapping(snap: Snap) -> object:
    province = snap.province
    return snap_to_edges(province.graph, province.people_xy, snap_limit_m=SNAP_LIMIT_M)


def _memory_rows(snap: Snap) -> Iterator[Row]:
    """State the bytes a point at the worst moment, what NumPy holds; SciPy's heap is not in it."""
    points = len(snap.province.people_xy)
    fresh = replace(snap.province, graph=replace(snap.province.graph, memo=own_part()))
    works: tuple[tuple[str, Callable[[], object]], ...] = (
        ("snapping, with the index", lambda: _snapping(replace(snap, province=fresh))),
        ("coverage by zone", lambda: covered_by_zone(snap)),
    )
    for name, work in works:
        sample = Sample.of([peak_bytes(work) / points])
        yield sample_row(
            f"growth, {name}: memory at {points:,} points", sample, unit="bytes a point"
        )
