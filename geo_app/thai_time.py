"""The time in Thailand, wherever the computer stands that serves the desk."""

from __future__ import annotations

import datetime as dt

THAILAND = dt.timezone(dt.timedelta(hours=7))
"""Indochina Time, the same all year."""


def today() -> dt.date:
    """Return the day that it is in Thailand."""
    return dt.datetime.now(THAILAND).date()
