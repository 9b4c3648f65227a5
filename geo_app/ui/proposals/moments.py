"""When something happened, as people in Thailand read it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from geo_app.ui.shared import language
from geo_app.words.formats import format_date

if TYPE_CHECKING:
    import datetime as dt

THAILAND = ZoneInfo("Asia/Bangkok")


def written(moment: dt.datetime) -> str:
    """
    Write day and time of a moment.

    Parameters
    ----------
    moment
        With its time zone.
    """
    local = moment.astimezone(THAILAND)
    return f"{format_date(local.date(), language.current())} {local:%H:%M}"
