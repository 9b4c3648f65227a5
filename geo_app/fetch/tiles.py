"""An area cut into tiles, and the answers kept until all are there."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_app.errors import LayerError, mark

if TYPE_CHECKING:
    from pathlib import Path

    from geo_app.fetch.area import Area

MAX_TILES = 400
"""More are too much for a shared server; a file of the country is kinder."""

MAX_AGE = dt.timedelta(days=2)
"""Answers older than this are asked for again, so that a layer is of nearly one day."""

PREFIX = "osm-"
BEGUN_NAME = "begun.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A box in degrees, the `column`th from the west and `row`th from the south."""

    column: int
    row: int
    south: float
    west: float
    north: float
    east: float

    @property
    def name(self) -> str:
        """Name of the file that keeps its answer."""
        return f"tile-{self.column:03d}-{self.row:03d}.json"


def tiles_of(area: Area, *, tile_deg: float) -> list[Tile]:
    """
    Cut an area into tiles of at most `tile_deg` degrees.

    Parameters
    ----------
    area
        In degrees on WGS 84.
    tile_deg
        Longest side of a tile, in degrees, above 0.

    Raises
    ------
    LayerError
        If there would be more than 400.
    """
    columns = max(1, math.ceil((area.east - area.west) / tile_deg - 1e-9))
    rows = max(1, math.ceil((area.north - area.south) / tile_deg - 1e-9))
    if columns * rows > MAX_TILES:
        raise LayerError(
            mark(
                "The area would take {count} questions, and {limit} is the most. Name a smaller "
                "one with --area, or read a file with --pbf."
            ),
            count=columns * rows,
            limit=MAX_TILES,
        )
    # Shared borders, so that no strip lies between two tiles.
    x = [area.west + (area.east - area.west) * i / columns for i in range(columns + 1)]
    y = [area.south + (area.north - area.south) * i / rows for i in range(rows + 1)]
    return [
        Tile(column=i, row=j, west=x[i], east=x[i + 1], south=y[j], north=y[j + 1])
        for i in range(columns)
        for j in range(rows)
    ]


def answers_folder(work: Path, *, question: str, now: dt.datetime) -> Path:
    """
    Return the folder for the answers to one question, emptied if they are old.

    Parameters
    ----------
    work
        The province's work folder.
    question
        All that the answers depend on: server, area, tiles, query.
    now
        Time of this call, with its zone.
    """
    key = hashlib.sha256(question.encode()).hexdigest()[:16]
    folder = work / f"{PREFIX}{key}"
    begun = _begun(folder / BEGUN_NAME)
    if begun is not None and not dt.timedelta(0) <= now - begun <= MAX_AGE:
        shutil.rmtree(folder)
        begun = None
    folder.mkdir(parents=True, exist_ok=True)
    if begun is None:
        (folder / BEGUN_NAME).write_text(json.dumps({"begun": now.isoformat()}), encoding="utf-8")
    return folder


def clear_answers(work: Path) -> None:
    """
    Remove all answers, once the layers made of them are in place.

    Parameters
    ----------
    work
        The province's work folder.
    """
    for folder in work.glob(f"{PREFIX}*"):
        shutil.rmtree(folder)


def _begun(path: Path) -> dt.datetime | None:
    """Read when the answers were begun; what cannot be read is as old as can be."""
    if not path.parent.exists():
        return None
    try:
        begun = dt.datetime.fromisoformat(json.loads(path.read_text(encoding="utf-8"))["begun"])
    except (OSError, ValueError, KeyError, TypeError):
        return dt.datetime.min.replace(tzinfo=dt.UTC)
    return begun if begun.tzinfo else begun.replace(tzinfo=dt.UTC)
