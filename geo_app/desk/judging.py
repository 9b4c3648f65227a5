"""What is said of a proposal: its problems, what it would do, who is served without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.errors import GeoAppError
from geo_app.findings import errors_of
from geo_app.proposals.check import checked
from geo_app.proposals.evaluate import evaluate
from geo_app.proposals.gains import access_today
from geo_app.proposals.problems import ProposalError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyproj import Transformer

    from geo_app.analysis.access.question import Question
    from geo_app.findings import Finding
    from geo_app.network.roads import RoadFollower
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.changes.proposal import Proposal
    from geo_app.proposals.evaluation import Evaluation
    from geo_app.proposals.running.operating import Rates

PATH_DECIMALS = 6
"""A tenth of a metre, in degrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """
    What is known of a proposal.

    Attributes
    ----------
    problems
        All that the check says, errors too.
    evaluation
        None with errors, or where the question cannot be asked.
    reason
        Why it cannot be asked, if that is so.
    """

    problems: tuple[Finding, ...] = ()
    evaluation: Evaluation | None = None
    reason: GeoAppError | None = None

    def required(self) -> Evaluation:
        """
        Return the evaluation.

        Raises
        ------
        ProposalError
            If the proposal has errors; with all of them.
        GeoAppError
            If the question cannot be asked.
        """
        if self.reason is not None:
            # Without the traces of those who asked before.
            raise self.reason.with_traceback(None)
        if self.evaluation is None:
            raise ProposalError(errors_of(self.problems))
        return self.evaluation


@dataclass(frozen=True, slots=True)
class RoadPath:
    """A line along roads, (lon, lat); None where it stays as drawn. Metres that follow no road."""

    lon_lat: list[list[float]] | None = None
    off_road_m: float = 0.0


def judge(proposal: Proposal, baseline: Baseline, question: Question, *, rates: Rates) -> Judgement:
    """
    Check and evaluate a proposal; what cannot be measured says why.

    Parameters
    ----------
    proposal
        As it was read or drawn.
    baseline
        The province as it is.
    question
        By which standard access counts.
    rates
        What running costs.
    """
    sound = checked(proposal, baseline)
    if sound.errors:
        return Judgement(problems=sound.problems)
    try:
        measured = evaluate(proposal, baseline, question, rates=rates, sound=sound)
    except GeoAppError as error:
        return Judgement(problems=sound.problems, reason=error)
    return Judgement(problems=sound.problems, evaluation=measured)


def communities_today(baseline: Baseline, question: Question) -> pd.DataFrame:
    """
    Return the communities as an evaluation of nothing would.

    Parameters
    ----------
    baseline
        The province as it is.
    question
        By which standard.

    Returns
    -------
    communities
        Indexed by `community_id`: `name_th`, `name_en`, `population` (persons),
        `effect` (`none`), `served_after` (who is served today; nobody where the
        question cannot be asked).
    """
    origins = baseline.communities.origins
    columns = {name: origins.get(name) for name in ("name_th", "name_en", "population")}
    try:
        served = access_today(baseline, question, people=False)["is_served"]
    except GeoAppError:
        # Whoever asks is told why by `judge`.
        served = pd.Series(False, index=origins.index)
    table = pd.DataFrame(columns, index=origins.index)
    table["population"] = pd.to_numeric(table["population"], errors="coerce")
    return table.assign(effect="none", served_after=served)


def follow_roads(
    line: Sequence[Sequence[float]],
    follower: RoadFollower,
    transformers: tuple[Transformer, Transformer],
) -> RoadPath:
    """
    Lay a line along roads.

    Parameters
    ----------
    line
        (lon, lat) of its corners, two or more.
    follower
        Of the province's roads.
    transformers
        From (lon, lat) to its metres, and back.
    """
    there, back = transformers
    corners = np.column_stack(there.transform(*np.array(line, dtype=float).T))
    followed = follower.follow(corners)
    lon_lat = np.column_stack(back.transform(*followed.path_xy.T)).round(PATH_DECIMALS)
    return RoadPath(lon_lat.tolist(), followed.off_road_m)
