"""Who has access to public transport: by a standard, by all of them, and what would help."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo_app.analysis.access.question import Answer, Question, answer_of, sensitivity_of
from geo_app.analysis.access.standards import StandardId
from geo_app.analysis.access.standards_compared import Comparison, compare_standards
from geo_app.analysis.fixes import cheapest_fixes
from geo_app.analysis.walks.demand import By
from geo_app.analysis.walks.facilities import facilities_near, nearest_of_types
from geo_app.analysis.walks.reach import Reach, build_reach
from geo_app.desk.keeping import kept
from geo_app.desk.layer_answers import LayersDesk
from geo_app.errors import GeoAppError
from geo_app.indicators.asking import answers_frame, ask_all, rank_by_answers
from geo_app.indicators.listing import COUNTED
from geo_app.transit.calendar import DayType
from geo_app.transit.feed import Feed, feed_of
from geo_app.transit.timetable import Timetable, timetable_of

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Whom a standard calls served: `by_zone` and `of_all` as `analysis.shares` returns them."""

    by_zone: pd.DataFrame
    of_all: pd.Series


class AccessDesk(LayersDesk):
    """
    What the standards of access answer about a province.

    Walks are measured once: every standard, distance and window is asked of the same
    `Reach`, so another question searches no network.
    """

    @kept
    def reach(self, by: By) -> Reach:
        """
        Measure the walks to the stops.

        Parameters
        ----------
        by
            From the communities, or from where people are counted: the population's
            points, without such a layer the communities.
        """
        province = self.province
        if by is By.ZONE and not province.has("population"):
            # People are then those of the communities: the same walks.
            return self.reach(By.COMMUNITY)
        memo = self.memo.part("reach", by)
        stops = self.buses().served_stops
        return build_reach(province, by, stops=stops, walking=self.walking(), memo=memo)

    @kept
    def feed(self, on: dt.date) -> Feed:
        """
        Return the buses of the province as a feed of parts, one a layer.

        Parameters
        ----------
        on
            A day that the calendar of drawn lines must hold.
        """
        return feed_of(self.usable(), on=on)

    @kept
    def timetable(self, day: DayType | dt.date, on: dt.date) -> Timetable:
        """
        Return when buses run.

        Parameters
        ----------
        day
            A type of day, or one day.
        on
            Around this day the day that stands for the type is looked for.
        """
        feed = self.feed(on if isinstance(day, DayType) else day)
        return timetable_of(feed, day, on=on, network=self.buses())

    def timetable_for(self, question: Question, on: dt.date) -> Timetable | None:
        """
        Return the timetable that a question needs; None where it asks for none.

        Parameters
        ----------
        question
            Its standard decides whether a timetable is looked at.
        on
            As for `timetable`.
        """
        return None if question.standard.window is None else self.timetable(question.day, on)

    @kept
    def answer(self, question: Question, on: dt.date) -> Answer:
        """
        Answer who has access to public transport.

        Parameters
        ----------
        question
            By which definition, and what a row of the answer is.
        on
            Today: the timetable of the next usual day of the kind counts.

        Raises
        ------
        MissingLayerError
            If points are asked for and there is no population layer.
        LayerError
            If a layer cannot be used, or no bus runs on such a day.
        """
        timetable = self.timetable_for(question, on)
        sensitive = self.sensitive(question) if question.by is By.COMMUNITY else None
        reach = self.reach(question.by)
        return answer_of(self.province, question, reach, timetable, sensitive=sensitive)

    def access(self, question: Question, on: dt.date) -> pd.DataFrame:
        """
        Return who has access.

        Parameters
        ----------
        question, on
            As for `answer`.

        Returns
        -------
        access
            A row an origin, as `measures.measure` returns them; distances in metres.
        """
        return self.answer(question, on).access

    @kept
    def ranked(
        self, question: Question, on: dt.date, counted: tuple[str, ...] = COUNTED
    ) -> gpd.GeoDataFrame:
        """
        Rank the communities by what they lack under a standard.

        Parameters
        ----------
        question
            By which definition access counts.
        on
            Day of the plans and of the timetable.
        counted
            Ids of the indicators that count (`indicators.listing.IDS`); a stop and a plan
            if left out.

        Returns
        -------
        ranked
            As `rank_by_answers` returns them: `gap`, `lacks`, `rank`, and of every
            indicator `<id>_verdict` and `<id>_value`. `has_stop` is missing where the
            answer hangs on a timetable that is not known: that is no known gap, so it
            ranks like a stop. Also `value` (in the standard's unit) and `access_class` of
            the standard, and `is_sensitive`; distances in metres.
        """
        answers = ask_all(self, on, question, counted=counted)
        return rank_by_answers(self.facts(on), answers, counted=counted)

    @kept
    def indicators(self, on: dt.date, question: Question) -> pd.DataFrame:
        """
        Ask every indicator of every community.

        Parameters
        ----------
        on
            Day of the plans and of the timetable.
        question
            By which definition access counts.

        Returns
        -------
        answers
            As `answers_frame` returns them: `verdict`, `value`, `unit`, `layers`,
            `data_status` and `reason` by `community_id` and `indicator`.
        """
        return answers_frame(self, ask_all(self, on, question, counted=()), question)

    @kept
    def shares(self, question: Question, on: dt.date) -> Shares:
        """
        Count the people served, by zone and in all.

        Parameters
        ----------
        question
            By which definition.
        on
            Day of the timetable.
        """
        answer = self.answer(replace(question, by=By.ZONE), on)
        return Shares(by_zone=answer.rows, of_all=answer.share)

    def sensitive(self, question: Question) -> pd.DataFrame | None:
        """
        Say whose answer hangs on a choice; None where more than a walk to a stop is asked.

        Parameters
        ----------
        question
            By which standard, and how far people walk.

        Returns
        -------
        sensitive
            A row a community, as `sensitivity` returns them.
        """
        return self._sensitive(question.standard_id, question.limit_m)

    @kept
    def fixes(self, walk_distance_m: float) -> gpd.GeoDataFrame:
        """
        Find the cheapest fix of every community without a stop within a distance.

        Parameters
        ----------
        walk_distance_m
            In metres, above 0.

        Returns
        -------
        fixes
            As `cheapest_fixes` returns them; distances in metres.
        """
        communities, people = self.reach(By.COMMUNITY), self.reach(By.ZONE)
        routes = self.buses().routes
        return cheapest_fixes(communities, routes, walk_distance_m=walk_distance_m, people=people)

    @kept
    def facilities(self) -> pd.DataFrame:
        """
        Return the nearest facility of each type to each community.

        Returns
        -------
        near
            As `facilities_near` returns it: `facility_type`, `facility_id`,
            `walk_distance_m` and more by `community_id`, distances in metres.
        """
        return facilities_near(self.usable(), self.walking())

    @kept
    def nearest_facility(self, types: tuple[str, ...]) -> pd.DataFrame:
        """
        Find the nearest facility of some types to each community.

        Parameters
        ----------
        types
            Values of `facility_type`.

        Returns
        -------
        nearest
            As `nearest_of_types` returns it: `facility_id`, `walk_distance_m` and
            `straight_distance_m`, in metres.
        """
        return nearest_of_types(self.usable(), self.walking(), types)

    @kept
    def comparison(self, on: dt.date) -> Comparison:
        """
        Ask every standard, on a usual weekday.

        Parameters
        ----------
        on
            Today: the timetable of the next usual weekday counts. Where no bus runs on
            one, the standards that look at a window are left out, and
            `without_timetable` says why.
        """
        timetable, reason = None, None
        try:
            timetable = self.timetable(DayType.WEEKDAY, on)
        except GeoAppError as error:
            reason = error
        communities, people = self.reach(By.COMMUNITY), self.reach(By.ZONE)
        return compare_standards(communities, people, timetable, without_timetable=reason)

    @kept
    def _sensitive(self, standard_id: str, limit_m: float) -> pd.DataFrame | None:
        question = Question(standard_id=StandardId(standard_id), walk_distance_m=limit_m)
        return sensitivity_of(question, self.reach(By.COMMUNITY))
