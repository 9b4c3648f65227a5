"""The layers of a province as a table, and the rows set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo_app.analysis.areas.zone_people import zones_exceeded
from geo_app.analysis.areas.zoning import home_zones
from geo_app.analysis.plans import unmatched_plans
from geo_app.reports.tables import names_of
from geo_app.schema import KINDS
from geo_app.ui.shared import language
from geo_app.words import labels
from geo_app.words.formats import format_date
from geo_app.words.translating import pick_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geo_app.errors import GeoAppError
    from geo_app.province import Province

METHOD_NAME = "METHOD.md"


def render_layers(province: Province, broken: Mapping[str, GeoAppError]) -> None:
    """
    Show every declared layer with its row counts, then the faults found.

    Parameters
    ----------
    province
        The province on the desk, with its broken layers.
    broken
        Those that cannot be used, by id, with the reason.
    """
    _, tongue = language.words(), language.current()
    rows, faults = [], []
    for layer_id, spec in province.catalogue.layers.items():
        title = pick_name(spec.title_th, spec.title_en, tongue, otherwise=layer_id)
        report = None if layer_id in broken else province.layer(layer_id).report
        rows.append(
            {
                _("Layer"): title,
                _("Data status"): _(labels.STATUS[spec.status]),
                _("Date"): format_date(spec.date, tongue),
                _("Rows in"): report.rows_in if report else None,
                _("Rows used"): report.rows_used if report else None,
                _("Set aside"): report.rows_set_aside if report else None,
                _("Licence"): spec.licence,
                _("Source"): spec.source,
                _("Attribution"): spec.attribution,
                _("Kind"): _(KINDS[spec.kind].title),
            }
        )
        faults += [
            {
                _("Layer"): title,
                _("Row"): fault.where.row,
                _("Field"): fault.where.field,
                _("What"): fault.sentence(_),
            }
            for fault in (report.faults if report else ())
        ]
    faults += _lost_plans(province.without(broken))
    faults += _too_many_people(province.without(broken))
    st.dataframe(pd.DataFrame(rows), hide_index=True, height="content", placeholder="–")
    _render_layers_off(province)
    st.subheader(_("Rows set aside or doubtful"))
    if faults:
        st.dataframe(pd.DataFrame(faults), hide_index=True)
    else:
        st.caption(_("None: every row of every layer is used as it is."))


def _render_layers_off(province: Province) -> None:
    """Name the layers that are off; nothing is shown where there is none."""
    off = province.catalogue.layers_off
    if not off:
        return
    _, tongue = language.words(), language.current()
    st.markdown(_("**Layers that are off**: no figure and no map rests on them."))
    rows = [
        {
            _("Layer"): pick_name(spec.title_th, spec.title_en, tongue, otherwise=layer_id),
            _("Data status"): _(labels.STATUS[spec.status]),
            _("Date"): format_date(spec.date, tongue),
            _("Licence"): spec.licence,
            _("Source"): spec.source,
            _("Attribution"): spec.attribution,
            _("Kind"): _(KINDS[spec.kind].title),
        }
        for layer_id, spec in off.items()
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, height="content", placeholder="–")
    ids = ", ".join(f"`[layers.{layer_id}]`" for layer_id in off)
    st.caption(_("To count one, write `on = true` in catalogue.toml under {ids}.").format(ids=ids))


def _lost_plans(province: Province) -> list[dict[str, object]]:
    """Tell which plans cover nobody: a wrong id in the register is easily overlooked."""
    if not (province.has("disaster_plans") and province.has("communities")):
        return []
    _, tongue = language.words(), language.current()
    zones = province.zones if province.has("zones") else None
    plans = province.of_kind("disaster_plans")
    lost = unmatched_plans(plans, province.communities, zones)
    titles = {
        layer_id: pick_name(spec.title_th, spec.title_en, tongue, otherwise=layer_id)
        for layer_id, spec in province.catalogue.layers.items()
    }
    text = _("The plan '{plan}' names '{found}', which no layer has: it covers nobody.")
    return [
        {
            _("Layer"): titles[str(row.layer_id)],
            _("Row"): plans.index.get_loc(row.Index) + 1,
            _("Field"): "scope_id",
            _("What"): text.format(plan=row.Index, found=row.scope_id),
        }
        for row in lost.itertuples()
    ]


def _too_many_people(province: Province) -> list[dict[str, object]]:
    """Tell where communities have more people together than their zone."""
    if not (province.has("zones") and province.has("communities")):
        return []
    _, tongue = language.words(), language.current()
    names = names_of(province.zones, tongue)
    homes = home_zones(province.communities, province.zones)
    communities = pd.DataFrame(province.communities.drop(columns="geometry")).assign(zone_id=homes)
    text = _(
        "The communities of {zone} have {people:,.0f} people together, the zone itself {all:,.0f}: "
        "one of the two is wrong, or of another year."
    )
    return [
        {
            _("Layer"): _(KINDS["communities"].title),
            _("Row"): None,
            _("Field"): "population",
            _("What"): text.format(
                zone=names.get(str(row.Index), row.Index),
                people=row.in_communities,
                all=row.in_zone,
            ),
        }
        for row in zones_exceeded(communities, province.zones).itertuples()
    ]


def render_method(folder: Path) -> None:
    """
    Show how the layers were made, where the province's folder tells it.

    Parameters
    ----------
    folder
        The province's.
    """
    _ = language.words()
    path = folder / METHOD_NAME
    if path.is_file():
        with st.expander(_("How the layers were made, and what they cannot support")):
            text = path.read_text(encoding="utf-8", errors="replace")
            # A picture could ask another host; its text is shown instead.
            st.markdown(text.replace("![", "!\\["))
