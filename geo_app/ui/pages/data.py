"""Data: every layer, where it comes from, and what was set aside."""

from geo_app.ui import feedback, layer_list, province
from geo_app.ui.language import words

_ = words()
feedback.render_title(_("Which data is behind the figures?"))
feedback.render_broken(province.broken())
layer_list.render_layers(province.opened(), province.broken())
layer_list.render_method(province.folder())
