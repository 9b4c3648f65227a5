"""The house keeps its measure: short files, rooms that can be looked over, tests beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
PACKAGE = REPOSITORY / "geo_app"
TESTS = REPOSITORY / "tests"

MOST_LINES = 400
MOST_MODULES = 20
CODE = {".py", ".js", ".css", ".html", ".typ"}

NO_ROOMS = {
    "bench": "tests of the benchmarks, which stand beside the package",
    "faults": "what may be wrong with a file, a module a kind",
    "browser": "the whole app, looked at with a browser",
    "browser/pages": "an app for the browser tests",
    "browser/journeys": "tasks of real users, click by click",
    "fixtures": "worlds that tests of several rooms share",
    "layers": "the layers of provinces, which stand beside the package",
}
"""Folders of tests that are named after no room, each with the reason."""


def long_files(package: Path) -> dict[str, int]:
    """List the files with more lines than the measure, with how many."""
    lines = {
        path.relative_to(package).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in sorted(package.rglob("*"))
        if path.suffix in CODE
    }
    return {name: number for name, number in lines.items() if number > MOST_LINES}


def full_rooms(package: Path) -> dict[str, int]:
    """List the rooms with more modules side by side than the measure, with how many."""
    rooms = sorted({path.parent for path in package.rglob("*.py")})
    modules = {
        room.relative_to(package).as_posix(): sum(
            path.stem != "__init__" for path in room.glob("*.py")
        )
        for room in rooms
    }
    return {room: number for room, number in modules.items() if number > MOST_MODULES}


def folders_with_tests() -> set[str]:
    """List the folders under `tests` that hold modules."""
    folders = {path.parent.relative_to(TESTS).as_posix() for path in TESTS.rglob("*.py")}
    return folders - {"."}


def test_no_file_is_too_long_to_be_read_in_one_go():
    long = long_files(PACKAGE)
    assert long == {}


def test_no_room_has_more_modules_than_one_can_look_over():
    full = full_rooms(PACKAGE)
    assert full == {}


def test_every_folder_of_code_is_a_room_that_says_what_it_is_for():
    rooms = sorted({path.parent for path in PACKAGE.rglob("*.py")})
    silent = [
        room.relative_to(REPOSITORY).as_posix()
        for room in rooms
        if not (room / "__init__.py").is_file()
        or not (room / "__init__.py").read_text(encoding="utf-8").startswith('"""')
    ]
    assert silent == []


def test_tests_stand_in_folders_that_are_named_after_the_rooms():
    folders = folders_with_tests()
    assert {name for name in folders if not (PACKAGE / name).is_dir()} == set(NO_ROOMS)


def test_every_room_has_tests_of_its_own():
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()}
    assert rooms - folders_with_tests() == set()


@pytest.mark.parametrize(("lines", "is_long"), [(400, False), (401, True)])
def test_a_long_file_is_seen(tmp_path, lines, is_long):
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "script.js").write_text("//\n" * lines)
    assert (long_files(tmp_path) == {"room/script.js": lines}) == is_long


@pytest.mark.parametrize(("modules", "is_full"), [(20, False), (21, True)])
def test_a_full_room_is_seen(tmp_path, modules, is_full):
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "__init__.py").touch()
    for number in range(modules):
        (tmp_path / "room" / f"module_{number}.py").touch()
    assert (full_rooms(tmp_path) == {"room": modules}) == is_full
