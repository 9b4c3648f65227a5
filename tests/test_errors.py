"""Sentences that name the thing, in the language asked for."""

from __future__ import annotations

import pytest

from geo_app import errors
from geo_app.errors import CatalogueError, CrsError, GeoAppError, LayerError

SUBCLASSES = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, GeoAppError) and kind is not GeoAppError
]


def shouting(text: str) -> str:
    """Stand in for a translation that keeps its placeholders."""
    return f"<{text}>"


def test_an_error_is_its_english_sentence():
    assert str(LayerError("Layer '{name}' is empty.", name="stops")) == "Layer 'stops' is empty."


def test_a_sentence_is_translated_before_its_fields_are_filled_in():
    error = LayerError("Layer '{name}' is empty.", name="stops")
    assert error.sentence(shouting) == "<Layer 'stops' is empty.>"


def test_a_sentence_inside_a_sentence_is_translated_too():
    inner = CrsError("No CRS in {file}.", file="a.csv")
    outer = LayerError("Layer '{name}': {error}", name="stops", error=inner)
    assert outer.sentence(shouting) == "<Layer 'stops': <No CRS in a.csv.>>"


def test_braces_in_a_found_text_stay_as_they_are():
    error = LayerError("Found {found}.", found="{name} {0} {")
    assert error.sentence(str) == "Found {name} {0} {."


@pytest.mark.parametrize("kind", SUBCLASSES)
def test_every_error_is_caught_by_the_border_and_as_a_value_error(kind):
    assert issubclass(kind, GeoAppError)
    assert issubclass(kind, ValueError)


def test_a_broken_catalogue_is_no_broken_layer():
    assert not issubclass(CatalogueError, LayerError)
