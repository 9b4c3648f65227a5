"""Proposals: draw a route, see at once what it would do, save it, decide on it."""

from geo_app.errors import GeoAppError
from geo_app.ui import feedback, province
from geo_app.ui.language import words
from geo_app.ui.proposals import proposal_list, session
from geo_app.ui.proposals.open_proposal import render_open

_ = words()
feedback.render_title(_("What would a new or changed route bring?"))
feedback.render_broken(province.broken(province.KINDS_MEASURED))
province.usable(province.KINDS_MEASURED)
try:
    session.resume()
except GeoAppError as error:
    feedback.render_error(error)
if session.document() is None:
    proposal_list.render_list()
else:
    render_open()
