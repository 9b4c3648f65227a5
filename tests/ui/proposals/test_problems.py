"""Problems speak of stops and routes by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_app.findings import Finding, Severity
from geo_app.proposals.document.file import document_of
from geo_app.store.addresses import DATABASE_VARIABLE, url_of_file
from geo_app.store.opening import open_store
from geo_app.ui.proposals.answers.problems_part import _in_names
from tests.fixtures.proposals import phuket_proposal
from tests.store.making import AT
from tests.ui.conftest import PHUKET

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.ui.conftest import Open


def test_ids_give_way_to_names_wherever_a_sentence_has_them() -> None:
    problem = Finding(
        code="x",
        severity=Severity.INFO,
        message="No bus of {routes} calls at the stop '{subject}' any more; {stops} stay.",
        fields={"routes": "r1, r2", "subject": "s1", "stops": "s2, s9", "metres": 3.0},
    )
    names = {"r1": "East Line", "r2": "West Line", "s1": "Market", "s2": "Bridge"}
    assert str(_in_names(problem, names)) == (
        "No bus of East Line, West Line calls at the stop 'Market' any more; Bridge, s9 stay."
    )


def test_no_id_stands_in_the_problems_of_a_proposal_on_phuket(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = url_of_file(tmp_path / "people.sqlite")
    monkeypatch.setenv(DATABASE_VARIABLE, url)
    with open_store(url) as store:
        own = store.create(
            "phuket", document_of(phuket_proposal()), author="A", reason="", at=AT, baseline=""
        )
    page = opened(PHUKET, "proposals", lang="en", on="2026-11-23", proposal=own.proposal_id)
    problems = page.html().partition('<div class="ga-problems">')[2].partition("<style")[0]
    assert "calls at the stop" in problems
    for route_or_stop in ("patong-terminals", "soi-thachin", "sakdidet-panwa"):
        assert route_or_stop not in problems
