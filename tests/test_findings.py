"""One finding for layers, proposals and files."""

from __future__ import annotations

import pytest

from geo_app.errors import LayerError
from geo_app.findings import Finding, Severity, Where, errors_of, note


def test_a_finding_reads_as_its_sentence_with_the_nested_one_translated():
    inner = note("inner", "not yet")
    outer = note("outer", "Not put there: {reason}.", reason=inner)
    assert str(outer) == "Not put there: not yet."
    thai = {"not yet": "ยัง", "Not put there: {reason}.": "ไม่ได้วาง: {reason}"}
    assert outer.sentence(thai.__getitem__) == "ไม่ได้วาง: ยัง"


def test_an_error_may_quote_a_finding():
    error = LayerError("Row {row}: {advice}", row=3, advice=note("a", "no {thing}", thing="id"))
    assert str(error) == "Row 3: no id"
    words = {"Row {row}: {advice}": "แถว {row}: {advice}", "no {thing}": "ไม่มี {thing}"}
    assert error.sentence(words.__getitem__) == "แถว 3: ไม่มี id"


def test_what_a_finding_is_about_is_empty_until_it_is_known():
    assert note("a", "b").where == Where(row=0, field="", subject="", position=None, cells=None)


def test_only_errors_block_and_they_keep_their_order():
    findings = [
        Finding(code=code, severity=severity, message="x")
        for code, severity in [
            ("first", Severity.ERROR),
            ("told", Severity.INFO),
            ("shown", Severity.WARNING),
            ("second", Severity.ERROR),
        ]
    ]
    assert [finding.code for finding in errors_of(findings)] == ["first", "second"]


def test_a_finding_cannot_be_changed():
    with pytest.raises(AttributeError):
        note("a", "b").code = "c"  # type: ignore[misc]
