"""All indicators asked of a province, and the communities ranked by those that count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_app.analysis.ranking import rank
from geo_app.analysis.verdicts import Verdict
from geo_app.analysis.walks.facilities import layers_behind
from geo_app.errors import GeoAppError
from geo_app.indicators.indicator import Answered
from geo_app.indicators.listing import LISTING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

    from geo_app.analysis.access.question import Question
    from geo_app.catalogue import Status
    from geo_app.desk.access_answers import AccessDesk
    from geo_app.indicators.indicator import Indicator
    from geo_app.province import Province


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What each indicator answers, by id; `reasons` says why one could not be asked."""

    by_id: Mapping[str, Answered]
    reasons: Mapping[str, GeoAppError]


def ask_all(
    desk: AccessDesk, on: dt.date, question: Question, *, counted: Iterable[str]
) -> Answers:
    """
    Ask every indicator.

    Parameters
    ----------
    desk
        For everything about the province.
    on
        The day asked about.
    question
        By which definition access counts.
    counted
        Ids of those that must answer; of another whose layer cannot be used nothing is
        known, and `reasons` says why.

    Raises
    ------
    GeoAppError
        If one that counts cannot be asked.
    """
    by_id, reasons = {}, {}
    for indicator in LISTING:
        try:
            by_id[indicator.id] = indicator.ask(desk, on, question)
        except GeoAppError as error:
            if indicator.id in counted:
                raise
            by_id[indicator.id] = _unknown(desk.facts(on).index)
            reasons[indicator.id] = error.with_traceback(None)
    return Answers(by_id=by_id, reasons=reasons)


def rank_by_answers(
    facts: gpd.GeoDataFrame, answers: Answers, *, counted: tuple[str, ...]
) -> gpd.GeoDataFrame:
    """
    Rank the communities by the indicators that count.

    Parameters
    ----------
    facts
        As `coverage.community_facts` returns them.
    answers
        As `ask_all` returns them.
    counted
        Ids of the indicators that count.

    Returns
    -------
    ranked
        As `ranking.rank` returns them, with `<id>_verdict` and `<id>_value` of every
        indicator (the value in its unit, missing where it is not known) and the further
        columns that it answers with.
    """
    verdicts = {name: answers.by_id[name].verdict for name in counted}
    columns: dict[str, Any] = {}
    for name, answered in answers.by_id.items():
        columns |= {f"{name}_verdict": answered.verdict, f"{name}_value": answered.value}
        columns |= answered.columns
    return rank(facts.assign(**columns), pd.DataFrame(verdicts, index=facts.index))


def answers_frame(desk: AccessDesk, answers: Answers, question: Question) -> pd.DataFrame:
    """
    List what each indicator answers of each community.

    Parameters
    ----------
    desk
        For the layers behind the answers.
    answers
        As `ask_all` returns them.
    question
        By which definition access counts.

    Returns
    -------
    frame
        Indexed by `community_id` and `indicator`: `verdict` (`met`, `unmet`, `unknown`),
        `value` (in `unit`; NaN is unknown), `unit` (an English sign), `layers` (ids of the
        layers behind it), `data_status` (the least trusted status of those; None without
        any) and `reason` (why it could not be asked; None where it could).
    """
    frames = []
    for indicator in LISTING:
        answered, reason = answers.by_id[indicator.id], answers.reasons.get(indicator.id)
        specs = layers_behind(desk.province, indicator.kinds, indicator.facility_types)
        layers = tuple(spec.layer_id for spec in specs)
        frame = pd.DataFrame(
            {
                "verdict": answered.verdict,
                "value": answered.value.astype(float),
                "unit": indicator.unit_of(question.standard),
                "layers": [layers] * len(answered.verdict),
                "data_status": status_of(indicator, desk.province),
                "reason": None if reason is None else reason.sentence(str),
            }
        )
        frames.append(frame.assign(indicator=indicator.id))
    return pd.concat(frames).set_index("indicator", append=True)


def status_of(indicator: Indicator, province: Province) -> Status | None:
    """
    Return the least trusted status of the layers behind an indicator.

    Parameters
    ----------
    indicator
        One of the list.
    province
        Whose layers.

    Returns
    -------
    status
        None where the province has none of them.
    """
    specs = layers_behind(province, indicator.kinds, indicator.facility_types)
    return max((spec.status for spec in specs), key=lambda status: status.distrust, default=None)


def _unknown(communities: pd.Index) -> Answered:
    verdict = pd.Series(Verdict.UNKNOWN.value, index=communities, dtype=object)
    return Answered(verdict=verdict, value=pd.Series(float("nan"), index=communities))
