"""Names say what a thing is: no empty words, no Province called a place, no module name twice."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = Path(__file__).parents[1]
FOLDERS = ("geo_app", "bench", "dev")
EMPTY_WORDS = {"own", "found", "every", "told", "held", "said"}

ENTRANCES = {
    "commands": "a command's module is called as the command is typed",
    "ui/pages": "a page's script is called as its address",
}
"""Rooms whose modules may be called as one below them, with the reason."""

REPEATED = {}
"""Module names that stand more than once, each with the reason; the list only shrinks."""


def modules() -> list[Path]:
    """List the modules that are checked."""
    return sorted(path for folder in FOLDERS for path in (REPOSITORY / folder).rglob("*.py"))


def bound(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield each name that a module gives to something, with its line."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield name, node.lineno
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, node.lineno
            case ast.Attribute(attr=name, ctx=ast.Store()):
                yield name, node.lineno
            case ast.alias(asname=str(name)) | ast.ExceptHandler(name=str(name)):
                yield name, node.lineno
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name, node.lineno
            case _:
                pass


def places_that_are_provinces(tree: ast.AST) -> Iterator[int]:
    """Yield the lines where `place` names a Province."""
    for node in ast.walk(tree):
        match node:
            case ast.arg(arg="place", annotation=ast.expr() as kind):
                if "Province" in ast.unparse(kind):
                    yield node.lineno
            case ast.AnnAssign(target=ast.Name(id="place"), annotation=kind):
                if "Province" in ast.unparse(kind):
                    yield node.lineno
            case ast.Assign(targets=[ast.Name(id="place")], value=ast.Call(func=function)):
                called = ast.unparse(function)
                if "province." in called or called.endswith(("province", "Province")):
                    yield node.lineno
            case _:
                pass


@pytest.fixture(scope="module")
def trees() -> dict[Path, ast.Module]:
    """Return each module as its syntax tree."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in modules()}


def test_a_name_says_what_a_thing_is(trees):
    empty = [
        f"{path.relative_to(REPOSITORY)}:{line}: {name}"
        for path, tree in trees.items()
        for name, line in bound(tree)
        if name in EMPTY_WORDS
    ]
    assert empty == []


def test_a_place_is_never_a_province(trees):
    lines = [
        f"{path.relative_to(REPOSITORY)}:{line}"
        for path, tree in trees.items()
        for line in places_that_are_provinces(tree)
    ]
    assert lines == []


def test_a_module_name_stands_once_in_the_package():
    paths = defaultdict(list)
    package = REPOSITORY / "geo_app"
    for path in sorted(package.rglob("*.py")):
        room = path.parent.relative_to(package).as_posix()
        if path.stem != "__init__" and room not in ENTRANCES:
            paths[path.stem].append(str(path.relative_to(REPOSITORY)))
    repeated = {name: where for name, where in paths.items() if len(where) > 1}
    assert {name: where for name, where in repeated.items() if name not in REPEATED} == {}
    assert [name for name in REPEATED if name not in repeated] == []


@pytest.mark.parametrize(
    "text",
    [
        "own = 1",
        "def f(found): ...",
        "for every in (): ...",
        "[told for told in ()]",
        "lambda held: 1",
        "class C:\n    said: int",
        "x.own = 1",
        "import m as found",
        "with f() as own: ...",
        "(own := 1)",
        "def told(): ...",
    ],
)
def test_an_empty_word_is_seen_wherever_it_is_bound(text):
    assert EMPTY_WORDS & {name for name, _ in bound(ast.parse(text))}


@pytest.mark.parametrize(
    "text",
    [
        "def f(place: Province): ...",
        "place = open_province(x)",
        "place = province.usable()",
        "place = opened_province.usable()",
        "place: Province | None",
    ],
)
def test_a_province_called_a_place_is_seen(text):
    assert list(places_that_are_provinces(ast.parse(text))) == [1]
