"""
How much of anything is taken: one table, read by checks, readers, store and browser.

A limit stands here when somebody's data can reach it. Each has its unit and its
reason, and a door at which what is above it is refused with a sentence; nothing
is cut in silence. `tests/test_limits.py` walks every one of them through its door.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

MEGABYTE = 1_000_000
"""Bytes; a million, as file managers count."""


class Limit(int):
    """
    The most that is taken: a whole number that knows its unit and its reason.

    Parameters
    ----------
    most
        This many are still taken.
    unit
        What is counted.
    why
        Why not more.
    """

    unit: str
    why: str

    def __new__(cls, most: int, unit: str, why: str) -> Self:
        """Make the number."""
        limit = super().__new__(cls, most)
        limit.unit, limit.why = unit, why
        return limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """
    How much of a file is read.

    Attributes
    ----------
    file_bytes
        Of the file as it comes.
    zip_files
        Entries in a zip.
    unpacked_bytes
        All files of a zip together, unpacked.
    zip_ratio
        Bytes unpacked for each byte of a zip, where it unpacks to more than 10 MB.
    table_bytes
        One table of a feed, unpacked.
    rows
        Of a table, or features.
    brackets, commas
        Of a GeoJSON text.
    tags, attributes
        Of an XML text.
    """

    file_bytes: Limit
    zip_files: Limit
    unpacked_bytes: Limit
    zip_ratio: Limit
    table_bytes: Limit
    rows: Limit
    brackets: Limit
    commas: Limit
    tags: Limit
    attributes: Limit


# ---- a line that is drawn ----

VERTICES = Limit(
    10_000, "vertices of a line", "the browser drags them, and each stroke sends the whole line"
)
STOPS = Limit(1_000, "stops of a line", "more on one line are no plan, but a slip of the keyboard")
CHANGES = Limit(1_000, "changes of a proposal", "each is applied and measured in turn")
ID_LETTERS = Limit(100, "letters of an id", "it stands in tables, addresses and sentences")
NAME_LETTERS = Limit(200, "letters of a name", "it stands on a map and in a list")
TEXT_LETTERS = Limit(10_000, "letters of a reason or comment", "some three printed pages")
REPORT_LETTERS = Limit(2_000, "letters of a report", "a page; who needs more calls or writes")
FIELDS_LETTERS = Limit(
    100_000,
    "letters of what a draft holds beside its line",
    "each stroke sends them, and a hundred steps of undo keep them",
)
UNDO_STEPS = Limit(100, "steps of undo", "browser and draft keep each; the oldest gives way")

# ---- what is saved ----

PROPOSAL_BYTES = Limit(20 * MEGABYTE, "bytes of a proposal's file", "it is parsed in memory")
DOCUMENT_BYTES = Limit(5 * MEGABYTE, "bytes of a saved drawing", "every version is kept for ever")
HISTORY_BYTES = Limit(20 * MEGABYTE, "bytes of undo and redo", "a draft is written each stroke")

# ---- what a file of lines and stops may hold ----

FILE_LINES = Limit(200, "lines of a file", "a person chooses one of them in a list")
FILE_VERTICES = Limit(
    200_000, "vertices of a line in a file", "it is simplified to what a line may have"
)
SHORT_NAME_LETTERS = 100
"""How much of a file's name a sentence repeats; only for show."""

DRAWING = Limits(
    file_bytes=Limit(50 * MEGABYTE, "bytes of a drawing's file", "it is uploaded and kept whole"),
    zip_files=Limit(200, "files in a drawing's zip", "a KMZ with pictures has some dozens"),
    unpacked_bytes=Limit(
        100 * MEGABYTE, "bytes of a drawing's zip, unpacked", "everybody's memory is one"
    ),
    zip_ratio=Limit(
        200,
        "unpacked bytes a packed byte of a drawing's zip",
        "text has 50, a bomb 1,000",
    ),
    table_bytes=Limit(100 * MEGABYTE, "bytes of a table of a drawing's feed", "as all together"),
    rows=Limit(5_000_000, "rows of a table of a drawing's feed", "20 bytes each fill the table"),
    brackets=Limit(1_000_000, "brackets of a drawing's GeoJSON", "each becomes some 100 bytes"),
    commas=Limit(4_000_000, "commas of a drawing's GeoJSON", "what is between becomes 30 bytes"),
    tags=Limit(1_000_000, "tags of a drawing's XML", "each becomes some 100 bytes"),
    attributes=Limit(2_000_000, "attributes of a drawing's XML", "each becomes some 100 bytes"),
)
"""For what anybody brings to the page: a line and its stops."""

LAYER = Limits(
    file_bytes=Limit(4_000 * MEGABYTE, "bytes of a layer's file", "it is read whole"),
    zip_files=Limit(1_000, "files in a layer's zip", "a shapefile has 5, a feed some 20"),
    unpacked_bytes=Limit(
        2_000 * MEGABYTE, "bytes of a layer's zip, unpacked", "a desk has 8 GB of memory"
    ),
    zip_ratio=Limit(
        200, "unpacked bytes a packed byte of a layer's zip", "text has 50, a bomb 1,000"
    ),
    table_bytes=Limit(500 * MEGABYTE, "bytes of a table of a feed", "as text it takes ten times"),
    rows=Limit(20_000_000, "rows of a layer", "each takes some 100 bytes at least"),
    brackets=Limit(50_000_000, "brackets of a layer's GeoJSON", "each becomes some 100 bytes"),
    commas=Limit(200_000_000, "commas of a layer's GeoJSON", "what is between becomes 30 bytes"),
    tags=Limit(20_000_000, "tags of a layer's XML", "each becomes some 100 bytes"),
    attributes=Limit(40_000_000, "attributes of a layer's XML", "each becomes some 100 bytes"),
)
"""For what stands in a province's folder: put there by whoever keeps it."""


def table() -> Mapping[str, Limit]:
    """Return every limit by its name; those of files as `DRAWING.rows`."""
    limits: dict[str, Limit] = {}
    for name, value in globals().items():
        if isinstance(value, Limit):
            limits[name] = value
        elif isinstance(value, Limits):
            limits |= {f"{name}.{part.name}": getattr(value, part.name) for part in fields(value)}
    return limits


def for_browser() -> dict[str, int]:
    """Return the limits that the route editor keeps while somebody draws."""
    return {"vertices": int(VERTICES), "stops": int(STOPS), "steps": int(UNDO_STEPS)}
