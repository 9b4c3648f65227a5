"""The list of communities as a table for people: on the page, as CSV, as Excel."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import pandas as pd

from geo_app.maps import labels
from geo_app.maps.subjects import hazard_words
from geo_app.network.walking import WalkingMethod, walking_method
from geo_app.words import Language, pick_name, translator

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from geo_app.province import Province

FORMULA_START = re.compile(
    r"""[\t\r\n\x00]|[\s\x00-\x1f\x7f\u00ad\u200b-\u200f\u2060\ufeff"']*[=+\-@|%＝＋－＠−﹢﹣﹦﹫]"""
)
"""How a text begins that a spreadsheet may take for a formula, blanks and quotes before it too."""

MAX_COLUMN_WIDTH = 48


def gaps_table(
    ranked: gpd.GeoDataFrame, province: Province, stops: gpd.GeoDataFrame, *, language: Language
) -> pd.DataFrame:
    """
    Lay out ranked communities for reading.

    Parameters
    ----------
    ranked
        As `coverage.rank` returns them.
    province
        For the names of its zones, and for how far its layers can be trusted.
    stops
        For the names of the stops.
    language
        Of headings and coded values.

    Returns
    -------
    table
        Indexed by `community_id`, one column a heading; distances in metres,
        unknown values are missing. Headings of data that is neither official nor
        open carry its status in brackets, those of estimated walks too.
    """
    _ = translator(language)
    zones = province.zones if province.has("zones") else None
    names = pd.DataFrame({"name_th": None, "name_en": None}, index=ranked.index)
    names.update(ranked[[column for column in names if column in ranked]])
    plan, hazard, mangrove = (
        province.status(kind) for kind in ("disaster_plans", "hazard_zones", "mangroves")
    )
    walk = _("Walk to a stop (m)")
    if walking_method(province) is not WalkingMethod.NETWORK:
        walk = f"{walk} [{_(labels.ESTIMATED)}]"
    plan_words = ranked["plan_status"].map(lambda status: _(labels.PLAN_STATUS[status]))
    people = ranked.get("population", pd.Series(float("nan"), index=ranked.index))
    hazards = [hazard_words(found, _) for found in ranked["hazards"]]
    return pd.DataFrame(
        {
            _("Rank"): ranked["rank"],
            _("Name (Thai)"): names["name_th"],
            _("Name (English)"): names["name_en"],
            _("Gap"): ranked["gap"].map(lambda gap: _(labels.GAP[gap])),
            labels.marked(_("Disaster plan"), plan, _): plan_words,
            labels.marked(_("Hazards"), hazard, _): pd.Series(hazards, index=ranked.index),
            _("People"): people,
            walk: ranked["walk_distance_m"].round(),
            _("Straight line (m)"): ranked["straight_distance_m"].round(),
            _("Nearest stop"): _replace(ranked["nearest_stop_id"], names_of(stops, language)),
            _("Zone"): _replace(ranked["zone_id"], names_of(zones, language)),
            labels.marked(_("Plan valid until"), plan, _): _days(ranked["plan_valid_until"]),
            labels.marked(_("Mangrove (m)"), mangrove, _): ranked["mangrove_distance_m"].round(),
            _("Data status"): ranked["status"].map(lambda status: _(labels.STATUS[status])),
        }
    )


def sources_table(
    province: Province, *, language: Language, kinds: Iterable[str] | None = None
) -> pd.DataFrame:
    """
    Lay out where each layer comes from and how far it can be trusted.

    Parameters
    ----------
    province
        Whose layers.
    language
        Of headings, titles and statuses.
    kinds
        Only layers of these kinds; all of them if left out.

    Returns
    -------
    table
        Indexed by layer id.
    """
    _ = translator(language)
    wanted = None if kinds is None else set(kinds)
    specs = [
        spec for spec in province.catalogue.layers.values() if wanted is None or spec.kind in wanted
    ]
    rows = [
        {
            _("Layer"): pick_name(spec.title_th, spec.title_en, language, otherwise=spec.layer_id),
            _("Data status"): _(labels.STATUS[spec.status]),
            _("Date"): spec.date.isoformat(),
            _("Source"): spec.source,
            _("Licence"): spec.licence,
            _("Attribution"): spec.attribution,
        }
        for spec in specs
    ]
    return pd.DataFrame(rows, index=pd.Index([s.layer_id for s in specs], name=_("Layer id")))


def to_csv(table: pd.DataFrame) -> bytes:
    """
    Write a table as CSV that Excel opens in Thai and evaluates nowhere.

    Text that a spreadsheet could take for a formula gets an apostrophe in
    front, and every text stands in quotation marks, so that no character in it
    opens another cell; numbers stay numbers.
    """
    safe = table.reset_index().map(guard_formula)
    safe.columns = [guard_formula(column) for column in safe.columns]
    return safe.to_csv(index=False, quoting=csv.QUOTE_NONNUMERIC).encode("utf-8-sig")


def to_excel(sheets: dict[str, pd.DataFrame]) -> bytes:
    """
    Write tables as the sheets of a workbook, texts as texts.

    Parameters
    ----------
    sheets
        Tables by sheet name (at most 31 characters).
    """
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with pd.ExcelWriter(
        buffer, engine="xlsxwriter", engine_kwargs={"options": options}
    ) as workbook:
        for name, table in sheets.items():
            rows = table.reset_index()
            rows.to_excel(workbook, sheet_name=name, index=False)
            sheet = workbook.sheets[name]
            sheet.freeze_panes(1, 0)
            for number, column in enumerate(rows.columns):
                longest = rows[column].astype(str).str.len().max()
                width = max(len(str(column)), 0 if pd.isna(longest) else int(longest)) + 2
                sheet.set_column(number, number, min(width, MAX_COLUMN_WIDTH))
    return buffer.getvalue()


def guard_formula(value: object) -> object:
    """Put an apostrophe before a text that a spreadsheet might evaluate."""
    if isinstance(value, str) and FORMULA_START.match(value):
        return f"'{value}"
    return value


def names_of(rows: gpd.GeoDataFrame | None, language: Language) -> dict[str, str]:
    """Return each row's name in `language` by its id; nothing for no rows."""
    if rows is None:
        return {}
    return {
        str(row.Index): pick_name(
            getattr(row, "name_th", None),
            getattr(row, "name_en", None),
            language,
            otherwise=str(row.Index),
        )
        for row in rows.itertuples()
    }


def _days(days: pd.Series) -> pd.Series:
    texts: pd.Series = days.dt.strftime("%Y-%m-%d")
    return texts


def _replace(ids: pd.Series, names: dict[str, str]) -> pd.Series:
    return ids.map(lambda own: names.get(own, own))
