"""Headways and lines of bus relations."""

from __future__ import annotations

import numpy as np
import pytest

from geo_app.fetch.bus_lines import headway_min, routes_by_stop, stop_policy, to_route_line
from geo_app.fetch.elements import Member, OsmData, Relation, Way


@pytest.mark.parametrize(
    ("tags", "minutes"),
    [
        ({"interval": "20"}, 20),
        ({"interval": "00:20"}, 20),
        ({"interval": "01:30"}, 90),
        ({"interval": "00:20:30"}, 20.5),
        ({"interval": "10-15"}, 15),
        ({"interval": "00:10", "interval:conditional": "00:30 @ (Su)"}, 10),
        ({"interval:conditional": "00:05 @ (Mo-Fr 07:00-09:00); 00:40 @ (Su)"}, 40),
        ({"interval:peak": "10", "interval:offpeak": "00:30"}, 30),
        ({"interval": "often", "interval:peak": "10"}, 10),
        ({"interval": "0"}, None),
        ({"interval": "00:00"}, None),
        ({"interval": "-5"}, None),
        ({"interval": "often"}, None),
        ({"interval": ""}, None),
        ({}, None),
    ],
)
def test_the_headway_is_what_a_tag_says_and_else_unknown(tags, minutes):
    assert headway_min(tags) == minutes


@pytest.mark.parametrize(
    ("tags", "policy"),
    [
        ({"route": "bus"}, "stops"),
        ({"route": "share_taxi"}, "hail_and_ride"),
        ({"route": "bus", "hail_and_ride": "yes"}, "hail_and_ride"),
        ({"route": "bus", "hail_and_ride": "no"}, "stops"),
    ],
)
def test_songthaews_stop_anywhere(tags, policy):
    assert stop_policy(tags) == policy


def world(*members: Member) -> tuple[Relation, OsmData]:
    ways = {
        1: Way(1, {}, np.array([(0, 0), (1, 0)], dtype=float)),
        2: Way(2, {}, np.array([(2, 0), (1, 0)], dtype=float)),
        3: Way(3, {}, np.array([(5, 5), (6, 5)], dtype=float)),
    }
    line = Relation(9, {}, members)
    return line, OsmData(ways=ways, relations={9: line})


def test_ways_that_meet_are_one_line_whatever_their_direction():
    line, missing = to_route_line(*world(Member("way", 1, ""), Member("way", 2, "forward")))
    assert (line.geom_type, line.length, missing) == ("LineString", 2, 0)


def test_a_way_used_both_ways_counts_once():
    line, _ = to_route_line(*world(Member("way", 1, "forward"), Member("way", 1, "backward")))
    assert line.length == 1


def test_a_gap_stays_a_gap_and_is_counted():
    members = (Member("way", 1, ""), Member("way", 3, ""), Member("way", 8, ""))
    line, missing = to_route_line(*world(*members))
    assert (line.geom_type, line.length, missing) == ("MultiLineString", 2, 1)


def test_platforms_are_no_part_of_the_line():
    line, missing = to_route_line(*world(Member("way", 1, ""), Member("way", 3, "platform")))
    assert (line.length, missing) == (1, 0)


def test_a_line_without_ways_is_none():
    assert to_route_line(*world(Member("way", 8, ""))) == (None, 1)


def test_a_stop_knows_the_lines_that_name_it_once():
    members = (Member("node", 5, "stop"), Member("node", 5, "platform"), Member("way", 1, ""))
    _, osm = world(*members)
    assert routes_by_stop(osm, {9: "relation/9"}) == {("node", 5): ["relation/9"]}
