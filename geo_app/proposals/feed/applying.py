"""A proposal put into effect on a feed, each change in the parts in which its routes live."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from geo_app.catalogue import Status
from geo_app.proposals.apply import apply_change
from geo_app.proposals.changes.add_stop import AddStop
from geo_app.proposals.changes.kind import Step
from geo_app.proposals.changes.kinds import kind_of
from geo_app.proposals.changes.move_stop import MoveStop
from geo_app.proposals.changes.new_route import AddRoute
from geo_app.proposals.changes.proposal import without_undone
from geo_app.proposals.changes.remove_stop import RemoveStop
from geo_app.proposals.changes.terms import OfRoute
from geo_app.proposals.feed.stop_rows import refuse_stations, with_called_stops
from geo_app.proposals.route_history import history_of, with_history
from geo_app.transit.feed_parts import FeedPart, part_with_tables
from geo_app.transit.feed_rows import texts, unique_id
from geo_app.transit.hail import Hail
from geo_app.transit.network import STOP_COLUMNS, UNKNOWN_ROUTE

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_app.proposals.changes.proposal import Proposal
    from geo_app.proposals.changes.terms import Change
    from geo_app.transit.drawn.lines import LineTables
    from geo_app.transit.feed import Feed
    from geo_app.transit.network import Network

Tables = dict[str, pd.DataFrame]

PROPOSED = "proposal"
"""Stands for the layer of what a proposal adds; it is drawn, so `indicative`."""

BLANK_TABLES = {
    "stops": ("stop_id", "stop_name", "stop_lat", "stop_lon"),
    "routes": ("route_id", "route_type"),
    "trips": ("route_id", "service_id", "trip_id"),
    "stop_times": ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"),
}
"""What a feed without a route has."""


def apply_to_feed(
    proposal: Proposal, feed: Feed, before: Network, *, applied: Network | None = None
) -> Feed:
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
    applied
        The network after all changes, as `check.checked` leaves it, if it is at hand.

    Returns
    -------
    proposed
        A new feed: the parts in which the routes live changed, new routes as a part of
        their own. Its trips call where `apply.apply_proposal` says. Stops that nothing
        calls at any more stay in the tables.

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
    (`unlinked`); where a line that is boarded anywhere is extended or cut back,
    or loses its first or last stop, the points between stops are numbered anew, and
    end where its trips end.
    """
    drafts = [_Draft(part) for part in feed.parts]
    if any(isinstance(change, AddRoute) for change in proposal.changes):
        drafts.append(_Draft(_blank_part(feed)))
    steps = _steps(proposal, with_history(before, feed), applied)
    for change, was, now in steps:
        _refuse_stations(change, drafts, was)
        for draft in drafts:
            draft.change(change, feed, was, now)
    parts = tuple(draft.part(feed.crs) for draft in drafts)
    after = steps[-1][2] if steps else before
    return _marked(replace(feed, parts=parts, unlinked=_unlinked(feed, parts, after)), proposal)


def _steps(
    proposal: Proposal, before: Network, applied: Network | None
) -> list[tuple[Change, Network, Network]]:
    """Return each change with the network before and after it, made anew only where it must be."""
    changes = without_undone(proposal.changes)
    if applied is not None and (history := history_of(applied)) is not None:
        befores = [network for _, network in history.steps]
        if [change for change, _ in history.steps] == changes:
            return list(zip(changes, befores, [*befores[1:], applied], strict=True))
    steps = []
    for change in changes:
        after = apply_change(change, before)
        steps.append((change, before, after))
        before = after
    return steps


class _Draft:
    """A part while changes are made to it; it is checked anew once, at the end."""

    def __init__(self, part: FeedPart) -> None:
        self.before = part
        self.tables = part.tables
        self.foreign = set(part.foreign_stops)
        self.changes: list[Change] = []

    def has_route(self, route_id: str) -> bool:
        return bool((self.tables["routes"]["route_id"] == route_id).any())

    def change(self, change: Change, feed: Feed, before: Network, after: Network) -> None:
        """Make a change, as far as it concerns this part."""
        share = _share_of(change, self, before)
        if share is None:
            return
        step = Step(tables=self.tables, before=before, after=after, period=feed.period)
        changed = kind_of(share).on_feed(share, step)
        self.tables, copied = with_called_stops(changed, self.tables, after)
        self.foreign |= copied & set(before.stops.index)
        self.changes.append(share)

    def part(self, crs: object) -> FeedPart:
        """Return the part as it has become."""
        if not self.changes:
            return self.before
        lines = self.before.lines
        part = part_with_tables(
            self.before.layer_id,
            self.tables,
            crs=crs,
            lines=None if lines is None else _lines_after(lines, self.changes),
        )
        return replace(
            part,
            foreign_stops=frozenset(self.foreign),
            is_proposed=self.before.is_proposed,
            unread=self.before.unread,
        )


def _lines_after(lines: LineTables, changes: list[Change]) -> LineTables:
    """Return what is known beside the tables of drawn lines that have changed."""
    redrawn = {route for c in changes if c.redraws for route in c.named_routes}
    settled = {route for c in changes if c.settles for route in c.named_routes}
    left = {c.stop_id for c in changes if isinstance(c, RemoveStop)}
    calls = lines.calls
    gone = calls["route_id"].isin(redrawn | settled) | calls["stop_id"].isin(left)
    return replace(
        lines,
        routes=lines.routes[~lines.routes.index.isin(redrawn)],
        calls=calls[~gone],
        unknown_headway=lines.unknown_headway - settled,
        unknown_span=lines.unknown_span - settled,
    )


def _share_of(change: Change, draft: _Draft, before: Network) -> Change | None:
    """Return what of a change concerns a part; None where nothing does."""
    if isinstance(change, AddRoute):
        return change if draft.before.is_proposed else None
    if isinstance(change, AddStop):
        route_ids = tuple(filter(draft.has_route, change.route_ids))
        return replace(change, route_ids=route_ids) if route_ids else None
    if isinstance(change, RemoveStop):
        calls = before.calls
        routes = calls.loc[calls["stop_id"] == change.stop_id, "route_id"]
        return change if any(map(draft.has_route, routes)) else None
    if isinstance(change, MoveStop):
        return change if (draft.tables["stops"]["stop_id"] == change.stop_id).any() else None
    is_its = isinstance(change, OfRoute) and draft.has_route(change.route_id)
    return change if is_its else None


def _refuse_stations(change: Change, drafts: list[_Draft], before: Network) -> None:
    """Refuse a new stop that has the id of a station, in whatever part."""
    stops = [change.stop] if isinstance(change, AddStop) else getattr(change, "stops", ())
    for draft in drafts:
        refuse_stations(draft.tables, stops, before)


def _blank_part(feed: Feed) -> FeedPart:
    """Return a part without a route, run by the agency of the feed's first."""
    agency = feed.parts[0].tables["agency"].head(1)
    stated = agency.get("agency_lang", pd.Series(None, index=agency.index, dtype="str"))
    tables: Tables = {
        name: texts({column: [] for column in columns}) for name, columns in BLANK_TABLES.items()
    }
    tables["agency"] = agency.assign(agency_lang=stated.fillna(feed.language))
    first = feed.parts[0]
    # What stands in place of its schedule is that of no trip: it is checked once it has some.
    return FeedPart(
        layer_id=unique_id(PROPOSED, {part.layer_id for part in feed.parts}),
        tables=tables,
        schedule=replace(first.schedule, trips=first.schedule.trips.iloc[:0]),
        hail=Hail(points=first.hail.points.iloc[:0], legs=first.hail.legs.iloc[:0]),
        is_proposed=True,
    )


def _unlinked(feed: Feed, parts: tuple[FeedPart, ...], after: Network) -> gpd.GeoDataFrame:
    """Return the served stops of routes that have no trip, or of which nobody knows the route."""
    calls = after.calls
    ran = {route for part in (*feed.parts, *parts) for route in part.tables["trips"]["route_id"]}
    silent = set(after.routes.index) - ran
    at_silent = calls.loc[calls["route_id"].isin({UNKNOWN_ROUTE, *silent}), "stop_id"]
    still = feed.unlinked_stops & set(calls["stop_id"])
    real = after.stops[~after.stops["is_hail_point"].to_numpy(dtype=bool)]
    rows = real.loc[real.index.isin({*at_silent, *still}), STOP_COLUMNS]
    stated = rows["layer_id"].notna()
    return rows.assign(
        layer_id=rows["layer_id"].where(stated, PROPOSED),
        status=rows["status"].where(stated, Status.INDICATIVE.value),
    )


def _marked(feed: Feed, proposal: Proposal) -> Feed:
    """Say of what is new where it is from, and in feed_info.txt that this is a proposal."""
    ids = {
        name: pd.concat([part.tables[table][column] for part in feed.parts])
        for name, table, column in (("stop", "stops", "stop_id"), ("route", "routes", "route_id"))
    }
    return replace(
        feed,
        version_suffix=f"+{proposal.proposal_id or PROPOSED}",
        stop_marks=_marks(feed.stop_marks, ids["stop"]),
        route_marks=_marks(feed.route_marks, ids["route"]),
    )


def _marks(marks: pd.DataFrame, ids: pd.Series) -> pd.DataFrame:
    new = pd.Index(ids.dropna().unique()).difference(marks.index)
    if new.empty:
        return marks
    added = {"layer_id": PROPOSED, "status": Status.INDICATIVE.value}
    return pd.concat([marks, pd.DataFrame(added, index=new.rename(marks.index.name))])
