"""The timetable on the page Data: which days stand for which, and what was set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo_app.errors import GeoAppError
from geo_app.transit.calendar import DayType
from geo_app.ui.shared import language
from geo_app.ui.shared.access_controls import DAY_TYPES
from geo_app.ui.shared.at_desk import desk
from geo_app.ui.shared.feedback import plain
from geo_app.ui.shared.method import layer_title, period_notes
from geo_app.words.formats import format_date

if TYPE_CHECKING:
    import datetime as dt

    from geo_app.province import Province
    from geo_app.transit.timetable import Timetable


def render_timetable(province: Province, *, on: dt.date) -> None:
    """
    Show the days that stand for weekday, Saturday and Sunday, and the rows set aside.

    Parameters
    ----------
    province
        The province on the desk, without its broken layers.
    on
        The day from which the days are looked for.
    """
    _ = language.words()
    st.subheader(_("Timetable"))
    timetables: dict[DayType, Timetable] = {}
    for day_type in DayType:
        try:
            timetables[day_type] = desk().timetable(day_type, on)
        except GeoAppError as error:
            text = f"{_(DAY_TYPES[day_type])}: {error.sentence(_)}"
            st.warning(plain(text), icon=":material/event_busy:")
    if not timetables:
        return
    st.dataframe(
        days_table(province, timetables), hide_index=True, height="content", placeholder="–"
    )
    one = next(iter(timetables.values()))
    for note in period_notes(province, one, on=on):
        st.caption(f":material/info: {plain(note)}")
    faults = faults_table(province, one)
    if faults.empty:
        st.caption(_("Every row of the timetable is used as it is."))
    else:
        st.markdown(plain(_("Rows of the timetable set aside or doubtful")))
        st.dataframe(faults, hide_index=True)


def days_table(province: Province, timetables: dict[DayType, Timetable]) -> pd.DataFrame:
    """
    Lay out which day stands for each type of day, by layer.

    Parameters
    ----------
    province
        The province on the desk, without its broken layers.
    timetables
        By type of day.

    Returns
    -------
    table
        With translated headings, such as `Layer`, the day that stands, and `Trips` (a
        number); a row for each type of day and layer.
    """
    _, tongue = language.words(), language.current()
    return pd.DataFrame(
        [
            {
                _("Layer"): layer_title(province, layer_id),
                _("Day of the timetable"): _(DAY_TYPES[day_type]),
                _("Day that stands for it"): format_date(used.day, tongue),
                _("Trips"): used.trips,
                _("Calendar from"): format_date(used.first_day, tongue),
                _("Calendar to"): format_date(used.last_day, tongue),
            }
            for day_type, timetable in timetables.items()
            for layer_id, used in timetable.days.items()
        ]
    )


def faults_table(province: Province, timetable: Timetable) -> pd.DataFrame:
    """
    Lay out the rows of the timetable that were set aside or are doubtful, and why.

    Parameters
    ----------
    province
        The province on the desk, without its broken layers.
    timetable
        Any of them: what is set aside is the same for all days.

    Returns
    -------
    table
        With translated headings: `Layer`, `Row` (a number), `Field` and `What`; a row
        for each fault.
    """
    _ = language.words()
    return pd.DataFrame(
        [
            {
                _("Layer"): layer_title(province, layer_id),
                _("Row"): fault.where.row,
                _("Field"): fault.where.field,
                _("What"): fault.sentence(_),
            }
            for layer_id, faults in timetable.faults.items()
            for fault in faults
        ]
    )
