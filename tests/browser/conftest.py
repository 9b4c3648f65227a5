"""A real server and a real Chromium, and a page that fails its test when it misbehaves."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.chromium import FLAGS, chromium_path
from tests.browser.desk import Desk
from tests.browser.server import PHUKET, Server, running
from tests.browser.watch import Watch
from tests.fixtures.patience import LIMIT_MS

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("servers")


@pytest.fixture(scope="session")
def phuket_app(logs: Path) -> Iterator[Server]:
    """The app on Phuket's layers."""
    with running(PHUKET, logs / "phuket.log") as server:
        yield server
        assert "Traceback" not in server.words()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@pytest.fixture(scope="session")
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """One profile for all tests, so that Streamlit's own scripts are loaded once."""
    context = chromium.new_context(viewport=WIDE)
    context.set_default_timeout(LIMIT_MS)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A new tab; whatever it does that it must not do fails the test."""
    page = context.new_page()
    watch = Watch(page)
    yield page
    page.wait_for_timeout(50)
    problems = list(watch.problems)
    page.close()
    assert not problems, "\n".join(problems)


@pytest.fixture
def desk(page: Page, phuket_app: Server) -> Desk:
    """A tab on Phuket."""
    return Desk(page, phuket_app.address)
