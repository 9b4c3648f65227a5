"""When something happened, as people in Thailand read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_app import thai_time
from geo_app.ui.shared import language
from geo_app.words.formats import format_date

if TYPE_CHECKING:
    import datetime as dt


def written(moment: dt.datetime) -> str:
    """
    Write day and time of a moment.

    Parameters
    ----------
    moment
        With its time zone.
    """
    local = moment.astimezone(thai_time.THAILAND)
    return f"{format_date(local.date(), language.current())} {local:%H:%M}"
