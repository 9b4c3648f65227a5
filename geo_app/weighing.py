"""How many bytes of memory an answer holds on to, and which of them it shares."""

from __future__ import annotations

import datetime as dt
import enum
import re
import sys
from dataclasses import is_dataclass
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Block: TypeAlias = tuple[int, int]
"""Where a block of memory begins, and its bytes."""

Known: TypeAlias = tuple[object, frozenset[Block]]
"""A thing that was weighed, and its blocks."""

BYTES_PER_GEOMETRY = 120
"""A geometry of GEOS and its Python object, without coordinates."""

BYTES_PER_VERTEX = 16
TREE_BYTES_PER_ENTRY = 48
"""A box and a pointer of an STR tree."""

MOST_LOOKED_AT = 100
"""Of longer arrays and collections of objects so many are weighed, and stand for all."""

LOOKED_INTO = ("geo_app.", "scipy.")
"""Whose objects are weighed with their attributes; those of other libraries by themselves."""

WEIGHTLESS = (
    type(None), bool, type, enum.Enum, ModuleType, FunctionType, BuiltinFunctionType, MethodType,
    dt.tzinfo, re.Pattern,
)  # fmt: skip
"""What is part of the program, or too small to be counted."""


def weight_of(value: object) -> int:
    """
    Estimate the bytes that a value holds on to.

    Parameters
    ----------
    value
        Anything: arrays, frames with their geometries, sparse matrices, dataclasses,
        dicts and what is in them.
    """
    return sum(size for _, size in blocks_of(value))


def blocks_of(value: object, known: Mapping[int, Known] | None = None) -> frozenset[Block]:
    """
    List the blocks of memory that a value holds on to.

    Parameters
    ----------
    value
        As for `weight_of`.
    known
        Things that were weighed before, by `id`, each with its blocks: what refers to
        one of them need not look into it again. It keeps them alive.

    Returns
    -------
    blocks
        Address and bytes of each. Two values that share an array, or a column, list
        the same block, so that it can be counted once.

    Notes
    -----
    An estimate: of long lists of objects some stand for all, and what a library keeps
    in C is known for GEOS, NumPy, SciPy's trees and Arrow columns only.
    """
    blocks: set[Block] = set()
    waiting: list[object] = [value]
    seen: set[int] = set()
    keep: list[object] = []
    while waiting:
        part = waiting.pop()
        if id(part) in seen or _is_weightless(part):
            continue
        seen.add(id(part))
        weighed = None if known is None else known.get(id(part))
        if weighed is not None:
            blocks |= weighed[1]
            continue
        # What was made on the way must live until the end: ids of the dead are given away again.
        keep.append(part)
        blocks.update(_blocks(part))
        waiting.extend(_parts(part))
    return frozenset(blocks)


def _blocks(part: object) -> Iterator[Block]:
    """Return the memory of one thing, without what it refers to."""
    if isinstance(part, np.ndarray):
        yield from _of_array(part)
    elif isinstance(part, (pd.Series, pd.Index)):
        yield from _of_column(part)
    elif isinstance(part, shapely.STRtree):
        yield id(part), TREE_BYTES_PER_ENTRY * len(part)
    elif isinstance(part, shapely.Geometry):
        yield id(part), int(_geometry_bytes(np.array([part])))
    elif not isinstance(part, pd.DataFrame):
        yield id(part), sys.getsizeof(part)


def _of_array(array: np.ndarray[Any, Any]) -> Iterator[Block]:
    address = array.__array_interface__["data"][0]
    size = int(array.nbytes)
    if array.dtype == object and array.size:
        size += _objects_bytes(array.ravel())
    yield address, size


def _of_column(column: pd.Series | pd.Index) -> Iterator[Block]:
    if isinstance(column, (pd.MultiIndex, pd.RangeIndex)):
        yield id(column), int(column.memory_usage())
    elif isinstance(column.dtype, np.dtype) or isinstance(column, gpd.GeoSeries):
        yield from _of_array(np.asarray(column))
    else:
        yield id(column.array), int(column.array.nbytes)


def _objects_bytes(values: np.ndarray[Any, Any]) -> int:
    """Return the bytes of the objects of an array: geometries, or a sample of whatever it is."""
    if shapely.is_geometry(values[:MOST_LOOKED_AT]).any():
        return _geometry_bytes(values)
    step = -(-len(values) // MOST_LOOKED_AT)
    looked_at = values[::step]
    different = {id(value): value for value in looked_at}
    size = sum(_size_of(value) for value in different.values())
    return size * len(values) // len(looked_at)


def _geometry_bytes(values: np.ndarray[Any, Any]) -> int:
    is_geometry = shapely.is_geometry(values)
    vertices = int(shapely.get_num_coordinates(values[is_geometry]).sum())
    return BYTES_PER_GEOMETRY * int(is_geometry.sum()) + BYTES_PER_VERTEX * vertices


def _size_of(value: object) -> int:
    """Return the bytes of one object of an array; of a tuple or list with what is in it."""
    if isinstance(value, (tuple, list, np.ndarray, shapely.Geometry)):
        return weight_of(value)
    return 0 if isinstance(value, WEIGHTLESS) else sys.getsizeof(value)


def _parts(part: object) -> Iterable[object]:
    """Return what a thing refers to."""
    if isinstance(part, (pd.DataFrame, pd.Series)):
        columns = part.items() if isinstance(part, pd.DataFrame) else ()
        return [part.index, *(column for _, column in columns)]
    if isinstance(part, dict):
        return [*part.keys(), *part.values()]
    if isinstance(part, (list, tuple, set, frozenset)):
        return part
    if isinstance(part, shapely.STRtree):
        return [part.geometries]
    if isinstance(part, (str, bytes, np.ndarray, pd.Index, shapely.Geometry, np.generic)):
        return []
    return _attributes(part)


def _is_weightless(part: object) -> bool:
    # A memo is counted where it belongs, not in what refers to it.
    is_elsewhere = getattr(type(part), "is_weighed_elsewhere", False)
    return isinstance(part, WEIGHTLESS) or bool(is_elsewhere)


def _attributes(part: object) -> list[object]:
    """Return what an object of this package, a dataclass or a SciPy object refers to."""
    if not (is_dataclass(part) or type(part).__module__.startswith(LOOKED_INTO)):
        return []
    names = [name for kind in type(part).__mro__ for name in _slots(kind)]
    attributes = [getattr(part, name) for name in names if hasattr(part, name)]
    attributes += list(getattr(part, "__dict__", {}).values())
    # SciPy's search trees are written in C; their points and order are arrays.
    if type(part).__module__.startswith("scipy.spatial"):
        attributes += [getattr(part, name, None) for name in ("data", "indices")]
    return attributes


def _slots(kind: type) -> tuple[str, ...]:
    slots = kind.__dict__.get("__slots__", ())
    return (slots,) if isinstance(slots, str) else tuple(slots)
