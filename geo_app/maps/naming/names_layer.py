"""Writes names on a map: as many as find room, more of them the nearer one looks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from branca.element import MacroElement
from jinja2 import Template

from geo_app.maps import palette

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_app.maps.naming.place_names import PlaceName
    from geo_app.words.translating import Language

KINDS = ("zone", "island", "community", "ref", "road")

UNSAFE_IN_SCRIPT = str.maketrans({c: f"\\u{ord(c):04x}" for c in "<>&{}`$"})
"""Characters that could end a script or open a template, as JSON may also write them."""

NAMES_CSS = f"""
.ga-names{{pointer-events:none}}
.ga-names span{{position:absolute;white-space:nowrap;line-height:1.2;font-size:12px;
color:{palette.TEXT};text-shadow:0 0 2px #fff,0 0 3px #fff,1px 1px 2px #fff,-1px -1px 2px #fff}}
.ga-names .ga-zone{{color:#4b5563;font-size:13px;letter-spacing:.02em}}
.ga-names .ga-island{{color:#0f5f6e;font-style:italic}}
.ga-names .ga-road{{color:#6b5a34;font-size:11px}}
.ga-names .ga-ref{{color:#5b4a1f;font-size:11px;background:#fff8e1;border:1px solid #c9b37a;
border-radius:3px;padding:0 3px;text-shadow:none}}
"""


class NamesLayer(MacroElement):
    """
    Names that stand beside what they name and never on each other, drawn by the browser.

    They are chosen and placed after each move of the map. Nothing on the map is covered
    for the mouse: they cannot be clicked.

    Parameters
    ----------
    names
        As `place_names` returns them.
    font
        Of the map, by which room is measured.
    language
        Of the names; None for that of the page's address.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        (function (map, rows, fixed) {
            var kinds = {{ this.kinds|tojson }};
            var style = L.DomUtil.create("style", "", map.getContainer());
            style.textContent = {{ this.css|tojson }};
            var pane = map.createPane("names");
            pane.className += " ga-names leaflet-zoom-hide";
            pane.style.zIndex = 450;
            pane.setAttribute("aria-hidden", "true");
            var drawn = null, waiting = null, canvas = document.createElement("canvas");
            var pen = canvas.getContext("2d"), widths = {};

            function tongue() {
                if (fixed) { return fixed; }
                var query = new URLSearchParams(window.parent.location.search);
                return query.get("lang") === "en" ? "en" : "th";
            }
            function width(text, kind) {
                var key = kind + text;
                if (!(key in widths)) {
                    var size = kind === "zone" ? 13.5 : kind === "island" || kind === "community"
                        ? 12 : 11;
                    pen.font = size + "px '" + {{ this.font|tojson }} + "',sans-serif";
                    widths[key] = Math.ceil(pen.measureText(text).width) + 4;
                }
                return widths[key];
            }
            /* Where the text may stand about its point: on it, or on one of four sides. */
            function boxes(at, kind, w, h) {
                if (kind !== "community") { return [[at.x - w / 2, at.y - h / 2, w, h]]; }
                return [[at.x + 13, at.y - h / 2, w, h], [at.x - 13 - w, at.y - h / 2, w, h],
                        [at.x - w / 2, at.y - 11 - h, w, h], [at.x - w / 2, at.y + 11, w, h]];
            }
            function meets(a, b) {
                return a[0] < b[0] + b[2] && b[0] < a[0] + a[2]
                    && a[1] < b[1] + b[3] && b[1] < a[1] + a[3];
            }
            function redraw() {
                waiting = null;
                var zoom = map.getZoom(), size = map.getSize(), here = tongue();
                if (!size.x || !size.y) { return; }
                var top = map.containerPointToLayerPoint([0, 0]);
                var seen = [top.x - 20, top.y - 20, size.x + 40, size.y + 40];
                var taken = [], last = {}, written = document.createDocumentFragment(), shown = [];
                rows.forEach(function (row) {
                    if (zoom < row[5] || zoom > row[6]) { return; }
                    var at = map.latLngToLayerPoint([row[1], row[2]]);
                    if (meets(seen, [at.x, at.y, 1, 1])) { shown.push([row, at]); }
                });
                // Dots come first: a name beside one must not lie on the next.
                var dots = shown.filter(function (one) { return kinds[one[0][0]] === "community"; })
                    .map(function (one) { return [one[1].x - 8, one[1].y - 8, 16, 16]; });
                shown.forEach(function (one) {
                    var row = one[0], kind = kinds[row[0]], text = row[here === "en" ? 4 : 3];
                    var w = width(text, kind) + (kind === "ref" ? 8 : 0), h = 17;
                    // A road that winds bears the same number a few steps on.
                    var isNear = (last[kind + text] || []).some(function (at) {
                        return at.distanceTo(one[1]) < 160;
                    });
                    if (isNear) { return; }
                    var box = boxes(one[1], kind, w, h).find(function (box) {
                        return !taken.some(meets.bind(null, box))
                            && (kind === "zone" || !dots.some(meets.bind(null, box)));
                    });
                    if (!box) { return; }
                    taken.push(box);
                    (last[kind + text] = last[kind + text] || []).push(one[1]);
                    var span = document.createElement("span");
                    span.className = "ga-" + kind;
                    span.textContent = text;
                    span.style.left = Math.round(box[0]) + "px";
                    span.style.top = Math.round(box[1]) + "px";
                    written.appendChild(span);
                });
                pane.replaceChildren(written);
                drawn = here;
            }
            function later() { if (waiting === null) { waiting = setTimeout(redraw, 30); } }
            map.on("moveend zoomend resize viewreset", later);
            // A change of language sends other layers, and the map stays.
            var checking = null;
            function check() {
                checking = null;
                if (drawn !== tongue()) { later(); }
            }
            map.on("layeradd", function () {
                if (checking === null) { checking = setTimeout(check, 50); }
            });
            if (document.fonts) {
                document.fonts.ready.then(function () { widths = {}; later(); });
            }
            later();
        })({{ this._parent.get_name() }}, {{ this.rows }}, {{ this.language|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, names: Iterable[PlaceName], *, font: str, language: Language | None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "NamesLayer"
        self.font = font
        self.kinds = KINDS
        self.css = NAMES_CSS
        self.language = None if language is None else language.value
        self.rows = script_text([_row(name) for name in names])


def _row(name: PlaceName) -> list[object]:
    return [KINDS.index(name.kind), name.lat, name.lon, name.thai, name.english, name.from_zoom,
            name.to_zoom]  # fmt: skip


def script_text(rows: list[list[object]]) -> str:
    """
    Return rows as JavaScript that cannot end its script, whatever their texts hold.

    Parameters
    ----------
    rows
        Lists of numbers and texts; dicts would lose their braces.
    """
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return text.translate(UNSAFE_IN_SCRIPT)
