"""
Provinces that nobody lives in, of any size, the same on every machine for the same seed.

The land is cut into neighbourhoods, squares of streets whose blocks are small in
towns and large between them. Each neighbourhood is a jittered grid of corners. Of
the triangulation of all corners the sides of blocks stay before the diagonals, and
always a tree that joins all corners, so everybody can walk to everybody. People live
beside the streets, in small blocks more of them to the metre; stops stand beside
streets too, each of the line, of some through the province, that it is nearest to.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import Delaunay, cKDTree

from geo_app.network.graph import WalkGraph, lengths_of, neighbours_together

Numbers = NDArray[np.float64]
Counts = NDArray[np.int64]

NODES, EDGES, POINTS, STOPS, ZONES, ROUTES = 60_000, 85_000, 200_000, 1_000, 20, 25
AREA_M2_PER_NODE = 9_000.0
"""So that 60,000 nodes take 540 km²."""

HEIGHT_PER_WIDTH = 2.0
NEIGHBOURHOOD_M = 800.0
TOWN_SHARE = 0.75
"""Of the corners that stand where the towns are; the rest is spread evenly."""

JITTER = 0.25
LONGEST_SIDE = 1.25
"""What is longer than so many widths of a block is a diagonal or worse."""

BESIDE_STREET_M = 25.0
"""Mean distance of a home from its street; of a stop a fifth of it."""

REMOTE_SHARE = 0.01
"""Of the points that lie anywhere, far from a street or not."""

PERSONS_PER_POINT = 2.1
ORIGIN = np.array([400_000.0, 800_000.0])
"""South-west corner in EPSG:32647."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How large a province is to be."""

    nodes: int = NODES
    edges: int = EDGES
    points: int = POINTS
    stops: int = STOPS
    zones: int = ZONES
    routes: int = ROUTES

    def grown(self, factor: float) -> Sizes:
        """Return a province so many times as large, with as many zones and routes."""
        return Sizes(
            nodes=round(self.nodes * factor),
            edges=round(self.edges * factor),
            points=round(self.points * factor),
            stops=round(self.stops * factor),
            zones=self.zones,
            routes=self.routes,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticProvince:
    """
    A province as arrays.

    Attributes
    ----------
    graph
        Its walking network, in one piece, in metres.
    people_xy, people, zone
        For each point its place, its persons and the number of its zone; in no order.
    stops_xy, route
        For each stop its place and the number of its line.
    zone_seeds
        (zones, 2) a point belongs to the zone whose seed is nearest.
    extent
        (2, 2) lowest and highest corner of the land.
    """

    graph: WalkGraph
    people_xy: Numbers
    people: Numbers
    zone: Counts
    stops_xy: Numbers
    route: Counts
    zone_seeds: Numbers
    extent: Numbers


def build_province(sizes: Sizes | None = None, *, seed: int = 1) -> SyntheticProvince:
    """
    Make a province up.

    Parameters
    ----------
    sizes
        Exactly so many of each; Phuket's size if left out.
    seed
        The same seed gives the same province.
    """
    sizes = sizes or Sizes()
    if sizes.nodes < 4 or not sizes.nodes <= sizes.edges <= 2 * sizes.nodes:  # noqa: PLR2004
        raise ValueError(f"No street map has {sizes.nodes} corners and {sizes.edges} streets.")
    rng = np.random.default_rng(seed)
    width = np.sqrt(sizes.nodes * AREA_M2_PER_NODE / HEIGHT_PER_WIDTH)
    extent = ORIGIN + np.array([[0.0, 0.0], [width, width * HEIGHT_PER_WIDTH]])
    node_xy, spacing_m = _corners(extent, sizes.nodes, rng)
    graph = walk_graph(node_xy, _streets(node_xy, spacing_m, sizes.edges, rng))
    people_xy = _homes(graph, spacing_m, extent, sizes.points, rng)
    stops_xy = _beside_streets(graph, spacing_m, sizes.stops, rng, BESIDE_STREET_M / 5)
    zone_seeds = _spread(extent, sizes.zones, rng)
    return SyntheticProvince(
        graph=graph,
        people_xy=people_xy,
        people=rng.geometric(1 / PERSONS_PER_POINT, sizes.points).astype(np.float64),
        zone=cKDTree(zone_seeds).query(people_xy)[1].astype(np.int64),
        stops_xy=stops_xy,
        route=_lines_across(stops_xy, extent, sizes.routes, rng),
        zone_seeds=zone_seeds,
        extent=extent,
    )


def walk_graph(node_xy: Numbers, edge_nodes: NDArray[np.int32]) -> WalkGraph:
    """Make a graph that is walked both ways of its corners and streets."""
    node_xy, edge_nodes = neighbours_together(node_xy, edge_nodes)
    return WalkGraph(
        node_xy=node_xy,
        edge_nodes=edge_nodes.astype(np.int32),
        edge_length_m=lengths_of(node_xy, edge_nodes),
        is_oneway=np.zeros(len(edge_nodes), dtype=bool),
    )


def _corners(extent: Numbers, count: int, rng: np.random.Generator) -> tuple[Numbers, Numbers]:
    """Place the corners of streets; with each the width of the blocks about it."""
    columns, rows = np.maximum(np.ceil((extent[1] - extent[0]) / NEIGHBOURHOOD_M), 1).astype(int)
    column, row = np.divmod(np.arange(columns * rows), rows)
    side = (extent[1] - extent[0]) / [columns, rows]
    low = extent[0] + np.column_stack([column, row]) * side
    corners = _apportioned(_density(low + side / 2, extent, rng), count, rng)
    across = np.ceil(np.sqrt(corners)).astype(np.int64)
    square = np.repeat(np.arange(len(corners)), across**2)
    slot = _number_within(across**2)
    # Too many slots for the corners: a random choice of them stays empty.
    order = np.lexsort([rng.random(len(slot)), square])
    taken = order[_number_within(across**2) < corners[square]]
    square, slot = square[taken], slot[taken]
    place = np.column_stack(np.divmod(slot, across[square])) + 0.5
    place += rng.uniform(-JITTER, JITTER, place.shape)
    return low[square] + place * side / across[square, None], side.mean() / across[square]


def _density(middles: Numbers, extent: Numbers, rng: np.random.Generator) -> Numbers:
    """Return how much of everything is in each neighbourhood: towns of very different size."""
    towns = max(3, len(middles) // 60)
    centre, size = _spread(extent, towns, rng), rng.pareto(1.5, towns) + 0.3
    radius_m = NEIGHBOURHOOD_M * np.cbrt(1 + size)
    near = np.zeros(len(middles))
    for place, weight, reach_m in zip(centre, size, radius_m, strict=True):
        off = np.hypot(*(middles - place).T) / reach_m
        near += weight * np.exp(-(off**2) / 2)
    even = np.full(len(middles), 1 / len(middles))
    # No town is denser than streets can be.
    near = np.minimum(near / near.sum(), 12 * even)
    return TOWN_SHARE * near / near.sum() + (1 - TOWN_SHARE) * even


def _apportioned(share: Numbers, count: int, rng: np.random.Generator) -> Counts:
    """Cut a whole number into parts by share; what rounding leaves falls at random."""
    whole = np.floor(share * count).astype(np.int64)
    rest = rng.choice(len(share), count - int(whole.sum()), p=share / share.sum())
    return whole + np.bincount(rest, minlength=len(share))


def _number_within(counts: Counts) -> Counts:
    """Return 0, 1, 2 … anew for each group."""
    return np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)


def _streets(
    node_xy: Numbers, spacing_m: Numbers, count: int, rng: np.random.Generator
) -> NDArray[np.int32]:
    """Choose the streets among the sides of the triangles between corners."""
    sides = np.sort(Delaunay(node_xy).simplices[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1)
    key = np.unique(sides[:, 0].astype(np.int64) * len(node_xy) + sides[:, 1])
    start, end = np.divmod(key, len(node_xy))
    length = np.hypot(*(node_xy[start] - node_xy[end]).T)
    # Sides of blocks before diagonals, else by chance; never 0, which would be no street.
    blocks = length / np.maximum(spacing_m[start], spacing_m[end])
    wish = rng.uniform(0.1, 1, len(length)) + np.maximum(blocks - LONGEST_SIDE, 0) * 10
    shape = (len(node_xy), len(node_xy))
    tree = minimum_spanning_tree(coo_array((wish, (start, end)), shape=shape)).tocoo()
    in_tree = np.isin(key, tree.row.astype(np.int64) * len(node_xy) + tree.col)
    others = np.flatnonzero(~in_tree)
    more = others[np.argsort(wish[others], kind="stable")[: count - int(in_tree.sum())]]
    chosen = np.sort(np.concatenate([np.flatnonzero(in_tree), more]))
    return np.column_stack([start, end])[chosen].astype(np.int32)


def _homes(
    graph: WalkGraph, spacing_m: Numbers, extent: Numbers, count: int, rng: np.random.Generator
) -> Numbers:
    remote = round(count * REMOTE_SHARE)
    beside = _beside_streets(graph, spacing_m, count - remote, rng, BESIDE_STREET_M)
    return rng.permutation(np.concatenate([beside, _spread(extent, remote, rng)]))


def _beside_streets(
    graph: WalkGraph, spacing_m: Numbers, count: int, rng: np.random.Generator, mean_m: float
) -> Numbers:
    """Place points near streets, in small blocks more of them to the metre."""
    start, end = graph.edge_nodes.T
    weight = graph.edge_length_m / spacing_m[start]
    edge = np.sort(rng.choice(len(weight), count, p=weight / weight.sum()))
    begin, way = graph.node_xy[start[edge]], graph.node_xy[end[edge]] - graph.node_xy[start[edge]]
    along = rng.random(count)[:, None]
    aside = rng.exponential(mean_m, count) * rng.choice([-1.0, 1.0], count)
    across = np.column_stack([-way[:, 1], way[:, 0]]) / graph.edge_length_m[edge, None]
    return begin + along * way + aside[:, None] * across


def _spread(extent: Numbers, count: int, rng: np.random.Generator) -> Numbers:
    return extent[0] + rng.random((count, 2)) * (extent[1] - extent[0])


def _lines_across(
    stops_xy: Numbers, extent: Numbers, routes: int, rng: np.random.Generator
) -> Counts:
    """Give each stop to the line, of some through the province, that it is nearest to."""
    through = _spread(extent, routes, rng)
    angle = rng.uniform(0, np.pi, routes)
    across = np.column_stack([-np.sin(angle), np.cos(angle)])
    off_m = np.abs(((stops_xy[:, None, :] - through) * across).sum(axis=2))
    return off_m.argmin(axis=1)
