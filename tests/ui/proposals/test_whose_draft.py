"""Several people at one desk: a draft opens with its own secret, and lists are each browser's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo_app.store.addresses import DATABASE_VARIABLE, url_of_file
from geo_app.store.opening import open_store
from geo_app.ui.browser_secret import COOKIE, new_secret
from geo_app.ui.proposals import draft_tokens
from tests.fixtures.patience import LIMIT_S
from tests.store.making import AT, draft

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from geo_app.store.proposal_store import ProposalStore
    from tests.ui.conftest import Open, Page

    Desk = Callable[..., Page]

MINE, THEIRS = new_secret(), new_secret()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ProposalStore]:
    with open_store(url_of_file(tmp_path / "people.sqlite")) as opened:
        yield opened


@pytest.fixture
def desk(
    opened: Open,
    world_folder: Path,
    tmp_path: Path,
    cookies: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> Desk:
    """Opens the page Proposals in English, in somebody's browser."""

    def sit_down(browser: str | None = None, **choices: str) -> Page:
        cookies.clear()
        if browser is not None:
            cookies[COOKIE] = browser
        page = opened(world_folder, lang="en", on="2026-11-23", **choices)
        monkeypatch.setenv(DATABASE_VARIABLE, url_of_file(tmp_path / "people.sqlite"))
        return page.go("proposals")

    return sit_down


def draw(page: Page) -> str:
    """Begin a proposal, change a number, and return the draft's token."""
    page.at.button(key="new_proposal").click().run()
    page.at.number_input(key="proposal_form_headway_min").set_value(25.0).run()
    assert page.exceptions() == []
    return page.address()["draft"]


def listed(page: Page) -> set[str]:
    """Return the tokens of the drafts that a page offers to continue."""
    keys = {str(button.key) for button in page.at.button}
    return {key.removeprefix("draft_") for key in keys if key.startswith("draft_")}


def test_a_browser_finds_its_drafts_again_and_another_one_does_not(desk: Desk) -> None:
    token = draw(desk(MINE))
    assert listed(desk(MINE)) == {token}
    assert listed(desk(THEIRS)) == set()
    assert listed(desk()) == set()


def test_a_name_that_is_typed_shows_nobody_s_drafts(desk: Desk) -> None:
    page = desk(MINE)
    page.at.session_state["proposal_author"] = "Malee"
    draw(page)
    other = desk(THEIRS)
    other.at.session_state["proposal_author"] = "Malee"
    other.at.run()
    assert listed(other) == set()
    assert "Continue my draft" not in other.words()


def test_a_draft_is_continued_from_the_list_under_its_address(desk: Desk) -> None:
    token = draw(desk(MINE))
    page = desk(MINE)
    page.at.button(key=f"draft_{token}").click().run()
    assert page.address()["draft"] == token
    assert page.at.number_input(key="proposal_form_headway_min").value == 25


def test_whoever_is_given_the_whole_address_may_go_on(desk: Desk, store: ProposalStore) -> None:
    token = draw(desk(MINE))
    page = desk(THEIRS, draft=token)
    assert page.errors() == []
    page.at.number_input(key="proposal_form_headway_min").set_value(35.0).run()
    assert store.draft(token).document["fields"]["route"]["headway_min"] == 35
    # It is still its maker's to find.
    assert listed(desk(MINE)) == {token}
    assert listed(desk(THEIRS)) == set()


@pytest.mark.parametrize("language", ["en", "th"])
def test_a_token_that_opens_nothing_says_one_sentence_whatever_is_there(
    desk: Desk, opened: Open, store: ProposalStore, world_folder: Path, language: str
) -> None:
    kept = draft(3, token="c" * 64, province_id="elsewhere", updated_at=AT)
    store.put_draft(kept)
    desk(MINE)
    said = []
    # Never there; another province's; one digit beside a draft that is there.
    for token in ("d" * 64, "e" * 32, kept.token, draw(desk(MINE))[:-1] + "x", "f" * 64):
        page = opened(world_folder, lang=language, draft=token).go("proposals")
        said.append(page.errors())
        assert page.exceptions() == []
        assert "draft" not in page.address()
        assert "proposal_edited" not in page.at.session_state
    # A text that is no token at all is no draft's address.
    assert said.pop(3) == []
    assert all(len(errors) == 1 for errors in said)
    assert len({errors[0] for errors in said}) == 1


def test_a_token_that_somebody_planted_never_becomes_a_draft_s(
    desk: Desk, store: ProposalStore
) -> None:
    planted = "d" * 64
    page = desk(MINE, draft=planted)
    token = draw(page)
    assert token != planted
    assert store.draft(planted) is None


def test_a_proposal_that_is_opened_but_not_changed_keeps_its_address_for_its_browser(
    desk: Desk,
) -> None:
    page = desk(MINE)
    page.at.button(key="new_proposal").click().run()
    token = page.address()["draft"]
    again = desk(MINE, draft=token)
    assert (again.errors(), again.address()["draft"]) == ([], token)
    other = desk(THEIRS, draft=token)
    assert len(other.errors()) == 1
    assert "draft" not in other.address()


def test_a_draft_of_before_opens_with_its_address_and_is_then_found_in_its_browser(
    desk: Desk, store: ProposalStore
) -> None:
    token = draw(desk(MINE))
    before = store.draft(token)
    store.drop_draft(token)
    store.put_draft(before)
    assert listed(desk(MINE)) == set()
    page = desk(MINE, draft=token)
    page.at.number_input(key="proposal_form_headway_min").set_value(45.0).run()
    assert listed(desk(MINE)) == {token}


def seen_tokens(count: int) -> None:
    """A page that makes tokens and looks at them."""
    # AppTest runs this function's text, so it imports what it needs.
    import streamlit as st  # noqa: PLC0415

    from geo_app.ui.proposals import draft_tokens  # noqa: PLC0415

    made = [draft_tokens.new_token() for _ in range(count)]
    st.session_state["made"] = made
    st.session_state["mine"] = [draft_tokens.is_made_here(token) for token in made]
    given = st.session_state.get("given", [])
    st.session_state["taken"] = [token for token in given if draft_tokens.is_made_here(token)]


def test_tokens_hold_128_bits_and_are_known_by_their_browser_alone(
    cookies: dict[str, str],
) -> None:
    cookies[COOKIE] = MINE
    page = AppTest.from_function(seen_tokens, default_timeout=LIMIT_S, args=(50,)).run()
    made = page.session_state["made"]
    assert len({token[: draft_tokens.HALF] for token in made}) == 50
    assert all(page.session_state["mine"])
    cookies[COOKIE] = THEIRS
    st.cache_data.clear()
    other = AppTest.from_function(seen_tokens, default_timeout=LIMIT_S, args=(0,))
    other.session_state["given"] = [*made, "", "a" * 32, made[0][:32], made[0][:32] * 2]
    assert other.run().session_state["taken"] == []
