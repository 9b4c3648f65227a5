"""What is known of one stop: who can walk to it, what leaves there, and where to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_app.analysis.walks.catchments import catchment
from geo_app.analysis.walks.demand import By
from geo_app.analysis.walks.surroundings import Surroundings, surroundings
from geo_app.desk.access_answers import AccessDesk
from geo_app.desk.headsigns import headsigns
from geo_app.desk.keeping import kept

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd
    import shapely

    from geo_app.transit.calendar import DayType
    from geo_app.transit.headways import Window
    from geo_app.words.translating import Language


class StopsDesk(AccessDesk):
    """What is known of each stop of a province."""

    @kept
    def catchment(self, stop_id: str, walk_distance_m: float) -> shapely.Geometry:
        """
        Return from where one can walk to a stop, in the analysis CRS.

        Parameters
        ----------
        stop_id
            One of `buses().stops`.
        walk_distance_m
            In metres, above 0.
        """
        place = self.buses().stops.geometry.loc[stop_id]
        return catchment(self.walking(), place, walk_distance_m=walk_distance_m)

    @kept
    def surroundings(self, stop_id: str, walk_distance_m: float) -> Surroundings:
        """
        Count who is within the walk of a stop.

        Parameters
        ----------
        stop_id
            One of `buses().stops`.
        walk_distance_m
            In metres.
        """
        communities, people = self.reach(By.COMMUNITY), self.reach(By.ZONE)
        return surroundings(communities, people, stop_id, walk_distance_m=walk_distance_m)

    @kept
    def service(self, day: DayType | dt.date, window: Window, on: dt.date) -> pd.DataFrame:
        """
        Return what leaves each stop by route and direction.

        Parameters
        ----------
        day, on
            As for `timetable`.
        window
            Part of the day.

        Returns
        -------
        service
            As `Timetable.service` returns it.
        """
        return self.timetable(day, on).service(window)

    @kept
    def headsigns(self, stop_id: str, language: Language) -> pd.Series:
        """
        Return what stands on the front of the buses that leave a stop.

        Parameters
        ----------
        stop_id
            One of `buses().stops`.
        language
            Of the headsigns, where the feed translates them.

        Returns
        -------
        headsigns
            Texts, as `headsigns` returns them. May be empty.
        """
        return headsigns(self.usable(), stop_id, language)
