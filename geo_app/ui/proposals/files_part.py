"""The files of a proposal, each made when its button is pressed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import streamlit as st

from geo_app.maps.proposal_map import proposal_map
from geo_app.proposals.document.file import document_of
from geo_app.proposals.feed.alone import proposal_feed
from geo_app.proposals.feed.applying import apply_to_feed
from geo_app.reports.brief.contents import Version
from geo_app.reports.brief.pdf import brief_pdf
from geo_app.reports.proposal_tables import proposal_excel
from geo_app.store.values import ProposalState
from geo_app.transit.feed_writing import LeftOut, write_feed
from geo_app.ui.proposals import kept, session
from geo_app.ui.shared import language
from geo_app.ui.shared.download_button import EXCEL_TYPE, render_button
from geo_app.ui.shared.feedback import plain
from geo_app.ui.shared.map_view import VENDOR, local_assets

if TYPE_CHECKING:
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.changes.proposal import Proposal
    from geo_app.proposals.evaluation import Evaluation
    from geo_app.store.values import ProposalRow
    from geo_app.ui.proposals.kept import Measured

GEOJSON_TYPE = "application/geo+json"
ZIP_TYPE = "application/zip"
PRINT_FONTS = VENDOR / "print-fonts"


def render_files(row: ProposalRow | None, measured: Measured) -> None:
    """
    Show a button for each file; without an answer only the drawing can be taken away.

    Parameters
    ----------
    row
        The proposal as the store has it; None before it is first saved.
    measured
        What is known of the drawing.
    """
    _ = language.words()
    st.subheader(_("Files"))
    proposal, evaluation = measured.proposal, measured.evaluation
    if proposal is None:
        st.info(_("The proposal cannot be read yet; the list beside the map says why."))
        return
    stem = _stem(row)
    with st.container(horizontal=True):
        # What is needed is looked up now: the functions run outside the page.
        render_button(
            _("Proposal (GeoJSON)"), lambda: _geojson(proposal), f"{stem}.geojson", GEOJSON_TYPE
        )
        if evaluation is not None:
            _render_feeds(evaluation, stem)
            _render_reports(evaluation, stem, row)
    if evaluation is None:
        st.caption(plain(_("The other files need numbers; the list beside the map says why.")))


def _render_feeds(evaluation: Evaluation, stem: str) -> None:
    _, baseline = language.words(), kept.baseline()
    render_button(
        _("GTFS with today's routes"),
        lambda: _gtfs(evaluation.proposal, baseline, alone=False),
        f"{stem}-gtfs.zip",
        ZIP_TYPE,
    )
    if unread := sorted({name for part in baseline.feed.parts for name in part.unread}):
        left = LeftOut(unknown_headway=(), unknown_span=(), unlinked_stops=(), unread=tuple(unread))
        for finding in left.findings():
            st.caption(plain(finding.sentence(_)))
    render_button(
        _("GTFS of the proposal alone"),
        lambda: _gtfs(evaluation.proposal, baseline, alone=True),
        f"{stem}-gtfs-alone.zip",
        ZIP_TYPE,
    )


def _render_reports(evaluation: Evaluation, stem: str, row: ProposalRow | None) -> None:
    """Show what is made for people to read; the map only where its files are installed."""
    _, tongue, baseline = language.words(), language.current(), kept.baseline()
    version, state = _version(row)
    render_button(
        "Excel",
        lambda: proposal_excel(evaluation, baseline, language=tongue),
        f"{stem}.xlsx",
        EXCEL_TYPE,
    )
    render_button(
        _("Brief (PDF)"),
        lambda: brief_pdf(
            evaluation, baseline, language=tongue, version=version, state=state, fonts=PRINT_FONTS
        ),
        f"{stem}-{tongue.value}.pdf",
        "application/pdf",
    )
    if local_assets().base_url is not None:
        render_button(
            _("Map in one file (HTML)"),
            lambda: proposal_map(evaluation, baseline, language=tongue, vendor=VENDOR).encode(),
            f"{stem}.html",
            "text/html",
        )


def _version(row: ProposalRow | None) -> tuple[Version | None, str]:
    """Return what the brief says of the version; of what is not saved as one, none."""
    if row is None or session.is_changed():
        return None, ProposalState.DRAFT.value
    version = Version(number=row.version, saved_by=row.saved_by, saved_at=row.saved_at)
    return version, row.state.value


def _stem(row: ProposalRow | None) -> str:
    province_id = kept.baseline().province.spec.province_id
    if row is None:
        return f"{province_id}-proposal"
    return f"{province_id}-proposal-{row.proposal_id[:8]}-v{row.version}"


def _geojson(proposal: Proposal) -> bytes:
    return json.dumps(document_of(proposal), ensure_ascii=False, allow_nan=False).encode()


def _gtfs(proposal: Proposal, baseline: Baseline, *, alone: bool) -> bytes:
    feed = apply_to_feed(proposal, baseline.feed, baseline.network)
    return write_feed(proposal_feed(proposal, feed) if alone else feed)
