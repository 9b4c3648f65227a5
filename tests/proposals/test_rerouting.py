"""Another course of a route of three courses, trip by trip; `patterns_world` has the figures."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from geo_app.proposals.apply import apply_proposal
from geo_app.proposals.changes.add_stop import AddStop
from geo_app.proposals.changes.proposal import Proposal
from geo_app.proposals.changes.reroute import Reroute
from geo_app.proposals.changes.terms import Stop
from geo_app.proposals.check import check_proposal
from geo_app.proposals.evaluate import evaluate
from geo_app.proposals.feed.applying import apply_to_feed
from geo_app.province import open_province
from geo_app.transit.feed import feed_of
from geo_app.transit.network import network_of
from tests.fixtures.province_folder import DAY, write_province
from tests.proposals.patterns_world import HOUR, PLACES, clock, feed_files
from tests.proposals.world import baseline_of, degrees

ALL = {"A", "B", "C", "D", "E", "K", "X"}


@pytest.fixture(scope="module")
def province(tmp_path_factory):
    return open_province(write_province(tmp_path_factory.mktemp("three"), files=feed_files()))


@pytest.fixture(scope="module")
def three(province):
    return baseline_of(province)


@pytest.fixture(scope="module")
def feed(province):
    return feed_of(province, on=DAY)


def lonlat(*places):
    return tuple((lon, lat) for lon, lat in degrees(places))


def stop(stop_id, xy):
    [(lon, lat)] = lonlat(xy)
    return Stop(stop_id=stop_id, lon=lon, lat=lat, name_th=f"ป้าย {stop_id}")


@pytest.fixture
def reroute(three, feed):
    """Return the network and the feed with another course of the route."""

    def make(*places, stops=()):
        change = Reroute(route_id="P", line=lonlat(*places), stops=stops)
        proposal = Proposal(changes=(change,))
        network = apply_proposal(proposal, three.network)
        return network, apply_to_feed(proposal, feed, three.network), proposal

    return make


def calls(feed, trip_id):
    """Return the stops of a trip with their departures, as one text."""
    rows = rows_of(feed, trip_id)
    order = rows["stop_sequence"].astype(int).argsort()
    return " ".join(
        f"{name} {at}" for name, at in rows[["stop_id", "departure_time"]].iloc[order].to_numpy()
    )


def at(start, *pairs):
    return " ".join(f"{name} {clock(start + seconds)}" for name, seconds in pairs)


def rows_of(feed, trip_id):
    rows = feed.merged()["stop_times"]
    return rows[rows["trip_id"] == trip_id].reset_index(drop=True)


def served(network):
    return set(network.served_stops.index)


class TestAStretchThatAllRun:
    """From 1200 to 1800 m by y = 300: 600 m longer, 120 s."""

    LINE = ((0, 0), (1200, 0), (1200, 300), (1800, 300), (1800, 0), (4000, 0))

    def test_every_trip_takes_it_there_and_back(self, reroute):
        network, feed, _ = reroute(*self.LINE)
        assert calls(feed, "main-1") == at(
            8 * HOUR, ("A", 0), ("B", 200), ("C", 520), ("D", 720), ("K", 820), ("E", 920)
        )
        assert calls(feed, "main-2") == at(
            9 * HOUR, ("E", 0), ("K", 100), ("D", 200), ("C", 400), ("B", 720), ("A", 920)
        )
        assert calls(feed, "short-1") == at(10 * HOUR, ("A", 0), ("B", 200), ("C", 520))
        assert calls(feed, "branch-1") == at(
            11 * HOUR, ("A", 0), ("B", 200), ("C", 520), ("X", 920)
        )
        assert calls(feed, "often-1").endswith("E 00:15:20")
        assert served(network) == ALL

    def test_each_line_is_longer_and_stays_a_line_of_its_own(self, reroute):
        network, feed, _ = reroute(*self.LINE)
        lengths = sorted(round(part.length) for part in network.routes.geometry["P"].geoms)
        assert lengths == [2600, 4600, 4600]
        assert feed.merged()["trips"]["shape_id"].nunique() == 4

    def test_a_new_stop_on_it_is_called_at_by_all(self, reroute):
        # 300 + 300 m after 1200: 1800 m, 360 s.
        network, feed, _ = reroute(*self.LINE, stops=(stop("N", (1500, 300)),))
        assert "B 10:03:20 N 10:06:00 C 10:08:40" in calls(feed, "short-1")
        assert "C 09:06:40 N 09:09:20 B 09:12:00" in calls(feed, "main-2")
        assert served(network) == ALL | {"N"}

    def test_a_stop_far_from_its_line_stays(self, reroute):
        # K stands 40 m off, more than a stop may be beside a new line, and nothing changes there.
        _, feed, _ = reroute(*self.LINE)
        assert " K " in calls(feed, "main-1")

    def test_the_cost_follows_the_mean_trip(self, three, reroute):
        _, _, proposal = reroute(*self.LINE)
        (effect,) = evaluate(proposal, three).routes
        assert effect.operation.length_m - effect.operation_before.length_m == pytest.approx(
            600, abs=1
        )


class TestAStretchInWhichSomeEnd:
    """From 1500 to 2800 m by y = 400: 800 m longer; C is on what is left, short ends there."""

    LINE = ((0, 0), (1500, 0), (1500, 400), (2800, 400), (2800, 0), (4000, 0))

    def test_main_takes_it_and_calls_no_more_at_c(self, reroute):
        _, feed, _ = reroute(*self.LINE)
        assert calls(feed, "main-1") == at(
            8 * HOUR, ("A", 0), ("B", 200), ("D", 760), ("K", 860), ("E", 960)
        )

    @pytest.mark.parametrize("trip_id", ["short-1", "branch-1"])
    def test_trips_that_end_or_branch_off_there_keep_to_the_old_street(
        self, reroute, feed, trip_id
    ):
        network, changed, _ = reroute(*self.LINE)
        assert rows_of(changed, trip_id).equals(rows_of(feed, trip_id))
        assert "C" in served(network)

    def test_the_check_says_how_many_they_are(self, three, reroute):
        _, _, proposal = reroute(*self.LINE)
        problems = {problem.code: problem.fields for problem in check_proposal(proposal, three)}
        assert problems["trips_keep_course"]["number"] == 2


class TestAnotherEnd:
    """From 3200 m southwards to (3200, -500): 300 m shorter; E and K are on what is left."""

    LINE = ((0, 0), (3200, 0), (3200, -500))

    def test_trips_that_end_there_end_at_the_new_end(self, reroute):
        network, feed, _ = reroute(*self.LINE, stops=(stop("N", (3200, -500)),))
        assert calls(feed, "main-1") == at(
            8 * HOUR, ("A", 0), ("B", 200), ("C", 400), ("D", 600), ("N", 740)
        )
        assert calls(feed, "main-2") == at(
            9 * HOUR, ("N", 0), ("D", 140), ("C", 340), ("B", 540), ("A", 740)
        )
        assert served(network) == {"A", "B", "C", "D", "N", "X"}

    def test_trips_that_do_not_come_there_stay(self, reroute, feed):
        _, changed, _ = reroute(*self.LINE)
        for trip_id in ("short-1", "branch-1"):
            assert rows_of(changed, trip_id).equals(rows_of(feed, trip_id))

    def test_a_longer_line_lengthens_only_the_trips_of_that_end(self, reroute, feed):
        new = (stop("N", (4500, 0)),)
        _, changed, _ = reroute((0, 0), (4500, 0), stops=new)
        assert calls(changed, "main-1").endswith("E 08:13:20 N 08:15:00")
        assert calls(changed, "main-2").startswith("N 09:00:00 E 09:01:40")
        assert rows_of(changed, "short-1").equals(rows_of(feed, "short-1"))


def test_the_line_of_the_branch_changes_the_branch(reroute, feed):
    # From (2500, 500) by x = 3000 to (2500, 1500): 1000 m longer, 200 s.
    line = ((0, 0), (2500, 0), (2500, 500), (3000, 500), (3000, 1500), (2500, 1500))
    _, changed, _ = reroute(*line)
    assert calls(changed, "branch-1").endswith("C 11:06:40 X 11:16:40")
    for trip_id in ("main-1", "main-2", "short-1", "often-1"):
        assert rows_of(changed, trip_id).equals(rows_of(feed, trip_id))


def test_a_line_elsewhere_is_run_whole_by_every_trip(reroute, three):
    _, feed, proposal = reroute((0, 0), (0, 600), (4000, 600), (4000, 0))
    # 5200 m: 1040 s. Only A and E are beside it.
    assert calls(feed, "main-1") == at(8 * HOUR, ("A", 0), ("E", 1040))
    assert calls(feed, "short-1") == at(10 * HOUR, ("A", 0), ("E", 1040))
    assert "whole_course" in {problem.code for problem in check_proposal(proposal, three)}


def test_times_of_changed_calls_are_reckoned(reroute):
    _, feed, _ = reroute(*TestAStretchThatAllRun.LINE)
    assert list(rows_of(feed, "short-1")["timepoint"]) == ["1", "1", "0"]


NEAR = st.tuples(st.integers(-500, 4500), st.integers(-600, 1600))
BENDS = st.lists(st.tuples(st.integers(0, 39), NEAR), min_size=1, max_size=2)


class TestAgreement:
    @settings(max_examples=40, deadline=None,
              suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow,
                                     HealthCheck.filter_too_much])  # fmt: skip
    @given(
        course=st.sampled_from(["main", "branch", "short"]),
        bends=BENDS,
        new=st.lists(NEAR, max_size=2),
        first=st.one_of(st.none(), NEAR),
        again=st.booleans(),
    )
    def test_the_feed_serves_the_stops_that_the_network_serves(
        self, three, feed, course, bends, new, first, again
    ):
        ends = {"main": [(4000, 0)], "short": [(2000, 0)], "branch": [(2500, 0), (2500, 1500)]}
        line = [(0, 0), *(place for _, place in sorted(bends)), *ends[course]]
        assume(all(one != other for one, other in pairwise(line)))
        stops = tuple(stop(f"n{n}", xy) for n, xy in enumerate(new))
        changes = [Reroute(route_id="P", line=lonlat(*line), stops=stops)]
        if first is not None:
            changes.insert(0, AddStop(stop=stop("Y", first), route_ids=("P",)))
        if again:
            changes.append(Reroute(route_id="P", line=lonlat((0, 0), (800, 0), (1500, 700))))
        proposal = Proposal(changes=tuple(changes))
        network = apply_proposal(proposal, three.network)
        assume(len(network.real_stops_of("P")) > 1)
        changed = apply_to_feed(proposal, feed, three.network)
        changed_stops = network_of(changed).stops
        expected = network.served_stops
        assert set(changed_stops.index) == set(expected.index)
        places = expected.geometry.reindex(changed_stops.index)
        assert changed_stops.geometry.distance(places).max() < 0.05


def test_the_places_of_the_world_are_where_the_first_lines_say(three):
    assert set(PLACES) == served(three.network) == ALL
