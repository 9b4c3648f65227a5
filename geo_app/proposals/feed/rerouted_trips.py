"""Trips of a feed that take another course, or a part of one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo_app.proposals.courses.rerouting import rerouting_of
from geo_app.proposals.feed.changed_trips import with_patterns
from geo_app.proposals.feed.trip_patterns import patterns_of
from geo_app.proposals.feed.whole_courses import places_of, run_along
from geo_app.transit.feed_rows import unique_id

if TYPE_CHECKING:
    import pandas as pd

    from geo_app.proposals.changes.reroute import Reroute
    from geo_app.proposals.courses.rerouting import Rerouting
    from geo_app.proposals.feed.trip_patterns import Pattern
    from geo_app.transit.network import Network

    Tables = dict[str, pd.DataFrame]


def rerouted(tables: Tables, change: Reroute, *, before: Network, after: Network) -> Tables:
    """
    Let the trips of a route take another course where it changes.

    Parameters
    ----------
    tables
        GTFS tables by name, the change's new stops among them.
    change
        The change.
    before, after
        The network without and with it.

    Returns
    -------
    tables
        New ones; rows of trips that do not change are those that they were.
    """
    patterns = patterns_of(tables, change.route_id, places_of(before, after))
    made = rerouting_of(change, before, patterns)
    if made.whole is not None:
        along = replace(change, line=made.whole)
        return run_along(tables, along, before=before, after=after)
    return with_patterns(tables, _with_new_ids(tables, made)) if made.changed else tables


def _with_new_ids(tables: Tables, made: Rerouting) -> list[Pattern]:
    """Give new lines ids that the feed does not have, one to each line."""
    taken = set(tables["shapes"]["shape_id"]) if "shapes" in tables else set()
    ids: dict[str, str] = {}
    changed = []
    for was, now in zip(made.before, made.after, strict=True):
        if now is was:
            continue
        if now.shape is was.shape:
            changed.append(now)
            continue
        if now.shape_id not in ids:
            ids[now.shape_id] = unique_id(now.shape_id, taken)
            taken.add(ids[now.shape_id])
        changed.append(replace(now, shape_id=ids[now.shape_id]))
    return changed
