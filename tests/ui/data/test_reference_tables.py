"""Tables to look up on the page Data, in its language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo_app.province import open_province
from geo_app.reports.tables import to_csv
from geo_app.ui.data.reference_tables import table_in
from geo_app.words.translating import Language
from tests.fixtures.table_beside import CONTENT, FORESTS, write_with_table
from tests.ui.conftest import PHUKET

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from tests.ui.conftest import Open


def table_of(folder: Path, tongue: Language) -> pd.DataFrame:
    province = open_province(folder)
    (spec,) = province.catalogue.tables.values()
    return table_in(province.table(spec.table_id).frame, spec, tongue)


def test_a_table_is_read_in_the_language_of_the_page(tmp_path: Path) -> None:
    folder = write_with_table(tmp_path)
    thai, english = (table_of(folder, tongue) for tongue in (Language.THAI, Language.ENGLISH))
    assert list(thai.columns) == ["ชื่อ", "พื้นที่ (ไร่)", "law"]
    assert list(english.columns) == ["Name", "Area (rai)", "law"]
    assert list(thai["ชื่อ"]) == ["ป่าเลนคลองหนึ่ง", "ป่าเลนคลองสอง"]
    assert english["Area (rai)"].tolist()[0] == 120
    assert english["Area (rai)"].isna().tolist() == [False, True]


def test_two_columns_of_one_heading_keep_their_names(tmp_path: Path) -> None:
    folder = write_with_table(tmp_path, content=CONTENT.replace("law", "Name"))
    assert list(table_of(folder, Language.ENGLISH).columns) == ["name_en", "area_rai", "Name"]


@pytest.mark.parametrize(
    ("cell", "shown"), [("๑๒๐", 120), ('"1,200"', 1_200), ("about 120", "about 120")]
)
def test_numbers_are_read_as_layers_read_them_or_left_as_written(
    tmp_path: Path, cell: str, shown: object
) -> None:
    folder = write_with_table(tmp_path, content=CONTENT.replace(",120,", f",{cell},"))
    assert table_of(folder, Language.ENGLISH)["Area (rai)"].tolist()[0] == shown


def test_a_table_in_another_encoding_is_read_by_its_declaration(tmp_path: Path) -> None:
    declared = FORESTS.replace("date =", 'encoding = "cp874"\ndate =')
    folder = write_with_table(tmp_path, table=declared)
    (folder / "forests.csv").write_bytes(CONTENT.encode("cp874"))
    assert table_of(folder, Language.THAI)["ชื่อ"].tolist()[0] == "ป่าเลนคลองหนึ่ง"


def test_names_read_in_a_wrong_encoding_are_told(opened: Open, tmp_path: Path) -> None:
    declared = FORESTS.replace("date =", 'encoding = "latin-1"\ndate =')
    page = opened(write_with_table(tmp_path, table=declared), "data", lang="en")
    assert "looks like Thai that was read in another encoding" in page.text()


def test_the_file_is_read_once(tmp_path: Path) -> None:
    province = open_province(write_with_table(tmp_path))
    assert province.table("forests") is province.table("forests")


def test_a_row_that_cannot_be_used_is_told(opened: Open, tmp_path: Path) -> None:
    page = opened(write_with_table(tmp_path, content=f"{CONTENT}a,b,1,2,3\n"), "data", lang="en")
    assert page.exceptions() == []
    assert "more cells" in page.text()


def test_no_cell_of_the_file_is_a_formula(tmp_path: Path) -> None:
    table = table_of(write_with_table(tmp_path), Language.ENGLISH)
    assert '"\'=1+1"' in to_csv(table.set_index("Name")).decode("utf-8-sig")


@pytest.mark.parametrize(("lang", "title"), [("th", "ป่าตามกฎหมาย"), ("en", "Forests by law")])
def test_it_stands_on_the_page_with_its_source(
    opened: Open, tmp_path: Path, lang: str, title: str
) -> None:
    page = opened(write_with_table(tmp_path), "data", lang=lang)
    assert page.exceptions() == []
    assert title in [expander.label for expander in page.at.expander]
    assert "Royal Gazette" in page.text()
    assert any("law" in table.columns for table in page.tables())


def test_a_table_that_cannot_be_read_leaves_the_page(opened: Open, tmp_path: Path) -> None:
    page = opened(write_with_table(tmp_path, content=None), "data", lang="en")
    assert page.exceptions() == []
    assert any("forests.csv" in text for text in page.errors())
    assert any("Rows in" in table.columns for table in page.tables())


@pytest.mark.layers
def test_phuket_has_its_mangroves_by_law_and_its_years(opened: Open) -> None:
    page = opened(PHUKET, "data", lang="en")
    laws = next(table for table in page.tables() if "Mangrove" in table.columns)
    assert (laws["Mangrove"] == "Yes").sum() == 7
    assert len(laws) == 18
    years = next(table for table in page.tables() if "Households" in table.columns)
    last = years[years["Date"] == "2021-12-31"]
    assert (len(years), last["People"].sum()) == (459, 418_785)
