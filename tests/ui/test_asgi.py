"""What stands before Streamlit and beside it: who waits, what is loaded, when it is tidied."""

from __future__ import annotations

import ast
import asyncio
import gc
import subprocess
import sys
import time
import weakref

import pytest

from geo_app.ui import rest, warming
from geo_app.ui.asgi import WaitingRoom
from geo_app.ui.rest import LONGEST_S, QUIET_S, Rest
from geo_app.ui.scripts import ENTRY, FIRST_PAGE, FOLDER


@pytest.fixture
def clock(monkeypatch):
    """Return the hands of a clock that stands still."""

    class Clock:
        now_s = 1_000.0

        def monotonic(self) -> float:
            """Tell the time."""
            return self.now_s

    hands = Clock()
    monkeypatch.setattr(rest, "time", hands)
    return hands


def pass_message(kind: str, loaded: asyncio.Event, resting: Rest) -> bool:
    """Say whether a message of a websocket reaches the app while the modules are loading."""

    async def run() -> bool:
        seen: list[object] = []

        async def app(_scope, receive, _send) -> None:
            seen.append(await receive())

        async def receive():
            return {"type": kind}

        door = WaitingRoom(app, loaded=loaded, rest=resting)
        try:
            await asyncio.wait_for(door({"type": "websocket"}, receive, None), 0.05)
        except TimeoutError:
            return False
        return len(seen) == 1

    return asyncio.run(run())


def test_a_page_may_connect_while_modules_load_but_begins_when_they_are():
    loaded = asyncio.Event()
    assert pass_message("websocket.connect", loaded, Rest())
    assert not pass_message("websocket.receive", loaded, Rest())
    loaded.set()
    assert pass_message("websocket.receive", loaded, Rest())


def test_rubbish_is_collected_once_after_the_last_message(clock):
    resting = Rest()
    assert not resting.is_due(clock.now_s + LONGEST_S)
    resting.note()
    assert not resting.is_due(clock.now_s + QUIET_S / 2)
    assert resting.is_due(clock.now_s + QUIET_S)
    resting.collect()
    assert not resting.is_due(clock.now_s + LONGEST_S)


def test_a_server_that_is_never_quiet_collects_too(clock):
    resting = Rest()
    for _ in range(int(LONGEST_S)):
        resting.note()
        assert not resting.is_due(clock.now_s)
        clock.now_s += 1
    resting.note()
    assert resting.is_due(clock.now_s)


def test_what_hangs_in_a_ring_is_freed_when_it_is_quiet(monkeypatch):
    monkeypatch.setattr(rest, "QUIET_S", 0.05)

    class Ring:
        def __init__(self) -> None:
            self.me = self

    async def run() -> weakref.ref[Ring]:
        resting = Rest()
        keeping = asyncio.create_task(resting.keep())
        left = weakref.ref(Ring())
        resting.note()
        limit_s = time.monotonic() + 10
        while left() is not None and time.monotonic() < limit_s:
            await asyncio.sleep(0.01)
        keeping.cancel()
        return left

    gc.disable()
    try:
        assert asyncio.run(run())() is None
    finally:
        gc.enable()


def test_what_was_freed_goes_back_to_the_system_where_that_can_be_said(monkeypatch):
    rest.give_back()

    def without(_: object) -> None:
        raise OSError

    # Windows and macOS have no such call.
    monkeypatch.setattr(rest.ctypes, "CDLL", without)
    rest.give_back()
    monkeypatch.setattr(rest.ctypes, "CDLL", lambda _: object())
    rest.give_back()


def test_nobody_waits_before_the_first_message_or_after_the_last(clock):
    resting = Rest()
    assert not resting.is_quiet()
    clock.now_s += rest.FIRST_S
    assert resting.is_quiet()
    resting.note()
    assert not resting.is_quiet()
    clock.now_s += QUIET_S
    assert resting.is_quiet()


def test_every_script_is_where_it_is_said_to_be():
    pages = sorted((ENTRY.parent / FOLDER).glob("[!_]*.py"))
    assert len(pages) > 3
    assert ENTRY.parent / FIRST_PAGE in pages
    for script in (ENTRY, *pages):
        ast.parse(script.read_text(encoding="utf-8"))
        assert any(name.startswith("geo_app.ui") for name in warming.imports_of(script))


WARMED = """
import ast, sys
from geo_app.ui import asgi, warming
engine = {"geopandas", "folium", "pandas"}
print(sorted({*engine, "scipy"} & set(sys.modules)))
scripts = (warming.ENTRY, warming.ENTRY.parent / warming.FIRST_PAGE)
for script in scripts:
    warming.load(script)
before = set(sys.modules)
for script in scripts:
    imports = [node for node in ast.parse(script.read_text()).body
               if isinstance(node, (ast.Import, ast.ImportFrom))]
    exec(compile(ast.Module(imports, []), script, "exec"))
print(sorted(set(sys.modules) - before))
print(sorted(engine - set(sys.modules)))
# SciPy waits for the first search, or for a quiet moment.
print("scipy" in sys.modules)
warming.searching.load()
print("scipy.sparse.csgraph" in sys.modules)
"""


@pytest.mark.slow
def test_listening_loads_no_engine_and_warming_loads_all_that_the_first_page_imports():
    printed = subprocess.run(
        [sys.executable, "-c", WARMED], cwd=ENTRY.parent, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert printed == ["[]", "[]", "[]", "False", "True"]


def test_a_broken_module_is_left_to_the_page(tmp_path, caplog, monkeypatch):
    (tmp_path / "geo_app_broken_module.py").write_text("1 / 0")
    (tmp_path / "page.py").write_text("from geo_app_broken_module import x\n")
    monkeypatch.syspath_prepend(tmp_path)
    warming.load(tmp_path / "page.py")
    assert "geo_app_broken_module" in caplog.text
