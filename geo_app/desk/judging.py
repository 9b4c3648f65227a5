"""What is said of a proposal: its problems, what it would do, who is served without it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.errors import GeoAppError
from geo_app.findings import errors_of
from geo_app.network.roads import SNAP_LIMIT_M
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
    """
    A line along roads.

    Attributes
    ----------
    lon_lat
        Its corners, (lon, lat) in degrees; None where it stays as drawn.
    straight
        Start and end, (lon, lat) in degrees, of each part that follows no road.
    off_road_m
        Metres of these.
    moved, furthest_m
        How many points of the line lay beside no road and were moved to the nearest one,
        and by how many metres at most.
    points
        Where each point of the line lies on the path, (lon, lat) in degrees.
    """

    lon_lat: list[list[float]] | None = None
    straight: tuple[list[list[float]], ...] = ()
    off_road_m: float = 0.0
    moved: int = 0
    furthest_m: float = 0.0
    points: tuple[list[float], ...] = ()


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
    *,
    reach_m: float,
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
    reach_m
        How far from a road a corner may lie, in metres.
    """
    there, back = transformers
    corners = np.column_stack(there.transform(*np.array(line, dtype=float).T))
    followed = follower.follow(corners, furthest_m=reach_m)
    lon_lat = np.column_stack(back.transform(*followed.path_xy.T)).round(PATH_DECIMALS).tolist()
    legs = zip(followed.is_on_road, pairwise(followed.vertex_at), strict=True)
    far_m = followed.moved_m[followed.moved_m > SNAP_LIMIT_M]
    return RoadPath(
        lon_lat=lon_lat,
        straight=tuple([lon_lat[a], lon_lat[b]] for on_road, (a, b) in legs if not on_road),
        off_road_m=followed.off_road_m,
        moved=len(far_m),
        furthest_m=float(far_m.max(initial=0.0)),
        points=tuple(lon_lat[place] for place in followed.vertex_at),
    )
