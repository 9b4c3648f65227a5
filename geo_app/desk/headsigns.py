"""What stands on the front of the buses that leave a stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo_app.transit.names import names
from geo_app.words.translating import pick_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_app.province import Province
    from geo_app.words.translating import Language

MAX_SIGNS = 3


def headsigns(province: Province, stop_id: str, language: Language) -> pd.Series:
    """
    Return what stands on the front of the buses that leave a stop.

    Parameters
    ----------
    province
        Its feeds; drawn lines have no headsigns.
    stop_id
        Of the stop. A trip that ends there leaves from it no more.
    language
        Of the headsigns, where the feed translates them.

    Returns
    -------
    headsigns
        Indexed by `route_id` and `direction_id` as text (empty where the feed names
        none): the headsigns, the most usual first, joined by a stroke.
    """
    signs = [
        _headsigns(province.layer(spec.layer_id).tables, stop_id, language)
        for spec in province.specs("transit")
    ]
    joined: pd.Series = pd.concat([*signs, pd.Series(dtype=object)])
    return joined


def _headsigns(tables: Mapping[str, pd.DataFrame], stop_id: str, language: Language) -> pd.Series:
    trips, calls = tables["trips"], tables["stop_times"]
    if "trip_headsign" not in trips.columns:
        return pd.Series(dtype=object)
    number = pd.to_numeric(calls["stop_sequence"], errors="coerce")
    is_last = number == number.groupby(calls["trip_id"]).transform("max")
    leaving = calls.loc[(calls["stop_id"] == stop_id) & ~is_last, "trip_id"]
    named = names(tables, "trips", "trip_id", "trip_headsign")
    sign = [
        pick_name(th, en, language, otherwise="")
        for th, en in zip(named["name_th"], named["name_en"], strict=True)
    ]
    direction = trips.get("direction_id", pd.Series(None, index=trips.index, dtype=object))
    rows = trips.assign(direction_id=direction.fillna(""), sign=sign)
    rows = rows[rows["trip_id"].isin(leaving) & (rows["sign"] != "")]
    grouped = rows.groupby(["route_id", "direction_id"])["sign"]
    signs: pd.Series = grouped.agg(lambda signs: " / ".join(signs.value_counts().index[:MAX_SIGNS]))
    return signs
