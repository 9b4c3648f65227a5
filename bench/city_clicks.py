"""A city in a real browser: what the first page and a click on a community cost the server."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

from bench.browser import (
    CLICKABLE,
    HEIGHT_PX,
    MAP_HAS_FEATURES,
    MAP_IS_VISIBLE,
    blank_page,
    chromium,
)
from bench.measure import Sample
from bench.server import APP, running
from geo_app.stored import CACHE_VARIABLE

if TYPE_CHECKING:
    import datetime as dt

    from playwright.sync_api import Page

MB = 1_000_000
QUIET_MS = 1_500
"""After the card of a community stands, the map and the list still follow."""

REST_MS = 3_500
"""Somewhat longer than a server waits before it tidies up."""

MARGIN_PX = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickCost:
    """
    What a browser on a city's page of coverage gaps costs.

    Attributes
    ----------
    first_cpu_s, click_cpu_s
        CPU seconds of the server, for the page and for a click on a community.
    click_bytes
        Bytes that went over the wire for a click, both ways and packed.
    memory_mb
        Resident memory of the server after the clicks, once it has come to rest.
    """

    first_cpu_s: float
    click_cpu_s: Sample
    click_bytes: Sample
    memory_mb: float


def click_costs(folder: Path, on: dt.date, *, clicks: int) -> tuple[ClickCost, ClickCost]:
    """Measure a fresh server with nothing kept, and then one that finds what the first has kept."""
    with tempfile.TemporaryDirectory() as kept:
        first = _click_cost(folder, on, clicks=clicks, kept=kept)
        return first, _click_cost(folder, on, clicks=clicks, kept=kept)


def _click_cost(folder: Path, on: dt.date, *, clicks: int, kept: str) -> ClickCost:
    """
    Open the page in a fresh server and click one community after the other.

    Linux only: CPU, memory and the bytes of the loopback are the system's own counts, so
    nothing else may talk over the loopback meanwhile.
    """
    with (
        mock.patch.dict(os.environ, {CACHE_VARIABLE: kept}),
        running(APP, province=str(folder)) as server,
        chromium() as browser,
        blank_page(browser) as page,
    ):
        start_s = _cpu_s(server.pid)
        page.goto(f"{server.address}gaps?lang=en&on={on}")
        page.wait_for_function(MAP_IS_VISIBLE)
        page.wait_for_function(MAP_HAS_FEATURES)
        page.wait_for_timeout(QUIET_MS)
        first_cpu_s = _cpu_s(server.pid) - start_s
        costs = [_click(page, server.pid, number / clicks) for number in range(clicks)]
        cpu_s, sent = zip(*costs, strict=True)
        page.wait_for_timeout(REST_MS)
        return ClickCost(
            first_cpu_s=first_cpu_s,
            click_cpu_s=Sample.of(cpu_s),
            click_bytes=Sample.of(sent),
            memory_mb=_memory_mb(server.pid),
        )


def _click(page: Page, pid: int, wanted: float) -> tuple[float, float]:
    """Click the community that stands so far, from 0 to 1, into the list of those in the window."""
    frame = page.wait_for_selector('iframe[title*="st_folium"]')
    box, content = frame.bounding_box(), frame.content_frame()
    assert box is not None
    assert content is not None
    lowest_px = HEIGHT_PX - MARGIN_PX - box["y"]
    seen = [place for place in content.evaluate(CLICKABLE) if place[2] < lowest_px]
    community_id, x, y = seen[int(len(seen) * wanted)]
    before_s, before = _cpu_s(pid), _loopback_bytes()
    page.mouse.click(box["x"] + x, box["y"] + y)
    page.wait_for_selector(f'.ga-card[data-community="{community_id}"]')
    page.wait_for_timeout(QUIET_MS)
    return _cpu_s(pid) - before_s, float(_loopback_bytes() - before)


def _cpu_s(pid: int) -> float:
    """Return the user and system time of a process."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    user, system = after_name[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _memory_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MB


def _loopback_bytes() -> int:
    counts = Path("/proc/net/dev").read_text().partition("lo:")[2].split()
    return int(counts[0])
