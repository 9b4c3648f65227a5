"""What was found, told in words."""

from __future__ import annotations

from geo_app.quality.faults import Fault, Report, Severity

FAULT = Fault(
    code="no_number",
    severity=Severity.WARNING,
    row=3,
    field="population",
    found="{many}",
    advice="'{found}' is no number; '{field}' counts as unknown.",
)


def test_a_fault_reads_as_its_advice():
    assert str(FAULT) == "'{many}' is no number; 'population' counts as unknown."


def test_a_fault_is_told_in_another_language():
    assert FAULT.sentence(lambda _: "{field}: {found}") == "population: {many}"


def test_rows_in_are_rows_used_and_rows_set_aside():
    report = Report(rows_in=5, rows_used=3)
    assert report.rows_in == report.rows_used + report.rows_set_aside
