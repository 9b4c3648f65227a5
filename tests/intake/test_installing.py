"""Files put in place together or not at all, whatever happens on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from filelock import FileLock

from geo_app.errors import LayerError
from geo_app.intake.installing import recover, work_folder
from tests.fetch.conftest import read_contents
from tests.fixtures.new_files import AFTER, BEFORE, NEW, old_province, put
from tests.fixtures.patience import LIMIT_S


def installed() -> dict[str, bytes]:
    """Return what a province holds after a whole installation."""
    return {
        "osm/a.parquet": b"new a",
        "osm/a.parquet.previous": b"old a",
        "osm/b.parquet": b"new b",
        "c.csv": b"new c",
        "c.csv.previous": b"old c",
        "catalogue.toml": AFTER,
        "catalogue.toml.previous": BEFORE,
    }


def test_all_are_in_place_and_the_earlier_ones_kept(tmp_path):
    folder = old_province(tmp_path)
    put(folder)
    assert read_contents(folder) == installed()


def test_a_second_time_keeps_one_generation(tmp_path):
    folder = old_province(tmp_path)
    put(folder)
    put(folder, before=AFTER, after=AFTER)
    found = read_contents(folder)
    assert found["c.csv.previous"] == b"new c"
    assert found["catalogue.toml.previous"] == BEFORE


def test_nothing_is_left_in_the_work_folder_but_its_lock(tmp_path):
    put(old_province(tmp_path))
    assert {path.name for path in (tmp_path / ".fetch").iterdir()} <= {".gitignore", "lock"}
    assert (tmp_path / ".fetch" / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize("failing", range(1, 12))
def test_when_a_file_cannot_be_put_in_place_all_is_as_it_was(tmp_path, monkeypatch, failing):
    folder = old_province(tmp_path)
    old = read_contents(folder)
    real, calls = os.replace, []

    def replace(source, target):
        calls.append(target)
        if len(calls) == failing:
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    try:
        put(folder)
    except LayerError as error:
        assert "No space left on device" in str(error)
    monkeypatch.undo()
    recover(folder)
    found = read_contents(folder)
    # Calls: journal, three files, catalogue, journal again (all is done), three copies.
    assert found == (old if failing <= 6 else installed())
    assert (len(calls) >= failing) is (failing <= 9)


@pytest.mark.parametrize("step", range(1, 10))
def test_a_program_that_is_killed_leaves_whole_files_and_the_next_sets_it_right(tmp_path, step):
    folder = old_province(tmp_path / "province")
    old = read_contents(folder)
    script = f"""
        import os, signal
        from pathlib import Path
        from tests.fixtures.new_files import put
        real, calls = os.replace, []
        def replace(source, target):
            calls.append(target)
            if len(calls) == {step}:
                os.kill(os.getpid(), signal.SIGKILL)
            real(source, target)
        os.replace = replace
        put(Path({str(folder)!r}))
    """
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], cwd=root, check=False, timeout=LIMIT_S
    )
    assert done.returncode == -signal.SIGKILL
    found = read_contents(folder)
    for place, content in found.items():
        whole = {NEW.get(place), old.get(place), installed().get(place)}
        assert content in whole
    assert {"osm/a.parquet", "c.csv", "catalogue.toml"} <= set(found)
    with work_folder(folder):
        pass
    assert read_contents(folder) == (old if step <= 6 else installed())


def test_a_catalogue_that_somebody_changed_meanwhile_is_left_alone(tmp_path):
    folder = old_province(tmp_path)
    (folder / "catalogue.toml").write_bytes(b"changed")
    old = read_contents(folder)
    with pytest.raises(LayerError, match="was changed meanwhile"):
        put(folder)
    assert read_contents(folder) == old


def test_two_installations_at_once_are_refused(tmp_path):
    folder = old_province(tmp_path / "phuket")
    (folder / ".fetch").mkdir()
    with (
        FileLock(folder / ".fetch" / "lock"),
        pytest.raises(LayerError, match="Other layers are being put in place in 'phuket'"),
    ):
        put(folder)
    put(folder)
    assert read_contents(folder) == installed()


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    folder = old_province(tmp_path / "phuket")
    (folder / ".fetch").write_text("a file where a folder should be")
    with pytest.raises(LayerError, match="'phuket' cannot be written"):
        put(folder)
