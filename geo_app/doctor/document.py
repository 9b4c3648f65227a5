"""An examination as JSON, by the contract of `geo-app check`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geo_app.doctor.examination import Examination
    from geo_app.findings import Finding


def document_of(examined: Examination, *, thai: Callable[[str], str]) -> dict[str, Any]:
    """
    Return what `geo-app check --format json` prints of a file.

    Parameters
    ----------
    examined
        The file.
    thai
        Function from an English sentence to Thai.
    """
    aside, repaired = examined.aside, examined.repaired
    return {
        "file": examined.name,
        "kind": examined.kind,
        "rows_in": examined.rows_in,
        "rows_ok": examined.rows_in - len(aside) - len(repaired),
        "rows_repairable": len(repaired),
        "rows_set_aside": len(aside),
        "crs_found": examined.crs_found,
        "encoding_found": examined.encoding_found,
        "faults": faults_of(examined.findings, thai=thai),
    }


def faults_of(findings: Iterable[Finding], *, thai: Callable[[str], str]) -> list[dict[str, Any]]:
    """
    Return findings as the contract has faults.

    Parameters
    ----------
    findings
        In the order of rows.
    thai
        Function from an English sentence to Thai.
    """
    return [
        {
            "code": note.code,
            "severity": note.severity.value,
            "row": note.where.row,
            "field": note.where.field or str(note.fields.get("field", "")),
            "found": str(note.fields.get("found", "")),
            "advice_th": note.sentence(thai),
            "advice_en": note.sentence(str),
            "repair": note.repair,
        }
        for note in findings
    ]
