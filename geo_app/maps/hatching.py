"""Hazard zones as hatching: the angle tells the type, the spacing the level, as in print."""

from __future__ import annotations

from typing import Any

from branca.element import MacroElement
from jinja2 import Template

from geo_app.maps import palette

LINE_PX = 1.3


class Hatching(MacroElement):
    """The patterns that `hatch_style` fills with; once on a page."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        if (!document.getElementById("ga-hatches")) {
            var hatches = document.createElement("div");
            hatches.id = "ga-hatches";
            hatches.setAttribute("aria-hidden", "true");
            hatches.style.cssText = "position:absolute;width:0;height:0;overflow:hidden";
            hatches.innerHTML = {{ this.patterns|tojson }};
            document.body.appendChild(hatches);
        }
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Hatching"
        patterns = "".join(
            _pattern(kind, level) for kind in palette.HAZARD for level in palette.HAZARD_OPACITY
        )
        self.patterns = f'<svg width="0" height="0"><defs>{patterns}</defs></svg>'


def hatch_style(kind: str, level: str) -> dict[str, Any]:
    """
    Return the path options of a hazard zone.

    Parameters
    ----------
    kind, level
        As `hazard_type` and `hazard_level` have them.
    """
    return {
        "color": palette.HAZARD[kind], "weight": 1, "opacity": 0.8,
        "fillColor": f"url(#{_pattern_id(kind, level)})", "fillOpacity": 1,
    }  # fmt: skip


def _pattern_id(kind: str, level: str) -> str:
    return f"ga-hatch-{kind}-{level}"


def _pattern(kind: str, level: str) -> str:
    colour, side = palette.HAZARD[kind], palette.HATCH_SPACING_PX[level]
    ground = palette.HAZARD_OPACITY[level] * palette.HATCH_GROUND
    # A pattern turns clockwise.
    turned = -palette.HATCH_ANGLE_DEG[kind]
    return (
        f'<pattern id="{_pattern_id(kind, level)}" width="{side}" height="{side}" '
        f'patternUnits="userSpaceOnUse" patternTransform="rotate({turned})">'
        f'<rect width="{side}" height="{side}" fill="{colour}" fill-opacity="{ground:.3f}"/>'
        f'<rect width="{side}" height="{LINE_PX}" fill="{colour}"/></pattern>'
    )
