"""What a city costs: CPU and memory of `gaps`, CPU and bytes of the map of coverage gaps."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.measure import Sample
from geo_app.analysis.access.question import Question
from geo_app.desk.desk import Desk
from geo_app.maps.basemap import base_of
from geo_app.maps.groups import LAYERS, feature_groups
from geo_app.maps.legend_entries import gaps_legend
from geo_app.maps.onefile import Heading, one_file_map
from geo_app.province import open_province
from geo_app.stored import CACHE_VARIABLE
from geo_app.words.translating import Language

if TYPE_CHECKING:
    import datetime as dt

VENDOR = Path(__file__).parents[1] / "static" / "vendor"
MB = 1_000_000
BYTES_PER_KB = 1_024
QUESTION = Question()
LAUNCHER = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, used = os.wait4(child.pid, 0)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""Linux counts the memory of whoever starts a process as the process's own, so that is small."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """CPU seconds and the most memory of a process, in MB."""

    cpu_s: Sample
    memory_mb: Sample


def gaps_costs(folder: Path, on: dt.date, *, rounds: int) -> tuple[Cost, Cost]:
    """Run `geo-app gaps` with nothing kept, and then with the network kept, round by round."""
    first, then = [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as kept:
            first.append(_gaps(folder, on, kept=kept))
            then.append(_gaps(folder, on, kept=kept))
    return _cost(first), _cost(then)


def _cost(runs: list[tuple[float, float]]) -> Cost:
    cpu_s, memory_mb = zip(*runs, strict=True)
    return Cost(cpu_s=Sample.of(cpu_s), memory_mb=Sample.of(memory_mb))


def _gaps(folder: Path, on: dt.date, *, kept: str) -> tuple[float, float]:
    command = Path(sys.executable).with_name("geo-app")
    words = [command, "gaps", "--province", str(folder), "--on", f"{on}", "--format", "json"]
    done = subprocess.run(
        [sys.executable, "-c", LAUNCHER, *words],
        env={**os.environ, CACHE_VARIABLE: kept},
        stdout=subprocess.PIPE,
        check=True,
    )
    cpu_s, most_kb = map(float, done.stdout.split())
    return cpu_s, most_kb * BYTES_PER_KB / MB


@dataclass(frozen=True, slots=True, kw_only=True)
class MapCost:
    """CPU seconds and bytes: what is drawn on the map, and all of it as a page in one file."""

    cpu_s: Sample
    drawn_bytes: int
    page_bytes: int


def map_cost(folder: Path, on: dt.date, *, rounds: int) -> MapCost:
    """Build the map of coverage gaps with every layer; answers are at hand."""
    desk = Desk(open_province(folder))
    ranked, buses, base = desk.ranked(QUESTION, on), desk.buses(), base_of(desk.province)
    layers, language = [name for name in LAYERS if name != "share"], Language.ENGLISH
    legend = gaps_legend(desk.province, buses, layers, language=language, ranked=ranked)
    heading = Heading(title="", notes=(), legend=legend, language=language.value)

    def page(*, is_bare: bool = False) -> int:
        groups = feature_groups(desk.province, buses, ranked, layers=layers, language=language)
        return len(one_file_map(() if is_bare else groups, base, heading, vendor=VENDOR).encode())

    bare, cpu_s = page(is_bare=True), []
    for _ in range(rounds):
        start_s = time.process_time()
        whole = page()
        cpu_s.append(time.process_time() - start_s)
    return MapCost(cpu_s=Sample.of(cpu_s), drawn_bytes=whole - bare, page_bytes=whole)
