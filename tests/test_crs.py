"""Two CRSs, kept apart."""

from __future__ import annotations

import geopandas as gpd
import pytest
from pyproj import CRS
from shapely import Point

from geo_app.crs import is_metric, is_placing, parse_crs, require_metric_crs, require_same_crs
from geo_app.errors import CrsError
from geo_app.quality.geometry import require_geometry
from geo_app.schema import KINDS


def points(crs: object) -> gpd.GeoDataFrame:
    """Return one point in a CRS."""
    return gpd.GeoDataFrame(geometry=[Point(0, 0)], crs=crs)


def test_an_authority_code_is_a_crs():
    assert parse_crs("EPSG:32647", name="x") == CRS.from_epsg(32647)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "32647",
        "EPSG",
        "EPSG:",
        "utm zone 47",
        "+proj=utm +zone=47",
        "EPSG:32647;x",
        "/etc/passwd",
        "https://example.org/crs",
        "EPSG:32647 +nadgrids=@elsewhere",
        'PROJCS["a"]',
        ":32647",
    ],
)
def test_free_text_is_refused_as_a_crs(text):
    with pytest.raises(CrsError, match="is not a CRS code"):
        parse_crs(text, name="layer")


def test_an_unknown_code_is_refused_with_its_name():
    with pytest.raises(CrsError, match=r"stops: the CRS 'EPSG:99999' is not known"):
        parse_crs("EPSG:99999", name="stops")


@pytest.mark.parametrize(
    ("code", "expected"),
    [(32647, True), (24047, True), (3857, True), (4326, False), (4240, False), (2263, False)],
)
def test_only_projected_crss_in_metres_are_metric(code, expected):
    assert is_metric(CRS.from_epsg(code)) is expected


def test_a_layer_in_metres_passes():
    require_metric_crs(points(32647), name="stops")


@pytest.mark.parametrize(("crs", "found"), [(None, "has no CRS"), (4326, "is in EPSG:4326")])
def test_a_layer_that_is_not_in_metres_is_refused_by_name(crs, found):
    with pytest.raises(CrsError, match=f"Layer 'stops' {found}"):
        require_metric_crs(points(crs), name="stops")


def test_two_layers_in_one_crs_pass():
    require_same_crs(points(32647), points("EPSG:32647"), names=("a", "b"))


@pytest.mark.parametrize(
    ("left", "right"), [(32647, 4326), (None, 32647), (32647, None), (None, None)]
)
def test_different_or_missing_crss_are_refused_with_both_names(left, right):
    with pytest.raises(CrsError, match="'a' and 'b' are in different CRSs"):
        require_same_crs(points(left), points(right), names=("a", "b"))


ENGINEERING = (
    'ENGCRS["site",EDATUM["site"],CS[Cartesian,2],AXIS["x",east],AXIS["y",north],'
    'LENGTHUNIT["metre",1]]'
)


@pytest.mark.parametrize("crs", [ENGINEERING, "EPSG:4978", "EPSG:5773"])
def test_a_crs_that_cannot_be_projected_is_refused_as_one_that_is_missing(crs):
    rows = points(CRS(crs)).assign(community_id="C1", name_th="ก")
    with pytest.raises(CrsError, match="has no CRS, so its coordinates mean nothing yet"):
        require_geometry(rows, KINDS["communities"], name="villages")


@pytest.mark.parametrize("code", ["EPSG:4326", "EPSG:32647", "EPSG:9707", "EPSG:24047"])
def test_a_crs_with_a_place_on_the_ground_is_one(code):
    assert is_placing(CRS(code))
