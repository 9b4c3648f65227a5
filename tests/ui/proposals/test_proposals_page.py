"""The page Proposals without a browser: its list, the open proposal, its forms, its ways on."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from geo_app.proposals.document.file import document_of
from geo_app.proposals.running.operating import Rates
from geo_app.province import open_province
from geo_app.store.addresses import url_of_file
from geo_app.store.opening import open_store
from geo_app.store.values import ProposalState
from geo_app.ui.shared.state import PROPOSAL_PARTS
from tests.fixtures.proposals import world_proposal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from geo_app.store.proposal_store import ProposalStore
    from tests.ui.conftest import Open, Page

    Desk = Callable[..., Page]

AT = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
DAY = "2026-11-23"
HOSTILE = "<script>alert(1)</script> **bold** :material/close: [a](http://b)"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "people.sqlite"


@pytest.fixture
def store(database: Path) -> Iterator[ProposalStore]:
    with open_store(url_of_file(database)) as opened:
        yield opened


@pytest.fixture
def saved_id(store: ProposalStore, world_folder: Path) -> str:
    """The world's proposal, saved once."""
    return keep(store, world_folder, document_of(world_proposal()))


@pytest.fixture
def desk(opened: Open, world_folder: Path, database: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Opens the page in English, in a session of its own."""

    def sit_down(name: str = "proposals", **choices: str) -> Page:
        # The page itself decides where it writes, as on somebody's computer.
        page = opened(world_folder, **{"lang": "en", "on": DAY, **choices})
        monkeypatch.setenv("GEO_APP_DATABASE_URL", url_of_file(database))
        return page.go(name)

    return sit_down


def keep(store: ProposalStore, folder: Path, document: dict[str, Any], **more: Any) -> str:
    own = {"author": "สมชาย", "reason": "first", "at": AT, "baseline": ""} | more
    return store.create(province_of(folder), document, **own).proposal_id


def province_of(folder: Path) -> str:
    return open_province(folder).spec.province_id


def set_number(page: Page, name: str, value: float | None) -> None:
    page.at.number_input(key=f"proposal_form_{name}").set_value(value).run()


def write_name(page: Page, name: str = "ปราณี", place: str = "save") -> None:
    page.at.text_input(key=f"proposal_author_field_{place}").set_value(name).run()


def doc_of(page: Page) -> dict[str, Any]:
    return page.at.session_state["proposal_edited"].document


def put_doc(page: Page, doc: dict[str, Any]) -> None:
    """Let the session hold a document, as if the browser had sent it."""
    edited = page.at.session_state["proposal_edited"]
    page.at.session_state["proposal_edited"] = replace(edited, document=doc)


def test_list_is_empty_at_first(desk: Desk) -> None:
    page = desk()
    assert page.exceptions() == []
    assert "No proposal has been saved yet." in page.text()


def test_new_proposal_stands_in_the_address_and_says_how_to_begin(desk: Desk) -> None:
    page = desk()
    page.at.button(key="new_proposal").click().run()
    assert page.address()["draft"] == doc_of(page)["token"]
    assert "Press “Draw the line”" in page.html()
    # Nothing can be wrong yet.
    assert page.counts() == {}
    assert '<div class="ga-problems">' not in page.html()


def test_saved_proposal_opens_with_the_numbers_that_stand_on_paper(
    desk: Desk, saved_id: str
) -> None:
    page = desk(proposal=saved_id)
    assert page.errors() == []
    counts = page.counts()
    assert counts["people_gained"] == "250"
    assert counts["people_lost"] == "1,000"
    assert counts["communities_gained"] == "2"
    assert counts["communities_lost"] == "1"
    assert counts["length"] == "3.2 km"
    assert counts["vehicles"] == "2"
    assert counts["cost_day"] == "12,480 THB"
    assert counts["cost_year"] == "4,555,288 THB"
    assert counts["hazards"] == "100 m"
    assert counts["mangroves"] == "1"
    assert "placeholder rates" in page.html()
    assert "estimated" in page.html()


def test_page_in_thai_asks_for_a_name_and_counts_in_baht(desk: Desk, saved_id: str) -> None:
    page = desk(lang="th", proposal=saved_id)
    assert page.counts()["cost_day"] == "12,480 บาท"
    assert "THB" not in page.html() + page.text()
    labels = [field.label for field in page.at.text_input]
    assert "ชื่อของท่าน" in labels
    assert "Your name" not in labels


def test_form_changes_the_numbers_and_is_kept_as_a_draft(
    desk: Desk, store: ProposalStore, saved_id: str
) -> None:
    page = desk(proposal=saved_id)
    assert "by the last step" not in page.text()
    set_number(page, "headway_min", 30.0)
    assert page.counts()["vehicles"] == "1"
    # Twice as seldom: one vehicle of two, and half of the kilometres.
    assert "-1 by the last step" in page.text()
    assert "changes kept as a draft" in page.text()
    draft = store.draft(page.address()["draft"])
    assert draft is not None
    assert draft.proposal_id == saved_id
    assert draft.document["fields"]["route"]["headway_min"] == 30
    assert len(draft.history["undo"]) == 1
    assert store.proposal(saved_id).version == 1


def choose_vehicle(page: Page, vehicle: str) -> None:
    page.at.selectbox(key="proposal_form_vehicle").set_value(vehicle).run()


def test_a_vehicle_brings_its_boarding_its_seats_and_its_rates(desk: Desk, saved_id: str) -> None:
    page = desk(proposal=saved_id)
    before = page.counts()
    assert "placeholder rates" in page.text()
    choose_vehicle(page, "bus")
    route = doc_of(page)["fields"]["route"]
    assert (route["vehicle"], route["stop_policy"]) == ("bus", "stops")
    assert "rates of Bus" in page.text()
    assert "Bangkok Mass Transit Authority" in page.text()
    assert page.counts()["cost_day"] != before["cost_day"]
    choose_vehicle(page, "minibus")
    headway = doc_of(page)["fields"]["route"]["headway_min"]
    assert f"20 seats, {20 * 60 / headway:,.0f} an hour each way" in page.text()
    # Nobody has stated what a minibus costs.
    assert "Nobody has stated rates for this vehicle" in page.text()
    assert page.counts()["cost_day"] == before["cost_day"]
    choose_vehicle(page, "songthaew")
    assert doc_of(page)["fields"]["route"]["stop_policy"] == "hail_and_ride"
    choose_vehicle(page, "")
    assert "vehicle" not in doc_of(page)["fields"]["route"]


def test_rates_that_somebody_has_typed_outlive_a_vehicle_without_any(
    desk: Desk, saved_id: str
) -> None:
    page = desk(proposal=saved_id)
    page.at.session_state["rates"] = Rates(vehicle_km_thb=7.5)
    choose_vehicle(page, "minibus")
    assert page.at.session_state["rates"].vehicle_km_thb == 7.5
    choose_vehicle(page, "bus")
    assert page.at.session_state["rates"].vehicle_km_thb == 36.28
    # Nobody has stated rates of a minibus: those of a bus are not its.
    choose_vehicle(page, "minibus")
    assert page.at.session_state["rates"] == Rates()


def test_a_broken_list_of_vehicles_is_told_and_the_usual_ones_stay(
    opened: Open, world_folder: Path, tmp_path: Path, database: Path, monkeypatch
) -> None:
    folder = shutil.copytree(world_folder, tmp_path / "broken")
    (folder / "vehicles.toml").write_text("[van\n", encoding="utf-8")
    page = opened(folder, lang="en", on=DAY)
    monkeypatch.setenv("GEO_APP_DATABASE_URL", url_of_file(database))
    page.go("proposals").at.button(key="new_proposal").click().run()
    assert any("vehicles.toml cannot be read" in error for error in page.errors())
    choices = page.at.selectbox(key="proposal_form_vehicle").options
    assert choices == ["Not chosen", "Songthaew", "Van", "Minibus", "Bus"]


def test_whoever_loads_the_page_again_finds_everything(desk: Desk, saved_id: str) -> None:
    page = desk(proposal=saved_id)
    set_number(page, "headway_min", 30.0)
    again = desk(**page.address())
    assert doc_of(again) == doc_of(page)
    assert again.counts() == page.counts()
    assert again.at.number_input(key="proposal_form_headway_min").value == 30
    assert len(again.at.session_state["proposal_edited"].history["undo"]) == 1


def test_forms_show_what_undo_brought_back(desk: Desk, saved_id: str) -> None:
    page = desk(proposal=saved_id)
    set_number(page, "headway_min", 30.0)
    before = doc_of(page)
    route = before["fields"]["route"] | {"headway_min": 15}
    fields = before["fields"] | {"route": route}
    # As the browser sends the state that its undo went back to.
    put_doc(page, before | {"rev": before["rev"] + 1, "fields": fields})
    page.at.run()
    assert page.at.number_input(key="proposal_form_headway_min").value == 15
    assert page.counts()["vehicles"] == "2"


@pytest.mark.parametrize(
    ("headway", "sentence"),
    [
        (0.0, "a headway of 0 min is none"),
        (-5.0, "a headway of -5 min is none"),
        (2000.0, "longer than a day"),
        (None, "has no headway"),
    ],
)
def test_wrong_headway_gets_a_sentence_and_the_drawing_stays(
    desk: Desk, saved_id: str, headway: float | None, sentence: str
) -> None:
    page = desk(proposal=saved_id)
    line = doc_of(page)["line"]
    set_number(page, "headway_min", headway)
    assert sentence in page.text()
    assert page.counts()["people_gained"] == "–"
    assert doc_of(page)["line"] == line


@pytest.mark.parametrize(
    ("clock", "sentence"),
    [
        ("dawn", "'dawn' in 'first_departure' is no time such as 06:00 or 25:30"),
        ("23:00", "the last departure 20:00 is before the first 23:00"),
    ],
)
def test_time_that_cannot_be_gets_a_sentence(
    desk: Desk, saved_id: str, clock: str, sentence: str
) -> None:
    page = desk(proposal=saved_id)
    page.at.text_input(key="proposal_form_first_departure").set_value(clock).run()
    assert page.exceptions() == []
    assert sentence in page.text()
    assert page.at.text_input(key="proposal_form_first_departure").value == clock


def test_saving_asks_who(desk: Desk, store: ProposalStore, saved_id: str) -> None:
    page = desk(proposal=saved_id)
    page.at.button(key="save_version").click().run()
    assert any("name of who does it is missing" in error for error in page.errors())
    write_name(page)
    page.at.text_area(key="proposal_reason").set_value("รอบใหม่").run()
    page.at.button(key="save_version").click().run()
    assert page.errors() == []
    version = store.open(saved_id)
    assert (version.number, version.author, version.reason) == (2, "ปราณี", "รอบใหม่")
    assert "changes kept as a draft" not in page.text()


def test_saved_again_it_is_the_same_proposal(
    desk: Desk, store: ProposalStore, saved_id: str
) -> None:
    page = desk(proposal=saved_id)
    write_name(page)
    page.at.button(key="save_version").click().run()
    first, second = (store.open(saved_id, number).document for number in (1, 2))
    assert second["features"] == first["features"]
    assert second["baseline"]


def test_new_proposal_is_saved_under_an_id_of_its_own(
    desk: Desk, store: ProposalStore, world_folder: Path
) -> None:
    page = desk()
    page.at.button(key="new_proposal").click().run()
    page.at.text_input(key="proposal_form_head_th").set_value("ข้อเสนอ").run()
    write_name(page)
    page.at.button(key="save_version").click().run()
    (row,) = store.proposals(province_of(world_folder))
    assert row.title_th == "ข้อเสนอ"
    assert page.address()["proposal"] == row.proposal_id


def test_second_to_save_is_told_and_shown_both(
    desk: Desk, store: ProposalStore, saved_id: str, world_folder: Path
) -> None:
    mine, theirs = desk(proposal=saved_id), desk(proposal=saved_id)
    set_number(theirs, "headway_min", 30.0)
    write_name(theirs, "เขา")
    theirs.at.button(key="save_version").click().run()
    set_number(mine, "headway_min", 60.0)
    write_name(mine, "ฉัน")
    mine.at.button(key="save_version").click().run()
    assert any("เขา saved version 2" in error for error in mine.errors())
    table = mine.tables()[0]
    assert [column.split(":")[0] for column in table.columns] == ["Theirs", "Mine"]
    assert list(table.loc["Vehicles"]) == ["1", "1"]
    assert store.proposal(saved_id).version == 2
    mine.at.button(key="conflict_new").click().run()
    rows = store.proposals(province_of(world_folder))
    assert len(rows) == 2
    other = store.open(mine.address()["proposal"]).document
    assert other["features"][0]["properties"]["headway_min"] == 60
    assert store.open(saved_id).document["features"][0]["properties"]["headway_min"] == 30


def test_theirs_can_be_opened_and_my_draft_stays(
    desk: Desk, store: ProposalStore, saved_id: str
) -> None:
    mine = desk(proposal=saved_id)
    set_number(mine, "headway_min", 60.0)
    token = mine.address()["draft"]
    version = store.open(saved_id)
    store.save(
        saved_id,
        version.document,
        expected_version=1,
        author="เขา",
        reason="",
        at=AT,
        baseline="",
    )
    write_name(mine)
    mine.at.button(key="save_version").click().run()
    mine.at.button(key="conflict_theirs").click().run()
    assert mine.at.number_input(key="proposal_form_headway_min").value == 15
    assert mine.address()["draft"] != token
    draft = store.draft(token)
    assert draft is not None
    assert draft.document["fields"]["route"]["headway_min"] == 60


@pytest.mark.parametrize("decision", [ProposalState.APPROVED, ProposalState.REJECTED])
def test_decided_proposal_can_only_be_read(
    desk: Desk, store: ProposalStore, saved_id: str, decision: ProposalState
) -> None:
    for after in (ProposalState.SHARED, ProposalState.UNDER_REVIEW, decision):
        store.move(saved_id, after, author="ก", reason="เพราะ", at=AT)
    page = desk(proposal=saved_id)
    assert "it can be read, commented on and copied, not changed" in page.text()
    assert not [button for button in page.at.button if button.key == "save_version"]


def test_proposal_moves_on_with_who_and_why(
    desk: Desk, store: ProposalStore, saved_id: str
) -> None:
    page = desk(proposal=saved_id, part="hand_over")
    write_name(page, place="move")
    page.at.button(key="move_proposal").click().run()
    assert store.proposal(saved_id).state is ProposalState.SHARED
    assert [event.author for event in store.events(saved_id)][-1] == "ปราณี"
    page.at.button(key="move_proposal").click().run()
    page.at.button_group(key="proposal_next_state_under_review").set_value(
        ProposalState.APPROVED
    ).run()
    page.at.button(key="move_proposal").click().run()
    assert any("the reason is empty" in error for error in page.errors())
    assert store.proposal(saved_id).state is ProposalState.UNDER_REVIEW


def test_changed_baseline_is_told_and_taken_over_by_saving(
    desk: Desk, store: ProposalStore, world_folder: Path
) -> None:
    document = document_of(world_proposal()) | {"baseline": {"hazards": "of another day"}}
    page = desk(proposal=keep(store, world_folder, document))
    assert "these layers have changed" in page.text()
    page.at.button(key="take_over_data").click().run()
    assert "these layers have changed" not in page.text()
    write_name(page)
    page.at.button(key="save_version").click().run()
    again = desk(proposal=page.address()["proposal"])
    assert "these layers have changed" not in again.text()


def test_comment_is_written_shown_letter_by_letter_and_settled(
    desk: Desk, store: ProposalStore, saved_id: str
) -> None:
    page = desk(proposal=saved_id, part="comments")
    write_name(page, HOSTILE, place="comment")
    page.at.text_area(key="proposal_comment").set_value(HOSTILE).run()
    page.at.button(key="comment_whole").click().run()
    (comment,) = store.comments(saved_id)
    assert comment.text == HOSTILE
    assert "<script>" not in page.html()
    assert HOSTILE in page.text()
    page.at.button(key=f"resolve_{comment.comment_id}").click().run()
    assert store.comments(saved_id)[0].resolved_by == HOSTILE


def test_pin_of_the_map_becomes_a_comment_at_its_place(
    desk: Desk, store: ProposalStore, saved_id: str
) -> None:
    page = desk(proposal=saved_id, part="comments")
    page.at.session_state["proposal_pin"] = {"lon": 98.3, "lat": 7.9, "n": 1}
    write_name(page, place="comment")
    page.at.text_area(key="proposal_comment").set_value("ตรงนี้").run()
    page.at.button(key="comment_place").click().run()
    (comment,) = store.comments(saved_id)
    assert (comment.lon, comment.lat) == (98.3, 7.9)


def test_old_version_comes_back_as_a_draft_on_the_newest(
    desk: Desk, store: ProposalStore, saved_id: str
) -> None:
    page = desk(proposal=saved_id)
    set_number(page, "headway_min", 30.0)
    write_name(page)
    page.at.button(key="save_version").click().run()
    page.at.button_group(key="part").set_value("history").run()
    page.at.button(key="restore_version").click().run()
    assert doc_of(page)["fields"]["route"]["headway_min"] == 15
    assert store.proposal(saved_id).version == 2
    page.at.button(key="save_version").click().run()
    assert page.errors() == []
    assert store.proposal(saved_id).version == 3


def test_other_changes_are_listed_added_and_removed(desk: Desk, saved_id: str) -> None:
    page = desk(proposal=saved_id, part="changes")
    others = doc_of(page)["fields"]["others"]
    assert [group[0]["properties"]["kind"] for group in others] == ["move_stop"]
    page.at.selectbox(key="proposal_change_kind").set_value("remove_route").run()
    page.at.button(key="add_change").click().run()
    kinds = [group[0]["properties"]["kind"] for group in doc_of(page)["fields"]["others"]]
    assert kinds == ["move_stop", "remove_route"]
    assert page.errors() == []
    page.at.button(key="remove_0").click().run()
    kinds = [group[0]["properties"]["kind"] for group in doc_of(page)["fields"]["others"]]
    assert kinds == ["remove_route"]


def test_route_that_exists_is_put_on_the_map(desk: Desk, saved_id: str) -> None:
    page = desk(proposal=saved_id, part="changes")
    page.at.selectbox(key="proposal_change_kind").set_value("extend").run()
    page.at.button(key="add_line").click().run()
    assert page.exceptions() == []
    doc = doc_of(page)
    assert doc["fields"]["route"]["kind"] == "extend"
    assert len(doc["line"]) == 2
    assert len(doc["fields"]["others"]) == 2
    assert page.counts()["people_gained"] == "250"


def test_every_part_of_an_open_proposal_runs(desk: Desk, saved_id: str) -> None:
    page = desk(proposal=saved_id)
    for part in PROPOSAL_PARTS:
        page.at.button_group(key="part").set_value(part).run()
        assert page.exceptions() == [], part
        assert page.errors() == [], part


def test_stops_are_placed_evenly_and_named(desk: Desk, saved_id: str) -> None:
    page = desk(proposal=saved_id, part="stops")
    page.at.number_input(key="proposal_spacing_m").set_value(1000).run()
    page.at.button(key="place_stops").click().run()
    # 3,180 m at the even spacing nearest to 1,000 m: 0, 1060, 2120, 3180.
    assert len(doc_of(page)["stops"]) == 4
    assert page.counts()["length"] == "3.2 km"
    assert "4 stops, 4 of them new" in page.notes()["length"]


def test_rates_move_the_cost_and_stand_in_the_address(desk: Desk, saved_id: str) -> None:
    page = desk(proposal=saved_id, part="rates")
    set_number(page, "vehicle_km_thb", 0.0)
    # 28.5 h x 180 + 2 x 1500.
    assert page.counts()["cost_day"] == "8,130 THB"
    assert "own rates" in page.html()
    again = desk(**page.address())
    assert again.counts()["cost_day"] == "8,130 THB"


def test_draft_that_cannot_be_written_says_so_and_stays(
    desk: Desk, saved_id: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = desk(proposal=saved_id)
    folder = tmp_path / "a folder"
    folder.mkdir()
    monkeypatch.setenv("GEO_APP_DATABASE_URL", url_of_file(folder))
    set_number(page, "headway_min", 30.0)
    assert page.exceptions() == []
    assert any("database cannot be opened" in error for error in page.errors())
    assert doc_of(page)["fields"]["route"]["headway_min"] == 30
    assert page.counts()["vehicles"] == "1"


def test_unknown_proposal_in_the_address_gets_a_sentence(desk: Desk) -> None:
    page = desk(proposal="nobody")
    assert page.exceptions() == []
    assert len(page.errors()) == 1
    assert "nobody" in page.errors()[0]


def test_proposal_of_another_province_is_not_opened_here(desk: Desk, store: ProposalStore) -> None:
    own = {"author": "ก", "reason": "", "at": AT, "baseline": ""}
    elsewhere = store.create("elsewhere", document_of(world_proposal()), **own)
    page = desk(proposal=elsewhere.proposal_id)
    assert page.errors() == [
        "This proposal is of another province (elsewhere). Open it with that province's layers."
    ]


def test_draft_of_another_province_is_left_alone(
    desk: Desk, store: ProposalStore, saved_id: str
) -> None:
    page = desk(proposal=saved_id)
    set_number(page, "headway_min", 30.0)
    draft = store.draft(page.address()["draft"])
    assert draft is not None
    theirs = replace(draft, token="f" * 32, province_id="elsewhere", proposal_id=None)
    store.put_draft(theirs)
    page = desk(draft=theirs.token)
    assert page.exceptions() == []
    assert "draft" not in page.address()
    assert len(page.errors()) == 1
    assert store.draft(theirs.token) == theirs


def test_names_are_shown_letter_by_letter(
    desk: Desk, store: ProposalStore, world_folder: Path
) -> None:
    document = document_of(world_proposal()) | {"name_en": HOSTILE, "name_th": HOSTILE}
    for feature in document["features"]:
        feature["properties"] |= {"name_th": HOSTILE, "name_en": HOSTILE}
    page = desk(proposal=keep(store, world_folder, document, author=HOSTILE))
    for part in PROPOSAL_PARTS:
        page.at.button_group(key="part").set_value(part).run()
        assert page.exceptions() == []
        assert "<script>" not in page.html(), part
        shown = [e.proto.body for kind in ("markdown", "caption") for e in page.at.get(kind)]
        assert not any("**bold**" in text or "](http" in text for text in shown), part


def test_comparison_sets_proposals_side_by_side(
    desk: Desk, store: ProposalStore, saved_id: str, world_folder: Path
) -> None:
    document = document_of(world_proposal()) | {"name_en": HOSTILE}
    document["features"][0]["properties"]["headway_min"] = 30
    other_id = keep(store, world_folder, document)
    page = desk("compare", compare=f"{saved_id}~{other_id}~nobody")
    assert page.exceptions() == []
    measures = page.tables()[0].set_index("Measure")
    assert list(measures.loc["Vehicles in service"]) == ["2", "1"]
    assert list(measures.loc["People who gain access"]) == ["250", "250"]
    assert [column[0] for column in measures.columns] == ["A", "B"]
    assert "<script>" not in page.html()
    assert page.address()["compare"] == f"{saved_id}~{other_id}~nobody"


def test_comparison_of_one_says_that_two_are_needed(desk: Desk, saved_id: str) -> None:
    page = desk("compare", compare=saved_id)
    assert "at least two proposals" in page.text()


def test_proposal_can_be_drawn_where_a_province_has_nothing_but_buses(
    opened: Open, tiny_folder: Path
) -> None:
    page = opened(tiny_folder, "proposals", lang="en", on=DAY)
    page.at.button(key="new_proposal").click().run()
    document = document_of(world_proposal())
    drawn = {
        "rev": 1,
        "line": document["features"][0]["geometry"]["coordinates"],
        "stops": [
            {
                "id": feature["properties"]["stop_id"],
                "name_th": None,
                "name_en": None,
                "lon": feature["geometry"]["coordinates"][0],
                "lat": feature["geometry"]["coordinates"][1],
                "is_existing": False,
            }
            for feature in document["features"][1:5]
        ],
    }
    put_doc(page, doc_of(page) | drawn)
    for part in PROPOSAL_PARTS:
        page.at.button_group(key="part").set_value(part).run()
        assert page.exceptions() == [], part
        assert page.errors() == [], part
    assert page.counts()["length"] == "3.2 km"
    # Unknown is not zero.
    assert page.counts()["hazards"] == "?"
    assert page.counts()["mangroves"] == "?"


def test_problems_of_a_proposal_are_a_sentence_each(desk: Desk, saved_id: str) -> None:
    page = desk(proposal=saved_id)
    set_number(page, "headway_min", 0.0)
    page.at.text_input(key="proposal_form_last_departure").set_value("05:00").run()
    kinds = re.findall(r'<div class="ga-(error|warning|info)">', page.html())
    # Errors stand above notes.
    assert kinds == ["error", "error", "info"]
