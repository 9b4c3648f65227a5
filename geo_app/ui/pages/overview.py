"""Overview: the province at a glance."""

import datetime as dt

import streamlit as st

from geo_app.analysis import coverage
from geo_app.maps.groups import painter_of
from geo_app.maps.legend_entries import gaps_legend
from geo_app.ui import feedback, province, state, summary
from geo_app.ui.language import current, words
from geo_app.ui.map_view import render_map
from geo_app.ui.province_counts import render_province_counts

_ = words()
feedback.render_title(_("The province at a glance"))
feedback.render_broken(province.broken(province.KINDS_SHOWN))

place = province.usable()
today = dt.date.today()
gaps = coverage.mark_stops(province.facts(today), walk_distance_m=coverage.WALK_DISTANCE_M)
summary.render_counts(place, coverage.summarise(gaps))
summary.render_method(place, walk_distance_m=int(coverage.WALK_DISTANCE_M), day=today)

layers = state.OVERVIEW_LAYERS
ranked = coverage.rank(gaps)
communities = painter_of(place, current()).communities(ranked)
render_map(place, [*province.layer_groups(layers), communities], key=state.OVERVIEW_MAP)
st.html(gaps_legend(place, province.buses(), layers, language=current()))
st.page_link(
    "geo_app/ui/pages/gaps.py", label=_("Open the list of gaps"), icon=":material/arrow_forward:"
)

render_province_counts(place, gaps)
