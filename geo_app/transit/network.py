"""Stops, routes, and which route calls where: the only network, made from a feed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_app.crs import DISPLAY_CRS, MAX_LAT_DEG, MAX_LON_DEG
from geo_app.quality.boarding import is_boardable
from geo_app.transit.modes import Capacity, capacity_classes, modes
from geo_app.transit.names import names
from geo_app.transit.shapes import route_lines

if TYPE_CHECKING:
    import shapely

    from geo_app.transit.feed import Feed
    from geo_app.transit.feed_parts import FeedPart

STOP_COLUMNS = ["name_th", "name_en", "layer_id", "status", "is_hail_point", "geometry"]
ROUTE_COLUMNS = [
    "name_th", "name_en", "colour", "capacity_class", "layer_id", "status", "geometry",
]  # fmt: skip

UNKNOWN_ROUTE = ""
"""Stands for the line of a stop of which nobody knows the line: it is served all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """
    Stops, routes and calls; nobody changes its frames.

    Attributes
    ----------
    stops
        Points in metres indexed by `stop_id`, served or not: `name_th`, `name_en`,
        `layer_id`, `status`, `is_hail_point` (no stop: a place where a bus may be
        stopped by hand, named after its route; maps leave it out).
    routes
        Lines in metres indexed by `route_id`: `name_th`, `name_en`, `colour` (hex or
        missing), `capacity_class` (`high` of rail, metro and ferries, else `low`),
        `layer_id`, `status`. Empty geometry where nothing says where it runs.
    calls
        `route_id`, `stop_id`, each pair once.
    """

    stops: gpd.GeoDataFrame
    routes: gpd.GeoDataFrame
    calls: pd.DataFrame

    @property
    def served_stops(self) -> gpd.GeoDataFrame:
        """
        The stops that some route calls at, in their order, with their `capacity_class`.

        Returns
        -------
        stops
            As `stops`, with `capacity_class` (`high` where rail, metro or ferry calls).
        """
        served = self.stops[self.stops.index.isin(self.calls["stop_id"].unique())]
        high = self.routes.index[self.routes["capacity_class"] == Capacity.HIGH]
        at_high = self.calls.loc[self.calls["route_id"].isin(high), "stop_id"]
        classes = np.where(served.index.isin(at_high), Capacity.HIGH.value, Capacity.LOW.value)
        return served.assign(capacity_class=classes.astype(object))

    def stops_of(self, route_id: str) -> list[str]:
        """
        Return the stops that a route calls at.

        Parameters
        ----------
        route_id
            A route.
        """
        called = self.calls.loc[self.calls["route_id"] == route_id, "stop_id"]
        return list(called)

    def real_stops_of(self, route_id: str) -> list[str]:
        """
        Return the same without places where a bus is stopped by hand.

        Parameters
        ----------
        route_id
            A route.
        """
        ids = self.stops_of(route_id)
        is_hail = self.stops["is_hail_point"].astype(bool).reindex(ids)
        return [stop_id for stop_id, hail in zip(ids, is_hail, strict=True) if not hail]

    def is_hailed(self, route_id: str) -> bool:
        """
        Say whether a route is boarded anywhere.

        Parameters
        ----------
        route_id
            A route.
        """
        return len(self.real_stops_of(route_id)) < len(self.stops_of(route_id))

    def lines_at(self, stop_id: str) -> list[shapely.Geometry]:
        """
        Return the lines that call at a stop, where it is known where they run.

        Parameters
        ----------
        stop_id
            A stop.
        """
        called = self.calls.loc[self.calls["stop_id"] == stop_id, "route_id"]
        lines = self.routes.geometry.reindex(called).dropna()
        return [line for line in lines if not line.is_empty]


def network_of(feed: Feed, *, with_lines: bool = True) -> Network:
    """
    Assemble the stops, routes and calls of a feed.

    Parameters
    ----------
    feed
        A province's, or with a proposal put into effect.
    with_lines
        Whether it is asked where the routes run; else their geometry is missing.

    Returns
    -------
    network
        In the feed's CRS. Stops that are served, `unlinked` ones among them; of a stop
        whose row stands in several parts the first that calls there counts.

    Notes
    -----
    A trip with `continuous_pickup` (0, or 3: ask the driver) can be boarded between its
    stops, a drawn hail-and-ride line anywhere; a boarding point every
    `ways.BOARDING_SPACING_M` (20 m) stands for it, so distances to it are at most 10 m
    too long. A stop that stands for the end of such a line is a boarding point too.
    """
    parts = [_part_network(part, feed, with_lines) for part in feed.parts]
    stops = pd.concat([*(part.stops for part in parts), feed.unlinked[STOP_COLUMNS]])
    stops = stops[~stops.index.duplicated()]
    calls = pd.concat([part.calls for part in parts], ignore_index=True)
    silent = feed.unlinked.index.difference(calls["stop_id"], sort=False)
    unknown = pd.DataFrame({"route_id": UNKNOWN_ROUTE, "stop_id": silent.to_numpy()})
    pairs = pd.concat([calls, unknown], ignore_index=True).drop_duplicates(ignore_index=True)
    return Network(
        stops=stops,
        routes=pd.concat([part.routes for part in parts]),
        calls=pairs[pairs["stop_id"].isin(stops.index)].reset_index(drop=True),
    )


def placed_stops(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """
    Return the stops where somebody can board.

    Parameters
    ----------
    tables
        GTFS tables by name, cells as text.

    Returns
    -------
    stops
        Indexed by `stop_id`: `stop_lon`, `stop_lat` in degrees; stations, entrances
        and stops without a place are left out.
    """
    rows = tables["stops"]
    stops = rows[is_boardable(tables)].set_index("stop_id")
    degrees = {c: pd.to_numeric(stops[c], errors="coerce") for c in ("stop_lon", "stop_lat")}
    is_placed = (degrees["stop_lon"].abs() <= MAX_LON_DEG) & (
        degrees["stop_lat"].abs() <= MAX_LAT_DEG
    )
    return pd.DataFrame(degrees)[is_placed]


def _part_network(part: FeedPart, feed: Feed, with_lines: bool) -> Network:
    routes = _routes(part, feed, with_lines)
    points = part.hail.points
    stops = _stops(part, feed)
    ends = points.index.intersection(stops.index)
    passed = _named_after_routes(points, routes)
    # The ends of a line that is boarded anywhere are called at: boarding points like the rest.
    passed.loc[ends, "geometry"] = stops.geometry[ends]
    return Network(
        stops=pd.concat([stops.drop(ends), passed])[STOP_COLUMNS] if len(points) else stops,
        routes=routes,
        calls=_calls(part, points),
    )


def _stops(part: FeedPart, feed: Feed) -> gpd.GeoDataFrame:
    """Return the stops of a part that are served."""
    placed = placed_stops(part.tables)
    ids = part.called_stops if part.lines is None else part.called_stops | feed.unlinked_stops
    served = placed[placed.index.isin(ids)]
    stops = gpd.GeoDataFrame(
        _stop_names(part).reindex(served.index),
        geometry=gpd.points_from_xy(served["stop_lon"], served["stop_lat"]),
        crs=DISPLAY_CRS,
    ).to_crs(feed.crs)
    return stops.join(feed.stop_marks).assign(is_hail_point=False)[STOP_COLUMNS]


def _stop_names(part: FeedPart) -> pd.DataFrame:
    texts = names(part.tables, "stops", "stop_id", "stop_name")
    if part.lines is None:
        return texts
    # A drawn stop may have no name in the language of the tables.
    stated = part.lines.stop_names
    return pd.concat([stated, texts[~texts.index.isin(stated.index)]])


def _routes(part: FeedPart, feed: Feed, with_lines: bool) -> gpd.GeoDataFrame:
    tables = part.tables
    drawn_lines = route_lines(tables) if with_lines else pd.Series(dtype=object, name="geometry")
    routes = _route_names(tables).join(drawn_lines).join(feed.route_marks)
    lines = gpd.GeoDataFrame(routes, geometry="geometry", crs=DISPLAY_CRS).to_crs(feed.crs)
    if part.lines is not None:
        drawn = part.lines.routes[part.lines.routes.index.isin(lines.index)]
        rest = lines[~lines.index.isin(drawn.index)]
        marked = drawn.join(feed.route_marks)
        lines = pd.concat([marked, rest[marked.columns]]).loc[lines.index]
    types = tables["routes"].drop_duplicates("route_id").set_index("route_id")["route_type"]
    classes = capacity_classes(modes(types)).astype(object)
    return lines.assign(capacity_class=classes)[ROUTE_COLUMNS]


def _route_names(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    long_names = names(tables, "routes", "route_id", "route_long_name")
    short_names = names(tables, "routes", "route_id", "route_short_name")
    colours = tables["routes"].set_index("route_id").get("route_color", pd.Series(dtype=object))
    return long_names.where(long_names.notna(), short_names).assign(
        colour=colours.reindex(long_names.index).map(lambda text: f"#{text}", na_action="ignore")
    )


def _named_after_routes(points: gpd.GeoDataFrame, routes: pd.DataFrame) -> gpd.GeoDataFrame:
    """Give boarding points what their route has."""
    columns = [column for column in STOP_COLUMNS if column in routes and column != "geometry"]
    of_route = routes.loc[points["route_id"], columns].set_axis(points.index)
    return points[["geometry"]].join(of_route).assign(is_hail_point=True)


def _calls(part: FeedPart, points: gpd.GeoDataFrame) -> pd.DataFrame:
    """Say which route calls at which stop, or passes which boarding point."""
    trips = part.tables["trips"].drop_duplicates("trip_id").set_index("trip_id")["route_id"]
    rows = part.tables["stop_times"]
    called = pd.DataFrame({"route_id": rows["trip_id"].map(trips), "stop_id": rows["stop_id"]})
    passed = pd.DataFrame({"route_id": points["route_id"].to_numpy(), "stop_id": points.index})
    pairs = [called.dropna().drop_duplicates(), passed]
    if part.lines is not None:
        # A drawn line with a single stop has no trip, and is still known to call there.
        silent = ~part.lines.calls["route_id"].isin(set(trips))
        pairs.append(part.lines.calls[silent])
    return pd.concat(pairs, ignore_index=True)
