"""In which encoding the texts of a shapefile stand, where the file does not say it."""

from __future__ import annotations

import re

from geo_app.errors import UnreadableFileError, mark

HEADER_LENGTH_AT, LANGUAGE_AT, HEADER_BYTES = 8, 29, 32
"""Where the header says how long it is, and its code page (0 says nothing)."""

LATIN_1_PAGES = (0x03, 0x57)
"""What programs write that have never asked; GDAL takes either for Latin letters."""

BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")
THAI_BYTES = re.compile(rb"[\xa1-\xda\xdf-\xfb]+")
SHORTEST_THAI_RUN = 2
MOSTLY = 0.9
"""A letter that is cut off at the end of its column spoils the run of the next one."""

THAI_ENCODING = "cp874"


def encoding_of(table: bytes, *, name: str) -> str | None:
    """
    Find the encoding of a `.dbf` without `.cpg` by what stands in it.

    Parameters
    ----------
    table
        The whole `.dbf`.
    name
        The file's name, for messages.

    Returns
    -------
    encoding
        `utf-8`, or `cp874` for Thai letters of one byte; None where the table names a
        code page, or has none but plain letters.

    Raises
    ------
    UnreadableFileError
        If it is neither, so that somebody must say it.
    """
    if len(table) < HEADER_BYTES or table[LANGUAGE_AT] not in (0, *LATIN_1_PAGES):
        return None
    start = int.from_bytes(table[HEADER_LENGTH_AT : HEADER_LENGTH_AT + 2], "little")
    runs = BEYOND_ASCII.findall(table[start:])
    if not runs:
        return None
    if sum(map(_is_utf_8, runs)) >= MOSTLY * len(runs):
        return "utf-8"
    if all(THAI_BYTES.fullmatch(run) for run in runs) and _are_words(runs):
        return THAI_ENCODING
    if table[LANGUAGE_AT] in LATIN_1_PAGES:
        return None
    raise UnreadableFileError(
        mark(
            "'{file}' does not say the encoding of its texts (it has no .cpg). Declare encoding = "
            '"utf-8" or "cp874" in catalogue.toml.'
        ),
        file=name,
    )


def _is_utf_8(run: bytes) -> bool:
    """Say whether bytes are UTF-8; the last letter may be cut off at the end of its column."""
    try:
        run.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > 0 and error.reason == "unexpected end of data"
    return True


def _are_words(runs: list[bytes]) -> bool:
    """Say whether letters stand together as Thai ones do, and not alone as an é does."""
    return sum(map(len, runs)) >= SHORTEST_THAI_RUN * len(runs)
