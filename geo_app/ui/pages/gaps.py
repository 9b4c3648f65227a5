"""Coverage gaps: which communities lack a stop or a valid plan, by the standard chosen."""

import streamlit as st

from geo_app.analysis import coverage
from geo_app.maps.legend_entries import gaps_legend
from geo_app.ui import (
    answers,
    controls,
    desk_map,
    downloads,
    feedback,
    gaps_list,
    method,
    province,
    selection,
    side,
    state,
    summary,
)
from geo_app.ui.language import current, words
from geo_app.ui.map_view import render_map


@st.fragment
@feedback.bordered
@province.held()
def render_desk() -> None:
    """Show what reruns when a control moves: controls, counts, map, cards and lists."""
    place = province.usable(province.KINDS_MEASURED)
    choices = controls.render_choices(place)
    state.write_address()
    question, standard = choices.question, choices.question.standard
    timetable = answers.timetable_for(question, choices.day)
    shares = answers.shares(question, choices.day)
    ranked = controls.of_zone(answers.ranked(question, choices.day), choices)
    summary.render_counts(place, coverage.summarise(ranked), standard=standard, share=shares.of_all)
    notes = method.found_by(place, question, timetable, on=choices.day)
    deviations = list(method.deviations(question))
    summary.render_notes(notes, deviations)
    shown = controls.of_gap(ranked, choices)
    left, right = st.columns([3, 2])
    with right:
        side.render(place, ranked, choices)
    with left:
        render_map(
            place,
            desk_map.groups(place, shown, choices),
            key=state.GAPS_MAP,
            online=choices.base == "online",
            on_click=selection.select_from_map,
        )
        legend = gaps_legend(place, province.buses(), choices.layers, language=current(),
                             standard=standard, ranked=shown)  # fmt: skip
        st.html(legend)
    table = gaps_list.render_views(place, shown, choices)
    summary.render_marks(place, (*coverage.KINDS_USED, "population"))
    said = downloads.Said(notes=(*notes, *deviations), legend=legend)
    downloads.render_downloads(place, shown, table, choices, said)
    state.write_address()


_ = words()
feedback.render_title(_("Which communities lack a bus stop or a valid disaster plan?"))
feedback.render_broken(province.broken(province.KINDS_MEASURED))
render_desk()
