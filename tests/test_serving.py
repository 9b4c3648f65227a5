"""Starting the server: which program, where, and for whom a browser opens."""

from __future__ import annotations

import sys

import pytest

from geo_app import serving


@pytest.fixture
def started(monkeypatch):
    """Return the calls that would have started a server, and the browser threads."""
    calls: list[tuple[list[str], dict[str, object]]] = []
    threads: list[tuple[object, ...]] = []

    class Thread:
        def __init__(self, *, args: tuple[object, ...], **_: object) -> None:
            self.args = args

        def start(self) -> None:
            """Remember that a browser would be opened."""
            threads.append(self.args)

    monkeypatch.setattr(serving.threading, "Thread", Thread)
    monkeypatch.setattr(
        serving.subprocess, "call", lambda command, **more: calls.append((command, more)) or 7
    )
    return calls, threads


def test_the_app_runs_with_this_python_on_the_port_asked_for(started, tmp_path):
    assert serving.run_app(tmp_path, port=8123, open_browser=False) == 7
    ((command, more),) = started[0]
    assert command[0] == sys.executable
    assert "--server.port=8123" in command
    assert serving.ENTRY.is_file()
    assert more["env"][serving.PROVINCE_VARIABLE] == str(tmp_path)


def test_stopping_with_the_keyboard_is_a_good_end(monkeypatch, tmp_path):
    def interrupted(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(serving.subprocess, "call", interrupted)
    assert serving.run_app(tmp_path, port=8123, open_browser=False) == 0


@pytest.mark.parametrize(
    ("platform", "display", "asked", "opens"),
    [
        ("linux", ":0", True, True),
        ("linux", "", True, False),
        ("darwin", "", True, True),
        ("win32", "", True, True),
        ("darwin", "", False, False),
    ],
)
def test_a_browser_opens_where_there_is_a_screen_and_somebody_asked(
    monkeypatch, started, tmp_path, platform, display, asked, opens
):
    monkeypatch.setattr(serving.sys, "platform", platform)
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    serving.run_app(tmp_path, port=8123, open_browser=asked)
    assert started[1] == ([(8123,)] if opens else [])
