"""Overview: the province at a glance."""

from urllib.parse import urlencode

import streamlit as st

from geo_app import thai_time
from geo_app.analysis import coverage
from geo_app.indicators.plan import PLAN
from geo_app.indicators.stop import STOP
from geo_app.maps.groups import painter_of
from geo_app.maps.legend_entries import gaps_legend
from geo_app.ui.overview.province_counts import render_province_counts
from geo_app.ui.shared import feedback, opened_province, rows_foot, state, summary
from geo_app.ui.shared.at_desk import desk
from geo_app.ui.shared.language import current, words
from geo_app.ui.shared.map_view import render_map

# Counts, and what the page of the gaps shows and counts for each.
LISTED = (
    ("without_stop", STOP.id, STOP.id),
    ("exposed", state.EXPOSED, PLAN.id),
    ("no_plan", PLAN.id, PLAN.id),
)
_ = words()
feedback.render_title(_("The province at a glance"))
feedback.render_broken(opened_province.broken(opened_province.KINDS_SHOWN))

usable = opened_province.usable()
today = thai_time.today()
ranked = opened_province.ranked(today)
links = {
    count: f"gaps?{urlencode({'lang': current().value, 'gap': gap, 'counted': counted})}"
    for count, gap, counted in LISTED
}
summary.render_counts(usable, coverage.summarise(ranked), links=links)
summary.render_method(usable, walk_distance_m=int(coverage.WALK_DISTANCE_M), day=today)

layers = state.OVERVIEW_LAYERS
communities = painter_of(usable, current()).communities(ranked)
render_map(usable, [*opened_province.layer_groups(layers), communities], key=state.OVERVIEW_MAP)
st.html(gaps_legend(usable, desk().buses(), layers, language=current()))
st.page_link(
    "geo_app/ui/pages/gaps.py", label=_("Open the list of gaps"), icon=":material/arrow_forward:"
)

render_province_counts(usable, ranked)
rows_foot.render_rows(opened_province.KINDS_SHOWN)
