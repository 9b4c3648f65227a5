"""Each of Phuket's routes put on the map by the page, and left as it is: nothing changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo_app.store.addresses import url_of_file

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.conftest import Open, Page

ROUTES = ("dragon", "patong-terminals", "rawai-airport")


@pytest.fixture
def page(opened: Open, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Page:
    """The page Proposals on Phuket, with a new proposal open at its further changes."""
    page = opened(repository / "layers" / "phuket", lang="en", on="2026-11-23")
    monkeypatch.setenv("GEO_APP_DATABASE_URL", url_of_file(tmp_path / "people.sqlite"))
    page = page.go("proposals")
    page.at.button(key="new_proposal").click().run()
    page.at.button_group(key="part").set_value("changes").run()
    return page


def put_on_the_map(page: Page, kind: str, route_id: str) -> None:
    page.at.selectbox(key="proposal_change_kind").set_value(kind).run()
    page.at.selectbox(key="proposal_change_route").set_value(route_id).run()
    page.at.button(key="add_line").click().run()


@pytest.mark.parametrize("route_id", ROUTES)
def test_a_route_put_on_the_map_and_left_changes_nothing(page: Page, route_id: str) -> None:
    put_on_the_map(page, "reroute", route_id)
    fields = page.at.session_state["proposal_edited"].document["fields"]
    assert fields["route"] == {"kind": "reroute", "route_id": route_id}
    # It runs on roads already, as the feed draws it; it is not laid along others.
    assert fields["follows_roads"] is False
    counts = page.counts()
    for name in ("people_gained", "people_lost", "communities_gained", "communities_lost"):
        assert counts[name] == "0", name
    assert page.notes()["cost_day"] == "0 THB more than today"
    assert "is a course of today: nothing of it changes" in page.text()
    assert page.errors() == []


@pytest.mark.parametrize("route_id", ROUTES)
def test_an_extension_put_on_the_map_takes_nothing_from_anybody(page: Page, route_id: str) -> None:
    put_on_the_map(page, "extend", route_id)
    counts = page.counts()
    assert (counts["people_lost"], counts["communities_lost"]) == ("0", "0")
