"""The test page as a running app, and hands to use it: fixtures of the route editor's tests."""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import NARROW
from tests.browser.route_editor import Pen
from tests.browser.server import PHUKET, ROOT, Server, running
from tests.browser.watch import Watch
from tests.fixtures.patience import LIMIT_MS

APP = Path(__file__).parent / "pages" / "route_editor_app.py"


@pytest.fixture(scope="session")
def editor_app(logs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The test page as an app of its own, with the settings and the files of the real one."""
    folder = tmp_path_factory.mktemp("editor")
    for name in ("static", ".streamlit"):
        (folder / name).symlink_to(ROOT / name)
    app = shutil.copy(APP, folder)
    with running(PHUKET, logs / "editor.log", app=Path(app)) as server:
        yield server
        assert "Traceback" not in server.words()


@pytest.fixture
def pen(page: Page, editor_app: Server) -> Pen:
    return Pen(page, editor_app.address)


@pytest.fixture(scope="session")
def drafts() -> Iterator[str]:
    """Names that no other test has used."""
    return (f"draft-{number}" for number in itertools.count())


@pytest.fixture
def draft(drafts: Iterator[str]) -> str:
    return next(drafts)


@pytest.fixture(scope="module")
def telephone(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=NARROW, has_touch=True, is_mobile=True)
    context.set_default_timeout(LIMIT_MS)
    yield context
    context.close()


@pytest.fixture
def finger(telephone: BrowserContext, editor_app: Server) -> Iterator[Pen]:
    page = telephone.new_page()
    watch = Watch(page)
    yield Pen(page, editor_app.address)
    problems = list(watch.problems)
    page.close()
    assert not problems, "\n".join(problems)
