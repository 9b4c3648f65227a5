"""A bus stop within reach, by the standard of access that is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_app.analysis import coverage
from geo_app.analysis.access.standards import METRES
from geo_app.analysis.walks.demand import By
from geo_app.indicators.indicator import Answered, Indicator, Look
from geo_app.indicators.readable import Column, Fact
from geo_app.indicators.records import metres_of, text_of, value_of
from geo_app.words import labels
from geo_app.words.formats import format_distance

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from geo_app.analysis.access.question import Question
    from geo_app.analysis.access.standards import Standard
    from geo_app.desk.access_answers import AccessDesk
    from geo_app.indicators.readable import Reading

BUS_KINDS = ("transit", "bus_routes", "bus_stops")
WALK_KINDS = ("walk_network", "roads")


class StopIndicator(Indicator):
    """Whether a standard of access calls a community served."""

    def ask(self, desk: AccessDesk, on: dt.date, question: Question) -> Answered:
        """
        Ask the standard of every community.

        Parameters
        ----------
        desk, on, question
            As for `Indicator.ask`.

        Returns
        -------
        answered
            Also `has_stop` (missing where the answer hangs on an unknown timetable or
            position),
            `value` (in the standard's unit), `access_class` and `is_sensitive`
            (another choice would answer otherwise).
        """
        communities = replace(question, by=By.COMMUNITY)
        access, sensitive = desk.access(communities, on), desk.sensitive(communities)
        return Answered(
            verdict=coverage.stop_verdicts(access["is_served"]),
            value=access["value"],
            columns={
                "has_stop": access["is_served"],
                "value": access["value"],
                "access_class": access["access_class"],
                "is_sensitive": False if sensitive is None else sensitive["is_sensitive"],
            },
        )

    def unit_of(self, standard: Standard) -> str:
        """
        Return the standard's unit.

        Parameters
        ----------
        standard
            By which access was asked.
        """
        return standard.unit

    def facts(self, row: Any, reading: Reading) -> Iterator[Fact]:
        """
        Yield what the standard says, and the way to the nearest stop.

        Parameters
        ----------
        row, reading
            As for `Indicator.facts`.
        """
        _, language = reading.translate, reading.language
        walk_kinds = (*WALK_KINDS, *BUS_KINDS)
        if reading.standard is not None:
            served = _standard_words(row, reading.standard, reading)
            yield Fact(label=_(reading.standard.title), value=served, kinds=walk_kinds)
        if row.nearest_stop_id in reading.stop_names:
            name = reading.stop_names[row.nearest_stop_id]
            yield Fact(label=_("Nearest stop"), value=name, kinds=BUS_KINDS, is_brief=False)
        walk, note = _("no way known from the roads we have"), ""
        if not row.is_placed:
            walk = _("not known, as the position is not")
        if row.is_connected:
            walk, note = format_distance(row.walk_distance_m, language), reading.method_words
        yield Fact(
            label=_("Walk to the nearest stop"),
            value=walk,
            kinds=walk_kinds,
            note=note,
            is_walked=bool(row.is_connected),
        )
        if not row.is_placed:
            return
        straight = format_distance(row.straight_distance_m, language)
        yield Fact(label=_("Straight line to a stop"), value=straight, kinds=BUS_KINDS)

    def columns(self, ranked: pd.DataFrame, reading: Reading) -> Iterator[Column]:
        """
        Yield the standard's value where it looks at a window, and the way to the nearest stop.

        Parameters
        ----------
        ranked, reading
            As for `Indicator.columns`.
        """
        _, standard = reading.translate, reading.standard
        if standard is not None and standard.window is not None:
            heading = f"{_(standard.title)} ({_(standard.unit)})"
            yield Column(heading=heading, cells=ranked["value"].round(1), is_first=True)
        walk = reading.marked(_("Walk to a stop (m)"), self.kinds_needed, is_walked=True)
        yield Column(heading=walk, cells=ranked["walk_distance_m"].round())
        yield Column(heading=_("Straight line (m)"), cells=ranked["straight_distance_m"].round())
        names = reading.stop_names
        stops = ranked["nearest_stop_id"].map(lambda stop_id: names.get(stop_id, stop_id))
        yield Column(heading=_("Nearest stop"), cells=stops)

    def record(self, row: Any) -> dict[str, Any]:
        """
        Return the keys of the contract that are about stops.

        Parameters
        ----------
        row
            As for `Indicator.record`.
        """
        return {
            "has_stop": None if pd.isna(row.has_stop) else bool(row.has_stop),
            "is_connected": bool(row.is_connected),
            "nearest_stop_id": text_of(row, "nearest_stop_id"),
            "walk_distance_m": metres_of(row.walk_distance_m),
            "straight_distance_m": metres_of(row.straight_distance_m),
            "value": value_of(row.value),
            "access_class": text_of(row, "access_class"),
            "is_sensitive": bool(row.is_sensitive),
        }


def _standard_words(row: Any, standard: Standard, reading: Reading) -> str:
    """Say what the standard finds, and the value it goes by."""
    _ = reading.translate
    words = [labels.served_words(row.has_stop, _, is_placed=row.is_placed)]
    class_text = labels.class_words(getattr(row, "access_class", None), _)
    if class_text is not None:
        words.append(class_text)
    value = getattr(row, "value", None)
    if standard.window is not None and not pd.isna(value):
        # Without a window the value is the walk, which stands further down.
        words.append(f"{value:,.1f} {_(standard.unit)}")
    return " · ".join(words)


STOP = StopIndicator(
    id="stop",
    unit=METRES,
    kinds=(*BUS_KINDS, *WALK_KINDS),
    # No province opens without buses, and estimated walks have a mark of their own.
    kinds_needed=(),
    is_walked=True,
    # Okabe & Ito (2008), as every colour of a gap.
    look=Look(colour="#e69f00", radius_px=8, dashes="4 3", weight_px=2.5),
)
