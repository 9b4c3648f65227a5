"""What is kept on disk: made once, whole or not at all, by any number of processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo_app import stored
from geo_app.network.graph import ARRAYS, build_walk_graph, stored_walk_graph
from geo_app.network.walking import walking_of
from geo_app.province import open_province
from geo_app.stored import Store, digest_of
from tests.fixtures.patience import LIMIT_S
from tests.fixtures.province_folder import write_province
from tests.network.ways import ways

WANTED = {"a": np.arange(300.0).reshape(100, 3), "b": np.array([True, False]), "c": np.empty(0)}


class Maker:
    """Makes the same arrays each time and counts how often."""

    def __init__(self, arrays=None) -> None:
        self.calls = 0
        self.arrays = WANTED if arrays is None else arrays

    def __call__(self):
        self.calls += 1
        return self.arrays


def require_wanted(found, wanted=None) -> None:
    """Compare names, types, shapes and values."""
    wanted = WANTED if wanted is None else wanted
    assert sorted(found) == sorted(wanted)
    for name, array in wanted.items():
        np.testing.assert_array_equal(found[name], array)
        assert found[name].dtype == array.dtype


def kept(folder: Path) -> list[str]:
    """Return what stands in the folder, without the locks."""
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".lock")


def test_the_second_call_reads_the_file(tmp_path):
    make = Maker()
    for store in (Store(tmp_path / "new" / "folder"), Store(tmp_path / "new" / "folder")):
        require_wanted(store.arrays("x", "d1", make))
    assert make.calls == 1
    assert kept(tmp_path / "new" / "folder") == ["x-d1.npz"]


def test_other_content_has_another_file(tmp_path):
    store, one, two = Store(tmp_path), Maker(), Maker({"a": np.arange(3)})
    store.arrays("x", "d1", one)
    require_wanted(store.arrays("x", "d2", two), two.arrays)
    require_wanted(store.arrays("y", "d1", two), two.arrays)
    require_wanted(store.arrays("x", "d1", one))
    assert (one.calls, two.calls) == (1, 2)
    assert kept(tmp_path) == ["x-d1.npz", "x-d2.npz", "y-d1.npz"]


@pytest.mark.parametrize("content", [b"", b"PK", b"no archive at all", b"\x93NUMPY\x01\x00v"])
def test_a_file_of_something_else_is_made_anew(tmp_path, content):
    (tmp_path / "x-d.npz").write_bytes(content)
    make = Maker()
    for _ in range(2):
        require_wanted(Store(tmp_path).arrays("x", "d", make))
    assert make.calls == 1


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> tuple[Path, bytes]:
    """Return a kept file and what is in it."""
    folder = tmp_path_factory.mktemp("kept")
    Store(folder).arrays("x", "d", Maker())
    return folder / "x-d.npz", (folder / "x-d.npz").read_bytes()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(share=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_a_file_with_any_byte_changed_is_made_anew(whole, share, flip):
    path, content = whole
    place = int(share * len(content))
    path.write_bytes(content[:place] + bytes([content[place] ^ flip]) + content[place + 1 :])
    make = Maker()
    require_wanted(Store(path.parent).arrays("x", "d", make))
    assert make.calls == 1
    require_wanted(Store(path.parent).arrays("x", "d", make))
    assert make.calls == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 1, exclude_max=True))
def test_a_file_cut_short_anywhere_is_made_anew(whole, share):
    path, content = whole
    path.write_bytes(content[: int(share * len(content))])
    make = Maker()
    require_wanted(Store(path.parent).arrays("x", "d", make))
    assert make.calls == 1


@pytest.mark.parametrize("refused", ["mkdir", "lock", "write"])
def test_where_nothing_can_be_written_it_works_without_keeping(tmp_path, monkeypatch, refused):
    def refuse(*_args, **_options):
        raise PermissionError(13, "read-only")

    folder = tmp_path / "kept"
    if refused == "mkdir":
        # A file stands where the folder should be: refused to everybody, root too.
        folder.write_text("in the way")
    elif refused == "lock":
        monkeypatch.setattr(stored, "FileLock", refuse)
        monkeypatch.setattr(stored.tempfile, "mkstemp", refuse)
    else:
        monkeypatch.setattr(stored.tempfile, "mkstemp", refuse)
    make = Maker()
    for _ in range(2):
        require_wanted(Store(folder).arrays("x", "d", make))
    assert make.calls == 2
    assert folder.is_file() or kept(folder) == []


def test_a_file_system_without_locks_still_keeps(tmp_path, monkeypatch):
    def refuse(*_args, **_options):
        raise NotImplementedError("no flock here")

    monkeypatch.setattr(stored, "FileLock", refuse)
    make = Maker()
    for _ in range(2):
        require_wanted(Store(tmp_path).arrays("x", "d", make))
    assert make.calls == 1


def test_what_a_read_only_folder_holds_is_read(tmp_path, monkeypatch):
    Store(tmp_path).arrays("x", "d", Maker())

    def refuse(*_args, **_options):
        raise PermissionError(30, "read-only file system")

    monkeypatch.setattr(stored.os, "utime", refuse)
    make = Maker()
    require_wanted(Store(tmp_path).arrays("x", "d", make))
    assert make.calls == 0


def test_a_disk_that_fills_up_leaves_no_half_file(tmp_path, monkeypatch):
    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    make = Maker()
    require_wanted(Store(tmp_path).arrays("x", "d", make))
    assert kept(tmp_path) == []
    monkeypatch.undo()
    require_wanted(Store(tmp_path).arrays("x", "d", make))
    assert (make.calls, kept(tmp_path)) == (2, ["x-d.npz"])


def test_an_error_while_making_is_raised_and_keeps_nothing(tmp_path):
    def fail():
        raise ValueError("no such network")

    with pytest.raises(ValueError, match="no such network"):
        Store(tmp_path).arrays("x", "d", fail)
    require_wanted(Store(tmp_path).arrays("x", "d", Maker()))


def test_the_files_used_last_are_kept(tmp_path):
    store = Store(tmp_path)
    for number in range(stored.MOST_KEPT):
        store.arrays("x", f"{number:02d}", Maker())
        os.utime(tmp_path / f"x-{number:02d}.npz", (number, number))
    store.arrays("other", "d", Maker())
    # Reading one makes it young again, so the second oldest goes.
    store.arrays("x", "00", Maker())
    store.arrays("x", "new", Maker())
    names = kept(tmp_path)
    assert "x-01.npz" not in names
    assert not (tmp_path / "x-01.lock").exists()
    assert {"x-00.npz", "x-02.npz", "x-new.npz", "other-d.npz"} <= set(names)
    assert len(names) == stored.MOST_KEPT + 1


def test_a_digest_knows_where_one_part_ends():
    assert digest_of(["ab", "c"]) != digest_of(["a", "bc"])
    assert digest_of(["ab"]) == digest_of([b"ab"])
    assert digest_of([]) != digest_of([""])


PROCESS = """
import sys, time
from pathlib import Path
import numpy as np
from geo_app.stored import Store

folder, marks, name = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

def make():
    (marks / f"made-by-{name}").touch()
    time.sleep(float(sys.argv[4]))
    return {"a": np.arange(100_000.0)}

(marks / f"ready-{name}").touch()
while not (marks / "go").exists():
    time.sleep(0.01)
found = Store(folder).arrays("x", "d", make)
assert found["a"].sum() == 100_000 * 99_999 / 2
"""


def start(folder: Path, marks: Path, name: str, *, work_s: float) -> subprocess.Popen[bytes]:
    """Start a process that wants the arrays as soon as the mark `go` is there."""
    command = [sys.executable, "-c", PROCESS, str(folder), str(marks), name, str(work_s)]
    return subprocess.Popen(command, cwd=Path(stored.__file__).parents[1])


def wait_for(path: Path) -> None:
    """Wait until another process has made a mark."""
    end = time.monotonic() + LIMIT_S
    while not path.exists():
        assert time.monotonic() < end, f"{path.name} never came"
        time.sleep(0.01)


def test_two_processes_at_once_build_once(tmp_path):
    folder, marks = tmp_path / "kept", tmp_path / "marks"
    marks.mkdir()
    processes = [start(folder, marks, name, work_s=0.5) for name in "ABC"]
    for name in "ABC":
        wait_for(marks / f"ready-{name}")
    (marks / "go").touch()
    assert [process.wait(LIMIT_S) for process in processes] == [0, 0, 0]
    assert len(list(marks.glob("made-by-*"))) == 1
    assert kept(folder) == ["x-d.npz"]


def test_a_process_killed_at_work_lets_the_next_one_in(tmp_path):
    folder, marks = tmp_path / "kept", tmp_path / "marks"
    marks.mkdir()
    (marks / "go").touch()
    killed = start(folder, marks, "A", work_s=LIMIT_S)
    wait_for(marks / "made-by-A")
    waiting = start(folder, marks, "B", work_s=0)
    wait_for(marks / "ready-B")
    killed.kill()
    killed.wait(LIMIT_S)
    assert waiting.wait(LIMIT_S) == 0
    assert (marks / "made-by-B").exists()
    assert kept(folder) == ["x-d.npz"]


KILLED_WHILE_WRITING = """
import os, signal, sys
from pathlib import Path
import numpy as np
from geo_app.stored import Store

Path.replace = lambda self, target: os.kill(os.getpid(), signal.SIGKILL)
Store(Path(sys.argv[1])).arrays("x", "d", lambda: {"a": np.arange(9.0)})
"""


def test_a_process_killed_in_mid_write_leaves_no_file_and_its_draft_is_cleared_away(tmp_path):
    command = [sys.executable, "-c", KILLED_WHILE_WRITING, str(tmp_path)]
    died = subprocess.run(command, cwd=Path(stored.__file__).parents[1], check=False)
    assert died.returncode == -9
    assert [Path(name).suffix for name in kept(tmp_path)] == [".draft"]
    make = Maker()
    require_wanted(Store(tmp_path).arrays("x", "d", make))
    assert (make.calls, kept(tmp_path)) == (1, ["x-d.npz"])


class TestGraphs:
    LINES = ways([(0, 0), (100, 0)], [(50, -50), (50, 50)], oneway=["yes", None],
                 bridge=[None, None], highway=["footway", "path"])  # fmt: skip

    def test_a_kept_graph_equals_one_that_is_built(self, tmp_path):
        built = build_walk_graph(self.LINES)
        for _ in range(2):
            read = stored_walk_graph(self.LINES, Store(tmp_path))
            for name in ARRAYS:
                np.testing.assert_array_equal(getattr(read, name), getattr(built, name))
                assert getattr(read, name).dtype == getattr(built, name).dtype
        assert len(kept(tmp_path)) == 1

    def test_what_changes_the_graph_changes_the_file_and_nothing_else_does(self, tmp_path):
        moved = self.LINES.geometry.translate(0.001)
        others = [
            self.LINES.assign(oneway=[None, None]),
            self.LINES.assign(bridge=["yes", None]),
            self.LINES.assign(tunnel=["yes", None]),
            self.LINES.assign(highway=["residential", "path"]),
            self.LINES.drop(columns="oneway"),
            self.LINES.set_geometry(moved),
            self.LINES.set_crs("EPSG:32648", allow_override=True),
        ]
        store = Store(tmp_path)
        for number, layer in enumerate([self.LINES, *others], start=1):
            stored_walk_graph(layer, store)
            assert len(kept(tmp_path)) == number
        for same in (self.LINES.assign(name_th="ถนน"), self.LINES.set_axis([7, 8])):
            stored_walk_graph(same, store)
        assert len(kept(tmp_path)) == len(others) + 1

    def test_rows_without_a_line_are_no_trouble(self, tmp_path):
        layer = ways([(0, 0), (100, 0)], [(50, -50), (50, 50)])
        layer.loc[1, "geometry"] = None
        assert len(stored_walk_graph(layer, Store(tmp_path)).edge_length_m) == 1

    def test_a_province_walks_the_same_with_and_without_a_store(self, tmp_path):
        folder = write_province(tmp_path / "province")
        store = Store(tmp_path / "kept")
        plain = walking_of(open_province(folder))
        for _ in range(2):
            walking = walking_of(open_province(folder, store=store))
            assert (walking.method, walking.crs) == (plain.method, plain.crs)
            for name in ARRAYS:
                np.testing.assert_array_equal(
                    getattr(walking.graph, name), getattr(plain.graph, name)
                )
        assert len(kept(store.folder)) == 1

    def test_the_second_time_the_province_builds_no_graph(self, tmp_path, monkeypatch):
        folder, store = write_province(tmp_path / "province"), Store(tmp_path / "kept")
        walking_of(open_province(folder, store=store))
        monkeypatch.setattr("geo_app.network.graph.build_walk_graph", None)
        assert walking_of(open_province(folder, store=store)).graph is not None


def test_a_text_comes_back_letter_for_letter(tmp_path):
    store, made = Store(tmp_path), []

    def make() -> str:
        made.append(1)
        return 'กะรน "</script>" \U0001f68c\r\n'

    texts = [store.text("t", "d", make) for _ in range(2)]
    assert texts == ['กะรน "</script>" \U0001f68c\r\n'] * 2
    assert len(made) == 1
    assert store.text("t", "other", lambda: "") == ""
