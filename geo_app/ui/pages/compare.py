"""Compare: two to six proposals side by side."""

import streamlit as st

from geo_app.ui.proposals import comparison_part, kept
from geo_app.ui.shared import feedback, opened_province, rows_foot
from geo_app.ui.shared.language import words

_ = words()
feedback.render_title(_("Which proposal brings more?"))
feedback.render_broken(opened_province.broken(opened_province.KINDS_MEASURED))
province = opened_province.usable(opened_province.KINDS_MEASURED)
saved = kept.store().proposals(province.spec.province_id)
if saved:
    comparison_part.render_comparison(province, comparison_part.render_choice(saved))
else:
    st.info(_("No proposal has been saved yet."))
    st.page_link(
        "geo_app/ui/pages/proposals.py", label=_("Draw one"), icon=":material/arrow_forward:"
    )
rows_foot.render_rows(opened_province.KINDS_MEASURED)
