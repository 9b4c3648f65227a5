"""A raster of people per cell, read in strips so that a country's file does not fill memory."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS, Transformer

from geo_app.crs import DISPLAY_CRS
from geo_app.errors import LayerError, UnreadableFileError, mark
from geo_app.fetch.progress import Progress, Tell
from geo_app.findings import note

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray
    from rasterio.io import DatasetReader

    from geo_app.fetch.area import Area

STRIP_CELLS = 4_000_000
"""Cells read at once: 32 MB as floats."""

MAX_CELLS = 1_000_000_000
SIDE_STEPS = 50

GDAL_SETTINGS: dict[str, Any] = {
    # Only the file itself is opened, no other that lies beside it or that it names.
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_PAM_ENABLED": "NO",
}


@dataclass(slots=True, kw_only=True)
class CellCounts:
    """Cells by what became of them, and the persons in those that have any."""

    used: int = 0
    without_value: int = 0
    negative: int = 0
    zero: int = 0
    outside: int = 0
    people_used: float = 0.0
    people_outside: float = 0.0


@dataclass(frozen=True, slots=True)
class _Window:
    """A part of a raster, in cells."""

    row: int
    column: int
    rows: int
    columns: int


def read_people(
    path: Path, area: Area, *, name: str, tell: Tell, strip_cells: int = STRIP_CELLS
) -> tuple[gpd.GeoDataFrame, CellCounts]:
    """
    Read the cells of an area that have people.

    Parameters
    ----------
    path
        A GeoTIFF of one band, persons per cell, in any CRS.
    area
        In degrees; a cell counts if its centre lies in the outline.
    name
        What people call the file, for messages.
    tell
        Hears of each strip.
    strip_cells
        Cells read at once.

    Returns
    -------
    cells, counts
        Points in degrees on WGS 84 with `cell_id` and `population` (persons,
        above 0), from north-west on; and every cell of the area's box counted.

    Raises
    ------
    UnreadableFileError
        If the file is missing, no GeoTIFF, damaged, or not of one band in a CRS.
    LayerError
        If the raster does not reach the area.
    """
    # Imported here so that the command line answers at once.
    import rasterio  # noqa: PLC0415
    from rasterio.errors import NotGeoreferencedWarning, RasterioError  # noqa: PLC0415

    try:
        with warnings.catch_warnings(), rasterio.Env(**GDAL_SETTINGS):
            # A raster that lies nowhere is refused below, with a sentence.
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(path.resolve(strict=True), driver="GTiff") as raster:
                _require_usable(raster, name)
                return _Reading(raster, area, tell, strip_cells).read(name)
    except (RasterioError, OSError, ValueError) as error:
        if isinstance(error, LayerError):
            raise
        raise UnreadableFileError(
            mark("'{file}' is no GeoTIFF that can be read, or is damaged. Download it again."),
            file=name,
        ) from error


def _require_usable(raster: DatasetReader, name: str) -> None:
    if raster.count != 1 or np.dtype(raster.dtypes[0]).kind not in "iuf":
        raise UnreadableFileError(
            mark("'{file}' is not one band of numbers. Take WorldPop's raster of people per cell."),
            file=name,
        )
    if raster.crs is None or raster.transform.determinant == 0:
        raise UnreadableFileError(
            mark("'{file}' does not say where it lies: it has no CRS. Download it again."),
            file=name,
        )


@dataclass(slots=True)
class _Reading:
    """One raster being read for one area."""

    raster: DatasetReader
    area: Area
    tell: Tell
    strip_cells: int

    def read(self, name: str) -> tuple[gpd.GeoDataFrame, CellCounts]:
        counts = CellCounts()
        shapely.prepare(self.area.outline)
        window = self._window(name)
        parts = []
        for number, (total, strip) in enumerate(self._strips(window), start=1):
            parts.append(self._people(strip, counts))
            now = note("reading", mark("{file}: reading"), file=name)
            self.tell(Progress(done=number, total=total, now=now))
        x, y, people, ids = (np.concatenate(column) for column in zip(*parts, strict=True))
        columns = {"cell_id": ids.astype(object), "population": people}
        cells = gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(x, y), crs=DISPLAY_CRS)
        return cells, counts

    def _window(self, name: str) -> _Window:
        """Find the cells that the area's box can touch."""
        edge = shapely.segmentize(self.area.box, max(self.area.box.length / SIDE_STEPS, 1e-9))
        lon, lat = shapely.get_coordinates(edge).T
        x, y = self._transformer(inverse=True).transform(lon, lat)
        column, row = _applied(~self.raster.transform, np.asarray(x), np.asarray(y))
        if not (np.isfinite(column).all() and np.isfinite(row).all()):
            raise self._elsewhere(name)
        west, east = max(math.floor(column.min()), 0), math.ceil(column.max())
        north, south = max(math.floor(row.min()), 0), math.ceil(row.max())
        columns, rows = min(east, self.raster.width) - west, min(south, self.raster.height) - north
        if columns <= 0 or rows <= 0:
            raise self._elsewhere(name)
        if columns * rows > MAX_CELLS:
            raise LayerError(
                mark("'{file}' has {count:,} cells in this area. Name a smaller area: --area."),
                file=name,
                count=columns * rows,
            )
        return _Window(north, west, rows, columns)

    def _elsewhere(self, name: str) -> LayerError:
        return LayerError(
            mark("'{file}' does not reach the area. Check that it is of this country."), file=name
        )

    def _strips(self, window: _Window) -> Iterator[tuple[int, _Window]]:
        height = max(1, self.strip_cells // window.columns)
        starts = range(0, window.rows, height)
        for start in starts:
            rows = min(height, window.rows - start)
            strip = _Window(window.row + start, window.column, rows, window.columns)
            yield len(starts), strip

    def _people(
        self, strip: _Window, counts: CellCounts
    ) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]:
        """Return centres, persons and ids of the cells with people, and count the others."""
        from rasterio.windows import Window  # noqa: PLC0415

        window = Window(strip.column, strip.row, strip.columns, strip.rows)
        read = self.raster.read(1, window=window, masked=True).astype(np.float64)
        values = read.filled(np.nan)
        known = np.isfinite(values)
        counts.without_value += int((~known).sum())
        counts.negative += int((values < 0).sum())
        counts.zero += int((values == 0).sum())
        row, column = np.nonzero(known & (values > 0))
        people = values[row, column]
        row, column = row + strip.row, column + strip.column
        x, y = _applied(self.raster.transform, column + 0.5, row + 0.5)
        lon, lat = (np.asarray(c) for c in self._transformer().transform(x, y))
        inside = shapely.intersects_xy(self.area.outline, lon, lat)
        counts.outside += int((~inside).sum())
        counts.people_outside += float(people[~inside].sum())
        counts.used += int(inside.sum())
        counts.people_used += float(people[inside].sum())
        ids = np.array([f"r{r}c{c}" for r, c in zip(row[inside], column[inside], strict=True)])
        return lon[inside], lat[inside], people[inside], ids

    def _transformer(self, *, inverse: bool = False) -> Transformer:
        raster_crs, degrees = (
            CRS.from_wkt(self.raster.crs.to_wkt()),
            CRS.from_user_input(DISPLAY_CRS),
        )
        pair = (degrees, raster_crs) if inverse else (raster_crs, degrees)
        return Transformer.from_crs(*pair, always_xy=True)


def _applied(
    transform: Any, x: NDArray[np.floating[Any]], y: NDArray[np.floating[Any]]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Apply an affine transform to arrays."""
    a, b, c, d, e, f = tuple(transform)[:6]
    return a * x + b * y + c, d * x + e * y + f
