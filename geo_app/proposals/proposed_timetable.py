"""When buses would run, for the standards that ask."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo_app.errors import LayerError
from geo_app.proposals.feed.applying import apply_to_feed
from geo_app.transit.calendar import DayType
from geo_app.transit.timetable import timetable_of

if TYPE_CHECKING:
    import datetime as dt

    from geo_app.analysis.access.question import Question
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.changes.proposal import Proposal
    from geo_app.transit.network import Network
    from geo_app.transit.timetable import Timetable


def timetable_today(baseline: Baseline, day: DayType | dt.date) -> Timetable:
    """
    Return today's timetable, made once.

    Parameters
    ----------
    baseline
        The province as it is.
    day
        A type of day, or one day itself.

    Raises
    ------
    LayerError
        If no layer has service on the day.
    """
    return baseline.kept(
        ("timetable", day),
        lambda: timetable_of(baseline.feed, day, on=baseline.on, network=baseline.network),
    )


def weekday_today(baseline: Baseline) -> Timetable | None:
    """
    Return when buses run on a weekday; None where none runs.

    Parameters
    ----------
    baseline
        The province as it is.
    """
    try:
        return timetable_today(baseline, DayType.WEEKDAY)
    except LayerError:
        # No bus on weekdays: what runs today is not known, and nothing else depends on it.
        return None


def proposed_timetable(
    proposal: Proposal,
    baseline: Baseline,
    question: Question,
    *,
    applied: Network | None = None,
) -> Timetable | None:
    """
    Return the timetable as proposed, made once for all standards that ask for a day.

    Parameters
    ----------
    proposal
        Without errors.
    baseline
        The province as it is.
    question
        By whose standard and day.
    applied
        The network after all changes, as `check.checked` leaves it, if it is at hand.

    Returns
    -------
    timetable
        None where the question's standard asks for no window of time.

    Raises
    ------
    LayerError
        If no layer has service on the day.
    """
    if question.standard.window is None:
        return None
    day = question.day
    return baseline.kept(
        ("proposed timetable", proposal.changes, day),
        lambda: _proposed_on(day, proposal, baseline, applied),
    )


def _proposed_on(
    day: DayType | dt.date, proposal: Proposal, baseline: Baseline, applied: Network | None
) -> Timetable:
    feed = apply_to_feed(proposal, baseline.feed, baseline.network, applied=applied)
    if all(part.tables["trips"].empty for part in feed.parts):
        return _nothing_runs(timetable_today(baseline, day))
    return timetable_of(feed, day, on=baseline.on)


def _nothing_runs(today: Timetable) -> Timetable:
    """Return the timetable of a proposal that leaves no bus."""
    return replace(
        today,
        departures=today.departures.iloc[:0],
        legs=today.legs.iloc[:0],
        stops=today.stops.iloc[:0],
        routes=today.routes.iloc[:0],
    )
