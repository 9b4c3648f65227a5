"""Repeated measurements: medians, ratios of pairs, and on which machine."""

from __future__ import annotations

import os
import platform
import statistics
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

T = TypeVar("T")

KB_PER_GB = 1024**2
MIN_FOR_QUARTILES = 2
PACKAGES = ("streamlit", "streamlit-folium", "folium", "geopandas")


@dataclass(frozen=True, slots=True)
class Sample:
    """Measurements of one thing in one unit; at least one."""

    values: tuple[float, ...]

    @classmethod
    def of(cls, values: Iterable[float]) -> Sample:
        """Gather measurements; an empty sample has no median, so it is refused."""
        gathered = tuple(values)
        if not gathered:
            raise ValueError("A sample needs at least one measurement.")
        return cls(gathered)

    @property
    def median(self) -> float:
        """The middle measurement."""
        return statistics.median(self.values)

    @property
    def quartiles(self) -> tuple[float, float]:
        """The measurements a quarter from the bottom and a quarter from the top."""
        if len(self.values) < MIN_FOR_QUARTILES:
            return self.values[0], self.values[0]
        low, _, high = statistics.quantiles(self.values, n=4, method="inclusive")
        return low, high

    def scaled(self, factor: float) -> Sample:
        """Return the sample in another unit."""
        return Sample(tuple(value * factor for value in self.values))


def ratio(ours: Sample, theirs: Sample) -> Sample:
    """
    Compare two samples that were measured in turns.

    Parameters
    ----------
    ours, theirs
        Of the same length; what stands at the same place was measured in the same round.

    Returns
    -------
    ratios
        Ours over theirs, round by round: its median is what ours costs where theirs costs 1.

    Raises
    ------
    ValueError
        If they differ in length, or theirs holds a zero.
    """
    if len(ours.values) != len(theirs.values):
        raise ValueError(f"{len(ours.values)} measurements cannot pair {len(theirs.values)}.")
    if 0 in theirs.values:
        raise ValueError("A ratio to nothing: one of the measurements compared with is 0.")
    return Sample.of(
        our_value / other for our_value, other in zip(ours.values, theirs.values, strict=True)
    )


def take_turns(
    first: Callable[[], T], second: Callable[[], T], *, times: int, warm_ups: int = 1
) -> tuple[list[T], list[T]]:
    """
    Measure two things in turns, A B A B, so that a busy spell meets both.

    Parameters
    ----------
    first, second
        Each measures once.
    times
        Measurements of each that count.
    warm_ups
        Measurements of each before them that do not.
    """
    rounds = [(first(), second()) for _ in range(warm_ups + times)][warm_ups:]
    return [one for one, _ in rounds], [other for _, other in rounds]


def machine_line() -> str:
    """Describe the machine without its name: system, cores, memory, versions, load."""
    parts = [
        f"{platform.system()} {platform.machine()}",
        f"{os.cpu_count()} cores",
        *_memory(),
        f"Python {platform.python_version()}",
        *(f"{name} {version(name)}" for name in PACKAGES),
        *_load(),
    ]
    return ", ".join(parts)


def _memory() -> Sequence[str]:
    """Return the memory where the system says it as Linux does."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return ()
    total_kb = next(int(line.split()[1]) for line in lines if line.startswith("MemTotal"))
    return (f"{total_kb / KB_PER_GB:.0f} GB",)


def _load() -> Sequence[str]:
    """Return how busy the machine was, since a busy one explains a wide spread."""
    try:
        return (f"load {os.getloadavg()[0]:.1f} at the end",)
    except (AttributeError, OSError):
        return ()
