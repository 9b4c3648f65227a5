"""
A country of people-points out of core, against only decoding the file.

Each measurement runs in a process of its own, so that its memory is its own:
`python -m bench.reach_national cover POINTS STOPS` prints seconds and peak bytes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import local
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.parquet as pq
from scipy.spatial import cKDTree

from bench.measure import Sample, take_turns
from bench.reach_timing import Duel
from bench.report import Row, sample_row
from bench.server import ROOT
from bench.synthetic_country import build_country, write_points
from geo_app.analysis.country.national import COLUMNS, covered_people

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT_M = 500.0
STOPS = 100_000
CHECKED_POINTS = 300_000
BYTES_PER_KB = 1_024
BYTES_PER_MB = 1_000_000
STATUS = Path("/proc/self/status")
FULL_POINTS = 100_000_000
"""Painting the cells costs the same for fewer, so the aim on time is for so many."""

TIME_AIM, MEMORY_AIM = "≤ 5", "< 2,000 MB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One process: how long its work took, and the most memory it ever held."""

    seconds: float
    peak_bytes: float


def national_rows(points: int, *, stops: int = STOPS, rounds: int) -> Iterator[Row]:
    """Write a country to a temporary file, measure it in turns, and remove it."""
    with TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        country = build_country()
        np.save(folder / "stops.npy", country.stops(stops))
        write_points(folder / "checked.parquet", country, min(points, CHECKED_POINTS))
        require_same_as_tree(folder / "checked.parquet", np.load(folder / "stops.npy"))
        write_points(folder / "points.parquet", country, points)
        ours, theirs = take_turns(
            partial(measure, "cover", folder),
            partial(measure, "decode", folder),
            times=rounds,
            warm_ups=0,
        )
    measure_name = f"national, {points:.0e} points × {stops:,} stops"
    times = Duel(
        ours=Sample.of(run.seconds for run in ours), theirs=Sample.of(run.seconds for run in theirs)
    )
    aim = TIME_AIM if points >= FULL_POINTS else ""
    yield from times.rows(measure_name, "only decoding", times_slower=aim)
    for who, runs, aim in (("ours", ours, MEMORY_AIM), ("only decoding", theirs, "")):
        peak = Sample.of(run.peak_bytes / BYTES_PER_MB for run in runs)
        row = sample_row(f"{measure_name}: peak memory, {who}", peak, unit="MB")
        yield Row(measure=row.measure, value=row.value, spread=row.spread, aim=aim)


def measure(work: str, folder: Path) -> Measured:
    """Do the work in a fresh process."""
    files = [str(folder / "points.parquet"), str(folder / "stops.npy")]
    command = [sys.executable, "-m", "bench.reach_national", work, *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return Measured(**json.loads(done.stdout))


def cover(points: Path, stops: Path) -> int:
    """Count the people near a stop; return the number of points."""
    people = covered_people(points, np.load(stops), limit_m=LIMIT_M)
    return int(people["points"].sum())


def decode(points: Path, stops: Path) -> int:  # noqa: ARG001 - the same form as `cover`
    """Read the same columns with the same engine, as many pieces at once, and nothing more."""
    kept = local()

    def rows(group: int) -> int:
        if not hasattr(kept, "file"):
            kept.file = pq.ParquetFile(points, read_dictionary=["zone_id"])
        table = kept.file.read_row_group(group, columns=list(COLUMNS), use_threads=False)
        return int(table.num_rows)

    with pq.ParquetFile(points) as file, ThreadPoolExecutor(os.cpu_count()) as pool:
        return sum(pool.map(rows, range(file.num_row_groups)))


def require_same_as_tree(points: Path, stops_xy: np.ndarray) -> None:
    """Stop the benchmark if a distance for every point gives other numbers."""
    rows = pq.read_table(points).to_pandas().dropna()
    off_m, _ = cKDTree(stops_xy).query(rows[["x", "y"]].to_numpy())
    expected = rows["population"].where(off_m <= LIMIT_M, 0).groupby(rows["zone_id"], observed=True)
    ours = covered_people(points, stops_xy, limit_m=LIMIT_M).set_index("zone_id")
    theirs = expected.sum().reindex(ours.index, fill_value=0)
    np.testing.assert_allclose(ours["covered_population"], theirs, rtol=1e-12)


def peak_memory() -> int:
    """
    Return the most bytes this process held.

    The system's usual count starts with what the parent held when it called this
    program, so Linux is asked for the program's own.
    """
    if STATUS.is_file():
        lines = STATUS.read_text(encoding="ascii").splitlines()
        return (
            int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) * BYTES_PER_KB
        )
    import resource  # noqa: PLC0415 - Windows has none

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * BYTES_PER_KB


def main(words: list[str]) -> None:
    """Do one piece of work and print what it cost."""
    work, *files = words
    start = perf_counter()
    {"cover": cover, "decode": decode}[work](*map(Path, files))
    took_s = perf_counter() - start
    print(json.dumps({"seconds": took_s, "peak_bytes": peak_memory()}))


if __name__ == "__main__":
    main(sys.argv[1:])
