"""Two trimmed cities: a second count, one day for all feeds, one added line, exported calls."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from bench import cities, city_province
from bench.city_clicks import click_costs
from bench.city_counts import calls_of, departures_by_stop
from bench.city_province import cities_in, departures_apart, settle, with_one_line
from geo_app.analysis.access.question import Question
from geo_app.analysis.access.standards import StandardId
from geo_app.desk.desk import Desk
from geo_app.proposals.proposed_timetable import timetable_today
from geo_app.province import open_province
from geo_app.transit.calendar import DayType
from geo_app.transit.feed_writing import write_feed

CITIES = Path(__file__).parents[1] / "fixtures" / "cities"
TODAY = dt.date(2026, 11, 29)
FEEDS = {"poa": 2, "spo": 1}
MOST_BYTES = 40_000

FEED = {
    "calendar": """
        service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
        W,1,1,1,1,1,0,0,20260101,20261231
    """,
    "calendar_dates": "service_id,date,exception_type\nW,20260106,2\nX,20260107,1",
    "trips": "route_id,service_id,trip_id\nR,W,T\nR,W,F\nR,X,X",
    "stop_times": """
        trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type
        T,08:20:00,08:20:00,C,10,
        T,08:00:00,08:00:00,A,1,
        T,,,B,2,
        T,,,B,3,
        F,00:00:00,00:00:00,A,1,
        F,00:05:00,00:05:00,B,2,1
        F,00:10:00,00:10:00,C,3,
        X,09:00:00,09:00:00,C,1,0
        X,09:10:00,09:10:00,A,2,
    """,
    "frequencies": "trip_id,start_time,end_time,headway_secs\nF,06:00:00,06:59:00,720",
}


@pytest.fixture(scope="module", params=FEEDS)
def settled(request, tmp_path_factory):
    (city,) = cities_in(CITIES / request.param)
    return settle(city, tmp_path_factory.mktemp("cities") / city.name, today=TODAY)


@pytest.fixture(scope="module", params=["runs", "over"])
def on(request, settled):
    return settled.city.day if request.param == "runs" else TODAY


@pytest.fixture(scope="module")
def added(settled, on):
    # By departures per hour, which a lost timetable takes away.
    return with_one_line(settled, on, Question(standard_id=StandardId.DG_REGIO))


@pytest.fixture
def feed(tmp_path):
    for name, text in FEED.items():
        lines = [line.strip() for line in text.strip().splitlines()]
        (tmp_path / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def test_the_second_count_on_paper(feed):
    # Monday: T once, F at 06:00, 06:12, 06:24, 06:36 and 06:48; nobody is let on at its B.
    assert departures_by_stop(feed, dt.date(2026, 1, 5)) == {"A": 6, "B": 1}
    assert departures_by_stop(feed, dt.date(2026, 1, 6)) == {}
    assert departures_by_stop(feed, dt.date(2026, 1, 7)) == {"A": 6, "B": 1, "C": 1}
    assert departures_by_stop(feed, dt.date(2026, 1, 10)) == {}


def test_calls_keep_their_order_and_their_blanks(feed):
    trip = (("A", 28_800, 28_800), ("B", None, None), ("B", None, None), ("C", 30_000, 30_000))
    assert calls_of(feed)[trip] == 1
    assert calls_of(feed).total() == 3


def test_every_city_is_found_with_its_feeds_and_is_small():
    for name, feeds in FEEDS.items():
        (city,) = cities_in(CITIES / name)
        assert (city.name, len(city.feeds), city.people is not None) == (name, feeds, True)
        files = [path for path in (CITIES / name).rglob("*") if path.is_file()]
        assert sum(path.stat().st_size for path in files) < MOST_BYTES


def test_departures_are_those_of_the_second_count(settled, on):
    assert departures_apart(settled, on) == {layer_id: {} for layer_id in settled.feeds}
    timetable = Desk(open_province(settled.folder)).timetable(DayType.WEEKDAY, on)
    for layer_id, feed in settled.feeds.items():
        assert departures_by_stop(feed, timetable.days[layer_id].day)


def test_one_added_line_moves_no_day_and_takes_nothing_away(settled, added):
    access, today, proposed = added.days
    assert access == today == proposed
    assert access.keys() == settled.feeds.keys()
    assert added.served > 0
    assert (added.lost, added.lost_departures) == (0, 0)


def test_an_export_leaves_the_calls_of_today_as_they_were(added):
    assert added.lost_calls == 0


def test_the_bench_stops_where_one_stop_differs(settled, monkeypatch):
    def one_more(feed, day):
        counts = departures_by_stop(feed, day)
        return {**counts, min(counts): 999}

    monkeypatch.setattr(city_province, "departures_by_stop", one_more)
    with pytest.raises(SystemExit, match="999"):
        list(cities._checked(settled, "runs", settled.city.day))


@pytest.mark.parametrize(
    "wrong",
    [{"lost": 1}, {"lost_departures": 1}, {"lost_calls": 1}, {"days": ({}, {}, {"x": TODAY})}],
)
def test_the_bench_stops_where_a_line_takes_something_away(settled, added, wrong, monkeypatch):
    monkeypatch.setattr(cities, "with_one_line", lambda *_: replace(added, **wrong))
    with pytest.raises(SystemExit, match=settled.city.name):
        list(cities._checked(settled, "runs", settled.city.day))


def test_a_call_that_an_export_loses_is_counted(settled, monkeypatch):
    def without_the_last_call(feed):
        parts = [replace(part, tables=dict(part.tables)) for part in feed.parts]
        for part in parts:
            part.tables["stop_times"] = part.tables["stop_times"].iloc[:-1]
        return write_feed(replace(feed, parts=tuple(parts)))

    monkeypatch.setattr(city_province, "write_feed", without_the_last_call)
    assert with_one_line(settled, settled.city.day).lost_calls > 0


def test_a_feed_that_keeps_its_own_day_in_a_proposal_is_seen(settled, monkeypatch):
    """As the first cut did: access took a typical day for each feed, proposals one for all."""

    def on_another_day(_, baseline, question):
        timetable = timetable_today(baseline, question.day)
        days = {
            layer_id: replace(day, day=day.day + dt.timedelta(days=7))
            for layer_id, day in timetable.days.items()
        }
        return replace(timetable, days=days)

    monkeypatch.setattr(city_province, "proposed_timetable", on_another_day)
    days = with_one_line(settled, settled.city.day).days
    assert days[0] == days[1] != days[2]


@pytest.mark.browser
@pytest.mark.parametrize("settled", ["spo"], indirect=True)
def test_a_click_on_a_city_is_counted_in_seconds_and_bytes(settled):
    first, then = click_costs(settled.folder, settled.city.day, clicks=2)
    for cost in (first, then):
        assert 0 < cost.click_cpu_s.median < cost.first_cpu_s
        # No more can be said while other tests talk over the loopback.
        assert cost.click_bytes.median > 1_000
        assert 50 < cost.memory_mb < 500
    # A server that finds what another has kept has less to do.
    assert then.first_cpu_s < first.first_cpu_s


def test_a_city_without_a_feed_is_not_asked(tmp_path):
    (tmp_path / "town.osm.pbf").touch()
    (city,) = cities_in(tmp_path)
    (row,) = cities._rows(city, tmp_path / "province", rounds=1)
    assert (city.name, row.value) == ("town", "not asked")
