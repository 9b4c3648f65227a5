"""How much one may save, checked before the database sees it."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_app.errors import GeoAppError, StoreError, mark

if TYPE_CHECKING:
    import datetime as dt

    from geo_app.store.values import Document

MOST_DOCUMENT_BYTES = 5_000_000
MOST_HISTORY_BYTES = 20_000_000
MOST_TEXT = 10_000
MOST_NAME = 200
LONGEST_ID = 36
LARGEST_INTEGER = 2**31 - 1
BYTES_PER_MB = 1_000_000
MOST_LON = 180
MOST_LAT = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRule:
    """What a text is called, how many characters it may have, whether it may be blank."""

    label: str
    most: int
    may_be_blank: bool = False


AUTHOR = TextRule(label=mark("The name of who does it"), most=MOST_NAME)
TITLE = TextRule(label=mark("The proposal's name"), most=MOST_NAME, may_be_blank=True)
REASON = TextRule(label=mark("The reason"), most=MOST_TEXT, may_be_blank=True)
COMMENT = TextRule(label=mark("The comment"), most=MOST_TEXT)
PROVINCE = TextRule(label=mark("The province's id"), most=MOST_NAME)
PROPOSAL = TextRule(label=mark("The proposal's id"), most=LONGEST_ID)
TOKEN = TextRule(label=mark("The draft's token"), most=MOST_NAME)
BASELINE = TextRule(label=mark("The digest of the data"), most=MOST_TEXT, may_be_blank=True)


def check_text(text: str, rule: TextRule) -> str:
    """
    Return the text as it is.

    Raises
    ------
    StoreError
        If it is blank and may not be, too long, or holds what is no character.
    """
    label = GeoAppError(rule.label)
    if not rule.may_be_blank and not text.strip():
        raise StoreError(mark("Nothing was saved. {label} is missing: write it."), label=label)
    if len(text) > rule.most:
        raise StoreError(
            mark("Nothing was saved. {label} has {found} characters; shorten it to {most}."),
            label=label,
            found=f"{len(text):,}",
            most=f"{rule.most:,}",
        )
    # PostgreSQL keeps no NUL, and half a pair of UTF-16 is no UTF-8.
    if "\0" in text or not _is_utf8(text):
        raise StoreError(
            mark("Nothing was saved. {label} holds a sign that is no letter: type it anew."),
            label=label,
        )
    return text


def check_moment(at: dt.datetime) -> None:
    """
    Accept a moment that has its time zone.

    Raises
    ------
    ValueError
        If it has none.
    """
    if at.utcoffset() is None:
        raise ValueError(f"{at} has no time zone.")


def check_place(lon: float | None, lat: float | None) -> None:
    """
    Accept a place in degrees, or none.

    Raises
    ------
    ValueError
        If it is half a place or not on the Earth.
    """
    if lon is None and lat is None:
        return
    if lon is None or lat is None or not (abs(lon) <= MOST_LON and abs(lat) <= MOST_LAT):
        raise ValueError(f"({lon}, {lat}) is no place in degrees.")


def document_text(document: Document) -> str:
    """
    Return a proposal's document as the text that is kept.

    Raises
    ------
    StoreError
        If it is larger than 5 MB, or holds what JSON cannot.
    """
    return _json(document, most_bytes=MOST_DOCUMENT_BYTES)


def history_text(history: Document) -> str:
    """Return the steps of undo and redo as the text that is kept; errors as for documents."""
    return _json(history, most_bytes=MOST_HISTORY_BYTES)


def _json(value: Document, *, most_bytes: int) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (ValueError, TypeError, RecursionError) as error:
        raise StoreError(_NO_JSON) from error
    if not _is_utf8(text):
        raise StoreError(_NO_JSON)
    size = len(text.encode())
    if size > most_bytes:
        raise StoreError(
            mark(
                "Nothing was saved. The drawing takes {found} MB, and at most {most} MB are kept. "
                "Draw with fewer points, or split it into several proposals."
            ),
            # Rounded up, so that a little too much never reads as just enough.
            found=f"{math.ceil(size * 100 / BYTES_PER_MB) / 100:.2f}",
            most=most_bytes // BYTES_PER_MB,
        )
    return text


_NO_JSON = mark(
    "Nothing was saved. The drawing holds a value that a file cannot keep, such as a number that "
    "is not finite. Undo the last step and save again."
)


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
