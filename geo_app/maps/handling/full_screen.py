"""A button that lets a map take the whole window, and gives it back."""

from __future__ import annotations

from jinja2 import Template

from geo_app.errors import mark
from geo_app.maps.handling.worded import Worded

OPEN = mark("Map in the whole window")
CLOSE = mark("Back to the page")

FULL_CSS = """
.leaflet-bar a.ga-full::after{content:"";position:absolute;inset:9px;
background:linear-gradient(#333,#333) 0 0/7px 2px,linear-gradient(#333,#333) 0 0/2px 7px,
linear-gradient(#333,#333) 100% 0/7px 2px,linear-gradient(#333,#333) 100% 0/2px 7px,
linear-gradient(#333,#333) 0 100%/7px 2px,linear-gradient(#333,#333) 0 100%/2px 7px,
linear-gradient(#333,#333) 100% 100%/7px 2px,linear-gradient(#333,#333) 100% 100%/2px 7px;
background-repeat:no-repeat}
.leaflet-bar a.ga-full{position:relative}
.leaflet-bar a.ga-full.ga-open{background:#0f766e22}
"""


class FullScreen(Worded):
    """
    Spreads the map's frame over the window; Escape or the button leads back.

    Not the browser's own full screen: phones by Apple have none for parts of a page. While
    it is spread, one finger and the wheel handle the map (see `Hands`).
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        (function (map, texts) {
            var frame = window.frameElement;
            if (!frame) { return; }
            var page = window.parent.document, box = map.getContainer();
            var spread = "position:fixed;inset:0;width:100vw;height:100dvh!important;"
                + "max-height:none;z-index:1000000;background:#fff;border-radius:0";
            {{ this.say }}
            var link = null, before = "";
            function turn(isFull) {
                if (isFull === box.classList.contains("ga-is-full")) { return; }
                box.classList.toggle("ga-is-full", isFull);
                if (isFull) { before = frame.style.cssText; }
                frame.style.cssText = isFull ? before + ";" + spread : before;
                link.classList.toggle("ga-open", isFull);
                link.title = link.ariaLabel = say(isFull ? "close" : "open");
                link.setAttribute("aria-pressed", String(isFull));
            }
            var Full = L.Control.extend({options: {position: "topleft"}, onAdd: function () {
                var bar = L.DomUtil.create("div", "leaflet-bar");
                link = L.DomUtil.create("a", "ga-full", bar);
                link.href = "#";
                link.role = "button";
                link.title = link.ariaLabel = say("open");
                L.DomEvent.disableClickPropagation(bar);
                L.DomEvent.on(link, "click", function (event) {
                    L.DomEvent.preventDefault(event);
                    turn(!box.classList.contains("ga-is-full"));
                });
                return bar;
            }});
            map.addControl(new Full());
            function escape(event) { if (event.key === "Escape") { turn(false); } }
            document.addEventListener("keydown", escape);
            page.addEventListener("keydown", escape);
            window.addEventListener("pagehide", function () {
                page.removeEventListener("keydown", escape);
            });
        })({{ this._parent.get_name() }}, {{ this.texts|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__("FullScreen", {"open": OPEN, "close": CLOSE})
