"""The trips of a route after the changes so far, read when somebody asks for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from geo_app.memo import Part, own_part
from geo_app.proposals.feed.route_tables import route_tables
from geo_app.transit.network import Network

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from geo_app.proposals.changes.terms import Change
    from geo_app.proposals.feed.trip_patterns import Pattern
    from geo_app.transit.feed import Feed

    Tables = dict[str, pd.DataFrame]

Kept = TypeVar("Kept")

ANY_PERIOD = dt.date(2000, 1, 1), dt.date(2099, 12, 31)
"""Where trips run does not hang on when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """
    What has happened to a network, so that its trips can be asked for.

    Attributes
    ----------
    today
        Returns the GTFS tables of a route of the baseline, those of it alone.
    steps
        Each change so far, with the network before it.
    memo
        Where what follows from a route's trips is kept, for all sessions.
    """

    today: Callable[[str], Tables]
    steps: tuple[tuple[Change, Network], ...] = ()
    memo: Part = field(default_factory=own_part, repr=False, compare=False)

    def after(self, change: Change, before: Network) -> History:
        """
        Return it with one more change.

        Parameters
        ----------
        change
            The change.
        before
            The network without it.
        """
        return replace(self, steps=(*self.steps, (change, before)))

    def patterns(self, route_id: str, network: Network) -> list[Pattern]:
        """
        Return the trips of a route as they are now; none where it has no trip.

        Parameters
        ----------
        route_id
            A route of the network.
        network
            The network after the changes so far.
        """
        from geo_app.proposals.feed.trip_patterns import patterns_of  # noqa: PLC0415 - only who asks

        tables = self._tables(route_id, network)
        return patterns_of(tables, route_id, network.stops.geometry)

    def kept(self, route_id: str, what: object, make: Callable[[], Kept]) -> Kept:
        """
        Return what follows from a route's trips as they are now, made once.

        Parameters
        ----------
        route_id
            The route.
        what
            Names it.
        make
            Makes it.
        """
        steps = tuple(change for change, _ in self.steps if _touches(change, route_id))
        return self.memo.get("history", route_id, what, steps, make=make)

    def _tables(self, route_id: str, network: Network) -> Tables:
        """Make the changes of a route on its own tables."""
        from geo_app.proposals.changes.kind import Step  # noqa: PLC0415 - as above
        from geo_app.proposals.changes.kinds import kind_of  # noqa: PLC0415 - as above

        tables = self.today(route_id)
        afters = [*(before for _, before in self.steps[1:]), network]
        for (change, before), after in zip(self.steps, afters, strict=False):
            if _touches(change, route_id):
                step = Step(tables=tables, before=before, after=after, period=ANY_PERIOD)
                tables = kind_of(change).on_feed(change, step)
        return tables


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberedNetwork(Network):
    """
    A network whose trips can be asked for, whatever has changed since the baseline.

    Attributes
    ----------
    history
        Returns the trips of a route.
    """

    history: History = field(repr=False, compare=False)


def with_history(network: Network, feed: Feed) -> RememberedNetwork:
    """
    Let a network remember the trips of its routes.

    Parameters
    ----------
    network
        As it is today; one that remembers them stays as it is.
    feed
        What it was made of.
    """
    if isinstance(network, RememberedNetwork):
        return network
    return RememberedNetwork(
        stops=network.stops,
        routes=network.routes,
        calls=network.calls,
        history=History(today=partial(route_tables, feed)),
    )


def history_of(network: Network) -> History | None:
    """
    Return what a network remembers; None where nobody has the tables.

    Parameters
    ----------
    network
        A baseline's, or after some changes.
    """
    return network.history if isinstance(network, RememberedNetwork) else None


def network_before(change: Change, network: Network) -> Network | None:
    """
    Return the network as it was before a change; None where nobody remembers.

    Parameters
    ----------
    change
        One of those that led to `network`.
    network
        After some changes.
    """
    history = history_of(network)
    steps = () if history is None else history.steps
    return next((before for made, before in steps if made is change), None)


def _touches(change: Change, route_id: str) -> bool:
    """Say whether a change may have changed a route's trips."""
    return route_id in change.named_routes or change.touches_other_routes
