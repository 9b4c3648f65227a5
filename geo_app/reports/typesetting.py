"""How a page is set for print, with our own fonts."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


FONT_FILES = ("NotoSansThai_400Regular.ttf", "NotoSansThai_700Bold.ttf")


def set_page(template: Path, contents: Mapping[str, Any], *, on: dt.date, fonts: Path) -> bytes:
    """
    Set a page with Typst.

    Parameters
    ----------
    template
        A file of Typst that reads `sys.inputs.contents`.
    contents
        Values of JSON; texts are never read as markup.
    on
        Day of the page; the same input gives the same bytes.
    fonts
        Folder of the print fonts (`FONT_FILES`).

    Raises
    ------
    FileNotFoundError
        If a font is not in `fonts`.
    """
    # Loads a compiler of 40 MB, which only this needs.
    import typst  # noqa: PLC0415

    missing = [name for name in FONT_FILES if not (fonts / name).is_file()]
    if missing:
        raise FileNotFoundError(f"No {', '.join(missing)} in {fonts}: run `make setup`.")
    return typst.compile(
        template.read_bytes(),
        format="pdf",
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(fonts)]),
        sys_inputs={"contents": json.dumps(contents, ensure_ascii=False, allow_nan=False)},
        timestamp=dt.datetime.combine(on, dt.time(), tzinfo=dt.UTC),
    )
