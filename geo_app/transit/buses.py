"""The stops and routes of a province: what a notebook asks for first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_app.transit.feed import ANY_DAY, feed_of
from geo_app.transit.network import network_of

if TYPE_CHECKING:
    from geo_app.province import Province
    from geo_app.transit.network import Network


def build_bus_network(province: Province) -> Network:
    """
    Assemble the stops and routes of a province, on whatever days they run.

    Parameters
    ----------
    province
        As for `feed_of`.

    Returns
    -------
    network
        As `network.network_of` makes it of the province's feed.

    Raises
    ------
    MissingLayerError, LayerError
        As from `feed_of`.
    """
    return network_of(feed_of(province, on=ANY_DAY))
