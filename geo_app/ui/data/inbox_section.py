"""The inbox: what people have reported, and what comes of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from geo_app.errors import GeoAppError, mark
from geo_app.reports.tables import names_of
from geo_app.store.reports import STEPS, Inbox, ReportState
from geo_app.ui.proposals import kept, moments, session
from geo_app.ui.proposals.save_part import render_author
from geo_app.ui.shared import language
from geo_app.ui.shared.at_desk import desk
from geo_app.ui.shared.feedback import html_text, render_error

if TYPE_CHECKING:
    from geo_app.store.reports import Report, ReportStep

STATES = {
    ReportState.NEW: mark("not looked at yet"),
    ReportState.ACCEPTED: mark("being looked into"),
    ReportState.DECLINED: mark("not followed"),
    ReportState.DONE: mark("data corrected"),
}
MOVES = {
    ReportState.NEW: mark("Open again"),
    ReportState.ACCEPTED: mark("Look into it"),
    ReportState.DECLINED: mark("Do not follow"),
    ReportState.DONE: mark("Data are corrected"),
}
MOST_SHOWN = 50
PROBLEM = "report_problem"


def render_inbox() -> None:
    """Show the newest reports with what can be done about each; nothing where there are none."""
    _ = language.words()
    inbox = Inbox(kept.store().database)
    reports = inbox.reports(desk().opened.spec.province_id)
    if not reports:
        return
    st.subheader(_("Reports of mistakes"))
    st.caption(_("A report changes no data by itself. Contacts are not shown here."))
    error = st.session_state.pop(PROBLEM, None)
    if isinstance(error, GeoAppError):
        render_error(error)
    render_author("inbox")
    province = desk().usable()
    communities = province.communities if province.has("communities") else None
    names = names_of(communities, language.current())
    shown = reports[:MOST_SHOWN]
    trails = inbox.steps(report.report_id for report in shown)
    for report in shown:
        _render_report(inbox, report, trails[report.report_id][-1], names)
    if len(reports) > MOST_SHOWN:
        st.caption(_("and {count:,} more").format(count=len(reports) - MOST_SHOWN))


def _render_report(inbox: Inbox, report: Report, last: ReportStep, names: dict[str, str]) -> None:
    _ = language.words()
    about = _("a village that is missing")
    if report.community_id is not None:
        about = names.get(report.community_id, report.community_id)
    parts = [_(STATES[report.state]), about, moments.written(report.at)]
    if report.lat is not None and report.lon is not None:
        parts.append(f"{report.lat:.5f}, {report.lon:.5f}")
    if last.author:
        parts.append(f"{last.author}, {moments.written(last.at)}")
    chips = " ".join(f'<span class="ga-chip">{html_text(part)}</span>' for part in parts)
    is_over = report.state in {ReportState.DECLINED, ReportState.DONE}
    kind = "ga-talk ga-done" if is_over else "ga-talk"
    st.html(f'<div class="{kind}">{html_text(report.text)}</div><div>{chips}</div>')
    with st.container(horizontal=True):
        for state in STEPS[report.state]:
            st.button(
                _(MOVES[state]),
                key=f"report_{report.report_id}_{state}",
                on_click=partial(_move, inbox, report.report_id, state),
            )


def _move(inbox: Inbox, report_id: str, to: ReportState) -> None:
    try:
        inbox.move(report_id, to, author=session.author(), reason="", at=session.now())
    except GeoAppError as error:
        st.session_state[PROBLEM] = error
