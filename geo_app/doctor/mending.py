"""Cells that can be mended, and cells that no later check would see."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from geo_app.doctor.likely_cells import cells_like
from geo_app.errors import mark
from geo_app.findings import Finding, Severity
from geo_app.quality.faults import cell_text, faults_where, row_finding
from geo_app.spelling.days import iso_day
from geo_app.spelling.texts import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geo_app.schema import Kind

BUDDHIST_YEARS = (2_400, 2_700)
ERA_YEARS = 543
YEAR = re.compile(r"(?<!\d)2[456]\d{2}(?!\d{1,3}\b)")
THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
THAI_DIGIT = re.compile("[๐-๙]")
THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
SARA_AM = re.compile("\u0e4d\u0e32")
IN_SCIENCE = re.compile(r"\d(?:\.\d+)?[eE]\+\d+")
MOST_PEOPLE = 200_000
"""No community has more: the largest sub-district of Thailand has fewer."""

PADDED = mark("“{found}” has blanks or marks that are not seen; they were taken off.")
DIGITS = mark("“{found}” is written in Thai digits; it was written as {mended}.")
COMMAS = mark("“{found}” has commas between thousands; it was written as {mended}.")
ERA = mark("“{found}” is a year of the Buddhist era; it was written as {mended}.")
EXCEL = mark(
    "“{found}” is an id that Excel has made a number of: its digits are lost. Write it anew."
)
ZEROS = mark("“{found}” has lost its zeros in front; it was written as {mended}.")
TWICE = mark("The id “{found}” stands in row {first} already. Give each row an id of its own.")
CASE = mark("The id “{found}” differs from that of row {first} by capital letters alone.")
SAME_ROW = mark("The row says the same as row {first}. It can be left out.")
ENDS_FIRST = mark("It ends on {found}, before it begins on {begins}. Correct one of the two.")
TOO_MANY = mark("{found} people are more than any community has. Correct the number.")
NUMBERED = mark("No column holds ids; the rows were numbered. Give each an id that stays.")


class Step(NamedTuple):
    """
    A way to write cells anew.

    Attributes
    ----------
    pattern
        Stands in every cell that it may change.
    mend
        The pure function of the cell.
    code, repair, advice
        Of the findings.
    """

    pattern: str
    mend: Callable[[str], str]
    code: str
    repair: str
    advice: str


class Mended(NamedTuple):
    """
    Rows with their cells mended, and what was.

    Attributes
    ----------
    rows
        The columns as before.
    findings
        Each with the name of its repair; by row.
    """

    rows: pd.DataFrame
    findings: list[Finding]


def mend_cells(rows: pd.DataFrame, kind: Kind) -> Mended:
    """
    Mend what can only be meant in one way: blanks, digits, commas, eras, ids.

    Parameters
    ----------
    rows
        Columns called as the kind has them.
    kind
        What the layer is to be.
    """
    findings: list[Finding] = []
    texts = [str(column) for column in rows.columns if column != "geometry"]
    numbers = [column for column in kind.numbers if column in rows]
    dates = [column for column in kind.dates if column in rows]
    columns_of = {"trim": texts, "western_digits": [*numbers, *dates],
                  "without_commas": numbers, "to_common_era": dates}  # fmt: skip
    for step in STEPS:
        for column in columns_of[step.repair]:
            rows, notes = _mended(rows, column, step)
            findings += notes
    if kind.id_column in rows:
        rows, notes = _padded_ids(rows, kind.id_column)
        findings += notes
    elif kind.id_column:
        rows = rows.assign(**{kind.id_column: [str(n) for n in range(1, len(rows) + 1)]})
        findings.append(
            Finding(code="no_id_column", severity=Severity.WARNING, message=NUMBERED,
                    fields={"field": kind.id_column}, repair="number_rows")
        )  # fmt: skip
    return Mended(rows, findings)


def _mended(rows: pd.DataFrame, column: str, step: Step) -> tuple[pd.DataFrame, list[Finding]]:
    """Write the cells of a column anew, with a finding for each that becomes another."""
    likely = cells_like(rows[column], step.pattern)
    if not len(likely):
        return rows, []
    cells = rows[column].astype(object).to_numpy().copy()
    findings = []
    for number in likely.tolist():
        cell = cells[number]
        if (after := step.mend(cell)) == cell:
            continue
        cells[number] = after or None
        fields = {"found": cell, "field": column, "mended": after}
        note = row_finding(
            step.code, Severity.INFO, row=number + 1, field=column, value=cell, advice=step.advice
        )
        findings.append(_with(note, step.repair, **fields))
    return (rows.assign(**{column: cells}), findings) if findings else (rows, [])


def _trimmed(text: str) -> str:
    """Take off what is not seen; two signs that look like a sara am become one."""
    return SARA_AM.sub("\u0e33", UNSEEN.sub("", text).replace("\u00a0", " ")).strip()


def _western(text: str) -> str:
    return text.translate(THAI_DIGITS) if THAI_DIGIT.search(text) else text


def _without_commas(text: str) -> str:
    return text.replace(",", "") if THOUSANDS.fullmatch(text) else text


def common_era(text: str) -> str:
    """
    Write a day of the Buddhist era as one of the common era; anything else stays.

    Parameters
    ----------
    text
        A day such as `17/04/2569` or `17 เม.ย. 2569`.
    """
    match = YEAR.search(text)
    if match is None or not BUDDHIST_YEARS[0] <= int(match[0]) < BUDDHIST_YEARS[1]:
        return text
    # The year first: 29 February 2567 is a day, and 2567 no leap year of the common era.
    day = iso_day(text.replace(match[0], f"{int(match[0]) - ERA_YEARS:04d}", 1))
    return text if day is None else day


def _padded_ids(rows: pd.DataFrame, column: str) -> tuple[pd.DataFrame, list[Finding]]:
    """Give ids their zeros back where most have one length and begin with zero."""
    ids = rows[column].map(lambda cell: cell if isinstance(cell, str) and cell.isdigit() else "")
    lengths = ids[ids.str.startswith("0")].str.len()
    if len(lengths) < max(3, len(rows) / 2) or len(set(lengths)) > 1:
        return rows, []
    width = int(lengths.iloc[0])
    return _mended(rows, column, Step(pattern=r"^\d+$", mend=lambda text: text.zfill(width),
                   code="lost_leading_zeros", repair="pad_zeros", advice=ZEROS))  # fmt: skip


STEPS = (
    Step(pattern="^[\\s\u00a0]|[\\s\u00a0]$|\u00a0|\u0e4d\u0e32|[\u2000-\u200f\u2060\u3000\ufeff\u00ad]",
         mend=_trimmed, code="padded_text", repair="trim", advice=PADDED),
    Step(pattern="[๐-๙]", mend=_western, code="thai_digits", repair="western_digits",
         advice=DIGITS),
    Step(pattern=r"\d,\d{3}", mend=_without_commas, code="thousands_separator",
         repair="without_commas", advice=COMMAS),
    Step(pattern=r"2[456]\d\d", mend=common_era, code="buddhist_year", repair="to_common_era",
         advice=ERA),
)  # fmt: skip
"""What can only be meant in one way, in the order in which it is mended."""


def check_cells(rows: pd.DataFrame, kind: Kind) -> list[Finding]:
    """
    Find what stands in the cells and cannot be right.

    Parameters
    ----------
    rows
        As `mend_cells` returns them.
    kind
        What the layer is to be.
    """
    findings = [*_same_rows(rows, kind), *_ids(rows, kind)]
    if {"adopted_on", "valid_until"} <= set(rows.columns):
        findings += _ends_first(rows)
    if "population" in rows and kind.id_column == "community_id":
        people = pd.to_numeric(rows["population"], errors="coerce").astype("float64")
        findings += faults_where("implausible_population", Severity.WARNING, "population",
                                 rows["population"], people > MOST_PEOPLE, TOO_MANY)  # fmt: skip
    return findings


def _same_rows(rows: pd.DataFrame, kind: Kind) -> list[Finding]:
    """Find rows that say what another says, ids and all."""
    if kind.id_column not in rows:
        return []
    # Only rows of one id can be one row.
    twins = rows[rows[kind.id_column].map(cell_text).duplicated(keep=False)]
    if twins.empty:
        return []
    cells = twins.drop(columns="geometry", errors="ignore").map(cell_text)
    if "geometry" in twins:
        shapes = [shape.wkb_hex if shape else "" for shape in twins["geometry"]]
        cells = cells.assign(geometry=shapes)
    keys = pd.Series("", index=rows.index, dtype=object)
    keys[twins.index] = cells.agg("\x1f".join, axis=1)
    return _repeated(keys, "", "duplicate_row", SAME_ROW, repair="drop_duplicate")


def _ids(rows: pd.DataFrame, kind: Kind) -> list[Finding]:
    column = kind.id_column
    if column not in rows:
        return []
    ids = rows[column].map(lambda cell: plain(cell_text(cell)))
    damaged = ids.map(lambda cell: bool(IN_SCIENCE.fullmatch(cell)))
    findings = faults_where("excel_damaged_id", Severity.ERROR, column, ids, damaged, EXCEL)
    findings += _repeated(ids.mask(damaged, ""), column, "duplicate_id", TWICE)
    folded = ids.str.casefold()
    if folded.nunique() == ids.nunique():
        return findings
    clash = folded.duplicated() & ~ids.duplicated() & (ids != "")
    first = folded.map(dict(reversed([*zip(folded, range(1, len(ids) + 1), strict=True)])))
    for number in np.flatnonzero(clash):
        note = row_finding("case_clashing_id", Severity.WARNING, row=int(number) + 1, field=column,
                           value=ids.iloc[number], advice=CASE)  # fmt: skip
        findings.append(_with(note, "", first=int(first.iloc[number])))
    return findings


def _repeated(
    keys: pd.Series, field: str, code: str, advice: str, *, repair: str = ""
) -> list[Finding]:
    first = dict(reversed([*zip(keys, range(1, len(keys) + 1), strict=True)]))
    findings = []
    for number in np.flatnonzero(keys.duplicated() & (keys != "")):
        value = keys.iloc[number] if field else ""
        note = row_finding(
            code, Severity.ERROR, row=int(number) + 1, field=field, value=value, advice=advice
        )
        findings.append(_with(note, repair, first=first[keys.iloc[number]]))
    return findings


def _ends_first(rows: pd.DataFrame) -> Iterable[Finding]:
    begins, ends = (
        [iso_day(cell_text(cell)) or "" for cell in rows[column]]
        for column in ("adopted_on", "valid_until")
    )
    for number, (begin, end) in enumerate(zip(begins, ends, strict=True)):
        if begin and end and end < begin:
            note = row_finding("ends_before_it_begins", Severity.ERROR, row=number + 1,
                               field="valid_until", value=end, advice=ENDS_FIRST)  # fmt: skip
            yield _with(note, "", begins=begin)


def _with(finding: Finding, repair: str, **fields: object) -> Finding:
    whole = {**finding.fields, **fields}
    return Finding(code=finding.code, severity=finding.severity, message=finding.message,
                   fields=whole, where=finding.where, repair=repair)  # fmt: skip
