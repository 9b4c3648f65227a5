"""The editor's scripts and styles as one module, so that a browser asks for one file."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "browser"
# Each file uses only what stands before it.
SCRIPTS = (
    "plane.js",
    "merging.js",
    "session.js",
    "view.js",
    "vertices.js",
    "stops.js",
    "drawing.js",
    "measuring.js",
    "overlay.js",
    "toolbar.js",
    "hands.js",
    "keyboard.js",
    "editor.js",
    "mount.js",
)
STYLE = "style.css"
IMPORT = re.compile(r'^import [^;]*? from "\./([a-z]+\.js)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?!default )", re.MULTILINE)


@cache
def editor_module() -> str:
    """Return one JavaScript module: every script in order, and the styles as a text in it."""
    style = json.dumps((FOLDER / STYLE).read_text(encoding="utf-8"))
    scripts = [_without_module_words(FOLDER / name) for name in SCRIPTS]
    return "\n".join([f"const STYLE = {style};", *scripts])


def _without_module_words(path: Path) -> str:
    return EXPORT.sub("", IMPORT.sub("", path.read_text(encoding="utf-8")))
