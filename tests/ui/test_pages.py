"""Every page runs, in both languages, on a full province and on the smallest one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from geo_app.analysis.access.standards import STANDARDS
from tests.fixtures.province_folder import rows_of_world, write_province
from tests.ui.conftest import PAGES, PHUKET

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.conftest import Open, Page

TITLES = {
    "overview": {"th": "ภาพรวมจังหวัด", "en": "The province at a glance"},
    "gaps": {
        "th": "ชุมชนใดยังไม่มีป้ายรถโดยสารหรือแผนป้องกันภัยที่ใช้ได้",
        "en": "Which communities lack a bus stop or a valid disaster plan?",
    },
    "standards": {
        "th": "ใช้เกณฑ์ต่างกัน ผลต่างกันเพียงใด",
        "en": "How much does the definition matter?",
    },
    "proposals": {
        "th": "เส้นทางใหม่หรือที่ปรับเปลี่ยนจะให้ผลอย่างไร",
        "en": "What would a new or changed route bring?",
    },
    "compare": {"th": "ข้อเสนอใดให้ผลมากกว่า", "en": "Which proposal brings more?"},
    "data": {"th": "ตัวเลขเหล่านี้มาจากข้อมูลใด", "en": "Which data is behind the figures?"},
}
# Works are cited as they are called, and standards are called by their names.
NAMES = set(
    re.findall(
        r"[A-Za-z]{3,}",
        " ".join(s.source for s in STANDARDS.values()) + " SDG GHSCI REGIO PTAL PPIAF TCQSM",
    )
)
FORMATS = {"PDF", "CSV", "Excel", "GeoJSON", "HTML"}


def assert_is_well(page: Page, name: str, tongue: str) -> None:
    assert page.exceptions() == []
    assert page.errors() == []
    assert page.title() == TITLES[name][tongue]


def test_every_page_has_a_title_here() -> None:
    assert set(PAGES) == set(TITLES)


@pytest.mark.layers
@pytest.mark.parametrize("tongue", ["th", "en"])
def test_pages_run_on_phuket(opened: Open, tongue: str) -> None:
    page = opened(PHUKET, lang=tongue)
    assert_is_well(page, "overview", tongue)
    for name in PAGES:
        assert_is_well(page.go(name), name, tongue)


@pytest.mark.parametrize("tongue", ["th", "en"])
def test_pages_run_on_the_smallest_province(opened: Open, tiny_folder: Path, tongue: str) -> None:
    page = opened(tiny_folder, lang=tongue)
    assert_is_well(page, "overview", tongue)
    assert len(page.maps()) == 1
    for name in PAGES:
        assert_is_well(page.go(name), name, tongue)


@pytest.mark.parametrize("name", PAGES)
def test_thai_is_spoken_first(opened: Open, world_folder: Path, name: str) -> None:
    assert opened(world_folder, name).title() == TITLES[name]["th"]


@pytest.mark.parametrize("name", PAGES)
def test_nothing_on_a_thai_page_is_left_in_english(
    opened: Open, world_folder: Path, name: str
) -> None:
    thai, english = opened(world_folder, name), opened(world_folder, name, lang="en")
    own = "\n".join(
        path.read_text(encoding="utf-8") for path in world_folder.rglob("*") if path.is_file()
    )
    # The language switch speaks both languages on purpose.
    known = latin_words(own) | FORMATS | NAMES | {"GTFS", "Language", "English"}
    assert latin_words(english.words()) - known
    assert latin_words(thai.words()) - known == set()


def latin_words(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z]{3,}", text))


def test_switching_the_language_changes_every_word_and_no_choice(
    opened: Open, world_folder: Path
) -> None:
    page = opened(world_folder, "gaps", walk_m="900", community="C002")
    counts = page.counts()
    page.at.button_group(key="lang").set_value("en").run()
    assert page.title() == TITLES["gaps"]["en"]
    assert page.counts() == counts
    assert page.card() == "C002"
    assert page.address() == {"lang": "en", "walk_m": "900", "community": "C002"}
    # What stands in the address means the same in both languages.
    page.at.selectbox(key="standard").set_value("ghsci_20").run()
    page.at.button_group(key="lang").set_value("th").run()
    assert page.address() == {"standard": "ghsci_20", "community": "C002"}


def test_smallest_province_says_what_it_lacks_and_why(opened: Open, tiny_folder: Path) -> None:
    text = opened(tiny_folder, lang="en").text()
    for kind in ("Zones", "Disaster plans", "Disaster-risk zones", "Mangroves", "Walking network"):
        assert f"No layer «{kind}», needed for:" in text


def test_smallest_province_shows_unknown_as_unknown(opened: Open, tiny_folder: Path) -> None:
    page = opened(tiny_folder, "gaps", lang="en", community="C001")
    assert page.counts()["no_plan"] == "?"
    assert page.counts()["without_stop"] != "?"
    assert "4 not known" in page.notes()["no_plan"]
    facts = card_facts(page)
    assert facts["Disaster plan"].startswith("Not known")
    assert facts["Hazards at this place"].startswith("Not known")
    assert facts["Nearest mangrove"].startswith("–")
    table = page.tables()[0]
    assert set(table["Disaster plan"]) == {"Not known"}
    assert set(table["Hazards"]) == {"Not known"}
    assert table["Mangrove (m)"].isna().all()


def test_smallest_province_offers_no_zone_but_the_whole(opened: Open, tiny_folder: Path) -> None:
    page = opened(tiny_folder, "gaps", lang="en")
    assert page.at.selectbox(key="zone").options == ["Whole province"]


def test_people_are_unknown_not_zero_where_no_community_has_a_number(
    opened: Open, tmp_path: Path
) -> None:
    rows = [row | {"population": None} for row in rows_of_world()["communities"]]
    folder = write_province(tmp_path / "unknown", rows={"communities": rows})
    overview = opened(folder, "overview", lang="en")
    assert overview.counts()["share"].endswith("%")
    alone = write_province(
        tmp_path / "alone", rows={"communities": rows}, layers={"population": None}
    )
    overview = opened(alone, "overview", lang="en")
    assert overview.counts()["share"] == "?"
    page = opened(folder, "gaps", lang="en", community="C001")
    # The share counts everybody, so a question mark beside it would say less.
    assert "people" not in page.counts()
    assert page.counts()["share"].endswith("%")
    assert card_facts(page)["People"].startswith("Not known")
    assert page.tables()[0]["People"].isna().all()


def card_facts(page: Page) -> dict[str, str]:
    """Return the lines of the open card by their heading."""
    lines = re.findall(r"<tr><th>(.*?)</th><td>(.*?)</td></tr>", page.html(), re.DOTALL)
    return {label: re.sub(r"<[^>]+>", " ", value).strip() for label, value in lines}


def test_card_tells_every_fact_with_its_source(opened: Open, world_folder: Path) -> None:
    page = opened(world_folder, "gaps", lang="en", community="C002")
    facts = card_facts(page)
    assert facts["People"].startswith("250 people")
    assert facts["Walk to the nearest stop"].startswith("900 m")
    assert facts["Straight line to a stop"].startswith("480 m")
    assert facts["Nearest stop"].startswith("Bridge")
    assert facts["Disaster plan"].startswith("Expired (until 31 Dec 2022)")
    assert facts["Hazards at this place"].startswith("Tsunami (low)")
    assert facts["Zone"].startswith("West")
    for label in facts.keys() - {"Gap"}:
        assert "Layer " in facts[label], label


def test_unknown_people_of_one_community_are_not_zero(opened: Open, world_folder: Path) -> None:
    page = opened(world_folder, "gaps", lang="en", community="C003")
    assert card_facts(page)["People"].startswith("Not known")


def test_community_without_any_way_has_no_distance(opened: Open, world_folder: Path) -> None:
    page = opened(world_folder, "gaps", lang="en", community="C004")
    assert card_facts(page)["Walk to the nearest stop"].startswith("no way known")
    assert page.tables()[0].loc["C004"].isna()["Walk to a stop (m) [estimated]"]
