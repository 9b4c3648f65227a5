"""Data: every layer, where it comes from, what was set aside, and what it is made into."""

import datetime as dt

from geo_app.ui import feedback, layer_list, network_section, province, timetable_section
from geo_app.ui.language import words

_ = words()
feedback.render_title(_("Which data is behind the figures?"))
feedback.render_broken(province.broken())
layer_list.render_layers(province.opened(), province.broken())
place = province.opened().without(province.broken(province.KINDS_MEASURED))
if province.has_subjects(place):
    feedback.bordered(lambda: network_section.render_network(place))()
    feedback.bordered(lambda: timetable_section.render_timetable(place, on=dt.date.today()))()
layer_list.render_method(province.folder())
