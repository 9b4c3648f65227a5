"""The watch over each page sees what it is there to see."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from bench import browser as chromium_module
from tests.browser.watch import Watch
from tests.fixtures.patience import LIMIT_S

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import BrowserContext

    from tests.browser.server import Server

pytestmark = pytest.mark.browser

MISDEEDS = {
    "fetch('https://example.org/').catch(() => 0)": "request to another host",
    "fetch('http://192.0.2.1/').catch(() => 0)": "request to another host",
    "new WebSocket('wss://example.org/')": "request to another host",
    "new Image().src = 'http://127.0.0.1:9/x.png'": "failed request",
    "const c = new AbortController(); fetch('/x', c).catch(() => 0); c.abort()": "failed request",
    "fetch('/nothing/_stcore/health')": "status 404",
    "fetch('/app/static/vendor/nothing.js')": "status 404",
    "setTimeout(() => { throw new Error('oh') })": "page error",
    "console.error('oh')": "console error",
    "setTimeout(() => alert('oh'))": "dialog",
}


@pytest.mark.parametrize("misdeed", MISDEEDS)
def test_misdeeds_are_seen(context: BrowserContext, phuket_app: Server, misdeed: str) -> None:
    page = context.new_page()
    watch = Watch(page)
    try:
        page.goto(f"{phuket_app.address}/_stcore/health")
        assert watch.problems == []
        page.evaluate(f"() => {{ {misdeed}; }}")
        end = time.monotonic() + LIMIT_S
        while not watch.problems and time.monotonic() < end:
            page.wait_for_timeout(50)
        assert any(problem.startswith(MISDEEDS[misdeed]) for problem in watch.problems)
    finally:
        page.close()


def test_missing_browser_is_a_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(chromium_module, "PATH_FILE", tmp_path / "none")
    monkeypatch.setattr(chromium_module, "DEBIAN_PATH", str(tmp_path / "none"))
    monkeypatch.delenv("GEO_APP_CHROMIUM", raising=False)
    with pytest.raises(FileNotFoundError, match=r"setup\.py --browser"):
        chromium_module.chromium_path()
