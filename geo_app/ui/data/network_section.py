"""The walking network on the page Data: what it is made of, and who is on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from geo_app.analysis.walks.demand import By
from geo_app.errors import mark
from geo_app.network.pieces import LEADS_FROM_M
from geo_app.network.walking import SNAP_LIMIT_M, WalkingMethod
from geo_app.reports.standards_tables import people_status_of
from geo_app.reports.tables import names_of
from geo_app.ui.shared import language
from geo_app.ui.shared.at_desk import desk
from geo_app.ui.shared.feedback import plain
from geo_app.words import labels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_app.analysis.walks.reach import Reach
    from geo_app.network.report import NetworkReport
    from geo_app.province import Province

METHODS = {
    WalkingMethod.NETWORK: mark(
        "Walks follow the walking network, with a straight leg from each place to its nearest way."
    ),
    WalkingMethod.ESTIMATED: mark(
        "There is no walking network, so walks are estimated along the main roads, with straight "
        "legs to them; a stop nearer than those legs is reached straight, at 1.3 times the "
        "distance."
    ),
    WalkingMethod.STRAIGHT_LINE: mark(
        "There is neither a walking network nor roads, so walks are estimated: the straight line "
        "times 1.3."
    ),
}


def render_network(province: Province) -> None:
    """
    Show how people walk in a province's data.

    Parameters
    ----------
    province
        The province on the desk, without its broken layers.
    """
    _ = language.words()
    ways = desk().walking()
    st.subheader(_("Walking network"))
    st.markdown(plain(_(METHODS[ways.method])))
    st.caption(plain(" ".join(_limit_words(ways.method))))
    report = desk().network_report()
    if report is not None:
        st.dataframe(_report_rows(report), hide_index=True, height="content")
        for text in _connected_words(province):
            st.markdown(f"- {plain(text)}")


def _limit_words(method: WalkingMethod) -> Iterator[str]:
    _ = language.words()
    if method in SNAP_LIMIT_M:
        text = _("A place further than {metres:,.0f} m from every way counts as not connected.")
        yield text.format(metres=SNAP_LIMIT_M[method])
        text = _(
            "A place joins the nearest way of a piece that leads somewhere: of {metres:,.0f} m of "
            "ways or more, or the longest. A shorter piece holds only places that have no other "
            "within the limit; between two places on it one walks along it."
        )
        yield text.format(metres=LEADS_FROM_M)


def _report_rows(report: NetworkReport) -> pd.DataFrame:
    """Lay the report out as words and figures."""
    _ = language.words()
    rows = {
        _("Lines in the layer"): f"{report.lines:,}",
        _("Places where ways meet or end (nodes)"): f"{report.nodes:,}",
        _("Stretches between them (edges)"): f"{report.edges:,}",
        _("One-way stretches"): f"{report.oneway_edges:,}",
        _("Length"): _("{km:,.1f} km").format(km=report.length_km),
        _("Drawn twice"): _("{km:,.1f} km").format(km=report.overlap_km),
        _("Pieces that no way joins"): f"{report.components:,}",
        _("Pieces that lead nowhere, shorter than {metres:,.0f} m").format(
            metres=LEADS_FROM_M
        ): f"{report.short_components:,}",
        _("Share of the length in the largest piece"): f"{report.largest_component_share:.1%}",
        _("Dead ends, and lines that stop short of the next"): f"{report.dangling_ends:,}",
        _("Segments without length, left out"): f"{report.zero_length_segments:,}",
    }
    return pd.DataFrame({_("What"): list(rows), _("How much"): list(rows.values())})


def _connected_words(province: Province) -> Iterator[str]:
    """Say who is on the network, and name the communities that are not."""
    _ = language.words()
    communities, people = desk().reach(By.COMMUNITY), desk().reach(By.ZONE)
    is_on = connected(communities)
    yield _("{count} of {all} communities are connected to it.").format(
        count=int(is_on.sum()), all=len(is_on)
    )
    known = people.origins["population"].to_numpy(dtype=float)
    total = float(np.nansum(known))
    if total > 0:
        text = _("{share:.1%} of {people:,.0f} people are connected to it.").format(
            share=float(np.nansum(known[connected(people)])) / total, people=total
        )
        yield labels.marked(text, people_status_of(province), _)
    beside = communities.origin_places.beside
    past = 0 if beside is None else int(is_on[beside.point].sum())
    if past:
        text = _("{count:,} join the way beyond a nearer piece that leads nowhere.")
        yield text.format(count=past)
    placed = communities.is_placed()
    for text, which in (
        (_("Not connected: {names}."), ~is_on & placed),
        (_("Position not known: {places}."), ~placed),
    ):
        if which.any():
            names = ", ".join(names_of(communities.origins[which], language.current()).values())
            yield text.format(names=names, places=names)


def connected(reach: Reach) -> np.ndarray:
    """
    Say from which origins one can walk on the network.

    Parameters
    ----------
    reach
        Origins and their places on the network.
    """
    return reach.walking.leads_on(reach.origin_places)
