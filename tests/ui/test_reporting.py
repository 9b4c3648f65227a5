"""A mistake or a missing village is reported from a card, and lies in the inbox on Data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo_app.store.addresses import DATABASE_VARIABLE, url_of_file
from geo_app.store.database_tables import reports
from geo_app.store.opening import open_store
from geo_app.store.reports import Inbox, ReportState
from tests.fixtures.province_folder import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo_app.store.reports import Report
    from tests.ui.conftest import Open, Page

HOSTILE = "<img src=x onerror=alert(1)> **bold** [link](javascript:x)"


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    url = url_of_file(tmp_path / "people.sqlite")
    monkeypatch.setenv(DATABASE_VARIABLE, url)
    with open_store(url) as store:
        yield Inbox(store.database)


@pytest.fixture
def card(opened: Open, world_folder: Path, inbox: Inbox) -> Page:  # noqa: ARG001 - before the page
    return opened(world_folder, "gaps", lang="en", on=DAY.isoformat(), community="C003")


def fill(page: Page, about: str, text: str, **place: float) -> None:
    page.at.text_area(key=f"report_text_{about}").set_value(text)
    for name, degrees in place.items():
        page.at.number_input(key=f"report_{name}_{about}").set_value(degrees)
    [send] = [button for button in page.at.button if button.label == "Send the report"]
    send.click().run()


def all_reports(inbox: Inbox) -> list[Report]:
    with inbox.database.reading() as connection:
        rows = connection.execute(reports.select()).mappings().all()
    return inbox.reports(rows[0]["province_id"]) if rows else []


def test_a_report_from_a_card_lies_in_the_inbox(
    card: Page, inbox: Inbox, opened: Open, world_folder: Path
) -> None:
    card.at.text_input(key="report_contact_C003").set_value("081 234 5678")
    fill(card, "C003", HOSTILE, lat=7.87, lon=98.37)
    assert not card.exceptions()
    assert "Thank you" in " ".join(success.value for success in card.at.success)
    data = opened(world_folder, "data", lang="en")
    assert not data.exceptions()
    assert "Ban Plai Thang" in data.text()
    assert "7.87000, 98.37000" in data.text()
    assert "<img src=x" not in data.html()
    assert "onerror=alert" in data.text()
    assert "081 234 5678" not in data.html() + data.text()
    [report] = all_reports(inbox)
    assert (report.community_id, report.text, report.contact) == ("C003", HOSTILE, "081 234 5678")
    # Somebody of the desk says what comes of it, with a name.
    accept = f"report_{report.report_id}_accepted"
    data.at.button(key=accept).click().run()
    assert "The name of who does it is missing" in " ".join(error.value for error in data.at.error)
    data.at.text_input(key="proposal_author_field_inbox").set_value("Anan").run()
    data.at.button(key=accept).click().run()
    [report] = all_reports(inbox)
    assert report.state is ReportState.ACCEPTED
    assert "being looked into" in data.text()


def test_a_missing_village_is_reported_from_the_list(
    opened: Open, world_folder: Path, inbox: Inbox
) -> None:
    page = opened(world_folder, "gaps", lang="en", on=DAY.isoformat())
    fill(page, "missing", "Ban Mai, Rawai")
    [report] = all_reports(inbox)
    assert (report.community_id, report.text, report.lon) == (None, "Ban Mai, Rawai", None)


@pytest.mark.parametrize(
    ("text", "place", "sentence"),
    [
        ("", {}, "The report is missing"),
        ("   ", {}, "The report is missing"),
        ("x", {"lat": 7.87}, "only one number"),
        ("x", {"lat": 13.75, "lon": 100.5}, "outside the province"),
        ("x", {"lat": 98.37, "lon": 7.87}, "outside the province"),
    ],
)
def test_a_report_that_cannot_be_kept_gets_a_sentence(
    card: Page, inbox: Inbox, text: str, place: dict[str, float], sentence: str
) -> None:
    fill(card, "C003", text, **place)
    assert not card.exceptions()
    assert sentence in " ".join(error.value for error in card.at.error)
    assert all_reports(inbox) == []


def test_without_reports_the_page_has_no_inbox(
    opened: Open,
    world_folder: Path,
    inbox: Inbox,  # noqa: ARG001 - before the page
) -> None:
    assert "Reports of mistakes" not in opened(world_folder, "data", lang="en").text()
