"""Times of a timetable: seconds from the start of the service day, past 24:00 too."""

from __future__ import annotations

import numpy as np
import pandas as pd

CLOCK = r"^\s*(\d{1,3}):([0-5]\d):([0-5]\d)\s*$"
"""A time as GTFS writes it: 8:05:00, 08:05:00, 25:30:00."""

CLOCK_OF_PEOPLE = r"^\s*(\d{1,2})[:.]([0-5]\d)(?:[:.]([0-5]\d))?\s*(?:น\.?)?\s*$"
"""A time as people write it in a table: 05:30, 5.30 น., 25:30:00."""

HOUR_S = 3_600
MINUTE_S = 60
DAY_S = 86_400


def read_seconds(texts: pd.Series, *, pattern: str = CLOCK) -> tuple[pd.Series, pd.Series]:
    """
    Turn times of day into seconds from the start of the service day.

    Parameters
    ----------
    texts
        Times such as 08:05:00 or, after midnight, 25:30:00; blank is unknown.
    pattern
        How the times are written: `CLOCK` or `CLOCK_OF_PEOPLE`.

    Returns
    -------
    seconds, is_wrong
        Whole seconds as floats, NaN where unknown or wrong, and where a cell
        holds something that is no time (negative ones among them).
    """
    # Times repeat, so each is read once.
    places, different = pd.factorize(texts)
    parts = pd.Series(different, dtype="str").str.extract(pattern).astype(float)
    values = parts[0] * HOUR_S + parts[1] * MINUTE_S + parts[2].fillna(0)
    seconds = pd.Series(
        np.append(values.to_numpy(), np.nan)[places], index=texts.index, name=texts.name
    )
    return seconds, texts.notna() & seconds.isna()


def clock_texts(seconds: pd.Series) -> pd.Series:
    """
    Write seconds of a service day as GTFS does, 25:30:00 for half past one at night.

    Parameters
    ----------
    seconds
        Of a service day, 0 or more; NaN is left out.

    Returns
    -------
    texts
        `HH:MM:SS`, with the same index; NA where the seconds are unknown.
    """
    whole = seconds.round().astype("Int64")
    parts = (whole // HOUR_S, whole % HOUR_S // MINUTE_S, whole % MINUTE_S)
    texts = [part.astype("string").str.zfill(2) for part in parts]
    return texts[0] + ":" + texts[1] + ":" + texts[2]
