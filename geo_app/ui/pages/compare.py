"""Compare: two to six proposals side by side."""

import streamlit as st

from geo_app.ui import feedback, province
from geo_app.ui.language import words
from geo_app.ui.proposals import comparison, kept

_ = words()
feedback.render_title(_("Which proposal brings more?"))
feedback.render_broken(province.broken(province.KINDS_MEASURED))
place = province.usable(province.KINDS_MEASURED)
saved = kept.store().proposals(place.spec.province_id)
if saved:
    comparison.render_comparison(place, comparison.render_choice(saved))
else:
    st.info(_("No proposal has been saved yet."))
    st.page_link(
        "geo_app/ui/pages/proposals.py", label=_("Draw one"), icon=":material/arrow_forward:"
    )
