"""What the last step of a drawing has changed in the numbers that it is drawn for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from geo_app.reports.proposal_facts import is_operation_known
from geo_app.ui.proposals import session
from geo_app.ui.shared import language, state

if TYPE_CHECKING:
    from geo_app.proposals.evaluation import Evaluation

Numbers = dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """The numbers of an open drawing at two of its revisions; before the first there are none."""

    token: str
    rev: int
    now: Numbers
    before: Numbers

    def followed_by(self, token: str, rev: int, now: Numbers) -> Steps:
        """
        Return the steps with the newest revision as the last one.

        Parameters
        ----------
        token, rev
            Of the document.
        now
            Its numbers. Those of the same revision under another question begin anew.
        """
        if token != self.token or (rev == self.rev and now != self.now):
            return Steps(token=token, rev=rev, now=now, before={})
        if rev == self.rev:
            return self
        return Steps(token=token, rev=rev, now=now, before=self.now)


def changes(evaluation: Evaluation) -> dict[str, str]:
    """
    Say by how much the last step has changed each number; nothing where it has not.

    Parameters
    ----------
    evaluation
        Of the drawing as it is.
    """
    doc, now = session.current(), _numbers(evaluation)
    first = Steps(token=doc["token"], rev=doc["rev"], now=now, before={})
    steps: Steps = st.session_state.get(state.PROPOSAL_STEPS, first)
    steps = steps.followed_by(doc["token"], doc["rev"], now)
    st.session_state[state.PROPOSAL_STEPS] = steps
    text = language.words()("{change} by the last step")
    apart = {key: steps.now[key] - steps.before[key] for key in steps.before if key in steps.now}
    return {
        key: text.format(change=f"{round(change):+,}")
        for key, change in apart.items()
        if round(change)
    }


def _numbers(evaluation: Evaluation) -> Numbers:
    people, totals = evaluation.people, evaluation.totals
    numbers = {"people_gained": people.people_gained, "people_lost": people.people_lost}
    if is_operation_known(evaluation):
        numbers["vehicles"] = totals.vehicles
        if totals.operating_cost_thb_per_day is not None:
            numbers["cost_day"] = totals.operating_cost_thb_per_day
    return {key: float(number) for key, number in numbers.items()}
