"""Proof by addition: a third indicator stands in one file and its words, and appears everywhere."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from geo_app.analysis.access.question import Question
from geo_app.cli import app
from geo_app.desk.desk import Desk
from geo_app.errors import LayerError
from geo_app.indicators.listing import COUNTED, IDS
from geo_app.maps import palette
from geo_app.maps.groups import painter_of
from geo_app.maps.legend_entries import gaps_legend
from geo_app.province import open_province
from geo_app.reports.documents import gaps_document, gaps_geojson
from geo_app.reports.tables import gaps_table, to_csv, to_excel
from geo_app.words.indicator_words import WORDS
from geo_app.words.translating import Language, translator
from tests.fixtures.clinics import CLINICS, MINUTES, VERDICTS, facility
from tests.fixtures.pages import Page, properties
from tests.fixtures.province_folder import DAY, write_province

if TYPE_CHECKING:
    from pathlib import Path

THIRD = "clinic_walk"
TITLE = "Clinic or hospital within 30 minutes on foot"
MINUTES_TITLE = "Walk to a clinic or hospital (min)"
ALL = ("stop", "plan", THIRD)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world with a clinic and a hospital."""
    return write_province(tmp_path_factory.mktemp("clinics"), rows={"facilities": CLINICS})


@pytest.fixture(scope="module")
def desk(folder: Path) -> Desk:
    """Its desk."""
    return Desk(open_province(folder))


def test_no_module_but_its_own_the_list_and_the_words_names_it(repository):
    named = {
        path.relative_to(repository / "geo_app").as_posix()
        for path in (repository / "geo_app").rglob("*")
        if path.suffix in (".py", ".js", ".toml")
        and re.search(rf"{THIRD}|indicators\.clinic|\bCLINIC\b", path.read_text("utf-8"))
    }
    assert named == {"indicators/clinic.py", "indicators/listing.py", "words/indicator_words.py"}


class TestAnswers:
    def test_minutes_and_verdicts_are_those_on_paper(self, desk):
        ranked = desk.ranked(Question(), DAY)
        assert ranked[f"{THIRD}_verdict"].to_dict() == VERDICTS
        minutes = ranked[f"{THIRD}_value"].dropna().to_dict()
        assert minutes == pytest.approx(MINUTES, abs=0.001)

    def test_the_frame_of_a_notebook_says_verdict_value_unit_and_layers(self, desk):
        frame = desk.indicators(DAY, Question())
        assert frame.index.names == ["community_id", "indicator"]
        assert len(frame) == 4 * len(IDS)
        columns = ["verdict", "value", "unit", "layers", "data_status", "reason"]
        assert list(frame.columns) == columns
        row = frame.loc[("C002", THIRD)]
        assert (row["verdict"], row["unit"], row["reason"]) == ("unmet", "min", None)
        assert row["value"] == pytest.approx(42.25, abs=0.001)
        assert row["layers"] == ("facilities", "roads")
        assert frame.loc[("C003", "stop"), "verdict"] == "unmet"
        assert frame.loc[("C003", "plan"), "verdict"] == "met"

    def test_a_clinic_one_metre_further_is_out_of_reach(self, tmp_path):
        rows = {"facilities": [facility("K1", "clinic", "Clinic", -2701)]}
        desk = Desk(open_province(write_province(tmp_path, rows=rows)))
        assert desk.ranked(Question(), DAY).loc["C001", f"{THIRD}_verdict"] == "unmet"

    @pytest.mark.parametrize("rows", [None, [facility("F1", "school", "School", 0)]])
    def test_without_a_layer_or_a_clinic_in_it_nothing_is_known(self, tmp_path, rows):
        province = open_province(write_province(tmp_path, rows={"facilities": rows}))
        ranked = Desk(province).ranked(Question(), DAY)
        assert set(ranked[f"{THIRD}_verdict"]) == {"unknown"}
        assert ranked[f"{THIRD}_value"].isna().all()

    def test_a_broken_layer_leaves_the_rest_and_says_why(self, tmp_path):
        folder = write_province(tmp_path, rows={"facilities": CLINICS})
        (folder / "facilities.csv").write_text("facility_id\n1\n", encoding="utf-8")
        desk = Desk(open_province(folder))
        frame = desk.indicators(DAY, Question()).xs(THIRD, level="indicator")
        assert set(frame["verdict"]) == {"unknown"}
        assert "facilities" in frame["reason"].iloc[0]
        assert list(desk.ranked(Question(), DAY)["gap"]) == ["both", "both", "stop", "none"]
        with pytest.raises(LayerError):
            desk.ranked(Question(), DAY, ALL)


class TestRanking:
    def test_it_moves_nobody_unless_it_counts(self, desk, world):
        with_clinics, without = (each.ranked(Question(), DAY) for each in (desk, Desk(world)))
        for column in ("gap", "rank", "hazard_level"):
            pd.testing.assert_series_equal(with_clinics[column], without[column])

    def test_it_ranks_and_names_the_gap_where_it_counts(self, desk):
        ranked = desk.ranked(Question(), DAY, ALL)
        assert list(ranked.index) == ["C002", "C004", "C003", "C001"]
        assert ranked.loc["C002", "lacks"] == ALL
        assert ranked.loc["C004", "unknown"] == (THIRD,)
        alone = desk.ranked(Question(), DAY, (THIRD,))
        assert alone["gap"].to_dict() == {
            "C002": THIRD, "C001": "none", "C004": "none", "C003": "none",
        }  # fmt: skip
        assert alone.index[0] == "C002"


class TestTables:
    @pytest.mark.parametrize("language", Language)
    def test_it_has_its_columns_in_csv_and_excel(self, desk, language):
        _ = translator(language)
        ranked = desk.ranked(Question(), DAY)
        table = gaps_table(ranked, desk.province, desk.buses().stops, language=language)
        verdict, minutes = (f"{_(t)} [{_('estimated')}]" for t in (TITLE, MINUTES_TITLE))
        words = {"met": "Within reach", "unmet": "Out of reach", "unknown": "Not known"}
        assert table[verdict].to_dict() == {key: _(words[v]) for key, v in VERDICTS.items()}
        assert table.loc["C002", minutes] == pytest.approx(42.25, abs=0.051)
        assert pd.isna(table.loc["C004", minutes])
        assert verdict in to_csv(table).decode("utf-8-sig")
        sheet = openpyxl.load_workbook(io.BytesIO(to_excel({"sheet": table})))["sheet"]
        headings = [cell.value for cell in sheet[1]]
        assert {verdict, minutes} <= set(headings)

    def test_columns_of_doubtful_facilities_say_so(self, tmp_path):
        layers = {"facilities": {"status": "synthetic"}}
        folder = write_province(tmp_path, rows={"facilities": CLINICS}, layers=layers)
        desk = Desk(open_province(folder))
        ranked = desk.ranked(Question(), DAY)
        stops = desk.buses().stops
        table = gaps_table(ranked, desk.province, stops, language=Language.ENGLISH)
        assert f"{TITLE} [example data] [estimated]" in table
        painter = painter_of(desk.province, Language.ENGLISH)
        popups = "".join(row["popup"] for row in properties(painter.communities(ranked)))
        assert "Out of reach · 42 min [example data] [estimated]" in popups
        html = gaps_legend(desk.province, desk.buses(), [], language=Language.ENGLISH, counted=ALL)
        assert "example data" in html.partition(WORDS[THIRD].lacks)[2]
        document = gaps_document(desk.province, ranked, question=Question(), on=DAY)
        assert document["indicators"][2]["data_status"] == "synthetic"


class TestDocuments:
    def test_json_says_what_it_is_and_what_it_finds(self, desk):
        ranked = desk.ranked(Question(), DAY)
        document = json.loads(
            json.dumps(gaps_document(desk.province, ranked, question=Question(), on=DAY))
        )
        assert document["counted"] == list(COUNTED)
        (head,) = [each for each in document["indicators"] if each["id"] == THIRD]
        assert head == {
            "id": THIRD, "title": TITLE, "unit": "min", "kinds_needed": ["facilities"],
            "data_status": "open", "met": 2, "unmet": 1, "unknown": 1,
        }  # fmt: skip
        records = {row["community_id"]: row for row in document["communities"]}
        assert {key: row[f"{THIRD}_verdict"] for key, row in records.items()} == VERDICTS
        assert records["C002"][f"{THIRD}_value"] == pytest.approx(42.25, abs=0.001)
        assert records["C004"][f"{THIRD}_value"] is None

    def test_each_feature_of_a_geojson_bears_the_status_of_its_data(self, desk):
        ranked = desk.ranked(Question(), DAY)
        document = gaps_geojson(desk.province, ranked, question=Question(), on=DAY)
        for feature in document["features"]:
            own_keys = feature["properties"]
            assert own_keys[f"{THIRD}_data_status"] == "open"
            assert own_keys["plan_data_status"] == "open"
            assert own_keys[f"{THIRD}_verdict"] == VERDICTS[feature["id"]]


class TestMap:
    def test_a_popup_says_the_minutes(self, desk):
        painter = painter_of(desk.province, Language.ENGLISH)
        drawn = properties(painter.communities(desk.ranked(Question(), DAY)))
        (popup,) = [each["popup"] for each in drawn if each["community_id"] == "C002"]
        texts = Page(popup).texts
        assert texts[texts.index(TITLE) + 1] == "Out of reach · 42 min [estimated]"

    def test_a_community_is_coloured_and_dashed_by_it_where_it_counts(self, desk):
        group = painter_of(desk.province, Language.ENGLISH).communities(
            desk.ranked(Question(), DAY, (THIRD,))
        )
        (layer,) = group._children.values()
        styles = {
            feature["properties"]["community_id"]: layer.style_function(feature)
            for feature in layer.data["features"]
        }
        assert styles["C002"]["fillColor"] == palette.GAP[THIRD]
        assert styles["C001"]["fillColor"] == palette.GAP["none"]
        assert "dashArray" in styles["C004"]
        assert "dashArray" not in styles["C001"]

    def test_the_legend_explains_it_only_where_it_counts(self, desk):
        shown = {"language": Language.ENGLISH, "standard": Question().standard}
        ranked = desk.ranked(Question(), DAY, ALL)
        plain = gaps_legend(desk.province, desk.buses(), [], **shown)
        html = gaps_legend(desk.province, desk.buses(), [], ranked=ranked, counted=ALL, **shown)
        assert WORDS[THIRD].lacks not in plain
        assert WORDS[THIRD].lacks in html
        assert palette.GAP[THIRD] in html
        assert "More than one gap" in html
        assert WORDS[THIRD].unknown_mark in html


class TestCommand:
    def ask(self, folder: Path, *words: str):
        options = ["--province", str(folder), "--on", DAY.isoformat(), *words]
        return CliRunner().invoke(app, ["gaps", *options], env={"GEO_APP_LANGUAGE": "en"})

    def test_the_table_counts_it_and_has_its_column(self, folder):
        text = self.ask(folder).stdout
        assert f"{TITLE}: 2 yes, 1 no, 1 not known" in text
        assert MINUTES_TITLE in text

    def test_it_counts_where_it_is_asked_for(self, folder, desk):
        answer = self.ask(folder, "--format", "json", "--counted", f"{THIRD},stop,plan")
        document = json.loads(answer.stdout)
        assert document["counted"] == list(ALL)
        rows = sorted(document["communities"], key=lambda row: row["rank"])
        ranked = desk.ranked(replace(Question()), DAY, ALL)
        assert [row["community_id"] for row in rows] == list(ranked.index)
        assert [tuple(row["lacks"]) for row in rows] == list(ranked["lacks"])

    def test_what_is_no_indicator_is_named_with_the_choices(self, folder):
        answer = self.ask(folder, "--counted", "stop,nothing")
        assert answer.exit_code == 2
        assert "'nothing' is not one of" in answer.output
