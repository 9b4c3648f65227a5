"""How much one may save, checked before the database sees it."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_app import limits
from geo_app.crs import MAX_LAT_DEG, MAX_LON_DEG
from geo_app.errors import GeoAppError, StoreError, mark

if TYPE_CHECKING:
    import datetime as dt

    from geo_app.store.values import Document

LONGEST_ID = 36
LARGEST_INTEGER = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRule:
    """What a text is called, how many characters it may have, whether it may be blank."""

    label: str
    most: int
    may_be_blank: bool = False


AUTHOR = TextRule(label=mark("The name of who does it"), most=limits.NAME_LETTERS)
TITLE = TextRule(label=mark("The proposal's name"), most=limits.NAME_LETTERS, may_be_blank=True)
REASON = TextRule(label=mark("The reason"), most=limits.TEXT_LETTERS, may_be_blank=True)
COMMENT = TextRule(label=mark("The comment"), most=limits.TEXT_LETTERS)
REPORT = TextRule(label=mark("The report"), most=limits.REPORT_LETTERS)
CONTACT = TextRule(label=mark("The contact"), most=limits.NAME_LETTERS, may_be_blank=True)
PROVINCE = TextRule(label=mark("The province's id"), most=limits.NAME_LETTERS)
PROPOSAL = TextRule(label=mark("The proposal's id"), most=LONGEST_ID)
TOKEN = TextRule(label=mark("The draft's token"), most=limits.NAME_LETTERS)
BASELINE = TextRule(
    label=mark("The digest of the data"), most=limits.TEXT_LETTERS, may_be_blank=True
)


def check_text(text: str, rule: TextRule) -> str:
    """
    Return the text as it is.

    Parameters
    ----------
    text
        What somebody wrote.
    rule
        How long it may be, whether it may be blank, and what it is called.

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

    Parameters
    ----------
    at
        When something was done.

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

    Parameters
    ----------
    lon, lat
        Degrees on WGS 84, or None for both.

    Raises
    ------
    ValueError
        If it is half a place or not on the Earth.
    """
    if lon is None and lat is None:
        return
    if lon is None or lat is None or not (abs(lon) <= MAX_LON_DEG and abs(lat) <= MAX_LAT_DEG):
        raise ValueError(f"({lon}, {lat}) is no place in degrees.")


def document_text(document: Document) -> str:
    """
    Return a proposal's document as the text that is kept.

    Parameters
    ----------
    document
        JSON values only.

    Raises
    ------
    StoreError
        If it is larger than 5 MB, or holds what JSON cannot.
    """
    return _json(document, most_bytes=limits.DOCUMENT_BYTES)


def history_text(history: Document) -> str:
    """
    Return the steps of undo and redo as the text that is kept; errors as for documents.

    Parameters
    ----------
    history
        JSON values only.
    """
    return _json(history, most_bytes=limits.HISTORY_BYTES)


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
            found=f"{math.ceil(size * 100 / limits.MEGABYTE) / 100:.2f}",
            most=most_bytes // limits.MEGABYTE,
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
