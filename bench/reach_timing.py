"""Time two ways to the same answer in turns, and lay out how they compare."""

from __future__ import annotations

import tracemalloc
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from bench.measure import Sample, ratio, take_turns
from bench.report import Row, ratio_row, sample_row

if TYPE_CHECKING:
    from collections.abc import Callable

MS_PER_S = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Duel:
    """Seconds of our way and of another, round by round."""

    ours: Sample
    theirs: Sample

    def rows(self, measure: str, other: str, *, times_slower: str) -> tuple[Row, ...]:
        """Lay out both and what ours costs where the other costs 1; `times_slower` is the aim."""
        return (
            *self._both(measure, other),
            ratio_row(
                f"**{measure}: ours / {other}**", ratio(self.ours, self.theirs), aim=times_slower
            ),
        )

    def rows_faster(self, measure: str, other: str, *, times_faster: str) -> tuple[Row, ...]:
        """Lay out both and how many times faster ours is; `times_faster` is the aim."""
        return (
            *self._both(measure, other),
            ratio_row(
                f"**{measure}: {other} / ours**", ratio(self.theirs, self.ours), aim=times_faster
            ),
        )

    def _both(self, measure: str, other: str) -> tuple[Row, Row]:
        return time_row(f"{measure}: ours", self.ours), time_row(f"{measure}: {other}", self.theirs)


def time_row(measure: str, seconds: Sample) -> Row:
    """Lay out times in milliseconds, a tenth of one where they are short."""
    milliseconds = seconds.scaled(MS_PER_S)
    digits = 1 if milliseconds.median < 100 else 0  # noqa: PLR2004 - three figures either way
    return sample_row(measure, milliseconds, unit="ms", digits=digits)


def duel(ours: Callable[[], object], theirs: Callable[[], object], *, rounds: int) -> Duel:
    """Time two ways in turns, after one round of each that does not count."""
    first, second = take_turns(lambda: seconds(ours), lambda: seconds(theirs), times=rounds)
    return Duel(ours=Sample.of(first), theirs=Sample.of(second))


def seconds(work: Callable[[], object]) -> float:
    """Return how long one run of the work takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def peak_bytes(work: Callable[[], object]) -> int:
    """Return how much more memory Python and NumPy held at the worst moment of the work."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
