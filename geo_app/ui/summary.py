"""The counts at the top of a page, and the lines that say what they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_app.catalogue import Status
from geo_app.maps import labels
from geo_app.maps.popups import badge, status_badge
from geo_app.network.walking import WalkingMethod, walking_method
from geo_app.ui import language
from geo_app.ui.feedback import html_text, plain
from geo_app.words import Language, format_date

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from geo_app.analysis.coverage import GapsSummary
    from geo_app.province import Province


def render_counts(province: Province, summary: GapsSummary) -> None:
    """Show the counts that matter; people only where their number is known."""
    _ = language.words()
    of_all = _("of {all} communities").format(all=summary.communities)
    known = summary.communities - summary.communities_population_unknown
    people = _("of {people:,} known; {known} of {all} communities have a number").format(
        people=summary.population_known, known=known, all=summary.communities
    )
    unconnected = _("{of_all}; {count} with no known way to one").format(
        of_all=of_all, count=summary.unconnected
    )
    near = summary.population_with_stop
    walk_mark, plan_mark = _walk_mark(province), _plan_mark(province)
    counts = (
        _count("without_stop", _("Without a stop"), summary.without_stop, unconnected, walk_mark),
        _count("no_plan", _("Without a valid plan"), _no_plan(summary), _plans(summary), plan_mark),
        _count("with_stop", _("With a stop"), summary.with_stop, of_all, walk_mark),
        _count("people", _("People near a stop"), near if known else None, people, walk_mark),
    )
    st.html(f'<div class="ga-counts">{"".join(counts)}</div>')


def _count(key: str, label: str, value: int | None, note: str, mark: str) -> str:
    shown = "?" if value is None else f"{value:,}"
    return (
        f'<div data-count="{key}"><span>{html_text(label)} {mark}</span>'
        f"<b>{html_text(shown)}</b><small>{html_text(note)}</small></div>"
    )


def _walk_mark(province: Province) -> str:
    _ = language.words()
    is_measured = walking_method(province) is WalkingMethod.NETWORK
    return "" if is_measured else badge(_(labels.ESTIMATED))


def _plan_mark(province: Province) -> str:
    status = province.status("disaster_plans")
    return "" if status is None else status_badge(status, language.words())


def render_method(province: Province, *, walk_distance_m: int, day: dt.date) -> None:
    """Say how distances were found, for which day, and which data is only indicative."""
    _ = language.words()
    method = _(labels.WALKING_METHOD[walking_method(province)])
    st.caption(
        plain(
            _("Stop within {metres:,.0f} m on foot, {method}. Plans as of {day}.").format(
                metres=walk_distance_m, method=method, day=format_date(day, language.current())
            )
        )
    )


def render_marks(province: Province, kinds: Iterable[str]) -> None:
    """Name the layers behind a page whose data is neither official nor open."""
    _ = language.words()
    marked = [
        f"{_layer_title(spec)} ({_(labels.STATUS[spec.status])})"
        for kind in kinds
        for spec in province.specs(kind)
        if Status(spec.status).is_marked
    ]
    if marked:
        text = _("Handle with care: {layers}.").format(layers=", ".join(marked))
        st.caption(f":material/info: {plain(text)}")


def _layer_title(spec: object) -> str:
    tongue = language.current()
    return str(getattr(spec, "title_th" if tongue is Language.THAI else "title_en"))


def _no_plan(summary: GapsSummary) -> int | None:
    """Communities known to lack a valid plan; None where nothing is known of any."""
    is_known = summary.plan_unknown < summary.communities or summary.communities == 0
    return summary.plan_expired + summary.plan_none if is_known else None


def _plans(summary: GapsSummary) -> str:
    _ = language.words()
    return _("{expired} expired, {none} none; {valid} valid, {unknown} not known").format(
        valid=summary.plan_valid,
        expired=summary.plan_expired,
        none=summary.plan_none,
        unknown=summary.plan_unknown,
    )
