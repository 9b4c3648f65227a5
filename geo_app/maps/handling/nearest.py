"""Of dots that lie on each other, the one whose middle is nearest can be had."""

from branca.element import MacroElement
from jinja2 import Template


class NearestDot(MacroElement):
    """
    Raises the community nearest to the pointer before it is pressed.

    Dots of towns lie on each other where the whole province is in view; what lies below
    could never be clicked. A finger gets the same: its press comes before its click. Where
    several have one place, another click gets the next.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        (function (map) {
            var dots = {}, turns = {}, turn = 0, raised = null, last = null, waiting = null;
            var box = map.getContainer(), HEAP_PX = 2.5;
            function idOf(dot) { return dot.feature.properties.community_id; }
            function isDot(layer) {
                return layer instanceof L.CircleMarker && layer.options.interactive
                    && layer.feature && layer.feature.properties.community_id;
            }
            function raise() {
                waiting = null;
                if (!last) { return; }
                var at = map.mouseEventToLayerPoint(last), found = [];
                Object.keys(dots).forEach(function (key) {
                    var dot = dots[key], away = dot._point ? at.distanceTo(dot._point) : Infinity;
                    if (away <= dot.getRadius() + 2) { found.push([away, dot]); }
                });
                if (!found.length) { raised = null; return; }
                found.sort(function (a, b) { return a[0] - b[0]; });
                // Of those at one place each has its turn.
                var heap = found.filter(function (one) { return one[0] <= found[0][0] + HEAP_PX; });
                heap.sort(function (a, b) {
                    return (turns[idOf(a[1])] || 0) - (turns[idOf(b[1])] || 0) || a[0] - b[0];
                });
                if (heap[0][1] !== raised) { heap[0][1].bringToFront(); }
                raised = heap[0][1];
            }
            function later() {
                raised = null;
                if (last && waiting === null) { waiting = setTimeout(raise, 60); }
            }
            function follow(event) { last = event; raise(); }
            map.on("layeradd", function (event) {
                if (isDot(event.layer)) { dots[L.stamp(event.layer)] = event.layer; later(); }
            });
            map.on("layerremove", function (event) { delete dots[L.stamp(event.layer)]; });
            map.on("zoomend moveend", later);
            box.addEventListener("pointermove", follow, {capture: true, passive: true});
            box.addEventListener("pointerleave", function () { last = null; });
            box.addEventListener("pointerdown", function (event) {
                // A mouse has moved here before. What rises between its press and its release
                // would take the click away.
                if (event.pointerType !== "mouse") { follow(event); }
            }, {capture: true, passive: true});
            box.addEventListener("click", function () {
                if (raised) { turns[idOf(raised)] = ++turn; later(); }
            });
        })({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "NearestDot"
