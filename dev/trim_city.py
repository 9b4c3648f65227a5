"""
Trim a city's files to a few kB: some routes with some trips, and the ways of a small box.

    .venv/bin/python dev/trim_city.py --box WEST,SOUTH,EAST,NORTH --out FOLDER \
        --extract city_osm.pbf --people city_hexgrid.csv --feed buses.zip --feed rail.zip

Of each feed the routes that call in the box most, with whole trips spread over each service;
shapes, and tables that name nothing kept, are left out. Licences do not change: write them beside.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter, defaultdict
from pathlib import Path

import osmium

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.city_counts import Row, rows_of

TABLES = {
    "agency": None,
    "feed_info": None,
    "stops": "stop_id",
    "routes": "route_id",
    "trips": "trip_id",
    "stop_times": "trip_id",
    "frequencies": "trip_id",
    "calendar": "service_id",
    "calendar_dates": "service_id",
}
"""What is kept, and by which id; None: whole."""

Box = tuple[float, float, float, float]


def main() -> None:
    """Read what is asked for, and write the trimmed files."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--box", required=True, type=_box, help="WEST,SOUTH,EAST,NORTH in degrees")
    parser.add_argument("--extract", required=True, type=Path)
    parser.add_argument("--people", required=True, type=Path)
    parser.add_argument("--feed", required=True, type=Path, action="append", dest="feeds")
    parser.add_argument("--routes", type=int, default=2, help="routes of each feed (2)")
    parser.add_argument("--trips", type=int, default=3, help="trips of each route and service (3)")
    parser.add_argument("--out", required=True, type=Path)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True)
    for feed in asked.feeds:
        trim_feed(feed, asked.out / feed.stem, asked.box, routes=asked.routes, trips=asked.trips)
    trim_extract(asked.extract, asked.out / asked.extract.name, asked.box)
    trim_people(asked.people, asked.out / asked.people.name, asked.box)


def trim_feed(feed: Path, folder: Path, box: Box, *, routes: int, trips: int) -> None:
    """Write some trips of a feed as a folder of tables."""
    tables = {name: rows_of(feed, name) for name in TABLES}
    inside = {
        row["stop_id"] for row in tables["stops"] if _is_in(row["stop_lon"], row["stop_lat"], box)
    }
    calls: dict[str, set[str]] = defaultdict(set)
    for row in tables["stop_times"]:
        calls[row["trip_id"]].add(row["stop_id"])
    near = Counter(row["route_id"] for row in tables["trips"] if calls[row["trip_id"]] & inside)
    chosen = {route_id for route_id, _ in near.most_common(routes)}
    kept = _spread([row for row in tables["trips"] if row["route_id"] in chosen], trips)
    ids = {
        "route_id": chosen,
        "trip_id": {row["trip_id"] for row in kept},
        "service_id": {row["service_id"] for row in kept},
        "stop_id": {stop for row in kept for stop in calls[row["trip_id"]]},
    }
    folder.mkdir()
    for name, key in TABLES.items():
        rows = [row for row in tables[name] if key is None or row[key] in ids[key]]
        if rows:
            _write(folder / f"{name}.txt", rows, without="shape_id")


def _spread(trips: list[Row], number: int) -> list[Row]:
    """Return trips of each route and service from its first to its last."""
    groups = defaultdict(list)
    for row in trips:
        groups[row["route_id"], row["service_id"]].append(row)
    kept = []
    for rows in groups.values():
        step = max(1, -(-len(rows) // number))
        kept += rows[::step]
    return kept


def trim_extract(extract: Path, out: Path, box: Box) -> None:
    """Write the ways of which a corner lies in the box, with all their corners."""
    things = osmium.osm.mutable
    ways, places = [], {}
    for way in osmium.FileProcessor(str(extract)).with_locations():
        if not isinstance(way, osmium.osm.Way) or "highway" not in way.tags:
            continue
        corners = [(node.ref, node.lon, node.lat) for node in way.nodes if node.location.valid()]
        if any(_is_in(lon, lat, box) for _, lon, lat in corners):
            tags = {tag.k: tag.v for tag in way.tags}
            refs = [ref for ref, *_ in corners]
            # The newest time says of which day the extract is.
            ways.append(things.Way(id=way.id, nodes=refs, tags=tags, timestamp=way.timestamp))
            places |= {ref: (lon, lat) for ref, lon, lat in corners}
    with osmium.SimpleWriter(str(out)) as writer:
        for ref, place in sorted(places.items()):
            writer.add_node(things.Node(id=ref, location=place))
        for way in sorted(ways, key=lambda way: way.id):
            writer.add_way(way)


def trim_people(people: Path, out: Path, box: Box) -> None:
    """Write the places in the box at which people live."""
    with people.open(encoding="utf-8", newline="") as lines:
        rows = [
            row
            for row in csv.DictReader(lines)
            if int(row["population"]) > 0 and _is_in(row["lon"], row["lat"], box)
        ]
    _write(out, rows)


def _write(path: Path, rows: list[Row], *, without: str = "") -> None:
    heads = [head for head in rows[0] if head != without]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, heads, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _box(text: str) -> Box:
    west, south, east, north = map(float, text.split(","))
    return west, south, east, north


def _is_in(lon: float | str, lat: float | str, box: Box) -> bool:
    west, south, east, north = box
    return west <= float(lon) <= east and south <= float(lat) <= north


if __name__ == "__main__":
    main()
