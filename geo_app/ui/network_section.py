"""The walking network on the page Data: what it is made of, and who is on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from geo_app.analysis.demand import By
from geo_app.errors import mark
from geo_app.maps import labels
from geo_app.network.report import NetworkReport, describe_network
from geo_app.network.walking import SNAP_LIMIT_M, WalkingMethod
from geo_app.reports.standards import people_status_of
from geo_app.reports.tables import names_of
from geo_app.ui import answers, language
from geo_app.ui.feedback import plain
from geo_app.ui.province import key, usable_of, walking, walking_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_app.analysis.reach import Reach
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
    """Show how people walk in a province's data."""
    _ = language.words()
    ways = walking()
    st.subheader(_("Walking network"))
    st.markdown(plain(_(METHODS[ways.method])))
    st.caption(plain(" ".join(_limit_words(ways.method))))
    if ways.graph is not None:
        rows = _report_rows(_report(*key()))
        st.dataframe(rows, hide_index=True, height="content")
        for text in _connected_words(province):
            st.markdown(f"- {plain(text)}")


def _limit_words(method: WalkingMethod) -> Iterator[str]:
    _ = language.words()
    if method in SNAP_LIMIT_M:
        text = _("A place further than {metres:,.0f} m from every way counts as not connected.")
        yield text.format(metres=SNAP_LIMIT_M[method])


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
        _("Share of the length in the largest piece"): f"{report.largest_component_share:.1%}",
        _("Dead ends, and lines that stop short of the next"): f"{report.dangling_ends:,}",
        _("Segments without length, left out"): f"{report.zero_length_segments:,}",
    }
    return pd.DataFrame({_("What"): list(rows), _("How much"): list(rows.values())})


def _connected_words(province: Province) -> Iterator[str]:
    """Say who is on the network, and name the communities that are not."""
    _ = language.words()
    communities, people = answers.reach(By.COMMUNITY), answers.reach(By.ZONE)
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
    if not is_on.all():
        names = names_of(communities.origins[~is_on], language.current()).values()
        yield _("Not connected: {names}.").format(names=", ".join(names))


def connected(reach: Reach) -> np.ndarray:
    """Say which origins lie near enough to the network."""
    snapped = reach.origin_places.snapped
    return np.ones(len(reach.origins), dtype=bool) if snapped is None else snapped.is_connected


@st.cache_resource(max_entries=2, show_spinner=False)
def _report(path: str, stamp: int) -> NetworkReport:
    province, ways = usable_of(path, stamp), walking_on(path, stamp)
    if ways.graph is None:
        raise ValueError("There is no network to report on.")
    kind = "walk_network" if ways.method is WalkingMethod.NETWORK else "roads"
    return describe_network(ways.graph, province.of_kind(kind))
