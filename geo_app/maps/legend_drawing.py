"""The legend as HTML: what each colour means, and how far its data can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_app.maps import palette
from geo_app.maps.escape import escape
from geo_app.maps.popups import status_badge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendEntry:
    """
    One line of a legend; `mark` is one of `MARKS`.

    Attributes
    ----------
    hatch
        Angle in degrees anticlockwise from the east, and spacing in pixels; of `hatched` only.
    """

    label: str
    colour: str
    mark: str
    status: str
    opacity: float = 1.0
    hatch: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendFold:
    """Entries of one subject that are too many to stand open; `label` names them all."""

    label: str
    entries: tuple[LegendEntry, ...]


def hazard_entry(kind: str, level: str, *, label: str, status: str) -> LegendEntry:
    """
    Return the entry of a hazard zone, hatched as on the map.

    Parameters
    ----------
    kind, level
        As `hazard_type` and `hazard_level` have them.
    label
        In the page's language.
    status
        Of its data.
    """
    return LegendEntry(
        label=label,
        colour=palette.HAZARD[kind],
        mark="hatched",
        status=status,
        opacity=palette.HAZARD_OPACITY[level] * palette.HATCH_GROUND,
        hatch=(palette.HATCH_ANGLE_DEG[kind], palette.HATCH_SPACING_PX[level]),
    )


def legend_html(
    entries: Iterable[LegendEntry | LegendFold], *, translate: Callable[[str], str]
) -> str:
    """
    Lay out a legend; labels are plain text in the page's language.

    Parameters
    ----------
    entries
        From top to bottom; what is folded opens at a click.
    translate
        Function from an English sentence to the reader's language.
    """
    items = "".join(
        _fold(entry, translate) if isinstance(entry, LegendFold) else _item(entry, translate)
        for entry in entries
    )
    return f'<div class="ga-legend">{items}</div>'


def _item(entry: LegendEntry, translate: Callable[[str], str]) -> str:
    return (
        f'<span class="ga-legend-item">{_swatch(entry)} {escape(entry.label)} '
        f"{status_badge(entry.status, translate)}</span>"
    )


def _fold(fold: LegendFold, translate: Callable[[str], str]) -> str:
    items = "".join(_item(entry, translate) for entry in fold.entries)
    return (
        f'<details class="ga-legend-fold"><summary>{escape(fold.label)}</summary>'
        f'<div class="ga-legend">{items}</div></details>'
    )


MARK_CSS = """.ga-mark{
display:inline-block;border:1px dashed #92400e;color:#92400e;background:#fffbeb;border-radius:4px;
padding:0 5px;font-size:12px;line-height:1.4;white-space:nowrap}"""

LEGEND_CSS = (
    """
.ga-legend{
display:flex;flex-wrap:wrap;gap:4px 16px;font-size:14px;line-height:1.6;color:#1f2937}
.ga-legend-item{display:inline-flex;align-items:center;gap:6px}
.ga-legend-fold[open]{flex-basis:100%}
.ga-legend-fold>summary{cursor:pointer}
.ga-legend-fold>.ga-legend{max-height:240px;overflow:auto}
.ga-swatch{display:inline-block;box-sizing:border-box;flex:none}
"""
    + MARK_CSS
)


def _swatch(entry: LegendEntry) -> str:
    angle_deg, spacing_px = entry.hatch
    shape = MARKS[entry.mark].format(
        c=entry.colour, p=round(entry.opacity * 100), a=-angle_deg, s=spacing_px,
    )  # fmt: skip
    return f'<span class="ga-swatch" style="{shape}"></span>'


# Plain boxes: Streamlit's HTML cleaner takes SVG away.
MARKS = {
    "circle": "width:12px;height:12px;border-radius:50%;border:1px solid #111827;background:{c}",
    "dashed": "width:14px;height:14px;border-radius:50%;border:2px dashed {c}",
    "ring": "width:15px;height:15px;border-radius:50%;border:1.5px solid {c}",
    "dot": "width:9px;height:9px;border-radius:50%;border:2px solid #111827;background:{c}",
    "line": "width:20px;height:0;border-top:4px solid {c}",
    "dots": "width:20px;height:0;border-top:5px dotted {c}",
    "dash": "width:20px;height:0;border-top:2px dashed {c}",
    "filled": "width:18px;height:12px;border:1px solid #6b7280;"
    "background:color-mix(in srgb, {c} {p}%, white)",
    "area": "width:18px;height:12px;border:1px solid {c};"
    "background:color-mix(in srgb, {c} {p}%, white)",
    "hatched": "width:22px;height:14px;border:1px solid {c};background:"
    "repeating-linear-gradient({a}deg, {c} 0 1.3px, transparent 1.3px {s}px),"
    "color-mix(in srgb, {c} {p}%, white)",
}
"""
The style of each kind of swatch.

`c` is its colour, `p` its opacity in percent, `a` the turn of its lines, `s` their spacing.
"""
