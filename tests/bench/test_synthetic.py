import datetime as dt

import numpy as np
import pytest
import shapely
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from bench.synthetic import Sizes, build_province
from bench.synthetic_folder import write_province
from geo_app.analysis import coverage
from geo_app.network.graph import build_walk_graph
from geo_app.province import open_province
from geo_app.transit.buses import build_bus_network

SMALL = Sizes(nodes=600, edges=850, points=2_000, stops=40, zones=5, routes=6)
DAY = dt.date(2026, 6, 1)


@pytest.fixture(scope="module")
def province():
    return build_province(SMALL)


def arrays_of(province):
    return (
        *(province.graph.node_xy, province.graph.edge_nodes, province.graph.edge_length_m),
        *(province.people_xy, province.people, province.zone, province.stops_xy, province.route),
    )


def test_every_size_is_what_was_asked(province):
    assert len(province.graph.node_xy) == SMALL.nodes
    assert len(province.graph.edge_nodes) == SMALL.edges
    assert len(province.people_xy) == len(province.people) == len(province.zone) == SMALL.points
    assert len(province.stops_xy) == len(province.route) == SMALL.stops


def test_the_same_seed_gives_the_same_province(province):
    for own, again in zip(arrays_of(province), arrays_of(build_province(SMALL)), strict=True):
        assert np.array_equal(own, again)


def test_another_seed_gives_another_province(province):
    other = build_province(SMALL, seed=2)
    assert not np.array_equal(province.graph.node_xy, other.graph.node_xy)
    assert not np.array_equal(province.people_xy, other.people_xy)


def test_a_province_grows_in_every_number_but_zones_and_routes():
    grown = SMALL.grown(2.5)
    assert (grown.nodes, grown.points, grown.stops) == (1_500, 5_000, 100)
    assert (grown.zones, grown.routes) == (SMALL.zones, SMALL.routes)


@pytest.mark.parametrize("edges", [599, 1_201])
def test_a_street_map_that_cannot_be_is_refused(edges):
    with pytest.raises(ValueError, match=f"{edges} streets"):
        build_province(Sizes(nodes=600, edges=edges))


def test_everybody_can_walk_to_everybody(province):
    assert connected_components(province.graph.ways())[0] == 1


def test_streets_meet_only_at_corners(province):
    graph = province.graph
    lines = shapely.linestrings(graph.node_xy[graph.edge_nodes])
    first, second = shapely.STRtree(lines).query(lines, predicate="crosses")
    assert len(first) == 0
    assert len(second) == 0


def test_lengths_are_those_of_the_lines_and_above_zero(province):
    graph = province.graph
    lines = shapely.linestrings(graph.node_xy[graph.edge_nodes])
    assert graph.edge_length_m == pytest.approx(shapely.length(lines))
    assert graph.edge_length_m.min() > 1


def test_towns_are_denser_than_the_land_between_them():
    province = build_province(Sizes(nodes=6_000, edges=8_500, points=10, stops=2))
    off_m, _ = cKDTree(province.graph.node_xy).query(province.graph.node_xy, k=2)
    low, high = np.quantile(off_m[:, 1], [0.1, 0.9])
    assert high > 2 * low


def test_people_live_beside_streets_all_over_the_zones(province):
    lines = shapely.linestrings(province.graph.node_xy[province.graph.edge_nodes])
    points = shapely.points(province.people_xy)
    _, off_m = shapely.STRtree(lines).query_nearest(points, return_distance=True, all_matches=False)
    assert np.median(off_m) < 30
    assert set(province.zone) == set(range(SMALL.zones))
    assert (province.people >= 1).all()


def test_the_folder_opens_and_its_answers_are_whole(province, tmp_path):
    opened = open_province(write_province(tmp_path / "p", province, communities=60))
    gaps = coverage.gaps(opened, on=DAY)
    assert len(gaps) == 60
    assert gaps["is_connected"].all()
    assert 0 < gaps["has_stop"].sum() < 60
    assert gaps["population"].isna().any()
    assert len(opened.zones) == SMALL.zones
    assert len(opened.of_kind("population")) == SMALL.points
    for kind in ("communities", "zones", "population", "walk_network", "transit"):
        assert not opened.layer(kind).report.faults


def test_the_folder_holds_the_same_network_and_stops(province, tmp_path):
    opened = open_province(write_province(tmp_path / "p", province, communities=5))
    graph = build_walk_graph(opened.of_kind("walk_network"))
    assert len(graph.node_xy) == SMALL.nodes
    assert len(graph.edge_nodes) == SMALL.edges
    assert graph.edge_length_m.sum() == pytest.approx(province.graph.edge_length_m.sum())
    buses = build_bus_network(opened)
    assert len(buses.stops) == SMALL.stops
    assert len(buses.routes) == len(set(province.route))


def test_zones_of_points_and_polygons_agree(province, tmp_path):
    opened = open_province(write_province(tmp_path / "p", province, communities=5))
    points = opened.of_kind("population")
    # A remote point may lie beyond the streets, never beyond its zone's polygon.
    areas = opened.zones.geometry.loc[points["zone_id"]].to_numpy()
    assert shapely.covers(shapely.buffer(areas, 0.01), points.geometry.to_numpy()).all()


def test_the_same_province_is_written_the_same(province, tmp_path):
    first, second = (write_province(tmp_path / name, province, communities=9) for name in "ab")
    for path in sorted((first / "transit").iterdir()):
        assert path.read_bytes() == (second / "transit" / path.name).read_bytes()
    communities = [open_province(folder).communities for folder in (first, second)]
    assert communities[0].geometry.equals(communities[1].geometry)
