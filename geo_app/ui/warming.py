"""What the server does before somebody comes: load what pages import, open the province."""

from __future__ import annotations

import ast
import gc
import importlib
import logging
import time
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from streamlit.runtime import get_instance

from geo_app import searching, thai_time
from geo_app.errors import GeoAppError
from geo_app.ui.scripts import ENTRY, FIRST_PAGE, FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LOG = logging.getLogger(__name__)
SESSION_LOGS = tuple(
    logging.getLogger(f"streamlit.runtime.{name}")
    for name in ("scriptrunner_utils.script_run_context", "state.session_state_proxy")
)
PACKAGE = "geo_app"
LOOK_S = 0.5


def warm_up(*, tell_loaded: Callable[[], None], is_quiet: Callable[[], bool]) -> None:
    """
    Load the first page's modules and open the province; in a quiet moment load the other pages.

    Whatever goes wrong is left to the page, which says it to whom it concerns.

    Parameters
    ----------
    tell_loaded
        Called once the first page can begin.
    is_quiet
        Says whether nobody waits for an answer.
    """
    try:
        with _undisturbed():
            load(ENTRY)
            load(ENTRY.parent / FIRST_PAGE)
        register_map()
    finally:
        tell_loaded()
    with _without_session():
        _open_province()
    while not is_quiet():
        time.sleep(LOOK_S)
    with _undisturbed():
        for page in sorted((ENTRY.parent / FOLDER).glob("*.py")):
            load(page)
        searching.load()


def load(script: Path) -> None:
    """
    Import what a script will import.

    Parameters
    ----------
    script
        A Python file; it is not run.
    """
    for name in imports_of(script):
        try:
            # `from a import b` names a module or something in one.
            if find_spec(name) is not None:
                importlib.import_module(name)
        except ModuleNotFoundError:
            continue
        except Exception:
            LOG.exception("Loading %s failed; the page will say so.", name)


def register_map() -> None:
    """Let the server answer for the map's component: one that no session imports is unknown."""
    from streamlit_folium import _component_func  # noqa: PLC0415 - loads Folium

    get_instance().component_registry.register_component(_component_func)


def imports_of(script: Path) -> Iterator[str]:
    """
    Name what a script imports from this package at its top: modules, and what may be in them.

    Parameters
    ----------
    script
        A Python file.
    """
    for node in ast.parse(script.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE):
            module = str(node.module)
            yield module
            yield from (f"{module}.{name.name}" for name in node.names)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """
    Load without collections, and leave what was loaded out of all later ones.

    Modules live as long as the process: looking at all their parts again is what
    makes a full collection take a tenth of a second and more.
    """
    gc.disable()
    try:
        with _without_session():
            yield
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def _without_session() -> Iterator[None]:
    """Let Streamlit not wonder that nobody is there."""
    levels = {log: log.level for log in SESSION_LOGS}
    for log in SESSION_LOGS:
        log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        for log, level in levels.items():
            log.setLevel(level)


def _open_province() -> None:
    """Read and measure what the first page shows, under the names that it will ask for."""
    from geo_app.ui.shared import at_desk, opened_province, state  # noqa: PLC0415 - loads the engine

    try:
        with at_desk.same_files():
            if opened_province.has_subjects(at_desk.desk().usable()):
                at_desk.desk().buses()
                at_desk.desk().facts(thai_time.today())
                opened_province.layer_groups(state.OVERVIEW_LAYERS)
    except GeoAppError:
        # The page tells it.
        return
    except Exception:
        LOG.exception("Opening the province failed; the page will say so.")
