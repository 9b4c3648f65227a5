"""Move the walking-distance control and note when what arrives where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.browser import MAP_IS_VISIBLE
from bench.server import PROVINCE, ROOT
from geo_app.analysis import coverage
from geo_app.province import open_province

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from bench.browser import Traffic

MIN_WALK_M, MAX_WALK_M, STEP_WALK_M = 100, 3_000, 50
KEY = "ArrowRight"
WARM_MS = 1_000
QUIET_MS = 400
"""A run is over when the websocket has been silent for so long."""

WATCH = """
() => {
    const find = () => document.querySelector('[data-count="without_stop"] b');
    const run = window.benchRun = {
        before: find().innerText, key: null, count: null, map: null,
        sentBefore: benchSocket.sent.length,
    };
    const onKey = event => { run.key = event.timeStamp; };
    window.addEventListener("keydown", onKey, {capture: true, once: true});
    const page = new MutationObserver(() => {
        const count = find();
        if (run.count === null && count && count.innerText !== run.before) {
            run.count = performance.now();
        }
    });
    page.observe(document.body, {subtree: true, childList: true, characterData: true});
    const drawn = document.querySelector('iframe[title*="st_folium"]').contentDocument.body;
    const map = new MutationObserver(() => { run.map = performance.now(); });
    map.observe(drawn, {subtree: true, childList: true});
    run.stop = () => { page.disconnect(); map.disconnect(); };
}
"""

IS_OVER = f"""
() => {{
    const last = Math.max(benchRun.map || 0, benchSocket.received.at(-1) || 0);
    return benchRun.count !== null && performance.now() - last > {QUIET_MS};
}}
"""

READ = """
() => {
    benchRun.stop();
    const sent = benchSocket.sent[benchRun.sentBefore];
    const received = benchSocket.received.filter(time => time >= sent);
    const since = time => time - benchRun.key;
    return {sent: since(sent), first: since(received[0]), last: since(received.at(-1)),
            count: since(benchRun.count), map: since(benchRun.map)};
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rerun:
    """
    One move of the control; milliseconds after the key was pressed.

    Attributes
    ----------
    sent_ms
        The browser told the server.
    first_ms, last_ms
        The first and the last message of the server's answer arrived.
    count_ms, map_ms
        The new count stood on the page, the last change on the map.
    received_bytes, sent_bytes
        On the websocket, for the whole run.
    """

    sent_ms: float
    first_ms: float
    last_ms: float
    count_ms: float
    map_ms: float
    received_bytes: int
    sent_bytes: int


def steps_that_matter() -> list[int]:
    """Return the walking distances whose next step changes the count on the page."""
    walks_m = coverage.gaps(open_province(ROOT / PROVINCE))["walk_distance_m"]
    steps = range(MIN_WALK_M, MAX_WALK_M, STEP_WALK_M)
    return [low for low in steps if ((walks_m > low) & (walks_m <= low + STEP_WALK_M)).any()]


def move_control(page: Page, traffic: Traffic, *, address: str) -> Iterator[Rerun]:
    """
    Open the coverage page and move its slider from the shortest distance to the longest.

    Every distance is new to the session: what it saw before, Streamlit does not send again.
    Steps that leave the count as it is are taken, not measured.
    """
    page.goto(f"{address}gaps?walk_m={MIN_WALK_M}")
    page.wait_for_function(MAP_IS_VISIBLE)
    page.wait_for_selector('[data-count="without_stop"]')
    page.wait_for_timeout(WARM_MS)
    page.get_by_role("slider").first.focus()
    matter = steps_that_matter()
    for low in range(MIN_WALK_M, matter[-1] + 1, STEP_WALK_M):
        if low in matter:
            yield _move(page, traffic)
        else:
            page.keyboard.press(KEY)
            page.wait_for_timeout(QUIET_MS)


def _move(page: Page, traffic: Traffic) -> Rerun:
    traffic.clear()
    page.evaluate(WATCH)
    page.keyboard.press(KEY)
    page.wait_for_function(IS_OVER)
    times_ms = page.evaluate(READ)
    return Rerun(
        **{f"{name}_ms": value for name, value in times_ms.items()},
        received_bytes=traffic.socket_bytes_in,
        sent_bytes=traffic.socket_bytes_out,
    )
