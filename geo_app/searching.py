"""
SciPy's searches, loaded by the first that searches.

Loading SciPy takes as long as drawing the first page, which needs no search where its
walks are kept; so modules name `searching.dijkstra` instead of importing it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components, dijkstra
    from scipy.spatial import cKDTree

__all__ = ["cKDTree", "connected_components", "csr_array", "dijkstra"]

_MODULES = {
    "cKDTree": "scipy.spatial",
    "connected_components": "scipy.sparse.csgraph",
    "csr_array": "scipy.sparse",
    "dijkstra": "scipy.sparse.csgraph",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    search = getattr(import_module(_MODULES[name]), name)
    globals()[name] = search
    return search


def load() -> None:
    """Load all of them, such as in a quiet moment."""
    for name in __all__:
        __getattr__(name)
