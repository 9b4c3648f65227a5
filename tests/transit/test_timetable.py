"""The timetable of a province: feeds and drawn lines together."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from shapely import LineString, Point

from geo_app.errors import LayerError, MissingColumnError
from geo_app.province import open_province
from geo_app.transit.buses import build_bus_network
from geo_app.transit.calendar import DayType
from geo_app.transit.headways import BY_STOP, BY_STOP_AND_ROUTE, Window, read_window, stop_service
from geo_app.words.translating import Language, translator
from tests.fixtures.province_folder import DAY, STOPS, gtfs_texts, write_province
from tests.fixtures.timetables import province_timetable

HOUR = 3_600
DAYTIME = Window(start_s=7 * HOUR, end_s=19 * HOUR)
LINE = LineString([(0, 0), (1_500, 0)])
SUNDAY = dt.date(2026, 11, 29)
WEEK = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"


def timetable(folder, day=DayType.WEEKDAY, *, on=DAY, **options):
    """Return the timetable of a world written with some parts changed."""
    return province_timetable(open_province(write_province(folder, **options)), day, on=on)


def tables(**changes):
    """Return files of the feed that replace the world's."""
    return {f"transit/{name}.txt": text for name, text in changes.items()}


def drawn(headway=15, **more):
    """Return rows of a drawn line with two stops on it and one far off."""
    route = {"route_id": "B1", "name_th": "สาย 1", "headway_min": headway, "geometry": LINE,
             "first_departure": "06:00", "last_departure": "20:00", **more}  # fmt: skip
    stops = [
        {"stop_id": key, "name_th": "ป้าย", "geometry": Point(*place)}
        for key, place in {"P1": (0, 5), "P2": (1_500, 5), "P9": (0, 900)}.items()
    ]
    return {"bus_routes": [route], "bus_stops": stops}


def test_a_feed_is_a_timetable(world):
    found = province_timetable(world, DayType.WEEKDAY, on=DAY)
    assert found.departures["stop_id"].tolist() == ["S1", "S2"]
    assert set(found.departures["layer_id"]) == {"transit"}
    assert found.routes.loc["R1", ["mode", "capacity_class", "layer_id"]].tolist() == [
        "bus", "low", "transit"
    ]  # fmt: skip
    assert found.days["transit"].day == DAY
    assert found.stops.equals(build_bus_network(world).served_stops)
    assert (len(found.set_aside), found.faults, dict(found.without_service)) == (
        0, {"transit": ()}, {}
    )  # fmt: skip


def test_a_feed_and_drawn_lines_stand_side_by_side(tmp_path):
    found = timetable(tmp_path, rows=drawn())
    service = found.service(DAYTIME)
    assert set(service.index) == {
        ("S1", "R1", 0), ("S2", "R1", 0),
        ("P1", "B1", 0), ("P1", "B1", 1), ("P2", "B1", 0), ("P2", "B1", 1),
    }  # fmt: skip
    assert service.loc[("S1", "R1", 0), "departures"] == 1
    assert service.loc[("P1", "B1", 0), "mean_headway_min"] == 15
    assert set(found.routes["layer_id"]) == {"transit", "bus_routes"}
    assert set(found.days) == {"transit", "bus_routes"}


def test_each_stop_has_a_row_and_unknown_is_not_none(tmp_path):
    found = timetable(tmp_path, rows=drawn())
    by_stop = found.service(DAYTIME, by=BY_STOP)
    assert by_stop.index.equals(found.stops.index)
    assert by_stop["departures"].fillna(-1).to_dict() == {
        "S1": 1, "S2": 0, "P1": 48, "P2": 48, "P9": -1
    }  # fmt: skip
    assert by_stop["is_known"].to_dict() == {
        "S1": True, "S2": True, "P1": True, "P2": True, "P9": False
    }  # fmt: skip
    assert found.unlinked_stops == {"P9"}


def test_a_window_with_no_departures_is_none_and_known(tmp_path):
    by_stop = timetable(tmp_path).service(read_window("01:00-02:00"), by=BY_STOP)
    assert by_stop["departures"].tolist() == [0, 0]
    assert by_stop["is_known"].all()


def test_a_headway_that_is_not_known_is_told_of_its_route(tmp_path):
    found = timetable(tmp_path, rows=drawn(None))
    assert found.routes["is_headway_known"].to_dict() == {"R1": True, "B1": False}
    assert found.routes["is_span_known"].to_dict() == {"R1": True, "B1": False}
    assert not found.service(DAYTIME).loc[("P1", "B1", 0), "is_known"]
    assert [fault.code for fault in found.faults["bus_routes"]] == ["no_headway"]


def test_a_service_is_measured_by_stop(world):
    with pytest.raises(ValueError, match="by stop"):
        province_timetable(world, DayType.WEEKDAY, on=DAY).service(DAYTIME, by=("route_id",))


def test_the_clocks_night_holds_the_buses_of_the_day_before(tmp_path):
    late = gtfs_texts(list(STOPS))["stop_times"].replace("08:", "25:")
    found = timetable(tmp_path, files=tables(stop_times=late))
    night = {"start_s": 0, "end_s": 3 * HOUR}
    counts = [
        found.service(Window(**night, civil=civil), by=BY_STOP).loc["S1", "departures"]
        for civil in (False, True)
    ]
    assert counts == [0, 1]


class TestDays:
    def test_one_day_can_be_asked_for(self, world):
        found = province_timetable(world, SUNDAY, on=DAY)
        assert found.days["transit"].day == SUNDAY

    def test_a_typical_day_is_chosen_by_its_type(self, world):
        days = {
            kind: province_timetable(world, kind, on=DAY).days["transit"].day for kind in DayType
        }
        assert days == {
            DayType.WEEKDAY: DAY, DayType.SATURDAY: dt.date(2026, 11, 28), DayType.SUNDAY: SUNDAY
        }  # fmt: skip

    def test_an_expired_feed_runs_on_its_own_days_and_says_so(self, tmp_path):
        old = f"{WEEK}daily,1,1,1,1,1,1,1,20250101,20250630\n"
        found = timetable(tmp_path, files=tables(calendar=old))
        day = found.days["transit"]
        assert not day.is_in_period
        assert day.last_day == dt.date(2025, 6, 30)
        assert len(found.departures) == 2

    def test_no_service_on_the_day_is_a_sentence_in_both_languages(self, tmp_path):
        files = tables(calendar=f"{WEEK}daily,1,1,1,1,1,1,0,20260101,20271231\n")
        province = open_province(write_province(tmp_path, files=files))
        for day in (DayType.SUNDAY, SUNDAY):
            with pytest.raises(
                LayerError, match=r"Layer 'transit': .* no service on .* 2026-01-01 to 2027-12-31"
            ) as caught:
                province_timetable(province, day, on=DAY)
            assert "2027-12-31" in caught.value.sentence(translator(Language.THAI))

    def test_a_feed_without_service_leaves_the_others_their_day(self, tmp_path):
        files = tables(calendar=f"{WEEK}daily,1,1,1,1,1,1,0,20260101,20271231\n")
        found = timetable(tmp_path, DayType.SUNDAY, rows=drawn(), files=files)
        assert set(found.days) == {"bus_routes"}
        assert "no service on Sundays" in str(found.without_service["transit"])
        assert found.service(DAYTIME, by=BY_STOP).loc["S1", "departures"] == 0


class TestWrongInput:
    def test_a_few_bad_rows_are_counted_and_the_rest_is_used(self, tmp_path):
        times = gtfs_texts(list(STOPS))["stop_times"] + "T9,S1,1,9:00:00,9:00:00\n"
        province = open_province(write_province(tmp_path, files=tables(stop_times=times)))
        found = province_timetable(province, DayType.WEEKDAY, on=DAY)
        assert found.set_aside.to_dict("records") == [
            {"table": "stop_times", "code": "unknown_trip", "rows": 1, "first_row": 3,
             "field": "trip_id", "found": "T9", "layer_id": "transit"}
        ]  # fmt: skip
        assert len(found.departures) == 2
        told = province.layer("transit").report.faults
        assert [str(fault) for fault in told] == [str(f) for f in found.faults["transit"]]
        assert "trips.txt has no trip 'T9'" in str(told[0])

    def test_a_calendar_without_a_column_is_a_sentence(self, tmp_path):
        files = tables(calendar="service_id,monday\ndaily,1\n")
        province = open_province(write_province(tmp_path, files=files))
        with pytest.raises(
            MissingColumnError, match=r"'transit': .*calendar\.txt has no column 'tuesday'"
        ):
            province.layer("transit")

    def test_two_feeds_share_trip_ids_without_harm(self, tmp_path):
        more = {
            f"more/{name}.txt": text.replace("S1", "N1").replace("S2", "N2").replace("R1", "R2")
            for name, text in gtfs_texts(list(STOPS)).items()
        }
        layers = {"more": {"kind": "transit", "file": "more"}}
        found = timetable(tmp_path, layers=layers, files=more)
        assert found.service(DAYTIME, by=BY_STOP)["departures"].to_dict() == {
            "S1": 1, "S2": 0, "N1": 1, "N2": 0
        }  # fmt: skip


@pytest.fixture(scope="module")
def found(phuket):
    """Return Phuket's timetable on a weekday."""
    return province_timetable(phuket, DayType.WEEKDAY, on=DAY)


@pytest.mark.layers
class TestPhuket:
    def test_every_row_is_used(self, found):
        assert len(found.set_aside) == 0
        assert found.faults == {"transit": ()}
        assert found.days["transit"].is_in_period

    def test_every_stop_is_served(self, found):
        by_stop = found.service(Window(start_s=0, end_s=30 * HOUR), by=BY_STOP)
        assert by_stop["is_known"].all()
        assert (by_stop["departures"] > 0).sum() >= len(by_stop) - 6

    def test_the_old_town_line_runs_every_quarter_of_an_hour(self, found):
        service = stop_service(found.departures, DAYTIME, by=BY_STOP_AND_ROUTE)
        dragon = service.xs("dragon", level="route_id")
        boarded = dragon[dragon["departures"] > 0]
        assert boarded["mean_headway_min"].tolist() == pytest.approx([15] * len(boarded))

    def test_the_same_question_has_the_same_answer(self, phuket, found):
        again = province_timetable(phuket, DayType.WEEKDAY, on=DAY)
        pd.testing.assert_frame_equal(again.departures, found.departures)
