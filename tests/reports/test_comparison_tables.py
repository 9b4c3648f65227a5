"""Proposals side by side: what is on paper, and no name breaks a table."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import openpyxl
import pytest

from geo_app.proposals.evaluate import evaluate
from geo_app.proposals.proposals_compared import MEASURES, compare_proposals, ranking_moves
from geo_app.reports.proposal_comparison import (
    ASSUMPTION_WORDS,
    MEASURE_WORDS,
    comparison_document,
    comparison_excel,
    comparison_tables,
)
from geo_app.words.translating import Language

ENGLISH = Language.ENGLISH


@pytest.fixture(scope="module")
def compared(world_held):
    """Return the world's proposal beside itself without the stop that moves."""
    both, baseline = world_held
    line = evaluate(replace(both.proposal, changes=both.proposal.changes[:1]), baseline)
    found = {"Both": both, "Line only": line}
    return compare_proposals(found), ranking_moves(found, baseline)


class TestDocument:
    @pytest.fixture
    def document(self, compared):
        return comparison_document(*compared)

    def test_measures_are_those_on_paper(self, document):
        measures = document["measures"]
        assert document["proposals"] == ["Both", "Line only"]
        assert measures["people_lost"] == {"Both": 1000.0, "Line only": 0.0}
        assert measures["route_length_m"] == {"Both": 3180.0, "Line only": 3180.0}
        # 4,555,287.60 THB for 250 people more.
        assert measures["cost_thb_per_year_and_person"] == {
            "Both": None, "Line only": pytest.approx(18221.15, abs=0.01),
        }  # fmt: skip

    def test_winners_and_losers_stand_by_community(self, document):
        effects = {row["community_id"]: row["effects"] for row in document["communities"]}
        assert effects["C001"] == {"Both": "lost", "Line only": "none"}
        assert effects["C002"] == {"Both": "gained", "Line only": "gained"}

    def test_the_ranking_starts_as_it_was_asked(self, document):
        first = document["ranking"][0]
        assert first == {
            "assumption": "as_asked", "value": 500.0, "ranks": {"Both": 2, "Line only": 1},
        }  # fmt: skip

    def test_it_is_json_without_exceptions(self, document):
        assert json.loads(json.dumps(document, allow_nan=False))["rates_confirmed"] is False


class TestTables:
    def test_every_measure_and_assumption_has_words(self, compared):
        assert set(MEASURE_WORDS) == set(MEASURES)
        assert set(compared[1].index.get_level_values(0)) <= set(ASSUMPTION_WORDS)

    def test_a_column_a_proposal(self, compared):
        tables = comparison_tables(*compared, language=ENGLISH)
        assert list(tables) == ["Comparison", "Winners and losers", "How the ranking moves"]
        for table in tables.values():
            assert list(table.columns)[-2:] == ["Both", "Line only"]
        measures = tables["Comparison"].set_index("Measure")
        assert measures.loc["People who lose access", "Both"] == 1000

    @pytest.mark.parametrize("name", ["Measure", "People", "Community", "name_en", "=1+1"])
    def test_a_proposal_may_be_called_anything(self, compared, name):
        comparison, moves = compared
        names = {"Both": name}
        renamed = replace(
            comparison,
            table=comparison.table.rename(columns=names),
            communities=comparison.communities.drop(columns=[name], errors="ignore").rename(
                columns=names
            ),
        )
        content = comparison_excel(renamed, moves.rename(columns=names), language=ENGLISH)
        book = openpyxl.load_workbook(io.BytesIO(content))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert name in [cell.value for cell in cells]
        assert not [cell.value for cell in cells if cell.data_type == "f"]
