"""Formulas of a workbook whose value no program has saved; they would be read as blanks."""

from __future__ import annotations

import io
import zipfile

FORMULA = b"<f"
SHEETS = "xl/worksheets/"


def formulas_without_value(content: bytes) -> list[str]:
    """
    List the cells of the first sheet with a formula and no value.

    Parameters
    ----------
    content
        The workbook.

    Returns
    -------
    cells
        Such as `D2`, row by row. Empty where each formula has its value.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as workbook:
        sheets = [name for name in workbook.namelist() if name.startswith(SHEETS)]
        if not any(FORMULA in workbook.read(name) for name in sheets):
            return []
    # It takes its time to load, so only where a workbook holds a formula.
    import openpyxl  # noqa: PLC0415

    written = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    saved = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    pairs = zip(written.worksheets[0].rows, saved.worksheets[0].rows, strict=False)
    return [
        cell.coordinate
        for row, values in pairs
        for cell, value in zip(row, values, strict=False)
        if cell.data_type == "f" and value.value is None
    ]
