"""
What an analyst asks in a notebook, in a line each: maps that open without the internet.

>>> import datetime as dt
>>> from geo_app.analysis.access.question import Question
>>> from geo_app.desk.desk import Desk
>>> from geo_app.notebook import explore, map_of_gaps
>>> from geo_app.province import open_province
>>> desk = Desk(open_province("layers/phuket"))
>>> map_of_gaps(desk, Question(), on=dt.date(2026, 11, 23))  # doctest: +SKIP
>>> explore(desk.province, "hazard_zones")  # doctest: +SKIP
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from geo_app.indicators.listing import counted_unasked
from geo_app.maps.basemap import base_of
from geo_app.maps.groups import draw_layer, feature_groups, painter_of
from geo_app.maps.legend_entries import gaps_legend
from geo_app.maps.onefile import Heading, one_file_map
from geo_app.maps.proposal_map import proposal_map
from geo_app.maps.selected import draw_rows
from geo_app.network.walking import walking_method
from geo_app.reports.brief.pdf import brief_pdf
from geo_app.transit.buses import build_bus_network
from geo_app.words import labels
from geo_app.words.formats import format_date
from geo_app.words.translating import Language, pick_name, translator

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    import geopandas as gpd

    from geo_app.analysis.access.question import Question
    from geo_app.desk.desk import Desk
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.evaluation import Evaluation
    from geo_app.province import Province

VENDOR = Path(__file__).parents[1] / "static" / "vendor"
PRINT_FONTS = VENDOR / "print-fonts"
HEIGHT_PX = 560
GAPS_LAYERS = ("hazards", "mangroves", "routes", "stops")


@dataclass(frozen=True, slots=True)
class ShownMap:
    """
    A map that a notebook shows and that can be kept as a file.

    Attributes
    ----------
    html
        A page of its own, which asks for nothing outside itself.
    """

    html: str

    def __repr__(self) -> str:
        """Return a short line, since the page itself is long."""
        return f"ShownMap({len(self.html):,} letters of HTML)"

    def _repr_html_(self) -> str:
        """Return the map in a frame, for the notebook."""
        page = escape(self.html)
        return f'<iframe srcdoc="{page}" width="100%" height="{HEIGHT_PX}"></iframe>'

    def save(self, path: str | Path) -> Path:
        """
        Write the map as a file that opens from a USB stick.

        Parameters
        ----------
        path
            Where to; a file that is there is replaced.
        """
        target = Path(path)
        target.write_text(self.html, encoding="utf-8")
        return target


def map_of_gaps(
    desk: Desk,
    question: Question,
    *,
    on: dt.date,
    counted: Sequence[str] | None = None,
    layers: Sequence[str] = GAPS_LAYERS,
    language: Language = Language.THAI,
) -> ShownMap:
    """
    Draw the communities by what they lack.

    Parameters
    ----------
    desk
        On a province.
    question
        By which definition access counts.
    on
        Day of the plans and of the timetable.
    counted
        Ids of the indicators that colour and rank; if left out those that rest on data which
        nobody made up or drew by a rule.
    layers
        Some of `maps.groups.LAYERS`, below the communities.
    language
        Of names and words.
    """
    _, province = translator(language), desk.province
    asked = counted_unasked(province) if counted is None else tuple(counted)
    ranked, standard = desk.ranked(question, on, asked), question.standard
    name = pick_name(province.spec.name_th, province.spec.name_en, language,
                     otherwise=province.spec.province_id)  # fmt: skip
    note = _("Stop within {metres:,.0f} m on foot, {method}. Plans as of {day}.").format(
        metres=question.limit_m,
        method=_(labels.WALKING_METHOD[walking_method(province)]),
        day=format_date(on, language),
    )
    legend = gaps_legend(
        province, desk.buses(), layers, language=language, standard=standard, ranked=ranked,
        counted=asked,
    )  # fmt: skip
    title = _("{province}: communities without a stop or a valid plan").format(province=name)
    heading = Heading(title=title, notes=(note,), legend=legend, language=language.value)
    groups = feature_groups(
        province, desk.buses(), ranked, layers=layers, language=language, standard=standard,
        shares=desk.shares(question, on).by_zone,
    )  # fmt: skip
    return ShownMap(one_file_map(groups, base_of(province), heading, vendor=VENDOR))


def explore(
    province: Province,
    rows: str | gpd.GeoDataFrame,
    *,
    language: Language = Language.THAI,
) -> ShownMap:
    """
    Draw a layer, or rows of any table with a geometry, on the province's own map.

    `GeoDataFrame.explore` needs tiles of the internet; this needs none.

    Parameters
    ----------
    province
        Whose land, roads and names lie below.
    rows
        A kind such as `hazard_zones`, `routes` or `stops`, or a frame in any CRS; a click on
        a row shows its columns.
    language
        Of names and words.
    """
    painter = painter_of(province, language)
    if isinstance(rows, str) and rows in {"routes", "stops"}:
        group, title = draw_layer(rows, province, build_bus_network(province), painter), rows
    else:
        frame = province.of_kind(rows) if isinstance(rows, str) else rows
        title = rows if isinstance(rows, str) else f"{len(frame):,}"
        group = draw_rows(frame, title, painter)
    heading = Heading(title=title, notes=(), legend="", language=language.value)
    return ShownMap(one_file_map([group], base_of(province), heading, vendor=VENDOR))


def map_of_proposal(
    evaluation: Evaluation, baseline: Baseline, *, language: Language = Language.THAI
) -> ShownMap:
    """
    Draw a proposal, who gains and who loses.

    Parameters
    ----------
    evaluation, baseline
        As `evaluate` returns it, and what it was held against.
    language
        Of names and words.
    """
    return ShownMap(proposal_map(evaluation, baseline, language=language, vendor=VENDOR))


def brief_of(
    evaluation: Evaluation, baseline: Baseline, *, language: Language = Language.THAI
) -> bytes:
    """
    Return a proposal as two A4 pages (PDF) for a meeting, marked as a draft.

    Parameters
    ----------
    evaluation, baseline
        As `evaluate` returns it, and what it was held against.
    language
        Of the page.
    """
    return brief_pdf(
        evaluation, baseline, language=language, version=None, state="draft", fonts=PRINT_FONTS
    )
