"""A view of coverage gaps as one A4 page for a meeting, set with Typst."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo_app.analysis.access.standards import ANSWERED_BY_A_STOP
from geo_app.indicators.plan import PLAN
from geo_app.maps import palette
from geo_app.reports.brief.text import breakable, printable
from geo_app.reports.fix_sentences import fix_sentence
from geo_app.reports.handout.handout_map import draw_gaps_map
from geo_app.reports.handout.shared_contents import common_contents
from geo_app.reports.tables import names_of
from geo_app.reports.typesetting import set_page
from geo_app.words import labels
from geo_app.words.formats import format_distance
from geo_app.words.indicator_words import gap_text
from geo_app.words.labels import hazard_words
from geo_app.words.translating import pick_name, translator

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd

    from geo_app.analysis.access.question import Question
    from geo_app.province import Province
    from geo_app.transit.network import Network
    from geo_app.words.translating import Language

TEMPLATE = Path(__file__).parent / "handout.typ"
TOP = 10
MOST_LETTERS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """
    What a page of coverage gaps shows.

    Attributes
    ----------
    shown
        As `Desk.ranked` returns them, or some of its rows: the most urgent first.
    fixes
        As `cheapest_fixes` returns them.
    counted
        Ids of the indicators that are asked about.
    title
        Which communities these are.
    counts
        Label, number and note of each count.
    notes
        How it was found, and what departs from the standard.
    """

    question: Question
    on: dt.date
    counted: tuple[str, ...]
    shown: gpd.GeoDataFrame
    fixes: gpd.GeoDataFrame
    title: str
    counts: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]


def handout_pdf(
    view: View, province: Province, network: Network, *, language: Language, fonts: Path
) -> bytes:
    """
    Write a view as one A4 page: map, counts, the ten most urgent with why and what helps.

    Parameters
    ----------
    view
        What the page shows.
    province
        Whose communities.
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
    """
    contents = handout_contents(view, province, network, language=language)
    return set_page(TEMPLATE, contents, on=view.on, fonts=fonts)


def handout_contents(
    view: View, province: Province, network: Network, *, language: Language
) -> dict[str, Any]:
    """
    Put together what the page says.

    Parameters
    ----------
    view, province, network, language
        As for `handout_pdf`.

    Returns
    -------
    contents
        Values of JSON.
    """
    _ = translator(language)
    first = view.shown.head(TOP)
    drawn = draw_gaps_map(province, network, view.shown, listed=first.index, language=language)
    spec = province.spec
    name = pick_name(spec.name_th, spec.name_en, language, otherwise=spec.province_id)
    return common_contents(province, drawn, on=view.on, language=language) | {
        "kicker": _("Coverage gaps · {province}").format(province=name),
        "title": printable(view.title, most=MOST_LETTERS),
        "legend": [
            [palette.GAP.get(gap, palette.GAP["both"]), printable(words, most=MOST_LETTERS)]
            for gap, words in _gaps(view, language).items()
        ],
        "counts": [[printable(cell, most=MOST_LETTERS) for cell in count] for count in view.counts],
        "heading": _("The {count} most urgent of {all} communities").format(
            count=len(first), all=len(view.shown)
        ),
        "head": [_("Rank"), _("Community"), _("Zone"), _("Why"), _("What helps")],
        "rows": [_row(row, view, province, network, language) for row in first.itertuples()],
        "none": _("There is no such community."),
        "notes": [breakable(printable(note, most=MOST_LETTERS)) for note in view.notes],
    }


def _gaps(view: View, language: Language) -> dict[str, str]:
    """Return what the colours on the map mean, by the value of the column `gap`."""
    rows = view.shown.drop_duplicates("gap").itertuples()
    words = translator(language)
    return {str(row.gap): gap_text(row.lacks, view.question.standard, words) for row in rows}


def _row(
    row: Any, view: View, province: Province, network: Network, language: Language
) -> list[str]:
    names = getattr(row, "name_th", None), getattr(row, "name_en", None)
    zones = names_of(province.zones if province.has("zones") else None, language)
    cells = (
        str(row.rank),
        pick_name(*names, language, otherwise=str(row.Index)),
        zones.get(row.zone_id, "–"),
        "; ".join(_reasons(row, view, language)),
        " ".join(_helps(row, view, province, network, language)) or "–",
    )
    return [breakable(printable(cell, most=MOST_LETTERS)) for cell in cells]


def _reasons(row: Any, view: View, language: Language) -> list[str]:
    """Say what a community lacks, and what makes that urgent."""
    _ = translator(language)
    reasons = [gap_text(row.lacks, view.question.standard, _)]
    if "stop" in view.counted and row.walk_distance_m == row.walk_distance_m:
        walk = format_distance(row.walk_distance_m, language)
        reasons.append(_("{distance} to the nearest stop on foot").format(distance=walk))
    if PLAN.id in view.counted:
        plan = _(labels.PLAN_STATUS[row.plan_status])
        reasons.append(_("disaster plan: {status}").format(status=plan))
        if row.hazards:
            reasons.append(hazard_words(row.hazards, _, is_complete=row.hazards_complete))
    return reasons


def _helps(
    row: Any, view: View, province: Province, network: Network, language: Language
) -> list[str]:
    _ = translator(language)
    helps = []
    can_fix = "stop" in row.lacks and view.question.standard_id in ANSWERED_BY_A_STOP
    if can_fix and row.Index in view.fixes.index:
        fix = next(view.fixes.loc[[row.Index]].itertuples())
        helps.append(fix_sentence(province, fix, network.routes, language=language))
    if PLAN.id in view.counted and row.plan_status != "valid":
        helps.append(_(labels.NEXT_PLAN[row.plan_status]))
    return helps
