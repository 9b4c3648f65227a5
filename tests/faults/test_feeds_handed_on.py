"""Kind 6: every row of today's feed is in the file that is handed on, or named."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_app.transit.feed import Feed
from geo_app.transit.feed_parts import part_with_tables
from geo_app.transit.feed_rows import texts
from geo_app.transit.feed_writing import Publisher, left_out, tables_to_write
from geo_app.transit.network import STOP_COLUMNS
from tests.transit.feeds import feed

WORLDS = 1_000
CRS = "EPSG:32647"
NAMING = {
    "fare_rules": ("fare_id", "route_id"),
    "route_networks": ("network_id", "route_id"),
    "stop_areas": ("area_id", "stop_id"),
    "transfers": ("from_stop_id", "to_stop_id"),
}
STANDING = {
    "fare_products": "fare_product_id",
    "fare_leg_rules": "network_id",
    "fare_media": "fare_media_id",
    "areas": "area_id",
    "networks": "network_id",
    "booking_rules": "booking_rule_id",
    "rider_categories": "rider_category_id",
    "timeframes": "timeframe_group_id",
}

Tables = dict[str, pd.DataFrame]


def worlds(rng: np.random.Generator) -> Tables:
    """Return routes of two stops each, each with rows beside the timetable."""
    numbers = range(WORLDS)
    calls = {f"T{n}": [(f"S{n}a", "08:00:00"), (f"S{n}b", "08:10:00")] for n in numbers}
    tables = feed(calls, of_trip={f"T{n}": {"route_id": f"R{n}"} for n in numbers})
    stops = tables["stops"]
    tables["stops"] = stops.assign(stop_name="x", stop_lat="7.88", stop_lon="98.39").astype("str")
    tables["agency"] = texts({"agency_name": ["A"], "agency_timezone": ["Asia/Bangkok"]})
    for name, column in STANDING.items():
        tables[name] = texts({column: [f"{name}{n}" for n in numbers if rng.random() < 0.5]})
    for name, (first, second) in NAMING.items():
        ids = [n for n in numbers if rng.random() < 0.5]
        there = [f"R{n}" if second == "route_id" else f"S{n}b" for n in ids]
        stop = [f"S{n}a" if first == "from_stop_id" else f"x{n}" for n in ids]
        tables[name] = texts({first: stop, second: there})
    return tables


def feed_with(tables: Tables) -> Feed:
    """Return a feed of one part."""
    marks = pd.DataFrame(columns=["layer_id", "status"])
    nothing = gpd.GeoDataFrame(columns=STOP_COLUMNS, geometry="geometry", crs=CRS)
    return Feed(
        parts=(part_with_tables("transit", tables, crs=CRS),),
        crs=CRS,
        on=dt.date(2026, 11, 23),
        stop_marks=marks,
        route_marks=marks,
        unlinked=nothing,
    )


def test_a_row_beside_the_timetable_is_written_or_counted():
    rng = np.random.default_rng(6)
    tables = worlds(rng)
    gone = set(np.flatnonzero(rng.random(WORLDS) < 0.3))
    trips, routes = tables["trips"], tables["routes"]
    changed = {
        **tables,
        "trips": trips[~trips["trip_id"].isin([f"T{n}" for n in gone])],
        "routes": routes[~routes["route_id"].isin([f"R{n}" for n in gone])],
    }
    baseline, proposed = feed_with(tables), feed_with(changed)
    written = tables_to_write(proposed, Publisher())
    left = left_out(proposed, baseline=baseline)
    names_gone = {
        f"{kind}{n}{end}" for n in gone for kind, end in (("R", ""), ("S", "a"), ("S", "b"))
    }
    for name in (*STANDING, *NAMING):
        is_gone = tables[name].isin(names_gone).any(axis=1)
        pd.testing.assert_frame_equal(
            written[name].reset_index(drop=True), tables[name][~is_gone].reset_index(drop=True)
        )
        assert left.rows.get(name, 0) == is_gone.sum()
    sentence = " ".join(map(str, left.findings()))
    assert all(f"{name}.txt" in sentence for name in NAMING)


def test_files_that_nobody_reads_are_named():
    whole = feed_with(worlds(np.random.default_rng(1)))
    part = replace(whole.parts[0], unread=("tickets.txt",))
    left = left_out(replace(whole, parts=(part,)))
    assert "tickets.txt" in str(left.findings()[0])
