"""A view of coverage gaps as one page for a meeting."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from geo_app.analysis.access.question import Question
from geo_app.desk.desk import Desk
from geo_app.province import open_province
from geo_app.reports.handout.handout_map import draw_gaps_map
from geo_app.reports.handout.handout_page import TOP, View, handout_contents, handout_pdf
from geo_app.words.translating import Language
from tests.fixtures.province_folder import DAY, rows_of_world, write_province

if TYPE_CHECKING:
    from geo_app.province import Province

FONTS = Path(__file__).parents[2] / "static" / "vendor" / "print-fonts"
HOSTILE = '#panic("x") <script>alert(1)</script> *bold* $x$ \\ "'


def view_of(desk: Desk, counted: tuple[str, ...], *, keep: int | None = None) -> View:
    ranked = desk.ranked(Question(), DAY, counted)
    return View(
        question=Question(),
        on=DAY,
        counted=counted,
        shown=ranked if keep is None else ranked.head(keep),
        fixes=desk.fixes(500.0),
        title="All communities",
        counts=(("Without a stop", "2", "of 4 communities"),),
        notes=("By SDG 11.2.1.",),
    )


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    text: str = document[0].get_textpage().get_text_range()
    document.close()
    return text


@pytest.fixture
def desk(world: Province) -> Desk:
    return Desk(world)


def test_the_page_says_who_why_and_what_helps(desk: Desk) -> None:
    contents = handout_contents(
        view_of(desk, ("stop", "plan")), desk.province, desk.buses(), language=Language.ENGLISH
    )
    ranked = desk.ranked(Question(), DAY)
    assert [row[0] for row in contents["rows"]] == [str(rank) for rank in ranked["rank"]]
    assert [row[1] for row in contents["rows"]] == list(ranked["name_en"])
    by_name = {row[1]: row for row in contents["rows"]}
    assert "disaster plan: Expired" in by_name["Ban Rim Nam"][3]
    assert "Renew the plan that expired." in by_name["Ban Rim Nam"][4]
    assert "on foot" in by_name["Ban Plai Thang"][3]
    assert contents["heading"] == "The 4 most urgent of 4 communities"


@pytest.mark.parametrize("tongue", Language)
@pytest.mark.layers
def test_phukets_page_is_one_page_with_names_on_its_map(phuket: Province, tongue: Language) -> None:
    desk = Desk(phuket)
    view = view_of(desk, ("stop", "plan"))
    pdf = handout_pdf(view, phuket, desk.buses(), language=tongue, fonts=FONTS)
    text = text_of(pdf)
    column = "name_th" if tongue is Language.THAI else "name_en"
    for name in view.shown[column].head(TOP):
        assert str(name)[:4] in text
    again = handout_pdf(view, phuket, desk.buses(), language=tongue, fonts=FONTS)
    assert pdf == again
    drawn = draw_gaps_map(
        phuket, desk.buses(), view.shown, listed=view.shown.head(TOP).index, language=tongue
    )
    words = [label.words for label in drawn.labels]
    assert [str(rank) for rank in range(1, TOP + 1)] == [word for word in words if word.isdigit()]
    assert len(words) > 50


def test_texts_of_people_are_only_texts(tmp_path: Path) -> None:
    communities = rows_of_world()["communities"]
    for row in communities:
        row["name_th"] = row["name_en"] = HOSTILE
    desk = Desk(open_province(write_province(tmp_path / "p", rows={"communities": communities})))
    pdf = handout_pdf(
        view_of(desk, ("stop",)), desk.province, desk.buses(), language=Language.THAI, fonts=FONTS
    )
    assert "#panic" in text_of(pdf)


def test_a_view_of_nobody_is_a_page_that_says_so(desk: Desk) -> None:
    pdf = handout_pdf(
        view_of(desk, ("stop",), keep=0),
        desk.province,
        desk.buses(),
        language=Language.ENGLISH,
        fonts=FONTS,
    )
    assert "There is no such community." in text_of(pdf)


def test_missing_fonts_are_named(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="run `make setup`"):
        handout_pdf(
            view_of(desk, ("stop",)),
            desk.province,
            desk.buses(),
            language=Language.THAI,
            fonts=tmp_path,
        )
