"""Letters that look alike or are not seen: blanks, full-width forms, Thai digits."""

from __future__ import annotations

UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
"""Zero-width marks that word processors and web pages leave between letters."""

THAI_ZERO, FULL_WIDTH_FIRST, FULL_WIDTH_LAST = 0x0E50, 0xFF01, 0xFF5E
FULL_WIDTH_SHIFT = 0xFEE0
MINUS_SIGNS = "\u2212\u2010\u2011\u2012\u2013"

NO_VALUES = frozenset({"nan", "NaN", "<NA>", "NaT", "None", "null", "NULL", "n/a", "N/A", "#N/A"})
"""
What programs write where there is nothing, letter by letter: `NONE` may be somebody's id.

Never read so in a name: Nan is a province.
"""

LETTERS = str.maketrans(
    dict.fromkeys(UNSEEN, "")
    | dict.fromkeys(MINUS_SIGNS, "-")
    | {chr(THAI_ZERO + digit): str(digit) for digit in range(10)}
    | {
        chr(code): chr(code - FULL_WIDTH_SHIFT)
        for code in range(FULL_WIDTH_FIRST, FULL_WIDTH_LAST + 1)
    }
)


def plain(text: str) -> str:
    """
    Write a text with plain digits, letters and single blanks; for ids, numbers, codes and days.

    Parameters
    ----------
    text
        As it stands in a cell.
    """
    known = text if text.isascii() else text.translate(LETTERS)
    return " ".join(known.split())


def is_nothing(text: str) -> bool:
    """
    Say whether a plain text stands for an empty cell.

    Parameters
    ----------
    text
        As `plain` writes it.
    """
    return not text or text in NO_VALUES
