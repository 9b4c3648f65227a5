"""What was found in a row, and the count of rows."""

from __future__ import annotations

import pandas as pd

from geo_app.findings import Severity
from geo_app.quality.faults import Report, faults_where, row_finding

FAULT = row_finding(
    "no_number",
    Severity.WARNING,
    row=3,
    field="population",
    value="{many}",
    advice="'{found}' is no number; '{field}' counts as unknown.",
)


def test_a_fault_reads_as_its_advice():
    assert str(FAULT) == "'{many}' is no number; 'population' counts as unknown."


def test_a_fault_is_told_in_another_language():
    assert FAULT.sentence(lambda _: "{field}: {found}") == "population: {many}"


def test_each_row_that_holds_is_told_with_what_stands_there():
    values = pd.Series(["a", None, "c"], index=[9, 9, 9])
    where = pd.Series([False, True, True])
    faults = faults_where("x", Severity.INFO, "name", values, where, "'{found}' in {field}.")
    assert [(fault.where.row, str(fault)) for fault in faults] == [
        (2, "'' in name."),
        (3, "'c' in name."),
    ]


def test_rows_in_are_rows_used_and_rows_set_aside():
    report = Report(rows_in=5, rows_used=3)
    assert report.rows_in == report.rows_used + report.rows_set_aside
