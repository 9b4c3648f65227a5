"""Every error this package raises on purpose, worded so that it can be translated."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def mark(text: str) -> str:
    """Mark a sentence for the translation catalogue without translating it here."""
    return text


class GeoAppError(Exception):
    """
    Base of every error that this package raises on purpose.

    Parameters
    ----------
    message
        One English sentence with named placeholders; also the key of its translation.
    fields
        What the placeholders stand for.
    """

    def __init__(self, message: str, **fields: object) -> None:
        super().__init__(message.format(**fields))
        self.message = message
        self.fields = fields

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Return the sentence in the language of `translate`, nested sentences too."""
        fields = {
            key: value.sentence(translate) if hasattr(value, "sentence") else value
            for key, value in self.fields.items()
        }
        return translate(self.message).format(**fields)


class CatalogueError(GeoAppError, ValueError):
    """A province's folder cannot be used as it is."""


class LayerError(GeoAppError, ValueError):
    """A layer cannot be used as it is."""


class MissingColumnError(LayerError):
    """A layer lacks a column that its kind requires."""


class MissingLayerError(LayerError):
    """A province has no layer of a kind that a question needs."""


class UnreadableFileError(LayerError):
    """A file is missing, damaged, or of a format that is not read."""


class CrsError(LayerError):
    """A layer's CRS is missing, not in metres, or not the one expected."""


class StoreError(GeoAppError, ValueError):
    """What people make could not be saved, moved on or found again."""
