"""How a text is written: its encoding by the first bytes, and what stands between its cells."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
SIGNED_UTF_8 = "utf-8-sig"

DELIMITERS = (",", ";", "\t", "|")
"""What stands between cells; the first wins where two stand equally often in the header."""

STATED_DELIMITER = re.compile(rb'^"?sep=(.)"?\r?\n')
"""The first line that Excel writes, and leaves out in reading."""

HEAD_BYTES = 65_536
QUOTED = re.compile(r'"(?:[^"]|"")*"')


class Text(NamedTuple):
    """A table's text as it is parsed."""

    content: bytes
    encoding: str
    delimiter: str


def text_of(content: bytes, *, encoding: str | None) -> Text:
    """
    Say how a table's text is written.

    Parameters
    ----------
    content
        The whole text. A byte order mark decides, whatever is declared.
    encoding
        That somebody has declared, such as `cp874`; UTF-8 without.

    Returns
    -------
    text
        UTF-16 and UTF-32 written anew as UTF-8; the delimiter that stands most often
        in the header.

    Raises
    ------
    UnicodeDecodeError
        If a text with the mark of UTF-16 is none.
    LookupError
        If the declared encoding is not known.
    """
    if content.startswith(UTF_32):
        content, encoding = content.decode("utf-32").encode(), None
    elif content.startswith(UTF_16):
        content, encoding = content.decode("utf-16").encode(), None
    elif content.startswith(codecs.BOM_UTF8):
        content, encoding = content.removeprefix(codecs.BOM_UTF8), None
    written = encoding or SIGNED_UTF_8
    codecs.lookup(written)
    if stated := STATED_DELIMITER.match(content):
        return Text(content[stated.end() :], written, stated[1].decode("latin-1"))
    return Text(content, written, _delimiter(content, written))


def _delimiter(content: bytes, encoding: str) -> str:
    head = content[:HEAD_BYTES].decode(encoding, errors="replace").lstrip()
    header = QUOTED.sub("", head).partition("\n")[0]
    return max(DELIMITERS, key=header.count)
