"""A map in one HTML file that opens from a USB stick, with no internet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from branca.element import Element, MacroElement
from jinja2 import Template

from geo_app.maps.assets import FONTS, SCRIPTS, STYLES, Assets, data_url
from geo_app.maps.basemap import FIT_PADDING_PX, Base, draw_base_map, figure_of, may_be_enlarged
from geo_app.maps.escape import escape
from geo_app.maps.handling.nearest import NearestDot
from geo_app.maps.legend_drawing import LEGEND_CSS
from geo_app.words.translating import Language

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import folium

PLACEHOLDER = "inline/"
FONT_LICENCE = (
    "/* Noto Sans Thai: Copyright 2022 The Noto Project Authors "
    "(https://github.com/notofonts/thai), SIL Open Font License 1.1 */"
)

PAGE_CSS = (
    LEGEND_CSS
    + """
html,body{
height:100%;margin:0;display:flex;flex-direction:column;font-family:'Noto Sans Thai',sans-serif}
.ga-head{padding:8px 12px}
.ga-head h1{font-size:18px;margin:0 0 4px}
.ga-head p{margin:0 0 6px;font-size:14px}
.folium-map{flex:1;position:relative!important;height:auto!important;min-height:320px}
@media (max-width:600px){
.ga-head{display:contents}
.ga-head h1{padding:8px 12px 0}
.ga-head p,.ga-head .ga-legend{order:2;padding:6px 12px 0}
.folium-map{order:1;flex:0 0 70vh}
}
"""
)


class StaysFitted(MacroElement):
    """
    Keeps a map turned to its bounds while the page about it is still being set.

    The fonts in the file are read after the map has been drawn: the heading then takes more
    lines or fewer than with the reader's fonts, and Leaflet does not see that its box changed.
    Once the reader has touched the map, its middle stays instead.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        (function (map, bounds, padding) {
            var box = map.getContainer(), isTouched = false;
            ["pointerdown", "wheel", "keydown"].forEach(function (kind) {
                box.addEventListener(kind, function () { isTouched = true; },
                                     {capture: true, once: true, passive: true});
            });
            new ResizeObserver(function () {
                map.invalidateSize({animate: false});
                if (!isTouched) { map.fitBounds(bounds, {padding: padding, animate: false}); }
            }).observe(box);
        })({{ this._parent.get_name() }}, {{ this.bounds|tojson }}, {{ this.padding|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, bounds: tuple[float, float, float, float]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "StaysFitted"
        west, south, east, north = bounds
        self.bounds = ((south, west), (north, east))
        self.padding = FIT_PADDING_PX


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What stands above the map: plain texts, and a legend from `legend_html`."""

    title: str
    notes: tuple[str, ...]
    legend: str
    language: str


def one_file_map(
    groups: Iterable[folium.FeatureGroup], base: Base, heading: Heading, *, vendor: Path
) -> str:
    """
    Put a whole map, its scripts and its fonts into one HTML text.

    Parameters
    ----------
    groups
        What lies on the base map, from bottom to top.
    base
        As for `draw_base_map`.
    heading
        What stands above the map.
    vendor
        Folder of the front-end files.

    Returns
    -------
    page
        HTML that asks for nothing outside itself.

    Raises
    ------
    FileNotFoundError
        If a front-end file is not in `vendor`.
    """
    drawn = draw_base_map(base, assets=Assets(PLACEHOLDER), in_page=False,
                          language=Language(heading.language))  # fmt: skip
    for group in groups:
        group.add_to(drawn)
    StaysFitted(base.bounds).add_to(drawn)
    NearestDot().add_to(drawn)
    page = figure_of(drawn)
    page.title = escape(heading.title)
    page.header.add_child(Element(f"<style>{FONT_LICENCE}{PAGE_CSS}</style>"), name="page_style")
    page.html.add_child(Element(_head(heading)), name="page_head", index=0)
    html = _inline(may_be_enlarged(page.render()), vendor)
    return html.replace("<html>", f'<html lang="{escape(heading.language)}">', 1)


def _head(heading: Heading) -> str:
    notes = "".join(f"<p>{escape(note)}</p>" for note in heading.notes)
    return f'<div class="ga-head"><h1>{escape(heading.title)}</h1>{notes}{heading.legend}</div>'


def _inline(page: str, vendor: Path) -> str:
    for file in SCRIPTS.values():
        text = (vendor / file).read_text(encoding="utf-8")
        page = page.replace(
            f'<script src="{PLACEHOLDER}{file}"></script>', f"<script>{text}</script>"
        )
    for file in STYLES.values():
        text = _inline_images(vendor / file)
        page = page.replace(
            f'<link rel="stylesheet" href="{PLACEHOLDER}{file}"/>', f"<style>{text}</style>"
        )
    for font in FONTS:
        address = data_url(vendor / font.file, "font/woff2")
        page = page.replace(PLACEHOLDER + font.file, address)
    return page


def _inline_images(stylesheet: Path) -> str:
    text = stylesheet.read_text(encoding="utf-8")
    for image in sorted((stylesheet.parent / "images").glob("*.png")):
        text = text.replace(f"url(images/{image.name})", f"url({data_url(image, 'image/png')})")
    return text
