"""One route of a GTFS feed as a line and its stops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo_app import limits
from geo_app.errors import LayerError, UnreadableFileError, mark
from geo_app.quality.schedules import check_schedule
from geo_app.readers.gtfs import read_tables
from geo_app.readers.source import Source
from geo_app.sketches.locating import drawing_of
from geo_app.sketches.sketch import Names, Sketch, short_name
from geo_app.transit.departures import pattern_ids
from geo_app.transit.names import names
from geo_app.transit.shapes import shape_lines

if TYPE_CHECKING:
    from geo_app.quality.schedules import Schedule
    from geo_app.sketches.sketch import Drawing

Tables = dict[str, pd.DataFrame]

IDS = {"routes": "route_id", "trips": "trip_id", "stops": "stop_id"}
"""Tables whose ids must be unique."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRoute:
    """A route to choose; `trips` is how many rows of trips.txt it has."""

    route_id: str
    name_th: str | None
    name_en: str | None
    trips: int


def load_gtfs_routes(content: bytes, *, name: str) -> tuple[FeedRoute, ...]:
    """
    List the routes of a feed, in its order.

    Parameters
    ----------
    content
        The whole zip.
    name
        As the person calls it.

    Raises
    ------
    UnreadableFileError
        If the zip or a table is damaged.
    LayerError
        If it is too large, has no route, or lacks a table or column.
    """
    file = short_name(name)
    return _routes(_tables(content, file), Sketch(file))


def load_gtfs_route(content: bytes, route_id: str, *, name: str) -> Drawing:
    """
    Load the line and the stops of the pattern that a route runs most often.

    A pattern is a sequence of stops in one direction. A trip of frequencies.txt
    counts as often as it starts.

    Parameters
    ----------
    content
        The whole zip.
    route_id
        As `load_gtfs_routes` gives it.
    name
        As the person calls it.

    Returns
    -------
    drawing
        One line, the pattern's most frequent shape, else straight from stop to stop;
        and the stops in their order, each as often as it is called at.

    Raises
    ------
    UnreadableFileError, LayerError
        As for `load_gtfs_routes`; if there is no such route, or it has no trip that
        can be used.
    """
    file = short_name(name)
    tables, sketch = _tables(content, file), Sketch(file)
    route = next(
        (listed for listed in _routes(tables, sketch) if listed.route_id == route_id), None
    )
    if route is None:
        raise LayerError(
            mark("'{file}' has no route '{route}'. Choose one of its routes."),
            file=file,
            route=sketch.name(route_id),
        )
    route_tables = _of_route(tables, route_id)
    # An order of "inf" is no number to subtract; the checks see to what comes of it.
    with np.errstate(invalid="ignore"):
        schedule = check_schedule(route_tables)
    if schedule.trips.empty:
        raise LayerError(
            mark("The route '{route}' of '{file}' has no trip that can be used. Choose another."),
            file=file,
            route=sketch.name(route_id),
        )
    if len(route_tables["trips"]) > len(schedule.trips):
        sketch.tell(
            "trips_left_out",
            mark("Trips of '{file}' that cannot be used and do not count: {count}."),
            count=len(route_tables["trips"]) - len(schedule.trips),
        )
    _sketch_pattern(sketch, route_tables, schedule, Names(route.name_th, route.name_en))
    return drawing_of(sketch, crs=None, place=None, swap=False)


def _tables(content: bytes, file: str) -> Tables:
    """Read the feed's tables, without anything that could stand for another."""
    tables = read_tables(Source(name=file, content=content), most=limits.DRAWING)
    for name, table in tables.items():
        _require_distinct(table.columns, f"{name}.txt", file)
    for name, key in IDS.items():
        _require_distinct(tables[name][key].dropna(), f"{name}.txt: {key}", file)
    translations = tables.get("translations", pd.DataFrame())
    if "language" in translations:
        # A translation into no language is none, and a column of nothing is no text.
        tables["translations"] = translations.dropna(subset="language")
    return tables


def _require_distinct(names: pd.Index | pd.Series, place: str, file: str) -> None:
    """Refuse a feed in which one id or column stands twice: nobody knows which one is meant."""
    twice = names[names.duplicated()]
    if len(twice):
        raise UnreadableFileError(
            mark("'{file}' has '{found}' twice ({place}). Leave one of them."),
            file=file,
            found=str(next(iter(twice)))[: limits.ID_LETTERS],
            place=place,
        )


def _routes(tables: Tables, sketch: Sketch) -> tuple[FeedRoute, ...]:
    rows = tables["routes"].dropna(subset="route_id")
    if rows.empty:
        raise LayerError(
            mark("'{file}' is a GTFS feed without a route. Choose another file."), file=sketch.file
        )
    only = {**tables, "routes": rows}
    long_names = names(only, "routes", "route_id", "route_long_name")
    short_names = names(only, "routes", "route_id", "route_short_name")
    named = long_names.where(long_names.notna(), short_names)
    trips = tables["trips"]["route_id"].value_counts()
    return tuple(
        FeedRoute(
            route_id=str(route_id),
            name_th=sketch.name(name_th),
            name_en=sketch.name(name_en),
            trips=int(trips.get(route_id, 0)),
        )
        for route_id, name_th, name_en in named.itertuples()
    )


def _of_route(tables: Tables, route_id: str) -> Tables:
    """Leave out what other routes have, so that only this one is checked."""
    trips = tables["trips"][tables["trips"]["route_id"] == route_id]
    calls = tables["stop_times"][tables["stop_times"]["trip_id"].isin(trips["trip_id"])]
    of_route = {
        **tables,
        "routes": tables["routes"][tables["routes"]["route_id"] == route_id],
        "trips": trips,
        "stop_times": calls,
        "stops": tables["stops"][tables["stops"]["stop_id"].isin(calls["stop_id"].dropna())],
    }
    for name, key, ids in (
        ("frequencies", "trip_id", trips["trip_id"]),
        ("shapes", "shape_id", trips.get("shape_id", pd.Series(dtype="str"))),
    ):
        if name in of_route and key in of_route[name].columns:
            of_route[name] = of_route[name][of_route[name][key].isin(ids.dropna())]
    return of_route


def _sketch_pattern(sketch: Sketch, tables: Tables, schedule: Schedule, route: Names) -> None:
    """Add the line and the stops of the pattern with the most runs."""
    patterns = pattern_ids(schedule)
    starts = _starts(schedule)
    best = _most_frequent(patterns, starts)
    trips = np.flatnonzero((patterns == best).to_numpy())
    calls = schedule.calls[schedule.calls["trip"] == trips[0]]
    stop_ids = calls["stop_id"].drop_duplicates()
    if len(stop_ids) < len(calls):
        sketch.tell(
            "called_twice",
            mark("Stops of '{file}' that are called at twice and loaded once: {count}."),
            count=len(calls) - len(stop_ids),
        )
    stops = tables["stops"].set_index("stop_id")
    xy = _degrees(stops.reindex(calls["stop_id"]))
    placed = xy[np.isfinite(xy).all(axis=1)]
    line = _shape(tables, schedule.trips["shape_id"].iloc[trips], starts.iloc[trips])
    if line is None:
        sketch.tell(
            "no_shape",
            mark("'{file}' draws no line for the route; it is drawn straight from stop to stop."),
        )
        line = placed
    sketch.add_line(route, [line], row=1)
    _sketch_stops(sketch, tables, stop_ids)


def _sketch_stops(sketch: Sketch, tables: Tables, stop_ids: pd.Series) -> None:
    stop_names = names(tables, "stops", "stop_id", "stop_name").reindex(stop_ids)
    places = _degrees(tables["stops"].set_index("stop_id").reindex(stop_ids))
    rows = zip(stop_names.itertuples(index=False), places, strict=True)
    for row, ((name_th, name_en), place) in enumerate(rows, start=1):
        if np.isnan(place).any():
            sketch.left_out["without_geometry"] += 1
        else:
            both = Names(sketch.name(name_th), sketch.name(name_en))
            sketch.add_stops(both, place[None], row=row)


def _degrees(stops: pd.DataFrame) -> np.ndarray:
    """Return lon and lat of stops, NaN where the feed has no number."""
    columns = [
        pd.to_numeric(stops[name], errors="coerce").to_numpy(dtype=float)
        for name in ("stop_lon", "stop_lat")
    ]
    return np.column_stack(columns)


def _starts(schedule: Schedule) -> pd.Series:
    """Count how often each trip starts: once, or as its headways say."""
    rows = schedule.frequencies
    exact = (rows["end_s"] - rows["start_s"]) / rows["headway_s"]
    runs = rows.assign(runs=np.ceil(exact.to_numpy(dtype=float)))
    by_trip: pd.Series = runs.groupby("trip")["runs"].sum()
    return by_trip.reindex(np.arange(len(schedule.trips))).fillna(1.0)


def _most_frequent(keys: pd.Series, starts: pd.Series) -> str:
    """Return the key with the most starts, of several the first in the alphabet."""
    sums = pd.Series(starts.to_numpy(), index=keys.to_numpy()).groupby(level=0).sum()
    return str(sums.idxmax())


def _shape(tables: Tables, shape_ids: pd.Series, starts: pd.Series) -> np.ndarray | None:
    """Return the places of the most frequent shape, None if none is drawn."""
    lines = shape_lines(tables)
    is_drawn = shape_ids.isin(lines.index).to_numpy()
    if not is_drawn.any():
        return None
    line = lines[_most_frequent(shape_ids[is_drawn].astype(str), starts[is_drawn])]
    places: np.ndarray = shapely.get_coordinates(line)
    return places
