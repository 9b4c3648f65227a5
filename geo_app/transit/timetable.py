"""The timetable of a province: its feeds and its drawn lines on one day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.errors import LayerError, mark
from geo_app.transit.calendar import DayType, ServiceDay, day_itself, typical_day
from geo_app.transit.departures import departures
from geo_app.transit.feed import feed_of
from geo_app.transit.hail import passing_departures
from geo_app.transit.headways import BY_STOP, BY_STOP_AND_ROUTE, Window, measure, stop_service
from geo_app.transit.modes import capacity_classes, modes
from geo_app.transit.network import network_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from geo_app.findings import Finding
    from geo_app.province import Province
    from geo_app.transit.feed import Feed
    from geo_app.transit.feed_parts import FeedPart
    from geo_app.transit.network import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """
    What leaves where on one day; nobody changes its frames.

    Attributes
    ----------
    departures
        As `departures.departures` lists them, of all layers, with `layer_id`.
        With what leaves after midnight on trips of the day before
        (`is_day_before`), which only civil windows count.
    legs
        Where buses may be stopped by hand between stops, as `Hail.legs`.
    stops
        The boardable places, as `Network.served_stops`.
    routes
        Indexed by `route_id`: `mode`, `capacity_class` (`low` or `high`),
        `layer_id`, `is_headway_known`, `is_span_known`.
    days
        The day used by layer id. A feed's calendar may not cover the day asked
        about: `is_in_period`.
    without_service
        Why a layer has no departures on the day, by layer id.
    set_aside
        `layer_id`, `table`, `code`, `rows`, `first_row`, `field`, `found`.
    faults
        The same as sentences, with what is only doubtful, by layer id.
    unlinked_stops
        Stops of which nobody knows the lines: their service is unknown, not none.
    doubtful_stops
        Stops at which trips that were set aside would call: more may leave there.
    """

    departures: pd.DataFrame
    legs: pd.DataFrame
    stops: gpd.GeoDataFrame
    routes: pd.DataFrame
    days: Mapping[str, ServiceDay]
    without_service: Mapping[str, LayerError]
    set_aside: pd.DataFrame
    faults: Mapping[str, tuple[Finding, ...]]
    unlinked_stops: frozenset[str]
    doubtful_stops: frozenset[str] = frozenset()

    @property
    def unsure_stops(self) -> frozenset[str]:
        """The stops at which more may leave than is known."""
        return self.unlinked_stops | self.doubtful_stops

    def service(self, window: Window, *, by: Sequence[str] = BY_STOP_AND_ROUTE) -> pd.DataFrame:
        """
        Measure how often one can leave from each boardable place.

        Parameters
        ----------
        window
            The part of the day in which departures count.
        by
            `BY_STOP_AND_ROUTE`: one row a stop, route and direction that call
            there on the day. `BY_STOP`: one row for each of `stops`.

        Returns
        -------
        service
            As `headways.stop_service`, places between stops included, of
            departures that can be boarded. A stop without any departure has 0;
            one of `unlinked_stops` NaN, with `is_known` False.

        Raises
        ------
        ValueError
            If `by` leaves out the stop.
        """
        if "stop_id" not in by:
            raise ValueError(f"A service is measured by stop, not by {by}.")
        called = stop_service(self.departures, window, by=by)
        service = pd.concat([called, _passing_service(self, window, list(by))]).sort_index()
        return _of_every_stop(service, self) if tuple(by) == BY_STOP else service

    def silent_layers(self, window: Window) -> tuple[str, ...]:
        """
        Name the layers of which it is known that nothing of theirs leaves in a window.

        Parameters
        ----------
        window
            The part of the day in which departures count.
        """
        silent = []
        for layer_id in self.days:
            leaving = self.departures[self.departures["layer_id"] == layer_id]
            service = stop_service(leaving, window, by=BY_STOP)
            may_leave = (service["departures"] > 0).any() or not service["is_known"].all()
            if not may_leave and not leaving["is_hail"].any():
                silent.append(layer_id)
        return tuple(silent)


def timetable_of(
    feed: Feed, day: DayType | dt.date, *, on: dt.date, network: Network | None = None
) -> Timetable:
    """
    Put together what leaves where in a feed.

    Parameters
    ----------
    feed
        A province's, or with a proposal put into effect.
    day
        A type of day, for which each part's typical day near `on` is taken, or
        one day itself.
    on
        The day asked about, such as today.
    network
        The feed's stops and routes, if they are at hand.

    Returns
    -------
    timetable
        Of all parts together. A layer without service on the day is in
        `without_service`.

    Raises
    ------
    LayerError
        If no layer has service on the day.
    """
    days, without_service = _days(feed, day, on=on if isinstance(day, DayType) else day)
    set_aside = [part.schedule.set_aside.assign(layer_id=part.layer_id) for part in feed.parts]
    return Timetable(
        departures=_departures(feed, days),
        legs=pd.concat([part.hail.legs for part in feed.parts], ignore_index=True),
        stops=(network or network_of(feed, with_lines=False)).served_stops,
        routes=pd.concat([_routes(part, feed) for part in feed.parts]),
        days=days,
        without_service=without_service,
        set_aside=pd.concat(set_aside, ignore_index=True),
        faults={part.layer_id: part.schedule.faults for part in feed.parts},
        unlinked_stops=_unlinked(feed),
        doubtful_stops=frozenset().union(*(_doubtful(part) for part in feed.parts)),
    )


def build_timetable(province: Province, day: DayType | dt.date, *, on: dt.date) -> Timetable:
    """
    Put together what leaves where in a province, as a notebook asks for it.

    Parameters
    ----------
    province
        Has buses.
    day
        A type of day, or one day itself.
    on
        The day asked about, such as today.

    Raises
    ------
    MissingLayerError, LayerError
        As from `feed.feed_of` and `timetable_of`.
    """
    asked = on if isinstance(day, DayType) else day
    return timetable_of(feed_of(province, on=asked), day, on=on)


def _departures(feed: Feed, days: Mapping[str, ServiceDay]) -> pd.DataFrame:
    rows = [
        departures(part.schedule, days[part.layer_id].day, with_day_before=True).assign(
            layer_id=part.layer_id
        )
        for part in feed.parts
        if part.layer_id in days
    ]
    return pd.concat(rows, ignore_index=True)


def _days(
    feed: Feed, day: DayType | dt.date, *, on: dt.date
) -> tuple[dict[str, ServiceDay], dict[str, LayerError]]:
    """Choose the day of each layer; one without service stands aside unless it is the only one."""
    days: dict[str, ServiceDay] = {}
    without: dict[str, LayerError] = {}
    for part in feed.parts:
        if part.schedule.trips.empty:
            without[part.layer_id] = LayerError(
                mark(
                    "Layer '{name}' has no departure that can be used. Why, the page Data says; "
                    "correct the rows it names."
                ),
                name=part.layer_id,
            )
            continue
        try:
            if isinstance(day, DayType):
                days[part.layer_id] = typical_day(part.schedule, day, on=on)
            else:
                days[part.layer_id] = day_itself(part.schedule, day)
        except LayerError as error:
            without[part.layer_id] = LayerError(
                mark("Layer '{name}': {error}"), name=part.layer_id, error=error
            )
    if not days:
        raise next(iter(without.values()))
    return days, without


def _routes(part: FeedPart, feed: Feed) -> pd.DataFrame:
    rows = part.tables["routes"].drop_duplicates("route_id").set_index("route_id")
    mode = modes(rows["route_type"])
    unknown = part.schedule.unknown_headway
    return pd.DataFrame(
        {
            "layer_id": feed.route_marks["layer_id"].reindex(rows.index),
            "mode": mode,
            "capacity_class": capacity_classes(mode),
            "is_headway_known": ~rows.index.isin(unknown),
            "is_span_known": ~rows.index.isin(part.schedule.unknown_span | unknown),
        }
    )


def _doubtful(part: FeedPart) -> frozenset[str]:
    """Return the stops of trips that cannot be used."""
    if part.lines is not None:
        # Every trip of a drawn line is ours; what cannot run has none.
        return frozenset()
    calls = part.tables["stop_times"]
    lost = ~calls["trip_id"].isin(part.schedule.trips["trip_id"])
    return frozenset(calls.loc[lost, "stop_id"].dropna())


def _unlinked(feed: Feed) -> frozenset[str]:
    """Return the stops of which nobody knows when anything leaves."""
    called = {stop_id for part in feed.parts for stop_id in part.schedule.calls["stop_id"].unique()}
    drawn = {
        stop_id
        for part in feed.parts
        if part.lines is not None
        for stop_id in set(part.lines.stop_names.index) & part.called_stops
    }
    return (feed.unlinked_stops | drawn) - called


def _passing_service(timetable: Timetable, window: Window, by: list[str]) -> pd.DataFrame:
    """Measure the places between stops."""
    leg, departure = passing_departures(timetable.departures, timetable.legs)
    columns = ["departure_s", "headway_s", "until_s", "run_s", "is_headway_known"]
    rows = timetable.departures[[*columns, "is_span_known", "is_day_before"]].iloc[departure]
    later = timetable.legs["share"].to_numpy()[leg] * rows["run_s"].to_numpy()
    rows = rows.assign(departure_s=rows["departure_s"] + later, until_s=rows["until_s"] + later)
    groups = timetable.legs.groupby(by)
    keys = groups.size().index
    codes = groups.ngroup().to_numpy()[leg]
    return measure(rows, codes, len(keys), window).set_axis(keys)


def _of_every_stop(service: pd.DataFrame, timetable: Timetable) -> pd.DataFrame:
    """Add the stops at which nothing leaves, or nobody knows what."""
    rows = service.reindex(timetable.stops.index)
    is_absent = ~timetable.stops.index.isin(service.index)
    is_known = ~timetable.stops.index.isin(timetable.unlinked_stops)
    none = np.where(is_known, 0.0, np.nan)
    return rows.assign(
        **{c: np.where(is_absent, none, rows[c]) for c in ("departures", "trips_per_hour")},
        is_known=np.where(is_absent, is_known, rows["is_known"]).astype(bool),
        is_span_known=np.where(is_absent, is_known, rows["is_span_known"]).astype(bool),
    )
