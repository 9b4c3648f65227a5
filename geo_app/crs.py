"""The two coordinate reference systems in use, and the checks that keep them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyproj import CRS
from pyproj.exceptions import CRSError as PyprojCrsError

from geo_app.errors import CrsError, mark

if TYPE_CHECKING:
    import geopandas as gpd

DISPLAY_CRS = "EPSG:4326"
"""Longitude and latitude on WGS 84: what web maps and GeoJSON speak."""

METRE_CONVERSION_TOLERANCE = 1e-9
"""How far an axis unit may be from one metre."""


def parse_crs(text: str, *, name: str) -> CRS:
    """
    Turn a CRS code such as `EPSG:32647` into a CRS.

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
    """Say whether a CRS is projected with both axes in metres."""
    return crs.is_projected and all(
        abs(axis.unit_conversion_factor - 1) < METRE_CONVERSION_TOLERANCE for axis in crs.axis_info
    )


def require_metric_crs(layer: gpd.GeoDataFrame | gpd.GeoSeries, *, name: str) -> None:
    """
    Refuse a layer whose coordinates are not metres.

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
