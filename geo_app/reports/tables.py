"""The list of communities as a table for people: on the page, as CSV, as Excel."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pandas as pd

from geo_app.errors import mark
from geo_app.maps import labels
from geo_app.maps.subjects import hazard_words
from geo_app.words import Language, pick_name, translator

if TYPE_CHECKING:
    import geopandas as gpd

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
"""Beginnings of a text that a spreadsheet may take for a formula."""

MAX_COLUMN_WIDTH = 48


def gaps_table(
    ranked: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame | None,
    stops: gpd.GeoDataFrame,
    *,
    language: Language,
) -> pd.DataFrame:
    """
    Lay out ranked communities for reading.

    Parameters
    ----------
    ranked
        As `coverage.rank` returns them.
    zones, stops
        For the names of the zones (or None) and of the stops.
    language
        Of headings and coded values.

    Returns
    -------
    table
        Indexed by `community_id`, one column a heading; distances in metres,
        unknown values are missing.
    """
    _ = translator(language)
    names = pd.DataFrame({"name_th": None, "name_en": None}, index=ranked.index)
    names.update(ranked[[column for column in names if column in ranked]])
    columns = {
        mark("Rank"): ranked["rank"],
        mark("Name (Thai)"): names["name_th"],
        mark("Name (English)"): names["name_en"],
        mark("Zone"): _replace(ranked["zone_id"], names_of(zones, language)),
        mark("Gap"): ranked["gap"].map(lambda gap: _(labels.GAP[gap])),
        mark("Walk to the nearest stop (m)"): ranked["walk_distance_m"].round(),
        mark("Straight line (m)"): ranked["straight_distance_m"].round(),
        mark("Nearest stop"): _replace(ranked["nearest_stop_id"], names_of(stops, language)),
        mark("Disaster plan"): ranked["plan_status"].map(lambda s: _(labels.PLAN_STATUS[s])),
        mark("Valid until"): ranked["plan_valid_until"].dt.strftime("%Y-%m-%d"),
        mark("Hazards"): ranked["hazards"].map(lambda hazards: hazard_words(hazards, _)),
        mark("Mangrove (m)"): ranked["mangrove_distance_m"].round(),
        mark("People"): ranked.get("population", pd.Series(float("nan"), index=ranked.index)),
        mark("Data status"): ranked["status"].map(lambda s: _(labels.STATUS[s])),
    }
    return pd.DataFrame({_(heading): values for heading, values in columns.items()})


def to_csv(table: pd.DataFrame) -> bytes:
    """
    Write a table as CSV that Excel opens in Thai and evaluates nowhere.

    Text that a spreadsheet could take for a formula gets an apostrophe in
    front; numbers stay numbers.
    """
    safe = table.reset_index().map(guard_formula)
    safe.columns = [guard_formula(column) for column in safe.columns]
    return safe.to_csv(index=False).encode("utf-8-sig")


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
    if isinstance(value, str) and value.lstrip(" \u00a0\u200b\ufeff").startswith(FORMULA_STARTS):
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


def _replace(ids: pd.Series, names: dict[str, str]) -> pd.Series:
    return ids.map(lambda own: names.get(own, own))
