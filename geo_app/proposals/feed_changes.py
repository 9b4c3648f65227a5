"""
A proposal put into effect on the tables of a feed; the feed that is given stays as it is.

Which stops a route calls at is decided in `proposals.apply`, on the network beside the tables;
here stands when.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import singledispatch
from typing import TYPE_CHECKING

import pandas as pd

from geo_app.catalogue import Status
from geo_app.errors import LayerError, mark
from geo_app.proposals.apply import apply_change, line_in
from geo_app.proposals.changes import (
    AddRoute,
    AddStop,
    Change,
    ChangeHeadway,
    CutBack,
    Extend,
    MoveStop,
    RemoveRoute,
    RemoveStop,
    Reroute,
)
from geo_app.proposals.feed_calls import cut_back, extended_trips, with_stop_added
from geo_app.proposals.feed_courses import rerouted
from geo_app.proposals.feed_headways import with_service
from geo_app.proposals.feed_routes import with_new_route
from geo_app.proposals.feed_stops import real_stops_of, with_stop_moved, with_stops, without_records
from geo_app.proposals.feed_trips import trips_of, without_trips
from geo_app.proposals.network import UNKNOWN_ROUTE

if TYPE_CHECKING:
    import datetime as dt

    from geo_app.proposals.changes import Proposal
    from geo_app.proposals.network import Network
    from geo_app.transit.feed import Feed

Tables = dict[str, pd.DataFrame]

PROPOSED = "proposal"
"""Stands for the layer of what a proposal adds; it is drawn, so `indicative`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a change needs: the tables, and the network before and after it."""

    tables: Tables
    before: Network
    after: Network
    period: tuple[dt.date, dt.date]


def apply_to_feed(proposal: Proposal, feed: Feed, before: Network) -> Feed:
    """
    Return the feed as it would be.

    Parameters
    ----------
    proposal
        Its changes take effect one after the other; `check_proposal` found no error.
    feed
        The baseline; nothing in it is changed.
    before
        The network of the same baseline.

    Returns
    -------
    proposed
        A new feed whose trips call where `apply.apply_proposal` says. Stops that
        nothing calls at any more stay in `stops`.

    Raises
    ------
    KeyError
        If a change names what is not there, which `check_proposal` tells first.
    LayerError
        If a new stop has the id of a station of the feed.

    Notes
    -----
    Where the tables cannot say what the network does: a trip that is left with a
    single call goes, so a stop may be served no more that the network still has;
    a stop of a route without any trip is served at times nobody knows
    (`unlinked_stops`); where a line that is boarded anywhere is extended or cut back,
    or loses its first or last stop, the points between stops are numbered anew, and
    end where its trips end.
    """
    for change in proposal.changes:
        after = apply_change(change, before)
        step = Step(tables=feed.tables, before=before, after=after, period=feed.period)
        feed = _with_tables(feed, changed_tables(change, step), change, after)
        before = after
    return _marked(feed, proposal)


def proposal_feed(proposal: Proposal, feed: Feed) -> Feed:
    """
    Return the routes of a proposal alone, with what they need.

    Parameters
    ----------
    proposal
        The proposal.
    feed
        With the proposal, as `apply_to_feed` returns it.

    Returns
    -------
    own
        Routes that are new, that it names, or that call at a stop it moves; their
        trips, calendars and agencies. Write it with `feed_writing.write_feed`,
        which leaves out what none of them uses.

    Raises
    ------
    LayerError
        If none of them runs, as when it only takes routes away.
    """
    tables = feed.tables
    moved = {change.stop_id for change in proposal.changes if isinstance(change, MoveStop)}
    calls = tables["stop_times"]
    passing = calls.loc[calls["stop_id"].isin(moved), "trip_id"]
    trips = tables["trips"]
    wanted = {*proposal.route_ids(), *trips.loc[trips["trip_id"].isin(passing), "route_id"]}
    own = trips[trips["route_id"].isin(wanted)]
    if own.empty:
        raise LayerError(
            mark(
                "No route of the proposal runs, so there is no GTFS of it alone. Download the "
                "GTFS of the baseline with the proposal instead."
            )
        )
    services = set(own["service_id"])
    kept = without_trips(tables, set(trips["trip_id"]) - set(own["trip_id"]))
    kept = _without_routes(kept, set(tables["routes"]["route_id"]) - wanted)
    for name in ("calendar", "calendar_dates"):
        if name in kept:
            kept[name] = kept[name][kept[name]["service_id"].isin(services)]
    return replace(feed, tables=_with_own_agencies(kept), unlinked_stops=frozenset())


@singledispatch
def changed_tables(change: Change, step: Step) -> Tables:  # noqa: ARG001 - the form of all
    """Return the tables after one change."""
    raise TypeError(f"{type(change).__name__} is no change.")


@changed_tables.register
def _(change: AddRoute, step: Step) -> Tables:
    tables = with_stops(step.tables, change.stops, step.before)
    line = line_in(step.after, change.line)
    return with_new_route(tables, change, line=line, after=step.after, period=step.period)


@changed_tables.register
def _(change: Reroute, step: Step) -> Tables:
    tables = with_stops(step.tables, change.stops, step.before)
    return rerouted(tables, change, before=step.before, after=step.after)


@changed_tables.register
def _(change: Extend, step: Step) -> Tables:
    tables = with_stops(step.tables, change.stops, step.before)
    return extended_trips(tables, change, before=step.before, after=step.after)


@changed_tables.register
def _(change: CutBack, step: Step) -> Tables:
    stays = real_stops_of(step.after, change.route_id)
    return cut_back(step.tables, change.route_id, stays, step.before)


@changed_tables.register
def _(change: AddStop, step: Step) -> Tables:
    tables = with_stops(step.tables, [change.stop], step.before)
    for route_id in change.route_ids:
        tables = with_stop_added(tables, route_id, change.stop.stop_id, step.after)
    return tables


@changed_tables.register
def _(change: MoveStop, step: Step) -> Tables:
    return with_stop_moved(step.tables, change)


@changed_tables.register
def _(change: RemoveStop, step: Step) -> Tables:
    calls = step.before.calls
    routes = calls.loc[calls["stop_id"] == change.stop_id, "route_id"]
    if change.route_id is not None:
        routes = routes[routes == change.route_id]
    tables = step.tables
    for route_id in routes:
        stays = set(tables["stop_times"]["stop_id"]) - {change.stop_id}
        tables = cut_back(tables, route_id, stays, step.before, with_shape=False)
    return tables


@changed_tables.register
def _(change: ChangeHeadway, step: Step) -> Tables:
    return with_service(step.tables, change.route_id, change.service, step.before.stops.geometry)


@changed_tables.register
def _(change: RemoveRoute, step: Step) -> Tables:
    gone = set(trips_of(step.tables, change.route_id)["trip_id"])
    tables = without_records(step.tables, "trips", gone)
    tables = without_records(tables, "stop_times", gone)
    return _without_routes(without_trips(tables, gone), {change.route_id})


def _without_routes(tables: Tables, route_ids: set[str]) -> Tables:
    """Take routes out of every table that names them."""
    changed = without_records(tables, "routes", route_ids)
    for name, table in changed.items():
        for column in ("route_id", "from_route_id", "to_route_id"):
            if column in table.columns and name != "trips":
                kept = changed[name][~changed[name][column].isin(route_ids)]
                changed = {**changed, name: kept}
    if "fare_rules" in tables and "fare_attributes" in tables:
        # A fare that only these routes had would otherwise hold for every route.
        before = set(tables["fare_rules"]["fare_id"])
        orphans = before - set(changed["fare_rules"]["fare_id"])
        fares = changed["fare_attributes"]
        changed = {**changed, "fare_attributes": fares[~fares["fare_id"].isin(orphans)]}
    return changed


def _with_own_agencies(tables: Tables) -> Tables:
    """Leave out agencies that run none of the routes."""
    agency = tables["agency"]
    if len(agency) == 1 or "agency_id" not in tables["routes"].columns:
        return tables
    used = agency["agency_id"].isin(tables["routes"]["agency_id"])
    changed = {**tables, "agency": agency[used]}
    for name in ("fare_attributes", "attributions"):
        if "agency_id" in tables.get(name, ()):
            named = tables[name]["agency_id"]
            kept = named.isna() | named.isin(agency.loc[used, "agency_id"])
            changed[name] = tables[name][kept]
    return changed


def _with_tables(feed: Feed, tables: Tables, change: Change, after: Network) -> Feed:
    """Carry over what the tables cannot say."""
    settled = {change.route_id} if isinstance(change, (ChangeHeadway, RemoveRoute)) else set()
    return replace(
        feed,
        tables=tables,
        unknown_headway=feed.unknown_headway - settled,
        unknown_span=feed.unknown_span - settled,
        unlinked_stops=_unlinked(feed, tables, after),
    )


def _unlinked(feed: Feed, tables: Tables, after: Network) -> frozenset[str]:
    """Return the served stops of routes that have no trip, or of which nobody knows the route."""
    calls = after.calls
    ran = set(feed.tables["trips"]["route_id"])
    silent = set(after.routes.index) - ran - set(tables["trips"]["route_id"])
    own = calls[calls["route_id"].isin({UNKNOWN_ROUTE, *silent})]
    real = after.stops.index[~after.stops["is_hail_point"].to_numpy(dtype=bool)]
    still = feed.unlinked_stops & set(calls["stop_id"])
    return frozenset(still | (set(own["stop_id"]) & set(real)))


def _marked(feed: Feed, proposal: Proposal) -> Feed:
    """Say of what is new where it is from, and in feed_info.txt that this is a proposal."""
    tables = feed.tables
    if "feed_version" in tables.get("feed_info", ()):
        info = tables["feed_info"]
        name = f"+{proposal.proposal_id or PROPOSED}"
        tables = {**tables, "feed_info": info.assign(feed_version=info["feed_version"] + name)}
    return replace(
        feed,
        tables=tables,
        stop_marks=_marks(feed.stop_marks, tables["stops"]["stop_id"]),
        route_marks=_marks(feed.route_marks, tables["routes"]["route_id"]),
    )


def _marks(marks: pd.DataFrame, ids: pd.Series) -> pd.DataFrame:
    new = pd.Index(ids.dropna().unique()).difference(marks.index)
    if new.empty:
        return marks
    added = {"layer_id": PROPOSED, "status": Status.INDICATIVE.value}
    own = pd.DataFrame(added, index=new.rename(marks.index.name))
    return pd.concat([marks, own])
