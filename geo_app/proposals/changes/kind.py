"""The form of a kind of change: everything that there is to know of one, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from geo_app.proposals.changes.terms import Change

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    import pandas as pd

    from geo_app.proposals.checks.check_findings import Findings
    from geo_app.proposals.document.feature_reading import FeatureReader
    from geo_app.proposals.document.properties import Properties
    from geo_app.proposals.running.run import Run
    from geo_app.transit.network import Network

    Feature = dict[str, Any]
    Tables = dict[str, pd.DataFrame]

Made = TypeVar("Made", bound=Change)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """
    What a change of tables needs.

    Attributes
    ----------
    tables
        GTFS tables by name, of one part of a feed.
    before, after
        The network without and with the change.
    period
        First and last day on which a new route runs.
    """

    tables: Tables
    before: Network
    after: Network
    period: tuple[dt.date, dt.date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[Made]):
    """
    A kind of change.

    Attributes
    ----------
    change
        Its class.
    read
        Reads it from a feature of a file; None where the feature is none, which is told.
    write
        Returns its features.
    check
        Finds what is wrong with it on a network.
    on_network
        Returns the network after it.
    on_feed
        Returns the tables after it.
    on_run
        Returns how a route that it names is run after it, given how it was run and the
        network as proposed; as it was if left out.
    """

    change: type[Made]
    read: Callable[[FeatureReader, Feature, Properties], Made | None]
    write: Callable[[Made], list[Feature]]
    check: Callable[[Made, Network, Findings], None]
    on_network: Callable[[Made, Network], Network]
    on_feed: Callable[[Made, Step], Tables]
    on_run: Callable[[Made, Run, Network], Run] = lambda _change, run, _network: run

    @property
    def name(self) -> str:
        """How a file calls it."""
        return self.change.kind
