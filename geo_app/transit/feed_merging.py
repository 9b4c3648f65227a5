"""Several feeds as one: ids that two of them share are told apart, the rest stays as it is."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from geo_app.transit.feed_adding import with_rows_of, without_stops
from geo_app.transit.feed_rows import appended, translation_rows
from geo_app.transit.names import feed_language, names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_app.transit.feed_parts import FeedPart

Tables = dict[str, pd.DataFrame]

REFERENCES = {
    "agency_id": ("agency_id",),
    "service_id": ("service_id",),
    "trip_id": ("trip_id", "from_trip_id", "to_trip_id"),
    "shape_id": ("shape_id",),
    "fare_id": ("fare_id",),
    "block_id": ("block_id",),
    "level_id": ("level_id",),
    "pathway_id": ("pathway_id",),
    "attribution_id": ("attribution_id",),
    "zone_id": ("zone_id", "origin_id", "destination_id", "contains_id"),
    "network_id": ("network_id", "from_network_id", "to_network_id"),
    "area_id": ("area_id", "from_area_id", "to_area_id"),
    "fare_product_id": ("fare_product_id",),
    "fare_media_id": ("fare_media_id",),
    "rider_category_id": ("rider_category_id",),
    "leg_group_id": ("leg_group_id", "from_leg_group_id", "to_leg_group_id"),
    "timeframe_group_id": (
        "timeframe_group_id",
        "from_timeframe_group_id",
        "to_timeframe_group_id",
    ),
    "location_group_id": ("location_group_id",),
    "booking_rule_id": (
        "booking_rule_id",
        "pickup_booking_rule_id",
        "drop_off_booking_rule_id",
    ),
    "stop_id": ("stop_id", "parent_station", "from_stop_id", "to_stop_id"),
}
"""Columns that name each kind of id. Routes have ids of their own in every layer."""

RECORDS = {
    "agency": "agency_id",
    "stops": "stop_id",
    "trips": "trip_id",
    "stop_times": "trip_id",
    "pathways": "pathway_id",
    "levels": "level_id",
    "attributions": "attribution_id",
}
"""What `record_id` of translations.txt names, by table."""

NAMES = (
    ("stops", "stop_id", "stop_name"),
    ("routes", "route_id", "route_long_name"),
    ("routes", "route_id", "route_short_name"),
)


def merged(parts: Sequence[FeedPart]) -> Tables:
    """
    Put the parts of a feed together.

    Parameters
    ----------
    parts
        As `Feed.parts`; ids of routes and of served stops differ.

    Returns
    -------
    tables
        New ones; of a single layer its own. An id that two layers use is prefixed by
        the layer's; of a stop, where no trip calls at it. feed_info.txt is that of
        the first layer which has one, of several without its period. Names are in
        the language of the first layer; a name of another layer that has no
        translation into it stays as it is. What a proposal adds stands below.
    """
    sources = _with_stops_once(parts)
    layers = {p.layer_id: sources[p.layer_id] for p in parts if not p.is_proposed}
    foreign = frozenset().union(*(part.foreign_stops for part in parts))
    tables = _merged(layers, foreign) if len(layers) > 1 else dict(*layers.values())
    for part in parts:
        if part.is_proposed:
            tables = with_rows_of(sources[part.layer_id], tables)
    return tables


def _with_stops_once(parts: Sequence[FeedPart]) -> dict[str, Tables]:
    """Return the tables of each part without the rows of stops that another part has."""
    homes = {part.layer_id: _stop_ids(part) - part.foreign_stops for part in parts}
    settled = set().union(*homes.values())
    sources = {}
    for part in parts:
        copies = part.foreign_stops & settled
        settled |= part.foreign_stops & _stop_ids(part)
        sources[part.layer_id] = without_stops(part.tables, copies)
    return sources


def _stop_ids(part: FeedPart) -> frozenset[str]:
    return frozenset(part.tables["stops"]["stop_id"].dropna())


def _merged(feeds: Mapping[str, Tables], same_stops: frozenset[str]) -> Tables:
    """Put layers together; `same_stops` are one stop wherever their id stands."""
    language = feed_language(next(iter(feeds.values())))
    sources = {layer_id: _with_agency(tables, layer_id) for layer_id, tables in feeds.items()}
    sources = {layer_id: _in_language(tables, language) for layer_id, tables in sources.items()}
    for kind in REFERENCES:
        shared = _shared(sources, kind) - (same_stops if kind == "stop_id" else frozenset())
        sources = {
            layer_id: _renamed(tables, kind, _new_ids(tables, kind, shared, layer_id))
            for layer_id, tables in sources.items()
        }
    infos = [layer_id for layer_id, tables in sources.items() if "feed_info" in tables]
    sources = {
        layer_id: _without_info(tables) if layer_id in infos[1:] else tables
        for layer_id, tables in sources.items()
    }
    return _joined(list(sources.values()))


def _joined(feeds: list[Tables]) -> Tables:
    tables: Tables = {}
    for feed in feeds:
        for name, table in feed.items():
            tables[name] = appended(tables.get(name), table)
    if "feed_info" in tables:
        period = ["feed_start_date", "feed_end_date"]
        tables["feed_info"] = tables["feed_info"].drop(columns=period, errors="ignore")
    return tables


def _with_agency(tables: Tables, layer_id: str) -> Tables:
    """Name the agency of a feed that leaves its only one without an id, and its language."""
    agency = tables["agency"]
    blank = pd.Series(None, index=agency.index, dtype="str")
    changed = {
        "agency": agency.assign(
            agency_id=agency.get("agency_id", blank).fillna(layer_id),
            agency_lang=agency.get("agency_lang", blank).fillna(feed_language(tables)),
        )
    }
    only = changed["agency"]["agency_id"].iloc[0] if len(agency) else layer_id
    for name in ("routes", "fare_attributes"):
        if name in tables:
            rows = tables[name]
            stated = rows.get("agency_id", pd.Series(None, index=rows.index, dtype="str"))
            changed[name] = rows.assign(agency_id=stated.fillna(only))
    return {**tables, **changed}


def _in_language(tables: Tables, language: str) -> Tables:
    """Turn the names of a feed into a language, its own becoming translations."""
    if feed_language(tables) == language:
        return tables
    changed = dict(tables)
    for table, key, column in NAMES:
        rows = tables[table]
        if column not in rows.columns:
            continue
        both = names(tables, table, key, column)
        wanted = both[f"name_{language}"].to_numpy()
        turned = pd.Series(wanted, index=rows.index, dtype=object)
        changed[table] = changed[table].assign(
            **{column: turned.where(turned.notna(), rows[column]).astype("str")}
        )
        added = translation_rows(table, column, both, language)
        changed["translations"] = appended(changed.get("translations"), added)
    return changed


def _ids(tables: Tables, kind: str) -> set[str]:
    """Return the ids of a kind that a feed uses anywhere."""
    columns = REFERENCES[kind]
    stated = [
        table[column].dropna()
        for table in tables.values()
        for column in columns
        if column in table.columns
    ]
    return set(pd.concat(stated)) if stated else set()


def _shared(feeds: Mapping[str, Tables], kind: str) -> set[str]:
    counts = Counter(each for tables in feeds.values() for each in _ids(tables, kind))
    return {each for each, number in counts.items() if number > 1}


def _new_ids(tables: Tables, kind: str, shared: set[str], layer_id: str) -> dict[str, str]:
    ids = _ids(tables, kind) & shared
    if kind == "stop_id":
        ids -= set(tables["stop_times"]["stop_id"].dropna())
    return {old: f"{layer_id}:{old}" for old in ids}


def _renamed(tables: Tables, kind: str, new_ids: Mapping[str, str]) -> Tables:
    if not new_ids:
        return tables
    changed = {}
    for name, table in tables.items():
        columns = [column for column in REFERENCES[kind] if column in table.columns]
        changed[name] = table.assign(**{c: table[c].replace(new_ids) for c in columns})
    if "record_id" in tables.get("translations", ()):
        rows = tables["translations"]
        named = rows["table_name"].map(RECORDS) == kind
        ids = rows["record_id"].where(~named, rows["record_id"].replace(new_ids))
        changed["translations"] = changed["translations"].assign(record_id=ids)
    return changed


def _without_info(tables: Tables) -> Tables:
    changed = {name: table for name, table in tables.items() if name != "feed_info"}
    if "translations" in tables:
        rows = tables["translations"]
        changed["translations"] = rows[rows["table_name"] != "feed_info"]
    return changed
