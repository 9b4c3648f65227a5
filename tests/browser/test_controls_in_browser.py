"""Controls change counts and layers; the map stays where it was."""

import json
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.browser.desk import Desk
from tests.browser.server import PHUKET, ROOT

pytestmark = pytest.mark.browser

BOTH = "stop-plan"
"""Phuket's plans are made up: they are counted on the page when asked for."""


@pytest.fixture
def moved(desk: Desk) -> Desk:
    """The coverage page with a community selected and the map moved by hand."""
    desk.open("gaps", lang="en", on="2026-11-23", counted=BOTH)
    desk.wait_for_map()
    community_id, x, y = desk.clickable()
    desk.click_on_map(x, y)
    desk.wait_for_card(community_id)
    desk.wait_for_rest()
    desk.map.locator(".leaflet-control-zoom-in").click()
    desk.wait_for_rest()
    desk.drag_map(-90, 60)
    desk.mark_map()
    return desk


def stays(desk: Desk, change: Callable[[], None], *, done: Callable[[], object]) -> None:
    """Make a change and see that map, view, selection and card are as before."""
    view, card = desk.view(), desk.card()
    change()
    desk.wait_until(done)
    desk.wait_for_map()
    # What would come late: another map, or a move of this one.
    desk.page.wait_for_timeout(150)
    assert desk.is_same_map()
    assert desk.view() == view
    assert desk.card() == card
    assert desk.choices()["community"] == card
    # Its card stands beside the map, so no popup covers what lies around it.
    assert desk.map.locator(".leaflet-popup-content").count() == 0


def command_line(**options: object) -> dict:
    """Return what `geo-app gaps --format json` answers."""
    words = [word for key, value in options.items() for word in (f"--{key}", str(value))]
    command = [sys.executable, "-m", "geo_app.cli", "gaps", "--format", "json", *words]
    printed = subprocess.run(
        [*command, "--province", str(PHUKET)], cwd=ROOT, capture_output=True, check=True
    ).stdout
    return json.loads(printed)["summary"]


def assert_counts_are_those_of(desk: Desk, summary: dict) -> None:
    """Hold the counts of the coverage page against the command line's."""
    no_plan = summary["plan_expired"] + summary["plan_none"]
    counts = desk.counts()
    # The share of people is that of `geo-app access`; it stands on the coverage page only.
    assert "people" not in counts
    counts.pop("share", None)
    assert counts == {
        "without_stop": f"{summary['without_stop']:,}",
        "no_plan": f"{no_plan:,}",
        "exposed": f"{summary['exposed_without_plan']:,}",
        "with_stop": f"{summary['with_stop']:,}",
    }
    notes = desk.notes()
    assert f"of {summary['communities']} communities" in notes["with_stop"]
    assert f"{summary['unconnected']} with no known way" in notes["without_stop"]
    assert f"{summary['plan_expired']} expired, {summary['plan_none']} none" in notes["no_plan"]
    assert f"of {summary['position_unknown']} the position is not known" in notes["with_stop"]


def test_walking_distance_changes_the_counts_and_leaves_the_map(moved: Desk) -> None:
    before = moved.counts()
    stays(
        moved,
        lambda: moved.press_slider("ArrowRight", 14),
        done=lambda: moved.choices().get("walk_m") == "1200" and moved.counts() != before,
    )
    options = {"walk-distance": 1200, "on": "2026-11-23"}
    assert_counts_are_those_of(moved, command_line(**options))


@pytest.mark.parametrize(("walk_m", "day"), [(500, "2026-11-23"), (900, "2028-01-15")])
def test_counts_are_those_of_the_command_line(desk: Desk, walk_m: int, day: str) -> None:
    desk.open("gaps", lang="en", walk_m=walk_m, on=day, counted=BOTH)
    desk.wait_for_map()
    options = {"walk-distance": walk_m, "on": day}
    assert_counts_are_those_of(desk, command_line(**options))


def test_overview_counts_are_those_of_the_command_line_today(desk: Desk) -> None:
    desk.open("", lang="en")
    desk.wait_for_map()
    summary, counts, notes = command_line(), desk.counts(), desk.notes()
    no_plan = summary["plan_expired"] + summary["plan_none"]
    assert counts.pop("share").endswith("%")
    assert counts == {
        "without_stop": f"{summary['without_stop']:,}",
        "no_plan": f"{no_plan:,}",
        "exposed": f"{summary['exposed_without_plan']:,}",
    }
    assert f"{summary['with_stop']} have one" in notes["without_stop"]
    assert f"{summary['unconnected']} with no known way" in notes["without_stop"]
    assert f"of {summary['position_unknown']} the position is not known" in notes["without_stop"]


def test_gap_filter_leaves_the_map(moved: Desk) -> None:
    card = moved.card()
    everyone = moved.drawn()["communities"]
    gap = moved.map.evaluate(
        """(id) => { let gap; map.eachLayer((layer) => {
            const own = layer.feature && layer.feature.properties;
            if (own && own.community_id === id) { gap = own.gap; }
        }); return gap; }""",
        card,
    )
    names = {"both": "Those without both", "stop": "All without a stop",
             "plan": "All without a valid plan", "none": "Those without a known gap"}  # fmt: skip

    def choose() -> None:
        moved.choose("gap", names[gap])

    stays(moved, choose, done=lambda: 0 < moved.drawn()["communities"] < everyone)
    assert moved.choices()["gap"] == gap


def test_layers_leave_the_map_one_by_one(moved: Desk) -> None:
    page = moved.page
    page.get_by_role("button", name="More choices").click()
    # The filled zones first: their borders come back when they go.
    titles = {"shares": "Share served", "hazards": "Disaster-risk zones", "mangroves": "Mangroves",
              "routes": "Bus routes",
              "stops": "Bus stops", "zones": "Zones"}  # fmt: skip
    pills = page.locator(".st-key-layers")
    for kind, title in titles.items():
        assert moved.drawn()[kind] > 0
        pill = pills.get_by_role("button", name=title, exact=True)
        stays(moved, pill.click, done=lambda kind=kind: moved.drawn()[kind] == 0)
    assert moved.choices()["layers"] == "none"
    assert moved.drawn()["land"] > 0
    titles["facilities"] = "Facilities"
    # Last, as it takes the place of the zones' borders.
    titles["shares"] = titles.pop("shares")
    for kind, title in titles.items():
        pill = pills.get_by_role("button", name=title, exact=True)
        stays(moved, pill.click, done=lambda kind=kind: moved.drawn()[kind] > 0)


def test_tambon_leaves_the_map(moved: Desk) -> None:
    page = moved.page
    everyone = moved.drawn()["communities"]
    # The zone on the card, so that the selection may stay.
    row = page.locator(".ga-card tr").filter(has=page.get_by_text("Zone", exact=True))
    name = row.locator("td").inner_text().split("\n")[0]
    page.get_by_role("button", name="More choices").click()

    def choose() -> None:
        moved.choose("zone", name)

    stays(moved, choose, done=lambda: 0 < moved.drawn()["communities"] < everyone)
    assert moved.choices()["zone"].startswith("83")


def test_date_changes_the_plans_and_leaves_the_map(moved: Desk) -> None:
    page = moved.page
    before = moved.counts()
    page.get_by_role("button", name="More choices").click()

    def choose() -> None:
        page.locator(".st-key-on").get_by_role("spinbutton").first.click()
        page.keyboard.type("01022029")
        # A typed day counts once one leaves the field.
        page.mouse.click(20, 600)

    stays(moved, choose, done=lambda: moved.counts() != before)
    assert moved.choices()["on"] == "2029-02-01"
    assert_counts_are_those_of(moved, command_line(on="2029-02-01"))


def test_language_keeps_choices_and_view(moved: Desk) -> None:
    moved.press_slider("ArrowRight", 6)
    moved.wait_until(lambda: moved.choices().get("walk_m") == "800")
    counts, view, card, choices = moved.counts(), moved.view(), moved.card(), moved.choices()
    moved.page.get_by_role("radio", name="ไทย").click()
    moved.wait_until(lambda: "ชุมชนใด" in moved.page.locator("h1.ga-title").inner_text())
    moved.wait_for_map()
    moved.wait_until(lambda: moved.is_view(view))
    assert moved.counts() == counts
    assert moved.card() == card
    assert moved.choices() == {key: value for key, value in choices.items() if key != "lang"}


def test_choices_survive_other_pages(moved: Desk) -> None:
    page = moved.page
    moved.press_slider("ArrowRight", 6)
    moved.wait_until(lambda: moved.choices().get("walk_m") == "800")
    counts, card, view = moved.counts(), moved.card(), moved.view()
    page.get_by_role("link", name="Data", exact=True).click()
    moved.wait_until(lambda: "behind" in page.locator("h1.ga-title").inner_text())
    page.get_by_role("link", name="Coverage gaps").first.click()
    moved.wait_until(lambda: "Which communities" in page.locator("h1.ga-title").inner_text())
    moved.wait_for_map()
    moved.wait_for_card(card)
    assert moved.counts() == counts
    moved.wait_until(lambda: moved.is_view(view))


def test_communities_change_their_colour_while_the_distance_is_dragged(desk: Desk) -> None:
    desk.open("gaps", lang="en", on="2026-11-23")
    desk.wait_for_map()
    desk.wait_for_rest()
    colours = """() => {
        const found = {};
        map.eachLayer((layer) => {
            const own = layer.feature && layer.feature.properties;
            if (own && own.preview) { found[own.community_id] = layer.options.fillColor; }
        });
        return found;
    }"""
    before, counts = desk.map.evaluate(colours), desk.counts()
    thumb = desk.page.locator(".st-key-walk_m").get_by_role("slider").bounding_box()
    track = desk.page.locator(".st-key-walk_m [role=group]").bounding_box()
    assert thumb is not None
    assert track is not None
    y = thumb["y"] + thumb["height"] / 2
    desk.page.mouse.move(track["x"] + track["width"] * 0.138, y)
    desk.page.mouse.down()
    desk.page.mouse.move(track["x"] + track["width"] * 0.8, y, steps=6)
    desk.page.wait_for_timeout(300)
    dragged = desk.map.evaluate(colours)
    metres = float(desk.page.locator(".st-key-walk_m input").input_value())
    assert metres > 1_500
    # The numbers wait until it is let go.
    assert "walk_m" not in desk.choices()
    assert desk.counts() == counts
    assert dragged != before
    desk.page.mouse.up()
    desk.wait_until(lambda: desk.choices().get("walk_m") == f"{metres:.0f}")
    desk.wait_until(lambda: desk.counts() != counts)
    desk.page.wait_for_timeout(300)
    assert desk.map.evaluate(colours) == dragged, "The server says otherwise than the preview."
