"""The two coordinate reference systems in use, and the checks that keep them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError as PyprojCrsError
from pyproj.exceptions import ProjError

from geo_app.errors import CrsError, mark

if TYPE_CHECKING:
    import geopandas as gpd

DISPLAY_CRS = "EPSG:4326"
"""Longitude and latitude on WGS 84: what web maps and GeoJSON speak."""

MAX_LON_DEG, MAX_LAT_DEG = 180.0, 90.0
"""How far from zero a longitude and a latitude may be."""

METRE_CONVERSION_TOLERANCE = 1e-9
"""How far an axis unit may be from one metre."""


def parse_crs(text: str, *, name: str) -> CRS:
    """
    Turn a CRS code such as `EPSG:32647` into a CRS.

    Parameters
    ----------
    text
        An authority and its code, with a colon between.
    name
        What the code belongs to, for the error.

    Raises
    ------
    CrsError
        If the text is not an authority code that PROJ knows.
    """
    authority, _, code = text.partition(":")
    if not (authority.isalpha() and code.isalnum()):
        raise CrsError(
            mark("{name}: '{found}' is not a CRS code. Write one such as EPSG:32647."),
            name=name,
            found=text,
        )
    try:
        return CRS.from_user_input(text)
    except PyprojCrsError as error:
        raise CrsError(
            mark("{name}: the CRS '{found}' is not known. Write one such as EPSG:32647."),
            name=name,
            found=text,
        ) from error


def is_metric(crs: CRS) -> bool:
    """
    Say whether a CRS is projected with both axes in metres.

    Parameters
    ----------
    crs
        Any CRS.
    """
    return crs.is_projected and all(
        abs(axis.unit_conversion_factor - 1) < METRE_CONVERSION_TOLERANCE for axis in crs.axis_info
    )


def is_placing(crs: CRS) -> bool:
    """
    Say whether coordinates in a CRS are a place on the ground that can be projected.

    Parameters
    ----------
    crs
        Any CRS. One of a building site (engineering), of heights alone (vertical) or from the
        middle of the Earth (geocentric) says of no row where it stands on a map.
    """
    if not (crs.is_geographic or crs.is_projected):
        return False
    try:
        Transformer.from_crs(crs, DISPLAY_CRS)
    except ProjError:
        return False
    return True


def require_metric_crs(layer: gpd.GeoDataFrame | gpd.GeoSeries, *, name: str) -> None:
    """
    Refuse a layer whose coordinates are not metres.

    Parameters
    ----------
    layer
        What is about to be measured. May be empty.
    name
        Of the layer, for the error.

    Raises
    ------
    CrsError
        If the CRS is missing or not projected in metres.
    """
    if layer.crs is None:
        raise CrsError(
            mark("Layer '{name}' has no CRS. Declare it in catalogue.toml: crs = \"EPSG:…\"."),
            name=name,
        )
    if not is_metric(layer.crs):
        raise CrsError(
            mark(
                "Layer '{name}' is in {found}, which is not in metres. "
                "Reproject it to the province's analysis CRS."
            ),
            name=name,
            found=layer.crs.to_string(),
        )


def require_same_crs(
    left: gpd.GeoDataFrame | gpd.GeoSeries,
    right: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    names: tuple[str, str],
) -> None:
    """
    Refuse two layers whose CRSs differ.

    Parameters
    ----------
    left, right
        The layers that are to be used together.
    names
        Of both layers, for the error.

    Raises
    ------
    CrsError
        If the layers are in different CRSs; missing ones are never equal.
    """
    if left.crs is None or right.crs is None or left.crs != right.crs:
        raise CrsError(
            mark("Layers '{left}' and '{right}' are in different CRSs: {left_crs}, {right_crs}."),
            left=names[0],
            right=names[1],
            left_crs=left.crs,
            right_crs=right.crs,
        )
