"""Text of cells between commas, semicolons or tabs; no cell moves to another column."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from pandas.errors import ParserError

from geo_app.errors import mark
from geo_app.findings import Finding, Severity, Where
from geo_app.readers.decoding import text_of
from geo_app.readers.headings import first_record, headings_of
from geo_app.readers.source import Raw, require_few_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_app.limits import Limits

TOO_MANY_CELLS = mark(
    "'{file}', row {row}: it has more cells than the header has. Correct the row."
)


def read_cells(
    content: bytes,
    *,
    name: str,
    most: Limits,
    encoding: str | None = None,
    skipinitialspace: bool = False,
) -> Raw:
    """
    Read every cell as text, blanks as missing.

    Parameters
    ----------
    content
        The whole text.
    name
        The file's name, for messages.
    most
        How many rows are read.
    encoding
        Of the text; UTF-8 without. A byte order mark decides before it.
    skipinitialspace
        Leave out blanks after a comma.

    Returns
    -------
    raw
        One column a heading, rows numbered from 0, without rows at the end in which
        nothing stands; a warning for each heading that stands there twice, an error for
        each row with more cells than there are headings, of which the first ones stay.

    Raises
    ------
    LayerError
        If there are too many rows.
    pandas.errors.ParserError, pandas.errors.EmptyDataError, UnicodeDecodeError, LookupError
        If the text is no table.
    """
    text = text_of(content, encoding=encoding)
    form = _Form(name, most, text.encoding, skipinitialspace, text.delimiter)
    read = _rows(text.content, form)
    written = first_record(text.content, delimiter=text.delimiter, encoding=text.encoding)
    headings = headings_of(written, name=name)
    frame = read.frame
    if len(headings.names) == len(frame.columns):
        frame = frame.set_axis(headings.names, axis=1)
    return Raw(without_blank_end(frame), (*headings.findings, *read.findings))


def is_blank_row(table: pd.DataFrame) -> np.ndarray:
    """
    Say of each row whether nothing stands in it.

    Parameters
    ----------
    table
        Cells as text, blanks as missing.
    """
    blank = np.zeros(len(table), dtype=bool)
    places = np.arange(len(table) if len(table.columns) else 0)
    for column in range(len(table.columns)):
        cells = table.iloc[places, column].to_numpy(dtype=object, na_value="")
        places = places[[not cell or str(cell).isspace() for cell in cells]]
        if not len(places):
            break
    blank[places] = True
    return blank


def without_blank_end(table: pd.DataFrame) -> pd.DataFrame:
    """
    Leave out what a spreadsheet writes below its last row: rows of nothing but commas.

    Parameters
    ----------
    table
        Cells as text, blanks as missing.

    Returns
    -------
    table
        As given, with the columns of `table`, up to the last row in which something stands; as it
        is if nothing stands in any row.
    """
    filled = np.flatnonzero(~is_blank_row(table))
    return table.iloc[: filled[-1] + 1] if len(filled) else table


def _rows(content: bytes, form: _Form) -> Raw:
    """Read the rows under the headings that pandas makes."""
    name = form.name
    try:
        table = _parsed(content, form)
    except ParserError as error:
        rows = _by_hand(content, form)
        if rows is None:
            raise error
        return rows
    require_few_rows(len(table), form.most, name=name)
    if table.empty or isinstance(table.index, pd.RangeIndex):
        return Raw(table)
    # Rows longer than the header: pandas has taken the first column for row names.
    width = len(table.columns)
    cells = table.reset_index()
    surplus = cells.iloc[:, width:].notna().any(axis=1).to_numpy().nonzero()[0]
    findings = [
        _too_many_cells(name, int(row), list(table.columns), list(cells.iloc[row]))
        for row in surplus
    ]
    return Raw(cells.iloc[:, :width].set_axis(table.columns, axis=1), tuple(findings))


class _Form(NamedTuple):
    """How a text is written, and how much of it is read."""

    name: str
    most: Limits
    encoding: str
    skipinitialspace: bool
    delimiter: str


def _parsed(content: bytes, form: _Form) -> pd.DataFrame:
    return pd.read_csv(
        io.BytesIO(content),
        dtype=str,
        sep=form.delimiter,
        encoding=form.encoding,
        keep_default_na=False,
        na_values=[""],
        skipinitialspace=form.skipinitialspace,
        nrows=form.most.rows + 1,
    )


def _by_hand(content: bytes, form: _Form) -> Raw | None:
    """Read a table of which some rows are too long; None where that is not all."""
    reader = csv.reader(
        io.StringIO(content.decode(form.encoding), newline=""),
        delimiter=form.delimiter,
        skipinitialspace=form.skipinitialspace,
        strict=True,
    )
    try:
        written, *rows = [row for row in reader if row]
    except (csv.Error, ValueError):
        return None
    require_few_rows(len(rows), form.most, name=form.name)
    header = headings_of(written, name=form.name).names
    width = len(header)
    cells = np.full((len(rows), width), None, dtype=object)
    findings = []
    for number, row in enumerate(rows):
        cells[number, : min(len(row), width)] = [cell or None for cell in row[:width]]
        if any(row[width:]):
            findings.append(_too_many_cells(form.name, number, header, row))
    frame = pd.DataFrame(cells, columns=header).astype("str")
    return Raw(frame.where(pd.notna(cells)), tuple(findings)) if findings else None


def _too_many_cells(
    name: str, row: int, header: Sequence[object], cells: Sequence[object]
) -> Finding:
    """Tell of a row with its raw cells, those without a heading by their number."""
    headings = [*map(str, header), *map(str, range(len(header) + 1, len(cells) + 1))]
    written = {
        heading: "" if pd.isna(cell) else str(cell)  # type: ignore[call-overload]
        for heading, cell in zip(headings, cells, strict=False)
    }
    return Finding(
        code="too_many_cells",
        severity=Severity.ERROR,
        message=TOO_MANY_CELLS,
        fields={"file": name, "row": row + 1},
        where=Where(row=row + 1, cells=written),
    )
