"""A province made of a city's files by the app's own fetch, and what must hold in it."""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bench.city_counts import calls_of, departures_by_stop, headways_of, rows_of
from geo_app.analysis.access.question import Question
from geo_app.analysis.access.standards import StandardId
from geo_app.desk.desk import Desk
from geo_app.fetch.feeds import FeedFacts, fetch_gtfs
from geo_app.fetch.osm import fetch_osm
from geo_app.fetch.pbf import PbfSource
from geo_app.proposals.changes.new_route import AddRoute
from geo_app.proposals.changes.proposal import Proposal
from geo_app.proposals.changes.terms import Stop
from geo_app.proposals.evaluate import evaluate
from geo_app.proposals.feed.applying import apply_to_feed
from geo_app.proposals.gains import Effect
from geo_app.proposals.proposed_timetable import proposed_timetable, timetable_today
from geo_app.proposals.running.service import Service
from geo_app.province import open_province
from geo_app.transit.calendar import DayType
from geo_app.transit.feed_writing import write_feed

if TYPE_CHECKING:
    from geo_app.transit.timetable import Timetable

WEEKS_IN = 4
LAYER = """
[layers.communities]
kind = "communities"
file = "communities.csv"
title_th = "ที่อยู่อาศัย"
title_en = "Where people live"
source = "{file}"
licence = "As of the file"
attribution = "As of the file"
date = {date}
status = "open"
"""
QUESTION = Question(standard_id=StandardId.GHSCI_30)
"""Asks for departures, so that a lost timetable is seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """The files of a city; `people` has `id`, `lon`, `lat` and `population`."""

    name: str
    extract: Path
    feeds: tuple[Path, ...] = ()
    people: Path | None = None

    @property
    def day(self) -> dt.date:
        """A day on which the calendars of all feeds run: four weeks after the last began."""
        firsts = [
            max(row["start_date"] for row in rows_of(feed, "calendar")) for feed in self.feeds
        ]
        return dt.datetime.strptime(max(firsts), "%Y%m%d").date() + dt.timedelta(weeks=WEEKS_IN)

    @property
    def last_day(self) -> dt.date:
        """The day after which no calendar of any feed runs."""
        ends = [row["end_date"] for feed in self.feeds for row in rows_of(feed, "calendar")]
        return dt.datetime.strptime(max(ends), "%Y%m%d").date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A city as a province: its folder, and the feed behind each layer of a timetable."""

    city: City
    folder: Path
    feeds: dict[str, Path] = field(default_factory=dict)


def cities_in(folder: Path) -> list[City]:
    """
    Find `NAME_osm.pbf` or `NAME.osm.pbf`, and what stands beside it.

    Feeds are `NAME` or `NAME_*`, zips or folders; people `NAME_hexgrid.csv`.
    """
    cities = []
    for extract in sorted(folder.glob("*osm.pbf")):
        name = extract.name.removesuffix("osm.pbf").rstrip("._")
        named = [*folder.glob(f"{name}.zip"), *folder.glob(name), *folder.glob(f"{name}_*")]
        feeds = [path for path in sorted(named) if path.suffix == ".zip" or path.is_dir()]
        people = folder / f"{name}_hexgrid.csv"
        cities.append(
            City(
                name=name,
                extract=extract,
                feeds=tuple(feeds),
                people=people if people.is_file() else None,
            )
        )
    return cities


def settle(city: City, folder: Path, *, today: dt.date) -> Settled:
    """Make a province of a city in a new folder."""
    folder.mkdir(parents=True)
    fetch_osm(folder, PbfSource(path=city.extract))
    if city.people is not None:
        _write_people(city.people, folder, today)
    feeds: dict[str, Path] = {}
    for number, feed in enumerate(city.feeds):
        facts = FeedFacts(licence="As of the file", date=today)
        use, name = (("transit",), None) if number == 0 else ((), f"more{number}")
        fetch_gtfs(folder, feed, today=today, facts=facts, use=use, name=name)
        layers = [spec.layer_id for spec in open_province(folder).specs("transit")]
        feeds[next(layer for layer in layers if layer not in feeds)] = feed
    return Settled(city=city, folder=folder, feeds=feeds)


def _write_people(people: Path, folder: Path, today: dt.date) -> None:
    with people.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if int(row["population"]) > 0]
    with (folder / "communities.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["community_id", "name_en", "lon", "lat", "population"])
        for row in rows:
            writer.writerow([row["id"], row["id"], row["lon"], row["lat"], row["population"]])
    with (folder / "catalogue.toml").open("a", encoding="utf-8") as catalogue:
        catalogue.write(LAYER.format(file=people.name, date=today))


def departures_apart(settled: Settled, on: dt.date) -> dict[str, dict[str, tuple[int, int]]]:
    """Return, layer by layer, the stops of which the app and the second count differ."""
    timetable = Desk(open_province(settled.folder)).timetable(DayType.WEEKDAY, on)
    apart = {}
    for layer_id, feed in settled.feeds.items():
        ours = _ours(timetable, layer_id)
        theirs = departures_by_stop(feed, timetable.days[layer_id].day)
        stops = ours.keys() | theirs.keys()
        apart[layer_id] = {
            stop: (ours.get(stop, 0), theirs.get(stop, 0))
            for stop in stops
            if ours.get(stop, 0) != theirs.get(stop, 0)
        }
    return apart


def _ours(timetable: Timetable, layer_id: str) -> dict[str, int]:
    rows = timetable.departures
    counted = rows[(rows["layer_id"] == layer_id) & rows["can_board"] & ~rows["is_day_before"]]
    return counted["stop_id"].value_counts().to_dict()


def one_line(settled: Settled) -> Proposal:
    """Propose a line of two new stops, a kilometre long, in the middle of the communities."""
    places = open_province(settled.folder).communities.to_crs("EPSG:4326").geometry
    lon, lat = float(places.x.median()), float(places.y.median())
    ends = ((lon - 0.005, lat), (lon + 0.005, lat))
    stops = tuple(
        Stop(stop_id=f"NEW{number}", lon=x, lat=y, name_en=f"New {number}")
        for number, (x, y) in enumerate(ends)
    )
    service = Service(headway_min=15, first_departure_s=6 * 3_600, last_departure_s=20 * 3_600)
    line = AddRoute(route_id="NEW", line=ends, stops=stops, service=service, name_en="New line")
    return Proposal(changes=(line,), name_en="One more line")


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """
    What a line that is only added does.

    Attributes
    ----------
    days
        The day of each layer in access, before it in proposals, and with it.
    served, gained, lost
        Communities served before, and those that gain or lose access.
    lost_departures
        Departures at today's stops that are not there any more.
    lost_calls
        Trips and rows of headways of today's feeds that the exported feed does not have.
    """

    days: tuple[dict[str, dt.date], dict[str, dt.date], dict[str, dt.date]]
    served: int
    gained: int
    lost: int
    lost_departures: int
    lost_calls: int


def with_one_line(settled: Settled, on: dt.date, question: Question = QUESTION) -> Added:
    """Add one line and see what becomes of days, access and the trips of today."""
    desk, proposal = Desk(open_province(settled.folder)), one_line(settled)
    baseline = desk.baseline(on)
    evaluation = evaluate(proposal, baseline, question)
    today = timetable_today(baseline, question.day)
    after = proposed_timetable(proposal, baseline, question)
    access = desk.timetable_for(question, on)
    if access is None or after is None:
        raise ValueError(f"{question.standard_id} asks for no departures.")
    feed = apply_to_feed(proposal, baseline.feed, baseline.network)
    return Added(
        days=(_days(access, settled), _days(today, settled), _days(after, settled)),
        served=int(desk.answer(question, on).share["origins_served"]),
        gained=len(evaluation.communities_with(Effect.GAINED)),
        lost=len(evaluation.communities_with(Effect.LOST)),
        lost_departures=_lost_departures(settled, today, after),
        lost_calls=_lost_calls(settled, write_feed(feed)),
    )


def _days(timetable: Timetable, settled: Settled) -> dict[str, dt.date]:
    days = timetable.days
    return {layer_id: days[layer_id].day for layer_id in settled.feeds if layer_id in days}


def _lost_departures(settled: Settled, before: Timetable, after: Timetable) -> int:
    return sum(
        _missing(Counter(_ours(before, layer_id)), Counter(_ours(after, layer_id)))
        for layer_id in settled.feeds
    )


def _lost_calls(settled: Settled, content: bytes) -> int:
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "written.zip"
        written.write_bytes(content)
        calls, headways = calls_of(written), headways_of(written)
    return sum(
        _missing(calls_of(feed), calls) + _missing(headways_of(feed), headways)
        for feed in settled.feeds.values()
    )


def _missing(rows: Counter, among: Counter) -> int:
    return (rows - among).total()
