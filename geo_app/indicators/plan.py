"""A valid disaster plan on the day that is asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_app.analysis import coverage
from geo_app.errors import mark
from geo_app.indicators.indicator import Answered, Indicator, Look
from geo_app.indicators.readable import Column, Fact
from geo_app.indicators.records import day_of, text_of
from geo_app.words import labels
from geo_app.words.formats import format_date

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from geo_app.analysis.access.question import Question
    from geo_app.desk.access_answers import AccessDesk
    from geo_app.indicators.readable import Reading


class PlanIndicator(Indicator):
    """Whether a plan of the community, or of a zone that holds it, is valid."""

    def ask(self, desk: AccessDesk, on: dt.date, question: Question) -> Answered:
        """
        Look each community up in the register.

        Parameters
        ----------
        desk, on, question
            As for `Indicator.ask`; access is not looked at.

        Returns
        -------
        answered
            Its value is the days for which the plan is still valid, below 0 once it has
            expired; missing where no end is known.
        """
        del question
        facts = desk.facts(on)
        days = (facts["plan_valid_until"] - pd.Timestamp(on)).dt.days
        return Answered(
            verdict=coverage.plan_verdicts(facts["plan_status"]), value=days.astype(float)
        )

    def facts(self, row: Any, reading: Reading) -> Iterator[Fact]:
        """
        Yield the plan's status, and until when it is valid.

        Parameters
        ----------
        row, reading
            As for `Indicator.facts`.
        """
        _ = reading.translate
        plan = _(labels.PLAN_STATUS[row.plan_status])
        if not pd.isna(row.plan_valid_until):
            until = format_date(row.plan_valid_until.date(), reading.language)
            plan = _("{plan} (until {day})").format(plan=plan, day=until)
        yield Fact(label=_(self.title), value=plan, kinds=self.kinds)

    def columns(self, ranked: pd.DataFrame, reading: Reading) -> Iterator[Column]:
        """
        Yield the plan's status, and its last day.

        Parameters
        ----------
        ranked, reading
            As for `Indicator.columns`.
        """
        _ = reading.translate
        yield Column(
            heading=reading.marked(_(self.title), self.kinds_needed),
            cells=ranked["plan_status"].map(lambda status: _(labels.PLAN_STATUS[status])),
            is_first=True,
        )
        yield Column(
            heading=reading.marked(_("Plan valid until"), self.kinds_needed),
            cells=ranked["plan_valid_until"].dt.strftime("%Y-%m-%d"),
        )

    def record(self, row: Any) -> dict[str, Any]:
        """
        Return the keys of the contract that are about plans.

        Parameters
        ----------
        row
            As for `Indicator.record`.
        """
        return {
            "plan_status": row.plan_status,
            "plan_id": text_of(row, "plan_id"),
            "plan_valid_until": day_of(row.plan_valid_until),
        }


PLAN = PlanIndicator(
    id="plan",
    unit=mark("days"),
    kinds=("disaster_plans",),
    kinds_needed=("disaster_plans",),
    is_walked=False,
    look=Look(colour="#0072b2", radius_px=7),
)
