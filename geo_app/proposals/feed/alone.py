"""The routes of a proposal as a feed of their own, to hand on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo_app.errors import LayerError, mark
from geo_app.proposals.changes.move_stop import MoveStop
from geo_app.proposals.feed.changed_trips import without_trips
from geo_app.proposals.feed.route_rows import without_routes
from geo_app.transit.feed_parts import part_with_tables

if TYPE_CHECKING:
    import pandas as pd

    from geo_app.proposals.changes.proposal import Proposal
    from geo_app.transit.feed import Feed

Tables = dict[str, "pd.DataFrame"]

ALONE = "feed"
"""What the one part of such a feed is called."""


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
    alone
        Routes that are new, that it names, or that call at a stop it moves; their
        trips, calendars and agencies. Write it with `feed_writing.write_feed`,
        which leaves out what none of them uses.

    Raises
    ------
    LayerError
        If none of them runs, as when it only takes routes away.
    """
    tables = feed.merged()
    moved = {change.stop_id for change in proposal.changes if isinstance(change, MoveStop)}
    calls = tables["stop_times"]
    passing = calls.loc[calls["stop_id"].isin(moved), "trip_id"]
    trips = tables["trips"]
    wanted = {*proposal.route_ids(), *trips.loc[trips["trip_id"].isin(passing), "route_id"]}
    kept_trips = trips[trips["route_id"].isin(wanted)]
    if kept_trips.empty:
        raise LayerError(
            mark(
                "No route of the proposal runs, so there is no GTFS of it alone. Download the "
                "GTFS of the baseline with the proposal instead."
            )
        )
    services = set(kept_trips["service_id"])
    kept = without_trips(tables, set(trips["trip_id"]) - set(kept_trips["trip_id"]))
    kept = without_routes(kept, set(tables["routes"]["route_id"]) - wanted)
    for name in ("calendar", "calendar_dates"):
        if name in kept:
            kept[name] = kept[name][kept[name]["service_id"].isin(services)]
    part = part_with_tables(ALONE, _with_its_agencies(kept), crs=feed.crs)
    schedule = replace(
        part.schedule, unknown_headway=feed.unknown_headway, unknown_span=feed.unknown_span
    )
    return replace(feed, parts=(replace(part, schedule=schedule),), unlinked=feed.unlinked.iloc[:0])


def _with_its_agencies(tables: Tables) -> Tables:
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
