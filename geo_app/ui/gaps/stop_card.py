"""The card of the stop that was clicked: what runs there, and who can walk to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st

from geo_app.analysis.access.standards import STANDARDS, StandardId
from geo_app.errors import GeoAppError
from geo_app.maps.popups import status_badge
from geo_app.reports.tables import names_of
from geo_app.ui.gaps import stops
from geo_app.ui.shared import language
from geo_app.ui.shared.at_desk import desk
from geo_app.ui.shared.feedback import html_text
from geo_app.ui.shared.method import day_words, layer_title
from geo_app.ui.shared.summary import walk_mark
from geo_app.units import format_clock
from geo_app.words.translating import pick_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from geo_app.analysis.access.question import Question
    from geo_app.province import Province
    from geo_app.transit.timetable import Timetable

DAYTIME = STANDARDS[StandardId.GHSCI_30].window
"""Shown where the standard itself looks at no part of the day: 07:00-19:00."""


def render_stop(province: Province, stop_id: str, question: Question, *, on: dt.date) -> None:
    """
    Show the card of a stop, with a button that lets go of it.

    Parameters
    ----------
    province
        The one on the desk, without its broken layers.
    stop_id
        One of the stops of the desk.
    question
        By which definition access counts.
    on
        Day of the timetable.
    """
    _, tongue = language.words(), language.current()
    stop = desk().buses().stops.loc[stop_id]
    name = pick_name(stop["name_th"], stop["name_en"], tongue, otherwise=stop_id)
    rows = "".join(
        f"<tr><th>{html_text(label)}</th><td>{html_text(value)} {badge}</td></tr>"
        for label, value, badge in _around_facts(province, stop_id, question)
    )
    sort = _("Bus stop")
    source = f"{sort} · {layer_title(province, stop['layer_id'])}"
    st.html(
        f'<div class="ga-card ga-stop" data-stop="{html_text(stop_id)}"><h3>{html_text(name)}</h3>'
        f'<p class="ga-sub">{html_text(source)} '
        f"{status_badge(stop['status'], _)}</p><table>{rows}</table>"
        f"{_service_html(stop_id, question, on)}</div>"
    )
    st.button(_("Close the stop"), icon=":material/close:", key="close_stop", on_click=stops.let_go)


def _around_facts(
    province: Province, stop_id: str, question: Question
) -> Iterator[tuple[str, str, str]]:
    """Who lives within the walk, each figure with the status of what it rests on."""
    _ = language.words()
    around = desk().surroundings(stop_id, question.limit_m)
    within = _("{metres:,.0f} m on foot").format(metres=question.limit_m)
    yield _("Catchment"), within, walk_mark(province)
    communities = _("{count} communities").format(count=around.communities)
    yield _("Communities in it"), communities, _badge(province, "communities")
    people = _("about {people:,.0f} people").format(people=around.people)
    if around.people_unknown:
        people = _("{people}; {count} places without a number").format(
            people=people, count=around.people_unknown
        )
    kind = "population" if province.has("population") else "communities"
    yield _("People in it"), people, _badge(province, kind)


def _badge(province: Province, kind: str) -> str:
    status = province.status(kind)
    return "" if status is None else status_badge(status, language.words())


def _service_html(stop_id: str, question: Question, on: dt.date) -> str:
    """Lay out what leaves here, or why nobody knows."""
    _ = language.words()
    window = question.window_used or DAYTIME
    assert window is not None
    try:
        timetable = desk().timetable(question.day, on)
    except GeoAppError as error:
        return f'<div class="ga-hangs">{html_text(error.sentence(_))}</div>'
    heading = _("Departures of {day_type}, {start}–{end}").format(
        day_type=day_words(question.day),
        start=format_clock(window.start_s),
        end=format_clock(window.end_s),
    )
    service = desk().service(question.day, window, on)
    lines = "".join(_service_lines(service, stop_id))
    if not lines:
        lines = f"<tr><td>{html_text(_nothing(timetable, stop_id))}</td></tr>"
    return f'<div class="ga-next"><b>{html_text(heading)}</b><table>{lines}</table></div>'


def _nothing(timetable: Timetable, stop_id: str) -> str:
    _ = language.words()
    if stop_id in timetable.unlinked_stops:
        return _("Not known: no line is linked to this stop.")
    return _("Nothing leaves here on this day.")


def _service_lines(service: pd.DataFrame, stop_id: str) -> Iterator[str]:
    _ = language.words()
    if stop_id not in service.index.get_level_values("stop_id"):
        return
    tongue = language.current()
    names = names_of(desk().buses().routes, tongue)
    towards = desk().headsigns(stop_id, tongue)
    for line in service.loc[[stop_id]].reset_index().itertuples():
        route_id, direction = str(line.route_id), str(line.direction_id)
        heading = towards.get((route_id, direction)) or towards.get((route_id, ""))
        to = _("to {place}").format(place=heading) if heading else ""
        route = names.get(route_id, route_id)
        yield (
            f"<tr><th>{html_text(route)}<div>{html_text(to)}</div></th>"
            f"<td>{html_text(_often(line))}<div>{html_text(_span(line))}</div></td></tr>"
        )


def _often(line: Any) -> str:
    """How often one can leave, in the window."""
    _ = language.words()
    if pd.isna(line.departures):
        return _("how often is not known")
    if line.trips_per_hour == 0:
        return _("none in this time")
    words = _("{count:,.0f} departures").format(count=line.departures)
    if not np.isnan(line.mean_headway_min):
        words += ", " + _("every {minutes:,.0f} min on average").format(
            minutes=line.mean_headway_min
        )
    return words if line.is_known else _("at least {words}").format(words=words)


def _span(line: Any) -> str:
    _ = language.words()
    if not line.is_span_known or np.isnan(line.span_h):
        return _("first and last bus not known")
    return _("first {first}, last {last}, {hours:,.1f} h of service").format(
        first=format_clock(line.first_departure_s),
        last=format_clock(line.last_departure_s),
        hours=line.span_h,
    )
