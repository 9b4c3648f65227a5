"""The brief: two pages whatever it holds, the same bytes each time, and no text is markup."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pypdfium2
import pytest

from geo_app.findings import Finding, Severity
from geo_app.proposals.changes.new_route import AddRoute
from geo_app.proposals.changes.proposal import Proposal
from geo_app.proposals.changes.remove_route import RemoveRoute
from geo_app.proposals.evaluate import evaluate
from geo_app.province import open_province
from geo_app.reports.brief.contents import Version, brief_contents
from geo_app.reports.brief.key_numbers import against_today, tiles
from geo_app.reports.brief.lists import page_lists
from geo_app.reports.brief.pdf import brief_pdf
from geo_app.reports.brief.text import breakable, printable
from geo_app.store.values import ProposalState
from geo_app.words import proposal_labels
from geo_app.words.translating import Language
from tests.fixtures.digests import network_digest
from tests.fixtures.proposals import called, held, world_proposal
from tests.fixtures.province_folder import write_province

THAI, ENGLISH = Language.THAI, Language.ENGLISH
A4_MM = (210.0, 297.0)
POINTS_PER_MM = 72 / 25.4
MARGIN_MM = 12.0
SAVED = Version(
    number=3, saved_by="สมชาย ใจดี", saved_at=dt.datetime(2026, 11, 22, 18, 30, tzinfo=dt.UTC)
)

HOSTILE = (
    '#import "/etc/passwd": *',
    '#read("/etc/passwd") #eval("1") #panic("x")',
    "$x$ *bold* _it_ `raw` @ref <label> = head // c /* d */ ~ --- \\ \\u{1F600} [a](b)",
    '"quotes" \'and\' \\" backslash \\',
    "<b>&amp;</b> </svg><script>x</script> {{ x }} ${y} {count} {page}",
    "W" * 3_000,
    "ชุมชน" * 600,
    "\u0e49" * 3_000,
    "a\x00b\x08c\u202ed\n\n= e\u2028f",
    "😀 漢字 العربية",
)


@pytest.fixture(scope="module")
def fonts(repository):
    """Return the folder of the print fonts."""
    return repository / "static" / "vendor" / "print-fonts"


@pytest.fixture(scope="module")
def english(phuket_held, fonts):
    return brief_pdf(
        *phuket_held, language=ENGLISH, version=SAVED, state="under_review", fonts=fonts
    )


@pytest.fixture(scope="module")
def thai(phuket_held, fonts):
    return brief_pdf(*phuket_held, language=THAI, version=SAVED, state="approved", fonts=fonts)


@pytest.fixture(scope="module")
def crowded(world_held):
    """Three hundred communities each way, a hundred warnings, sixty stops."""
    evaluation, baseline = world_held
    row = evaluation.communities.loc["C002"]
    names = [f"{kind}{number:03d}" for kind in ("G", "L") for number in range(300)]
    communities = pd.DataFrame([row] * len(names), index=pd.Index(names, name="community_id"))
    communities["effect"] = ["gained"] * 300 + ["lost"] * 300
    communities["name_en"] = [f"Ban Very Long Name Indeed {name}" for name in names]
    communities["zone_id"] = [f"Z{number % 90:02d}" for number in range(len(names))]
    warning = Finding(code="x", severity=Severity.WARNING, message="A long warning. " * 15)
    return replace(evaluation, communities=communities, problems=(warning,) * 100), baseline


def pages_of(content: bytes) -> list[pypdfium2.PdfPage]:
    """Return the pages of a PDF."""
    document = pypdfium2.PdfDocument(content)
    return [document[number] for number in range(len(document))]


def text_of(page: pypdfium2.PdfPage) -> str:
    """Return a page's text as it was written: without break marks and line ends."""
    text = page.get_textpage().get_text_range()
    return " ".join(text.replace("\u200b", "").replace("\ufffe", "").split())


def pixels_of(page: pypdfium2.PdfPage, *, scale: float = 2.0) -> np.ndarray:
    """Return a page as grey pixels."""
    return np.asarray(page.render(scale=scale).to_pil().convert("L"))


def assert_fits(content: bytes) -> None:
    """Two A4 pages with blank margins, a footer each, and four boxes to sign."""
    pages = pages_of(content)
    assert len(pages) == 2
    for page in pages:
        size_mm = [length / POINTS_PER_MM for length in page.get_size()]
        assert size_mm == pytest.approx(A4_MM, abs=0.2)
        grey = pixels_of(page)
        edge = int(MARGIN_MM * POINTS_PER_MM * 2.0)
        inside = np.zeros(grey.shape, dtype=bool)
        inside[edge:-edge, edge:-edge] = True
        assert (grey[~inside] > 250).all(), "Something lies in the margin."
        # The line above the footer is there, so nothing has pushed it off the page.
        foot = grey[-int(22 * POINTS_PER_MM * 2) : -edge]
        assert (foot < 230).any(axis=1).any()


class TestPhuket:
    def test_both_languages_fit_on_two_pages(self, english, thai):
        assert_fits(english)
        assert_fits(thai)

    def test_the_first_page_says_what_is_proposed_and_what_it_brings(self, english):
        text = text_of(pages_of(english)[0])
        for words in (
            "Phuket Town – Cape Panwa feeder",
            "Under review",
            # 18:30 UTC is half past one of the next day in Thailand.
            "Version 3, saved by",
            "on 23 Nov 2026 at 01:30",
            "12.7 km",
            "rates not confirmed by anybody",
            "Community that gains access",
            "Flood (high) [indicative]",
            "© OpenStreetMap contributors",
            "Page 1 of 2",
        ):
            assert words in text, words

    def test_the_map_names_who_gains_and_the_ends_of_the_line(self, english):
        text = text_of(pages_of(english)[0])
        for name in ("Ban Laem Phanwa", "Clock Tower", "Cape Panwa"):
            assert name in text, name

    def test_the_second_page_names_everybody_and_every_layer(self, english):
        text = text_of(pages_of(english)[1])
        for words in (
            "Communities that gain access (1)",
            "Ban Laem Phanwa",
            "Of 33 communities the position is not known",
            "Nobody has confirmed the cost rates",
            "SDG 11.2.1",
            "exposure, not risk",
            "modelled",
            "indicative",
            "No bus of patong-terminals calls at the stop 'soi-thachin-1' any more.",
            "Provincial transport office",
            "Signed",
            "Position",
            "Page 2 of 2",
        ):
            assert words in text, words
        assert text.count("Signed") == text.count("Position") == 4

    def test_thai_is_set_with_thai_letters_and_the_buddhist_year(self, thai):
        first, second = (text_of(page) for page in pages_of(thai))
        assert "พ.ย. 2569" in first
        assert "2026" not in first
        for text in (first, second):
            letters = [letter for letter in text if "\u0e00" <= letter <= "\u0e7f"]
            assert len(letters) > 300

    def test_only_the_print_fonts_are_used(self, english, thai):
        for content in (english, thai):
            found = set(re.findall(rb"/BaseFont\s*/([A-Z]{6}\+)?([A-Za-z-]+)", content))
            assert found, "No font is named in the file."
            assert all(name.startswith(b"NotoSansThai") for _, name in found), found

    def test_the_same_input_gives_the_same_bytes(self, phuket_held, fonts, english):
        again = brief_pdf(
            *phuket_held, language=ENGLISH, version=SAVED, state="under_review", fonts=fonts
        )
        assert again == english

    def test_the_document_carries_its_title_and_the_day_asked_about(self, english):
        document = pypdfium2.PdfDocument(english)
        assert document.get_metadata_value("Title") == "Phuket Town – Cape Panwa feeder"
        assert document.get_metadata_value("CreationDate").startswith("D:20261123")


class TestHostileTexts:
    @pytest.mark.parametrize("name", HOSTILE)
    def test_a_name_is_printed_and_never_read(self, world_held, fonts, name):
        evaluation, baseline = world_held
        content = brief_pdf(
            called(evaluation, name), baseline, language=ENGLISH,
            version=replace(SAVED, saved_by=name), state="draft", fonts=fonts,
        )  # fmt: skip
        assert_fits(content)
        text = "".join(text_of(page) for page in pages_of(content))
        assert "root:" not in text

    @pytest.mark.parametrize("name", HOSTILE[:5])
    def test_what_can_be_printed_stands_there_letter_for_letter(self, world_held, fonts, name):
        evaluation, baseline = world_held
        content = brief_pdf(
            called(evaluation, name), baseline, language=ENGLISH, version=None, state="draft",
            fonts=fonts,
        )  # fmt: skip
        tight = "".join("".join(text_of(page) for page in pages_of(content)).split())
        assert "".join(name.split()) in tight

    def test_half_a_letter_is_left_out(self):
        assert printable("a\ud800b", most=9) == "a b"

    def test_the_contents_are_json(self, world_held):
        evaluation, baseline = world_held
        for name in HOSTILE:
            contents = brief_contents(
                called(evaluation, name), baseline, language=THAI, version=None, state="draft"
            )
            json.dumps(contents, allow_nan=False).encode()


class TestTooMuch:
    @pytest.mark.parametrize("language", Language)
    def test_long_lists_say_how_many_more_there_are(self, crowded, fonts, language, monkeypatch):
        evaluation, baseline = crowded
        # The map needs their places, which the world does not have.
        monkeypatch.setattr(
            "geo_app.maps.proposal_places.community_places",
            lambda _evaluation, held_: held_.communities.origins.assign(effect="gained"),
        )
        content = brief_pdf(
            evaluation, baseline, language=language, version=SAVED, state="shared", fonts=fonts
        )
        assert_fits(content)
        if language is ENGLISH:
            text = text_of(pages_of(content)[1])
            assert "Communities that gain access (300)" in text
            counts = [int(count) for count in re.findall(r"and (\d+) more", text)]
            shown = text.count("Indeed G")
            assert 300 - shown in counts
            assert shown >= 5
            assert text.count("Signed") == 4


class TestStates:
    def test_every_state_of_the_store_has_its_word(self):
        assert set(proposal_labels.STATE) == {state.value for state in ProposalState}

    @pytest.mark.parametrize("state", proposal_labels.STATE)
    def test_each_state_stands_on_both_pages(self, world_held, fonts, state):
        content = brief_pdf(*world_held, language=ENGLISH, version=None, state=state, fonts=fonts)
        for page in pages_of(content):
            assert proposal_labels.STATE[state] in text_of(page)

    def test_what_is_not_saved_says_so(self, world_held, fonts):
        content = brief_pdf(*world_held, language=ENGLISH, version=None, state="draft", fonts=fonts)
        assert "Not saved as a version yet" in text_of(pages_of(content)[0])


class TestLittle:
    def test_a_proposal_that_draws_nothing_fits(self, world_held, fonts):
        baseline = world_held[1]
        found = evaluate(Proposal(changes=(RemoveRoute(route_id="R1"),)), baseline)
        content = brief_pdf(found, baseline, language=ENGLISH, version=None, state="draft",
                            fonts=fonts)  # fmt: skip
        assert_fits(content)
        assert "«East Line» no longer runs." in text_of(pages_of(content)[0])
        assert "Proposal without a name" in text_of(pages_of(content)[0])

    def test_a_route_removed_shows_what_it_saves(self, world_held, fonts):
        baseline = world_held[1]
        found = evaluate(Proposal(changes=(RemoveRoute(route_id="R1"),)), baseline)
        (route,) = found.routes
        assert route.operation_before is not None
        saved = f"−{route.operation_before.cost_thb_per_day:,.0f}"
        content = brief_pdf(found, baseline, language=ENGLISH, version=None, state="draft",
                            fonts=fonts)  # fmt: skip
        first, second = (text_of(page) for page in pages_of(content))
        assert f"{saved} THB a day against today" in first
        assert f"−{route.operation_before.vehicles} vehicles against today" in first
        assert "Route that no longer runs" in first
        assert f"Cost a day, against today (THB) {saved}" in second
        assert "Vehicles in service" not in second

    def test_a_saving_that_nobody_knows_is_not_zero(self, world_held):
        baseline = world_held[1]
        found = evaluate(Proposal(changes=(RemoveRoute(route_id="R1"),)), baseline)
        fields = ("vehicles", "vehicle_km_per_day", "cost_thb_per_day", "cost_thb_per_year")
        unknown = replace(found.totals, **{f"net_{name}": None for name in fields})
        shown = tiles(replace(found, totals=unknown), baseline, language=ENGLISH)
        assert [tile["value"] for tile in shown[3:5]] == ["Not known", "Not known"]

    def test_a_change_has_its_sign(self):
        assert [against_today(own) for own in (-12_174.4, -0.3, np.float64(3), None)] == [
            "−12,174", "0", "+3", None,
        ]  # fmt: skip

    def test_the_definitions_say_what_the_lists_count(self, phuket_held, world_held):
        lists = page_lists(*phuket_held, language=ENGLISH)
        text = " ".join(row[0] for row in lists["definitions"]["rows"])
        assert "A community's number is all its people" in text
        assert "no walk leads to a stop" in text
        by_community = replace(world_held[0], people_by="communities")
        lists = page_lists(by_community, world_held[1], language=ENGLISH)
        assert not any("the cells" in row[0] for row in lists["definitions"]["rows"])

    def test_without_layers_it_is_not_known(self, tmp_path, fonts):
        kinds = ("hazard_zones", "mangroves", "land", "population", "zones")
        province = open_province(write_province(tmp_path, rows=dict.fromkeys(kinds)))
        evaluation, baseline = held(province, world_proposal())
        content = brief_pdf(evaluation, baseline, language=ENGLISH, version=None, state="draft",
                            fonts=fonts)  # fmt: skip
        assert_fits(content)
        first, second = (text_of(page) for page in pages_of(content))
        assert first.count("Not known") == 2
        assert "The province has no layer of mangroves" in second

    def test_a_cost_that_nobody_knows_is_not_zero(self, world_held, fonts):
        evaluation, baseline = world_held
        routes = (replace(evaluation.routes[0], operation=None),)
        totals = replace(evaluation.totals, net_cost_thb_per_year=None)
        found = replace(evaluation, routes=routes, totals=totals)
        text = text_of(pages_of(brief_pdf(found, baseline, language=ENGLISH, version=None,
                                          state="draft", fonts=fonts))[0])  # fmt: skip
        assert "nobody knows how often one of the routes runs" in text
        assert "12,480" not in text

    def test_a_missing_font_is_named(self, world_held, tmp_path):
        with pytest.raises(FileNotFoundError, match="NotoSansThai_400Regular"):
            brief_pdf(*world_held, language=THAI, version=None, state="draft", fonts=tmp_path)


class TestTexts:
    def test_a_short_text_stays_as_it_is(self):
        assert printable("บ้านน้ำบ่อ", most=20) == "บ้านน้ำบ่อ"

    def test_a_long_text_ends_in_an_ellipsis_and_keeps_its_vowels(self):
        assert printable("ก" * 50, most=10) == "ก" * 9 + "…"
        # The tone mark belongs to the letter before it: both go.
        assert printable("abcd" + "น้" + "xyz", most=6) == "abcd…"

    def test_blanks_and_controls_are_one_blank(self):
        assert printable(" a\n\tb\x00c ", most=20) == "a b c"

    def test_words_stay_whole_and_endless_ones_may_break(self):
        assert breakable("transport office") == "transport office"
        broken = breakable("W" * 40)
        assert broken.replace("\u200b", "") == "W" * 40
        assert max(len(part) for part in broken.split("\u200b")) <= 4


def test_the_evaluated_proposal_is_not_changed(world_held, fonts):
    evaluation, baseline = world_held
    before = (evaluation.communities.copy(), network_digest(baseline.network))
    brief_pdf(evaluation, baseline, language=THAI, version=SAVED, state="draft", fonts=fonts)
    pd.testing.assert_frame_equal(evaluation.communities, before[0])
    assert network_digest(baseline.network) == before[1]
    assert isinstance(evaluation.proposal.changes[0], AddRoute)
