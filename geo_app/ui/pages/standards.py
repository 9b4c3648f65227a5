"""Standards: how much the definition of access matters."""

import streamlit as st

from geo_app import thai_time
from geo_app.reports.access_documents import KINDS_USED
from geo_app.ui.shared import feedback, opened_province, rows_foot, summary
from geo_app.ui.shared.at_desk import desk
from geo_app.ui.shared.language import words
from geo_app.ui.standards import standards_list

_ = words()
feedback.render_title(_("How much does the definition matter?"))
feedback.render_broken(opened_province.broken(opened_province.KINDS_MEASURED))

province = opened_province.usable(opened_province.KINDS_MEASURED)
today = thai_time.today()
comparison = desk().comparison(today)
if comparison.without_timetable is not None:
    feedback.render_error(comparison.without_timetable)
st.markdown(feedback.plain(standards_list.headline(comparison)))
summary.render_notes(standards_list.notes(province, comparison, on=today))
standards_list.render_bars(province, comparison)
standards_list.render_disagreements(province, comparison)
summary.render_marks(province, KINDS_USED)
standards_list.render_downloads(province, comparison)
rows_foot.render_rows(KINDS_USED)
