"""The document of a proposal: the contract's keys, and the numbers that are known on paper."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from shapely import box

from geo_app.proposals.changes.move_stop import MoveStop
from geo_app.proposals.changes.new_route import AddRoute
from geo_app.proposals.changes.proposal import Proposal
from geo_app.proposals.changes.remove_route import RemoveRoute
from geo_app.proposals.changes.reroute import Reroute
from geo_app.proposals.dependence import stop_dependence
from geo_app.proposals.evaluate import evaluate
from geo_app.province import open_province
from geo_app.reports.proposal_document import evaluation_document
from geo_app.words.translating import Language, translator
from tests.fixtures.proposals import WORLD_LINE, degrees_of, held, world_proposal
from tests.fixtures.province_folder import hazard, write_province

CONTRACT = {
    "route_length_m", "stops", "communities_gained", "communities_lost", "population_gained",
    "population_lost", "population_unknown", "hazards", "mangroves", "cycle_time_min", "vehicles",
    "vehicle_km_per_day", "operating_cost_thb_per_day",
}  # fmt: skip


@pytest.fixture(scope="module")
def document(world_held):
    """Return the world's document with who depends on each stop."""
    evaluation, baseline = world_held
    return evaluation_document(
        evaluation, baseline, dependence=stop_dependence(evaluation, baseline)
    )


def document_in(tmp_path, proposal=None, **changes):
    """Return the document of a proposal in a changed world."""
    province = open_province(write_province(tmp_path, **changes))
    return evaluation_document(*held(province, proposal or world_proposal()))


class TestContract:
    def test_every_key_is_there(self, document):
        assert set(document) >= CONTRACT
        assert set(document["hazards"][0]) >= {
            "hazard_type", "hazard_level", "route_length_m", "stops",
        }  # fmt: skip
        assert set(document["mangroves"]) >= {"route_length_m", "stops", "mangrove_ids"}

    @pytest.mark.parametrize("held_in", ["world_held", "phuket_held"])
    def test_it_is_json_without_exceptions(self, request, held_in):
        text = json.dumps(evaluation_document(*request.getfixturevalue(held_in)), allow_nan=False)
        assert json.loads(text)["rates_confirmed"] is False

    def test_numbers_are_those_on_paper(self, document):
        assert {key: document[key] for key in CONTRACT - {"hazards", "mangroves"}} == {
            "route_length_m": 3180.0,
            "stops": 4,
            "communities_gained": ["C002", "C003"],
            "communities_lost": ["C001"],
            "population_gained": 250,
            "population_lost": 1000,
            "population_unknown": 1,
            "cycle_time_min": 21.0,
            "vehicles": 2,
            "vehicle_km_per_day": 362.52,
            "operating_cost_thb_per_day": 12480.24,
        }
        assert document["operating_cost_thb_per_year"] == 4555287.6
        assert document["overlap_m"] == 1350.0
        assert document["spare_vehicles"] == 1
        # A thousand people lost outweigh 250 gained.
        assert document["cost_thb_per_year_and_person"] is None

    def test_what_is_met_is_what_is_on_paper(self, document):
        assert document["hazards"] == [
            {"hazard_type": "tsunami", "hazard_level": "low", "route_length_m": 100.0, "stops": 1,
             "stop_ids": ["A"]}
        ]  # fmt: skip
        assert document["mangroves"] == {
            "route_length_m": 200.0,
            "stops": 1,
            "mangrove_ids": ["M1"],
            "crossed": [{"mangrove_id": "M1", "route_length_m": 200.0, "stops": 1}],
            "near_m": 200.0,
            "near": [],
        }
        assert document["routes"][0]["cuts"] == [
            {"hazard_type": "tsunami", "closed_m": 100.0, "pieces": 1, "longest_piece_m": 3080.0,
             "stop_ids": ["A"], "is_cut": True}
        ]  # fmt: skip


class TestWhoGainsWhere:
    def test_a_zone_without_people_counted_still_names_its_communities(self, document):
        zones = {zone["zone_id"]: zone for zone in document["by_zone"]}
        assert zones["830101"]["people_gained"] == 250
        assert zones["830101"]["people_lost"] == 1000
        assert zones["830101"]["communities_gained"] == ["C002"]
        assert zones["830101"]["communities_lost"] == ["C001"]
        # Nobody is counted in the east, where C003 gains a stop.
        assert zones["830102"]["people_gained"] == 0
        assert zones["830102"]["communities_gained"] == ["C003"]

    def test_zones_add_up_to_the_whole(self, phuket_held):
        document = evaluation_document(*phuket_held)
        for effect in ("gained", "lost"):
            total = sum(zone[f"people_{effect}"] for zone in document["by_zone"])
            # Each zone is rounded for itself.
            assert abs(total - document["people"][f"people_{effect}"]) <= len(document["by_zone"])
            named = [c for zone in document["by_zone"] for c in zone[f"communities_{effect}"]]
            assert sorted(named) == sorted(document[f"communities_{effect}"])

    def test_walks_before_and_after_are_told(self, document):
        rows = {row["community_id"]: row for row in document["communities"]}
        assert set(rows) == {"C001", "C002", "C003"}
        assert (rows["C001"]["walk_before_m"], rows["C001"]["walk_after_m"]) == (300.0, 900.0)
        assert (rows["C002"]["walk_before_m"], rows["C002"]["walk_after_m"]) == (900.0, 0.0)
        assert rows["C003"]["population"] is None


class TestStops:
    def test_stops_stand_in_their_order_with_what_they_reach(self, document):
        stops = document["routes"][0]["stops"]
        assert [stop["stop_id"] for stop in stops] == ["A", "B", "C", "D"]
        assert [stop["along_m"] for stop in stops] == [0.0, 1480.0, 2980.0, 3180.0]
        assert [stop["to_next_m"] for stop in stops] == [1480.0, 1500.0, 200.0, None]
        assert [stop["is_in_mangrove"] for stop in stops] == [False, False, True, False]
        assert stops[0]["hazards"] == [{"hazard_type": "tsunami", "hazard_level": "low"}]

    def test_who_has_no_other_stop_is_told(self, document):
        alone = {stop["stop_id"]: stop for stop in document["routes"][0]["stops"]}
        assert alone["A"]["communities_alone"] == ["C002"]
        assert alone["A"]["people_alone"] == 250
        # C003 reaches D too, 200 m away.
        assert alone["C"]["communities_alone"] == []

    def test_without_having_looked_it_is_not_known(self, world_held):
        stop = evaluation_document(*world_held)["routes"][0]["stops"][0]
        assert stop["communities_alone"] is None
        assert stop["people_alone"] is None


class TestUnknownIsNotZero:
    def test_without_hazard_zones_and_mangroves_nothing_is_known_of_them(self, tmp_path):
        document = document_in(tmp_path, rows={"hazard_zones": None, "mangroves": None})
        assert document["kinds_missing"] == ["hazard_zones", "mangroves"]
        assert document["hazards"] == []
        assert document["mangroves"]["route_length_m"] is None
        assert document["mangroves"]["stops"] is None
        assert document["routes"][0]["hazards"] is None
        assert document["routes"][0]["cuts"] is None
        assert document["routes"][0]["stops"][0]["hazards"] is None
        english = [row["message_en"] for row in document["assumptions"]]
        assert sum("so nothing is known of them" in sentence for sentence in english) == 2

    def test_a_route_that_crosses_nothing_crosses_nothing(self, tmp_path):
        far = [hazard("H9", "flood", "high", box(-3900, -1900, -3800, -1800))]
        document = document_in(tmp_path, rows={"hazard_zones": far})
        assert document["hazards"] == []

    def test_a_route_of_unknown_service_has_no_vehicles_and_no_cost(self, world_held):
        evaluation, baseline = world_held
        unknown = replace(evaluation.routes[0], operation=None)
        document = evaluation_document(replace(evaluation, routes=(unknown,)), baseline)
        for key in ("cycle_time_min", "vehicles", "vehicle_km_per_day",
                    "operating_cost_thb_per_day"):  # fmt: skip
            assert document[key] is None, key
        assert document["route_length_m"] == 3180.0

    def test_a_removed_route_has_no_operation_and_that_is_known(self, world_held):
        baseline = world_held[1]
        gone = Proposal(changes=(RemoveRoute(route_id="R1"),))
        document = evaluation_document(evaluate(gone, baseline), baseline)
        assert document["vehicles"] == 0
        assert document["routes"][0]["operation"] is None
        assert document["hazards"] == []
        assert document["communities_lost"] == ["C001"]


class TestSeveralRoutes:
    def test_crossings_add_up_and_a_shared_stop_counts_once(self, world_held):
        baseline = world_held[1]
        first = world_proposal().changes[0]
        assert isinstance(first, AddRoute)
        twin = replace(first, route_id="N2")
        document = evaluation_document(
            evaluate(Proposal(changes=(first, twin)), baseline), baseline
        )
        (found,) = document["hazards"]
        assert (found["route_length_m"], found["stops"]) == (200.0, 1)
        assert document["mangroves"]["route_length_m"] == 400.0
        assert document["mangroves"]["stops"] == 1
        assert document["route_length_m"] == 6360.0

    def test_a_reroute_names_the_route_of_today(self, world_held):
        baseline = world_held[1]
        first = world_proposal().changes[0]
        assert isinstance(first, AddRoute)
        moved = Reroute(route_id="R1", line=degrees_of(WORLD_LINE), stops=first.stops)
        document = evaluation_document(evaluate(Proposal(changes=(moved,)), baseline), baseline)
        (route,) = document["routes"]
        assert (route["route_id"], route["kind"], route["name_en"]) == (
            "R1",
            "reroute",
            "East Line",
        )


def test_problems_speak_both_languages(world_held):
    evaluation, baseline = world_held
    (problem,) = evaluation_document(evaluation, baseline)["problems"]
    assert problem["code"] == "stop_moves"
    for key, language in (("message_th", Language.THAI), ("message_en", Language.ENGLISH)):
        assert problem[key] == evaluation.problems[0].sentence(translator(language))


def test_assumptions_name_the_rates_and_the_assumed_span(world_held):
    baseline = world_held[1]
    first = world_proposal().changes[0]
    assert isinstance(first, AddRoute)
    service = replace(first.service, first_departure_s=None, last_departure_s=None)
    vague = replace(first, service=service, speed_kmh=None)
    found = evaluation_document(evaluate(Proposal(changes=(vague,)), baseline), baseline)
    text = " ".join(row["message_en"] for row in found["assumptions"])
    assert "Nobody has confirmed the cost rates" in text
    assert "180 THB a vehicle-hour" in text
    assert "«Waterside Line» states no speed; 20 km/h" in text
    assert "«Waterside Line» states no first or last departure; 06:00 and 20:00" in text


def test_a_moved_stop_alone_is_no_route(world_held):
    baseline = world_held[1]
    (change,) = (c for c in world_proposal().changes if isinstance(c, MoveStop))
    document = evaluation_document(evaluate(Proposal(changes=(change,)), baseline), baseline)
    assert document["routes"] == []
    assert document["communities_lost"] == ["C001"]
    assert document["operating_cost_thb_per_day"] == 0.0
