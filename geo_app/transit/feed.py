"""A province's buses as one feed: its GTFS tables, and what they cannot say."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
from pandas.util import hash_pandas_object

from geo_app.errors import MissingLayerError, mark
from geo_app.quality.calendars import check_calendar, check_exceptions
from geo_app.quality.feeds import BOARDING_LOCATION_TYPES, MAX_LAT_DEG, MAX_LON_DEG
from geo_app.quality.schedules import check_schedule
from geo_app.stored import digest_of
from geo_app.transit.buses import MARKS, buses_of_tables
from geo_app.transit.calendar import DayType
from geo_app.transit.feed_lines import named_stops, named_tables
from geo_app.transit.feed_merging import merged
from geo_app.transit.feed_rows import appended
from geo_app.transit.line_stops import own_stops
from geo_app.transit.lines import CALENDAR_REACH_DAYS, tables_from_lines
from geo_app.transit.names import feed_language
from geo_app.transit.timetable import part_of_tables, timetable_of_parts

if TYPE_CHECKING:
    from geo_app.catalogue import LayerSpec
    from geo_app.province import Province
    from geo_app.quality.faults import Fault
    from geo_app.quality.schedules import Schedule
    from geo_app.transit.buses import BusNetwork
    from geo_app.transit.lines import LineTables
    from geo_app.transit.timetable import Timetable

Tables = dict[str, pd.DataFrame]

MERGED = "feed"
"""What a feed of several layers is called where one of a single layer has its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """
    The buses of a province as GTFS; nobody changes its tables in place.

    Attributes
    ----------
    tables
        GTFS tables by name, cells as text, blanks as missing.
    crs
        In metres: where what is measured of it is measured.
    on
        The day for which it was put together.
    period
        First and last day of its calendars; a new one is not stretched to `on`, for
        on a day beyond them it would be all that runs.
    layer_id
        Its layer's, or `MERGED`.
    stop_marks, route_marks
        `layer_id` and `status` by `stop_id` and `route_id`.
    unknown_headway, unknown_span
        Routes whose headway, or whose first and last departure nobody knows. The
        tables cannot say so.
    unlinked_stops
        Stops that are served by a line nobody knows, or at times nobody knows;
        no trip of the tables calls there.
    drawn
        Lines by `shape_id` in `crs` that are known better than to the digits of
        the tables.
    faults, set_aside
        What was found in drawn lines, as in `lines.LineTables`.
    """

    tables: Tables
    crs: object
    on: dt.date
    period: tuple[dt.date, dt.date]
    layer_id: str
    stop_marks: pd.DataFrame
    route_marks: pd.DataFrame
    unknown_headway: frozenset[str]
    unknown_span: frozenset[str]
    unlinked_stops: frozenset[str]
    drawn: gpd.GeoSeries
    faults: tuple[Fault, ...]
    set_aside: pd.DataFrame

    @property
    def language(self) -> str:
        """The language of its texts, `th` or `en`."""
        return feed_language(self.tables)

    def checksum(self) -> str:
        """Digest every cell of every table, so that a change anywhere shows."""
        parts: list[bytes | str] = []
        for name in sorted(self.tables):
            table = self.tables[name]
            parts += [name, ",".join(table.columns)]
            parts.append(hash_pandas_object(table, index=False).to_numpy().tobytes())
        return digest_of(parts)


def feed_of(province: Province, *, on: dt.date) -> Feed:
    """
    Put the buses of a province into the tables of one feed.

    Parameters
    ----------
    province
        Has a `transit` feed or `bus_routes`.
    on
        A day that the calendar of drawn lines must hold.

    Returns
    -------
    feed
        The tables of a single GTFS layer as they are; several layers as
        `feed_merging.merged` joins them, drawn lines as
        `lines.tables_from_lines` and `feed_lines.named_tables` write them.

    Raises
    ------
    MissingLayerError
        If the province has neither.
    LayerError
        If a layer cannot be used.
    """
    lines = tables_from_lines(province, on=on) if province.has("bus_routes") else None
    sources = _sources(province, lines)
    tables = merged(sources) if len(sources) > 1 else dict(*sources.values())
    if lines is None:
        tables = _with_more_stops(tables, own_stops(province))
    feed = Feed(
        tables=tables,
        crs=province.spec.analysis_crs,
        on=on,
        period=_period(tables, on),
        layer_id=next(iter(sources)) if len(sources) == 1 else MERGED,
        stop_marks=_stop_marks(province, lines),
        route_marks=_route_marks(province),
        unknown_headway=frozenset(),
        unknown_span=frozenset(),
        unlinked_stops=frozenset(own_stops(province).index) - _called(tables),
        drawn=_no_lines(province.spec.analysis_crs),
        faults=(),
        set_aside=pd.DataFrame(),
    )
    if lines is None:
        return feed
    return _with_what_is_known(feed, lines, province.specs("bus_routes")[0].layer_id)


def _sources(province: Province, lines: LineTables | None) -> dict[str, Tables]:
    """Return the tables of each layer, all drawn lines as one."""
    sources = {
        spec.layer_id: province.layer(spec.layer_id).tables for spec in province.specs("transit")
    }
    if lines is not None:
        sources[province.specs("bus_routes")[0].layer_id] = named_tables(province, lines)
    if not sources:
        raise MissingLayerError(
            mark(
                "The province has no layer of kind 'transit' or 'bus_routes', so there is no feed. "
                "Add one to catalogue.toml."
            )
        )
    return sources


def _with_more_stops(tables: Tables, stops: gpd.GeoDataFrame) -> Tables:
    """Add stops of which nobody knows the lines."""
    named = named_stops(stops, feed_language(tables))
    rows = tables["stops"]
    # A row of the same id is one that no trip calls at: `build_bus_network` refuses others.
    own = {**tables, "stops": rows[~rows["stop_id"].isin(stops.index)]} if named else tables
    return {**own, **{name: appended(own.get(name), rows) for name, rows in named.items()}}


def network_of_feed(feed: Feed) -> BusNetwork:
    """
    Assemble the stops and routes of a feed, as `buses.build_bus_network` does of its layer.

    Returns
    -------
    network
        Stops that are served, `unlinked_stops` among them. Names that only
        one language has stand in the feed's.
    """
    stops = placed_stops(feed.tables)
    is_served = stops.index.isin(_called(feed.tables) | feed.unlinked_stops)
    return buses_of_tables(
        feed.tables,
        stops[is_served].join(feed.stop_marks),
        feed.route_marks,
        crs=feed.crs,
        drawn=feed.drawn,
    )


def timetable_of_feed(
    feed: Feed, day: DayType | dt.date, *, on: dt.date, buses: BusNetwork | None = None
) -> Timetable:
    """
    Put together what leaves where, as `timetable.build_timetable` does of a province.

    Parameters
    ----------
    feed
        One feed, with one calendar: its typical day is that of all its layers.
    day, on
        As for `build_timetable`.
    buses
        Its stops and routes, if they are at hand.

    Returns
    -------
    timetable
        Its only layer is `feed.layer_id`.

    Raises
    ------
    LayerError
        If the feed has no service on the day.
    """
    schedule = schedule_of_feed(feed)
    network = buses or network_of_feed(feed)
    part = part_of_tables(
        feed.tables, schedule, layer_id=feed.layer_id, crs=feed.crs, drawn=feed.drawn
    )
    return timetable_of_parts(
        [part],
        day,
        on=on if isinstance(day, DayType) else day,
        stops=network.stops,
        unlinked_stops=feed.unlinked_stops - set(schedule.calls["stop_id"]),
    )


def schedule_of_feed(feed: Feed) -> Schedule:
    """Read a feed's tables, with what is not known of its drawn lines."""
    schedule = check_schedule(feed.tables)
    return replace(
        schedule,
        set_aside=pd.concat([feed.set_aside, schedule.set_aside], ignore_index=True),
        faults=(*feed.faults, *schedule.faults),
        unknown_headway=feed.unknown_headway,
        unknown_span=feed.unknown_span,
    )


def placed_stops(tables: Tables) -> pd.DataFrame:
    """Return the stops where somebody can board, with numeric `stop_lon` and `stop_lat`."""
    rows = tables["stops"]
    kinds = rows.get("location_type", pd.Series("", index=rows.index)).fillna("")
    stops = rows[kinds.isin(BOARDING_LOCATION_TYPES)].set_index("stop_id")
    degrees = {c: pd.to_numeric(stops[c], errors="coerce") for c in ("stop_lon", "stop_lat")}
    is_placed = (degrees["stop_lon"].abs() <= MAX_LON_DEG) & (
        degrees["stop_lat"].abs() <= MAX_LAT_DEG
    )
    return pd.DataFrame(degrees)[is_placed]


def _period(tables: Tables, on: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of the calendars, else of those of drawn lines."""
    weeks, exceptions = check_calendar(tables).rows, check_exceptions(tables).rows
    added = exceptions.loc[exceptions["is_added"].astype(bool), "date"]
    days = [*weeks["start_date"], *weeks["end_date"], *added]
    reach = dt.timedelta(days=CALENDAR_REACH_DAYS)
    return (min(days).date(), max(days).date()) if days else (on - reach, on + reach)


def _called(tables: Tables) -> set[str]:
    return set(tables["stop_times"]["stop_id"].dropna())


def _with_what_is_known(feed: Feed, lines: LineTables, layer_id: str) -> Feed:
    """Add what the tables of drawn lines cannot say."""
    own = set(feed.tables["shapes"]["shape_id"]) if "shapes" in feed.tables else set()
    # Beside a feed with the same ids, those of the drawn lines have been prefixed.
    ids = [
        shape_id if shape_id in own else f"{layer_id}:{shape_id}" for shape_id in lines.shapes.index
    ]
    return replace(
        feed,
        unknown_headway=lines.unknown_headway,
        unknown_span=lines.unknown_span,
        drawn=lines.shapes.set_axis(pd.Index(ids, dtype="str", name="shape_id")),
        faults=lines.faults,
        set_aside=lines.set_aside,
    )


def _marks(ids: pd.Series, spec: LayerSpec, name: str) -> pd.DataFrame:
    index = pd.Index(ids.dropna().unique(), dtype="str", name=name)
    return pd.DataFrame({"layer_id": spec.layer_id, "status": spec.status.value}, index=index)


def _stop_marks(province: Province, lines: LineTables | None) -> pd.DataFrame:
    marks = [
        _marks(province.layer(spec.layer_id).tables["stops"]["stop_id"], spec, "stop_id")
        for spec in province.specs("transit")
    ]
    stops = own_stops(province)
    if len(stops):
        marks.append(pd.DataFrame(stops[MARKS]))
    if lines is not None:
        ends = lines.stops.index.difference(stops.index).to_series()
        marks.append(_marks(ends, province.specs("bus_routes")[0], "stop_id"))
    every = pd.concat(marks)
    return every[~every.index.duplicated()]


def _route_marks(province: Province) -> pd.DataFrame:
    marks = [
        _marks(province.layer(spec.layer_id).tables["routes"]["route_id"], spec, "route_id")
        for spec in province.specs("transit")
    ]
    if province.has("bus_routes"):
        marks.append(pd.DataFrame(province.of_kind("bus_routes")[MARKS]))
    return pd.concat(marks)


def _no_lines(crs: object) -> gpd.GeoSeries:
    return gpd.GeoSeries([], index=pd.Index([], dtype="str", name="shape_id"), crs=crs)
