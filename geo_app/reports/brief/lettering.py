"""Where names find room on a printed map."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import shapely

from geo_app.reports.brief import svg
from geo_app.reports.brief.text import printable

NAME_LETTERS = 30
BOLDER = 1.06
GAP_MM = 1.9
"""From the middle of a mark to its name."""

LINE_STEP_MM = 1.2
EDGE_MM, RIM_MM = 1.5, 0.5

Box = tuple[float, float, float, float]
"""West, north, east, south on paper."""


@dataclass(frozen=True, slots=True)
class Label:
    """Plain words on the map: where their foot stands in mm, and how they look."""

    x: float
    y: float
    words: str
    anchor: str
    size_mm: float
    is_bold: bool
    colour: str


@dataclass(slots=True)
class Labels:
    """What is written on the map, and the boxes on paper that are taken."""

    width_mm: float
    height_mm: float
    taken: list[Box] = field(default_factory=list)
    written: list[Label] = field(default_factory=list)

    def avoid_point(self, at: tuple[float, float], radius_mm: float) -> None:
        """
        Keep a mark free.

        Parameters
        ----------
        at
            Middle of the mark as (x, y) in mm.
        radius_mm
            Half of its width in mm.
        """
        x, y = at
        self.taken.append((x - radius_mm, y - radius_mm, x + radius_mm, y + radius_mm))

    def avoid_line(self, line: shapely.Geometry) -> None:
        """
        Keep a line on paper free.

        Parameters
        ----------
        line
            A line on paper, in mm. May be empty.
        """
        for part in shapely.get_parts(line):
            places = shapely.get_coordinates(shapely.segmentize(part, LINE_STEP_MM))
            for x, y in places:
                self.avoid_point((float(x), float(y)), LINE_STEP_MM / 2)

    def write(
        self, at: tuple[float, float], name: str, *, size_mm: float, is_bold: bool, colour: str
    ) -> None:
        """
        Put a name beside its mark where it hides nothing; without room it is left out.

        Parameters
        ----------
        at
            Middle of the mark as (x, y) in mm.
        name
            Cut after 30 letters.
        size_mm
            Height of the letters in mm.
        is_bold
            Bold letters are taken to be wider.
        colour
            Six hexadecimal digits with `#`.
        """
        words = printable(name, most=NAME_LETTERS)
        width = svg.width_of(words, size_mm) * (BOLDER if is_bold else 1.0)
        for x, y, anchor in _places(at, size_mm):
            left = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
            # Thai stands higher and lower than Latin letters.
            box = (left, y - size_mm * 1.05, left + width, y + size_mm * 0.35)
            if self._is_free(box):
                self.taken.append(box)
                self.add(Label(x, y, words, anchor, size_mm, is_bold, colour))
                return

    def add(self, label: Label) -> None:
        """
        Put words where they are meant, whatever is there.

        Parameters
        ----------
        label
            With its place on paper.
        """
        self.written.append(label)

    def covered(self, box: Box) -> float:
        """
        Return how much of a box is taken, in mm².

        Parameters
        ----------
        box
            West, north, east, south in mm.
        """
        if not self.taken:
            return 0.0
        boxes = np.array(self.taken)
        width = np.minimum(boxes[:, 2], box[2]) - np.maximum(boxes[:, 0], box[0])
        height = np.minimum(boxes[:, 3], box[3]) - np.maximum(boxes[:, 1], box[1])
        return float((width.clip(min=0) * height.clip(min=0)).sum())

    def _is_free(self, box: Box) -> bool:
        west, north, east, south = box
        is_inside = (
            min(west, north) >= RIM_MM
            and east <= self.width_mm - RIM_MM
            and south <= self.height_mm - RIM_MM
        )
        return is_inside and self.covered(box) == 0


@dataclass(slots=True)
class Corners:
    """The corners of a map, given away to what needs room, the emptiest first."""

    labels: Labels
    left: list[str] = field(default_factory=lambda: ["NW", "NE", "SE", "SW"])

    def take(self, width_mm: float, height_mm: float) -> tuple[float, float]:
        """
        Return the upper left corner of a free box of a size.

        Parameters
        ----------
        width_mm, height_mm
            Size of the box in mm.
        """
        boxes = {name: self._box(name, width_mm, height_mm) for name in self.left}
        best = min(boxes, key=lambda name: self.labels.covered(boxes[name]))
        self.left.remove(best)
        self.labels.taken.append(boxes[best])
        return boxes[best][:2]

    def _box(self, name: str, width_mm: float, height_mm: float) -> Box:
        north = EDGE_MM if name[0] == "N" else self.labels.height_mm - EDGE_MM - height_mm
        west = EDGE_MM if name[1] == "W" else self.labels.width_mm - EDGE_MM - width_mm
        return west, north, west + width_mm, north + height_mm


def _places(at: tuple[float, float], size_mm: float) -> list[tuple[float, float, str]]:
    """List where a name may stand: right, left, above, below, and in the diagonals."""
    x, y = at
    low = y + size_mm * 0.35
    return [
        (x + GAP_MM, low, "start"),
        (x - GAP_MM, low, "end"),
        (x, y - GAP_MM, "middle"),
        (x, y + GAP_MM + size_mm * 0.9, "middle"),
        (x + GAP_MM, y - GAP_MM, "start"),
        (x + GAP_MM, y + GAP_MM + size_mm * 0.7, "start"),
        (x - GAP_MM, y - GAP_MM, "end"),
        (x - GAP_MM, y + GAP_MM + size_mm * 0.7, "end"),
    ]
