"""
What is known of the drawing on the page: by the question, the rates and the day chosen.

Answers are kept by what was drawn and asked, so that opening another part of the
page measures nothing again.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo_app.desk.judging import RoadPath
from geo_app.memo import Memo
from geo_app.proposals.document.editor_document import proposal_of_editor
from geo_app.proposals.document.editor_fields import fields_of
from geo_app.proposals.document.proposal_reading import proposal_of
from geo_app.proposals.problems import ProposalError
from geo_app.store.addresses import default_url
from geo_app.store.opening import open_store
from geo_app.ui.shared import access_controls, state
from geo_app.ui.shared.at_desk import desk
from geo_app.ui.shared.at_desk import kept as kept_at_desk

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import pandas as pd
    from pyproj import Transformer

    from geo_app.analysis.access.question import Question
    from geo_app.desk.judging import Judgement
    from geo_app.errors import GeoAppError
    from geo_app.findings import Finding
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.changes.proposal import Proposal
    from geo_app.proposals.evaluation import Evaluation
    from geo_app.proposals.running.operating import Rates
    from geo_app.store.proposal_store import ProposalStore

    Digests = tuple[tuple[str, str], ...]

_STORES = Memo()
"""Opened databases by address: of this process, whatever province is on the desk."""


AS_DRAWN = RoadPath()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """
    What is known of a drawing.

    Attributes
    ----------
    proposal
        As it was read; None where a form holds what is no value.
    problems
        All that the check says, errors too.
    evaluation
        None with errors, or where the question cannot be asked.
    reason
        Why it cannot be asked, if that is so.
    road
        The line along roads.
    engine_ms
        How long all this took when it was measured.
    """

    proposal: Proposal | None
    problems: tuple[Finding, ...] = ()
    evaluation: Evaluation | None = None
    reason: GeoAppError | None = None
    road: RoadPath = AS_DRAWN
    engine_ms: float = 0.0

    @property
    def path(self) -> list[list[float]] | None:
        """The line along roads, (lon, lat); None where it is as it was drawn."""
        return self.road.lon_lat


def store() -> ProposalStore:
    """
    Return the store of this computer's proposals, or that of the address in the environment.

    Raises
    ------
    StoreError
        If the database cannot be opened.
    """
    url = default_url(os.environ)
    return _STORES.get("store", url, make=lambda: open_store(url))


def day() -> dt.date:
    """Return the day that is chosen."""
    chosen: dt.date = st.session_state[state.DAY]
    return chosen


def baseline() -> Baseline:
    """Return the province as it is, on the day that is chosen."""
    return desk().baseline(day())


def digests() -> Digests:
    """Return the digest of each layer that an evaluation may rest on."""
    return tuple(desk().digests().items())


def question() -> Question:
    """Return by which standard access counts, as chosen on this page or that of the gaps."""
    return access_controls.chosen_question()


def rates() -> Rates:
    """Return what running costs, as it was entered."""
    entered: Rates = st.session_state[state.RATES]
    return entered


def measured(doc: Mapping[str, Any], made_on: Digests = ()) -> Measured:
    """
    Measure what is drawn, by the question and the rates that are chosen.

    Parameters
    ----------
    doc
        As the editor holds it.
    made_on
        Digests of the layers that the proposal was made on.
    """
    text = json.dumps([doc["line"], doc["stops"], doc.get("fields", {})], sort_keys=True)
    asked = question(), rates(), day()
    return kept_at_desk(
        "measured", *asked, text, made_on, make=lambda: _measured(text, made_on, *asked)
    )


def dependence(doc: Mapping[str, Any], made_on: Digests = ()) -> pd.DataFrame:
    """
    Return who depends on each drawn stop alone; `doc` can be measured.

    Parameters
    ----------
    doc
        As the editor has it.
    made_on
        Digests of the layers that the proposal was made on.

    Returns
    -------
    dependence
        As `stop_dependence` returns it: by `stop_id`, `people_alone` in persons.
    """
    proposal = measured(doc, made_on).proposal
    assert proposal is not None
    return desk().dependence(proposal, question(), rates(), day())


def evaluated(document: Mapping[str, Any]) -> Measured:
    """
    Measure a saved proposal by its document, by the question and the rates chosen.

    Parameters
    ----------
    document
        As the store has it.
    """
    try:
        proposal = proposal_of(document)
    except ProposalError as error:
        return Measured(proposal=None, problems=error.problems)
    return _of(desk().judgement(proposal, question(), rates(), day()), proposal)


def communities_today() -> pd.DataFrame:
    """
    Return the communities as an evaluation of nothing would: who is served today.

    Returns
    -------
    communities
        As `judging.communities_today` returns them: `population` in persons.
    """
    return desk().communities_today(question(), day())


def to_metres() -> Transformer:
    """Return what turns (lon, lat) into the province's metres."""
    return desk().transformers(desk().buses().stops.crs.to_string())[0]


def to_degrees() -> Transformer:
    """Return what turns the province's metres into (lon, lat)."""
    return desk().transformers(desk().buses().stops.crs.to_string())[1]


def _measured(text: str, made_on: Digests, asked: Question, costs: Rates, on: dt.date) -> Measured:
    begun = time.perf_counter()
    line, stops, fields = json.loads(text)
    doc = {"line": line, "stops": stops, "fields": fields}
    road = desk().along_roads(line) if fields_of(doc).follows_roads else AS_DRAWN
    try:
        proposal = proposal_of_editor(doc, path=road.lon_lat, baseline=made_on)
    except ProposalError as error:
        return Measured(proposal=None, problems=error.problems, road=road)
    judgement = desk().judgement(proposal, asked, costs, on)
    engine_ms = (time.perf_counter() - begun) * 1_000
    return _of(judgement, proposal, road=road, engine_ms=engine_ms)


def _of(judgement: Judgement, proposal: Proposal, **drawn: Any) -> Measured:
    return Measured(
        proposal=proposal,
        problems=judgement.problems,
        evaluation=judgement.evaluation,
        reason=judgement.reason,
        **drawn,
    )
