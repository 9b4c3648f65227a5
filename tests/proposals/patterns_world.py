"""
A route of several courses, known on paper; metres from the world's origin, 5 m/s (18 km/h).

    A (0, 0) - B (1000, 0) - C (2000, 0) - D (3000, 0) - E (4000, 0), along y = 0

- main: A to E at 08:00, E to A at 09:00, and every 30 min the same way from 12:00 to 14:00;
- short: A to C at 10:00, which turns back at C;
- branch: A, B, C, then from (2500, 0) northwards to X (2500, 1500), at 11:00.

200 s from stop to stop; from C to X 2000 m, 400 s. K stands 40 m north of the line at 3500 m, and
main calls there nevertheless, 100 s after D.

With `with_headway` runs H as well, from H1 (0, -900) to H2 (4000, -900) and back in 800 s, every
15 min from 06:00 to 20:00: 57 departures from each end.
"""

from __future__ import annotations

from typing import Any

from shapely import Point

from tests.fixtures.province_folder import gtfs_texts, table_text
from tests.proposals.world import degrees

HOUR = 3_600
PLACES = {
    "A": (0, 0), "B": (1000, 0), "C": (2000, 0), "D": (3000, 0), "E": (4000, 0),
    "K": (3500, 40), "X": (2500, 1500),
}  # fmt: skip
SHAPES = {
    "main": [(0, 0), (4000, 0)],
    "main-back": [(4000, 0), (0, 0)],
    "short": [(0, 0), (2000, 0)],
    "branch": [(0, 0), (2500, 0), (2500, 1500)],
}
AT_M = {"A": 0, "B": 1000, "C": 2000, "D": 3000, "K": 3500, "E": 4000, "X": 4000}
TRIPS = {
    "main-1": ("main", 0, "ABCDKE", 8 * HOUR),
    "main-2": ("main-back", 1, "EKDCBA", 9 * HOUR),
    "short-1": ("short", 0, "ABC", 10 * HOUR),
    "branch-1": ("branch", 0, "ABCX", 11 * HOUR),
    "often-1": ("main", 0, "ABCDKE", 0),
}


def clock(seconds: float) -> str:
    """Write seconds of a day."""
    whole = round(seconds)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


HEADWAY_STOPS = {"H1": (0, -900), "H2": (4000, -900)}
HEADWAY_TRIPS = {"H-there": (0, ("H1", "H2")), "H-back": (1, ("H2", "H1"))}


def feed_files(*, with_headway: bool = False) -> dict[str, str]:
    """Write the feed of this module's first lines."""
    places = PLACES | (HEADWAY_STOPS if with_headway else {})
    routes = [("P", "A", "P", 3)]
    trips = [("P", "daily", trip, way, shape, "b") for trip, (shape, way, _, _) in TRIPS.items()]
    times = [
        (trip, *[clock(start + abs(AT_M[stop] - AT_M[stops[0]]) / 5)] * 2, stop, n + 1, 1)
        for trip, (_, _, stops, start) in TRIPS.items()
        for n, stop in enumerate(stops)
    ]
    often = [("often-1", "12:00:00", "14:00:00", 1800, 0)]
    if with_headway:
        routes.append(("H", "A", "H", 3))
        for trip, (way, ends) in HEADWAY_TRIPS.items():
            trips.append(("H", "daily", trip, way, "", ""))
            times += [(trip, *[clock(800 * n)] * 2, stop, n + 1, 1) for n, stop in enumerate(ends)]
            # The last one leaves at 20:00.
            often.append((trip, "06:00:00", "20:15:00", 900, 0))
    return {
        f"transit/{name}.txt": text
        for name, text in _texts(places, routes, trips, times, often).items()
    }


def _texts(
    places: dict[str, tuple[int, int]],
    routes: list[Any],
    trips: list[Any],
    times: list[Any],
    often: list[Any],
) -> dict[str, str]:
    rows: list[dict[str, Any]] = [
        {"stop_id": key, "stop_name": key, "name_en": key, "geometry": Point(xy)}
        for key, xy in places.items()
    ]
    texts = gtfs_texts(rows)
    texts["routes"] = table_text("route_id,agency_id,route_short_name,route_type", routes)
    texts["trips"] = table_text("route_id,service_id,trip_id,direction_id,shape_id,block_id", trips)
    texts["stop_times"] = table_text(
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence,timepoint", times
    )
    texts["frequencies"] = table_text("trip_id,start_time,end_time,headway_secs,exact_times", often)
    texts["shapes"] = table_text(
        "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence",
        [
            (shape_id, repr(lat), repr(lon), n + 1)
            for shape_id, corners in SHAPES.items()
            for n, (lon, lat) in enumerate(degrees(corners))
        ],
    )
    return texts
