"""Files as offices have them, opened: their encoding, delimiter and headings found out."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_app.doctor.column_meanings import is_header
from geo_app.errors import UnreadableFileError, mark
from geo_app.findings import Finding, Severity, Where
from geo_app.readers.geojson_files import parse_json, read_geojson
from geo_app.readers.headings import headings_of
from geo_app.readers.layer_files import read_source
from geo_app.readers.source import Raw, Source, require_few_rows
from geo_app.readers.table_files import read_csv, sheet_names

if TYPE_CHECKING:
    from geo_app.limits import Limits

TEXT_TABLES = (".csv", ".tsv", ".txt")
SCRIPTS = (".js",)
LINES_OF_JSON = (".geojsonl", ".geojsons", ".ndjson", ".jsonl")
ASSIGNMENT = re.compile(rb"^\s*(?:(?:var|let|const)\s+)?[\w.$]+\s*=\s*(?=[\[{])")
SINGLE_QUOTED = re.compile(rb"^\s*'[^'\r\n]*',\s*'")
THAI = re.compile("[\u0e01-\u0e5b]")
THAI_RUN = re.compile("[\u0e01-\u0e5b]{3,}")
BEYOND_ASCII = re.compile("[^\x00-\x7f]")
MOSTLY = 0.5
"""Of the letters beyond ASCII at least so many must be Thai, for the text to be Thai."""

GUESSED = mark(
    "The file does not say its encoding. Read as {encoding} its texts are Thai, such as “{found}”."
)
NO_HEADINGS = mark(
    "The file has no row of headings: its first row holds values, such as “{found}”. The columns "
    "are numbered, and known by what stands in them."
)
TOO_MANY = mark(
    "The row has more cells than others, from “{found}” on: a sign in it parts a cell in two. "
    "Correct it."
)
TOO_FEW = mark("The row has fewer cells than others; it ends with “{found}”. Correct it.")
SHEETS = mark("Of the workbook the first sheet was read, “{found}”. It has {count} more: {others}.")
PARTS = {
    ".dbf": mark(
        "The shapefile has no .dbf beside it: names and numbers of its rows are not known."
    ),
    ".shx": mark("The shapefile has no .shx beside it: where its rows begin was worked out."),
}
WRAPPED = mark("The file is a script; the data inside it was taken, from “{found}” on.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """
    A file that has been read.

    Attributes
    ----------
    rows
        As the file has them: texts of a table, or values and `geometry`.
    findings
        What the reader could not read, by row, and what was found out about the file.
    encoding
        Of its texts, as Python calls it; None where the format fixes it.
    """

    rows: pd.DataFrame
    findings: tuple[Finding, ...] = ()
    encoding: str | None = None


def open_file(source: Source, *, most: Limits, encoding: str | None = None) -> Opened:
    """
    Read a file, whatever of its form is not stated.

    Parameters
    ----------
    source
        The file; its ending names the family of formats.
    most
        How much is read.
    encoding
        That somebody has stated, such as `cp874`.

    Raises
    ------
    UnreadableFileError
        If it is damaged, or of a format that is not read.
    LayerError
        If it is larger, or has more rows, than is read.
    """
    if source.suffix in SCRIPTS or source.suffix in LINES_OF_JSON or source.suffix == ".json":
        return _open_json(source, most, encoding)
    if source.suffix in TEXT_TABLES:
        return _open_table(source, most, encoding)
    raw = read_source(source, most=most, encoding=encoding)
    notes = [*_other_sheets(source, most), *_missing_parts(source)]
    return Opened(rows=raw.frame, findings=(*notes, *raw.findings), encoding=encoding)


def _other_sheets(source: Source, most: Limits) -> list[Finding]:
    """Tell of a workbook's other sheets: the first one is read."""
    if source.suffix != ".xlsx" or source.layer is not None:
        return []
    first, *others = sheet_names(source.read(most))
    if not others:
        return []
    return [_told("several_sheets", Severity.WARNING, SHEETS, found=first, count=len(others),
                  others=", ".join(others[:5]))]  # fmt: skip


def _missing_parts(source: Source) -> list[Finding]:
    """Tell which files of a shapefile are not there; GDAL reads it without a word."""
    if source.suffix != ".shp" or source.path is None:
        return []
    beside = {file.suffix.lower() for file in source.path.parent.glob(f"{source.path.stem}.*")}
    return [
        _told("missing_part", Severity.WARNING, message, found=part)
        for part, message in PARTS.items()
        if part not in beside
    ]


def _open_table(source: Source, most: Limits, encoding: str | None) -> Opened:
    content = source.read(most)
    notes: list[Finding] = []
    if encoding is None:
        encoding, guess = encoding_of_text(content)
        notes += guess
    if SINGLE_QUOTED.match(content):
        raw = _single_quoted(content, encoding, source.name, most)
    else:
        table = Source(name=source.name, content=content)
        raw = read_csv(table, most=most, encoding=encoding)
    rows = raw.frame
    findings = raw.findings
    if len(rows.columns) and not is_header(rows):
        first = [str(name) for name in rows.columns]
        rows = _with_header_as_row(rows)
        findings = tuple(_moved_down(finding) for finding in findings)
        shown = next((name for name in first if THAI.search(name)), first[0])
        notes.append(_told("no_headings", Severity.WARNING, NO_HEADINGS, found=shown))
    return Opened(rows=rows, findings=(*notes, *findings), encoding=encoding)


def _told(code: str, severity: Severity, message: str, /, **fields: object) -> Finding:
    return Finding(code=code, severity=severity, message=message, fields=fields)


def encoding_of_text(content: bytes) -> tuple[str, list[Finding]]:
    """
    Find the encoding of a text: its first bytes decide, then whether it is UTF-8, then letters.

    Parameters
    ----------
    content
        The whole text.

    Returns
    -------
    encoding, findings
        As Python calls it, and a finding `encoding_guessed` with a Thai text where neither
        the first bytes nor UTF-8 decided.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", []
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp874", errors="replace")
        # Latin letters with accents stand alone; Thai letters stand together.
        if sum(map(len, THAI_RUN.findall(text))) < MOSTLY * len(BEYOND_ASCII.findall(text)):
            return "latin-1", []
        shown = next(line for line in text.splitlines() if THAI.search(line)).strip()
        guess = _told(
            "encoding_guessed", Severity.WARNING, GUESSED, encoding="cp874", found=shown[:60]
        )
        return "cp874", [guess]
    return "utf-8", []


def _single_quoted(content: bytes, encoding: str, name: str, most: Limits) -> Raw:
    """Read cells between apostrophes, as some programs for databases write them."""
    text = io.StringIO(content.decode(encoding), newline="")
    written = [row for row in csv.reader(text, quotechar="'", skipinitialspace=True) if row]
    require_few_rows(len(written), most, name=name)
    width = max(map(len, written[:50]), key=list(map(len, written[:50])).count)
    rows = [row[:width] + [""] * (width - len(row)) for row in written]
    frame = pd.DataFrame(rows[1:], columns=_apart(rows[0])).astype("str")
    findings = tuple(
        _of_other_width(number, row, width)
        for number, row in enumerate(written[1:], start=1)
        if len(row) != width
    )
    return Raw(frame.mask(frame == ""), findings)


def _of_other_width(number: int, row: list[str], width: int) -> Finding:
    """Tell of a row in which an apostrophe parts a cell in two, or makes one of two."""
    code, message = "too_many_cells", TOO_MANY
    if len(row) < width:
        code, message = "too_few_cells", TOO_FEW
    shown = row[width] if len(row) > width else row[-1]
    return Finding(code=code, severity=Severity.ERROR, message=message,
                   fields={"found": shown[:60]}, where=Where(row=number))  # fmt: skip


def _apart(names: list[str]) -> list[str]:
    """Give each of the values that stand where headings should a name of its own."""
    return [f"{name} ({number})" if names.count(name) > 1 or not name else name
            for number, name in enumerate(names, start=1)]  # fmt: skip


def _with_header_as_row(rows: pd.DataFrame) -> pd.DataFrame:
    """Put what passed for headings back among the rows."""
    names = [f"column_{number}" for number in range(1, len(rows.columns) + 1)]
    headings = [str(name) for name in rows.columns]
    cells = [_as_cell(headings, place) for place in range(len(headings))]
    first = pd.DataFrame([cells], columns=names).astype("str")
    return pd.concat([first, rows.set_axis(names, axis=1)], ignore_index=True)


def _as_cell(headings: list[str], place: int) -> str | None:
    """Return what stood in the first row before it was made a heading that stands there once."""
    heading = headings[place]
    written = heading.removesuffix(f" ({place + 1})")
    is_again = any(other.partition(" (")[0] == written for other in headings if other != heading)
    if not written or heading == f"Unnamed: {place}":
        return None
    return written if is_again else heading


def _moved_down(finding: Finding) -> Finding:
    if not finding.where.row:
        return finding
    return replace(finding, where=replace(finding.where, row=finding.where.row + 1))


def _open_json(source: Source, most: Limits, encoding: str | None) -> Opened:
    content = source.read(most).removeprefix(b"\xef\xbb\xbf")
    notes: list[Finding] = []
    if match := ASSIGNMENT.match(content):
        content = content[match.end() :].rstrip().rstrip(b";")
        notes.append(
            _told(
                "script", Severity.INFO, WRAPPED, found=match[0].decode("utf-8", "replace").strip()
            )
        )
    if source.suffix in LINES_OF_JSON:
        content = _joined_lines(content)
    document = parse_json(content, name=source.name, most=most, encoding=encoding)
    table = _table_in(document)
    if table is not None:
        require_few_rows(len(table), most, name=source.name)
        return Opened(rows=table, findings=tuple(notes), encoding="utf-8")
    inside = Source(name=source.name, content=content)
    try:
        raw = read_geojson(inside, most=most, encoding=encoding)
    except UnreadableFileError as error:
        raise UnreadableFileError(
            mark("'{file}' is no GeoJSON, and holds no table that is known here."), file=source.name
        ) from error
    return Opened(rows=raw.frame, findings=(*notes, *raw.findings), encoding="utf-8")


def _joined_lines(content: bytes) -> bytes:
    """Make a collection of a text with a feature on each line."""
    lines = [line.strip(b"\x1e \t\r") for line in content.splitlines()]
    features = b",".join(line for line in lines if line)
    return b'{"type": "FeatureCollection", "features": [' + features + b"]}"


def _table_in(document: Any) -> pd.DataFrame | None:
    """Return rows that stand in a JSON document beside a list of headings, or as objects."""
    if isinstance(document, list) and document and all(isinstance(row, dict) for row in document):
        return _as_texts(pd.DataFrame(document))
    if not isinstance(document, dict) or "features" in document:
        return None
    lists = [value for value in document.values() if isinstance(value, list) and value]
    names = [value for value in lists if all(isinstance(name, str) for name in value)]
    rows = [value for value in lists if all(isinstance(row, list) for row in value)]
    objects = [value for value in lists if all(isinstance(row, dict) for row in value)]
    if names and rows:
        width = max(map(len, (names[0], *rows[0])))
        heads = headings_of([*names[0], *[""] * (width - len(names[0]))], name="").names
        whole = [[*row, *[None] * (width - len(row))] for row in rows[0]]
        return _as_texts(pd.DataFrame(whole, columns=heads))
    return _as_texts(pd.DataFrame(max(objects, key=len))) if objects else None


def _as_texts(table: pd.DataFrame) -> pd.DataFrame:
    def text(cell: Any) -> str | None:
        if cell is None or cell == "" or (isinstance(cell, float) and cell != cell):  # noqa: PLR0124
            return None
        return cell if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)

    return table.map(text).astype(object)
