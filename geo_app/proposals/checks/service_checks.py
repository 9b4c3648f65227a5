"""What can be wrong with headways, span, speed and fare."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from geo_app.errors import mark
from geo_app.quality.clock import DAY_S, HOUR_S, MINUTE_S
from geo_app.transit.departures import LAST_SECOND_S
from geo_app.transit.drawn.lines import BUS_SPEED_KMH
from geo_app.units import format_clock

if TYPE_CHECKING:
    from geo_app.proposals.changes.new_route import AddRoute
    from geo_app.proposals.checks.check_findings import Findings
    from geo_app.proposals.running.service import HeadwayWindow, Service

MAX_SPEED_KMH = 120.0
USUAL_SPEED_KMH = (8.0, 50.0)
"""Between walking pace in a jam and a country road; others are asked about."""


def check_service(service: Service, subject: str, findings: Findings) -> None:
    """
    Find what is wrong with when a route runs.

    Parameters
    ----------
    service
        Headways in minutes, span in seconds of the service day.
    subject
        Whose it is.
    findings
        Where it is told.
    """
    if service.headway_min is None and not service.windows:
        findings.error(
            "no_headway",
            mark("'{subject}' has no headway: say every how many minutes a bus leaves."),
            subject=subject,
        )
    headways = [service.headway_min, *(window.headway_min for window in service.windows)]
    for headway_min in headways:
        if headway_min is not None:
            _check_headway(headway_min, subject, findings)
    _check_span(service, subject, findings)
    _check_windows(service.windows, subject, findings)
    first, last = service.span_s
    if any(window.end_s <= first or window.start_s >= last for window in service.windows):
        findings.warn(
            "window_outside_span",
            mark("'{subject}': a part of the day lies outside {first} to {last} and counts not."),
            subject=subject,
            first=format_clock(first),
            last=format_clock(last),
        )


def check_running(route: AddRoute, findings: Findings) -> None:
    """
    Find what is wrong with speed and fare, and say which are assumed.

    Parameters
    ----------
    route
        The new route: its speed in km/h, its fare in THB.
    findings
        Where it is told.
    """
    speed, subject = route.speed_kmh, route.route_id
    if speed is None:
        findings.info(
            "speed_assumed",
            mark("'{subject}' states no speed; {speed:g} km/h with its stops is assumed."),
            subject=subject,
            speed=BUS_SPEED_KMH,
        )
    else:
        check_speed(speed, subject, findings)
    if route.fare_thb is not None and route.fare_thb < 0:
        findings.error("bad_fare", mark("'{subject}': a fare is 0 THB or more."), subject=subject)


def check_speed(speed_kmh: float, subject: str, findings: Findings) -> None:
    """
    Find what is wrong with a speed.

    Parameters
    ----------
    speed_kmh
        With stops.
    subject
        Whose it is.
    findings
        Where it is told.
    """
    if not 0 < speed_kmh <= MAX_SPEED_KMH:
        findings.error(
            "bad_speed",
            mark("'{subject}': {speed:g} km/h is no speed of a bus."),
            subject=subject,
            speed=speed_kmh,
        )
    elif not USUAL_SPEED_KMH[0] <= speed_kmh <= USUAL_SPEED_KMH[1]:
        findings.warn(
            "unusual_speed",
            mark("'{subject}': {speed:g} km/h with its stops is unusual for a bus."),
            subject=subject,
            speed=speed_kmh,
        )


def _check_headway(headway_min: float, subject: str, findings: Findings) -> None:
    if not headway_min > 0:
        findings.error(
            "bad_headway",
            mark("'{subject}': a headway of {headway:g} min is none; it must be above 0."),
            subject=subject,
            headway=headway_min,
        )
    elif headway_min * MINUTE_S > DAY_S:
        findings.error(
            "headway_over_a_day",
            mark("'{subject}': a headway of {headway:g} min is longer than a day."),
            subject=subject,
            headway=headway_min,
        )
    elif headway_min < 1:
        findings.error(
            "headway_below_a_minute",
            mark("'{subject}': a headway of {headway:g} min is below a minute."),
            subject=subject,
            headway=headway_min,
        )


def _check_span(service: Service, subject: str, findings: Findings) -> None:
    first, last = service.span_s
    if service.is_span_assumed and service.headway_min is not None:
        findings.info(
            "span_assumed",
            mark("'{subject}' does not state its whole span; {first} to {last} is assumed."),
            subject=subject,
            first=format_clock(first),
            last=format_clock(last),
        )
    if last < first:
        findings.error(
            "last_before_first",
            mark(
                "'{subject}': the last departure {last} is before the first {first}. After "
                "midnight write 25:30 for half past one."
            ),
            subject=subject,
            first=format_clock(first),
            last=format_clock(last),
        )
    elif last > LAST_SECOND_S:
        findings.error(
            "ends_too_late",
            mark("'{subject}': a service day ends at 30:00, and {last} is after it."),
            subject=subject,
            last=format_clock(last),
        )


def _check_windows(windows: tuple[HeadwayWindow, ...], subject: str, findings: Findings) -> None:
    if any(window.end_s <= window.start_s or window.end_s > 30 * HOUR_S for window in windows):
        findings.error(
            "bad_window",
            mark("'{subject}': each part of the day with a headway ends after it starts."),
            subject=subject,
        )
    if any(after.start_s < before.end_s for before, after in pairwise(windows)):
        findings.error(
            "windows_overlap",
            mark("'{subject}': parts of the day with different headways overlap."),
            subject=subject,
        )
