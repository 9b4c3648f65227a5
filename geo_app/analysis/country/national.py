"""People near a stop in files of points that are larger than memory: the straight-line bound."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from geo_app.analysis.country.stop_cells import StopCells
from geo_app.errors import LayerError, MissingColumnError, UnreadableFileError, mark
from geo_app.readers.layer_files import require_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

COLUMNS = ("x", "y", "population", "zone_id")

POINTS_AT_ONCE = 131_072
"""As many as stay in a processor's cache."""

BUFFER_BYTES = 2**20
"""Read at once of each column, so that a file of one piece does not fill the memory."""

FARTHEST_M = 1e8
"""No place on Earth is so many metres from the origin of a CRS."""


class Use(IntEnum):
    """Whether a point's people are counted, and if not, why."""

    COUNTED = 0
    UNKNOWN = 1
    UNPLACED = 2
    WRONG = 3


COUNT_COLUMNS = {
    "population_unknown_points": Use.UNKNOWN,
    "unplaced_points": Use.UNPLACED,
    "wrong_population_points": Use.WRONG,
}


def covered_people(
    parquet: Path,
    stops_xy: NDArray[np.float64],
    *,
    limit_m: float,
    workers: int | None = None,
) -> pd.DataFrame:
    """
    Count the people of each zone who live within a straight distance of a stop.

    Straight lines ignore rivers and fences, so this is an upper bound of what is
    reached on foot.

    Parameters
    ----------
    parquet
        Points in rows: `x` and `y` (metres, the CRS of the stops), `population`
        (persons at the point; null or NaN is unknown) and `zone_id` (text). May be
        larger than memory. Only this file is read, nothing is written.
    stops_xy
        (stops, 2) coordinates in metres, at least one stop.
    limit_m
        Straight distance in metres, above 0; a stop at exactly this distance counts.
    workers
        Pieces of the file that are worked on at once; one a processor if left out.

    Returns
    -------
    people
        One row a zone, in order of `zone_id`; last a row without `zone_id` for the
        points that have none, if there are such. `points` (rows of the file),
        `population` and `covered_population` (persons, known ones of points with a
        place), `population_unknown_points`, `unplaced_points` (no finite `x` and
        `y`) and `wrong_population_points` (negative or infinite): points of these
        three kinds count in neither number of persons.

    Raises
    ------
    UnreadableFileError
        If the file is missing, no Parquet file or damaged.
    MissingColumnError
        If it lacks a column.
    LayerError
        If a column is of the wrong type or there twice, there is no stop, or the
        stops are not in metres.
    ValueError
        If `limit_m` or `workers` is not positive, or `stops_xy` of another form.

    Notes
    -----
    Memory: a byte a cell of the country at an eighth of the limit (at most 128 MB),
    and for each worker a few megabytes of points. The file's row groups are what
    workers share, so a file of one row group keeps one of them busy.

    References
    ----------
    The straight-line variant of SDG 11.2.1 that statistical offices publish; UN-Habitat's
    metadata (2021) asks for the street network.
    """
    if not 0 < limit_m < np.inf:
        raise ValueError(f"limit_m must be positive, not {limit_m}.")
    groups, points = _row_groups(parquet)
    cells = StopCells(_require_stops(stops_xy), limit_m=limit_m, points=points)
    tally = _Tally()
    local = threading.local()

    def count(group: int) -> list[_Part]:
        if not hasattr(local, "file"):
            local.file = _opened(parquet)
        return list(_counted(local.file, group, cells))

    with ThreadPoolExecutor(_workers(workers)) as pool:
        try:
            for parts in pool.map(count, range(groups)):
                for zones, counts, people in parts:
                    tally.add(zones, counts, people)
        except (pa.ArrowException, OSError) as error:
            pool.shutdown(cancel_futures=True)
            raise _damaged(parquet, error) from error
    return tally.frame()


_Part = tuple[pa.Array, "NDArray[np.int64]", "NDArray[np.float64]"]
"""Zones; (zones, uses) points; (zones, not near or near) persons."""


class _Tally:
    """Adds up parts whose zones are numbered differently; number 0 has no zone."""

    def __init__(self) -> None:
        self._zones = pa.array([None], type=pa.string())
        self._counts = np.zeros((1, len(Use)), dtype=np.int64)
        self._people = np.zeros((1, 2))

    def add(self, zones: pa.Array, counts: NDArray[np.int64], people: NDArray[np.float64]) -> None:
        # Bytes that are no text would come to light only when somebody shows them.
        zones.validate(full=True)
        known = pc.is_in(zones, value_set=self._zones)
        new = pc.unique(zones.filter(pc.invert(known)))
        self._zones = pa.concat_arrays([self._zones, new])
        more = ((0, len(new)), (0, 0))
        self._counts, self._people = np.pad(self._counts, more), np.pad(self._people, more)
        at = pc.index_in(zones, value_set=self._zones).to_numpy()
        np.add.at(self._counts, at, counts)
        np.add.at(self._people, at, people)

    def frame(self) -> pd.DataFrame:
        rows = pd.DataFrame(
            {
                "zone_id": self._zones.to_pandas().astype(object),
                "points": self._counts.sum(axis=1),
                "population": self._people.sum(axis=1),
                "covered_population": self._people[:, 1],
                **{name: self._counts[:, use] for name, use in COUNT_COLUMNS.items()},
            }
        )
        return rows[rows["points"] > 0].sort_values("zone_id").reset_index(drop=True)


def _counted(file: pq.ParquetFile, group: int, cells: StopCells) -> Iterator[_Part]:
    """Count one piece of the file; one part for each numbering of the zones in it."""
    batches = file.iter_batches(
        POINTS_AT_ONCE, row_groups=[group], columns=list(COLUMNS), use_threads=False
    )
    part: _Part | None = None
    for batch in batches:
        zone = _zones(batch.column("zone_id"))
        counts, people = _count_batch(batch, zone, cells)
        if part is not None and part[0].equals(zone.dictionary):
            part = (part[0], part[1] + counts, part[2] + people)
            continue
        if part is not None:
            yield part
        part = (zone.dictionary, counts, people)
    if part is not None:
        yield part


def _count_batch(
    batch: pa.RecordBatch, zone: pa.DictionaryArray, cells: StopCells
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    x, y, population = (_numbers(batch.column(name)) for name in COLUMNS[:3])
    number, zones = zone.indices.to_numpy().astype(np.int64), len(zone.dictionary)
    # NaN is not at least 0: it is what a missing number reads as.
    counted = (population >= 0) & (population < np.inf) & np.isfinite(x) & np.isfinite(y)
    odd = np.flatnonzero(~counted)
    use = _why_not_counted(x[odd], y[odd], population[odd])
    uses = np.zeros((zones, len(Use)), dtype=np.int64)
    uses[:, Use.COUNTED] = np.bincount(number, minlength=zones)
    uses[:, Use.COUNTED] -= np.bincount(number[odd], minlength=zones)
    np.add.at(uses, (number[odd], use), 1)
    persons = population
    if len(odd):
        persons = population.copy()
        persons[odd] = 0
    slot = number * 2 + cells.is_near(x, y)
    people = np.bincount(slot, persons, minlength=zones * 2).astype(np.float64, copy=False)
    return uses, people.reshape(zones, 2)


def _why_not_counted(
    x: NDArray[np.float64], y: NDArray[np.float64], population: NDArray[np.float64]
) -> NDArray[np.int64]:
    use = np.where(np.isnan(population), Use.UNKNOWN, Use.WRONG)
    use[~(np.isfinite(x) & np.isfinite(y))] = Use.UNPLACED
    return use


def _numbers(column: pa.Array) -> NDArray[np.float64]:
    """Return a column as numbers, missing ones as NaN."""
    values: NDArray[np.float64] = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return values


def _zones(column: pa.DictionaryArray) -> pa.DictionaryArray:
    """Give the points that have no zone a number too."""
    if column.null_count == 0:
        return column
    names = pa.concat_arrays([column.dictionary, pa.array([None], type=pa.string())])
    last = pa.scalar(len(column.dictionary), type=column.indices.type)
    return pa.DictionaryArray.from_arrays(column.indices.fill_null(last), names)


def _row_groups(path: Path) -> tuple[int, int]:
    """Check that the file can be used and return the number of its pieces and of its rows."""
    require_file(path)
    try:
        with pq.ParquetFile(path) as file:
            _require_columns(file.schema_arrow, path)
            return int(file.num_row_groups), int(file.metadata.num_rows)
    except (pa.ArrowException, OSError) as error:
        raise _damaged(path, error) from error


def _opened(path: Path) -> pq.ParquetFile:
    # Zones repeat, so their names are read once a piece and points carry numbers.
    return pq.ParquetFile(
        path,
        read_dictionary=["zone_id"],
        buffer_size=BUFFER_BYTES,
        page_checksum_verification=True,
    )


def _require_columns(schema: pa.Schema, path: Path) -> None:
    for name in COLUMNS:
        if schema.names.count(name) != 1:
            raise MissingColumnError(
                mark(
                    "'{file}' has {count} columns '{field}'. "
                    "Give it one each of x, y (metres), population and zone_id."
                ),
                file=path.name,
                count=schema.names.count(name),
                field=name,
            )
        kind = schema.field(name).type
        if not (_is_text(kind) if name == "zone_id" else _is_number(kind)):
            raise LayerError(
                mark(
                    "'{file}', column '{field}': {found} cannot be used. "
                    "Write numbers in x, y and population, and text in zone_id."
                ),
                file=path.name,
                field=name,
                found=kind,
            )


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_null(kind))


def _is_text(kind: pa.DataType) -> bool:
    value_kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(
        pa.types.is_string(value_kind)
        or pa.types.is_large_string(value_kind)
        or pa.types.is_string_view(value_kind)
    )


def _require_stops(stops_xy: NDArray[np.float64]) -> NDArray[np.float64]:
    stops = np.asarray(stops_xy, dtype=np.float64)
    if stops.ndim != 2 or stops.shape[1] != 2 or not np.isfinite(stops).all():  # noqa: PLR2004 - x, y
        raise ValueError("stops_xy must hold two finite coordinates for each stop.")
    if len(stops) == 0:
        raise LayerError(mark("There is no stop to measure distances to. Add one."))
    if np.abs(stops).max() > FARTHEST_M:
        raise LayerError(
            mark(
                "A stop lies {found} m from the origin, further than any place on Earth. "
                "Give the stops in metres."
            ),
            found=round(float(np.abs(stops).max())),
        )
    return stops


def _workers(workers: int | None) -> int:
    if workers is None:
        return os.cpu_count() or 1
    if workers < 1:
        raise ValueError(f"workers must be positive, not {workers}.")
    return workers


def _damaged(path: Path, error: Exception) -> UnreadableFileError:
    folder = str(path).removesuffix(path.name)
    return UnreadableFileError(
        mark("'{file}' cannot be read as Parquet: {reason}. Export the points again."),
        file=path.name,
        reason=str(error).replace(folder, "").strip().rstrip("."),
    )
