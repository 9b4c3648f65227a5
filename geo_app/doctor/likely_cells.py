"""Which cells of a long column may hold something, asked of all of them at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


def cells_like(cells: pd.Series, pattern: str) -> NDArray[np.int64]:
    """
    Return the numbers of the cells in which a pattern stands.

    A column of texts is asked by Arrow, a hundred times as fast as one by one.

    Parameters
    ----------
    cells
        Texts and whatever else a file holds; only texts are looked at.
    pattern
        A regular expression that Python and RE2 read alike.
    """
    if str(cells.dtype) == "str":
        return np.flatnonzero(cells.str.contains(pattern, na=False).to_numpy(dtype=bool))
    search = re.compile(pattern).search
    hits = [number for number, cell in enumerate(cells) if isinstance(cell, str) and search(cell)]
    return np.array(hits, dtype=np.int64)
