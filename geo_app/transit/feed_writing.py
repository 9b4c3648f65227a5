"""A feed as a GTFS zip that others can read: what nothing uses is left out, nothing is made up."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.errors import LayerError, mark
from geo_app.findings import note
from geo_app.quality.boarding import BOARDING_LOCATION_TYPES, STATION
from geo_app.quality.clock import DAY_S, clock_texts, read_seconds
from geo_app.transit.feed_lines import NO_ADDRESS
from geo_app.transit.feed_merging import RECORDS
from geo_app.transit.feed_rows import texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_app.findings import Finding
    from geo_app.transit.feed import Feed

Tables = dict[str, pd.DataFrame]

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every member: the earliest that a zip can state, so that equal feeds are equal."""

NEXT_DISTANCE = 0.001
"""How far two calls at the same place of a line are written apart: they must not be equal."""

UNIX_FILE = 0o644 << 16

NAMES_SHOWN = 12

TIMETABLE_TABLES = frozenset(
    {
        "agency", "stops", "routes", "trips", "stop_times", "frequencies", "calendar",
        "calendar_dates", "shapes", "feed_info", "translations",
    }
)  # fmt: skip
"""What a proposal is meant to change; the rest is today's, kept where it stays true."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Who hands a feed on, for feed_info.txt where it has none."""

    name: str = "Geo App"
    url: str = NO_ADDRESS


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """
    What a GTFS file cannot say of a feed.

    Attributes
    ----------
    unknown_headway
        Routes that are not written: nobody knows how often they run, and a trip
        without a headway would run once a day.
    unknown_span
        Routes that are written from 00:00 to 24:00, as nobody knows when they start
        and end.
    unlinked_stops
        Stops that are not written: nobody knows what calls there.
    unread
        Files of today's feeds that are not read, and so not written: nobody knows whether
        they would still be true.
    rows
        How many rows of today's fares, transfers and the like are not written, by table:
        they name a route, stop or trip that is not there any more.
    """

    unknown_headway: tuple[str, ...]
    unknown_span: tuple[str, ...]
    unlinked_stops: tuple[str, ...]
    unread: tuple[str, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)

    def findings(self) -> list[Finding]:
        """Say it in sentences, none where the file has everything."""
        lists = {
            mark(
                "The GTFS file leaves out the routes {found}: nobody knows how often they run."
            ): self.unknown_headway,
            mark(
                "The GTFS file says that the routes {found} run from 00:00 to 24:00, as nobody "
                "knows when they start and end."
            ): self.unknown_span,
            mark(
                "The GTFS file leaves out the stops {found}: nobody knows what calls there."
            ): self.unlinked_stops,
            mark(
                "The GTFS file leaves out {found} of today's feed, which Geo App does not read. "
                "Add them by hand where they are still true."
            ): self.unread,
            mark(
                "The GTFS file leaves out rows that name a route, stop or trip which is not there "
                "any more: {found}. Look through the rest of these tables."
            ): tuple(f"{table}.txt ({rows})" for table, rows in self.rows.items()),
        }
        return [
            note("left_out", message, found=_listed(names))
            for message, names in lists.items()
            if names
        ]


def _listed(names: Sequence[str]) -> str:
    more = f" … ({len(names)})" if len(names) > NAMES_SHOWN else ""
    return ", ".join(names[:NAMES_SHOWN]) + more


def left_out(feed: Feed, *, baseline: Feed | None = None) -> LeftOut:
    """
    Say what of a feed `write_feed` cannot write, or only by an assumption.

    Parameters
    ----------
    feed
        A baseline, or with a proposal.
    baseline
        The feed of today, if what is missing against it is asked.
    """
    routes = frozenset().union(*(part.route_ids for part in feed.parts))
    called = feed.called_stops
    return LeftOut(
        unknown_headway=tuple(sorted(feed.unknown_headway & routes)),
        unknown_span=tuple(sorted((feed.unknown_span & routes) - feed.unknown_headway)),
        unlinked_stops=tuple(sorted(feed.unlinked_stops - called)),
        unread=tuple(sorted({name for part in feed.parts for name in part.unread})),
        rows={} if baseline is None else _rows_lost(baseline, feed),
    )


def _rows_lost(baseline: Feed, feed: Feed) -> dict[str, int]:
    """Count the rows beside the timetable that a baseline's file has and a feed's has not."""
    before = tables_to_write(baseline, Publisher())
    after = tables_to_write(feed, Publisher())
    lost = {}
    for name in sorted(set(before) - TIMETABLE_TABLES):
        rows = before[name]
        columns = list(rows.columns)
        kept = after.get(name, rows.iloc[:0]).reindex(columns=columns)
        gone = len(rows) - rows.merge(kept.drop_duplicates(), on=columns).shape[0]
        if gone:
            lost[name] = gone
    return lost


def write_feed(feed: Feed, *, publisher: Publisher | None = None) -> bytes:
    """
    Write a feed as a GTFS zip.

    Parameters
    ----------
    feed
        A baseline, or with a proposal.
    publisher
        For feed_info.txt where the feed has none.

    Returns
    -------
    content
        UTF-8, lines ended by LF (which RFC 4180 readers and GTFS allow), tables
        sorted by name; the same bytes for the same feed. Left out are stops at
        which no trip calls (stations stay), shapes that no trip uses, what names
        any of them, empty tables, and what `left_out` lists.

    Raises
    ------
    LayerError
        If no trip is left.
    """
    tables = tables_to_write(feed, publisher or Publisher())
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(tables):
            member = zipfile.ZipInfo(f"{name}.txt", EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = UNIX_FILE
            content = tables[name].to_csv(index=False, lineterminator="\n")
            archive.writestr(member, content.encode())
    return buffer.getvalue()


def tables_to_write(feed: Feed, publisher: Publisher) -> Tables:
    """
    Return the tables as they are written; `write_feed` says what is left out.

    Parameters
    ----------
    feed
        A baseline, or with a proposal.
    publisher
        For feed_info.txt where the feed has none.
    """
    tables = _known(feed.merged(), feed)
    if tables["trips"].empty:
        raise LayerError(
            mark(
                "No trip of the feed can be written as GTFS: no route runs, or nobody knows how "
                "often. State headways, or add a route."
            )
        )
    tables = _used(tables)
    tables["stop_times"] = _apart(tables["stop_times"])
    tables["feed_info"] = _feed_info(feed, tables, publisher)
    filled = {name: rows.dropna(axis=1, how="all") for name, rows in tables.items() if len(rows)}
    return {name: rows for name, rows in filled.items() if len(rows.columns)}


def _known(tables: Tables, feed: Feed) -> Tables:
    """Leave out routes of unknown headway, and trips with fewer than two calls."""
    routes = tables["routes"]
    tables["routes"] = routes[~routes["route_id"].isin(feed.unknown_headway)]
    trips = tables["trips"]
    number = trips["trip_id"].map(tables["stop_times"]["trip_id"].value_counts())
    runs = trips["route_id"].isin(tables["routes"]["route_id"]) & (number > 1)
    tables["trips"] = trips[runs]
    if "frequencies" in tables:
        spanless = set(trips.loc[trips["route_id"].isin(feed.unknown_span), "trip_id"])
        tables["frequencies"] = _within_a_day(tables["frequencies"], spanless)
    return tables


def _within_a_day(rows: pd.DataFrame, trip_ids: set[str]) -> pd.DataFrame:
    """End trips of unknown span at midnight: the day after has its own."""
    end, _ = read_seconds(rows["end_time"])
    late = rows["trip_id"].isin(trip_ids) & (end > DAY_S)
    midnight = clock_texts(pd.Series([float(DAY_S)])).iloc[0]
    return rows.assign(end_time=rows["end_time"].mask(late, midnight))


def _used(tables: Tables) -> Tables:
    """Leave out what no trip uses, and what names what has been left out."""
    ids = {
        "route_id": set(tables["routes"]["route_id"]),
        "trip_id": set(tables["trips"]["trip_id"]),
    }
    calls = tables["stop_times"]
    tables["stop_times"] = calls[calls["trip_id"].isin(ids["trip_id"])]
    tables["stops"] = _stops(tables)
    ids["stop_id"] = set(tables["stops"]["stop_id"])
    if "shapes" in tables:
        used = tables["trips"].get("shape_id", pd.Series(dtype="str"))
        tables["shapes"] = tables["shapes"][tables["shapes"]["shape_id"].isin(used)]
    for kind, known in ids.items():
        for name, table in tables.items():
            tables[name] = _naming(table, kind, known)
    for kind in ("level_id", "pathway_id", "fare_id", "agency_id", "attribution_id"):
        ids[kind] = {
            each for table in tables.values() for each in table.get(kind, pd.Series(dtype="str"))
        }
    if "translations" in tables:
        tables["translations"] = _translations(tables["translations"], tables, ids)
    return tables


def _naming(table: pd.DataFrame, kind: str, known: set[str]) -> pd.DataFrame:
    """Keep the rows that name nothing of a kind but what is known."""
    for column in (kind, f"from_{kind}", f"to_{kind}"):
        if column in table.columns:
            table = table[table[column].isna() | table[column].isin(known)]
    return table


def _stops(tables: Tables) -> pd.DataFrame:
    """Keep the stops that are called at, stations, and what belongs to a station that is used."""
    stops = tables["stops"]
    blank = pd.Series(None, index=stops.index, dtype="str")
    kinds = stops.get("location_type", blank).fillna("")
    parents = stops.get("parent_station", blank)
    called = stops["stop_id"].isin(tables["stop_times"]["stop_id"])
    kept = called | (kinds == STATION)
    inside = ~kinds.isin((*BOARDING_LOCATION_TYPES, STATION))
    # Boarding areas belong to a platform, which belongs to its station.
    kept |= inside & parents.isin(stops.loc[kept, "stop_id"])
    return stops[kept]


def _translations(rows: pd.DataFrame, tables: Tables, ids: dict[str, set[str]]) -> pd.DataFrame:
    """Leave out translations of what is not there; those by text stay."""
    if "record_id" not in rows.columns:
        return rows
    kinds = rows["table_name"].map({**RECORDS, "routes": "route_id"})
    known = pd.Series(True, index=rows.index)
    for kind in kinds.dropna().unique():
        of_kind = (kinds == kind) & rows["record_id"].notna()
        known &= ~of_kind | rows["record_id"].isin(ids.get(kind, set()))
    return rows[known & rows["table_name"].isin(tables)]


def _apart(calls: pd.DataFrame) -> pd.DataFrame:
    """Write calls at one place of a line a little apart: GTFS asks for growing distances."""
    if "shape_dist_traveled" not in calls.columns:
        return calls
    order = pd.to_numeric(calls["stop_sequence"], errors="coerce")
    ordered = calls.assign(order=order).sort_values(["trip_id", "order"], kind="stable")
    distance = pd.to_numeric(ordered["shape_dist_traveled"], errors="coerce")
    trips = ordered["trip_id"]
    same = (distance <= distance.shift()) & (trips == trips.shift())
    if not same.any():
        return calls
    affected = trips.isin(trips[same])
    moved = distance[affected].groupby(trips[affected]).transform(_growing)
    written = moved.round(4).astype("str").where(moved.notna())
    texts_now = calls["shape_dist_traveled"].copy()
    texts_now.loc[written.index] = written.to_numpy()
    return calls.assign(shape_dist_traveled=texts_now)


def _growing(distance: pd.Series) -> pd.Series:
    """Put distances that do not grow just above the one before, none beyond the furthest."""
    grown = distance.to_numpy(dtype=float).copy()
    furthest = np.nanmax(grown)
    for place in range(1, len(grown)):
        if grown[place] <= grown[place - 1]:
            grown[place] = grown[place - 1] + NEXT_DISTANCE
    if grown[-1] > furthest:
        # Beyond it the line may have ended.
        grown[-1] = furthest
        for place in range(len(grown) - 2, -1, -1):
            grown[place] = min(grown[place], grown[place + 1] - NEXT_DISTANCE)
    return pd.Series(grown, index=distance.index)


def _feed_info(feed: Feed, tables: Tables, publisher: Publisher) -> pd.DataFrame:
    """Return the feed's own, completed where GTFS asks for more."""
    row = {
        "feed_publisher_name": publisher.name,
        "feed_publisher_url": publisher.url,
        "feed_lang": feed.language,
        "feed_version": f"{feed.on:%Y-%m-%d}",
    }
    stated = tables.get("feed_info", pd.DataFrame()).head(1)
    for column in stated.columns:
        if pd.notna(stated[column].iloc[0]):
            row[column] = stated[column].iloc[0]
    if "feed_version" in stated.columns:
        row["feed_version"] += feed.version_suffix
    return texts({column: [value] for column, value in row.items()})
