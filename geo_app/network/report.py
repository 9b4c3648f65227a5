"""What a walking network is made of, for people who ask how far to trust it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_app.network.noding import GRID_M
from geo_app.network.pieces import leads_somewhere, piece_lengths_m
from geo_app.network.walking import LINES_OF

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_app.network.graph import WalkGraph
    from geo_app.network.walking import Walking
    from geo_app.province import Province

METRES_PER_KM = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkReport:
    """
    A walking network counted.

    Attributes
    ----------
    lines
        Rows of the layer.
    nodes, edges, oneway_edges
        Of the network made of them.
    length_km
        Of all edges.
    overlap_km
        How much longer the lines were drawn than the network is: ways drawn twice.
    zero_length_segments
        Neighbouring vertices at one place, left out.
    components
        Pieces of the network between which no way leads.
    short_components
        Pieces that lead nowhere, see `network.pieces`: no place joins one of them that may
        join another.
    short_components_km
        Length of these together.
    largest_component_share
        Share of the length that lies in the largest piece, 0 to 1.
    dangling_ends
        Nodes at which only one edge ends: cul-de-sacs, and lines that stop short of
        the next one.
    """

    lines: int
    nodes: int
    edges: int
    oneway_edges: int
    length_km: float
    overlap_km: float
    zero_length_segments: int
    components: int
    short_components: int
    short_components_km: float
    largest_component_share: float
    dangling_ends: int


def describe_network(graph: WalkGraph, lines: gpd.GeoDataFrame) -> NetworkReport:
    """
    Count what a network is made of.

    Parameters
    ----------
    graph
        As `build_walk_graph` makes it of the lines.
    lines
        The lines, in metres.
    """
    length_m = graph.edge_length_m
    by_component, leads = piece_lengths_m(graph), leads_somewhere(graph)
    drawn_m = float(shapely.length(lines.geometry.to_numpy()).sum())
    ends = np.bincount(graph.edge_nodes.ravel(), minlength=len(graph.node_xy))
    return NetworkReport(
        lines=len(lines),
        nodes=len(graph.node_xy),
        edges=len(length_m),
        oneway_edges=int(graph.is_oneway.sum()),
        length_km=float(length_m.sum()) / METRES_PER_KM,
        overlap_km=max(drawn_m - float(length_m.sum()), 0.0) / METRES_PER_KM,
        zero_length_segments=_zero_length_segments(lines),
        components=len(by_component),
        short_components=int((~leads).sum()),
        short_components_km=float(by_component[~leads].sum()) / METRES_PER_KM,
        largest_component_share=float(by_component.max() / length_m.sum()),
        dangling_ends=int((ends == 1).sum()),
    )


def report_of(province: Province, walking: Walking) -> NetworkReport | None:
    """
    Describe the network a province walks on; None where it has no lines.

    Parameters
    ----------
    province
        For the layer that the network is made from.
    walking
        As `walking_of` returns it for this province.
    """
    if walking.graph is None:
        return None
    return describe_network(walking.graph, province.of_kind(LINES_OF[walking.method]))


def _zero_length_segments(lines: gpd.GeoDataFrame) -> int:
    xy, owner = shapely.get_coordinates(
        shapely.get_parts(lines.geometry.to_numpy()), return_index=True
    )
    follows = owner[1:] == owner[:-1]
    steps = np.abs(np.round(xy[1:] / GRID_M) - np.round(xy[:-1] / GRID_M)).sum(axis=1)
    return int((follows & (steps == 0)).sum())
