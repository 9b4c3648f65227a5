"""The headings of a table, as they stand there: none renamed in silence."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, NamedTuple

from geo_app.errors import mark
from geo_app.findings import Finding, Severity, Where
from geo_app.spelling.texts import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

HEADING_TWICE = mark(
    "'{file}' has two columns '{field}' (the {first}. and the {second}.); the second counts as "
    "'{renamed}'. Leave one of them, or rename it."
)


class Headings(NamedTuple):
    """Names of columns, each once; and a warning for each that stands there twice."""

    names: list[str]
    findings: tuple[Finding, ...]


def headings_of(written: Iterable[object], *, name: str) -> Headings:
    """
    Return the headings without blanks around and marks that are not seen.

    Parameters
    ----------
    written
        The cells of the header.
    name
        The file's name, for messages.

    Returns
    -------
    headings
        A heading that stands there again is called `population (2)`, with a finding
        `heading_twice` in row 0; one without a letter `Unnamed: 3`.
    """
    places: dict[str, int] = {}
    names: list[str] = []
    findings = []
    for place, cell in enumerate(written):
        heading = plain("" if cell is None else str(cell))
        if not heading or heading == f"Unnamed: {place}":
            names.append(f"Unnamed: {place}")
        elif heading in places:
            names.append(f"{heading} ({place + 1})")
            findings.append(_twice(name, heading, places[heading], place))
        else:
            places[heading] = place
            names.append(heading)
    return Headings(names, tuple(findings))


def _twice(name: str, heading: str, first: int, second: int) -> Finding:
    return Finding(
        code="heading_twice",
        severity=Severity.WARNING,
        message=HEADING_TWICE,
        fields={
            "file": name,
            "field": heading,
            "first": first + 1,
            "second": second + 1,
            "renamed": f"{heading} ({second + 1})",
        },
        where=Where(field=heading),
    )


def first_record(content: bytes, *, delimiter: str, encoding: str) -> list[str]:
    """
    Return the cells of a text's header.

    Parameters
    ----------
    content
        The whole text.
    delimiter
        What stands between its cells.
    encoding
        Of the text.
    """
    lines = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, errors="replace", newline="")
    records = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    try:
        return next((row for row in records if len(row) > 1 or any(map(str.strip, row))), [])
    except csv.Error:
        return []
