"""
What route proposals would do to the province on a desk.

The rooms of proposals are imported when somebody asks: the first page needs none.
"""

# ruff: noqa: PLC0415 - see above

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pyproj import Transformer

from geo_app.analysis.walks.demand import By
from geo_app.crs import DISPLAY_CRS
from geo_app.desk.keeping import kept
from geo_app.desk.stop_answers import StopsDesk

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    import pandas as pd

    from geo_app.analysis.access.question import Question
    from geo_app.desk.judging import Judgement, RoadPath
    from geo_app.desk.line_ahead import LineAhead, PeoplePlaces
    from geo_app.network.roads import RoadFollower
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.changes.proposal import Proposal
    from geo_app.proposals.evaluation import Evaluation
    from geo_app.proposals.running.operating import Rates


class ProposalsDesk(StopsDesk):
    """What proposals would do; the province is measured once for all of them."""

    @kept
    def baseline(self, on: dt.date) -> Baseline:
        """
        Return the province as it is, for proposals to be held against.

        Parameters
        ----------
        on
            The day asked about, such as today.
        """
        from geo_app.proposals.baseline import build_baseline

        province = self.province
        return build_baseline(
            province,
            on=on,
            feed=self.feed(on),
            network=self.buses(),
            walking=self.walking(),
            communities=self.reach(By.COMMUNITY),
            people=self.reach(By.ZONE),
            memo=self.memo.part("baseline", on),
        )

    @kept
    def digests(self) -> dict[str, str]:
        """Return the digest of each layer that an evaluation may rest on, by layer id."""
        from geo_app.proposals.baseline import layer_digests

        return layer_digests(self.province)

    def evaluation(
        self, proposal: Proposal, question: Question, rates: Rates | None = None, *, on: dt.date
    ) -> Evaluation:
        """
        Say what a proposal would do.

        Parameters
        ----------
        proposal
            As it was read or drawn.
        question
            By which standard access counts.
        rates
            What running costs.
        on
            As for `baseline`.

        Raises
        ------
        ProposalError
            If the proposal has errors; with all of them.
        LayerError
            If a layer that the question needs cannot be used.
        """
        from geo_app.proposals.running.operating import Rates

        return self.judgement(proposal, question, rates or Rates(), on).required()

    @kept
    def judgement(
        self, proposal: Proposal, question: Question, rates: Rates, on: dt.date
    ) -> Judgement:
        """
        Check and evaluate a proposal; what cannot be measured says why.

        Parameters
        ----------
        proposal, question, rates, on
            As for `evaluation`.
        """
        from geo_app.desk.judging import judge

        return judge(proposal, self.baseline(on), question, rates=rates)

    @kept
    def dependence(
        self, proposal: Proposal, question: Question, rates: Rates, on: dt.date
    ) -> pd.DataFrame:
        """
        Find who depends on each drawn stop alone.

        Parameters
        ----------
        proposal, question, rates, on
            As for `evaluation`.

        Returns
        -------
        dependence
            As `stop_dependence` returns it; persons.
        """
        from geo_app.proposals.dependence import stop_dependence

        evaluation = self.evaluation(proposal, question, rates, on=on)
        return stop_dependence(evaluation, self.baseline(on))

    @kept
    def communities_today(self, question: Question, on: dt.date) -> pd.DataFrame:
        """
        Return the communities as an evaluation of nothing would.

        Parameters
        ----------
        question
            By which standard.
        on
            As for `baseline`.

        Returns
        -------
        communities
            As `judging.communities_today` returns them; persons.
        """
        from geo_app.desk.judging import communities_today

        return communities_today(self.baseline(on), question)

    def along_roads(
        self, line: Sequence[Sequence[float]], *, reach_m: float | None = None
    ) -> RoadPath:
        """
        Lay a line along roads.

        Parameters
        ----------
        line
            (lon, lat) of its corners.
        reach_m
            How far from a road a corner may lie, in metres; `roads.FURTHEST_M` without.
        """
        from geo_app.desk.judging import RoadPath, follow_roads
        from geo_app.network.roads import FURTHEST_M

        follower, crs = self._follower(), self.walking().crs
        if follower is None or crs is None or len(line) < 2:  # noqa: PLR2004 - a line
            return RoadPath()
        reach_m = FURTHEST_M if reach_m is None else reach_m
        return follow_roads(line, follower, self.transformers(crs.to_string()), reach_m=reach_m)

    def line_ahead(
        self, line: Sequence[Sequence[float]], *, reach_m: float, within_m: float, on_roads: bool
    ) -> LineAhead:
        """
        Say where a line that is being drawn would lead, and who lives beside it.

        Parameters
        ----------
        line
            (lon, lat) of its corners, two or more.
        reach_m
            How far from a road a corner may lie, in metres; at least `roads.FURTHEST_M`.
        within_m
            Who lives so near in a straight line is counted, in metres.
        on_roads
            Whether it follows the roads.
        """
        from geo_app.desk.line_ahead import look_ahead
        from geo_app.network.roads import FURTHEST_M

        road = self.along_roads(line, reach_m=max(FURTHEST_M, reach_m)) if on_roads else None
        path = list(map(list, line)) if road is None or road.lon_lat is None else road.lon_lat
        there, _ = self.transformers(str(self.province.spec.analysis_crs))
        path_xy = np.column_stack(there.transform(*np.array(path, dtype=float).T))
        straight = () if road is None else road.straight
        return look_ahead(path, path_xy, straight, self.people_places(), within_m=within_m)

    @kept
    def people_places(self) -> PeoplePlaces | None:
        """Return where people are counted by place, in the layer's order; None without it."""
        from geo_app.desk.line_ahead import people_places

        if not self.usable().has("population"):
            return None
        points = self.usable().of_kind("population")
        return people_places(points)

    @kept
    def transformers(self, crs: str) -> tuple[Transformer, Transformer]:
        """
        Return what turns (lon, lat) into metres, and back.

        Parameters
        ----------
        crs
            A projected CRS in metres.
        """
        there = Transformer.from_crs(DISPLAY_CRS, crs, always_xy=True)
        return there, Transformer.from_crs(crs, DISPLAY_CRS, always_xy=True)

    @kept
    def _follower(self) -> RoadFollower | None:
        from geo_app.network.roads import RoadFollower

        graph = self.walking().graph
        return None if graph is None else RoadFollower(graph)
