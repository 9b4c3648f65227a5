"""
The few front-end files a map needs, from this machine or from the internet.

Folium asks for seven more (Bootstrap, icon fonts …) that only its own markers
use. Ours are circles and lines, so a map costs two scripts and one stylesheet.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

import folium

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SCRIPTS = {"leaflet": "leaflet/leaflet.js", "jquery": "jquery/jquery.min.js"}
STYLES = {"leaflet_css": "leaflet/leaflet.css"}
FONT_FAMILY = "Noto Sans Thai"
THAI_RANGE = "U+02D7,U+0303,U+0331,U+0E01-0E5B,U+200C-200D,U+25CC"
LATIN_RANGE = "U+0000-00FF,U+2000-200B,U+200E-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215"


@dataclass(frozen=True, slots=True)
class Font:
    """One file of the app's font: its weight and the characters it holds."""

    file: str
    weight: int
    unicode_range: str


FONTS = tuple(
    Font(f"fonts/noto-sans-thai-{subset}-{weight}-normal.woff2", weight, unicode_range)
    for subset, unicode_range in (("thai", THAI_RANGE), ("latin", LATIN_RANGE))
    for weight in (400, 700)
)


@dataclass(frozen=True, slots=True)
class Assets:
    """
    Where a map's scripts, styles and fonts come from.

    Attributes
    ----------
    base_url
        Address of the folder of front-end files, ending in `/`; None for the
        internet addresses that Folium knows.
    """

    base_url: str | None

    def scripts(self) -> list[tuple[str, str]]:
        """Return (name, address) of each script, in loading order."""
        return self._links(SCRIPTS, folium.Map.default_js)

    def styles(self) -> list[tuple[str, str]]:
        """Return (name, address) of each stylesheet."""
        return self._links(STYLES, folium.Map.default_css)

    def font_faces(self) -> str:
        """Return the CSS that declares the app's font; empty without local files."""
        if self.base_url is None:
            return ""
        return "".join(font_face(font, self.base_url + font.file) for font in FONTS)

    def _links(
        self, wanted: dict[str, str], known: Iterable[tuple[str, str]]
    ) -> list[tuple[str, str]]:
        if self.base_url is None:
            return [(name, address) for name, address in known if name in wanted]
        return [(name, self.base_url + file) for name, file in wanted.items()]


def font_face(font: Font, address: str) -> str:
    """
    Return the @font-face rule of one font file at an address.

    Parameters
    ----------
    font
        File, weight and characters of the font.
    address
        Where the browser finds the file; a data address too.
    """
    return (
        f"@font-face{{font-family:'{FONT_FAMILY}';font-weight:{font.weight};font-display:swap;"
        f"src:url({address}) format('woff2');unicode-range:{font.unicode_range}}}"
    )


def missing_files(folder: Path) -> list[str]:
    """
    Return the front-end files that are not in `folder`.

    Parameters
    ----------
    folder
        The app's folder of static files.
    """
    wanted = [*SCRIPTS.values(), *STYLES.values(), *(font.file for font in FONTS)]
    return [file for file in wanted if not (folder / file).is_file()]


def data_url(path: Path, media_type: str) -> str:
    """
    Return a file as an address that holds the file itself.

    Parameters
    ----------
    path
        A file that is there; it is read whole.
    media_type
        Such as `font/woff2`.
    """
    return f"data:{media_type};base64,{base64.b64encode(path.read_bytes()).decode()}"
