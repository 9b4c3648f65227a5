"""How mouse, fingers and keys handle a map that stands in a page which scrolls."""

from __future__ import annotations

import math

from jinja2 import Template

from geo_app.errors import mark
from geo_app.maps.handling.worded import Worded

WHEEL = mark("Ctrl + wheel zooms the map")
FINGERS = mark("Two fingers move the map")
ZOOM_IN = mark("Zoom in")
ZOOM_OUT = mark("Zoom out")
HOME = mark("Show the whole province")
TEXTS = {"wheel": WHEEL, "fingers": FINGERS, "home": HOME, "in": ZOOM_IN, "out": ZOOM_OUT}

KM_PER_DEGREE = 111.2
MARGIN_KM = 30.0
"""So far beyond what is shown first the map can be moved."""

HANDS_CSS = """
.ga-hint{position:absolute;left:50%;top:50%;transform:translate(-50%,-50%);z-index:900;
padding:8px 14px;border-radius:8px;background:rgba(31,41,55,.82);color:#fff;font-size:15px;
pointer-events:none;opacity:0;transition:opacity .3s;white-space:nowrap}
.ga-hint.ga-shown{opacity:1}
.leaflet-bar a.ga-home{font-size:20px}
.leaflet-container.ga-scrolls{touch-action:pan-x pan-y!important}
.leaflet-container.ga-is-full{touch-action:none!important}
"""


class Hands(Worded):
    """
    Leaves the page to one finger and the wheel, and a press where it was pressed.

    Leaflet focuses its map on each press, and the browser then scrolls the page to show
    all of it: the release falls elsewhere and the click is lost. A wheel or a finger over
    the map scrolls the page; Ctrl with the wheel, or two fingers, handle the map. A button
    leads home, and the map cannot be moved far from there. Tab passes the shapes by.

    Parameters
    ----------
    bounds
        West, south, east, north in degrees: what is shown first.
    padding_px
        Free space around it, right and below.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        (function (map, home, reach, padding, texts) {
            var box = map.getContainer();
            box.focus = function () {
                HTMLElement.prototype.focus.call(box, {preventScroll: true});
            };

            // A map that fills the window has no page behind it to be scrolled.
            function isFull() { return box.classList.contains("ga-is-full"); }
            {{ this.say }}
            var hint = L.DomUtil.create("div", "ga-hint", box), fading = null;
            hint.setAttribute("aria-hidden", "true");
            function tell(name) {
                hint.textContent = say(name);
                hint.classList.add("ga-shown");
                clearTimeout(fading);
                fading = setTimeout(function () { hint.classList.remove("ga-shown"); }, 900);
            }

            // Half a level a notch.
            map.options.wheelPxPerZoomLevel = 200;
            box.addEventListener("wheel", function (event) {
                if (event.ctrlKey || event.metaKey || isFull()) { return; }
                event.stopImmediatePropagation();
                tell("wheel");
            }, {capture: true, passive: true});

            // Leaflet's own words are English; layers come anew when the language changes.
            function title() {
                ["in", "out", "home"].forEach(function (name) {
                    var link = box.querySelector(
                        name === "home" ? ".ga-home" : ".leaflet-control-zoom-" + name);
                    if (link) { link.title = link.ariaLabel = say(name); }
                });
            }
            // Shapes with a tooltip take Tab, hundreds of them; lists and search lead to them.
            var waiting = null;
            function calm() {
                waiting = null;
                title();
                box.querySelectorAll("path.leaflet-interactive").forEach(function (shape) {
                    shape.setAttribute("tabindex", "-1");
                });
            }
            map.on("layeradd", function () {
                if (waiting === null) { waiting = setTimeout(calm, 50); }
            });

            box.classList.add("ga-scrolls");
            box.addEventListener("touchstart", function (event) {
                if (event.touches.length === 1 && !isFull()) { event.stopImmediatePropagation(); }
            }, {capture: true, passive: true});
            box.addEventListener("touchmove", function (event) {
                if (event.touches.length === 1 && !isFull()) { tell("fingers"); }
            }, {capture: true, passive: true});

            function narrow() {
                var size = map.getSize();
                if (!size.x || !size.y) { return; }
                map.setMinZoom(Math.max(0, map.getBoundsZoom(home) - 1));
            }
            map.setMaxBounds(reach);
            map.on("resize", narrow);
            narrow();

            var Home = L.Control.extend({options: {position: "topleft"}, onAdd: function () {
                var bar = L.DomUtil.create("div", "leaflet-bar");
                var link = L.DomUtil.create("a", "ga-home", bar);
                link.href = "#";
                link.role = "button";
                link.textContent = "\u2302";
                link.title = link.ariaLabel = say("home");
                L.DomEvent.disableClickPropagation(bar);
                L.DomEvent.on(link, "click", function (event) {
                    L.DomEvent.preventDefault(event);
                    map.fitBounds(home, {padding: padding});
                });
                return bar;
            }});
            map.addControl(new Home());
        })({{ this._parent.get_name() }}, {{ this.home|tojson }}, {{ this.reach|tojson }},
           {{ this.padding_px|tojson }}, {{ this.texts|tojson }});
        {% endmacro %}
        """
    )

    def __init__(
        self, bounds: tuple[float, float, float, float], *, padding_px: tuple[int, int]
    ) -> None:
        super().__init__("Hands", TEXTS)
        west, south, east, north = bounds
        lat_deg = MARGIN_KM / KM_PER_DEGREE
        lon_deg = lat_deg / max(0.1, math.cos(math.radians((south + north) / 2)))
        self.home = [[south, west], [north, east]]
        self.reach = [[south - lat_deg, west - lon_deg], [north + lat_deg, east + lon_deg]]
        self.padding_px = list(padding_px)
