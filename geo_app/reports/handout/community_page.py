"""A community as one A4 page: where it is, what helps, what is known and from where."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_app.analysis.areas.positions import placed_rows
from geo_app.reports.brief.text import breakable, printable
from geo_app.reports.handout.handout_map import draw_gaps_map
from geo_app.reports.handout.shared_contents import common_contents
from geo_app.reports.typesetting import set_page
from geo_app.words.translating import pick_name, translator

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd

    from geo_app.province import Province
    from geo_app.transit.network import Network
    from geo_app.words.translating import Language

TEMPLATE = Path(__file__).parent / "community.typ"
NEAR_M = 2_500.0
MOST_LETTERS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityView:
    """
    What the page of a community says.

    Attributes
    ----------
    community_id
        Whose page it is.
    ranked
        As `Desk.ranked` returns them: the community and its neighbours.
    steps, hangs
        What would help, and what the answer hangs on; a sentence each.
    facts
        Label, value and where it is known from.
    notes
        How it was found.
    address
        Under which the page is found with a telephone; empty where nobody else reaches it.
    """

    on: dt.date
    community_id: str
    ranked: gpd.GeoDataFrame
    steps: tuple[str, ...]
    hangs: tuple[str, ...]
    facts: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]
    address: str


def community_pdf(
    view: CommunityView, province: Province, network: Network, *, language: Language, fonts: Path
) -> bytes:
    """
    Write a community as one A4 page.

    Parameters
    ----------
    view
        What the page says.
    province
        Whose community.
    network
        Its buses.
    language
        Of the page.
    fonts
        Folder of the print fonts (`typesetting.FONT_FILES`).

    Returns
    -------
    pdf
        One page; the same input gives the same bytes.

    Raises
    ------
    FileNotFoundError
        If a font is not in `fonts`.
    KeyError
        If there is no such community.
    """
    contents = community_contents(view, province, network, language=language)
    return set_page(TEMPLATE, contents, on=view.on, fonts=fonts)


def community_contents(
    view: CommunityView, province: Province, network: Network, *, language: Language
) -> dict[str, Any]:
    """
    Put together what the page says.

    Parameters
    ----------
    view, province, network, language
        As for `community_pdf`.

    Returns
    -------
    contents
        Values of JSON.
    """
    _, spec = translator(language), province.spec
    row = view.ranked.loc[view.community_id]
    title = pick_name(row.get("name_th"), row.get("name_en"), language, otherwise=view.community_id)
    other = row.get("name_en") if title == row.get("name_th") else row.get("name_th")
    drawn = draw_gaps_map(
        province, network, neighbours(view), listed=pd.Index([view.community_id]),
        language=language,
    )  # fmt: skip
    name = pick_name(spec.name_th, spec.name_en, language, otherwise=spec.province_id)
    return common_contents(province, drawn, on=view.on, language=language) | {
        "kicker": _("Community · {province}").format(province=name),
        "title": printable(title, most=MOST_LETTERS),
        "under": printable(other if isinstance(other, str) else "", most=MOST_LETTERS),
        "code": code_of(view.address),
        "address": printable(view.address, most=MOST_LETTERS),
        "steps": _texts(view.steps),
        "hangs": _texts(view.hangs),
        "facts": [_texts(fact) for fact in view.facts],
        "notes": _texts(view.notes),
    }


def neighbours(view: CommunityView) -> gpd.GeoDataFrame:
    """
    Return the community and those around it; it alone where its position is not known.

    Parameters
    ----------
    view
        With the ranked communities.

    Returns
    -------
    near
        Rows of `ranked` within 2.5 km, with all their columns, such as `gap` and `rank`.
    """
    community = view.ranked.loc[[view.community_id]]
    if not placed_rows(community).all():
        return community
    is_near = view.ranked.distance(community.geometry.iloc[0]) <= NEAR_M
    return view.ranked[is_near]


def code_of(address: str) -> str:
    """
    Return an address as a QR code in SVG; empty for none.

    Parameters
    ----------
    address
        Any text that fits into a code.
    """
    if not address:
        return ""
    import segno  # noqa: PLC0415 - only hand-outs need it

    code: str = segno.make(address, error="m", micro=False).svg_inline(border=2)
    return code.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def _texts(texts: tuple[str, ...]) -> list[str]:
    return [breakable(printable(text, most=MOST_LETTERS)) for text in texts]
