"""One question about access, asked of a province from beginning to end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_app.analysis.access.measures import measure
from geo_app.analysis.access.sensitivity import sensitivity
from geo_app.analysis.access.shares import share_of_all, shares_by_zone
from geo_app.analysis.access.standards import BY_WALK, STANDARDS, Standard, StandardId
from geo_app.analysis.walks.demand import By
from geo_app.transit.calendar import DayType
from geo_app.transit.headways import BY_STOP

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

    from geo_app.analysis.walks.reach import Reach
    from geo_app.province import Province
    from geo_app.transit.headways import Window
    from geo_app.transit.timetable import Timetable


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """
    What is asked.

    Attributes
    ----------
    standard_id
        By which definition.
    by
        What a row of the answer is.
    walk_distance_m
        Another walking distance than the standard's, in metres.
    day
        The kind of day, or one day, whose timetable counts.
    window
        Another part of the day than the standard's.
    """

    standard_id: StandardId = StandardId.SDG
    by: By = By.COMMUNITY
    walk_distance_m: float | None = None
    day: DayType | dt.date = DayType.WEEKDAY
    window: Window | None = None

    @property
    def standard(self) -> Standard:
        """The definition itself."""
        return STANDARDS[self.standard_id]

    @property
    def limit_m(self) -> float:
        """The walking distance that is applied, in metres."""
        if self.walk_distance_m is None or not self.standard.is_adjustable:
            return self.standard.walk_distance_m
        return self.walk_distance_m

    @property
    def window_used(self) -> Window | None:
        """The part of the day that is looked at; None where no timetable is asked."""
        return None if self.standard.window is None else self.window or self.standard.window

    @property
    def is_standard(self) -> bool:
        """Whether everything is as the standard has it, so that the answer may bear its name."""
        return (
            self.limit_m == self.standard.walk_distance_m
            and self.window_used == self.standard.window
            and (self.standard.window is None or self.day is DayType.WEEKDAY)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """
    What a province answers.

    Attributes
    ----------
    question
        What was asked.
    reach
        Origins, stops and walks behind it.
    access
        As `measures.measure` returns it, a row an origin.
    rows
        What was asked for: `access`, for communities by SDG 11.2.1 or PPIAF with
        `sensitivity`; by zone the shares.
    share
        Of the whole province, as `share_of_all` returns it.
    timetable
        When buses run; None where the standard does not ask.
    """

    question: Question
    reach: Reach
    access: pd.DataFrame
    rows: pd.DataFrame
    share: pd.Series
    timetable: Timetable | None

    @property
    def has_departures(self) -> bool:
        """Whether a bus leaves in the window, or may: a headway that nobody knows is no no."""
        window = self.question.window_used
        if window is None or self.timetable is None:
            return True
        service = self.timetable.service(window, by=BY_STOP)
        return bool((service["departures"] > 0).any() or not service["is_known"].all())


def answer_of(
    province: Province,
    question: Question,
    reach: Reach,
    timetable: Timetable | None,
    *,
    sensitive: pd.DataFrame | None = None,
) -> Answer:
    """
    Answer who has access to public transport, from walks that are measured.

    Parameters
    ----------
    province
        For its zones.
    question
        What is asked.
    reach
        Of the origins that are asked about, as `build_reach` returns it.
    timetable
        When buses run; None where the standard does not ask.
    sensitive
        Of communities whose answer may hang on a choice, as `sensitivity_of` says.

    Returns
    -------
    answer
        See `Answer`. `Desk.answer` gives it from the province alone.

    Raises
    ------
    MissingLayerError
        If the standard needs a timetable and there is none.
    """
    access = measure(
        reach,
        question.standard_id,
        timetable=timetable,
        walk_distance_m=question.walk_distance_m,
        window=question.window,
    )
    return Answer(
        question=question,
        reach=reach,
        access=access,
        rows=_rows(province, question, reach, access, sensitive),
        share=share_of_all(access, reach.origins),
        timetable=timetable,
    )


def _rows(
    province: Province,
    question: Question,
    reach: Reach,
    access: pd.DataFrame,
    sensitive: pd.DataFrame | None,
) -> pd.DataFrame:
    if question.by is By.ZONE:
        zones = province.zones if province.has("zones") else None
        return shares_by_zone(access, reach.origins, zones)
    return access if sensitive is None else access.join(sensitive)


def sensitivity_of(question: Question, reach: Reach) -> pd.DataFrame | None:
    """
    Say whose answer hangs on a choice.

    Parameters
    ----------
    question
        By which standard, and how far people walk.
    reach
        Of the communities.

    Returns
    -------
    sensitive
        As `sensitivity` returns it; None where the standard asks for more than a walk
        to any stop.
    """
    if question.standard_id not in BY_WALK:
        return None
    return sensitivity(
        reach,
        walk_distance_m=question.limit_m,
        goes_further=question.standard_id is StandardId.SDG,
    )
