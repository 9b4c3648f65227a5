"""Every version of a proposal and everything that happened to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo_app.errors import mark
from geo_app.store.values import EventKind
from geo_app.ui.proposals import kept, moments, session
from geo_app.ui.proposals.head import STATE_TITLES
from geo_app.ui.shared import language
from geo_app.ui.shared.feedback import plain

if TYPE_CHECKING:
    from geo_app.store.values import Event, ProposalRow, VersionRow

OLD_VERSION = "proposal_old_version"
EVENTS = {
    EventKind.CREATED: mark("created"),
    EventKind.COPIED: mark("copied"),
    EventKind.SAVED: mark("saved"),
    EventKind.MOVED: mark("changed state"),
    EventKind.COMMENTED: mark("commented"),
    EventKind.RESOLVED: mark("settled a comment"),
}


def render_history(row: ProposalRow | None) -> None:
    """
    Show versions and events, and bring an old version back as a draft.

    Parameters
    ----------
    row
        The proposal as the store has it; None before it is first saved.
    """
    _ = language.words()
    if row is None:
        st.info(_("Nothing has been saved yet."))
        return
    versions = kept.store().versions(row.proposal_id)
    st.caption(plain(_("Versions")))
    st.dataframe(_versions(versions), hide_index=True, placeholder="–")
    _render_restore(row, versions)
    st.caption(plain(_("What happened")))
    events = kept.store().events(row.proposal_id)
    st.dataframe(_events(events), hide_index=True, placeholder="–")


def _versions(versions: list[VersionRow]) -> pd.DataFrame:
    _ = language.words()
    return pd.DataFrame(
        {
            _("Version"): [version.number for version in versions],
            _("Saved by"): [version.author for version in versions],
            _("Saved"): [moments.written(version.saved_at) for version in versions],
            _("Why"): [version.reason for version in versions],
        }
    )


def _events(events: list[Event]) -> pd.DataFrame:
    _ = language.words()
    return pd.DataFrame(
        {
            _("When"): [moments.written(event.at) for event in events],
            _("Who"): [event.author for event in events],
            _("What"): [_what(event) for event in events],
            _("Version"): [event.version for event in events],
            _("Why"): [event.reason for event in events],
        }
    )


def _what(event: Event) -> str:
    _ = language.words()
    what = _(EVENTS[event.kind])
    if event.from_state is None or event.to_state is None:
        return what
    before, after = (_(STATE_TITLES[name]) for name in (event.from_state, event.to_state))
    return f"{what}: {before} → {after}"


def _render_restore(row: ProposalRow, versions: list[VersionRow]) -> None:
    _ = language.words()
    numbers = [version.number for version in versions if version.number != row.version]
    if not numbers:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.selectbox(_("An older version"), numbers, key=OLD_VERSION, width=200)
        if st.button(
            _("Bring it back as a draft"),
            icon=":material/history:",
            key="restore_version",
            help=_("Nothing is overwritten: saved, it becomes the newest version."),
        ):
            session.attempt(lambda: session.open_saved(row.proposal_id, version=number))
            st.rerun()
