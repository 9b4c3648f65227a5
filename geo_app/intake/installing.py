"""
Files put into a province's folder all together or not at all.

New files are made in a work folder, `.fetch`, beside the layers. What they
replace is copied first; then each is put in place at once, the catalogue last.
If anything fails on the way, or the program is killed and called again, the
copies go back. Afterwards the copies stay as `….previous`, one generation.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from geo_app.catalogue import CATALOGUE_NAME
from geo_app.errors import LayerError, mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WORK_NAME = ".fetch"
PREVIOUS = ".previous"
STAGE_NAME, KEPT_NAME, JOURNAL_NAME = "stage", "kept", "journal.json"


@contextmanager
def work_folder(folder: Path) -> Iterator[Path]:
    """
    Open a province's work folder for one installation; set right what an earlier one left.

    Parameters
    ----------
    folder
        The province's.

    Raises
    ------
    LayerError
        If another installation is at work there, or the folder cannot be written.
    """
    work = folder / WORK_NAME
    try:
        work.mkdir(exist_ok=True)
        # Nothing in here is for a repository.
        (work / ".gitignore").write_text("*\n", encoding="utf-8")
        with FileLock(work / "lock", timeout=0):
            recover(folder)
            try:
                yield work
            finally:
                shutil.rmtree(work / STAGE_NAME, ignore_errors=True)
    except Timeout as error:
        raise LayerError(
            mark("Other layers are being put in place in '{folder}'. Wait until that has ended."),
            folder=folder.resolve().name,
        ) from error
    except OSError as error:
        raise LayerError(
            mark("'{folder}' cannot be written: {reason}. The layers are as they were."),
            folder=folder.resolve().name,
            reason=error.strerror or str(error),
        ) from error


def stage_folder(work: Path) -> Path:
    """
    Return an empty folder for new files.

    Parameters
    ----------
    work
        The province's work folder.
    """
    stage = work / STAGE_NAME
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir()
    return stage


def sync(path: Path) -> None:
    """
    Wait until a file is on the disk.

    Parameters
    ----------
    path
        Of a file that is there.
    """
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def install(
    folder: Path, files: Mapping[PurePosixPath, Path], *, catalogue: tuple[bytes, bytes]
) -> None:
    """
    Put new files in place, the catalogue last, and keep what they replace.

    Parameters
    ----------
    folder
        The province's.
    files
        New files by their place in the folder, on the same disk.
    catalogue
        The catalogue's bytes as they were read, and as they shall be.

    Raises
    ------
    LayerError
        If somebody has changed the catalogue meanwhile.
    OSError
        If a file cannot be put in place; then all are as they were.
    """
    work = folder / WORK_NAME
    new = dict(files)
    before, after = catalogue
    if (folder / CATALOGUE_NAME).read_bytes() != before:
        raise LayerError(
            mark("catalogue.toml was changed meanwhile. Start again; nothing was written.")
        )
    if after != before:
        staged = work / STAGE_NAME / CATALOGUE_NAME
        staged.write_bytes(after)
        sync(staged)
        new[PurePosixPath(CATALOGUE_NAME)] = staged
    for place in new:
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
    journal = _keep(folder, list(new))
    try:
        for place, path in new.items():
            path.replace(folder / place)
            _sync_folder((folder / place).parent)
        _write_journal(work, {**journal, "done": True})
    finally:
        recover(folder)


def _keep(folder: Path, places: list[PurePosixPath]) -> dict[str, object]:
    """Copy what will be replaced, and write down what is about to happen."""
    work = folder / WORK_NAME
    (work / KEPT_NAME).mkdir()
    steps = []
    for number, place in enumerate(places):
        old = folder / place
        if old.exists():
            copy = work / KEPT_NAME / str(number)
            shutil.copy2(old, copy)
            sync(copy)
        steps.append({"place": str(place), "existed": old.exists()})
    journal: dict[str, object] = {"steps": steps, "done": False}
    _write_journal(work, journal)
    return journal


def recover(folder: Path) -> None:
    """
    End what a journal says was begun: finish it if all was in place, else undo it.

    Parameters
    ----------
    folder
        The province's.

    Raises
    ------
    OSError
        If a file cannot be put back.
    """
    work = folder / WORK_NAME
    path = work / JOURNAL_NAME
    if path.exists():
        journal = json.loads(path.read_text(encoding="utf-8"))
        for number, step in enumerate(journal["steps"]):
            copy, place = work / KEPT_NAME / str(number), folder / step["place"]
            if journal["done"]:
                _move(copy, place.with_name(place.name + PREVIOUS))
            elif step["existed"]:
                _move(copy, place)
            else:
                place.unlink(missing_ok=True)
        path.unlink()
    shutil.rmtree(work / KEPT_NAME, ignore_errors=True)


def _move(copy: Path, place: Path) -> None:
    """Move a copy, if an earlier call has not moved it already."""
    if copy.exists():
        copy.replace(place)


def _write_journal(work: Path, journal: dict[str, object]) -> None:
    new = work / f"{JOURNAL_NAME}.new"
    new.write_text(json.dumps(journal), encoding="utf-8")
    sync(new)
    new.replace(work / JOURNAL_NAME)
    _sync_folder(work)


def _sync_folder(folder: Path) -> None:
    """Wait until a folder's names are on the disk, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
