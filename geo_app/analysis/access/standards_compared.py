"""The standards side by side: what each finds, and where they disagree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geo_app.analysis.access.measures import measure
from geo_app.analysis.access.shares import share_of_all
from geo_app.analysis.access.standards import STANDARDS
from geo_app.errors import GeoAppError, MissingLayerError

if TYPE_CHECKING:
    from geo_app.analysis.walks.reach import Reach
    from geo_app.transit.timetable import Timetable


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """
    Every standard asked of the same province.

    Attributes
    ----------
    shares
        Indexed by `standard_id`: `communities`, `communities_served`,
        `communities_unclear`, `population_known`, `population_served`,
        `population_unclear`, `share_served` (0 to 1, NaN without known people).
    by_community
        Indexed like the communities, a column a standard: served (boolean, missing
        where it hangs on an unknown timetable).
    values
        The same with the standard's value.
    classes
        The same with its class, None without classes.
    communities, people, timetable
        What was asked: the reaches of the communities and of those whose people are
        counted, and when buses run.
    without_timetable
        Why there is none, if that was tried.
    """

    communities: Reach
    people: Reach
    timetable: Timetable | None
    shares: pd.DataFrame
    by_community: pd.DataFrame
    values: pd.DataFrame
    classes: pd.DataFrame
    without_timetable: GeoAppError | None = None

    def disagreements(self) -> pd.DataFrame:
        """
        Return the communities that some standards call served and others do not.

        Returns
        -------
        disagreements
            The rows of `by_community` on which the standards differ: a column a standard with
            yes, no, or missing where it hangs on a timetable that is not known. Indexed by
            `community_id`; may be empty.
        """
        yes = self.by_community.fillna(False).astype(bool).any(axis=1)
        no = (~self.by_community.fillna(True).astype(bool)).any(axis=1)
        return self.by_community[yes & no]


def compare_standards(
    communities: Reach,
    people: Reach,
    timetable: Timetable | None,
    *,
    without_timetable: GeoAppError | None = None,
) -> Comparison:
    """
    Ask every standard, each at its own distance and window.

    Parameters
    ----------
    communities
        Reach of the communities.
    people
        Reach of those origins whose people are counted: population points where
        the province has them, else the communities again.
    timetable
        Of a weekday; without one the standards that need it are left out.
    without_timetable
        Why there is none, if that was tried.

    Returns
    -------
    comparison
        See `Comparison`.
    """
    served, values, classes, rows = {}, {}, {}, {}
    for standard_id in STANDARDS:
        try:
            access = measure(communities, standard_id, timetable=timetable)
        except MissingLayerError:
            continue
        persons = (
            access if people is communities else measure(people, standard_id, timetable=timetable)
        )
        served[standard_id.value] = access["is_served"]
        values[standard_id.value] = access["value"]
        classes[standard_id.value] = access["access_class"].astype(object)
        rows[standard_id.value] = _row(
            share_of_all(access, communities.origins), share_of_all(persons, people.origins)
        )
    shares = pd.DataFrame.from_dict(rows, orient="index").rename_axis("standard_id")
    return Comparison(
        communities=communities,
        people=people,
        timetable=timetable,
        shares=shares,
        by_community=pd.DataFrame(served, index=communities.origins.index),
        values=pd.DataFrame(values, index=communities.origins.index),
        classes=pd.DataFrame(classes, index=communities.origins.index, dtype=object),
        without_timetable=without_timetable,
    )


def _row(communities: pd.Series, people: pd.Series) -> dict[str, float]:
    return {
        "communities": int(communities["origins"]),
        "communities_served": int(communities["origins_served"]),
        "communities_unclear": int(communities["origins_unclear"]),
        "population_known": float(people["population_known"]),
        "population_served": float(people["population_served"]),
        "population_unclear": float(people["population_unclear"]),
        "share_served": float(people["share_served"]),
    }
