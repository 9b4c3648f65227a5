"""A province's buses as a feed of parts, one a layer, each with its own calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geo_app.errors import LayerError, MissingLayerError, mark
from geo_app.transit.drawn.line_stops import bus_stops
from geo_app.transit.drawn.lines import CALENDAR_REACH_DAYS
from geo_app.transit.feed_merging import merged
from geo_app.transit.feed_parts import FeedPart, part_of_layer, part_of_lines
from geo_app.transit.names import feed_language
from geo_app.transit.network import STOP_COLUMNS

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_app.catalogue import LayerSpec
    from geo_app.province import Province

MARKS = ["layer_id", "status"]

ANY_DAY = dt.date(2000, 1, 1)
"""Stands for the day where only places are asked for: no calendar moves a stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """
    The buses of a province as GTFS, calendars of layers apart.

    Attributes
    ----------
    parts
        One a GTFS layer in the catalogue's order, then the drawn lines, then what a
        proposal adds.
    crs
        In metres: where what is measured of it is measured.
    on
        The day for which it was put together.
    stop_marks, route_marks
        `layer_id` and `status` by `stop_id` and `route_id`, of all parts.
    unlinked
        Stops that are served by a line nobody knows, or at times nobody knows; no trip
        calls there. As `Network.stops`.
    version_suffix
        What a proposal adds to a stated `feed_version`.
    """

    parts: tuple[FeedPart, ...]
    crs: object
    on: dt.date
    stop_marks: pd.DataFrame
    route_marks: pd.DataFrame
    unlinked: gpd.GeoDataFrame
    version_suffix: str = ""

    @property
    def language(self) -> str:
        """The language of its texts, `th` or `en`: that of its first part."""
        return feed_language(self.parts[0].tables)

    @property
    def unlinked_stops(self) -> frozenset[str]:
        """The ids of the stops at which no trip calls, and which are served all the same."""
        return frozenset(self.unlinked.index)

    @property
    def unknown_headway(self) -> frozenset[str]:
        """The routes whose headway nobody knows; the tables cannot say so."""
        return frozenset().union(*(part.schedule.unknown_headway for part in self.parts))

    @property
    def unknown_span(self) -> frozenset[str]:
        """The routes whose first and last departure nobody knows."""
        return frozenset().union(*(part.schedule.unknown_span for part in self.parts))

    @property
    def called_stops(self) -> frozenset[str]:
        """The stops at which some trip calls."""
        return frozenset().union(*(part.called_stops for part in self.parts))

    @property
    def period(self) -> tuple[dt.date, dt.date]:
        """
        The first and the last day on which a new line runs.

        Those of the calendars where they hold the day asked about, so that a new line
        ends with the timetable beside it; else the reach of a drawn line.
        """
        days = [day for part in self.parts for day in _calendar_days(part)]
        reach = dt.timedelta(days=CALENDAR_REACH_DAYS)
        if days and min(days) <= self.on <= max(days):
            return min(days), max(days)
        return self.on - reach, self.on + reach

    def merged(self) -> dict[str, pd.DataFrame]:
        """
        Return the tables of all parts as those of one GTFS feed, for handing on.

        Returns
        -------
        tables
            GTFS tables by name, such as `stops` with `stop_id`, cells as text; see
            `feed_merging.merged`.
        """
        return merged(self.parts)

    def part_of(self, route_id: str) -> FeedPart:
        """
        Return the part in which a route lives.

        Parameters
        ----------
        route_id
            A route of the feed.

        Raises
        ------
        KeyError
            If no part has it.
        """
        for part in self.parts:
            if route_id in part.route_ids:
                return part
        raise KeyError(route_id)


def feed_of(province: Province, *, on: dt.date) -> Feed:
    """
    Put the buses of a province together as a feed.

    Parameters
    ----------
    province
        Has a `transit` feed, or `bus_routes` with `bus_stops` where they stop.
    on
        A day that the calendar of drawn lines must hold.

    Returns
    -------
    feed
        A part for each GTFS layer and one for all drawn lines.

    Raises
    ------
    MissingLayerError
        If the province has neither, or lines call at stops but no layer says where
        the stops are.
    LayerError
        If a layer cannot be used, or two share the id of a stop or route.

    Examples
    --------
    >>> from geo_app.province import open_province
    >>> feed_of(open_province("layers/phuket"), on=dt.date(2026, 11, 23))  # doctest: +SKIP
    """
    crs = province.spec.analysis_crs
    parts = [
        part_of_layer(province.layer(spec.layer_id), crs=crs) for spec in province.specs("transit")
    ]
    if province.has("bus_routes"):
        parts.append(part_of_lines(province, on=on))
    if not parts:
        raise MissingLayerError(
            mark(
                "The province has no layer of kind 'transit' or 'bus_routes', so there is no feed. "
                "Add one to catalogue.toml."
            )
        )
    stops = bus_stops(province)
    _require_unique(_served_ids(parts, stops), "stop_id")
    _require_unique(_route_ids(parts, province), "route_id")
    called = frozenset().union(*(part.called_stops for part in parts))
    return Feed(
        parts=tuple(parts),
        crs=crs,
        on=on,
        stop_marks=_stop_marks(province, parts),
        route_marks=_route_marks(province),
        unlinked=_as_stops(stops[~stops.index.isin(called)]),
    )


def _calendar_days(part: FeedPart) -> list[dt.date]:
    """Return the first and the last day of each calendar, and each day that is added."""
    weeks, exceptions = part.schedule.calendar, part.schedule.exceptions
    added = exceptions.loc[exceptions["is_added"].astype(bool), "date"]
    return [day.date() for day in (*weeks["start_date"], *weeks["end_date"], *added)]


def _served_ids(parts: list[FeedPart], stops: gpd.GeoDataFrame) -> pd.Series:
    """Return the layer of each stop that is served, by `stop_id`, once a layer."""
    ids = [
        pd.Series(part.layer_id, index=list(part.called_stops), dtype=object)
        for part in parts
        if part.lines is None
    ]
    layers: pd.Series = pd.concat([*ids, stops.get("layer_id", pd.Series(dtype=object))])
    return layers.astype(object)


def _route_ids(parts: list[FeedPart], province: Province) -> pd.Series:
    """Return the layer of each route, by `route_id`, once a layer."""
    ids = [
        pd.Series(part.layer_id, index=list(part.route_ids), dtype=object)
        for part in parts
        if part.lines is None
    ]
    if province.has("bus_routes"):
        ids.append(province.of_kind("bus_routes")["layer_id"].astype(object))
    return pd.concat(ids)


def _require_unique(layers: pd.Series, field: str) -> None:
    is_shared = layers.index.duplicated()
    if is_shared.any():
        shared_id = min(layers.index[is_shared])
        raise LayerError(
            mark("The layers {layers} share the {field} '{found}'. Change it in one of them."),
            layers=", ".join(dict.fromkeys(layers.loc[[shared_id]])),
            field=field,
            found=shared_id,
        )


def _as_stops(stops: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give rows of `bus_stops` the columns of a network's stops."""
    blank = {column: None for column in STOP_COLUMNS if column not in stops.columns}
    return stops.assign(**{**blank, "is_hail_point": False})[STOP_COLUMNS]


def _marks(ids: pd.Series, spec: LayerSpec, name: str) -> pd.DataFrame:
    index = pd.Index(ids.dropna().unique(), dtype="str", name=name)
    return pd.DataFrame({"layer_id": spec.layer_id, "status": spec.status.value}, index=index)


def _stop_marks(province: Province, parts: list[FeedPart]) -> pd.DataFrame:
    """Say of which layer each stop is; a row at which a trip calls goes before one without."""
    called, idle = [], []
    for part in parts:
        spec = _spec_of(province, part)
        ids = part.tables["stops"]["stop_id"]
        is_called = ids.isin(part.called_stops)
        called.append(_marks(ids[is_called], spec, "stop_id"))
        idle.append(_marks(ids[~is_called], spec, "stop_id"))
    stops = bus_stops(province)
    stated = [pd.DataFrame(stops[MARKS])] if len(stops) else []
    marks = pd.concat([*stated, *called, *idle])
    return marks[~marks.index.duplicated()]


def _spec_of(province: Province, part: FeedPart) -> LayerSpec:
    """Return the layer of a part; of drawn lines the first."""
    return province.catalogue.layers[part.layer_id]


def _route_marks(province: Province) -> pd.DataFrame:
    marks = [
        _marks(province.layer(spec.layer_id).tables["routes"]["route_id"], spec, "route_id")
        for spec in province.specs("transit")
    ]
    if province.has("bus_routes"):
        marks.append(pd.DataFrame(province.of_kind("bus_routes")[MARKS]))
    return pd.concat(marks)
