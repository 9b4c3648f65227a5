"""A community on one A4 page, with the address under which its card is found."""

from __future__ import annotations

import dataclasses
import io

import pypdfium2
import pytest
from shapely import Point

from geo_app.analysis.access.question import Question
from geo_app.desk.desk import Desk
from geo_app.province import open_province
from geo_app.reports.handout.community_page import (
    NEAR_M,
    CommunityView,
    code_of,
    community_contents,
    community_pdf,
    neighbours,
)
from geo_app.words.translating import Language
from tests.fixtures.payloads import PAYLOADS
from tests.fixtures.province_folder import DAY, community, write_province
from tests.reports.test_handout import FONTS

ADDRESS = "https://desk.example.org/gaps?community=C001&lang=th"


def view_of(province, **said) -> CommunityView:
    ranked = Desk(province).ranked(Question(), DAY, ("stop",))
    whole = {
        "community_id": "C001", "steps": ("A new stop would help.",), "hangs": (),
        "facts": (("People", "250", "Layer communities, 1 Jan 2026"),), "notes": ("SDG 11.2.1",),
        "address": ADDRESS,
    } | said  # fmt: skip
    return CommunityView(on=DAY, ranked=ranked, **whole)


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        assert len(document) == 1
        return " ".join(document[0].get_textpage().get_text_range().split())


@pytest.mark.parametrize("language", Language)
def test_the_page_says_who_what_helps_and_from_where(world, language):
    view, network = view_of(world), Desk(world).buses()
    pdf = community_pdf(view, world, network, language=language, fonts=FONTS)
    text = text_of(pdf)
    names = world.communities.loc["C001", ["name_th", "name_en"]]
    assert names["name_en"] in text
    assert "A new stop would help." in text
    assert "Layer communities, 1 Jan 2026" in text
    assert "desk.example.org/gaps" in text.replace(" ", "")
    again = community_pdf(view, world, network, language=language, fonts=FONTS)
    assert pdf == again


def test_however_much_is_said_it_stays_one_page(world):
    facts = tuple((f"Fact {n}", "word " * 200, "source " * 50) for n in range(80))
    view = view_of(world, facts=facts, steps=("step " * 200,) * 10)
    pdf = community_pdf(view, world, Desk(world).buses(), language=Language.THAI, fonts=FONTS)
    assert "Fact 0" in text_of(pdf)


@pytest.mark.parametrize("payload", PAYLOADS[::7])
def test_no_text_is_read_as_markup(world, payload):
    view = view_of(world, steps=(payload, "#panic()", "$x$ *bold*"), facts=((payload,) * 3,))
    pdf = community_pdf(view, world, Desk(world).buses(), language=Language.THAI, fonts=FONTS)
    assert "#panic()" in text_of(pdf)


def test_the_map_shows_who_lives_around(tmp_path):
    rows = [community("C001", "ก", "A", Point(0, 0)), community("C2", "ข", "B", Point(900, 0)),
            community("C3", "ค", "C", Point(NEAR_M + 50, 0))]  # fmt: skip
    province = open_province(write_province(tmp_path / "p", rows={"communities": rows}))
    assert set(neighbours(view_of(province)).index) == {"C001", "C2"}


def test_without_a_position_the_page_stands_alone(tmp_path):
    rows = [community("C001", "ก", "A", None), community("C2", "ข", "B", Point(900, 0))]
    province = open_province(write_province(tmp_path / "p", rows={"communities": rows}))
    view = view_of(province)
    assert list(neighbours(view).index) == ["C001"]
    pdf = community_pdf(view, province, Desk(province).buses(), language=Language.THAI, fonts=FONTS)
    assert text_of(pdf)


def test_without_an_address_there_is_no_code(world):
    contents = community_contents(
        dataclasses.replace(view_of(world), address=""), world, Desk(world).buses(),
        language=Language.THAI,
    )  # fmt: skip
    assert contents["code"] == contents["address"] == ""
    assert code_of(ADDRESS).startswith("<svg xmlns=")


def test_who_is_not_there_has_no_page(world):
    view = view_of(world, community_id="nobody")
    with pytest.raises(KeyError):
        community_pdf(view, world, Desk(world).buses(), language=Language.THAI, fonts=FONTS)
