"""Every error this package raises on purpose, worded so that it can be translated."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def mark(text: str) -> str:
    """
    Mark a sentence for the translation catalogue without translating it here.

    Parameters
    ----------
    text
        One English sentence, with named placeholders.
    """
    return text


def worded(message: str, fields: Mapping[str, object], translate: Callable[[str], str]) -> str:
    """
    Fill a sentence in another language; what has a sentence of its own is translated too.

    Parameters
    ----------
    message
        One English sentence with named placeholders; also the key of its translation.
    fields
        What the placeholders stand for.
    translate
        Turns an English sentence into that language.
    """
    nested = {
        key: value.sentence(translate) if hasattr(value, "sentence") else value
        for key, value in fields.items()
    }
    return translate(message).format(**nested)


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
        """
        Return the sentence in the language of `translate`, nested sentences too.

        Parameters
        ----------
        translate
            Function from an English sentence to the reader's language.
        """
        return worded(self.message, self.fields, translate)


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


class ServingError(GeoAppError, ValueError):
    """The app cannot be served where it was asked to."""
