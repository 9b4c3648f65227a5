"""Access to public transport by each standard, for every origin of a reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_app.analysis.access import frequency, ptal
from geo_app.analysis.access.nearness import near_stops
from geo_app.analysis.access.standards import STANDARDS, Standard, StandardId
from geo_app.errors import MissingLayerError, mark

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geo_app.analysis.walks.reach import Reach
    from geo_app.transit.headways import Window
    from geo_app.transit.timetable import Timetable

ACCESS_COLUMNS = [
    "is_served", "value", "access_class", "is_service_known", "nearest_stop_id",
    "walk_distance_m", "straight_distance_m", "is_connected",
]  # fmt: skip


def measure(
    reach: Reach,
    standard_id: StandardId,
    *,
    timetable: Timetable | None = None,
    walk_distance_m: float | None = None,
    window: Window | None = None,
) -> pd.DataFrame:
    """
    Measure access by one standard.

    Parameters
    ----------
    reach
        Origins, stops and walks, as `build_reach` returns them.
    standard_id
        Which definition.
    timetable
        When buses run; needed by the standards that look at a window. Its stops are
        those of the reach.
    walk_distance_m
        Another walking distance than the standard's, in metres, above 0, where the
        standard can be adjusted; the answer is then no longer the standard's own.
    window
        Another part of the day than the standard's.

    Returns
    -------
    access
        Indexed like the origins: `is_served` (boolean, missing where it hangs on an
        unknown timetable or the origin has no position), `value` (in the standard's `unit`,
        NaN where there is none), `access_class` (its `classes` as ordered categories, missing where
        `is_served` is; None without classes),
        `is_service_known` (False where the value is a lower bound, since a stop in
        reach has an unknown timetable), and the stop that decides (for GHSCI the
        nearest frequent one): `nearest_stop_id`, `walk_distance_m` (metres, NaN if no
        walk leads to one). `straight_distance_m` is to the stop nearest as the crow
        flies, `is_connected` whether a walk leads to any. TCQSM adds `headway_min`
        and `span_h`.

    Raises
    ------
    MissingLayerError
        If the standard needs a timetable and there is none.
    ValueError
        If `walk_distance_m` is not positive.

    References
    ----------
    See `standards.STANDARDS`.
    """
    standard = STANDARDS[standard_id]
    limit_m = standard.walk_distance_m
    if walk_distance_m is not None and standard.is_adjustable:
        limit_m = walk_distance_m
    if not limit_m > 0:
        raise ValueError(f"walk_distance_m must be positive, not {limit_m}.")
    answer = _near(reach, standard, limit_m)
    if standard.window is not None:
        if timetable is None:
            raise MissingLayerError(
                mark(
                    "'{standard}' asks when buses run, but there is no timetable. Add a GTFS feed, "
                    "or bus lines with their headway."
                ),
                standard=standard.title,
            )
        service = _BY_SERVICE[standard_id]
        answer |= service(reach, timetable, window or standard.window, limit_m)
    if not (is_placed := reach.is_placed()).all():
        answer = _known_of(answer, is_placed, reach.origins.index)
    if standard.classes:
        # Nobody knows is no class, least of all the worst.
        named = pd.Series(answer["access_class"]).mask(pd.isna(answer["is_served"]))
        answer["access_class"] = pd.Categorical(named, categories=standard.classes, ordered=True)
    access = reach.nearest.assign(**answer)
    extra = [column for column in answer if column not in ACCESS_COLUMNS]
    return access[[*ACCESS_COLUMNS, *extra]]


def _known_of(
    answer: dict[str, Any], is_placed: NDArray[np.bool_], index: pd.Index
) -> dict[str, Any]:
    """Take away what was answered of origins that have no position."""
    columns = {
        name: pd.Series(column, index=index)
        for name, column in answer.items()
        if name != "is_service_known" and column is not None
    }
    return answer | {name: column.where(is_placed) for name, column in columns.items()}


def _near(reach: Reach, standard: Standard, limit_m: float) -> dict[str, Any]:
    """Answer by distance alone; only SDG 11.2.1 and its bound go further for rail."""
    is_straight = standard.standard_id is StandardId.STRAIGHT_LINE
    goes_further = standard.standard_id in (StandardId.SDG, StandardId.STRAIGHT_LINE)
    near = near_stops(
        reach, limit_m, high_limit_m=None if goes_further else limit_m, is_straight=is_straight
    )
    distance = {} if is_straight else {"walk_distance_m": near["distance_m"]}
    return distance | {
        "is_served": near["is_served"].astype("boolean"),
        "value": near["distance_m"],
        "access_class": None,
        "is_service_known": True,
        "nearest_stop_id": near["nearest_stop_id"],
    }


_BY_SERVICE = {
    StandardId.GHSCI_30: frequency.frequent_stop_within(30.0),
    StandardId.GHSCI_20: frequency.frequent_stop_within(20.0),
    StandardId.DG_REGIO: frequency.departures_reachable,
    StandardId.PTAL: ptal.ptal,
    StandardId.TCQSM: frequency.headway_and_span,
}
