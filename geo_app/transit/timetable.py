"""The timetable of a province: its feeds and its drawn lines on one day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.errors import LayerError, mark
from geo_app.quality.schedules import check_schedule
from geo_app.transit.buses import build_bus_network
from geo_app.transit.calendar import DayType, ServiceDay, day_itself, typical_day
from geo_app.transit.departures import departures
from geo_app.transit.hail import feed_hail, hail, passing_departures
from geo_app.transit.headways import BY_STOP, BY_STOP_AND_ROUTE, Window, measure, stop_service
from geo_app.transit.lines import schedule_of_lines, tables_from_lines
from geo_app.transit.modes import capacity_classes, modes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from geo_app.province import Province
    from geo_app.quality.faults import Fault
    from geo_app.quality.schedules import Schedule
    from geo_app.transit.buses import BusNetwork
    from geo_app.transit.hail import Hail


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
        The boardable places, as `BusNetwork.stops`.
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
    faults: Mapping[str, tuple[Fault, ...]]
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """
    One feed, or the drawn lines.

    Attributes
    ----------
    schedule, hail
        When its trips run, and where they can be stopped by hand.
    routes
        `route_type` and `layer_id` by `route_id`.
    doubtful_stops
        As in `Timetable`.
    """

    layer_id: str
    schedule: Schedule
    routes: pd.DataFrame
    hail: Hail
    doubtful_stops: frozenset[str] = frozenset()


def build_timetable(
    province: Province,
    day: DayType | dt.date,
    *,
    on: dt.date,
    buses: BusNetwork | None = None,
) -> Timetable:
    """
    Put together what leaves where in a province.

    Parameters
    ----------
    province
        Has a `transit` feed or `bus_routes`.
    day
        A type of day, for which each feed's typical day near `on` is taken, or
        one day itself.
    on
        The day asked about, such as today.
    buses
        The province's stops and routes, if they are at hand.

    Returns
    -------
    timetable
        Of all layers together. A layer without service on the day is in
        `without_service`.

    Raises
    ------
    LayerError
        If a layer cannot be used, or none has service on the day.
    MissingLayerError
        If lines call at stops but no layer says where the stops are.
    """
    network = buses or build_bus_network(province)
    asked = on if isinstance(day, DayType) else day
    parts = [_feed_part(province, spec.layer_id) for spec in province.specs("transit")]
    if province.has("bus_routes"):
        parts.append(_drawn_part(province, network, on=asked))
    return timetable_of_parts(
        parts, day, on=asked, stops=network.stops, unlinked_stops=_unlinked(province, parts)
    )


def timetable_of_parts(
    parts: list[Part],
    day: DayType | dt.date,
    *,
    on: dt.date,
    stops: gpd.GeoDataFrame,
    unlinked_stops: frozenset[str],
) -> Timetable:
    """
    Put together what leaves where of some feeds.

    Parameters
    ----------
    parts
        The feeds, the drawn lines among them.
    day, on
        As for `build_timetable`.
    stops
        The boardable places, as `BusNetwork.stops`.
    unlinked_stops
        Those of which nobody knows the lines.

    Raises
    ------
    LayerError
        If none has service on the day.
    """
    days, without_service = _days(parts, day, on=on)
    rows = [
        departures(part.schedule, days[part.layer_id].day, with_day_before=True).assign(
            layer_id=part.layer_id
        )
        for part in parts
        if part.layer_id in days
    ]
    set_aside = [part.schedule.set_aside.assign(layer_id=part.layer_id) for part in parts]
    return Timetable(
        departures=pd.concat(rows, ignore_index=True),
        legs=pd.concat([part.hail.legs for part in parts], ignore_index=True),
        stops=stops,
        routes=pd.concat([_routes(part) for part in parts]),
        days=days,
        without_service=without_service,
        set_aside=pd.concat(set_aside, ignore_index=True),
        faults={part.layer_id: part.schedule.faults for part in parts},
        unlinked_stops=unlinked_stops,
        doubtful_stops=frozenset().union(*(part.doubtful_stops for part in parts)),
    )


def _feed_part(province: Province, layer_id: str) -> Part:
    tables = province.layer(layer_id).tables
    return part_of_tables(
        tables, check_schedule(tables), layer_id=layer_id, crs=province.spec.analysis_crs
    )


def part_of_tables(
    tables: Mapping[str, pd.DataFrame],
    schedule: Schedule,
    *,
    layer_id: str,
    crs: object,
    drawn: gpd.GeoSeries | None = None,
) -> Part:
    """
    Read one feed's tables as a part of a timetable.

    Parameters
    ----------
    tables
        GTFS tables by name, cells as text.
    schedule
        The same, as `check_schedule` reads it.
    layer_id
        What the part is called.
    crs
        In metres.
    drawn
        Lines by `shape_id` that are known better than to the digits of the tables.
    """
    routes = tables["routes"].drop_duplicates("route_id").set_index("route_id")[["route_type"]]
    return Part(
        layer_id=layer_id,
        schedule=schedule,
        routes=routes.assign(layer_id=layer_id),
        hail=feed_hail(tables, schedule, crs=crs, drawn=drawn),
        doubtful_stops=_doubtful(tables, schedule),
    )


def _drawn_part(province: Province, network: BusNetwork, *, on: dt.date) -> Part:
    lines = tables_from_lines(province, on=on)
    schedule = schedule_of_lines(lines)
    routes = lines.tables["routes"].set_index("route_id")[["route_type"]]
    return Part(
        layer_id=province.specs("bus_routes")[0].layer_id,
        schedule=schedule,
        routes=routes.join(network.routes["layer_id"]),
        hail=hail(schedule, shapes=lines.shapes, stops=lines.stops, reverse_of=lines.reverse_of),
    )


def _days(
    parts: list[Part], day: DayType | dt.date, *, on: dt.date
) -> tuple[dict[str, ServiceDay], dict[str, LayerError]]:
    """Choose the day of each layer; one without service stands aside unless it is the only one."""
    days: dict[str, ServiceDay] = {}
    without: dict[str, LayerError] = {}
    for part in parts:
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


def _routes(part: Part) -> pd.DataFrame:
    mode = modes(part.routes["route_type"])
    index = part.routes.index
    return part.routes[["layer_id"]].assign(
        mode=mode,
        capacity_class=capacity_classes(mode),
        is_headway_known=~index.isin(part.schedule.unknown_headway),
        is_span_known=~index.isin(part.schedule.unknown_span | part.schedule.unknown_headway),
    )


def _doubtful(tables: Mapping[str, pd.DataFrame], schedule: Schedule) -> frozenset[str]:
    """Return the stops of trips that cannot be used."""
    calls = tables["stop_times"]
    lost = ~calls["trip_id"].isin(schedule.trips["trip_id"])
    return frozenset(calls.loc[lost, "stop_id"].dropna())


def _unlinked(province: Province, parts: list[Part]) -> frozenset[str]:
    if not province.has("bus_stops"):
        return frozenset()
    called = {stop_id for part in parts for stop_id in part.schedule.calls["stop_id"].unique()}
    return frozenset(province.of_kind("bus_stops").index) - called


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
    every = service.reindex(timetable.stops.index)
    is_absent = ~timetable.stops.index.isin(service.index)
    is_known = ~timetable.stops.index.isin(timetable.unlinked_stops)
    none = np.where(is_known, 0.0, np.nan)
    return every.assign(
        **{c: np.where(is_absent, none, every[c]) for c in ("departures", "trips_per_hour")},
        is_known=np.where(is_absent, is_known, every["is_known"]).astype(bool),
        is_span_known=np.where(is_absent, is_known, every["is_span_known"]).astype(bool),
    )
