"""Wrong proposals: each a sentence, in both languages, before anything changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from geo_app.findings import Severity, errors_of
from geo_app.proposals.check import check_proposal, require_sound
from geo_app.proposals.problems import ProposalError
from geo_app.words.translating import Language, translator
from tests.proposals.world import LINE, STOPS, degrees, line, plain, point, proposal, route, stops

if TYPE_CHECKING:
    from geo_app.proposals.baseline import Baseline

THIRD = {**STOPS, "N3": (1000, 0)}


def codes(baseline: Baseline, *features: dict[str, Any], severity: Severity | None = None) -> set:
    found = check_proposal(proposal(*features), baseline)
    return {p.code for p in found if severity is None or p.severity is severity}


def errors(baseline: Baseline, *features: dict[str, Any]) -> set:
    return codes(baseline, *features, severity=Severity.ERROR)


def circle(corners: int) -> list[tuple[float, float]]:
    return [(n / corners * 2000, 0.0) for n in range(corners)]


def test_a_sound_proposal_has_no_error(baseline: Baseline) -> None:
    assert errors(baseline) == set()
    assert require_sound(proposal(), baseline).problems == check_proposal(proposal(), baseline)


WRONG_LINES = {
    "one point": (((0, 480),), "line_too_short"),
    "the same point twice": (((0, 480), (0, 480)), "line_too_short"),
    "half a metre": (((0, 480), (0.5, 480)), "line_too_short"),
    "in the sea": (((0, 4000), (2000, 4500)), "in_the_sea"),
    "another province": (((90_000, 0), (95_000, 0)), "outside_province"),
    "more than ten thousand corners": (tuple(circle(10_001)), "too_many_vertices"),
}


@pytest.mark.parametrize(("places", "code"), WRONG_LINES.values(), ids=WRONG_LINES.keys())
def test_a_wrong_line_is_an_error(baseline: Baseline, places: tuple, code: str) -> None:
    assert code in errors(baseline, route(places), *stops())


def test_ten_thousand_corners_are_taken(baseline: Baseline) -> None:
    places = {"N1": (0, 0), "N2": (1900, 0)}
    assert errors(baseline, route(tuple(circle(10_000))), *stops(places)) == set()


def test_a_line_that_crosses_itself_is_a_warning(baseline: Baseline) -> None:
    knot = ((0, 480), (2500, 480), (2500, 0), (1000, 0), (1000, 900), (0, 900))
    found = codes(
        baseline, route(knot), *stops({"N1": (0, 480), "N2": (1000, 0)}), severity=Severity.WARNING
    )
    assert "crosses_itself" in found


def test_a_line_partly_in_the_sea_is_a_warning(baseline: Baseline) -> None:
    out = ((0, 480), (0, 3500))
    found = codes(
        baseline, route(out), *stops({"N1": (0, 480), "N2": (0, 2900)}), severity=Severity.WARNING
    )
    assert "partly_in_the_sea" in found


WRONG_SERVICES = {
    "zero": ({"headway_min": 0}, "bad_headway"),
    "negative": ({"headway_min": -5}, "bad_headway"),
    "over a day": ({"headway_min": 1441}, "headway_over_a_day"),
    "none": ({"headway_min": None}, "no_headway"),
    "last before first": (
        {"first_departure": "20:00", "last_departure": "06:00"},
        "last_before_first",
    ),
    "a day too long": ({"last_departure": "31:00"}, "ends_too_late"),
    "windows overlap": (
        {
            "headways": [
                {"start": "06:00", "end": "09:00", "headway_min": 10},
                {"start": "08:00", "end": "10:00", "headway_min": 20},
            ]
        },
        "windows_overlap",
    ),
    "a window backwards": (
        {"headways": [{"start": "09:00", "end": "06:00", "headway_min": 10}]},
        "bad_window",
    ),
    "a window of no headway": (
        {"headways": [{"start": "06:00", "end": "09:00", "headway_min": 0}]},
        "bad_headway",
    ),
    "too fast": ({"speed_kmh": 300}, "bad_speed"),
    "backwards": ({"speed_kmh": -20}, "bad_speed"),
    "a fare below zero": ({"fare_thb": -1}, "bad_fare"),
}


@pytest.mark.parametrize(("own", "code"), WRONG_SERVICES.values(), ids=WRONG_SERVICES.keys())
def test_a_wrong_service_is_an_error(baseline: Baseline, own: dict, code: str) -> None:
    assert code in errors(baseline, route(**own), *stops())


def test_a_day_long_headway_is_taken(baseline: Baseline) -> None:
    assert errors(baseline, route(headway_min=1440), *stops()) == set()


def test_what_is_assumed_is_told(baseline: Baseline) -> None:
    bare = route(speed_kmh=None, first_departure=None, last_departure=None)
    found = codes(baseline, bare, *stops(), severity=Severity.INFO)
    assert {"speed_assumed", "span_assumed"} <= found


WRONG_STOPS = {
    "none": ({}, "no_stops"),
    "one": ({"N1": (0, 480)}, "no_stops"),
    "far off the line": ({**STOPS, "N3": (1000, 150)}, "stop_not_on_line"),
}


@pytest.mark.parametrize(("places", "code"), WRONG_STOPS.values(), ids=WRONG_STOPS.keys())
def test_wrong_stops_are_an_error(baseline: Baseline, places: dict, code: str) -> None:
    assert code in errors(baseline, route(), *stops(places))


def test_a_doubled_stop_is_an_error(baseline: Baseline) -> None:
    assert "stop_doubled" in errors(baseline, route(), *stops(), *stops({"N1": (210, 200)}))


def test_a_stop_somewhat_off_the_line_is_a_warning(baseline: Baseline) -> None:
    found = codes(baseline, route(), *stops({**STOPS, "N3": (1000, 60)}), severity=Severity.WARNING)
    assert "stop_off_line" in found


def test_two_stops_at_one_place_are_a_warning(baseline: Baseline) -> None:
    twins = {**THIRD, "N4": (1010, 0)}
    assert "stops_too_near" in codes(baseline, route(), *stops(twins), severity=Severity.WARNING)


def test_a_line_that_is_boarded_anywhere_needs_no_stop(baseline: Baseline) -> None:
    assert errors(baseline, route(stop_policy="hail_and_ride")) == set()


def test_a_stop_that_exists_may_be_shared(baseline: Baseline) -> None:
    shared = {**STOPS, "S2": (1500, 0)}
    assert errors(baseline, route(), *stops(shared)) == set()
    drawn_apart = {**STOPS, "S2": (1450, 0)}
    found = codes(baseline, route(), *stops(drawn_apart), severity=Severity.WARNING)
    assert "stop_stays" in found


WRONG_NAMES = {
    "remove_stop": (plain("remove_stop", stop_id="S9"), "unknown_stop"),
    "remove_stop of a route": (
        plain("remove_stop", stop_id="S1", route_id="R9"),
        "stop_not_called",
    ),
    "move_stop": (point("move_stop", (0, 0), stop_id="S9"), "unknown_stop"),
    "move_stop away": (point("move_stop", (90_000, 0), stop_id="S1"), "outside_province"),
    "remove_route": (plain("remove_route", route_id="R9"), "unknown_route"),
    "change_headway": (plain("change_headway", route_id="R9", headway_min=5), "unknown_route"),
    "cut_back": (
        plain("cut_back", route_id="R9", from_stop_id="S1", to_stop_id="S2"),
        "unknown_route",
    ),
    "cut_back at a stranger": (
        plain("cut_back", route_id="R1", from_stop_id="S1", to_stop_id="S9"),
        "stop_not_called",
    ),
    "cut_back to nothing": (
        plain("cut_back", route_id="R1", from_stop_id="S1", to_stop_id="S1"),
        "no_line_left",
    ),
    "reroute": (line("reroute", LINE, route_id="R9"), "unknown_route"),
    "extend apart": (line("extend", ((0, 480), (210, 480)), route_id="R1"), "extension_apart"),
    "add_stop": (point("add_stop", (500, 0), stop_id="X", route_ids=["R9"]), "unknown_route"),
    "add_stop of no route": (point("add_stop", (500, 0), stop_id="X"), "stop_of_no_route"),
    "add_stop that exists": (
        point("add_stop", (500, 0), stop_id="S1", route_ids=["R1"]),
        "stop_exists",
    ),
    "add_stop far away": (
        point("add_stop", (500, 500), stop_id="X", route_ids=["R1"]),
        "stop_not_on_line",
    ),
}


@pytest.mark.parametrize(("feature", "code"), WRONG_NAMES.values(), ids=WRONG_NAMES.keys())
def test_what_is_not_there_is_an_error(baseline: Baseline, feature: dict, code: str) -> None:
    assert code in errors(baseline, feature)


def test_a_route_that_exists_is_not_added_again(baseline: Baseline) -> None:
    assert "route_exists" in errors(baseline, route(route_id="R1"), *stops())


def test_a_route_removed_first_may_be_added_anew(baseline: Baseline) -> None:
    found = errors(baseline, plain("remove_route", route_id="R1"), route(route_id="R1"), *stops())
    assert found == set()


def test_a_proposal_of_nothing_is_an_error(baseline: Baseline) -> None:
    made = proposal(plain("remove_route", route_id="R1"))
    empty = type(made)(changes=())
    assert {p.code for p in errors_of(check_proposal(empty, baseline))} == {"no_change"}


def test_a_route_left_without_stops_is_a_warning(baseline: Baseline) -> None:
    found = codes(baseline, plain("remove_stop", stop_id="S1"), severity=Severity.WARNING)
    assert "route_without_stops" in found


def test_all_problems_come_at_once(baseline: Baseline) -> None:
    with pytest.raises(ProposalError) as error:
        require_sound(
            proposal(
                route(headway_min=0, last_departure="05:00"),
                *stops({"N1": (0, 480)}),
                plain("remove_stop", stop_id="S9"),
            ),
            baseline,
        )
    found = {problem.code for problem in error.value.problems}
    assert found == {"bad_headway", "last_before_first", "no_stops", "unknown_stop"}


def test_a_baseline_that_has_changed_is_named(baseline: Baseline) -> None:
    made = proposal(route(), *stops(), baseline={"communities": "of another day"})
    found = {p.code: p for p in check_proposal(made, baseline)}
    assert found["baseline_changed"].severity is Severity.WARNING
    assert "communities" in found["baseline_changed"].sentence(str)


def test_every_sentence_is_there_in_thai(baseline: Baseline) -> None:
    thai = translator(Language.THAI)
    for feature, _ in [*WRONG_NAMES.values()]:
        for problem in check_proposal(proposal(feature), baseline):
            sentence = problem.sentence(thai)
            assert sentence != problem.sentence(str)
            assert any("ก" <= letter <= "๛" for letter in sentence)


def test_a_problem_at_a_place_can_be_shown_there(baseline: Baseline) -> None:
    found = check_proposal(proposal(route(), *stops({**STOPS, "N3": (1000, 150)})), baseline)
    (off,) = [p for p in found if p.code == "stop_not_on_line"]
    assert off.where.position == pytest.approx(tuple(degrees([(1000, 150)])[0]))
