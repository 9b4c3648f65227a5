"""The counts at the top of a page, and the lines that say what they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_app.catalogue import Status
from geo_app.indicators.listing import COUNTED
from geo_app.indicators.plan import PLAN
from geo_app.maps.popups import badge, status_badge
from geo_app.network.walking import WalkingMethod, walking_method
from geo_app.ui.shared import language
from geo_app.ui.shared.feedback import html_text, plain
from geo_app.words import labels
from geo_app.words.formats import format_date
from geo_app.words.share_words import share_range
from geo_app.words.translating import Language

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable

    import pandas as pd

    from geo_app.analysis.access.standards import Standard
    from geo_app.analysis.coverage import GapsSummary
    from geo_app.province import Province


def render_counts(
    province: Province,
    summary: GapsSummary,
    *,
    standard: Standard | None = None,
    share: pd.Series | None = None,
    counted: Collection[str] = COUNTED,
) -> None:
    """
    Show the counts of what is asked about; people only where their number is known.

    Parameters
    ----------
    province
        The province on the desk, without its broken layers.
    summary
        The counts.
    standard
        By which communities are served; any stop within the walk without.
    share
        That of the whole province, as `share_of_all` counts it.
    counted
        Ids of the indicators that are asked about.
    """
    boxes = _plan_counts(province, summary) if PLAN.id in counted else []
    if PLAN.id not in counted or set(counted) - {PLAN.id}:
        boxes = [*_stop_counts(province, summary, standard, share), *boxes]
    st.html(f'<div class="ga-counts">{"".join(boxes)}</div>')


def _plan_counts(province: Province, summary: GapsSummary) -> list[str]:
    """Lay out who has no valid plan, and who of them lies in a hazard zone."""
    _, plan_mark = language.words(), status_mark(province, "disaster_plans")
    without = _("Without a valid plan")
    boxes = [_count("no_plan", without, no_plan(summary), plan_note(summary), plan_mark)]
    if province.has("hazard_zones"):
        note = _("in a hazard zone")
        if summary.exposed_plan_unknown:
            note = _("{note}; of {count} more the plan is not known").format(
                note=note, count=summary.exposed_plan_unknown
            )
        count = None if no_plan(summary) is None else summary.exposed_without_plan
        marks = status_mark(province, "hazard_zones") + plan_mark
        boxes.insert(0, _count("exposed", _("Exposed, no valid plan"), count, note, marks))
    return boxes


def _stop_counts(
    province: Province, summary: GapsSummary, standard: Standard | None, share: pd.Series | None
) -> list[str]:
    """Lay out who has a stop, and the people."""
    _ = language.words()
    of_all = _("of {all} communities").format(all=summary.communities)
    known = summary.communities - summary.communities_population_unknown
    people = _("of {people:,} known; {known} of {all} communities have a number").format(
        people=summary.population_known, known=known, all=summary.communities
    )
    unconnected = _("{of_all}; {count} with no known way to one").format(
        of_all=of_all, count=summary.unconnected
    )
    if summary.population_unclear:
        people = _("{note}; of {people:,.0f} it is not known").format(
            note=people, people=summary.population_unclear
        )
    estimated = walk_mark(province)
    without, having, beside = _titles(standard)
    counts = [
        _count(
            "without_stop",
            without,
            summary.without_stop,
            with_unknown(unconnected, summary),
            estimated,
        ),
        _count("with_stop", having, summary.with_stop, with_unknown(of_all, summary), estimated),
    ]
    # Beside the share of all people a question mark would only ask what the share answers.
    if known or share is None:
        near = _people_near(summary) if known else None
        counts.append(_count("people", beside, near, people, estimated))
    if share is not None:
        counts.append(_share(province, share))
    return counts


def _people_near(summary: GapsSummary) -> int | str | None:
    """Count the people near a stop: a range where of some it is not known."""
    near, unclear = summary.population_with_stop, summary.population_unclear
    if not unclear:
        return near
    return None if unclear == summary.population_known else f"{near:,}–{near + unclear:,}"


def with_unknown(of_all: str, summary: GapsSummary) -> str:
    """
    Add of how many communities it is not known whether they have a stop.

    Parameters
    ----------
    of_all
        What is said before, in the page's language.
    summary
        The counts.
    """
    _ = language.words()
    if summary.position_unknown:
        of_all = _("{of_all}; of {count} the position is not known").format(
            of_all=of_all, count=summary.position_unknown
        )
    if summary.timetable_unknown:
        of_all = _("{of_all}; {count} hang on an unknown timetable").format(
            of_all=of_all, count=summary.timetable_unknown
        )
    return of_all


def _titles(standard: Standard | None) -> tuple[str, str, str]:
    _ = language.words()
    if standard is None or standard.window is None:
        return _("Without a stop"), _("With a stop"), _("People near a stop")
    return _("Not served"), _("Served"), _("People of served communities")


def _share(province: Province, share: pd.Series) -> str:
    _, (number, note, mark) = language.words(), share_parts(province, share)
    return _count("share", _("Share of people served"), number, note, mark)


def share_parts(province: Province, share: pd.Series) -> tuple[str, str, str]:
    """
    Return the share of people served, the standard's own figure: number, note, marks as HTML.

    Parameters
    ----------
    province
        The province on the desk, without its broken layers.
    share
        Of the whole province, as `share_of_all` counts it.
    """
    _ = language.words()
    kind = "population" if province.has("population") else "communities"
    known = share["population_known"]
    note = _("{served:,.0f} of {known:,.0f} people, whole province").format(
        served=share["population_served"], known=known
    )
    if share["population_unclear"] > 0:
        note = _("{note}; of {people:,.0f} it is not known").format(
            note=note, people=share["population_unclear"]
        )
    within = share_range(share)
    number = shown(None if within.is_unknown else within.words(_))
    return number, note, walk_mark(province) + status_mark(province, kind)


def shown(value: int | str | None) -> str:
    """
    Write a count as it is shown; a question mark where nobody knows.

    Parameters
    ----------
    value
        The count, or words for it.
    """
    return "?" if value is None else value if isinstance(value, str) else f"{value:,}"


def _count(key: str, label: str, value: int | str | None, note: str, mark: str) -> str:
    return (
        f'<div data-count="{key}"><span>{html_text(label)} {mark}</span>'
        f"<b>{html_text(shown(value))}</b><small>{html_text(note)}</small></div>"
    )


def walk_mark(province: Province) -> str:
    """
    Return the mark of estimated walks where they are.

    Parameters
    ----------
    province
        The province on the desk, without its broken layers.
    """
    _ = language.words()
    is_measured = walking_method(province) is WalkingMethod.NETWORK
    return "" if is_measured else badge(_(labels.ESTIMATED))


def status_mark(province: Province, kind: str) -> str:
    """
    Return the mark of the data of a kind as HTML; empty where it needs none.

    Parameters
    ----------
    province
        The province on the desk, without its broken layers.
    kind
        Of layers.
    """
    status = province.status(kind)
    return "" if status is None else status_badge(status, language.words())


def render_notes(notes: Iterable[str]) -> None:
    """
    Show how an answer was found.

    Parameters
    ----------
    notes
        Sentences, plain text.
    """
    st.caption(plain(" ".join(notes)))


def render_deviations(deviations: Iterable[str]) -> None:
    """
    Show what departs from the standard where one can see it.

    Parameters
    ----------
    deviations
        Sentences, plain text.
    """
    # One place on the page whatever is in it: what stands below one that came or went would
    # be loaded anew.
    with st.container():
        lines = "".join(f"<div>{html_text(text)}</div>" for text in deviations)
        if lines:
            st.html(f'<div class="ga-deviates">{lines}</div>')


def render_method(province: Province, *, walk_distance_m: int, day: dt.date) -> None:
    """
    Say how distances were found, for which day, and which data is only indicative.

    Parameters
    ----------
    province
        The province on the desk, without its broken layers.
    walk_distance_m
        Within which a stop counts.
    day
        On which plans have to be valid.
    """
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
    """
    Name the layers behind a page whose data is neither official nor open.

    Parameters
    ----------
    province
        The province on the desk, without its broken layers.
    kinds
        Of the layers that the page rests on.
    """
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


def no_plan(summary: GapsSummary) -> int | None:
    """
    Count the communities known to lack a valid plan; None where nothing is known of any.

    Parameters
    ----------
    summary
        The counts.
    """
    is_known = summary.plan_unknown < summary.communities or summary.communities == 0
    return summary.plan_expired + summary.plan_none if is_known else None


def plan_note(summary: GapsSummary) -> str:
    """
    Say how many communities have a plan of which state.

    Parameters
    ----------
    summary
        The counts.
    """
    _ = language.words()
    return _("{expired} expired, {none} none; {valid} valid, {unknown} not known").format(
        valid=summary.plan_valid,
        expired=summary.plan_expired,
        none=summary.plan_none,
        unknown=summary.plan_unknown,
    )
