"""When buses would run, for the standards that ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    return timetable_of_feed(feed, question.day, on=baseline.on)
