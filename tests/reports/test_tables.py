"""Tables for people: readable in Thai, and nothing in them is a formula."""

from __future__ import annotations

import csv
import io

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_app.analysis import coverage
from geo_app.province import open_province
from geo_app.reports.tables import (
    gaps_table,
    guard_formula,
    names_of,
    sources_table,
    to_csv,
    to_excel,
)
from geo_app.transit.buses import build_bus_network
from geo_app.words.translating import Language
from tests.fixtures.payloads import FORMULAS
from tests.fixtures.province_folder import DAY, rows_of_world, write_province

THAI, ENGLISH = Language.THAI, Language.ENGLISH


def table_of(province, language):
    """Return the ranked list of a province for reading."""
    ranked = coverage.rank(coverage.gaps(province, walk_distance_m=500, on=DAY))
    stops = build_bus_network(province).stops
    return gaps_table(ranked, province, stops, language=language)


def one_cell(value: object) -> pd.DataFrame:
    """Return a table whose only cell is a value."""
    return pd.DataFrame({"ชื่อ": pd.Series([value], index=pd.Index(["C1"], name="id"), dtype=object)})


def csv_rows(content: bytes) -> list[list[str]]:
    """Read CSV as a spreadsheet does."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def sheet_of(content: bytes, name: str = "sheet"):
    """Open one sheet of a workbook."""
    return openpyxl.load_workbook(io.BytesIO(content))[name]


def test_there_are_sixty_leading_forms_of_formulas():
    assert len(set(FORMULAS)) >= 60


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_csv_begins_like_a_formula(text):
    cell = csv_rows(to_csv(one_cell(text)))[1][1]
    assert cell == f"'{text}"


@pytest.mark.parametrize("text", FORMULAS)
def test_no_heading_of_a_csv_begins_like_a_formula(text):
    table = one_cell("x").rename(columns={"ชื่อ": text})
    assert csv_rows(to_csv(table))[0][1] == f"'{text}"


@pytest.mark.parametrize("text", FORMULAS)
def test_no_id_of_a_csv_begins_like_a_formula(text):
    table = one_cell("x").set_axis(pd.Index([text], name="id"))
    assert csv_rows(to_csv(table))[1][0] == f"'{text}"


EXCEL_TEXTS = [text for text in FORMULAS if text.isprintable()]


@pytest.mark.parametrize("text", EXCEL_TEXTS)
def test_every_text_of_a_workbook_is_a_text_and_no_formula(text):
    sheet = sheet_of(to_excel({"sheet": one_cell(text)}))
    assert (sheet["B2"].value, sheet["B2"].data_type) == (text, "s")


@pytest.mark.parametrize("text", EXCEL_TEXTS)
def test_every_heading_and_id_of_a_workbook_is_a_text_and_no_formula(text):
    table = one_cell("x").rename(columns={"ชื่อ": text}).set_axis(pd.Index([text], name="id"))
    sheet = sheet_of(to_excel({"sheet": table}))
    assert (sheet["B1"].value, sheet["B1"].data_type) == (text, "s")
    assert (sheet["A2"].value, sheet["A2"].data_type) == (text, "s")


@pytest.mark.parametrize("text", ["http://example.org", "mailto:a@b.c", "file:///etc/passwd"])
def test_an_address_in_a_workbook_is_no_link(text):
    cell = sheet_of(to_excel({"sheet": one_cell(text)}))["B2"]
    assert (cell.value, cell.hyperlink) == (text, None)


@pytest.mark.parametrize("number", [-12.5, -1, 0, 12.5, np.float64(-3.25)])
def test_a_number_stays_a_number(number):
    assert guard_formula(number) is number
    assert csv_rows(to_csv(one_cell(number)))[1][1] == str(number)
    cell = sheet_of(to_excel({"sheet": one_cell(number)}))["B2"]
    assert (cell.value, cell.data_type) == (number, "n")


@pytest.mark.parametrize(
    "text",
    ["บ้านป่าตอง", "Ban Pa Tong", "12-5", "a=b", "ก", "C001", "O'Brien", "(x)", "1+1", "ë", ""],
)
def test_an_ordinary_text_stays_as_it_is(text):
    assert guard_formula(text) == text


@given(st.text())
def test_a_guarded_text_loses_nothing_but_may_gain_an_apostrophe(text):
    assert guard_formula(text) in (text, f"'{text}")


@given(st.text(alphabet=st.sampled_from(" \t\u00a0\u3000'\"")), st.sampled_from("=+-@"))
def test_blanks_and_quotes_hide_no_formula(before, sign):
    assert guard_formula(f"{before}{sign}1") == f"'{before}{sign}1"


def test_a_csv_opens_in_excel_in_thai():
    content = to_csv(one_cell("บ้านป่าตอง"))
    assert content.startswith(b"\xef\xbb\xbf")
    assert csv_rows(content) == [["id", "ชื่อ"], ["C1", "บ้านป่าตอง"]]


@pytest.mark.parametrize("text", ['a"b', "a,b", "a\nb", "a;b", "a\tb", "a\r\nb", "a\rb"])
def test_a_separator_inside_a_text_opens_no_new_cell(text):
    assert csv_rows(to_csv(one_cell(text)))[1] == ["C1", text]


def test_an_unknown_value_is_an_empty_cell():
    assert csv_rows(to_csv(one_cell(None)))[1][1] == ""
    assert sheet_of(to_excel({"sheet": one_cell(None)}))["B2"].value is None


def test_a_workbook_has_a_sheet_a_table_with_a_fixed_head():
    content = to_excel({"ก": one_cell("a"), "ข": one_cell("b")})
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames == ["ก", "ข"]
    assert sheet_of(content, "ข").freeze_panes == "A2"


def test_a_table_without_rows_is_written_too():
    empty = one_cell("x").iloc[:0]
    assert csv_rows(to_csv(empty)) == [["id", "ชื่อ"]]
    assert sheet_of(to_excel({"sheet": empty})).max_row == 1


def test_writing_changes_nothing_in_the_table():
    table = one_cell("=1+1")
    to_csv(table)
    to_excel({"sheet": table})
    assert table["ชื่อ"].tolist() == ["=1+1"]


class TestGapsTable:
    def test_it_reads_in_english(self, world):
        row = table_of(world, ENGLISH).loc["C002"]
        assert row.to_dict() == {
            "Rank": 1,
            "Name (Thai)": "บ้านริมน้ำ",
            "Name (English)": "Ban Rim Nam",
            "Zone": "West",
            "Gap": "No stop and no valid plan",
            "Walk to a stop (m) [estimated]": 900,
            "Straight line (m)": 480,
            "Nearest stop": "Bridge",
            "Disaster plan": "Expired",
            "Plan valid until": "2022-12-31",
            "Hazards": "Tsunami (low)",
            "Mangrove (m)": 2430,
            "People": 250,
            "Data status": "open data",
        }

    def test_it_reads_in_thai(self, world):
        table = table_of(world, THAI)
        assert all(any("\u0e00" <= c <= "\u0e7f" for c in heading) for heading in table)
        assert table.iloc[0]["ตำบล"] == "ตำบลตะวันตก"

    @pytest.mark.parametrize("language", Language)
    def test_the_most_urgent_come_first(self, world, language):
        assert list(table_of(world, language).index) == ["C002", "C004", "C003", "C001"]

    def test_what_is_unknown_is_missing(self, world):
        row = table_of(world, ENGLISH).loc["C004"]
        unknown = ["Zone", "Walk to a stop (m) [estimated]", "Plan valid until"]
        assert row[unknown].isna().all()

    def test_hazards_none_and_hazards_not_known_read_differently(self, world, tmp_path):
        bare = open_province(write_province(tmp_path, rows={"hazard_zones": None}))
        known = table_of(world, ENGLISH).loc["C003", "Hazards"]
        unknown = table_of(bare, ENGLISH).loc["C003", "Hazards"]
        assert (known, unknown) == ("None in the layer", "Not known")

    def test_headings_carry_the_status_of_data_that_is_not_open(self, tmp_path):
        layers = {"disaster_plans": {"status": "synthetic"}, "mangroves": {"status": "indicative"}}
        table = table_of(open_province(write_province(tmp_path, layers=layers)), ENGLISH)
        assert {"Disaster plan [example data]", "Plan valid until [example data]"} <= set(table)
        assert "Mangrove (m) [indicative]" in table
        assert "Hazards" in table

    def test_a_province_of_communities_and_buses_alone_has_its_table(self, tmp_path):
        rows = {kind: None for kind in rows_of_world() if kind != "communities"}
        table = table_of(open_province(write_province(tmp_path, rows=rows)), ENGLISH)
        assert table["Disaster plan"].unique().tolist() == ["Not known"]
        assert table["Zone"].isna().all()

    def test_one_language_of_names_is_enough(self, tmp_path):
        text = "community_id,name_th,x,y\nC1,ก,430000,870000\n"
        table = table_of(
            open_province(write_province(tmp_path, files={"communities.csv": text})), ENGLISH
        )
        assert table["Name (Thai)"].tolist() == ["ก"]
        assert table["Name (English)"].isna().all()

    def test_names_are_in_the_language_else_the_other_else_the_id(self, world):
        zones = world.zones.assign(name_en=[None, "East", None], name_th=["ก", "ข", None])
        assert names_of(zones, ENGLISH) == {"830101": "ก", "830102": "East", "8301": "8301"}
        assert names_of(None, ENGLISH) == {}


class TestSources:
    def test_every_layer_says_where_it_comes_from(self, world):
        table = sources_table(world, language=ENGLISH)
        assert list(table.index) == list(world.catalogue.layers)
        assert table.loc["zones"].to_dict() == {
            "Layer": "Layer zones",
            "Data status": "open data",
            "Date": "2026-04-17",
            "Source": "tests",
            "Licence": "CC0",
            "Attribution": "Source of zones",
            "Rows in": 3,
            "Rows used": 3,
            "Set aside": 0,
            "Why set aside": "",
        }

    def test_only_the_kinds_asked_for_are_listed(self, world):
        table = sources_table(world, language=ENGLISH, kinds=["roads", "walk_network"])
        assert list(table.index) == ["roads"]

    def test_no_kind_is_an_empty_list(self, world):
        assert sources_table(world, language=ENGLISH, kinds=[]).empty

    def test_titles_are_in_the_language_asked_for(self, world):
        assert "ชั้นข้อมูล zones" in set(sources_table(world, language=THAI).iloc[:, 0])
