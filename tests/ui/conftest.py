"""The app without a browser, from its entry file, on any province."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from geo_app.store.addresses import DATABASE_VARIABLE
from geo_app.stored import CACHE_VARIABLE
from tests.fixtures.patience import LIMIT_S
from tests.fixtures.province_folder import write_province

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PHUKET = ROOT / "layers" / "phuket"
PAGES = {
    path.stem: path.relative_to(ROOT).as_posix()
    for path in sorted((ROOT / "geo_app" / "ui" / "pages").glob("*.py"))
    if path.stem != "__init__"
}
"""Every page script by its name."""

OPTIONAL_KINDS = (
    "zones",
    "disaster_plans",
    "hazard_zones",
    "mangroves",
    "facilities",
    "roads",
    "land",
    "population",
)
OUR_SCRIPT = re.compile(
    r'<script>document\.documentElement\.lang = "(th|en)";.*</script>', re.DOTALL
)
TEXT_ELEMENTS = ("markdown", "caption", "subheader", "info", "warning", "error", "success")
WIDGETS = (
    "slider",
    "select_slider",
    "selectbox",
    "date_input",
    "radio",
    "button_group",
    "button",
    "download_button",
)


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows after a run."""

    at: AppTest

    def html(self) -> str:
        """Return the HTML on the page without the script that tells the page's language."""
        bodies = (element.proto.body for element in self.at.get("html"))
        return "\n".join(body for body in bodies if not OUR_SCRIPT.fullmatch(body))

    def text(self) -> str:
        """Return the page's words as they are read, in the order of the elements' kinds."""
        written = re.sub(r"<style>.*?</style>", "", self.html(), flags=re.DOTALL)
        parts = [unescape(re.sub(r"<[^>]+>", " ", written))]
        for kind in TEXT_ELEMENTS:
            # The pages escape Markdown with backslashes.
            parts += [re.sub(r"\\(.)", r"\1", e.proto.body) for e in self.at.get(kind)]
        return "\n".join(parts)

    def words(self) -> str:
        """Return text, labels, options and tables."""
        parts = [self.text()]
        for kind in WIDGETS:
            for widget in self.at.get(kind):
                parts += [widget.proto.label, getattr(widget.proto, "help", "")]
                parts += [str(option) for option in getattr(widget, "options", [])]
        for table in self.tables():
            parts += [str(column) for column in table.columns]
            parts += [str(cell) for cell in table.to_numpy().ravel() if cell == cell]  # noqa: PLR0124
        return "\n".join(parts)

    def tables(self) -> list[Any]:
        """Return the tables of the page, but for the short list beside the map."""
        return [table.value for table in self.at.dataframe if "short_list" not in table.proto.id]

    def short_list(self) -> Any:
        """Return the list beside the map."""
        [shown] = [t.value for t in self.at.dataframe if "short_list" in t.proto.id]
        return shown

    def counts(self) -> dict[str, str]:
        found = re.findall(r'data-count="(\w+)">.*?<b>(?:<a.*?>)?(.*?)<', self.html(), re.DOTALL)
        return dict(found)

    def notes(self) -> dict[str, str]:
        found = re.findall(r'data-count="(\w+)">.*?<small>(.*?)</small>', self.html(), re.DOTALL)
        return dict(found)

    def shares(self) -> dict[str, str]:
        """Return each standard's share on the page Standards."""
        found = re.findall(
            r'data-standard="(\w+)".*?ga-share"><b>(.*?)</b>', self.html(), re.DOTALL
        )
        return dict(found)

    def stop(self) -> str | None:
        found = re.search(r'data-stop="([^"]*)"', self.html())
        return unescape(found[1]) if found else None

    def deviations(self) -> list[str]:
        found = re.search(r'<div class="ga-deviates">(.*?)</div></div>', self.html(), re.DOTALL)
        return re.findall(r"<div>(.*?)(?:</div>|$)", found[1]) if found else []

    def card(self) -> str | None:
        found = re.search(r'data-community="([^"]*)"', self.html())
        return unescape(found[1]) if found else None

    def title(self) -> str:
        found = re.search(r'<h1 class="ga-title">(.*?)</h1>', self.html())
        return unescape(found[1]) if found else ""

    def errors(self) -> list[str]:
        return [re.sub(r"\\(.)", r"\1", element.value) for element in self.at.error]

    def exceptions(self) -> list[str]:
        return [element.message for element in self.at.exception]

    def maps(self) -> list[dict[str, Any]]:
        """Return the arguments of every map on the page."""
        return [json.loads(e.proto.json_args) for e in self.at.get("component_instance")]

    def has_widget(self, key: str) -> bool:
        return any(widget.key == key for kind in WIDGETS[:-1] for widget in self.at.get(kind))

    def address(self) -> dict[str, str]:
        return {
            key: value[0] if isinstance(value, list) else value
            for key, value in dict(self.at.query_params).items()
        }

    def go(self, name: str) -> Page:
        """Switch to another page of the same session."""
        return Page(self.at.switch_page(PAGES[name]).run())


Open = Callable[..., Page]
"""Opens a page: a province's folder, the page's name, and choices in the address."""


@pytest.fixture(scope="session", autouse=True)
def installed_components() -> Iterator[None]:
    """Every AppTest looks through all installed packages for components; once is enough."""
    with pytest.MonkeyPatch.context() as patch:
        scan = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture
def nothing_read() -> Iterator[None]:
    """
    Begin and end with no desk at hand, for tests that count what is read or measured.

    All other tests share the desk of a folder as people do: it is kept by the version of the
    files, so that no test sees an answer about files that it changed.
    """
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture(autouse=True)
def cookies(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return what the browser sends from now on; AppTest has no browser, and so no cookies."""
    sent: dict[str, str] = {}
    monkeypatch.setattr(ContextProxy, "cookies", property(lambda _: dict(sent)))
    return sent


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Open:
    """Open a page of the app on a province's folder, with choices in the address."""
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path_factory.mktemp("cache")))
    database = tmp_path_factory.mktemp("store") / "geo-app.sqlite"
    monkeypatch.setenv(DATABASE_VARIABLE, f"sqlite:///{database}")

    def open_page(folder: Path, name: str = "overview", **choices: str) -> Page:
        monkeypatch.setenv("GEO_APP_PROVINCE", str(folder))
        at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=LIMIT_S)
        for key, value in choices.items():
            at.query_params[key] = value
        at.switch_page(PAGES[name])
        return Page(at.run())

    return open_page


@pytest.fixture
def tiny_folder(tmp_path: Path) -> Path:
    """A province with communities and buses and nothing else."""
    return write_province(tmp_path / "tiny", rows=dict.fromkeys(OPTIONAL_KINDS))
