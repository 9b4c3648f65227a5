"""The card of a community as a page to print or to send."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import streamlit as st

from geo_app.ui.gaps import card
from geo_app.ui.gaps.downloads import FONTS
from geo_app.ui.shared import language, method
from geo_app.ui.shared.at_desk import desk
from geo_app.ui.shared.download_button import render_button
from geo_app.ui.shared.map_view import local_assets

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from geo_app.province import Province
    from geo_app.ui.gaps.controls import Choices

PAGE = "gaps"


def render_paper(
    province: Province, row: Any, contents: card.Card, *, ranked: gpd.GeoDataFrame, choices: Choices
) -> None:
    """
    Offer the card as a PDF; its fonts are installed with the files of the map.

    Parameters
    ----------
    province
        The one on the desk, without its broken layers.
    row
        Of the ranked communities, as a named tuple.
    contents
        What the card says.
    ranked
        As `Desk.ranked` returns them.
    choices
        What is chosen on the page.
    """
    if local_assets().base_url is None:
        return
    _ = language.words()
    name = f"{province.spec.province_id}-{row.Index}-{choices.day:%Y-%m-%d}.pdf"
    make = _maker(province, row, contents, ranked=ranked, choices=choices)
    render_button(_("This card as a page (PDF)"), make, name, "application/pdf")


def _maker(
    province: Province, row: Any, contents: card.Card, *, ranked: gpd.GeoDataFrame, choices: Choices
) -> Callable[[], bytes]:
    """Return what writes the page; all words are looked up now, since it runs outside the page."""
    question, tongue, network = choices.question, language.current(), desk().buses()
    timetable = desk().timetable_for(question, choices.day)
    facts = card.facts_in_words(province, contents)
    rests_on = method.found_by(province, question, timetable, on=choices.day)
    notes = (*rests_on, *method.deviations(question))
    address = shared_address(st.context.url or "", str(row.Index), tongue.value)

    def make() -> bytes:
        from geo_app.reports.handout.community_page import (  # noqa: PLC0415 - a compiler
            CommunityView,
            community_pdf,
        )

        view = CommunityView(
            on=choices.day,
            community_id=str(row.Index),
            ranked=ranked,
            steps=contents.steps,
            hangs=contents.hangs,
            facts=tuple(facts),
            notes=notes,
            address=address,
        )
        return community_pdf(view, province, network, language=tongue, fonts=FONTS)

    return make


def shared_address(url: str, community_id: str, tongue: str) -> str:
    """
    Return the address of a card for others; empty where they cannot reach this desk.

    Parameters
    ----------
    url
        Of the page as the browser shows it.
    community_id
        Whose card.
    tongue
        Language of the page.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or _is_own(parts.hostname):
        return ""
    path = parts.path.rstrip("/")
    path = path if path.endswith(f"/{PAGE}") else f"{path}/{PAGE}"
    query = urlencode({"community": community_id, "lang": tongue})
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{path}?{query}"


def _is_own(host: str) -> bool:
    """Say whether a host is the machine that one sits at."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
