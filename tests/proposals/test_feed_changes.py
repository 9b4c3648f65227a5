"""
A proposal on the tables of a feed: where trips call, when, and that the baseline stays.

The feed, in metres from the world's origin, at 5 m/s (18 km/h):

- L: A (0, 0) - B (1000, 0) - C (2000, 0) - D (3000, 0), there at 08:00 and back at 09:00 as
  timed trips with a shape; 200 s from stop to stop.
- F: C - E (2000, 1000) - G (2000, 2000), there and back every 30 min from 06:00 to 10:00,
  without a shape.
"""

from __future__ import annotations

import time
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from shapely import Point

from geo_app.errors import LayerError
from geo_app.proposals.apply import apply_proposal
from geo_app.proposals.changes.add_stop import AddStop
from geo_app.proposals.changes.change_headway import ChangeHeadway
from geo_app.proposals.changes.cut_back import CutBack
from geo_app.proposals.changes.extend import Extend
from geo_app.proposals.changes.move_stop import MoveStop
from geo_app.proposals.changes.new_route import AddRoute
from geo_app.proposals.changes.proposal import Proposal
from geo_app.proposals.changes.remove_route import RemoveRoute
from geo_app.proposals.changes.remove_stop import RemoveStop
from geo_app.proposals.changes.reroute import Reroute
from geo_app.proposals.changes.terms import End, Stop, StopPolicy
from geo_app.proposals.feed.applying import PROPOSED, apply_to_feed
from geo_app.proposals.route_history import with_history
from geo_app.proposals.running.service import HeadwayWindow, Service
from geo_app.province import open_province
from geo_app.quality.schedules import check_schedule
from geo_app.transit.buses import build_bus_network
from geo_app.transit.calendar import DayType
from geo_app.transit.feed import feed_of
from geo_app.transit.headways import Window, route_service
from geo_app.transit.network import network_of
from geo_app.transit.timetable import timetable_of
from tests.fixtures.digests import feed_digest
from tests.fixtures.province_folder import DAY, gtfs_texts, table_text, write_province
from tests.proposals.world import degrees

HOUR = 3_600
PLACES = {
    "A": (0, 0), "B": (1000, 0), "C": (2000, 0), "D": (3000, 0), "E": (2000, 1000),
    "G": (2000, 2000),
}  # fmt: skip
ALONG = {"L": "ABCD", "F": "CEG"}
ALL_DAY = Window(start_s=0, end_s=24 * HOUR)
FROM_SIX_TO_EIGHT = Service(headway_min=15, first_departure_s=6 * HOUR, last_departure_s=20 * HOUR)


def clock(seconds):
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def calls(trip, stops, start, *, with_distance):
    """Return rows of stop_times.txt, 200 s and 1000 m from stop to stop."""
    return [
        (trip, clock(start + 200 * n), clock(start + 200 * n), stop, n + 1,
         1000 * n if with_distance else "")
        for n, stop in enumerate(stops)
    ]  # fmt: skip


def feed_files():
    """Write the feed of this module's first lines."""
    rows = [{"stop_id": key, "stop_name": key, "name_en": key, "geometry": Point(xy)}
            for key, xy in PLACES.items()]  # fmt: skip
    texts = gtfs_texts(rows)
    texts["routes"] = table_text(
        "route_id,agency_id,route_short_name,route_type", [("L", "A", "L", 3), ("F", "A", "F", 3)]
    )
    texts["trips"] = table_text(
        "route_id,service_id,trip_id,direction_id,shape_id,trip_headsign,block_id",
        [("L", "daily", "L-there", 0, "there", "D", "b"),
         ("L", "daily", "L-back", 1, "back", "A", "b"),
         ("F", "daily", "F-there", 0, "", "", ""), ("F", "daily", "F-back", 1, "", "", "")],
    )  # fmt: skip
    texts["stop_times"] = table_text(
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence,shape_dist_traveled",
        [*calls("L-there", "ABCD", 8 * HOUR, with_distance=True),
         *calls("L-back", "DCBA", 9 * HOUR, with_distance=True),
         *calls("F-there", "CEG", 0, with_distance=False),
         *calls("F-back", "GEC", 0, with_distance=False)],
    )  # fmt: skip
    texts["frequencies"] = table_text(
        "trip_id,start_time,end_time,headway_secs,exact_times",
        [(trip, "06:00:00", "10:00:00", 1800, 0) for trip in ("F-there", "F-back")],
    )
    corners = degrees([(0, 0), (3000, 0)])
    texts["shapes"] = table_text(
        "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence,shape_dist_traveled",
        [(shape_id, repr(lat), repr(lon), n + 1, 3000 * n)
         for shape_id, points in (("there", corners), ("back", corners[::-1]))
         for n, (lon, lat) in enumerate(points)],
    )  # fmt: skip
    texts["translations"] = table_text(
        "table_name,field_name,language,translation,record_id",
        [("routes", "route_short_name", "en", "Line L", "L"),
         ("trips", "trip_headsign", "en", "Town", "L-there")],
    )  # fmt: skip
    return {f"transit/{name}.txt": text for name, text in texts.items()}


@pytest.fixture(scope="module")
def province(tmp_path_factory):
    return open_province(write_province(tmp_path_factory.mktemp("feed"), files=feed_files()))


@pytest.fixture(scope="module")
def feed(province):
    return feed_of(province, on=DAY)


@pytest.fixture(scope="module")
def network(province):
    # As a baseline has it: it remembers the trips of its routes.
    return with_history(build_bus_network(province), feed_of(province, on=DAY))


def lonlat(*places):
    return tuple((lon, lat) for lon, lat in degrees(places))


def stop(stop_id, xy, **names):
    [(lon, lat)] = lonlat(xy)
    return Stop(stop_id=stop_id, lon=lon, lat=lat, **({"name_th": f"ป้าย {stop_id}"} | names))


def new_route(**more):
    """Return route N: (0, 500) to (3000, 500), stops at 0, 1500 and 3000 m."""
    own = {
        "route_id": "N",
        "line": lonlat((0, 500), (3000, 500)),
        "stops": (stop("N3", (3000, 500)), stop("N1", (0, 500)), stop("N2", (1500, 510))),
        "service": FROM_SIX_TO_EIGHT,
        "name_th": "สายใหม่",
        "name_en": "New line",
        "speed_kmh": 18.0,
    }
    return AddRoute(**(own | more))


def calls_of(feed, trip_id):
    """Return stop and departure of a trip's calls, in order."""
    rows = feed.merged()["stop_times"]
    own = rows[rows["trip_id"] == trip_id]
    order = own["stop_sequence"].astype(int).argsort()
    return list(zip(own["stop_id"].iloc[order], own["departure_time"].iloc[order], strict=True))


@pytest.fixture
def apply(feed, network):
    """Put changes into effect on the feed."""
    return lambda *changes: apply_to_feed(Proposal(changes=changes), feed, network)


def by_direction(tables, route_id):
    """Return the stops of each direction of a route."""
    trips = tables["trips"][tables["trips"]["route_id"] == route_id]
    rows = tables["stop_times"].merge(trips, on="trip_id", validate="many_to_one")
    return rows.groupby("direction_id")["stop_id"].agg(set).to_dict()


def leaving(feed, route_id, direction):
    """Count the departures of a route from its first stop."""
    timetable = timetable_of(feed, DayType.WEEKDAY, on=DAY)
    service = route_service(timetable.departures, ALL_DAY)
    return service.loc[(route_id, direction), "departures"]


class TestAddRoute:
    def test_it_runs_there_and_back_at_its_speed(self, apply):
        found = apply(new_route())
        there = [("N1", "00:00:00"), ("N2", "00:05:00"), ("N3", "00:10:00")]
        back = [("N3", "00:00:00"), ("N2", "00:05:00"), ("N1", "00:10:00")]
        assert (calls_of(found, "N:0"), calls_of(found, "N:1")) == (there, back)

    def test_distances_back_count_from_the_end_of_the_line(self, apply):
        own = (stop("N1", (0, 500)), stop("N2", (2700, 500)))
        rows = apply(new_route(stops=own)).merged()["stop_times"].query("trip_id == 'N:1'")
        assert list(rows["shape_dist_traveled"].astype(float)) == pytest.approx([300, 3000])

    def test_every_15_min_from_6_to_20_is_57_departures_a_direction(self, apply):
        found = apply(new_route())
        assert (leaving(found, "N", 0), leaving(found, "N", 1)) == (57, 57)

    def test_every_10_min_in_the_morning_then_15_is_63(self, apply):
        # 18 from 06:00, 44 from 09:00, and the last at 20:00.
        windows = (HeadwayWindow(start_s=6 * HOUR, end_s=9 * HOUR, headway_min=10),)
        service = Service(
            headway_min=15, windows=windows, first_departure_s=6 * HOUR, last_departure_s=20 * HOUR
        )
        assert len(service.departures()) == 63
        assert leaving(apply(new_route(service=service)), "N", 0) == 63

    def test_it_runs_over_the_period_of_the_feeds_calendars(self, apply):
        row = apply(new_route()).merged()["calendar"].set_index("service_id").loc["proposal-daily"]
        assert (row["start_date"], row["end_date"], row["sunday"]) == ("20260101", "20271231", "1")

    def test_two_new_routes_share_their_calendar(self, apply):
        found = apply(new_route(), new_route(route_id="N9"))
        assert list(found.merged()["calendar"]["service_id"]) == ["daily", "proposal-daily"]

    def test_its_names_stand_in_both_languages(self, apply):
        network = network_of(apply(new_route()))
        assert tuple(network.routes.loc["N", ["name_th", "name_en"]]) == ("สายใหม่", "New line")
        assert network.stops.loc["N1", "name_th"] == "ป้าย N1"
        assert network.stops.loc["N1", "layer_id"] == PROPOSED

    def test_a_name_in_one_language_is_used(self, apply):
        found = apply(
            new_route(
                name_th=None,
                stops=(stop("N1", (0, 500), name_th=None, name_en="Pier"), stop("N2", (900, 500))),
            )
        )
        assert (
            found.merged()["routes"].set_index("route_id").loc["N", "route_long_name"] == "New line"
        )
        assert network_of(found).stops.loc["N1", "name_en"] == "Pier"

    def test_its_fare_is_that_of_the_route_alone(self, apply):
        tables = apply(new_route(fare_thb=12.5)).merged()
        assert list(tables["fare_attributes"]["price"]) == ["12.50"]
        assert tables["fare_rules"].to_dict("records") == [{"fare_id": "N:fare", "route_id": "N"}]

    def test_a_stop_that_the_feed_has_is_shared(self, apply, feed):
        own = (stop("B", (50, 500)), stop("N2", (1500, 500)))
        found = apply(new_route(stops=own))
        assert len(found.merged()["stops"]) == len(feed.merged()["stops"]) + 1
        where = network_of(found).stops.geometry["B"]
        assert where.distance(network_of(feed).stops.geometry["B"]) == 0

    def test_stops_at_one_place_do_not_run_backwards(self, apply):
        own = (stop("N1", (0, 500)), stop("N2", (1500, 520)), stop("N3", (1500.5, 480)))
        found = apply(new_route(stops=own))
        assert calls_of(found, "N:0")[1:] == [("N2", "00:05:00"), ("N3", "00:05:00")]
        assert timetable_of(found, DAY, on=DAY).set_aside.empty

    def test_a_line_that_is_boarded_anywhere_is_called_at_its_ends(self, apply):
        # 3010 m in pieces of 20 m at most.
        line = lonlat((0, 500), (3010, 500))
        found = apply(new_route(stop_policy=StopPolicy.HAIL_AND_RIDE, stops=(), line=line))
        assert [stop_id for stop_id, _ in calls_of(found, "N:0")] == ["N@0", "N@151"]
        assert leaving(found, "N", 0) == 57

    def test_ids_that_the_feed_uses_are_not_used_again(self, network, feed):
        proposal = Proposal(changes=(new_route(), RemoveRoute(route_id="N"), new_route()))
        found = apply_to_feed(proposal, feed, network)
        own = found.merged()["trips"].query("route_id == 'N'")
        assert list(own["trip_id"]) == ["N:0", "N:1"]
        assert list(own["shape_id"]) == ["N:0~2", "N:1~2"]

    def test_the_id_of_a_station_is_refused(self, network, feed):
        stops = feed.merged()["stops"]
        row = {"stop_id": "N1", "stop_name": "T", "stop_lat": "7.8", "stop_lon": "98.3"}
        station = pd.DataFrame([{**row, "location_type": "1"}], dtype="str")
        with_station = pd.concat([stops, station]).astype("str")
        part = replace(feed.parts[0], tables={**feed.parts[0].tables, "stops": with_station})
        with pytest.raises(LayerError, match="'N1', where nobody can board"):
            apply_to_feed(Proposal(changes=(new_route(),)), replace(feed, parts=(part,)), network)


class TestReroute:
    def test_trips_keep_start_direction_and_speed(self, apply):
        # B and C lie further than 30 m off; X is 1500 m along the new line of 3600 m.
        line = lonlat((0, 0), (0, 300), (3000, 300), (3000, 0))
        found = apply(Reroute(route_id="L", line=line, stops=(stop("X", (1200, 300)),)))
        assert calls_of(found, "L-there") == [
            ("A", "08:00:00"),
            ("X", "08:05:00"),
            ("D", "08:12:00"),
        ]
        assert calls_of(found, "L-back") == [
            ("D", "09:00:00"),
            ("X", "09:07:00"),
            ("A", "09:12:00"),
        ]

    def test_a_line_drawn_the_other_way_changes_nothing_of_it(self, apply):
        line = lonlat((3000, 0), (3000, 300), (0, 300), (0, 0))
        found = apply(Reroute(route_id="L", line=line))
        assert calls_of(found, "L-there") == [("A", "08:00:00"), ("D", "08:12:00")]

    def test_a_stop_of_one_direction_stays_that_of_it(self, phuket):
        feed, network = feed_of(phuket, on=DAY), build_bus_network(phuket)
        route_id = "rawai-airport"
        parts = network.routes.geometry.to_crs("EPSG:4326")[route_id].geoms
        line = max((tuple(part.coords) for part in parts), key=len)
        change = Reroute(route_id=route_id, line=line)
        found = apply_to_feed(Proposal(changes=(change,)), feed, network)
        before, after = (
            by_direction(tables, route_id) for tables in (feed.merged(), found.merged())
        )
        assert all(after[way] <= before[way] for way in ("0", "1"))
        assert before["0"] != before["1"]

    def test_stops_beyond_the_end_are_called_at_there(self, apply):
        own = (stop("X", (2000, 4000)), stop("Y", (2000, 4000)))
        first = Reroute(route_id="F", line=lonlat((2000, 0), (2000, 500)), stops=own)
        found = apply(first, Reroute(route_id="F", line=lonlat((2000, 0), (2100, 500)), stops=own))
        assert [stop_id for stop_id, _ in calls_of(found, "F-there")] == ["C", "X", "Y"]

    def test_trips_at_a_headway_stay_at_it(self, apply, feed):
        found = apply(Reroute(route_id="F", line=lonlat((2000, 0), (2000, 2000), (2500, 2000))))
        assert leaving(found, "F", 0) == leaving(feed, "F", 0) == 8


class TestExtend:
    def test_trips_run_on_from_the_end_and_start_there(self, apply):
        piece = lonlat((3000, 0), (4000, 0))
        found = apply(Extend(route_id="L", end=End.END, line=piece, stops=(stop("X", (4000, 0)),)))
        assert calls_of(found, "L-there")[-2:] == [("D", "08:10:00"), ("X", "08:13:20")]
        # The first time stays: what follows is 200 s later.
        assert calls_of(found, "L-back")[:2] == [("X", "09:00:00"), ("D", "09:03:20")]
        assert calls_of(found, "L-back")[-1] == ("A", "09:13:20")

    def test_at_the_start_it_is_the_other_way_round(self, apply):
        piece = lonlat((0, 0), (-500, 0))
        found = apply(
            Extend(route_id="L", end=End.START, line=piece, stops=(stop("X", (-500, 0)),))
        )
        assert calls_of(found, "L-there")[:2] == [("X", "08:00:00"), ("A", "08:01:40")]
        assert calls_of(found, "L-back")[-1] == ("X", "09:11:40")

    def test_the_line_goes_on_with_its_distances(self, apply):
        piece = lonlat((3000, 0), (4000, 0))
        found = apply(Extend(route_id="L", end=End.END, line=piece, stops=(stop("X", (4000, 0)),)))
        shapes = found.merged()["shapes"].query("shape_id == 'there~2'")
        assert list(shapes["shape_dist_traveled"].astype(float)) == pytest.approx([0, 3000, 4000])
        headsigns = found.merged()["trips"].set_index("trip_id")["trip_headsign"]
        assert pd.isna(headsigns["L-there"])
        assert headsigns["L-back"] == "A"
        assert found.merged()["trips"]["block_id"].isna().all()


class TestShorter:
    def test_a_cut_back_keeps_the_times_of_what_stays(self, apply):
        found = apply(CutBack(route_id="L", from_stop_id="B", to_stop_id="C"))
        assert calls_of(found, "L-there") == [("B", "08:03:20"), ("C", "08:06:40")]
        shapes = found.merged()["shapes"].query("shape_id == 'there~2'")
        assert list(shapes["shape_dist_traveled"].astype(float)) == pytest.approx(
            [1000, 2000], abs=0.01
        )

    def test_a_trip_at_a_headway_leaves_what_stays_when_it_did(self, apply):
        # G first: it left at 06:00, E 200 s later.
        found = apply(RemoveStop(stop_id="G"))
        rows = found.merged()["frequencies"].set_index("trip_id")
        assert tuple(rows.loc["F-back", ["start_time", "end_time"]]) == ("06:03:20", "10:03:20")
        assert tuple(rows.loc["F-there", ["start_time", "end_time"]]) == ("06:00:00", "10:00:00")

    def test_a_stop_of_one_route_stays_one_of_the_other(self, apply):
        found = apply(RemoveStop(stop_id="C", route_id="L"))
        assert [stop_id for stop_id, _ in calls_of(found, "L-there")] == ["A", "B", "D"]
        assert [stop_id for stop_id, _ in calls_of(found, "F-there")] == ["C", "E", "G"]

    def test_trips_with_a_single_call_go_with_their_headway(self, apply):
        found = apply(RemoveStop(stop_id="G"), RemoveStop(stop_id="E"))
        assert set(found.merged()["trips"]["trip_id"]) == {"L-there", "L-back"}
        assert found.merged()["frequencies"].empty

    def test_a_removed_route_leaves_nothing_behind(self, apply):
        tables = apply(RemoveRoute(route_id="L")).merged()
        for name in ("trips", "stop_times", "frequencies"):
            assert not tables[name]["trip_id"].str.startswith("L").any()
        assert list(tables["routes"]["route_id"]) == ["F"]
        assert tables["translations"].empty
        assert set(tables["stops"]["stop_id"]) == set(PLACES)

    def test_a_removed_route_takes_its_fare_along(self, apply):
        tables = apply(new_route(fare_thb=10), RemoveRoute(route_id="N")).merged()
        assert tables["fare_attributes"].empty
        assert tables["fare_rules"].empty


class TestStops:
    def test_a_new_stop_lies_between_its_neighbours_in_time(self, apply):
        found = apply(AddStop(stop=stop("X", (1500, 10)), route_ids=("L",)))
        assert calls_of(found, "L-there")[1:3] == [("B", "08:03:20"), ("X", "08:05:00")]
        assert calls_of(found, "L-back")[1:3] == [("C", "09:03:20"), ("X", "09:05:00")]

    def test_a_route_without_a_shape_runs_straight_from_stop_to_stop(self, apply):
        found = apply(AddStop(stop=stop("X", (2010, 1500)), route_ids=("F",)))
        assert calls_of(found, "F-there") == [
            ("C", "00:00:00"), ("E", "00:03:20"), ("X", "00:05:00"), ("G", "00:06:40"),
        ]  # fmt: skip

    def test_a_moved_stop_stands_elsewhere(self, apply):
        [(lon, lat)] = lonlat((1100, 50))
        found = apply(MoveStop(stop_id="B", lon=lon, lat=lat))
        row = found.merged()["stops"].set_index("stop_id").loc["B"]
        assert (float(row["stop_lon"]), float(row["stop_lat"])) == (lon, lat)


class TestHeadway:
    def test_timed_trips_become_one_at_a_headway_in_each_direction(self, apply):
        found = apply(ChangeHeadway(route_id="L", service=FROM_SIX_TO_EIGHT))
        assert (leaving(found, "L", 0), leaving(found, "L", 1)) == (57, 57)
        assert (leaving(found, "F", 0), leaving(found, "F", 1)) == (8, 8)

    def test_branches_take_turns(self, phuket):
        # Some of its trips call at stops of their own.
        feed, network = feed_of(phuket, on=DAY), build_bus_network(phuket)
        change = ChangeHeadway(route_id="rawai-airport", service=FROM_SIX_TO_EIGHT)
        found = apply_to_feed(Proposal(changes=(change,)), feed, network)
        trips = found.merged()["trips"].query("route_id == 'rawai-airport'")
        rows = found.merged()["frequencies"]
        starts = {
            direction: sum(
                -(-(pd.Timedelta(end) - pd.Timedelta(start)).total_seconds() // int(headway))
                for start, end, headway in rows[rows["trip_id"].isin(own["trip_id"])][
                    ["start_time", "end_time", "headway_secs"]
                ].itertuples(index=False)
            )
            for direction, own in trips.groupby("direction_id")
        }
        assert starts == {"0": 57, "1": 57}
        assert set(network_of(found).stops.index) == set(network.stops.index)


class TestUnknown:
    def test_a_stop_of_a_route_that_never_runs_is_served_at_unknown_times(self, apply):
        never = Service(headway_min=None, first_departure_s=0, last_departure_s=HOUR)
        found = apply(new_route(service=never))
        assert found.unlinked_stops == {"N1", "N2", "N3"}
        assert {"N1", "N2", "N3"} <= set(network_of(found).stops.index)

    def test_a_stop_whose_lines_nobody_knows_can_be_removed(self, tmp_path):
        rows = [{"stop_id": key, "name_th": "ป้าย", "geometry": Point(0, n)}
                for n, key in enumerate(("P1", "P2"))]  # fmt: skip
        world = open_province(write_province(tmp_path, rows={"bus_stops": rows}))
        proposal = Proposal(changes=(RemoveStop(stop_id="P1"),))
        found = apply_to_feed(proposal, feed_of(world, on=DAY), build_bus_network(world))
        assert found.unlinked_stops == {"P2"}

    def test_an_unknown_change_is_a_mistake_of_the_caller(self, feed, network):
        with pytest.raises(TypeError, match="is no change"):
            apply_to_feed(Proposal(changes=("nonsense",)), feed, network)


NEAR = st.tuples(st.integers(-500, 3500), st.integers(-500, 2500))
SERVICES = st.builds(Service, headway_min=st.sampled_from([7.5, 15, 60]))


def a_change(draw, network, number):  # noqa: PLR0911 - one a kind of change
    """Draw a change that can be made to a network, or None."""
    route_id = draw(st.sampled_from(sorted(network.routes.index)))
    hailed = network.stops["is_hail_point"]
    own = [stop_id for stop_id in network.stops_of(route_id) if not hailed[stop_id]]
    ends = lonlat(*draw(st.lists(NEAR, min_size=2, max_size=4, unique=True)))
    new = tuple(stop(f"n{number}-{n}", draw(NEAR)) for n in range(2))
    others = st.sampled_from(sorted(PLACES)).map(lambda key: stop(key, PLACES[key]))
    service = draw(SERVICES)
    piece = (lonlat((3000, 0))[0], *ends)
    kind = draw(st.sampled_from(range(9)))
    if kind == 0:
        policy = draw(st.sampled_from(StopPolicy))
        return new_route(
            route_id=f"X{number}", line=ends, stops=(*new, draw(others)), service=service,
            stop_policy=policy,
        )  # fmt: skip
    if kind == 1:
        return Reroute(route_id=route_id, line=ends, stops=new)
    if kind == 2 and not hailed[network.stops_of(route_id)].any():
        return Extend(route_id=route_id, end=draw(st.sampled_from(End)), line=piece, stops=new)
    if kind == 3 and len(own) > 2 and not hailed[network.stops_of(route_id)].any():
        pair = draw(st.permutations(own))[:2]
        return CutBack(route_id=route_id, from_stop_id=pair[0], to_stop_id=pair[1])
    if kind == 4:
        return AddStop(stop=new[0], route_ids=(route_id,))
    if kind == 5 and own:
        [(lon, lat)] = lonlat(draw(NEAR))
        return MoveStop(stop_id=draw(st.sampled_from(own)), lon=lon, lat=lat)
    if kind == 6 and own and not hailed[network.stops_of(route_id)].any():
        return RemoveStop(stop_id=draw(st.sampled_from(own)), route_id=route_id)
    if kind == 7:
        return ChangeHeadway(route_id=route_id, service=service)
    if kind == 8 and len(network.routes) > 1:
        return RemoveRoute(route_id=route_id)
    return None


@st.composite
def proposals(draw, network):
    """Draw a list of changes that leaves every route two stops."""
    changes = []
    for number in range(draw(st.integers(1, 4))):
        change = a_change(draw, network, number)
        if change is None:
            continue
        network = apply_proposal(Proposal(changes=(change,)), network)
        real = network.calls[~network.stops["is_hail_point"][network.calls["stop_id"]].to_numpy()]
        hailed = set(network.calls["route_id"]) - set(real["route_id"])
        per_route = real["route_id"].value_counts().reindex(network.routes.index, fill_value=0)
        assume(all(per_route[r] > 1 for r in network.routes.index if r not in hailed))
        changes.append(change)
    return Proposal(changes=tuple(changes))


class TestAgreement:
    @settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate],
              suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow,
                                     HealthCheck.filter_too_much])  # fmt: skip
    @given(data=st.data())
    def test_the_feed_serves_the_stops_that_the_network_serves(self, feed, network, data):
        before = feed_digest(feed)
        proposal = data.draw(proposals(network))
        found = network_of(apply_to_feed(proposal, feed, network)).stops
        expected = apply_proposal(proposal, network).served_stops
        assert set(found.index) == set(expected.index)
        if len(found):
            assert found.geometry.distance(expected.geometry.reindex(found.index)).max() < 0.05
        assert (found["is_hail_point"] == expected["is_hail_point"].reindex(found.index)).all()
        assert feed_digest(feed) == before

    @pytest.mark.parametrize(
        "change",
        [
            Extend(route_id="N", end=End.END, line=lonlat((3000, 500), (3500, 900)),
                   stops=(stop("X", (3500, 900)),)),
            Extend(route_id="N", end=End.START, line=lonlat((0, 500), (-400, 0)),
                   stops=(stop("X", (-400, 0)),)),
            CutBack(route_id="N", from_stop_id="N1", to_stop_id="N2"),
        ],
    )  # fmt: skip
    def test_points_between_stops_follow_a_line_that_changes_its_length(
        self, apply, network, change
    ):
        add = new_route(stop_policy=StopPolicy.HAIL_AND_RIDE)
        found = network_of(apply(add, change)).stops
        expected = apply_proposal(Proposal(changes=(add, change)), network).served_stops
        real = [set(s.index[~s["is_hail_point"].astype(bool)]) for s in (found, expected)]
        assert real[0] == real[1]
        one, other = (s.geometry.union_all() for s in (found, expected))
        assert one.hausdorff_distance(other) < 20

    def test_points_follow_a_new_course(self, apply, network):
        add = new_route(stop_policy=StopPolicy.HAIL_AND_RIDE)
        change = Reroute(route_id="N", line=lonlat((0, 500), (1000, 900), (3000, 500)))
        found = network_of(apply(add, change)).stops
        expected = apply_proposal(Proposal(changes=(add, change)), network).served_stops
        assert set(found.index) == set(expected.index)
        assert found.geometry.distance(expected.geometry.reindex(found.index)).max() < 0.05

    def test_points_follow_a_stretch_that_changes(self, apply, network):
        add = new_route(stop_policy=StopPolicy.HAIL_AND_RIDE)
        line = lonlat(
            (0, 500), (1000, 500), (1000, 900), (2000, 900), (2000, 500), (3000, 500)
        )  # fmt: skip
        change = Reroute(route_id="N", line=line)
        served = network_of(apply(add, change)).stops
        expected = apply_proposal(Proposal(changes=(add, change)), network).served_stops
        assert set(served.index) == set(expected.index)
        assert served.geometry.distance(expected.geometry.reindex(served.index)).max() < 0.05
        # N2 stands at (1500, 510), 390 m from the new stretch.
        assert "N2" not in served.index
        assert {"N1", "N3"} <= set(served.index)


def test_a_route_is_added_to_phukets_feed_quickly(phuket):
    feed, network = feed_of(phuket, on=DAY), build_bus_network(phuket)
    proposal = Proposal(changes=(new_route(),))
    tables = phuket.layer("transit").tables
    took = {"apply": [], "check": []}
    for _ in range(5):
        took["apply"].append(_seconds(lambda: apply_to_feed(proposal, feed, network)))
        took["check"].append(_seconds(lambda: check_schedule(tables)))
    # The feed is not checked anew, only the new route is.
    assert min(took["apply"]) < 2 * min(took["check"])


def _seconds(work):
    start = time.process_time()
    work()
    return time.process_time() - start
