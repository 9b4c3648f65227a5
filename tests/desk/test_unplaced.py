"""A community of which nobody knows where it is: listed, counted, never yes and never no."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from geo_app.analysis import coverage
from geo_app.analysis.access.question import Question
from geo_app.analysis.access.shares import share_of_all
from geo_app.analysis.access.standards import STANDARDS
from geo_app.analysis.walks.connection import connection
from geo_app.analysis.walks.demand import By
from geo_app.desk.desk import Desk
from geo_app.errors import LayerError
from geo_app.network.walking import WalkingMethod
from geo_app.proposals.evaluate import evaluate
from geo_app.province import open_province
from geo_app.reports.documents import gaps_document, gaps_geojson
from geo_app.reports.proposal_notes import definitions
from geo_app.reports.tables import gaps_table, to_csv, to_excel
from geo_app.words.translating import Language
from tests.fixtures.province_folder import DAY, community, rows_of_world, write_province
from tests.proposals.world import baseline_of, proposal

if TYPE_CHECKING:
    from pathlib import Path

    from geo_app.province import Province

UNPLACED = community(
    "C005", "บ้านไม่รู้ที่", "Ban Mai Ru Thi", None, population=70, zone_id="830102",
    position_accuracy_m=0,
)  # fmt: skip
"""In the eastern tambon, whose plan is valid."""

WITHOUT_ROADS = {"roads": None}
WITHOUT_POPULATION = {"population": None}


def world_with(folder: Path, *rows: dict[str, Any], **more: Any) -> Province:
    """Write the world with further communities, first and last of the layer."""
    communities = rows_of_world()["communities"]
    own = {"communities": [*rows[:1], *communities, *rows[1:]]} | more.pop("rows", {})
    return open_province(write_province(folder, rows=own, **more))


@pytest.fixture
def province(tmp_path: Path) -> Province:
    return world_with(tmp_path / "p", UNPLACED)


def question(standard: str = "sdg_11_2_1", **more: Any) -> Question:
    return Question(standard_id=STANDARDS[standard].standard_id, **more)


class TestLayer:
    def test_the_row_stays_and_is_told(self, province: Province) -> None:
        layer = province.layer("communities")
        assert layer.report.rows_used == layer.report.rows_in == 5
        (told,) = (f for f in layer.report.faults if f.code == "position_not_known")
        assert told.where.row == 1
        assert layer.frame.geometry.isna().tolist() == [True, False, False, False, False]

    def test_a_position_that_is_no_number_still_sets_its_row_aside(self, tmp_path: Path) -> None:
        folder = write_province(tmp_path / "p")
        path = folder / "communities.csv"
        path.write_text(path.read_text(encoding="utf-8").replace("430000.0", "north"), "utf-8")
        report = open_province(folder).layer("communities").report
        assert report.rows_set_aside == 2
        assert {fault.code for fault in report.faults} == {"no_coordinate"}

    @pytest.mark.parametrize("blank", ["x", "y"])
    def test_one_coordinate_alone_is_a_slip_and_no_unknown_place(
        self, tmp_path: Path, blank: str
    ) -> None:
        folder = write_province(tmp_path / "p")
        path = folder / "communities.csv"
        cells = {"x": ",870000.0", "y": "429700.0,"}[blank]
        text = path.read_text(encoding="utf-8").replace("429700.0,870000.0", cells)
        path.write_text(text, encoding="utf-8")
        report = open_province(folder).layer("communities").report
        (finding,) = report.faults
        assert (finding.code, finding.where.row, finding.where.field) == (
            "one_coordinate",
            1,
            blank,
        )
        assert report.rows_set_aside == 1

    def test_a_layer_of_unknown_places_alone_is_one_sentence(self, tmp_path: Path) -> None:
        folder = write_province(tmp_path / "p")
        path = folder / "communities.csv"
        rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
        blank = [rows[0], *([*cells[:4], "", ""] for cells in rows[1:])]
        path.write_text("\n".join(map(",".join, blank)), encoding="utf-8")
        with pytest.raises(LayerError, match="the position of none of its 4 rows is known"):
            open_province(folder).layer("communities")

    def test_other_kinds_still_need_a_position(self, tmp_path: Path) -> None:
        known = rows_of_world()["facilities"]
        nowhere = known[0] | {"facility_id": "F9", "geometry": None}
        folder = write_province(tmp_path / "p", rows={"facilities": [*known, nowhere]})
        report = open_province(folder).layer("facilities").report
        assert report.rows_set_aside == 1


class TestGaps:
    def test_nothing_that_hangs_on_the_place_is_known_and_the_tambons_plan_is(
        self, province: Province
    ) -> None:
        row = coverage.gaps(province, walk_distance_m=500, on=DAY).loc["C005"]
        assert row[["has_stop", "nearest_stop_id", "hazards", "mangrove_id"]].isna().all()
        assert row[["walk_distance_m", "straight_distance_m", "mangrove_distance_m"]].isna().all()
        assert not row["hazards_complete"]
        assert (row["zone_id"], row["plan_status"]) == ("830102", "valid")

    def test_it_is_counted_and_in_no_number_of_stops(self, province: Province) -> None:
        summary = coverage.summarise(coverage.gaps(province, walk_distance_m=500, on=DAY))
        assert (summary.communities, summary.position_unknown) == (5, 1)
        assert (summary.with_stop, summary.without_stop, summary.unconnected) == (1, 3, 1)
        assert (summary.population_known, summary.population_with_stop) == (1360, 1000)
        assert (summary.population_unclear, summary.timetable_unknown) == (70, 0)

    def test_everybody_else_is_as_without_it(self, world: Province, province: Province) -> None:
        without = coverage.rank(coverage.gaps(world, on=DAY))
        ranked = coverage.rank(coverage.gaps(province, on=DAY))
        assert ranked.index.tolist() == [*without.index, "C005"]
        columns = ["rank", "gap", "walk_distance_m", "hazards", "mangrove_distance_m"]
        assert_frame_equal(
            pd.DataFrame(ranked.drop(index="C005")[columns]), pd.DataFrame(without[columns])
        )

    @pytest.mark.parametrize("standard", STANDARDS)
    def test_no_standard_knows_whether_it_is_served(
        self, province: Province, world: Province, standard: str
    ) -> None:
        asked = question(standard)
        access = Desk(province).access(asked, DAY)
        assert access["is_served"].isna().tolist() == [True, False, False, False, False]
        assert np.isnan(access["value"].iloc[0])
        own = access.drop(index="C005")
        assert_frame_equal(own, Desk(world).access(asked, DAY), check_dtype=False)
        ranked = Desk(province).ranked(asked, DAY)
        assert ranked.loc["C005", "stop_verdict"] == "unknown"
        assert not ranked.loc["C005", "is_sensitive"]

    @pytest.mark.parametrize("kinds", [{}, WITHOUT_ROADS], ids=["estimated", "straight_line"])
    def test_however_people_walk(self, tmp_path: Path, kinds: dict[str, None]) -> None:
        desk = Desk(world_with(tmp_path / "p", UNPLACED, layers=kinds))
        expected = WalkingMethod.STRAIGHT_LINE if kinds else WalkingMethod.ESTIMATED
        assert desk.walking().method is expected
        facts = desk.facts(DAY)
        assert np.isnan(facts.loc["C005", "walk_distance_m"])
        assert facts["walk_distance_m"].notna().sum() == (4 if kinds else 3)
        assert "C005" not in desk.fixes(500.0).index
        assert connection(desk.reach(By.COMMUNITY).origins, desk.walking()).without_position == (
            "C005",
        )

    def test_people_of_whom_nobody_knows_are_in_no_share(self, tmp_path: Path) -> None:
        province = world_with(tmp_path / "p", UNPLACED, layers=WITHOUT_POPULATION)
        answer = Desk(province).answer(question(by=By.ZONE), DAY)
        share = share_of_all(answer.access, answer.reach.origins)
        assert (share["origins_unplaced"], share["population_unplaced"]) == (1, 70)
        assert (share["origins_unclear"], share["population_unclear"]) == (1, 70)
        assert share["origins_unconnected"] == 1
        assert (share["population_known"], share["population_served"]) == (1360, 1000)


class TestDocuments:
    def test_json_has_null_and_says_so(self, province: Province) -> None:
        ranked = Desk(province).ranked(question(), DAY)
        document = gaps_document(province, ranked, question=question(), on=DAY)
        json.dumps(document, allow_nan=False)
        assert document["summary"]["position_unknown"] == 1
        row = document["communities"][-1]
        assert (row["community_id"], row["is_placed"]) == ("C005", False)
        assert row["has_stop"] is row["walk_distance_m"] is None
        assert row["stop_verdict"] == "unknown"
        assert not row["hazards_complete"]

    def test_geojson_has_a_feature_without_geometry(self, province: Province) -> None:
        ranked = Desk(province).ranked(question(), DAY)
        document = gaps_geojson(province, ranked, question=question(), on=DAY)
        json.dumps(document, allow_nan=False)
        assert [feature["geometry"] is None for feature in document["features"]] == [
            False, False, False, False, True,
        ]  # fmt: skip

    def test_tables_have_a_column_that_says_so(self, province: Province, world: Province) -> None:
        desk = Desk(province)
        ranked, stops = desk.ranked(question(), DAY), desk.buses().stops
        table = gaps_table(ranked, province, stops, language=Language.ENGLISH)
        assert table["Position"].tolist() == ["", "", "", "", "Not known"]
        assert table.loc["C005", "Hazards"] == "Not known"
        assert to_csv(table)
        assert to_excel({"gaps": table})
        others = Desk(world).ranked(question(), DAY)
        assert "Position" not in gaps_table(others, world, stops, language=Language.ENGLISH)


class TestProposal:
    @pytest.mark.parametrize("kinds", [{}, WITHOUT_ROADS, WITHOUT_POPULATION])
    def test_it_neither_gains_nor_loses_and_the_notes_count_it(
        self, tmp_path: Path, kinds: dict[str, None]
    ) -> None:
        baseline = baseline_of(world_with(tmp_path / "p", UNPLACED, layers=kinds))
        evaluation = evaluate(proposal(), baseline)
        notes = "\n".join(definitions(evaluation, baseline, Language.ENGLISH))
        assert "Of 1 communities the position is not known" in notes
        assert evaluation.communities.loc["C005", "effect"] == "none"
        assert evaluation.communities.loc["C005", ["served_before", "served_after"]].isna().all()
        gained = evaluation.communities["effect"] == "gained"
        assert sorted(evaluation.communities.index[gained]) == ["C002", "C003"]
