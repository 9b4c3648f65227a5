"""The tables beside the layers: to look up and to take along, behind no figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_app.errors import GeoAppError
from geo_app.reports.tables import to_csv
from geo_app.spelling.numbers import Style, numbers_of
from geo_app.ui.shared import feedback, language
from geo_app.ui.shared.download_button import render_button
from geo_app.words import labels
from geo_app.words.formats import format_date
from geo_app.words.translating import Language, pick_name

if TYPE_CHECKING:
    import pandas as pd

    from geo_app.catalogue import TableSpec
    from geo_app.province import Province
    from geo_app.readers.source import Raw


def render_tables(province: Province) -> None:
    """
    Show each table beside the layers, folded, with its source and a file to take along.

    Parameters
    ----------
    province
        On the desk. A table of it that cannot be read gets a sentence in its place.
    """
    tables = province.catalogue.tables
    if not tables:
        return
    _ = language.words()
    st.subheader(_("Tables to look up"))
    for table_id, spec in tables.items():
        try:
            _render_table(province.table(table_id), spec)
        except GeoAppError as error:
            feedback.render_error(error)


def _render_table(read: Raw, spec: TableSpec) -> None:
    _, tongue = language.words(), language.current()
    table = table_in(read.frame, spec, tongue)
    title = pick_name(spec.title_th, spec.title_en, tongue, otherwise=spec.table_id)
    with st.expander(feedback.plain(title)):
        numbers = {
            name: st.column_config.NumberColumn(format="localized")
            for name in table.select_dtypes("number").columns
        }
        st.dataframe(table, hide_index=True, column_config=numbers)
        for finding in read.findings:
            st.caption(feedback.plain(finding.sentence(_)))
        words = [_(labels.STATUS[spec.status]), format_date(spec.date, tongue), spec.source]
        words += [spec.attribution, spec.licence]
        st.caption(feedback.plain(" · ".join(word for word in words if word)))
        render_button(
            "CSV",
            lambda: to_csv(table.set_index(table.columns[0])),
            f"{spec.table_id}.csv",
            "text/csv",
        )


def table_in(rows: pd.DataFrame, spec: TableSpec, tongue: Language) -> pd.DataFrame:
    """
    Return a table in one language, its columns under their headings.

    Parameters
    ----------
    rows
        As the file has them. Of `name_th` and `name_en` the one of the language stays,
        as `name`.
    spec
        Of the table; a column without a heading keeps its own name.
    tongue
        In which it is read.

    Returns
    -------
    table
        One row for each of the file's, in its order; the columns that the language has,
        those of the spec's `numbers` as floats where each cell of them can be read.
    """
    other = "_en" if tongue is Language.THAI else "_th"
    table = rows[[name for name in rows.columns if not name.endswith(other)]].copy()
    for name in table.columns.intersection(list(spec.numbers)):
        table[name] = _as_numbers(table[name])
    which = 0 if tongue is Language.THAI else 1
    headings = {name: pair[which] for name, pair in spec.headings.items()}
    short = [name.removesuffix(f"_{tongue.value}") for name in table.columns]
    shown = [headings.get(name, name) for name in short]
    # Two columns of one heading keep the names that the file gives them.
    return table.set_axis(shown, axis=1) if len(set(shown)) == len(shown) else table


def _as_numbers(cells: pd.Series) -> pd.Series:
    """Read numbers as layers do; a column with a cell that is none stays as it is written."""
    numbers = numbers_of(cells, style=Style.COUNT)
    is_read = numbers.floats.notna() | numbers.is_blank
    return numbers.floats if is_read.all() else cells
