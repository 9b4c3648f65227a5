"""What a file of lines and stops comes to: a sketch as it was read, then a checked drawing."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo_app import limits
from geo_app.errors import LayerError, UnreadableFileError, mark
from geo_app.findings import Finding, note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

THAI_LETTER = re.compile("[\u0e01-\u0e5b]")
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode's categories of what is not seen: controls, marks of direction, halves of letters."""

LEFT_OUT = {
    "areas": mark("Areas left out of '{file}': {count}. A route is drawn as a line."),
    "without_geometry": mark("Rows without a place left out of '{file}': {count}."),
    "one_place": mark("Lines of a single place left out of '{file}': {count}."),
    "links": mark("Links to other files in '{file}': {count}. They are not followed."),
    "models": mark("Models and pictures left out of '{file}': {count}."),
    "other_kml": mark("Further KML files inside '{file}' that are not read: {count}."),
    "changes": mark("Changes of the proposal '{file}' without a place left out: {count}."),
    "long_names": mark("Names in '{file}' shortened to 200 letters: {count}."),
}
"""What is not in the drawing although it is in the file, each with its sentence."""


OPEN_AS_PROPOSAL = mark(
    "'{file}' is a proposal: only its lines and stops are loaded here. Open it as a proposal to "
    "have its timetable and its other changes too."
)


TOO_MANY_LINES = mark(
    "'{file}' holds more than {most:,} lines. Leave only the line that is meant in it."
)
TOO_MANY_STOPS = mark(
    "'{file}' holds more than {most:,} points. Leave only the stops of one route in it."
)


class Names(NamedTuple):
    """A name in Thai and in English, None where there is none."""

    th: str | None = None
    en: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnLine:
    """A line in degrees: (lon, lat) of its vertices, at least two, no two neighbours alike."""

    name_th: str | None
    name_en: str | None
    coordinates: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnStop:
    """A stop in degrees."""

    name_th: str | None
    name_en: str | None
    lon: float
    lat: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """
    The lines and stops of a file, in its order.

    Attributes
    ----------
    notes
        What was changed or left out, one sentence each.
    """

    lines: tuple[DrawnLine, ...]
    stops: tuple[DrawnStop, ...]
    notes: tuple[Finding, ...]


class SketchedLine(NamedTuple):
    """A line as the file has it: (vertices, 2) x and y."""

    names: Names
    xy: NDArray[np.float64]


class SketchedStop(NamedTuple):
    """A stop as the file has it."""

    names: Names
    xy: tuple[float, float]


class Sketch:
    """
    What a file holds, its coordinates as they stand there.

    Parameters
    ----------
    file
        The file's name, for sentences.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: list[SketchedLine] = []
        self.stops: list[SketchedStop] = []
        self.is_proposal = False
        self.left_out: Counter[str] = Counter()
        self.notes: list[Finding] = []

    def tell(self, code: str, message: str, **fields: object) -> None:
        """
        Add a note.

        Parameters
        ----------
        code
            Of the finding.
        message
            English sentence, key of its translation.
        **fields
            What it fills in, beside `file`.
        """
        self.notes.append(note(code, message, file=self.file, **fields))

    def add_line(self, names: Names, parts: Sequence[NDArray[np.float64]], *, row: int) -> None:
        """
        Add a line, or several where its parts do not follow on one another.

        Parameters
        ----------
        names
            Of the thing, in Thai and in English.
        parts
            Each (vertices, 2) x and y in the file's CRS. May be empty.
        row
            Of the file, from 1, for sentences.
        """
        for part in parts:
            require_places(self.file, part, row=row)
        for xy in _joined([without_twins(part) for part in parts]):
            if len(xy) > 1:
                self.lines.append(SketchedLine(names, xy))
            else:
                self.left_out["one_place"] += 1
        self._require_few(len(self.lines), limits.FILE_LINES, TOO_MANY_LINES)

    def add_stops(self, names: Names, xy: NDArray[np.float64], *, row: int) -> None:
        """
        Add stops of one name.

        Parameters
        ----------
        names
            Of the thing, in Thai and in English.
        xy
            (stops, 2) x and y in the file's CRS. May be empty.
        row
            Of the file, from 1, for sentences.
        """
        require_places(self.file, xy, row=row)
        self._require_few(len(self.stops) + len(xy), limits.STOPS, TOO_MANY_STOPS)
        self.stops += [SketchedStop(names, (x, y)) for x, y in xy.tolist()]

    def name(self, value: object) -> str | None:
        """
        Return a name without what is not seen, and not longer than a name is.

        Parameters
        ----------
        value
            As the file has it; what is no text is no name.
        """
        text = _visible(value) if isinstance(value, str) else ""
        if len(text) > limits.NAME_LETTERS:
            self.left_out["long_names"] += 1
            text = text[: limits.NAME_LETTERS - 1] + "…"
        return text or None

    def names(self, value: object) -> Names:
        """
        Take a name for Thai where it has a Thai letter, else for English.

        Parameters
        ----------
        value
            As the file has it; what is no text is no name.
        """
        name = self.name(value)
        return Names(th=name) if name and THAI_LETTER.search(name) else Names(en=name)

    def every_note(self) -> tuple[Finding, ...]:
        """Return the notes, those of what was left out last."""
        if self.is_proposal:
            self.tell("proposal", OPEN_AS_PROPOSAL)
        for code, message in LEFT_OUT.items():
            if self.left_out[code]:
                self.tell(code, message, count=self.left_out.pop(code))
        return tuple(self.notes)

    def _require_few(self, count: int, most: int, message: str) -> None:
        if count > most:
            raise LayerError(message, file=self.file, most=most)


def short_name(name: str) -> str:
    """
    Return a file's name as sentences repeat it.

    Parameters
    ----------
    name
        As the person calls the file. May be empty.
    """
    return _visible(name)[-limits.SHORT_NAME_LETTERS :] or "?"


def require_places(file: str, xy: NDArray[np.float64], *, row: int) -> None:
    """
    Refuse coordinates that are no numbers, and lines beyond all measure.

    Parameters
    ----------
    file
        The file's name, for sentences.
    xy
        (vertices, 2) x and y in the file's CRS. May be empty.
    row
        Of the file, from 1, for sentences.
    """
    if len(xy) > limits.FILE_VERTICES:
        raise too_long(file, len(xy), row=row)
    if not np.isfinite(xy).all():
        raise UnreadableFileError(
            mark("'{file}', row {row}: a coordinate is no number. Correct it or draw it again."),
            file=file,
            row=row,
        )


def too_long(file: str, vertices: int, *, row: int) -> LayerError:
    """
    Return the refusal of a line of too many vertices.

    Parameters
    ----------
    file
        The file's name, for sentences.
    vertices
        How many the line has.
    row
        Of the file, from 1, for sentences.
    """
    return LayerError(
        mark(
            "'{file}', row {row}: the line has {found:,} vertices; at most {most:,} can be used. "
            "Simplify it or load it in parts."
        ),
        file=file,
        row=row,
        found=vertices,
        most=limits.VERTICES,
    )


def _visible(text: str) -> str:
    # What takes no room could hide what a name says; blanks of any kind become one.
    spaced = " ".join(text[: 100 * limits.NAME_LETTERS].split())
    return "".join(letter for letter in spaced if unicodedata.category(letter) not in HIDDEN)


def without_twins(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Leave out vertices that stand where the one before stands.

    Parameters
    ----------
    xy
        (vertices, 2) x and y in any CRS. May be empty.
    """
    if len(xy) == 0:
        return xy
    moves: NDArray[np.bool_] = np.append(True, (xy[1:] != xy[:-1]).any(axis=1))
    return xy[moves]


def _joined(parts: list[NDArray[np.float64]]) -> list[NDArray[np.float64]]:
    """Join each part to the one before where it starts at that one's end."""
    if not parts:
        return []
    is_new = [len(a) == 0 or len(b) == 0 or bool((a[-1] != b[0]).any()) for a, b in pairwise(parts)]
    lines = [parts[0]]
    for part, begins in zip(parts[1:], is_new, strict=True):
        if begins:
            lines.append(part)
        else:
            lines[-1] = np.concatenate([lines[-1], part[1:]])
    return lines
