"""What in a file is about single persons, so that somebody is asked before it is kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo_app.doctor.likely_cells import cells_like
from geo_app.errors import mark
from geo_app.findings import Finding, Severity, Where

if TYPE_CHECKING:
    import pandas as pd

NATIONAL_ID = re.compile(r"(?<![\d.])(\d)[ -]?(\d{4})[ -]?(\d{5})[ -]?(\d{2})[ -]?(\d)(?!\d)")
MOBILE = re.compile(r"(?<![\d.])0[689]\d[ -]?\d{3}[ -]?\d{4}(?!\d)")
TITLED = re.compile(
    r"(?:นาย|นาง|นางสาว|น\.ส\.|ด\.ช\.|ด\.ญ\.) ?"
    "[\u0e01-\u0e2e\u0e40-\u0e44][^ ]+ [\u0e01-\u0e2e]"
)
LIKELY = "[0-9](?:[ -]?[0-9]){8}|นาย|นาง|น\\.ส\\.|ด\\.[ชญ]\\."
"""Stands in every cell that one of the above may mean."""

DIGITS, CHECK = 13, 11

NAMED = 0.2
"""Places are called after persons too: of so many cells more the column is about them."""

NATIONAL = mark("The column “{field}” holds national ids of persons in {count} rows. Leave it out.")
PHONES = mark("The column “{field}” holds telephone numbers in {count} rows. Leave it out.")
NAMES = mark("The column “{field}” holds names of persons in {count} rows. Leave it out.")


def personal_columns(rows: pd.DataFrame) -> list[Finding]:
    """
    Find columns with national ids, telephone numbers or names of persons.

    Parameters
    ----------
    rows
        As the file has them.
    """
    findings = []
    for column in rows.columns:
        if column == "geometry":
            continue
        likely = cells_like(rows[column], LIKELY)
        if not len(likely):
            continue
        texts = rows[column].iloc[likely].tolist()
        for code, message, is_one in (
            ("national_ids", NATIONAL, has_national_id),
            ("telephone_numbers", PHONES, lambda text: bool(MOBILE.search(text))),
            ("names_of_persons", NAMES, lambda text: bool(TITLED.search(text))),
        ):
            count = sum(map(is_one, texts))
            if count > (0 if code != "names_of_persons" else NAMED * rows[column].notna().sum()):
                findings.append(
                    Finding(code=code, severity=Severity.WARNING, message=message,
                            fields={"field": str(column), "count": count},
                            where=Where(field=str(column)), repair="drop_column")
                )  # fmt: skip
    return findings


def has_national_id(text: str) -> bool:
    """
    Say whether a text holds thirteen digits whose last one is the check digit of the others.

    Parameters
    ----------
    text
        A cell.
    """
    for match in NATIONAL_ID.finditer(text):
        digits = [int(digit) for digit in "".join(match.groups())]
        weighed = sum(
            digit * weight for digit, weight in zip(digits[:-1], range(DIGITS, 1, -1), strict=True)
        )
        if (CHECK - weighed % CHECK) % 10 == digits[-1]:
            return True
    return False
