"""Who must act for whom: exposed communities without a valid plan, and how many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo_app.analysis.areas.positions import placed_rows
from geo_app.analysis.coverage import are_exposed_without_plan
from geo_app.analysis.plans import PlanStatus
from geo_app.errors import mark
from geo_app.reports.tables import names_of
from geo_app.schema import HAZARD_LEVELS, NAME_COLUMNS
from geo_app.words import labels
from geo_app.words.labels import hazard_words
from geo_app.words.translating import Language, pick_name, translator

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd

    from geo_app.province import Province

UNPLACED = "unplaced"

STATUSES = {
    PlanStatus.NONE.value: mark("No plan"),
    PlanStatus.EXPIRED.value: mark("Expired"),
    PlanStatus.UNKNOWN.value: mark("Not known"),
    PlanStatus.VALID.value: mark("Valid"),
}
"""Of plans, the most urgent first; in words that say what they are about."""


def work_list(
    ranked: gpd.GeoDataFrame, province: Province, *, on: dt.date, language: Language
) -> pd.DataFrame:
    """
    List the exposed communities without a valid plan, the highest hazards first.

    Parameters
    ----------
    ranked
        As `Desk.ranked` returns them, with `plan_status` and `hazard_level`.
    province
        For the names of its zones.
    on
        From which day the days left of a plan are counted.
    language
        Of headings and coded values.

    Returns
    -------
    table
        Indexed by `community_id`: its name (`Community`), zone, hazards, status of the plan, the
        days that it is valid for (negative since it ended), people; and blank columns for who is
        responsible, by when, and remarks.
    """
    _ = translator(language)
    rows = ranked[are_exposed_without_plan(ranked)]
    level = rows["hazard_level"].map(HAZARD_LEVELS.index, na_action="ignore")
    status = rows["plan_status"].map(list(STATUSES).index)
    rows = rows.iloc[
        pd.DataFrame({"level": -level.astype(float), "status": status})
        .reset_index(drop=True)
        .sort_values(["level", "status"], kind="stable")
        .index
    ]
    # A province may name its communities in one language only.
    both = rows.reindex(columns=list(NAME_COLUMNS))
    names = [
        pick_name(name_th, name_en, language, otherwise=str(key))
        for key, name_th, name_en in both.itertuples(name=None)
    ]
    hazards = [hazard_words(zones, _) for zones in rows["hazards"]]
    until = pd.to_datetime(rows["plan_valid_until"]) - pd.Timestamp(on)
    zones = names_of(province.zones if province.has("zones") else None, language)
    blank = pd.Series("", index=rows.index)
    return pd.DataFrame(
        {
            _("Community"): names,
            _("Zone"): rows["zone_id"].map(lambda zone: zones.get(zone, zone)),
            _("Hazards"): hazards,
            _("Plan"): rows["plan_status"].map(lambda status: _(STATUSES[status])),
            _("Days left"): until.dt.days.astype("Int64"),
            _("People"): rows.get("population", pd.Series(float("nan"), index=rows.index)),
            _("Responsible"): blank,
            _("By when"): blank,
            _("Remarks"): blank,
        },
        index=rows.index,
    )


def status_by_hazard(ranked: gpd.GeoDataFrame, *, language: Language) -> pd.DataFrame:
    """
    Count communities by the status of their plan and the highest hazard that they lie in.

    Parameters
    ----------
    ranked
        As `Desk.ranked` returns them, with `plan_status` and `hazard_level`.
    language
        Of headings.

    Returns
    -------
    table
        A row a status (`Plan`), a column a level from the highest down, then those in no zone
        that is known, and those whose position nobody knows; numbers of communities, which add
        up to all of them.
    """
    _ = translator(language)
    level = ranked["hazard_level"].astype(object)
    # Of whom nobody knows where they live nobody knows in what they lie.
    level = level.fillna("").where(placed_rows(ranked), UNPLACED)
    titles = {name: _(labels.HAZARD_LEVEL[name]) for name in reversed(HAZARD_LEVELS)}
    titles |= {"": _("in no known zone"), UNPLACED: _("position not known")}
    counts = pd.crosstab(ranked["plan_status"], level).reindex(
        index=list(STATUSES), columns=list(titles), fill_value=0
    )
    used = [name for name in titles if not name or counts[name].any()]
    table = counts[used].rename(columns=titles)
    table.insert(0, _("Plan"), [_(STATUSES[status]) for status in STATUSES])
    return table.reset_index(drop=True)
