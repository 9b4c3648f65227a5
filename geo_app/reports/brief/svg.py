"""The little of SVG that a printed map needs: page coordinates, paths and marks."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

DECIMALS = 2
"""Decimals of a millimetre that are written."""

SIMPLER_BY_MM = 0.05
LETTER_WIDTH, WIDE_LETTER_WIDTH = 0.56, 0.66
"""Average width of a letter, and of a capital, in font sizes: for a label's box only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """
    A window on the ground and its size on paper.

    Attributes
    ----------
    west, north
        The upper left corner, in metres.
    metres_per_mm
        The scale.
    width_mm, height_mm
        On paper.
    """

    west: float
    north: float
    metres_per_mm: float
    width_mm: float
    height_mm: float

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in metres."""
        east = self.west + self.width_mm * self.metres_per_mm
        south = self.north - self.height_mm * self.metres_per_mm
        return self.west, south, east, self.north

    def on_paper(self, geometry: shapely.Geometry, *, margin_mm: float = 1.0) -> shapely.Geometry:
        """
        Return what of a geometry in metres lies in the window, in mm from its corner.

        Parameters
        ----------
        geometry
            In metres, in the analysis CRS.
        margin_mm
            So much beyond the window is kept too, so that no cut shows.
        """
        west, south, east, north = self.bounds
        margin = margin_mm * self.metres_per_mm
        cut = shapely.clip_by_rect(
            geometry, west - margin, south - margin, east + margin, north + margin
        )
        drawn = shapely.transform(cut, self._to_mm)
        return shapely.simplify(drawn, SIMPLER_BY_MM)

    def point(self, place: shapely.Point) -> tuple[float, float]:
        """
        Return a place in mm from the corner, wherever it lies.

        Parameters
        ----------
        place
            In metres, in the analysis CRS.
        """
        x, y = self._to_mm(np.array([[place.x, place.y]]))[0]
        return float(x), float(y)

    def holds(self, place: shapely.Point) -> bool:
        """
        Say whether a place lies in the window.

        Parameters
        ----------
        place
            In metres, in the analysis CRS.
        """
        x, y = self.point(place)
        return 0 <= x <= self.width_mm and 0 <= y <= self.height_mm

    def _to_mm(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        moved: NDArray[np.float64] = (xy - [self.west, self.north]) * [1, -1] / self.metres_per_mm
        return moved


def frame_about(
    bounds: tuple[float, float, float, float], *, width_mm: float, height_mm: float
) -> Frame:
    """
    Return the window of a size on paper that shows bounds in metres in its middle.

    Parameters
    ----------
    bounds
        West, south, east, north in metres.
    width_mm, height_mm
        Size on paper in mm.
    """
    west, south, east, north = bounds
    scale = max((east - west) / width_mm, (north - south) / height_mm)
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    return Frame(
        west=middle_x - width_mm * scale / 2,
        north=middle_y + height_mm * scale / 2,
        metres_per_mm=scale,
        width_mm=width_mm,
        height_mm=height_mm,
    )


def path(geometry: shapely.Geometry, **style: object) -> str:
    """
    Draw lines and areas in mm; nothing where there is none.

    Parameters
    ----------
    geometry
        On paper, in mm.
    style
        SVG attributes, such as `stroke_width`; an underscore is written as a hyphen.
    """
    data = "".join(_data(part) for part in shapely.get_parts([geometry]))
    return f'<path d="{data}"{_attributes(style)}/>' if data else ""


def circle(at: tuple[float, float], radius_mm: float, **style: object) -> str:
    """
    Draw a circle.

    Parameters
    ----------
    at
        Place on paper as (x, y) in mm from the upper left corner.
    radius_mm
        In mm.
    style
        SVG attributes, such as `stroke_width`; an underscore is written as a hyphen.
    """
    x, y = at
    return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius_mm:.2f}"{_attributes(style)}/>'


def rectangle(box: tuple[float, float, float, float], **style: object) -> str:
    """
    Draw a rectangle of x, y, width and height.

    Parameters
    ----------
    box
        Its x, y, width and height in mm.
    style
        SVG attributes, such as `stroke_width`; an underscore is written as a hyphen.
    """
    x, y, width, height = box
    return (
        f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}"'
        f"{_attributes(style)}/>"
    )


def to_svg(parts: Iterable[str], *, width_mm: float, height_mm: float) -> str:
    """
    Put parts into an SVG whose units are millimetres.

    Parameters
    ----------
    parts
        Elements of SVG, the lowest first.
    width_mm, height_mm
        Size of the whole in mm.
    """
    body = "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width_mm}mm" height="{height_mm}mm" '
        f'viewBox="0 0 {width_mm} {height_mm}">{body}</svg>'
    )


def hatch(area: shapely.Geometry, *, angle_deg: float, spacing_mm: float) -> shapely.Geometry:
    """
    Return the parallel lines that fill an area, in its own units.

    Parameters
    ----------
    area
        A polygon or several. May be empty.
    angle_deg
        Of the lines, against the x axis.
    spacing_mm
        Between two lines, in the area's units.
    """
    if area.is_empty:
        return shapely.MultiLineString()
    west, south, east, north = area.bounds
    middle = np.array([(west + east) / 2, (south + north) / 2])
    reach = float(np.hypot(east - west, north - south)) / 2 + spacing_mm
    along = np.array([np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))])
    across = np.array([-along[1], along[0]])
    # The lines of one angle meet across neighbouring areas, since they count from the corner.
    offset = float(middle @ across)
    steps = np.arange(np.ceil((offset - reach) / spacing_mm), (offset + reach) / spacing_mm)
    starts = middle + np.outer(steps * spacing_mm - offset, across)
    ends = np.stack([starts - along * reach, starts + along * reach], axis=1)
    return shapely.intersection(shapely.multilinestrings(ends), area)


def width_of(words: str, size_mm: float) -> float:
    """
    Estimate how wide words are, in mm; vowels and tone marks above and below take no room.

    Parameters
    ----------
    words
        On one line.
    size_mm
        Height of the letters in mm.
    """
    letters = [letter for letter in words if unicodedata.category(letter) not in ("Mn", "Me")]
    wide = sum(letter.isupper() for letter in letters)
    return (wide * WIDE_LETTER_WIDTH + (len(letters) - wide) * LETTER_WIDTH) * size_mm


def _data(part: shapely.Geometry) -> str:
    if part.is_empty:
        return ""
    if hasattr(part, "exterior"):
        return "".join(_points(ring) + "Z" for ring in (part.exterior, *part.interiors))
    if hasattr(part, "geoms"):
        return "".join(_data(piece) for piece in part.geoms)
    return _points(part) if part.geom_type in ("LineString", "LinearRing") else ""


def _points(line: shapely.LineString) -> str:
    xy = shapely.get_coordinates(line).round(DECIMALS)
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in xy)


def _attributes(style: dict[str, object]) -> str:
    return "".join(
        f' {name.replace("_", "-")}="{escape(str(value))}"' for name, value in style.items()
    )
