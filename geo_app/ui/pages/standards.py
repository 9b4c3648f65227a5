"""Standards: how much the definition of access matters."""

import datetime as dt

import streamlit as st

from geo_app.reports.access import KINDS_USED
from geo_app.ui import answers, feedback, province, standards_list, summary
from geo_app.ui.language import words

_ = words()
feedback.render_title(_("How much does the definition matter?"))
feedback.render_broken(province.broken(province.KINDS_MEASURED))

place = province.usable(province.KINDS_MEASURED)
today = dt.date.today()
comparison, reason = answers.comparison(today)
if reason is not None:
    feedback.render_error(reason)
st.markdown(feedback.plain(standards_list.headline(comparison)))
summary.render_notes(standards_list.notes(place, comparison, on=today))
standards_list.render_bars(place, comparison)
standards_list.render_disagreements(place, comparison)
summary.render_marks(place, KINDS_USED)
standards_list.render_downloads(place, comparison)
