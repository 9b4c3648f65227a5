"""What a fetch has done, worded so that it can be translated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo_app.errors import LayerError

if TYPE_CHECKING:
    from pathlib import PurePosixPath


class FailedCheckError(LayerError):
    """What was fetched could be read, but fails the checks of its kind."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One English sentence with placeholders, and what they stand for."""

    message: str
    fields: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the sentence in English."""
        return self.sentence(str)

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Return the sentence in the language of `translate`."""
        fields = {
            key: value.sentence(translate) if hasattr(value, "sentence") else value
            for key, value in self.fields.items()
        }
        return translate(self.message).format(**fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a fetch has come: `done` of `total` steps, and what it does now."""

    done: int
    total: int
    now: Notice


Tell = Callable[[Progress], None]
"""Who wants to hear of the progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """Rows that are not in use, and the reason that they share."""

    count: int
    reason: Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """
    What became of one layer: `rows_fetched` = `rows_used` + all of `aside`.

    Attributes
    ----------
    file
        Where it lies in the province's folder; None if nothing was written.
    in_catalogue
        Whether the catalogue names the file after the fetch.
    notes
        What else a person should know, such as what was replaced.
    """

    kind: str
    layer_id: str
    rows_fetched: int
    rows_used: int
    aside: tuple[Aside, ...] = ()
    file: PurePosixPath | None = None
    in_catalogue: bool = False
    notes: tuple[Notice, ...] = ()
