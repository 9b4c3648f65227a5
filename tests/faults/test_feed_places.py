"""Kind 1: positions of a feed that cannot be true, and calls at stations."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyproj
import pytest

from geo_app.quality.feed_checks import CheckedFeed, check_feed
from tests.transit.feeds import feed

WORLDS = 1_000
CRS = pyproj.CRS("EPSG:32647")
PLACE_FAULTS = (
    "position_at_zero", "position_swapped", "position_no_degrees", "missing_geometry",
)  # fmt: skip
POINT, STATION = "point", "station"

Row = dict[str, str | None]
Named = tuple[str, int, str]


class Worlds:
    """Lines beside each other in one feed, each a clean world with a fault at random."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.stops: list[Row] = []
        self.points: list[Row] = []
        self.calls: dict[str, list[tuple[str, str]]] = {}
        self.named: list[Named] = []
        self.called: list[str] = []
        self.used: set[str] = set()
        self.lost_points: set[int] = set()

    def add(self, number: int) -> None:
        """Add a line of three to five stops, and put a fault into it."""
        rng = self.rng
        count = int(rng.integers(3, 6))
        ids = [f"W{number}-{n}" for n in range(count)]
        lat = 7.8 + np.cumsum(rng.uniform(0.002, 0.01, count))
        cells = [(f"{value:.6f}", f"{98 + number / 5_000:.6f}") for value in lat]
        first_stop, first_point = len(self.stops), len(self.points)
        for stop_id, (north, east) in zip(ids, cells, strict=True):
            self.stops.append({"stop_id": stop_id, "stop_lat": north, "stop_lon": east})
            self.points.append(
                {
                    "shape_id": f"W{number}",
                    "shape_pt_lat": north,
                    "shape_pt_lon": east,
                    "shape_pt_sequence": str(len(self.points)),
                }
            )
        self.calls[f"W{number}"] = [(s, f"08:{5 * n:02d}:00") for n, s in enumerate(ids)]
        place = int(rng.integers(count))
        fault = str(rng.choice([*PLACE_FAULTS, POINT, STATION]))
        if fault == POINT:
            ids = self._misplace_point(first_point + place, ids)
        elif fault == STATION:
            ids = self._call_at_station(first_stop + place, ids, place)
        else:
            misplace(self.stops[first_stop + place], "stop", fault)
            self.named.append((fault, first_stop + place + 1, ids[place]))
            self.used -= {ids[place]}
        self.called += ids
        self.used |= set(ids) - ({ids[place]} if fault in PLACE_FAULTS else set())

    def _misplace_point(self, row: int, ids: list[str]) -> list[str]:
        fault = str(self.rng.choice(PLACE_FAULTS))
        misplace(self.points[row], "shape_pt", fault)
        self.lost_points.add(row)
        self.named.append((fault, row + 1, str(self.points[row]["shape_id"])))
        return ids

    def _call_at_station(self, row: int, ids: list[str], place: int) -> list[str]:
        """Make the stop a station of none, one or two platforms."""
        station = self.stops[row]
        station["location_type"] = "1"
        self.named.append(("call_at_station", row + 1, ids[place]))
        platforms = [f"{ids[place]}-P{n}" for n in range(int(self.rng.integers(0, 3)))]
        for platform in platforms:
            self.stops.append(
                {**station, "stop_id": platform, "location_type": "0", "parent_station": ids[place]}
            )
            if len(platforms) > 1:
                self.named.append(("unserved_stop", len(self.stops), platform))
        if len(platforms) != 1:
            return ids
        return [platforms[0] if n == place else stop for n, stop in enumerate(ids)]

    def checked(self) -> CheckedFeed:
        """Check all of them at once."""
        of_trip = {trip: {"shape_id": trip} for trip in self.calls}
        return check_feed(
            feed(
                self.calls,
                of_trip=of_trip,
                stops=pd.DataFrame(self.stops, dtype="str"),
                shapes=pd.DataFrame(self.points, dtype="str"),
            ),
            crs=CRS,
        )


def misplace(row: Row, prefix: str, fault: str) -> None:
    """Give a row a latitude and longitude that cannot be true."""
    north, east = row[f"{prefix}_lat"], row[f"{prefix}_lon"]
    row[f"{prefix}_lat"], row[f"{prefix}_lon"] = {
        "position_at_zero": ("0", "0.0"),
        "position_swapped": (east, north),
        "position_no_degrees": ("inf", east),
        "missing_geometry": (None, east),
    }[fault]


@pytest.mark.parametrize("seed", range(4))
def test_a_position_that_cannot_be_true_is_set_aside_by_its_row(seed):
    worlds = Worlds(np.random.default_rng(seed))
    for number in range(WORLDS // 4):
        worlds.add(number)
    checked = worlds.checked()
    told = [(f.code, f.where.row, f.fields["found"]) for f in checked.report.faults]
    assert sorted(told) == sorted(worlds.named)
    assert set(checked.stops["stop_id"]) == worlds.used
    assert checked.report.rows_in == checked.report.rows_used + sum(
        "-" in found and code != "call_at_station" for code, _, found in worlds.named
    )
    of_trip = checked.schedule.calls.sort_values(["trip", "arrival_s"])["stop_id"]
    assert sorted(of_trip) == sorted(worlds.called)
    kept = [row for n, row in enumerate(worlds.points) if n not in worlds.lost_points]
    pd.testing.assert_frame_equal(checked.tables["shapes"], pd.DataFrame(kept, dtype="str"))
