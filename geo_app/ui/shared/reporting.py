"""Report a mistake or a missing village: words, a place, a contact; no account."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from geo_app import limits
from geo_app.crs import DISPLAY_CRS
from geo_app.errors import GeoAppError, mark
from geo_app.ui.shared import language, report_pin
from geo_app.ui.shared.at_desk import desk
from geo_app.ui.shared.feedback import render_error
from geo_app.ui.shared.report_pin import LAT, LON

if TYPE_CHECKING:
    from geo_app.province import Province
    from geo_app.store.reports import Report

TEXT, CONTACT = "report_text", "report_contact"
SENT = "report_sent"
MISSING = "missing"
"""Stands for a village that is in no list."""

BESIDE_DEG = 0.05
"""Some 5 km: a village may be missing because it lies at the edge."""

OUTSIDE = mark(
    "The place lies outside the province. Correct latitude and longitude, or leave both blank."
)
HALF = mark("Of the place only one number is there. Write both, or leave both blank.")


def render_report(community_id: str | None) -> None:
    """
    Show the form, folded.

    Parameters
    ----------
    community_id
        Of whom it speaks; None for a village that is missing.
    """
    _ = language.words()
    about = community_id or MISSING
    title = _("Report a mistake") if community_id else _("Your village is missing? Report it")
    with st.expander(title, icon=":material/flag:"):
        report_pin.render_pin(about, community_id)
        _render_form(about, community_id)
    # Said once: whoever comes back to the card has not reported again.
    if st.session_state.pop(SENT, None) == about:
        st.success(
            _("Thank you. The report is in the inbox on the page Data; the data stay as they are "
              "until somebody has looked into it.")
        )  # fmt: skip


def _render_form(about: str, community_id: str | None) -> None:
    _ = language.words()
    with st.form(f"report_{about}", border=False):
        st.text_area(
            _("What is wrong, and what is right?")
            if community_id
            else _("Name of the village, tambon, and where it lies"),
            key=f"{TEXT}_{about}",
            height=90,
            max_chars=int(limits.REPORT_LETTERS),
        )
        north, east = st.columns(2)
        lat = north.number_input(
            _("Latitude, if known"), value=None, format="%.6f", key=f"{LAT}_{about}"
        )
        lon = east.number_input(
            _("Longitude, if known"), value=None, format="%.6f", key=f"{LON}_{about}"
        )
        contact = st.text_input(
            _("Name and telephone, if we may ask back"),
            key=f"{CONTACT}_{about}",
            max_chars=int(limits.NAME_LETTERS),
            help=_("It is not shown on any page; whoever runs the desk can read it."),
        )
        if st.form_submit_button(_("Send the report"), icon=":material/send:"):
            _send(about, community_id, (lon, lat), contact)


def _send(
    about: str, community_id: str | None, place: tuple[float | None, float | None], contact: str
) -> None:
    try:
        put(st.session_state[f"{TEXT}_{about}"], community_id, place, contact)
    except GeoAppError as error:
        render_error(error)
        return
    st.session_state[SENT] = about


def put(
    text: str,
    community_id: str | None,
    place: tuple[float | None, float | None],
    contact: str,
) -> Report:
    """
    Keep a report of the province on the desk.

    Parameters
    ----------
    text
        What somebody wrote.
    community_id
        Of whom it speaks; None for a village that is missing.
    place
        Longitude and latitude in degrees, or None for both.
    contact
        How to reach whoever reports; may be empty.

    Raises
    ------
    GeoAppError
        If the place is half or outside the province, or the store refuses it.
    """
    # Whoever only reads needs no database.
    from geo_app.store.reports import Inbox  # noqa: PLC0415
    from geo_app.ui.proposals.kept import store  # noqa: PLC0415

    province = desk().usable()
    lon, lat = place
    if (lon is None) != (lat is None):
        raise GeoAppError(HALF)
    if lon is not None and lat is not None and not _is_near(province, lon, lat):
        raise GeoAppError(OUTSIDE)
    return Inbox(store().database).put(
        province.spec.province_id,
        text,
        at=dt.datetime.now(dt.UTC),
        community_id=community_id,
        place=None if lon is None or lat is None else (lon, lat),
        contact=contact.strip(),
    )


def _is_near(province: Province, lon: float, lat: float) -> bool:
    """Say whether a place lies where the province has anything, or a little beside it."""
    boxes = [
        province.of_kind(kind).to_crs(DISPLAY_CRS).total_bounds
        for kind in ("communities", "zones", "land")
        if province.has(kind)
    ]
    west, south, east, north = np.hsplit(np.array(boxes), 4)
    is_beside = west.min() - BESIDE_DEG <= lon <= east.max() + BESIDE_DEG
    is_level = south.min() - BESIDE_DEG <= lat <= north.max() + BESIDE_DEG
    return bool(is_beside and is_level)
