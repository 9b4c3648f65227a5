"""From layers to what Folium draws."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
from geopandas.testing import assert_geodataframe_equal
from shapely import Point

from geo_app.maps.features import draw_features, feature_collection
from tests.fixtures.pages import Page, properties
from tests.fixtures.payloads import BREAKING_CHARACTERS, PAYLOADS

LAYER = gpd.GeoDataFrame(
    {"secret": ["x", "y"]}, geometry=[Point(430_000, 870_000), Point(431_000, 870_000)], crs=32647
)


def draw(layer=LAYER, *, name: str = "layer", tooltip: str = "a"):
    """Draw a layer whose rows all carry the same texts."""
    rows = [{"tooltip": tooltip, "popup": "<b>p</b>"} for _ in range(len(layer))]
    return draw_features(layer, name=name, properties=rows, style=lambda _: {}, is_point=True)


def test_features_are_drawn_in_degrees_to_a_metre():
    x, y = feature_collection(LAYER)["features"][0]["geometry"]["coordinates"]
    assert (x, y) == (round(x, 5), round(y, 5))
    assert (98 < x < 99, 7 < y < 8) == (True, True)


def test_nothing_of_the_layers_own_columns_goes_to_the_browser():
    assert "secret" not in json.dumps(feature_collection(LAYER))


def test_features_carry_the_properties_given_in_the_layers_order():
    carried = feature_collection(LAYER, [{"a": 1}, {"a": 2}])["features"]
    assert [(f["id"], f["properties"]) for f in carried] == [("0", {"a": 1}), ("1", {"a": 2})]


@pytest.mark.parametrize("rows", [[], [{}], [{}, {}, {}]])
def test_too_few_or_too_many_properties_are_a_mistake_of_the_caller(rows):
    with pytest.raises(ValueError, match="zip"):
        feature_collection(LAYER, rows)


def test_an_empty_layer_draws_an_empty_group():
    assert properties(draw(LAYER.iloc[:0])) == []


def test_every_row_is_drawn():
    assert len(properties(draw())) == 2


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_name_of_a_group_runs_nowhere(payload):
    assert not set(BREAKING_CHARACTERS) & set(draw(name=payload).layer_name)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_tooltip_runs_nowhere_and_reads_as_written(payload):
    (first, _) = (own["tooltip"] for own in properties(draw(tooltip=payload)))
    assert not set(BREAKING_CHARACTERS) & set(first)
    assert Page(first).tags == []


def test_drawing_changes_nothing_in_the_layer():
    before = LAYER.copy()
    draw()
    assert_geodataframe_equal(LAYER, before)
