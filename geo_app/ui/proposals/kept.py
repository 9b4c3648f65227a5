"""
What proposals are held against, kept between reruns and shared by all sessions.

The province is measured once for its files and a day; every stroke is then held
against that. Answers are kept by what was drawn and asked, so that opening another
part of the page measures nothing again.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st
from pyproj import Transformer

from geo_app.analysis.demand import By
from geo_app.crs import DISPLAY_CRS
from geo_app.errors import GeoAppError
from geo_app.network.roads import RoadFollower
from geo_app.proposals.baseline import Baseline, build_baseline, layer_digests
from geo_app.proposals.check import check_proposal
from geo_app.proposals.dependence import stop_dependence
from geo_app.proposals.drawing import proposal_of_editor
from geo_app.proposals.drawing_fields import fields_of
from geo_app.proposals.evaluate import evaluate
from geo_app.proposals.gains import access_today
from geo_app.proposals.geojson import proposal_of
from geo_app.proposals.network import network_of
from geo_app.proposals.problems import ProposalError, errors_of
from geo_app.store.addresses import default_url
from geo_app.store.opening import open_store
from geo_app.transit.calendar import DayType
from geo_app.transit.headways import read_window
from geo_app.ui import access_controls, state
from geo_app.ui.answers import reach_of
from geo_app.ui.province import KINDS_MEASURED, buses_of, key, usable_of, walking_on

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from geo_app.analysis.question import Question
    from geo_app.proposals.changes import Proposal
    from geo_app.proposals.evaluation import Evaluation
    from geo_app.proposals.operating import Rates
    from geo_app.proposals.problems import Problem
    from geo_app.store.proposal_store import ProposalStore

    Digests = tuple[tuple[str, str], ...]
    Asked = tuple[str, int, dt.date, Question, Rates, str, Digests]

MAX_MEASURED_KEPT = 48
PATH_DECIMALS = 6
"""A tenth of a metre, in degrees."""


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
    path
        (lon, lat) of the line along roads; None where it is as it was drawn.
    off_road_m
        Metres of it that follow no road.
    engine_ms
        How long all this took when it was measured.
    """

    proposal: Proposal | None
    problems: tuple[Problem, ...] = ()
    evaluation: Evaluation | None = None
    reason: GeoAppError | None = None
    path: list[list[float]] | None = None
    off_road_m: float = 0.0
    engine_ms: float = 0.0


def store() -> ProposalStore:
    """
    Return the store of this computer's proposals, or that of the address in the environment.

    Raises
    ------
    StoreError
        If the database cannot be opened.
    """
    return _store(default_url(os.environ))


def baseline() -> Baseline:
    """Return the province as it is, on the day that is chosen."""
    return _baseline(*key(), st.session_state[state.DAY])


def digests() -> Digests:
    """Return the digest of each layer that an evaluation may rest on."""
    own = baseline()
    return tuple(own.kept("digests", lambda: layer_digests(own.province)).items())


def question() -> Question:
    """Return by which standard access counts, as chosen on this page or that of the gaps."""
    standard = state.chosen_standard()
    chosen_m = st.session_state[state.WALK_DISTANCE_M]
    metres = chosen_m if standard.is_adjustable else int(standard.walk_distance_m)
    day_type = DayType(st.session_state[state.DAY_TYPE])
    window = st.session_state[state.WINDOW] if standard.window is not None else None
    own = None if window is None else read_window("-".join(window))
    return access_controls.question_of(standard, metres, day_type, own)


def rates() -> Rates:
    """Return what running costs, as it was entered."""
    own: Rates = st.session_state[state.RATES]
    return own


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
    return _measured(*_asked(doc, made_on))


def dependence(doc: Mapping[str, Any], made_on: Digests = ()) -> pd.DataFrame:
    """Return who depends on each drawn stop alone; `doc` can be measured."""
    return _dependence(*_asked(doc, made_on))


def evaluated(document: Mapping[str, Any]) -> Measured:
    """Measure a saved proposal by its document, by the question and the rates chosen."""
    text = json.dumps(document, sort_keys=True)
    return _evaluated(*key(), st.session_state[state.DAY], question(), rates(), text)


def communities_today() -> pd.DataFrame:
    """Return the communities as an evaluation of nothing would: who is served today."""
    own = baseline()
    return _communities_today(*key(), own.on, question())


def to_metres() -> Transformer:
    """Return what turns (lon, lat) into the province's metres."""
    return _transformers(baseline().network.stops.crs.to_string())[0]


def to_degrees() -> Transformer:
    """Return what turns the province's metres into (lon, lat)."""
    return _transformers(baseline().network.stops.crs.to_string())[1]


def _asked(doc: Mapping[str, Any], made_on: Digests) -> Asked:
    """Return everything that an answer hangs on."""
    text = json.dumps([doc["line"], doc["stops"], doc.get("fields", {})], sort_keys=True)
    return (*key(), st.session_state[state.DAY], question(), rates(), text, made_on)


@st.cache_resource(max_entries=2, show_spinner=False)
def _store(url: str) -> ProposalStore:
    return open_store(url)


@st.cache_resource(max_entries=2, show_spinner=False)
def _baseline(path: str, stamp: int, on: dt.date) -> Baseline:
    where = path, stamp
    province = usable_of(*where, KINDS_MEASURED)
    return build_baseline(
        province,
        on=on,
        network=network_of(province, buses_of(*where)),
        walking=walking_on(*where),
        communities=reach_of(*where, By.COMMUNITY),
        people=reach_of(*where, By.ZONE),
    )


@st.cache_resource(max_entries=8, show_spinner=False)
def _communities_today(path: str, stamp: int, on: dt.date, asked: Question) -> pd.DataFrame:
    own = _baseline(path, stamp, on)
    named = own.communities.origins
    columns = {name: named.get(name) for name in ("name_th", "name_en", "population")}
    try:
        served = access_today(own, asked, people=False)["is_served"]
    except GeoAppError:
        # Why the question cannot be asked stands beside the map already.
        served = pd.Series(False, index=named.index)
    table = pd.DataFrame(columns, index=named.index)
    table["population"] = pd.to_numeric(table["population"], errors="coerce")
    return table.assign(effect="none", served_after=served)


@st.cache_resource(max_entries=2, show_spinner=False)
def _follower(path: str, stamp: int) -> RoadFollower | None:
    graph = walking_on(path, stamp).graph
    return None if graph is None else RoadFollower(graph)


@st.cache_resource(max_entries=4, show_spinner=False)
def _transformers(crs: str) -> tuple[Transformer, Transformer]:
    there = Transformer.from_crs(DISPLAY_CRS, crs, always_xy=True)
    return there, Transformer.from_crs(crs, DISPLAY_CRS, always_xy=True)


@st.cache_resource(max_entries=MAX_MEASURED_KEPT, show_spinner=False)
def _measured(
    path: str,
    stamp: int,
    on: dt.date,
    asked: Question,
    costs: Rates,
    text: str,
    made_on: Digests,
) -> Measured:
    begun = time.perf_counter()
    line, stops, fields = json.loads(text)
    doc = {"line": line, "stops": stops, "fields": fields}
    road, off_road_m = None, 0.0
    if fields_of(doc).follows_roads and len(line) > 1:
        road, off_road_m = _followed(path, stamp, line)
    try:
        proposal = proposal_of_editor(doc, path=road, baseline=made_on)
    except ProposalError as error:
        return Measured(proposal=None, problems=error.problems, path=road)
    found = _found(_baseline(path, stamp, on), proposal, asked, costs)
    engine_ms = (time.perf_counter() - begun) * 1_000
    return Measured(
        proposal=proposal, path=road, off_road_m=off_road_m, engine_ms=engine_ms, **found
    )


@st.cache_resource(max_entries=8, show_spinner=False)
def _dependence(*asked: Any) -> pd.DataFrame:
    path, stamp, on, *_ = asked
    own = _measured(*asked).evaluation
    assert own is not None
    return stop_dependence(own, _baseline(path, stamp, on))


@st.cache_resource(max_entries=MAX_MEASURED_KEPT, show_spinner=False)
def _evaluated(
    path: str, stamp: int, on: dt.date, asked: Question, costs: Rates, text: str
) -> Measured:
    try:
        proposal = proposal_of(json.loads(text))
    except ProposalError as error:
        return Measured(proposal=None, problems=error.problems)
    found = _found(_baseline(path, stamp, on), proposal, asked, costs)
    return Measured(proposal=proposal, **found)


def _found(
    held_against: Baseline, proposal: Proposal, asked: Question, costs: Rates
) -> dict[str, Any]:
    """Check and evaluate; what cannot be measured says why."""
    problems = check_proposal(proposal, held_against)
    if errors_of(problems):
        return {"problems": problems}
    try:
        own = evaluate(proposal, held_against, asked, rates=costs, problems=problems)
    except GeoAppError as error:
        return {"problems": problems, "reason": error}
    return {"problems": problems, "evaluation": own}


def _followed(
    path: str, stamp: int, line: Sequence[Sequence[float]]
) -> tuple[list[list[float]] | None, float]:
    """Lay a line along roads; with it the metres that follow none."""
    follower, walking = _follower(path, stamp), walking_on(path, stamp)
    if follower is None or walking.crs is None or len(line) < 2:  # noqa: PLR2004 - a line
        return None, 0.0
    there, back = _transformers(walking.crs.to_string())
    followed = follower.follow(np.column_stack(there.transform(*np.array(line, dtype=float).T)))
    lon_lat = np.column_stack(back.transform(*followed.path_xy.T)).round(PATH_DECIMALS)
    return lon_lat.tolist(), followed.off_road_m
