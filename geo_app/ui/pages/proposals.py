"""Proposals: draw a route, see at once what it would do, save it, decide on it."""

from geo_app.errors import GeoAppError
from geo_app.ui.proposals import proposal_list, session
from geo_app.ui.proposals.open_proposal import render_open
from geo_app.ui.shared import feedback, opened_province, rows_foot
from geo_app.ui.shared.language import words

_ = words()
feedback.render_title(_("What would a new or changed route bring?"))
feedback.render_broken(opened_province.broken(opened_province.KINDS_MEASURED))
opened_province.usable(opened_province.KINDS_MEASURED)
try:
    session.resume()
except GeoAppError as error:
    feedback.render_error(error)
if session.document() is None:
    proposal_list.render_list()
else:
    render_open()
rows_foot.render_rows(opened_province.KINDS_MEASURED)
