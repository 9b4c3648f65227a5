"""Entry of the app: the frame around every page."""

import streamlit as st

from geo_app.errors import GeoAppError
from geo_app.ui.gaps import controls
from geo_app.ui.shared import at_desk, feedback, language, navigation, state

st.set_page_config(page_icon=feedback.ICON, layout="wide")
state.initialise()
feedback.render_style()
header = st.container(
    horizontal=True,
    horizontal_alignment="right",
    vertical_alignment="center",
    key=feedback.FRAME_HEAD,
)
name = header.container(width="content").empty()
with header.container(width="content"):
    language.render_choice()
pages = navigation.pages()
page = st.navigation(pages, position="top")
st.set_page_config(page_title=f"{page.title} · Geo App")
navigation.render_phone_links(pages)
try:
    with at_desk.same_files():
        controls.render_header(name, at_desk.desk().opened)
        page.run()
except GeoAppError as error:
    feedback.render_error(error)
state.write_address()
feedback.tell_language()
