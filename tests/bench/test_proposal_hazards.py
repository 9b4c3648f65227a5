from dataclasses import replace

import pytest
import shapely

from bench import proposal_hazards
from bench.proposal_hazards import Counts, build_drawing, build_indexes, our_crossings

TINY = Counts(hazard_zones=120, mangroves=40, coast_vertices=1_500, route_vertices=60)


@pytest.fixture(scope="module")
def drawing():
    return build_drawing(TINY)


def test_layers_are_as_large_as_asked_and_the_same_for_a_seed(drawing):
    zones = drawing.hazard_zones
    assert (len(zones), len(drawing.mangroves), len(drawing.stops)) == (120, 40, 35)
    assert shapely.get_num_coordinates(zones.geometry.iloc[0]) == 1_501
    assert zones.is_valid.all()
    assert drawing.mangroves.is_valid.all()
    assert drawing.line.is_simple
    assert build_drawing(TINY).hazard_zones.equals(zones)
    assert not build_drawing(TINY, seed=2).hazard_zones.equals(zones)


def test_the_layers_of_the_aim_are_of_its_size():
    counts = Counts()
    assert counts.hazard_zones + counts.mangroves == 2_000
    assert counts.coast_vertices > 100_000
    assert (counts.stops, proposal_hazards.ROUTE_M) == (35, 20_000)


def test_whole_areas_find_the_same(drawing):
    hazards, mangroves = our_crossings(drawing, build_indexes(drawing))
    proposal_hazards.require_equal(hazards, mangroves, proposal_hazards.plain_metres(drawing))
    assert hazards.levels["route_length_m"].sum() > 1_000
    assert proposal_hazards.plain_stops(drawing) >= len(hazards.stops) > 0


def test_other_metres_stop_the_benchmark(drawing):
    found = our_crossings(drawing, build_indexes(drawing))
    shorter = replace(drawing, line=shapely.LineString(drawing.line.coords[:30]))
    with pytest.raises(ValueError, match="differ from ours"):
        proposal_hazards.require_equal(*found, proposal_hazards.plain_metres(shorter))


def test_the_rows_state_the_aim():
    rows = list(proposal_hazards.hazard_rows(rounds=1, counts=TINY))
    assert [row.aim for row in rows] == ["≤ 25 ms", "", "", ""]
    assert rows[2].measure.startswith("**")
