"""The list of communities as a table for people: on the page, as CSV, as Excel."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import pandas as pd

from geo_app.analysis.areas.positions import placed_rows
from geo_app.analysis.rows_used import rows_used
from geo_app.errors import mark
from geo_app.indicators.listing import asked_in
from geo_app.indicators.readable import Column, Reading
from geo_app.network.walking import walking_method
from geo_app.reports.rows_told import sources_columns
from geo_app.schema import KINDS
from geo_app.words import labels
from geo_app.words.indicator_words import gap_text
from geo_app.words.labels import hazard_words
from geo_app.words.translating import Language, pick_name, translator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import geopandas as gpd

    from geo_app.analysis.access.standards import Standard
    from geo_app.catalogue import LayerSpec
    from geo_app.province import Province

FORMULA_START = re.compile(
    r"""[\t\r\n\x00]|[\s\x00-\x1f\x7f\u00ad\u200b-\u200f\u2060\ufeff"']*[=+\-@|%＝＋－＠−﹢﹣﹦﹫]"""
)
"""How a text begins that a spreadsheet may take for a formula, blanks and quotes before it too."""

MAX_COLUMN_WIDTH = 48


def gaps_table(
    ranked: gpd.GeoDataFrame,
    province: Province,
    stops: gpd.GeoDataFrame,
    *,
    language: Language,
    standard: Standard | None = None,
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
    standard
        By which `ranked` was made, for the words of its gaps; where it looks at a
        window its value gets a column. Any stop within the walk if left out.

    Returns
    -------
    table
        Indexed by `community_id`, one column a heading; each indicator that `ranked`
        holds has its own (`Indicator.columns`). Distances in metres, walks to other places
        than a stop in minutes; unknown values are missing. Headings of data that is neither
        official nor open carry its status in brackets, those of estimated walks too. Where
        the position of somebody is not known, a column says so.
    """
    _ = translator(language)
    reading = _reading(province, stops, language, standard)
    zones = province.zones if province.has("zones") else None
    names = pd.DataFrame({"name_th": None, "name_en": None}, index=ranked.index)
    names.update(ranked[[column for column in names if column in ranked]])
    people = ranked.get("population", pd.Series(float("nan"), index=ranked.index))
    hazards = [
        hazard_words(zones, _, is_complete=is_complete)
        for zones, is_complete in zip(ranked["hazards"], ranked["hazards_complete"], strict=True)
    ]
    columns = [
        column for indicator in asked_in(ranked) for column in indicator.columns(ranked, reading)
    ]
    return pd.DataFrame(
        {
            _("Rank"): ranked["rank"],
            _("Name (Thai)"): names["name_th"],
            _("Name (English)"): names["name_en"],
            _("Gap"): ranked["lacks"].map(lambda lacks: gap_text(lacks, standard, _)),
            **_cells(column for column in columns if column.is_first),
            reading.marked(_("Hazards"), ["hazard_zones"]): pd.Series(hazards, index=ranked.index),
            _("People"): people,
            **_cells(column for column in columns if not column.is_first),
            _("Zone"): _replace(ranked["zone_id"], names_of(zones, language)),
            **_positions(ranked, _),
            reading.marked(_("Mangrove (m)"), ["mangroves"]): ranked["mangrove_distance_m"].round(),
            _("Data status"): ranked["status"].map(lambda status: _(labels.STATUS[status])),
        }
    )


def _positions(ranked: gpd.GeoDataFrame, translate: Callable[[str], str]) -> dict[str, pd.Series]:
    """Say whose position is not known, where there is somebody."""
    placed = placed_rows(ranked)
    if placed.all():
        return {}
    unknown = translate(mark("Not known"))
    return {translate(mark("Position")): pd.Series("", index=ranked.index).where(placed, unknown)}


def _reading(
    province: Province,
    stops: gpd.GeoDataFrame,
    language: Language,
    standard: Standard | None,
) -> Reading:
    return Reading(
        language=language,
        statuses={spec.kind: province.status(spec.kind) for spec in _specs(province)},
        standard=standard,
        method=walking_method(province),
        stop_names=names_of(stops, language),
    )


def _specs(province: Province) -> list[LayerSpec]:
    return list(province.catalogue.layers.values())


def _cells(columns: Iterable[Column]) -> dict[str, pd.Series]:
    return {column.heading: column.cells for column in columns}


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
        `Layer` (title), `Data status`, `Date`, `Source`, `Licence` and `Attribution`, and how
        many `Rows in` the layer has, `Rows used`, `Set aside` and `Why set aside`; indexed by
        the id of the layer.
    """
    _ = translator(language)
    wanted = set(KINDS) if kinds is None else set(kinds)
    specs = [spec for spec in province.catalogue.layers.values() if spec.kind in wanted]
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
    layer_ids = [spec.layer_id for spec in specs]
    table = pd.DataFrame(rows, index=pd.Index(layer_ids, name=_("Layer id")))
    return table.assign(**sources_columns(rows_used(province, wanted), layer_ids, language))


def to_csv(table: pd.DataFrame) -> bytes:
    """
    Write a table as CSV that Excel opens in Thai and evaluates nowhere.

    Text that a spreadsheet could take for a formula gets an apostrophe in
    front, and every text stands in quotation marks, so that no character in it
    opens another cell; numbers stay numbers.

    Parameters
    ----------
    table
        Its index is written too.
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
            # Numbers that only count rows say nothing.
            is_counted = isinstance(table.index, pd.RangeIndex) and table.index.name is None
            rows = table if is_counted else table.reset_index()
            rows.to_excel(workbook, sheet_name=name, index=False)
            sheet = workbook.sheets[name]
            sheet.freeze_panes(1, 0)
            if len(rows.columns):
                sheet.autofilter(0, 0, len(rows), len(rows.columns) - 1)
            for number, column in enumerate(rows.columns):
                longest = rows[column].astype(str).str.len().max()
                width = max(len(str(column)), 0 if pd.isna(longest) else int(longest)) + 2
                sheet.set_column(number, number, min(width, MAX_COLUMN_WIDTH))
    return buffer.getvalue()


def guard_formula(value: object) -> object:
    """
    Put an apostrophe before a text that a spreadsheet might evaluate.

    Parameters
    ----------
    value
        A cell; what is no text stays as it is.
    """
    if isinstance(value, str) and FORMULA_START.match(value):
        return f"'{value}"
    return value


def names_of(rows: gpd.GeoDataFrame | None, language: Language) -> dict[str, str]:
    """
    Return each row's name in `language` by its id; nothing for no rows.

    Parameters
    ----------
    rows
        With `name_th` and `name_en` where they are known; None for no rows.
    language
        Of the names, where there are both.
    """
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
    return ids.map(lambda key: names.get(key, key))
