"""Overview: the province at a glance."""

import datetime as dt

import streamlit as st

from geo_app.analysis import coverage
from geo_app.maps.legend import legend_html
from geo_app.ui import feedback, province, state, summary
from geo_app.ui.groups import feature_groups
from geo_app.ui.language import words
from geo_app.ui.legend_view import legend_entries
from geo_app.ui.map_view import render_map
from geo_app.ui.province_counts import render_province_counts

_ = words()
feedback.render_title(_("The province at a glance"))
feedback.render_broken(province.broken())

place = province.usable()
today = dt.date.today()
gaps = coverage.mark_stops(province.facts(today), walk_distance_m=coverage.WALK_DISTANCE_M)
summary.render_counts(place, coverage.summarise(gaps))
summary.render_method(place, walk_distance_m=int(coverage.WALK_DISTANCE_M), day=today)

layers = state.FIRST_LAYERS
ranked = coverage.rank(gaps)
render_map(
    place, feature_groups(place, province.buses(), ranked, layers=layers), key=state.OVERVIEW_MAP
)
st.html(legend_html(legend_entries(place, province.buses(), layers), translate=_))
st.page_link(
    "geo_app/ui/pages/gaps.py", label=_("Open the list of gaps"), icon=":material/arrow_forward:"
)

render_province_counts(place)
