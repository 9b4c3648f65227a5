"""Streamlit keeps one thing only, the desk; everything else is kept by the desk's memo."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).resolve().parents[3] / "geo_app"
CACHES = ("cache_resource", "cache_data", "cache")


def caches(tree: ast.AST) -> Iterator[str]:
    """Yield the name of every function or class that Streamlit is asked to keep."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in CACHES[:2]:
            yield node.attr
        elif isinstance(node, ast.ImportFrom) and node.module == "streamlit":
            yield from (alias.name for alias in node.names if alias.name in CACHES)


def test_streamlit_keeps_the_desk_and_nothing_else() -> None:
    kept = {
        path.stem: names
        for path in sorted(PACKAGE.rglob("*.py"))
        if (names := list(caches(ast.parse(path.read_text(encoding="utf-8")))))
    }
    assert kept == {"at_desk": ["cache_resource"]}


def test_no_page_passes_a_folder_and_its_version_on() -> None:
    signatures = [
        (path.stem, node.name)
        for path in sorted((PACKAGE / "ui").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        and [a.arg for a in node.args.args[:2]] in (["path", "stamp"], ["path", "version"])
    ]
    assert signatures == [("at_desk", "_desk")]
