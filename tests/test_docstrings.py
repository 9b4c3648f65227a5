"""A public function documents its arguments, and what the frame that it returns holds."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parents[1] / "geo_app"

FRAME = re.compile(r"DataFrame\b")
SERIES = re.compile(r"Series\b")
BY_TYPER = re.compile(r"typer\.|Option\b|Argument\b")


def public_functions(tree: ast.AST, where: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield the functions and methods that other modules may call, with their place."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            if isinstance(node, ast.FunctionDef):
                yield f"{where}::{node.name}", node
            else:
                yield from public_functions(node, f"{where}::{node.name}")


def section_of(node: ast.FunctionDef, title: str) -> str:
    """Return a section of a docstring; empty where it is not there."""
    parts = re.split(r"^(\w+)\n-+$", ast.get_docstring(node) or "", flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True)).get(title, "")


def faults_of(node: ast.FunctionDef) -> Iterator[str]:
    """
    Yield what the docstring of a function lacks.

    A function whose arguments Typer reads is a command: the help of each is its text.
    """
    listed = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    listed += [more for more in (node.args.vararg, node.args.kwarg) if more is not None]
    if any(each.annotation and BY_TYPER.search(ast.unparse(each.annotation)) for each in listed):
        return
    names = {each.arg for each in listed} - {"self", "cls"}
    parameters = section_of(node, "Parameters")
    heads = [line for line in parameters.splitlines() if line and not line.startswith(" ")]
    described = {name.strip().lstrip("*") for head in heads for name in head.split(",")}
    if names != described:
        yield f"Parameters and arguments differ in {sorted(names ^ described)}"
    if re.search(r"^\S.*\n(?!    \S)", f"{parameters.rstrip()}\n", flags=re.M):
        yield "an argument has a name and no text"
    kind = ast.unparse(node.returns) if node.returns is not None else ""
    returned = section_of(node, "Returns")
    if FRAME.search(kind) and "`" not in returned:
        yield "Returns names no column of the frame"
    if SERIES.search(kind) and not returned.strip():
        yield "Returns does not name the series"


def test_public_functions_document_their_arguments_and_frames():
    faults = []
    for path in sorted(PACKAGE.rglob("*.py")):
        where = path.relative_to(PACKAGE).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for name, node in public_functions(tree, where):
            faults += [f"{name}: {fault}" for fault in faults_of(node)]
    assert faults == []


PARAMETERS = "Parameters\n    ----------\n    "


@pytest.mark.parametrize(
    ("arguments", "kind", "text", "is_whole"),
    [
        ("", "int", "", True),
        ("a", "int", "", False),
        ("a", "int", f"{PARAMETERS}a\n        Metres.", True),
        ("a, b", "int", f"{PARAMETERS}a, b\n        Metres.", True),
        ("a, b", "int", f"{PARAMETERS}a\n        Metres.", False),
        ("a", "int", f"{PARAMETERS}a\n        Metres.\n    b\n        Metres.", False),
        ("a", "int", f"{PARAMETERS}a", False),
        ("a: ProvinceOption", "None", "", True),
        ("", "pd.DataFrame", "", False),
        ("", "pd.DataFrame", "Returns\n    -------\n    rows\n        Some.", False),
        ("", "pd.DataFrame", "Returns\n    -------\n    rows\n        `walk_m`.", True),
        ("", "gpd.GeoDataFrame | None", "", False),
        ("", "pd.Series", "", False),
        ("", "pd.Series", "Returns\n    -------\n    walk_m\n        In metres.", True),
    ],
)
def test_what_is_not_documented_is_seen(arguments, kind, text, is_whole):
    code = f'def f({arguments}) -> {kind}:\n    """\n    Do it.\n\n    {text}\n    """\n'
    (node,) = ast.parse(code).body
    assert (list(faults_of(node)) == []) == is_whole
