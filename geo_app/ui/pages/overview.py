"""Overview: the province at a glance."""

import streamlit as st

from geo_app import thai_time
from geo_app.analysis import coverage
from geo_app.analysis.access.question import Question
from geo_app.indicators.listing import counted_unasked
from geo_app.maps.groups import painter_of
from geo_app.maps.legend_entries import gaps_legend
from geo_app.ui.overview import sentences
from geo_app.ui.overview.province_counts import render_province_counts
from geo_app.ui.shared import feedback, opened_province, rows_foot, state, summary
from geo_app.ui.shared.at_desk import desk
from geo_app.ui.shared.language import current, words
from geo_app.ui.shared.map_view import render_map

_ = words()
feedback.render_title(_("The province at a glance"))
feedback.render_broken(opened_province.broken(opened_province.KINDS_MEASURED))

usable = opened_province.usable(opened_province.KINDS_MEASURED)
today = thai_time.today()
counted = counted_unasked(usable)
ranked = opened_province.ranked(today, counted)
with st.container(key="overview_halves"):
    left, right = st.columns([9, 11])
# The map first: what it needs is known sooner than how many people are served.
with left:
    layers = state.OVERVIEW_LAYERS
    communities = painter_of(usable, current()).communities(ranked)
    render_map(usable, [*opened_province.layer_groups(layers), communities], key=state.OVERVIEW_MAP)
    legend = gaps_legend(
        usable, desk().buses(), layers, language=current(), ranked=ranked, counted=counted
    )
    st.html(legend)
with right:
    sentences.render_sentences(
        usable,
        coverage.summarise(ranked),
        desk().shares(Question(), today).of_all,
        walk_distance_m=coverage.WALK_DISTANCE_M,
    )
    sentences.render_most_urgent(ranked)
    st.page_link(
        "geo_app/ui/pages/gaps.py",
        label=_("Open the list of gaps"),
        icon=":material/arrow_forward:",
    )
summary.render_method(usable, walk_distance_m=int(coverage.WALK_DISTANCE_M), day=today)
render_province_counts(usable, ranked)
rows_foot.render_rows(opened_province.KINDS_MEASURED)
