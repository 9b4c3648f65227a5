"""The walk of each origin to its nearest stop of one kind, and whom it hangs on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_app import searching

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_app.network.nearby import NearbyIndex
    from geo_app.network.walking import Places


@dataclass(frozen=True, slots=True, kw_only=True)
class StopWalks:
    """
    Each origin's nearest on foot of the stops of one kind.

    Attributes
    ----------
    stops, is_meant
        All stops, and which of them are of this kind.
    stop
        (origins,) number of the nearest among all stops; -1 where no walk leads to one.
    walk_distance_m
        (origins,) metres on foot to it; infinite then.
    """

    stops: Places
    is_meant: NDArray[np.bool_]
    stop: NDArray[np.int64]
    walk_distance_m: NDArray[np.float64]

    def hangs_on(self, removed: NDArray[np.bool_], origins: NDArray[np.int64]) -> NDArray[np.bool_]:
        """
        Say of some origins whether their nearest stop is one of those removed.

        Parameters
        ----------
        removed
            A mask over the stops of both kinds.
        origins
            Numbers of the origins that are asked about.
        """
        # The last place answers for origins without a stop.
        hangs: NDArray[np.bool_] = np.append(removed, False)[self.stop[origins]]
        return hangs

    def gone(self, removed: NDArray[np.bool_]) -> Places:
        """
        Return the stops of this kind that are removed.

        Parameters
        ----------
        removed
            A mask over the stops of both kinds.
        """
        return self.stops.take(self.is_meant & removed)

    def left_about(self, removed: NDArray[np.bool_], *, within_m: float) -> Places:
        """
        Return the stops that stay and lie about the removed ones, as the crow flies.

        Parameters
        ----------
        removed
            A mask over the stops of both kinds.
        within_m
            How far from a removed stop, in metres as the crow flies.
        """
        gone = self.gone(removed)
        if len(gone) == 0:
            return gone
        apart_m, _ = searching.cKDTree(gone.xy).query(self.stops.xy)
        return self.stops.take((apart_m <= within_m) & self.is_meant & ~removed)


def stop_walks(nearby: NearbyIndex, stops: Places, is_meant: NDArray[np.bool_]) -> StopWalks:
    """
    Find each origin's nearest of some stops.

    Parameters
    ----------
    nearby
        The origins.
    stops
        All stops, on the same network.
    is_meant
        (stops,) which of them count.
    """
    walks = nearby.walking.nearest(nearby.origins, stops.take(is_meant))
    number = np.append(np.flatnonzero(is_meant), -1)
    return StopWalks(
        stops=stops,
        is_meant=is_meant,
        stop=number[walks["target"].to_numpy()],
        walk_distance_m=walks["walk_distance_m"].to_numpy(),
    )
