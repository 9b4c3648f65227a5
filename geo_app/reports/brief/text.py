"""Texts of people made fit for print: no control characters, not endless."""

from __future__ import annotations

import re
import unicodedata

ELLIPSIS = "…"
BREAK = "\u200b"
"""Zero-width space: a line may break there."""

UNBROKEN = re.compile(r"[^\s\u0e00-\u0e7f]{15,}")
"""More letters than words have; the words of Thai are found by the typesetter."""

PIECE = re.compile(r".{4}")

CONTROL_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


MARK_CATEGORIES = frozenset({"Mn", "Me", "Mc"})


def printable(text: object, *, most: int) -> str:
    """
    Return a text as it can be printed on one line.

    Parameters
    ----------
    text
        Anything that people wrote.
    most
        How many characters are shown; a longer text ends in an ellipsis.

    Returns
    -------
    shown
        Without control and direction characters and half surrogates, blanks joined.
    """
    kept = (letter if not _is_control(letter) else " " for letter in str(text))
    joined = " ".join("".join(kept).split())
    if len(joined) <= most:
        return joined
    end = most - 1
    # A vowel or tone mark stays with its letter.
    while end > 1 and unicodedata.category(joined[end]) in MARK_CATEGORIES:
        end -= 1
    return joined[:end].rstrip() + ELLIPSIS


def breakable(text: str) -> str:
    """
    Let a line break within endless words too.

    Parameters
    ----------
    text
        In any script.
    """
    return UNBROKEN.sub(lambda endless: PIECE.sub(r"\g<0>" + BREAK, endless.group()), text)


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) in CONTROL_CATEGORIES
