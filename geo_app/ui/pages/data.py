"""Data: every layer, where it comes from, what was set aside, and what it is made into."""

from geo_app import thai_time
from geo_app.ui.data import (
    inbox_section,
    layer_list,
    layer_view,
    memo_section,
    network_section,
    reference_tables,
    timetable_section,
)
from geo_app.ui.shared import at_desk, feedback, opened_province
from geo_app.ui.shared.at_desk import desk
from geo_app.ui.shared.language import words

_ = words()
feedback.render_title(_("Which data is behind the figures?"))
feedback.render_broken(opened_province.broken())
layer_list.render_layers(desk().opened, opened_province.broken())
layer_view.render_layer(desk().opened, opened_province.broken())
reference_tables.render_tables(desk().opened)
province = desk().opened.without(opened_province.broken(opened_province.KINDS_MEASURED))
if opened_province.has_subjects(province):
    feedback.bordered(lambda: network_section.render_network(province))()
    feedback.bordered(lambda: timetable_section.render_timetable(province, on=thai_time.today()))()
feedback.bordered(inbox_section.render_inbox)()
layer_list.render_method(at_desk.folder())
memo_section.render_memo()
