"""Pieces of a walking network between which no way leads, and which of them lead somewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_app import searching

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_app.network.graph import WalkGraph

LEADS_FROM_M = 1_000.0
"""
A piece whose ways are together this long leads somewhere; the longest piece always does.

Twice the distance at which a place still joins a walking network: whoever stands beside
a shorter piece comes no further on it than on the straight way to another.
OpenTripPlanner and R5 leave out pieces below 10 to 40 nodes, which is much the same.
"""

ROUNDING_M = 0.001


def pieces_of(edge_nodes: NDArray[np.int32], *, nodes: int) -> NDArray[np.int32]:
    """
    Give each node the number of its piece, from 0; one-way edges join.

    Parameters
    ----------
    edge_nodes
        (edges, 2) node numbers of each edge's ends.
    nodes
        How many nodes there are.
    """
    ends = (np.ones(len(edge_nodes), dtype=np.bool_), tuple(edge_nodes.T))
    matrix = searching.csr_array(ends, shape=(nodes, nodes))
    _, piece = searching.connected_components(matrix, directed=False)
    numbers: NDArray[np.int32] = piece.astype(np.int32, copy=False)
    return numbers


def piece_lengths_m(graph: WalkGraph) -> NDArray[np.float64]:
    """
    Measure the ways of each piece together.

    Parameters
    ----------
    graph
        Walking network in metres.

    Returns
    -------
    length_m
        (pieces,) metres, by the number of the piece.
    """
    piece = graph.pieces()[graph.edge_nodes[:, 0]]
    return np.bincount(piece, weights=graph.edge_length_m).astype(np.float64)


def leads_somewhere(graph: WalkGraph) -> NDArray[np.bool_]:
    """
    Say which pieces lead somewhere.

    Parameters
    ----------
    graph
        Walking network in metres.

    Returns
    -------
    leads
        (pieces,) by the number of the piece.
    """
    length_m = piece_lengths_m(graph)
    leads: NDArray[np.bool_] = length_m >= min(LEADS_FROM_M, length_m.max(initial=0.0) - ROUNDING_M)
    return leads
