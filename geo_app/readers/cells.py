"""Comma-separated text to cells, none of them moved to another column."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

import pandas as pd

from geo_app.errors import UnreadableFileError, mark

if TYPE_CHECKING:
    from pathlib import Path


def read_cells(
    source: Path | IO[bytes],
    *,
    name: str,
    encoding: str = "utf-8-sig",
    skipinitialspace: bool = False,
) -> pd.DataFrame:
    """
    Read every cell as text, blanks as missing.

    Parameters
    ----------
    source
        A file or its bytes.
    name
        The file's name, for messages.
    encoding
        Of the text.
    skipinitialspace
        Leave out blanks after a comma.

    Returns
    -------
    cells
        One column a heading, rows numbered from 0.

    Raises
    ------
    UnreadableFileError
        If a row has more cells than there are headings.
    """
    table = pd.read_csv(
        source,
        dtype=str,
        encoding=encoding,
        keep_default_na=False,
        na_values=[""],
        skipinitialspace=skipinitialspace,
    )
    if table.empty or isinstance(table.index, pd.RangeIndex):
        return table
    # Rows longer than the header: pandas has taken the first column for row names.
    width = len(table.columns)
    cells = table.reset_index()
    surplus = cells.iloc[:, width:].notna().any(axis=1).to_numpy()
    if surplus.any():
        raise UnreadableFileError(
            mark("'{file}', row {row}: it has more cells than the header has. Correct the row."),
            file=name,
            row=int(surplus.argmax()) + 1,
        )
    return cells.iloc[:, :width].set_axis(table.columns, axis=1)
