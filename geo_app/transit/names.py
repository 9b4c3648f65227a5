"""Names of stops and routes in Thai and English, from a feed and its translations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = ("th", "en")
MULTILINGUAL = "mul"
"""A feed's language when its texts are in several; the others of its tables then decide."""

TRANSLATION_COLUMNS = frozenset({"table_name", "field_name", "language", "translation"})


def names(tables: Mapping[str, pd.DataFrame], table: str, key: str, column: str) -> pd.DataFrame:
    """
    Return both names of each row, from the feed's language and its translations.

    Parameters
    ----------
    tables
        GTFS tables by name, cells as text.
    table, key, column
        Where the names stand, such as `stops`, `stop_id`, `stop_name`.

    Returns
    -------
    names
        `name_th` and `name_en`, indexed by `key`; missing where not known. What
        a row is called by its id goes before what its text is translated to.
    """
    rows = tables[table].set_index(key)
    stated = rows.get(column, pd.Series(None, index=rows.index, dtype=object))
    by_language = {
        language: _translated(tables, table, column, language, stated) for language in LANGUAGES
    }
    language = feed_language(tables)
    by_language[language] = stated.where(stated.notna(), by_language[language])
    return pd.DataFrame({f"name_{key}": by_language[key] for key in LANGUAGES})


def stated_names(rows: pd.DataFrame) -> pd.DataFrame:
    """
    Return both names as the rows of a layer state them.

    Parameters
    ----------
    rows
        May have `name_th` and `name_en`.

    Returns
    -------
    names
        `name_th` and `name_en`, indexed like `rows`; missing where not known.
    """
    blank = pd.Series(None, index=rows.index, dtype=object)
    return pd.DataFrame(
        {column: rows.get(column, blank).astype(object) for column in ("name_th", "name_en")}
    )


def feed_language(tables: Mapping[str, pd.DataFrame]) -> str:
    """
    Return the language of the feed's texts, `th` or `en`.

    The feed says it; a multilingual one (`mul`) leaves it to its agency, then to
    the language for those whose own is not known. Without any it is Thai.

    Parameters
    ----------
    tables
        GTFS tables by name, cells as text.
    """
    for table, column in (
        ("feed_info", "feed_lang"),
        ("agency", "agency_lang"),
        ("feed_info", "default_lang"),
    ):
        values = tables.get(table, pd.DataFrame()).get(column, pd.Series(dtype=object)).dropna()
        if not values.empty and str(values.iloc[0]).lower() != MULTILINGUAL:
            return _language(values.iloc[0])
    return "th"


def _language(code: object) -> str:
    """Read codes such as th-TH."""
    return "th" if str(code).lower().startswith("th") else "en"


def _translated(
    tables: Mapping[str, pd.DataFrame], table: str, column: str, language: str, stated: pd.Series
) -> pd.Series:
    """Translate by the row's id, else by its text."""
    rows = tables.get("translations", pd.DataFrame())
    nothing = pd.Series(None, index=stated.index, dtype=object)
    if not set(rows) >= TRANSLATION_COLUMNS:
        return nothing
    wanted = rows[
        (rows["table_name"] == table)
        & (rows["field_name"] == column)
        & (rows["language"].astype("str").str.lower().str.split("-").str[0] == language)
    ]
    by_id = nothing.index.to_series().map(_pairs(wanted, "record_id"))
    by_text = stated.map(_pairs(wanted, "field_value"))
    return by_id.where(by_id.notna(), by_text)


def _pairs(rows: pd.DataFrame, key: str) -> pd.Series:
    if key not in rows.columns:
        return pd.Series(dtype=object)
    stated = rows[rows[key].notna()].drop_duplicates(key)
    return stated.set_index(key)["translation"]
