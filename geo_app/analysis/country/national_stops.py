"""Where the stops of a whole country lie, in the metres of its points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from geo_app.crs import is_metric
from geo_app.errors import CrsError, LayerError, mark
from geo_app.readers.source import Raw
from geo_app.readers.table_files import with_geometry

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray
    from pyproj import CRS


def stop_coordinates(
    stops: pd.DataFrame, *, crs: CRS | None = None, name: str
) -> NDArray[np.float64]:
    """
    Return the coordinates of stops in metres.

    Parameters
    ----------
    stops
        As the frame that `read_file` returns: points, or a table with `x` and `y` or
        `lon` and `lat`. Without a CRS they are taken to be in that of the points whose
        people are counted.
    crs
        Of these points, in metres. None: the stops are in it already.
    name
        The stops' file, for errors.

    Returns
    -------
    stops_xy
        (stops, 2) metres. Rows without a place are left out; may be empty.

    Raises
    ------
    LayerError
        If there are no places, or something else than points.
    CrsError
        If the stops are in degrees and `crs` is not given, or if `crs` is not in metres.
    """
    layer = (
        stops if isinstance(stops, gpd.GeoDataFrame) else with_geometry(Raw(stops), name=name).frame
    )
    if not isinstance(layer, gpd.GeoDataFrame):
        raise LayerError(
            mark("'{file}' has no places. Give each stop x and y in metres, or lon and lat."),
            file=name,
        )
    placed = layer[~(layer.geometry.isna() | layer.geometry.is_empty)]
    if not (placed.geom_type == "Point").all():
        raise LayerError(mark("'{file}' holds more than points. Give a point a stop."), file=name)
    in_metres = _in_metres(placed.geometry, crs, name)
    xy: NDArray[np.float64] = shapely.get_coordinates(in_metres.to_numpy())
    return xy


def _in_metres(places: gpd.GeoSeries, crs: CRS | None, name: str) -> gpd.GeoSeries:
    if crs is not None and not is_metric(crs):
        raise CrsError(
            mark("The points' CRS {found} is not in metres. Name one such as EPSG:32647."),
            found=crs.to_string(),
        )
    if places.crs is None:
        return places
    if crs is not None:
        return places.to_crs(crs)
    if is_metric(places.crs):
        return places
    raise CrsError(
        mark("'{file}' is in {found}, not in metres. Name the points' CRS: --crs EPSG:32647."),
        file=name,
        found=places.crs.to_string(),
    )
