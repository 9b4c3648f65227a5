"""
A clinic or a hospital within 30 minutes on foot.

Hospitals count, since they see outpatients as clinics do; maps and registers call the
same house the one or the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo_app.analysis.access.standards import WALK_SPEED_M_S
from geo_app.analysis.verdicts import verdicts_of
from geo_app.analysis.walks.nearest_stops import ROUNDING_M
from geo_app.errors import mark
from geo_app.indicators.indicator import Answered, Indicator, Look

if TYPE_CHECKING:
    import datetime as dt

    from geo_app.analysis.access.question import Question
    from geo_app.desk.access_answers import AccessDesk

FACILITY_TYPES = ("clinic", "hospital")
WALK_MIN = 30.0
MINUTE_S = 60.0


class ClinicIndicator(Indicator):
    """Whether the nearest clinic or hospital is within 30 minutes' walk at 80 m a minute."""

    def ask(self, desk: AccessDesk, on: dt.date, question: Question) -> Answered:
        """
        Walk from each community to the nearest of them.

        Parameters
        ----------
        desk, on, question
            As for `Indicator.ask`; neither the day nor access is looked at.

        Returns
        -------
        answered
            Its value is the minutes of that walk; missing, and the verdict unknown, where
            no layer says where facilities are or no way to one is known.
        """
        del question
        minutes = pd.Series(float("nan"), index=desk.facts(on).index)
        if desk.usable().has("facilities"):
            walks_m = desk.nearest_facility(FACILITY_TYPES)["walk_distance_m"]
            minutes = walks_m.astype(float) / WALK_SPEED_M_S / MINUTE_S
        is_met = (minutes <= WALK_MIN + ROUNDING_M / WALK_SPEED_M_S / MINUTE_S).astype("boolean")
        return Answered(verdict=verdicts_of(is_met.mask(minutes.isna())), value=minutes)


CLINIC = ClinicIndicator(
    id="clinic_walk",
    unit=mark("min"),
    kinds=("facilities", "walk_network", "roads"),
    kinds_needed=("facilities",),
    facility_types=FACILITY_TYPES,
    is_walked=True,
    look=Look(colour="#cc79a7", radius_px=7.5),
)
