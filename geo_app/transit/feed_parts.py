"""One layer's buses as the tables of a feed: a GTFS layer, or the drawn lines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from geo_app.errors import MissingLayerError, mark
from geo_app.quality.schedules import check_schedule
from geo_app.transit.drawn.line_stops import is_hail_and_ride
from geo_app.transit.drawn.lines import LineTables, tables_from_lines
from geo_app.transit.feed_lines import named_tables
from geo_app.transit.hail import Hail, feed_hail

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd

    from geo_app.province import Layer, Province
    from geo_app.quality.schedules import Schedule

Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPart:
    """
    The buses of one layer; nobody changes its tables in place.

    Attributes
    ----------
    layer_id
        Whose buses they are: a GTFS layer's, or that of the first drawn lines.
    tables
        GTFS tables by name, cells as text. They may name stops of other parts.
    schedule
        The same, checked once.
    hail
        Where its trips can be stopped by hand.
    lines
        Of drawn lines what their tables cannot say; None of a GTFS layer.
    foreign_stops
        Stops of other parts whose rows were copied, as a route of this one calls there.
    is_proposed
        Whether it is what a proposal adds, and no layer.
    unread
        Files of the layer that hold data and are not read, so nobody can hand them on.
    """

    layer_id: str
    tables: Tables
    schedule: Schedule
    hail: Hail
    lines: LineTables | None = None
    foreign_stops: frozenset[str] = frozenset()
    is_proposed: bool = False
    unread: tuple[str, ...] = ()

    @property
    def called_stops(self) -> frozenset[str]:
        """The stops at which some trip calls, whether it can be used or not."""
        return frozenset(self.tables["stop_times"]["stop_id"].dropna().unique())

    @property
    def route_ids(self) -> frozenset[str]:
        """The routes whose rows stand in its tables."""
        return frozenset(self.tables["routes"]["route_id"].dropna())

    @property
    def drawn(self) -> gpd.GeoSeries | None:
        """
        Lines by `shape_id` that are known better than to the digits of the tables.

        Returns
        -------
        lines
            Indexed by `shape_id`, in metres; None of a GTFS layer.
        """
        return None if self.lines is None else self.lines.shapes


def part_of_layer(layer: Layer, *, crs: object) -> FeedPart:
    """
    Return the part of a GTFS layer.

    Parameters
    ----------
    layer
        A layer of kind `transit`, with the schedule that was checked as it was read.
    crs
        Where what is measured of it is measured, in metres.
    """
    schedule = check_schedule(layer.tables) if layer.schedule is None else layer.schedule
    hail = feed_hail(layer.tables, schedule, crs=crs)
    return FeedPart(
        layer_id=layer.spec.layer_id,
        tables=dict(layer.tables),
        schedule=schedule,
        hail=hail,
        unread=layer.unread,
    )


def part_of_lines(province: Province, *, on: dt.date) -> FeedPart:
    """
    Return the part of all drawn lines, named and with their fares.

    Parameters
    ----------
    province
        Has `bus_routes`, and `bus_stops` where they stop.
    on
        A day that their calendar must hold.

    Raises
    ------
    MissingLayerError
        If lines call at stops but no layer says where the stops are.
    LayerError
        If a layer cannot be used.
    """
    _require_stops(province)
    lines = tables_from_lines(province, on=on)
    return part_with_tables(
        province.specs("bus_routes")[0].layer_id,
        named_tables(province, lines),
        crs=province.spec.analysis_crs,
        lines=lines,
    )


def part_with_tables(
    layer_id: str, tables: Tables, *, crs: object, lines: LineTables | None = None
) -> FeedPart:
    """
    Check tables and put them together as a part.

    Parameters
    ----------
    layer_id
        What the part is called.
    tables
        GTFS tables by name, cells as text.
    crs
        In metres.
    lines
        What is known of drawn lines beside their tables.
    """
    schedule = check_schedule(tables)
    drawn = None
    if lines is not None:
        schedule, drawn = with_line_facts(schedule, lines), lines.shapes
    hail = feed_hail(tables, schedule, crs=crs, drawn=drawn)
    return FeedPart(layer_id=layer_id, tables=tables, schedule=schedule, hail=hail, lines=lines)


def with_line_facts(schedule: Schedule, lines: LineTables) -> Schedule:
    """
    Add to a schedule what the tables of drawn lines cannot say.

    Parameters
    ----------
    schedule
        Their tables, as `check_schedule` reads them.
    lines
        The drawn lines.
    """
    return replace(
        schedule,
        set_aside=pd.concat([lines.set_aside, schedule.set_aside], ignore_index=True),
        faults=(*lines.faults, *schedule.faults),
        unknown_headway=lines.unknown_headway,
        unknown_span=lines.unknown_span,
    )


def _require_stops(province: Province) -> None:
    if province.has("bus_stops"):
        return
    routes = province.of_kind("bus_routes")
    is_hailed = is_hail_and_ride(routes)
    if not is_hailed.all():
        raise MissingLayerError(
            mark(
                "The bus route '{route}' calls at stops, but the province has no layer of kind "
                "'bus_stops'. Add one, or set stop_policy = hail_and_ride."
            ),
            route=routes.index[~is_hailed][0],
        )
