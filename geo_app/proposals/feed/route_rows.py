"""Rows of a feed that name routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_app.proposals.feed.stop_rows import without_records

if TYPE_CHECKING:
    import pandas as pd

Tables = dict[str, "pd.DataFrame"]


def without_routes(tables: Tables, route_ids: set[str]) -> Tables:
    """
    Take routes out of every table that names them, but for their trips.

    Parameters
    ----------
    tables
        GTFS tables by name.
    route_ids
        The routes that go.
    """
    changed = without_records(tables, "routes", route_ids)
    for name, table in changed.items():
        for column in ("route_id", "from_route_id", "to_route_id"):
            if column in table.columns and name != "trips":
                kept = changed[name][~changed[name][column].isin(route_ids)]
                changed = {**changed, name: kept}
    if "fare_rules" in tables and "fare_attributes" in tables:
        # A fare that only these routes had would otherwise hold for every route.
        before = set(tables["fare_rules"]["fare_id"])
        orphans = before - set(changed["fare_rules"]["fare_id"])
        fares = changed["fare_attributes"]
        changed = {**changed, "fare_attributes": fares[~fares["fare_id"].isin(orphans)]}
    return changed
