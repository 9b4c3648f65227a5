"""Who gains and loses by a proposal: by name, and by zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo_app.analysis.walks.demand import OUTSIDE
from geo_app.errors import mark
from geo_app.reports.proposal_facts import zone_table
from geo_app.reports.standards_tables import estimated
from geo_app.reports.tables import names_of
from geo_app.ui.shared import language
from geo_app.ui.shared.feedback import plain
from geo_app.words import labels

if TYPE_CHECKING:
    from geo_app.proposals.evaluation import Evaluation
    from geo_app.province import Province

EFFECTS = {
    "gained": mark("Gained"),
    "lost": mark("Lost"),
    "nearer": mark("Nearer"),
    "further": mark("Further"),
    "unclear": mark("Not known"),
}


def render_communities(province: Province, evaluation: Evaluation) -> None:
    """
    Show who gains, loses, and walks less or further, by name and by zone.

    Parameters
    ----------
    province
        The province on the desk, without its broken layers.
    evaluation
        What the proposal would do.
    """
    _ = language.words()
    touched = evaluation.communities[evaluation.communities["effect"].isin(list(EFFECTS))]
    if touched.empty:
        st.info(_("No community gains or loses anything."))
    else:
        render_frame(_communities(province, touched))
    table = zone_table(evaluation)
    if len(table):
        st.caption(plain(_("By zone")))
        render_frame(_zones(province, evaluation, table))
    if len(evaluation.groups):
        st.caption(plain(_("Groups of people")))
        render_frame(_groups(evaluation))


def _communities(province: Province, touched: pd.DataFrame) -> pd.DataFrame:
    _, tongue = language.words(), language.current()
    order = touched["effect"].map({name: number for number, name in enumerate(EFFECTS)})
    rows = touched.assign(order=order).sort_values(
        ["order", "population"], ascending=[True, False], na_position="last", kind="stable"
    )
    zones = names_of(province.zones if province.has("zones") else None, tongue)
    before, after = (
        estimated(province, text, _) for text in (_("Walk today (m)"), _("Walk then (m)"))
    )
    return pd.DataFrame(
        {
            _("What changes"): [_(EFFECTS[effect]) for effect in rows["effect"]],
            _("Name (Thai)"): rows["name_th"],
            _("Name (English)"): rows["name_en"],
            _("Zone"): [zones.get(str(zone), "") for zone in rows["zone_id"]],
            _("People"): rows["population"],
            before: rows["walk_before_m"].round(),
            after: rows["walk_after_m"].round(),
        }
    )


def _zones(province: Province, evaluation: Evaluation, table: pd.DataFrame) -> pd.DataFrame:
    _, tongue = language.words(), language.current()
    names = names_of(province.zones if province.has("zones") else None, tongue)
    names |= {OUTSIDE: _("Outside every zone")}
    people = names_of(evaluation.communities, tongue)
    status = province.status(evaluation.people_by)
    gained, lost = (
        labels.marked(text, status, _) for text in (_("People gained"), _("People lost"))
    )
    return pd.DataFrame(
        {
            _("Zone"): [names.get(str(zone), str(zone)) for zone in table.index],
            gained: table["people_gained"].round(),
            lost: table["people_lost"].round(),
            _("Places without a number"): table["unknown_gained"] + table["unknown_lost"],
            _("Communities gained"): [_joined(ids, people) for ids in table["communities_gained"]],
            _("Communities lost"): [_joined(ids, people) for ids in table["communities_lost"]],
        }
    )


def _joined(ids: tuple[str, ...], names: dict[str, str]) -> str:
    return ", ".join(names.get(key, key) for key in ids)


def _groups(evaluation: Evaluation) -> pd.DataFrame:
    _ = language.words()
    return pd.DataFrame(
        {
            _("Group"): [str(name).removeprefix("population_") for name in evaluation.groups.index],
            _("People gained"): evaluation.groups["gained"].round(),
            _("People lost"): evaluation.groups["lost"].round(),
            _("Places without a number"): evaluation.groups["unknown"],
        }
    )


def render_frame(table: pd.DataFrame) -> None:
    """
    Show a table whose numbers are written as people here write them.

    Parameters
    ----------
    table
        Its columns are headings.
    """
    st.dataframe(
        table,
        hide_index=True,
        placeholder="–",
        column_config={
            str(column): st.column_config.NumberColumn(format="localized")
            for column in table.select_dtypes("number")
        },
    )
