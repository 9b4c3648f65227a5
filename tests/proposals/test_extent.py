"""Where the province's buses may run: between its own stops in any case."""

from __future__ import annotations

import shapely
from shapely import Point

from geo_app.proposals.baseline import EXTENT_MARGIN_M, build_baseline
from geo_app.province import open_province
from tests.fixtures.province_folder import DAY, write_province


def test_no_line_between_two_stops_is_outside_the_province(tmp_path):
    far_m = 3 * EXTENT_MARGIN_M
    stops = [
        {"stop_id": stop_id, "stop_name": "ป้าย", "geometry": Point(0, y)}
        for stop_id, y in (("S1", 0), ("FAR", far_m))
    ]
    province = open_province(write_province(tmp_path, stops=stops))
    baseline = build_baseline(province, on=DAY)
    places = baseline.network.stops.geometry
    assert len(places) == 2
    line = shapely.LineString(list(places))
    assert line.length > 2 * EXTENT_MARGIN_M
    assert shapely.box(*baseline.extent).covers(line)
