"""A button on the map that hides and shows its layers; the page does not hear of it."""

from __future__ import annotations

from jinja2 import Template

from geo_app.errors import mark
from geo_app.maps.handling.worded import Worded

LAYERS = mark("Layers")

CHOOSER_CSS = """
.ga-layers{background:#fff;border-radius:6px;box-shadow:0 1px 5px rgba(0,0,0,.35);
font-size:14px;line-height:1.3;max-width:70vw}
.ga-layers>button{display:block;margin-left:auto;border:0;background:none;cursor:pointer;
min-width:34px;height:34px;padding:0 10px;font:inherit;color:#1f2937}
.ga-layers>div{padding:0 12px 8px;max-height:45vh;overflow:auto}
.ga-layers label{display:flex;gap:8px;align-items:center;min-height:28px;cursor:pointer}
.ga-layers :focus-visible{outline:2px solid #0f766e;outline-offset:1px}
"""


class LayerChooser(Worded):
    """
    Lists the groups of features that have a `gaName`, by which they may be hidden.

    What is hidden stays hidden when a control of the page sends the layer anew.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        (function (map, texts) {
            var groups = {}, hidden = {}, waiting = null;
            {{ this.say }}
            var Chooser = L.Control.extend({options: {position: "topright"}, onAdd: function () {
                var box = L.DomUtil.create("div", "ga-layers");
                var button = L.DomUtil.create("button", "", box);
                var list = L.DomUtil.create("div", "", box);
                button.type = "button";
                list.hidden = true;
                button.setAttribute("aria-expanded", "false");
                button.addEventListener("click", function () {
                    list.hidden = !list.hidden;
                    button.setAttribute("aria-expanded", String(!list.hidden));
                });
                L.DomEvent.disableClickPropagation(box);
                L.DomEvent.disableScrollPropagation(box);
                this.button = button;
                this.list = list;
                return box;
            }});
            var chooser = new Chooser();
            map.addControl(chooser);
            var written = "";
            function redraw() {
                var now = say("layers") + Object.keys(groups).map(function (name) {
                    return "|" + name + groups[name].options.gaTitle + !!hidden[name];
                }).join("");
                // An equal list stays: whoever reads it, or stands on it, is not disturbed.
                if (now === written) { return; }
                written = now;
                chooser.button.textContent = say("layers");
                var names = Object.keys(groups), focused = document.activeElement.value;
                chooser.getContainer().hidden = names.length === 0;
                chooser.list.replaceChildren();
                // The uppermost first, as one reads a map.
                names.reverse().forEach(function (name) {
                    var label = L.DomUtil.create("label", "", chooser.list);
                    var box = L.DomUtil.create("input", "", label);
                    box.type = "checkbox";
                    box.value = name;
                    box.checked = !hidden[name];
                    box.addEventListener("change", function () {
                        hidden[name] = !box.checked;
                        written = "";
                        apply(name);
                    });
                    label.appendChild(document.createTextNode(groups[name].options.gaTitle));
                    if (focused === name) { box.focus(); }
                });
            }
            function apply(name) {
                if (hidden[name]) { map.removeLayer(groups[name]); }
                else { map.addLayer(groups[name]); }
            }
            /* What the page has sent last; a group has its name only after it was added. */
            function read() {
                waiting = null;
                var sent = {};
                (window.feature_group || []).forEach(function (group) {
                    if (!group.options.gaName) { return; }
                    sent[group.options.gaName] = group;
                    if (hidden[group.options.gaName]) { map.removeLayer(group); }
                });
                groups = sent;
                redraw();
            }
            map.on("layeradd layerremove", function () {
                if (waiting === null) { waiting = setTimeout(read, 20); }
            });
            redraw();
        })({{ this._parent.get_name() }}, {{ this.texts|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__("LayerChooser", {"layers": LAYERS})
