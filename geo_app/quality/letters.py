"""Thai names that some program has read as Latin letters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo_app.errors import mark
from geo_app.findings import Severity
from geo_app.quality.faults import row_finding
from geo_app.schema import NAME_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from geo_app.findings import Finding

SUSPECT = re.compile("[\u0080-\u00ff]{2}|\u00e0[\u0080-\u2fff]")
"""Letters beyond ASCII that stand together, as they do in no name in Latin letters."""

THAI = re.compile("[\u0e01-\u0e5b]")
OF_ONE_BYTE = re.compile("[\u00a1-\u00da\u00df-\u00fb]{3,}")
ADVICE = mark(
    "'{found}' in '{field}' looks like Thai that was read in another encoding. Declare the file's "
    "encoding in catalogue.toml, or save it again in UTF-8."
)


def is_mistaken(text: str) -> bool:
    """
    Say whether a text is Thai whose bytes were taken for Latin letters.

    Parameters
    ----------
    text
        Such as a name.

    Returns
    -------
    truth
        True for `à¸šà¹‰à¸²à¸™` (UTF-8 read as Latin) and for `ºéÒ¹` (TIS-620).
    """
    if text.isascii() or not SUSPECT.search(text) or THAI.search(text):
        return False
    return _is_utf_8(text) or bool(OF_ONE_BYTE.search(text))


def _is_utf_8(text: str) -> bool:
    written = b"".join(_byte(letter) for letter in text)
    return bool(THAI.search(written.decode("utf-8", errors="ignore")))


def _byte(letter: str) -> bytes:
    """Return the byte that was read as a letter, by the page of Windows or by Latin-1."""
    for encoding in ("cp1252", "latin-1"):
        try:
            return letter.encode(encoding)
        except UnicodeEncodeError:
            continue
    return b""


def mistaken_letters(layer: pd.DataFrame, columns: Iterable[str] = NAME_COLUMNS) -> list[Finding]:
    """
    Find the names that are Thai read as Latin letters.

    Parameters
    ----------
    layer
        Rows as the file has them.
    columns
        Where names stand; those that the layer lacks are passed over.
    """
    return [
        row_finding(
            "mistaken_letters",
            Severity.WARNING,
            row=place + 1,
            field=column,
            value=name,
            advice=ADVICE,
        )
        for column in columns
        if column in layer.columns
        for place, name in enumerate(layer[column])
        if isinstance(name, str) and is_mistaken(name)
    ]
