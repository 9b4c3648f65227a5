"""How often a proposed route runs: headways by part of the day."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from geo_app.quality.clock import HOUR_S, MINUTE_S

FIRST_DEPARTURE_S = 6 * HOUR_S
LAST_DEPARTURE_S = 20 * HOUR_S
"""Span of a proposed route that states none: 06:00 to 20:00, the weekday window of DG REGIO
(Poelman & Dijkstra 2015). An assumption, named wherever its figures are shown."""


class Spell(NamedTuple):
    """A part of the service day with one headway: departures from start, before the end."""

    start_s: float
    end_s: float
    headway_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadwayWindow:
    """A part of the service day in which another headway holds; ends are seconds of the day."""

    start_s: float
    end_s: float
    headway_min: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """
    When a route runs, the same in both directions and on every day of its calendar.

    Attributes
    ----------
    headway_min
        Minutes between departures outside the windows; None: none runs there.
    windows
        Other headways by part of the day, in order, apart from each other.
    first_departure_s, last_departure_s
        Seconds of the service day, may exceed 86,400; None takes the assumed span.
    """

    headway_min: float | None = None
    windows: tuple[HeadwayWindow, ...] = ()
    first_departure_s: float | None = None
    last_departure_s: float | None = None

    @property
    def is_span_assumed(self) -> bool:
        """Whether the first or the last departure is not stated."""
        return self.first_departure_s is None or self.last_departure_s is None

    @property
    def span_s(self) -> tuple[float, float]:
        """First and last departure, assumed where they are not stated."""
        first, last = self.first_departure_s, self.last_departure_s
        if first is None and last is None and self.windows and self.headway_min is None:
            return self.windows[0].start_s, self.windows[-1].end_s
        return (
            FIRST_DEPARTURE_S if first is None else first,
            LAST_DEPARTURE_S if last is None else last,
        )

    def spells(self) -> list[Spell]:
        """
        Cut the day into parts of one headway.

        Returns
        -------
        spells
            In order, without gaps but where none runs. The last departure leaves even
            where the headway misses it, as with drawn lines.
        """
        first, last = self.span_s
        cuts = sorted({first, last, *(at for w in self.windows for at in (w.start_s, w.end_s))})
        cuts = [at for at in cuts if first <= at <= last]
        parts = [
            Spell(start, end, headway * MINUTE_S)
            for start, end in pairwise(cuts)
            if (headway := self._headway_min(start)) is not None
        ]
        return [*_joined(parts), *self._last_one(parts, last)]

    def departures(self) -> list[float]:
        """Return when buses leave each end, in seconds of the service day."""
        times = []
        for start, end, headway_s in self.spells():
            number = -int(-(end - start) // headway_s)
            times += [start + headway_s * k for k in range(number)]
        return times

    def _headway_min(self, at_s: float) -> float | None:
        inside = (w.headway_min for w in self.windows if w.start_s <= at_s < w.end_s)
        return next(inside, self.headway_min)

    def _last_one(self, parts: list[Spell], last: float) -> list[Spell]:
        """Add the last departure, which no part holds since parts end before their end."""
        if self.headway_min is None and self.last_departure_s is None:
            # A window says until when buses leave, not that one leaves at its end.
            return []
        if parts and parts[-1].end_s < last:
            return []
        headway_min = self._headway_min(last)
        headway_s = parts[-1].headway_s if parts else (headway_min or 0) * MINUTE_S
        return [Spell(last, last + headway_s, headway_s)] if headway_s > 0 else []


def _joined(parts: list[Spell]) -> list[Spell]:
    """Join neighbours of the same headway where the first ends on its beat."""
    joined: list[Spell] = []
    for part in parts:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.end_s == part.start_s
            and before.headway_s == part.headway_s
            and (part.start_s - before.start_s) % part.headway_s == 0
        ):
            joined[-1] = Spell(before.start_s, part.end_s, part.headway_s)
        else:
            joined.append(part)
    return joined
