"""The map of a proposal: what is drawn, and that a file of it opens alone and runs nothing."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from geo_app.maps.proposal_layers import (
    EFFECT_COLOUR,
    EFFECT_RADIUS_PX,
    PROPOSED_COLOUR,
    effect_style,
)
from geo_app.maps.proposal_map import base_about, proposal_groups, proposal_legend, proposal_map
from geo_app.maps.proposal_places import affected_area, gained_and_lost, left_places, new_places
from geo_app.maps.styles import STOP_STYLE
from geo_app.proposals.changes.proposal import Proposal
from geo_app.proposals.changes.remove_route import RemoveRoute
from geo_app.proposals.evaluate import evaluate
from geo_app.proposals.gains import Effect
from geo_app.province import open_province
from geo_app.ui.route_editor.looks import editor_palette
from geo_app.words import proposal_labels
from geo_app.words.translating import Language
from tests.browser.hostile import ALL_IN_ONE
from tests.fixtures.pages import properties
from tests.fixtures.payloads import BREAKING_CHARACTERS, PAYLOADS
from tests.fixtures.proposals import called, held, phuket_proposal, world_proposal
from tests.fixtures.province_folder import ORIGIN, write_province

if TYPE_CHECKING:
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.evaluation import Evaluation

ENGLISH, THAI = Language.ENGLISH, Language.THAI
Held = tuple["Evaluation", "Baseline"]


@pytest.fixture(scope="module")
def world_held(world) -> Held:
    """Return the world's proposal; nobody changes it."""
    return held(world, world_proposal())


@pytest.fixture(scope="module")
def removed(world_held) -> Held:
    """Return a proposal that only removes a route."""
    baseline = world_held[1]
    return evaluate(Proposal(changes=(RemoveRoute(route_id="R1"),)), baseline), baseline


@pytest.fixture(scope="module")
def vendor(repository):
    """Return the folder of the front-end files."""
    return repository / "static" / "vendor"


@pytest.fixture(scope="module")
def page(world_held, vendor):
    """Return the world's proposal as one file, unescaped."""
    return html.unescape(proposal_map(*world_held, language=ENGLISH, vendor=vendor))


def marks_of(legend: str) -> dict[str, str]:
    """Return the style of each mark of a legend by its words."""
    found = re.findall(r'ga-swatch" style="([^"]*)"></span> (.*?) ?(?:<|$)', legend)
    return {html.unescape(words): style for style, words in found}


@pytest.fixture(scope="module")
def drawn(world_held):
    """Return the properties of each group by its name."""
    groups = proposal_groups(*world_held, language=ENGLISH)
    return {html.unescape(group.layer_name): properties(group) for group in groups}


class TestGroups:
    def test_they_lie_from_what_is_met_up_to_who_gains(self, drawn):
        assert list(drawn) == [
            "Disaster-risk zones", "Mangroves", "Bus routes", "Bus stops", "Proposed lines",
            "Proposed stops", "Stops that go or move away", "Communities",
        ]  # fmt: skip

    def test_a_province_without_hazards_and_mangroves_has_no_such_groups(self, tmp_path):
        rows = {"hazard_zones": None, "mangroves": None}
        found = held(open_province(write_province(tmp_path, rows=rows)), world_proposal())
        names = [group.layer_name for group in proposal_groups(*found, language=ENGLISH)]
        assert "Mangroves" not in names
        assert "Disaster-risk zones" not in names

    def test_the_line_lies_on_its_white_rim(self, drawn):
        assert [row["is_rim"] for row in drawn["Proposed lines"]] == [True, False]
        assert "Waterside Line" in drawn["Proposed lines"][1]["popup"]
        assert "12,480" in drawn["Proposed lines"][1]["popup"]

    def test_stops_on_the_line_and_the_one_that_moves_are_drawn(self, drawn):
        tooltips = [html.unescape(row["tooltip"]) for row in drawn["Proposed stops"]]
        assert tooltips == ["Waterside", "Halfway", "Road's End", "Pier", "Bridge"]
        assert "Tsunami (low)" in drawn["Proposed stops"][0]["popup"]
        assert [row["tooltip"] for row in drawn["Stops that go or move away"]] == ["Bridge"]

    def test_those_that_gain_and_lose_lie_on_top(self, drawn):
        effects = [row["effect"] for row in drawn["Communities"]]
        assert effects == ["none", "lost", "gained", "gained"]
        lost = drawn["Communities"][1]["popup"]
        assert "loses access" in lost
        assert "300 m" in lost
        assert "900 m" in lost
        unknown = next(r for r in drawn["Communities"] if r["tooltip"] == "Ban Plai Thang")
        assert "Not known" in unknown["popup"]

    def test_every_effect_has_its_look_and_its_words(self):
        effects = {effect.value for effect in Effect}
        assert effects == set(proposal_labels.EFFECT) == set(EFFECT_COLOUR) == set(EFFECT_RADIUS_PX)
        looks = {tuple(sorted(effect_style({"effect": e}).items())) for e in effects}
        assert len(looks) == len(effects)

    @pytest.mark.parametrize("text", [*PAYLOADS[::9], ALL_IN_ONE])
    def test_no_text_reaches_the_map_as_it_is(self, world_held, text):
        evaluation, baseline = world_held
        groups = proposal_groups(called(evaluation, text), baseline, language=ENGLISH)
        ours = [row for group in groups[4:] for row in properties(group)]
        for row in ours:
            tooltip = row["tooltip"]
            assert not set(BREAKING_CHARACTERS) & set(tooltip)
            assert text not in row["popup"] or not set(BREAKING_CHARACTERS) & set(text)
        assert text in {html.unescape(row["tooltip"]) for row in ours}

    def test_a_route_that_goes_is_dashed_on_a_rim_that_hides_it_as_of_today(self, removed):
        groups = {group.layer_name: group for group in proposal_groups(*removed, language=ENGLISH)}
        rows = properties(groups["Routes that go"])
        assert [(row["tooltip"], row["is_rim"]) for row in rows] == [
            ("East Line", True), ("East Line", False),
        ]  # fmt: skip
        assert "this route no longer runs" in rows[0]["popup"]
        assert list(groups).index("Bus routes") < list(groups).index("Routes that go")

    def test_who_does_not_change_is_no_stop_of_today(self):
        for effect in proposal_labels.EFFECT:
            own = effect_style({"effect": effect})
            is_white = own["fillColor"] == STOP_STYLE["fillColor"]
            assert not is_white or "dashArray" in own, effect

    def test_gained_and_lost_look_as_in_the_editor(self):
        palette = editor_palette()
        for effect in ("gained", "lost"):
            assert EFFECT_COLOUR[effect] == palette[effect]["fillColor"]


class TestPlaces:
    def test_what_is_touched_has_its_bounds(self, world_held):
        west, south, east, north = affected_area(*world_held)
        assert (west, south) == pytest.approx((ORIGIN[0] - 300, ORIGIN[1]), abs=0.01)
        assert (east, north) == pytest.approx((ORIGIN[0] + 2_700, ORIGIN[1] + 480), abs=0.01)

    def test_gained_and_lost_stand_where_they_are(self, world_held):
        places = gained_and_lost(*world_held)
        assert dict(places["effect"]) == {"C001": "lost", "C002": "gained", "C003": "gained"}

    def test_a_stop_that_moves_leaves_one_place_and_takes_another(self, world_held):
        (left,) = left_places(*world_held).geometry
        assert (left.x, left.y) == pytest.approx(ORIGIN, abs=0.01)
        moved = new_places(*world_held).geometry["S1"]
        assert (moved.x, moved.y) == pytest.approx((ORIGIN[0] + 600, ORIGIN[1]), abs=0.01)

    def test_a_removed_route_leaves_its_stops(self, world_held):
        baseline = world_held[1]
        found = evaluate(Proposal(changes=(RemoveRoute(route_id="R1"),)), baseline)
        assert list(left_places(found, baseline).index) == ["S1", "S2"]
        assert new_places(found, baseline).empty

    def test_the_view_holds_what_is_touched(self, world_held):
        west, south, east, north = base_about(*world_held).bounds
        places = gained_and_lost(*world_held).to_crs("EPSG:4326").geometry
        for place in places:
            assert west < place.x < east
            assert south < place.y < north


class TestLegend:
    def test_its_marks_are_those_of_the_map(self, world_held):
        marks = marks_of(proposal_legend(*world_held, language=ENGLISH))
        assert f"solid {PROPOSED_COLOUR}" in marks["Proposed stops"]
        assert f"solid {STOP_STYLE['color']}" in marks["Bus stops today"]
        assert f"background:{STOP_STYLE['fillColor']}" in marks["Bus stops today"]
        for effect in ("gained", "lost", "none"):
            style = marks[f"Community: {proposal_labels.EFFECT[effect]}"]
            assert f"background:{effect_style({'effect': effect})['fillColor']}" in style
        assert len(set(marks.values())) == len(marks)

    def test_what_is_not_drawn_is_not_in_it(self, removed):
        marks = marks_of(proposal_legend(*removed, language=ENGLISH))
        assert "dashed" in marks["Routes that go"]
        # It is drawn as one that goes, and nothing is proposed in its place.
        assert not {"East Line", "Proposed lines", "Proposed stops"} & set(marks)

    def test_only_what_there_is_stands_in_it(self, world_held):
        legend = html.unescape(proposal_legend(*world_held, language=ENGLISH))
        for words in ("Proposed lines", "gains access", "loses access", "Flood (high)", "East Line",
                      "Stops that go or move away"):  # fmt: skip
            assert words in legend, words
        assert "a shorter walk" not in legend

    def test_nothing_in_it_is_html_of_others(self, world_held):
        evaluation, baseline = world_held
        assert proposal_legend(
            called(evaluation, ALL_IN_ONE), baseline, language=ENGLISH
        ) == proposal_legend(evaluation, baseline, language=ENGLISH)


class TestNotes:
    def test_the_two_numbers_stand_above_and_no_cost_is_spoken_of(self, page):
        assert "People who gain access: 250. People who lose it: 1,000." in page
        assert "Costs rest" not in page

    def test_a_number_that_is_modelled_says_so(self, phuket, vendor):
        found = held(phuket, phuket_proposal())
        shown = html.unescape(proposal_map(*found, language=ENGLISH, vendor=vendor))
        head = shown[shown.index('class="ga-head"') :]
        assert re.search(r"People who lose it: [\d,]+\. \[modelled\]", head)
        assert "© OpenStreetMap contributors" in head
        # The plans of communities are not on this map.
        assert "Synthetic example" not in head

    def test_on_a_phone_notes_and_legend_stand_below_the_map(self, page):
        narrow = page[page.index("@media (max-width:600px)") :]
        assert ".ga-head{display:contents}" in narrow
        assert ".ga-head p,.ga-head .ga-legend{order:2" in narrow


def test_a_missing_front_end_file_is_an_error(world_held, tmp_path):
    with pytest.raises(FileNotFoundError):
        proposal_map(*world_held, language=ENGLISH, vendor=tmp_path)
