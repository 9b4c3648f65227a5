"""What can be taken away from the coverage page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo_app.analysis import coverage
from geo_app.indicators.plan import PLAN
from geo_app.indicators.stop import STOP
from geo_app.maps.basemap import base_of
from geo_app.maps.groups import feature_groups
from geo_app.maps.onefile import Heading, one_file_map
from geo_app.reports import documents, tables
from geo_app.reports.handout.work_list import status_by_hazard, work_list
from geo_app.ui.gaps import controls
from geo_app.ui.shared import language, state
from geo_app.ui.shared.at_desk import desk
from geo_app.ui.shared.download_button import EXCEL_TYPE, render_button
from geo_app.ui.shared.map_view import VENDOR, local_assets
from geo_app.ui.shared.summary import no_plan
from geo_app.words.indicator_words import words_of
from geo_app.words.share_words import share_range
from geo_app.words.translating import pick_name

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from geo_app.province import Province
    from geo_app.ui.gaps.controls import Choices
    from geo_app.words.translating import Language


UNKNOWN = "?"
FONTS = VENDOR / "print-fonts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the page says of its map: how it was found, and the legend as HTML."""

    notes: tuple[str, ...]
    legend: str


def render_downloads(
    province: Province,
    shown: gpd.GeoDataFrame,
    table: pd.DataFrame,
    choices: Choices,
    around: Around,
) -> None:
    """
    Show the download buttons; each file is made when its button is pressed.

    Parameters
    ----------
    province
        The one on the desk, without its broken layers.
    shown
        As `Desk.ranked` returns them, or some of its rows.
    table
        The list as the page shows it.
    choices
        What is chosen on the page.
    around
        What the page says of its map.
    """
    _ = language.words()
    standard_id = choices.question.standard_id.value
    about = "gaps" if choices.gap == state.EVERYWHERE else f"gaps-{choices.gap}"
    stem = f"{province.spec.province_id}-{about}-{choices.day:%Y-%m-%d}-{standard_id}"
    title = _(controls.gap_titles(choices.question.standard, choices.counted)[choices.gap])
    notes = (_("Communities shown: {filter}").format(filter=title), *around.notes)
    # Words are looked up now: the functions below run outside the page.
    sheets = {
        _("Communities"): table,
        _("Sources"): tables.sources_table(province, language=language.current()),
        _("Method"): pd.DataFrame({_("How it was found"): notes}),
    }
    page = _one_file(province, shown, choices, around) if local_assets().base_url else None
    with st.container(horizontal=True):
        if page is not None:
            # Its fonts are installed with the files of the map.
            render_button(
                _("Hand-out (PDF)"),
                _handout(
                    province,
                    shown,
                    choices,
                    notes=around.notes,
                    title=_handout_title(choices, title),
                ),
                f"{stem}.pdf",
                "application/pdf",
            )
        render_button("CSV", lambda: tables.to_csv(table), f"{stem}.csv", "text/csv")
        plans = partial(_plan_sheets, province, shown, choices, _, language.current())
        render_button(
            "Excel", lambda: tables.to_excel(sheets | plans()), f"{stem}.xlsx", EXCEL_TYPE
        )
        render_button(
            "GeoJSON",
            lambda: json.dumps(
                documents.gaps_geojson(
                    province,
                    shown,
                    question=choices.question,
                    on=choices.day,
                    counted=choices.counted,
                ),
                ensure_ascii=False,
                allow_nan=False,
            ).encode(),
            f"{stem}.geojson",
            "application/geo+json",
        )
        if page is not None:
            render_button(_("Map in one file (HTML)"), page, f"{stem}.html", "text/html")


def _plan_sheets(
    province: Province,
    shown: gpd.GeoDataFrame,
    choices: Choices,
    _: Callable[[str], str],
    tongue: Language,
) -> dict[str, pd.DataFrame]:
    """Say where plans are asked about what must be done, and how many there are of each kind."""
    if PLAN.id not in choices.counted or not province.has("hazard_zones"):
        return {}
    return {
        _("Work list"): work_list(shown, province, on=choices.day, language=tongue),
        _("Plans and hazards"): status_by_hazard(shown, language=tongue),
    }


def _handout_title(choices: Choices, title: str) -> str:
    """Say what is asked about and which communities are shown."""
    _ = language.words()
    named = {ids: controls.SUBJECT_TITLES[name] for name, ids in controls.SUBJECTS.items()}
    subject = named.get(choices.counted)
    return title if subject is None else f"{_(subject)}: {title}"


def _handout(
    province: Province,
    shown: gpd.GeoDataFrame,
    choices: Choices,
    *,
    notes: tuple[str, ...],
    title: str,
) -> Callable[[], bytes]:
    """Return what writes the page for a meeting when its button is pressed."""
    at, tongue, counts = desk(), language.current(), _counts(province, choices)
    network, limit_m = at.buses(), choices.question.limit_m

    def make() -> bytes:
        from geo_app.reports.handout.handout_page import View, handout_pdf  # noqa: PLC0415 - a compiler

        view = View(
            question=choices.question,
            on=choices.day,
            counted=choices.counted,
            shown=shown,
            fixes=at.fixes(limit_m),
            title=title,
            counts=counts,
            notes=notes,
        )
        return handout_pdf(view, province, network, language=tongue, fonts=FONTS)

    return make


def _counts(province: Province, choices: Choices) -> tuple[tuple[str, str, str], ...]:
    """Return the counts of what is asked about, each with its label and what it is of."""
    _, question = language.words(), choices.question
    ranked = controls.of_zone(desk().ranked(question, choices.day, choices.counted), choices)
    counted = coverage.summarise(ranked)
    of_all = _("of {all} communities").format(all=counted.communities)
    counts = []
    if choices.counted != (PLAN.id,):
        share = share_range(desk().shares(question, choices.day).of_all)
        counts = [
            (
                _(words_of(STOP.id, question.standard).all_without),
                f"{counted.without_stop:,}",
                of_all,
            ),
            (_("Share of people served"), share.words(_), _("Whole province")),
        ]
    if PLAN.id in choices.counted:
        without = no_plan(counted)
        shown = UNKNOWN if without is None else f"{without:,}"
        counts.append((_("Without a valid plan"), shown, of_all))
        if province.has("hazard_zones"):
            exposed = UNKNOWN if without is None else f"{counted.exposed_without_plan:,}"
            counts.append((_("Exposed, no valid plan"), exposed, of_all))
    return tuple(counts)


def _one_file(
    province: Province, shown: gpd.GeoDataFrame, choices: Choices, around: Around
) -> Callable[[], bytes]:
    _, tongue = language.words(), language.current()
    network = desk().buses()
    spec = province.spec
    name = pick_name(spec.name_th, spec.name_en, tongue, otherwise=spec.province_id)
    standard = choices.question.standard
    shares = desk().shares(choices.question, choices.day).by_zone
    attributions = [s.attribution for s in province.catalogue.layers.values() if s.attribution]
    heading = Heading(
        title=_("{province}: communities without a stop or a valid plan").format(province=name),
        notes=(" ".join(around.notes), "; ".join(dict.fromkeys(attributions))),
        legend=around.legend,
        language=tongue.value,
    )

    def make() -> bytes:
        groups = feature_groups(
            province,
            network,
            shown,
            layers=choices.layers,
            language=tongue,
            standard=standard,
            shares=shares,
        )
        return one_file_map(groups, base_of(province), heading, vendor=VENDOR).encode()

    return make
