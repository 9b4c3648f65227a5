"""Coverage gaps: which communities lack a stop or a valid plan."""

import streamlit as st

from geo_app.analysis import coverage
from geo_app.errors import mark
from geo_app.maps.groups import painter_of
from geo_app.maps.legend_entries import gaps_legend
from geo_app.reports.tables import gaps_table
from geo_app.ui import card, controls, downloads, feedback, province, selection, state, summary
from geo_app.ui.language import current, words
from geo_app.ui.map_view import render_map

RANKING = mark(
    "Most urgent first: both gaps, then one; within these the higher hazard level, "
    "the larger known population, the longer walk."
)


@st.fragment
@feedback.bordered
def render_desk() -> None:
    """Show what reruns when a control moves: controls, counts, map, card and list."""
    _ = words()
    place = province.usable()
    choices = controls.render_choices(place)
    gaps = coverage.mark_stops(province.facts(choices.day), walk_distance_m=choices.walk_distance_m)
    ranked = controls.of_zone(coverage.rank(gaps), choices)
    summary.render_counts(place, coverage.summarise(ranked))
    summary.render_method(place, walk_distance_m=choices.walk_distance_m, day=choices.day)
    shown = controls.of_gap(ranked, choices)
    left, right = st.columns([3, 2])
    with left:
        selected = st.session_state.get(state.COMMUNITY)
        communities = painter_of(place, current()).communities(shown, selected=selected)
        render_map(
            place,
            [*province.layer_groups(choices.layers), communities],
            key=state.GAPS_MAP,
            online=choices.base == "online",
            on_click=selection.select_from_map,
        )
        st.html(gaps_legend(place, province.buses(), choices.layers, language=current()))
    with right:
        chosen = selection.render_search(ranked)
        if chosen is None:
            st.info(_("Click a community on the map or in the list to open its card."))
        elif chosen in ranked.index:
            row = next(ranked.loc[[chosen]].itertuples())
            card.render_card(place, row, walk_distance_m=choices.walk_distance_m)
    table = gaps_table(shown, place, province.buses().stops, language=current())
    st.caption(_(RANKING))
    selection.render_list(table)
    summary.render_marks(place, coverage.KINDS_USED)
    downloads.render_downloads(place, shown, table, choices)
    state.write_address()


_ = words()
feedback.render_title(_("Which communities lack a bus stop or a valid disaster plan?"))
feedback.render_broken(province.broken(province.KINDS_SHOWN))
render_desk()
