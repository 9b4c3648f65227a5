"""The tables of a proposal: what is on paper, in both languages, and nothing is a formula."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest

from geo_app.proposals.changes.change_headway import ChangeHeadway
from geo_app.proposals.changes.new_route import AddRoute
from geo_app.proposals.changes.proposal import Proposal
from geo_app.proposals.changes.remove_route import RemoveRoute
from geo_app.proposals.changes.terms import StopPolicy
from geo_app.proposals.dependence import stop_dependence
from geo_app.proposals.evaluate import evaluate
from geo_app.proposals.running.service import Service
from geo_app.province import open_province
from geo_app.reports.proposal_changes import change_sentences
from geo_app.reports.proposal_tables import proposal_excel, proposal_tables
from geo_app.words.translating import Language
from tests.fixtures.payloads import FORMULAS
from tests.fixtures.proposals import held, world_proposal
from tests.fixtures.province_folder import write_province

THAI, ENGLISH = Language.THAI, Language.ENGLISH
LONGEST_SHEET_NAME = 31


@pytest.fixture(scope="module")
def sheets(world_held):
    """Return the world's tables in English."""
    evaluation, baseline = world_held
    alone = stop_dependence(evaluation, baseline)
    return proposal_tables(evaluation, baseline, language=ENGLISH, dependence=alone)


def value_of(summary, measure):
    """Return the value of a measure."""
    (value,) = summary.loc[summary["Measure"] == measure, "Value"]
    return value


class TestNumbers:
    def test_the_summary_is_what_is_on_paper(self, sheets):
        summary = sheets["Summary"]
        for measure, value in {
            "People who gain access": 250,
            "People who lose access": 1000,
            "Communities that gain access": 2,
            "Communities that lose access": 1,
            "Communities among them whose people are unknown": 1,
            "Length of the new lines (m)": 3180.0,
            "Of the new lines beside routes of today (m)": 1350.0,
            "Cycle time, layover included (min)": 21.0,
            "Vehicles in service": 2,
            "Spare vehicles": 1,
            "Vehicle-km a day": 362.5,
            "Vehicle-hours a day": 28.5,
            "Cost a day (THB)": 12480,
            "Cost a year (THB)": 4555288,
            "New lines in Tsunami zones (m)": 100.0,
            "New lines in Flood zones (m)": 0.0,
            "New lines in mangroves (m)": 200.0,
            "Net cost a year and person newly covered (THB)": None,
        }.items():
            assert value_of(summary, measure) == value, measure

    def test_every_cost_says_that_nobody_confirmed_its_rates(self, sheets):
        summary = sheets["Summary"]
        costs = summary[summary["Measure"].str.contains("THB")]
        assert len(costs) == 4
        assert costs["Rests on"].str.contains("nobody has confirmed").all()

    def test_communities_that_gain_stand_before_those_that_lose(self, sheets):
        table = sheets["Communities"]
        assert list(table.index) == ["C002", "C003", "C001"]
        assert list(table["As proposed"]) == ["gains access", "gains access", "loses access"]
        assert list(table["Walk today (m) [estimated]"]) == [900.0, 1000.0, 300.0]
        assert list(table["Nearest stop then"]) == ["Waterside", "Road's End", "Bridge"]

    def test_zones_name_who_gains(self, sheets):
        zones = sheets["Zones"].set_index("Zone")
        assert zones.loc["West", "Communities that gain access"] == "Ban Rim Nam"
        assert zones.loc["East", "Communities that gain access"] == "Ban Plai Thang"
        assert zones["People gain"].sum() == 250

    def test_stops_say_who_has_no_other(self, sheets):
        stops = sheets["Stops"]
        assert list(stops["To the next stop (m)"])[:3] == [1480.0, 1500.0, 200.0]
        assert stops.loc["A", "Communities with no other stop"] == "Ban Rim Nam"
        assert stops.loc["A", "People with no other stop"] == 250
        assert list(stops["In mangrove"]) == ["no", "no", "yes", "no"]

    def test_a_new_route_has_one_row_and_a_changed_one_two(self, sheets, world_held):
        assert len(sheets["Operation"]) == 1
        changed = ChangeHeadway(route_id="R1", service=Service(headway_min=30))
        baseline = world_held[1]
        found = evaluate(Proposal(changes=(changed,)), baseline)
        table = proposal_tables(found, baseline, language=ENGLISH)["Operation"]
        assert list(table["When"]) == ["As proposed", "Today"]
        assert table["New line (m)"].isna().all()

    def test_phuket_says_how_far_its_data_can_be_trusted(self, phuket_held):
        sheets = proposal_tables(*phuket_held, language=ENGLISH)
        assert "Hazard [indicative]" in sheets["Hazards"]
        assert "Mangroves [indicative]" in sheets["Mangroves"]
        assert "People gain [modelled]" in sheets["Zones"]
        assert list(sheets["Mangroves"]["Line (m)"]) == pytest.approx([1_182.1, 541.7])


class TestUnknown:
    def test_without_layers_one_row_says_so(self, tmp_path):
        rows = {"hazard_zones": None, "mangroves": None}
        province = open_province(write_province(tmp_path, rows=rows))
        sheets = proposal_tables(*held(province, world_proposal()), language=ENGLISH)
        assert sheets["Hazards"].to_numpy().tolist() == [["Not known"]]
        assert sheets["Mangroves"].to_numpy().tolist() == [["Not known"]]
        assert value_of(sheets["Summary"], "New lines in Tsunami zones (m)") is None
        assert value_of(sheets["Summary"], "New lines in mangroves (m)") is None

    def test_a_proposal_that_draws_nothing_has_empty_tables(self, world_held):
        baseline = world_held[1]
        found = evaluate(Proposal(changes=(RemoveRoute(route_id="R1"),)), baseline)
        sheets = proposal_tables(found, baseline, language=ENGLISH)
        assert sheets["Stops"].empty
        assert sheets["What a hazard would cut"].empty
        assert list(sheets["Operation"]["When"]) == ["As proposed", "Today"]


class TestWords:
    @pytest.mark.parametrize("language", Language)
    def test_every_sheet_has_a_name_that_excel_takes(self, world_held, language):
        names = list(proposal_tables(*world_held, language=language))
        assert len(set(names)) == len(names)
        assert all(0 < len(name) <= LONGEST_SHEET_NAME for name in names)
        assert not any(set("[]:*?/\\") & set(name) for name in names)

    def test_changes_are_said_one_by_one(self, world_held):
        assert change_sentences(*world_held, language=ENGLISH) == [
            "New route «Waterside Line»: 3.2 km, 4 stops, every 15 min 06:00–20:00.",
            "The stop «Bridge (S1)» moves.",
        ]

    def test_a_line_that_is_boarded_anywhere_says_so(self, world_held):
        line, baseline = world_proposal().changes[0], world_held[1]
        assert isinstance(line, AddRoute)
        hailed = replace(line, stops=(), stop_policy=StopPolicy.HAIL_AND_RIDE)
        found = evaluate(Proposal(changes=(hailed,)), baseline)
        (sentence,) = change_sentences(found, baseline, language=ENGLISH)
        assert sentence.endswith("every 15 min 06:00–20:00, board anywhere.")

    def test_parts_of_the_day_are_said(self, phuket_held):
        first = change_sentences(*phuket_held, language=ENGLISH)[0]
        assert "every 20 min 06:00–20:00, every 10 min 07:00–09:00" in first


class TestExcel:
    @pytest.mark.parametrize("language", Language)
    def test_the_workbook_opens_with_every_sheet(self, phuket_held, language):
        content = proposal_excel(*phuket_held, language=language)
        book = openpyxl.load_workbook(io.BytesIO(content))
        assert book.sheetnames == list(proposal_tables(*phuket_held, language=language))

    def test_no_name_is_a_formula(self, world_held):
        evaluation, baseline = world_held
        texts = ("name_th", "name_en", "author", "reason")
        for first in range(0, len(FORMULAS), len(texts)):
            some = FORMULAS[first : first + len(texts)]
            named = replace(evaluation.proposal, **dict(zip(texts, some, strict=False)))
            content = proposal_excel(
                replace(evaluation, proposal=named), baseline, language=ENGLISH
            )
            sheet = openpyxl.load_workbook(io.BytesIO(content))["Summary"]
            cells = [cell for row in sheet.iter_rows() for cell in row]
            assert not [cell.value for cell in cells if cell.data_type == "f"], some
