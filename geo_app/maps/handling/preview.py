"""Communities change their colour while the walking distance is being dragged."""

from __future__ import annotations

from branca.element import MacroElement
from jinja2 import Template

from geo_app.maps import palette


class DistancePreview(MacroElement):
    """
    Recolours dots by the distance that the page's slider is at, before it is let go.

    A dot takes part that has a `preview`: the metres from which on it is served, and its gap
    if it is and if it is not. The server's answer comes when the slider is let go, and has
    the last word: it looks at more than metres.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        (function (map, colours, radii) {
            var page = window.parent.document, shown = null;
            function look() {
                var slider = page.querySelector(".st-key-walk_m input[type=range]");
                var metres = slider && !slider.disabled ? +slider.value : null;
                if (metres === shown) { return; }
                var isFirst = shown === null;
                shown = metres;
                if (isFirst || metres === null) { return; }
                map.eachLayer(function (layer) {
                    var own = layer.feature && layer.feature.properties;
                    if (!own || !own.preview || !layer.setRadius) { return; }
                    var gap = own.preview[metres >= own.preview[0] ? 1 : 2];
                    layer.setStyle({fillColor: colours[gap]});
                    layer.setRadius(radii[gap]);
                });
            }
            setInterval(look, 60);
        })({{ this._parent.get_name() }}, {{ this.colours|tojson }}, {{ this.radii|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "DistancePreview"
        self.colours, self.radii = dict(palette.GAP), dict(palette.GAP_RADIUS_PX)
