"""The province in a few sentences that are links, and where help is most urgent."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from geo_app.analysis.ranking import Gap
from geo_app.indicators.plan import PLAN
from geo_app.indicators.stop import STOP
from geo_app.ui.shared import language, state, summary
from geo_app.ui.shared.feedback import html_text
from geo_app.words.formats import format_distance
from geo_app.words.indicator_words import gap_text
from geo_app.words.translating import pick_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    import pandas as pd

    from geo_app.analysis.coverage import GapsSummary
    from geo_app.province import Province

MOST_URGENT = 5
GAPS_PAGE, STANDARDS_PAGE = "gaps", "standards"


def render_sentences(
    province: Province, counts: GapsSummary, share: pd.Series, *, walk_distance_m: float
) -> None:
    """
    Say who lacks a stop, who is exposed and unplanned, and how many people are served.

    Parameters
    ----------
    province
        The one on the desk, without its broken layers.
    counts
        As `coverage.summarise` returns them.
    share
        Of the whole province, as `share_of_all` counts it.
    walk_distance_m
        Within which a stop counts.
    """
    lines = (
        *_of_stops(province, counts, walk_distance_m),
        *_of_people(province, share),
        *_of_plans(province, counts),
    )
    st.html(f'<div class="ga-sentences">{"".join(lines)}</div>')


def render_most_urgent(ranked: gpd.GeoDataFrame) -> None:
    """
    Name the communities that come first, with why, as links to their cards.

    Parameters
    ----------
    ranked
        As `Desk.ranked` returns them, walks in metres.
    """
    _ = language.words()
    first = ranked[ranked["gap"] != Gap.NONE].head(MOST_URGENT)
    if first.empty:
        return
    st.subheader(_("Most urgent"))
    lines = "".join(_urgent(row) for row in first.itertuples())
    st.html(f'<ol class="ga-urgent">{lines}</ol>')


def _of_stops(province: Province, counts: GapsSummary, walk_distance_m: float) -> Iterator[str]:
    _ = language.words()
    text = _("of {all} communities have no stop within {metres:,.0f} m on foot").format(
        all=counts.communities, metres=walk_distance_m
    )
    note = _("{count} have one; {unconnected} with no known way to one").format(
        count=counts.with_stop, unconnected=counts.unconnected
    )
    note = summary.with_unknown(note, counts)
    address = _gaps_address(gap=STOP.id, counted=STOP.id)
    mark = summary.walk_mark(province)
    yield _sentence("without_stop", f"{counts.without_stop:,}", text, note, mark, address)


def _of_people(province: Province, share: pd.Series) -> Iterator[str]:
    _ = language.words()
    shown, note, mark = summary.share_parts(province, share)
    address = f"{STANDARDS_PAGE}?{urlencode({'lang': language.current().value})}"
    text = _("of all people have access to a bus (SDG 11.2.1)")
    yield _sentence("share", shown, text, note, mark, address)


def _of_plans(province: Province, counts: GapsSummary) -> Iterator[str]:
    _ = language.words()
    unplanned = summary.no_plan(counts)
    plan_mark = summary.status_mark(province, "disaster_plans")
    if province.has("hazard_zones"):
        exposed = None if unplanned is None else counts.exposed_without_plan
        note = ""
        if counts.exposed_plan_unknown:
            note = _("of {count} more the plan is not known").format(
                count=counts.exposed_plan_unknown
            )
        text = _("communities in a hazard zone have no valid disaster plan")
        mark = summary.status_mark(province, "hazard_zones") + plan_mark
        address = _gaps_address(gap=state.EXPOSED, counted=PLAN.id)
        yield _sentence("exposed", summary.shown(exposed), text, note, mark, address)
    text = _("communities in all have no valid disaster plan")
    address = _gaps_address(gap=PLAN.id, counted=PLAN.id)
    yield _sentence(
        "no_plan", summary.shown(unplanned), text, summary.plan_note(counts), plan_mark, address
    )


def _sentence(key: str, number: str, text: str, note: str, mark: str, address: str) -> str:
    return (
        f'<div data-count="{key}"><a href="{html_text(address)}" target="_self">'
        f"<b>{html_text(number)}</b> {html_text(text)}</a> {mark}"
        f"<small>{html_text(note)}</small></div>"
    )


def _gaps_address(**choices: str) -> str:
    return f"{GAPS_PAGE}?{urlencode({'lang': language.current().value, **choices})}"


def _urgent(row: object) -> str:
    _, tongue = language.words(), language.current()
    community_id = str(getattr(row, "Index", ""))
    names = getattr(row, "name_th", None), getattr(row, "name_en", None)
    name = pick_name(*names, tongue, otherwise=community_id)
    lacks = getattr(row, "lacks", ())
    why = gap_text(lacks, None, _)
    if STOP.id in lacks:
        # Of who has a stop, or has no known position, the way to one says nothing.
        walk_m = getattr(row, "walk_distance_m", float("nan"))
        walk = _("no known way to a stop")
        if not math.isnan(walk_m):
            walk = _("{distance} to the nearest").format(distance=format_distance(walk_m, tongue))
        why = f"{why} · {walk}"
    address = _gaps_address(community=community_id)
    return (
        f'<li><a href="{html_text(address)}" target="_self">{html_text(name)}</a> '
        f"<span>{html_text(why)}</span></li>"
    )
