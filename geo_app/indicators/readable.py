"""What an indicator says of a community: facts to read, and columns of a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo_app.network.walking import WalkingMethod
from geo_app.words import labels
from geo_app.words.translating import translator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import pandas as pd

    from geo_app.analysis.access.standards import Standard
    from geo_app.catalogue import Status
    from geo_app.words.translating import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """
    A line about a community, for its card and its popup.

    Attributes
    ----------
    label, value
        In the reader's language.
    kinds
        Of the layers it rests on.
    facility_types
        Of facilities, the types that it looks at; none is all.
    note
        What a card says behind the value, where there is room for it.
    is_brief
        Whether a popup has it too.
    is_walked
        Whether it is a walk, which may be estimated.
    """

    label: str
    value: str
    kinds: tuple[str, ...] = ()
    facility_types: tuple[str, ...] = ()
    note: str = ""
    is_brief: bool = True
    is_walked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the list: its heading with its marks, its cells, whether it stands in front."""

    heading: str
    cells: pd.Series
    is_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """
    Who reads, and what has to be known to write for them.

    Attributes
    ----------
    language
        Of all texts.
    statuses
        Least trusted status of the data by kind; None without such a layer.
    standard
        By which access was asked; any stop within the walk if None.
    method
        How walks were measured; not told if None.
    stop_names
        Names of the stops by id.
    """

    language: Language
    statuses: Mapping[str, Status | None] = field(default_factory=dict)
    standard: Standard | None = None
    method: WalkingMethod | None = None
    stop_names: Mapping[str, str] = field(default_factory=dict)

    @property
    def translate(self) -> Callable[[str], str]:
        """From English to the language."""
        return translator(self.language)

    def worst(self, kinds: Iterable[str]) -> Status | None:
        """
        Return the least trusted status of some kinds.

        Parameters
        ----------
        kinds
            Of layers; those that the province does not have count for nothing.
        """
        statuses = [status for kind in kinds if (status := self.statuses.get(kind)) is not None]
        return max(statuses, key=lambda status: status.distrust, default=None)

    def marked(self, text: str, kinds: Iterable[str], *, is_walked: bool = False) -> str:
        """
        Append the marks of what is not sure to a heading or a value.

        Parameters
        ----------
        text
            In the language.
        kinds
            Of the layers it rests on.
        is_walked
            Whether it rests on a walk, which may be estimated.
        """
        marked = labels.marked(text, self.worst(kinds), self.translate)
        if is_walked and self.is_estimated:
            return f"{marked} [{self.translate(labels.ESTIMATED)}]"
        return marked

    @property
    def is_estimated(self) -> bool:
        """Whether walks are known to be estimated."""
        return self.method is not None and self.method is not WalkingMethod.NETWORK

    def measured(self, value: float, unit: str) -> str:
        """
        Write a value with its unit.

        Parameters
        ----------
        value
            In that unit.
        unit
            Its English sign.
        """
        return f"{value:,.0f} {self.translate(unit)}"

    @property
    def method_words(self) -> str:
        """How walks were measured, in the language; empty where that is not told."""
        return "" if self.method is None else self.translate(labels.WALKING_METHOD[self.method])
