"""When buses would run, for the standards that ask."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo_app.errors import LayerError
from geo_app.transit.calendar import DayType

if TYPE_CHECKING:
    from geo_app.analysis.question import Question
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.changes import Proposal
    from geo_app.transit.feed import Feed
    from geo_app.transit.timetable import Timetable


def feed_today(baseline: Baseline) -> Feed:
    """Return the tables of everything that runs today, put together once."""
    from geo_app.transit.feed import feed_of  # noqa: PLC0415 - as below

    return baseline.kept("feed", lambda: feed_of(baseline.province, on=baseline.on))


def weekday_today(baseline: Baseline) -> Timetable | None:
    """Return when buses run on a weekday, with the feed's own ids; None where none runs."""
    from geo_app.transit.feed import timetable_of_feed  # noqa: PLC0415 - as below

    def make() -> Timetable | None:
        try:
            return timetable_of_feed(feed_today(baseline), DayType.WEEKDAY, on=baseline.on)
        except LayerError:
            # No bus on weekdays: what runs today is not known, and nothing else depends on it.
            return None

    return baseline.kept("weekday", make)


def proposed_timetable(
    proposal: Proposal, baseline: Baseline, question: Question
) -> Timetable | None:
    """
    Return the timetable as proposed.

    Returns
    -------
    timetable
        None where the question's standard asks for no window of time.
    """
    if question.standard.window is None:
        return None
    # Tables are changed only for such standards; a stroke on the map must not wait for them.
    from geo_app.proposals.feed_changes import apply_to_feed  # noqa: PLC0415
    from geo_app.transit.feed import timetable_of_feed  # noqa: PLC0415

    feed = apply_to_feed(proposal, feed_today(baseline), baseline.network)
    if feed.tables["trips"].empty:
        return _nothing_runs(timetable_of_feed(feed_today(baseline), question.day, on=baseline.on))
    return timetable_of_feed(feed, question.day, on=baseline.on)


def _nothing_runs(today: Timetable) -> Timetable:
    """Return the timetable of a proposal that leaves no bus."""
    return replace(
        today,
        departures=today.departures.iloc[:0],
        legs=today.legs.iloc[:0],
        stops=today.stops.iloc[:0],
        routes=today.routes.iloc[:0],
    )
