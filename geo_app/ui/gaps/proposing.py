"""From a community's card to a proposal: what would help it, drawn and ready to be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from geo_app.analysis.fixes import Fix
from geo_app.errors import mark
from geo_app.reports.tables import names_of
from geo_app.ui.gaps import advice
from geo_app.ui.scripts import FOLDER
from geo_app.ui.shared import language, state
from geo_app.ui.shared.at_desk import desk
from geo_app.words.translating import Language, pick_name, translator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_app.analysis.access.question import Question
    from geo_app.proposals.of_fix import Ground, Names
    from geo_app.province import Province

NEW_STOP = mark("A stop for {name}")
NEW_LINE = mark("A line to {name}")
JUNCTION = mark("Change to {name}")
PROPOSALS = f"{FOLDER}/proposals.py"


def render_propose(province: Province, row: Any, question: Question) -> None:
    """
    Offer to try what would help a community; nothing where nothing can be drawn.

    Parameters
    ----------
    province
        The one on the desk, without its broken layers.
    row
        Of the ranked communities, as a named tuple.
    question
        By which standard access counts.
    """
    fix = advice.fix_of(province, row, question)
    if fix is None or fix.place is None or not row.is_connected:
        return
    st.button(
        language.words()("Start a proposal from here"),
        icon=":material/route:",
        key="propose",
        type="primary",
        on_click=_begin,
        args=(row, question.limit_m),
    )
    if st.session_state.pop(state.PROPOSE, None):
        st.switch_page(PROPOSALS)


def _begin(row: Any, limit_m: float) -> None:
    # Whoever only looks at gaps needs no proposals.
    from geo_app.proposals.of_fix import proposal_of_fix  # noqa: PLC0415
    from geo_app.ui.proposals import session  # noqa: PLC0415

    at = desk()
    fix = next(at.fixes(limit_m).loc[[row.Index]].itertuples())
    routes = at.buses().routes
    community = [_name(row, tongue) for tongue in Language]
    names = [names_of(routes.loc[[fix.route_id]], tongue) for tongue in Language]
    proposal = proposal_of_fix(
        fix,
        title=_named(NEW_STOP if fix.fix == Fix.STOP else NEW_LINE, community),
        stop=_named("{name}", community),
        junction=_named(JUNCTION, [name[str(fix.route_id)] for name in names]),
        route=routes.geometry[fix.route_id],
        community=row.geometry,
        taken=[str(route_id) for route_id in routes.index],
        ground=_ground(row, limit_m),
    )
    session.attempt(session.open_loaded, proposal)
    st.session_state[state.PROPOSE] = True


def _ground(row: Any, limit_m: float) -> Ground:
    from geo_app.proposals.of_fix import Ground  # noqa: PLC0415

    at, walking = desk(), desk().walking()
    to_metres, to_degrees = at.transformers(at.buses().routes.crs.to_string())
    home = walking.places(np.array([[row.geometry.x, row.geometry.y]]))

    def is_within_walk(place: tuple[float, float]) -> bool:
        there = walking.places(np.array([to_metres.transform(*place)]))
        return len(walking.within(home, there, limit_m=limit_m)) > 0

    return Ground(
        to_degrees=to_degrees.transform,
        along_roads=lambda line: at.along_roads(line).lon_lat,
        is_within_walk=is_within_walk,
    )


def _name(row: Any, tongue: Language) -> str:
    name_th, name_en = getattr(row, "name_th", None), getattr(row, "name_en", None)
    return pick_name(name_th, name_en, tongue, otherwise=str(row.Index))


def _named(text: str, names: Sequence[str]) -> Names:
    """Write a text about a name in both languages."""
    from geo_app.proposals.of_fix import Names  # noqa: PLC0415

    return Names(
        *(
            translator(tongue)(text).format(name=name)
            for tongue, name in zip(Language, names, strict=True)
        )
    )
