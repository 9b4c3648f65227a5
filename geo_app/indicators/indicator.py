"""What an indicator is: something that a community should have, and how to tell."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_app.analysis.verdicts import Verdict
from geo_app.indicators.readable import Column, Fact
from geo_app.words.indicator_words import words_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from geo_app.analysis.access.question import Question
    from geo_app.analysis.access.standards import Standard
    from geo_app.desk.access_answers import AccessDesk
    from geo_app.indicators.readable import Reading

VALUE_DECIMALS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """
    How communities that lack one thing alone are drawn, and those of which it is not known.

    `colour` is six hexadecimal digits with `#`, `radius_px` tells it apart a second
    time; `dashes` and `weight_px` are the outline's where nobody knows.
    """

    colour: str
    radius_px: float
    dashes: str = "2 2"
    weight_px: float = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """
    What an indicator answers, each part indexed by `community_id`.

    Attributes
    ----------
    verdict
        Values of `Verdict`.
    value
        What was measured, in the indicator's unit; missing where it is not known.
    columns
        What else scripts and cards need of it, by column.
    """

    verdict: pd.Series
    value: pd.Series
    columns: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator(ABC):
    """
    Something that a community should have.

    A new one says how it is asked; what is read of it on cards, in popups, tables and
    documents follows from its words in `words.indicator_words`, unless it says more.

    Attributes
    ----------
    id
        Its name in addresses, documents and columns.
    unit
        Of its value, as a marked English sign; empty without one.
    kinds
        Of the layers that the answer rests on.
    kinds_needed
        Those without which nobody knows; their status marks the answer.
    is_walked
        Whether the answer rests on a walk.
    look
        How it is drawn.
    facility_types
        Of facilities, the types that it looks at; none is all.
    """

    id: str
    unit: str
    kinds: tuple[str, ...]
    kinds_needed: tuple[str, ...]
    is_walked: bool
    look: Look
    facility_types: tuple[str, ...] = ()

    @abstractmethod
    def ask(self, desk: AccessDesk, on: dt.date, question: Question) -> Answered:
        """
        Ask every community.

        Parameters
        ----------
        desk
            For everything about the province.
        on
            The day asked about.
        question
            By which definition access to public transport counts.

        Raises
        ------
        GeoAppError
            If a layer that it needs cannot be used.
        """

    @property
    def title(self) -> str:
        """Its English name."""
        return words_of(self.id).title

    @property
    def verdict_column(self) -> str:
        """Where a ranked frame has its verdict."""
        return f"{self.id}_verdict"

    @property
    def value_column(self) -> str:
        """Where a ranked frame has its value."""
        return f"{self.id}_value"

    def unit_of(self, standard: Standard) -> str:
        """
        Return the unit of its value.

        Parameters
        ----------
        standard
            By which access was asked.
        """
        del standard
        return self.unit

    def facts(self, row: Any, reading: Reading) -> Iterator[Fact]:
        """
        Yield what a card and a popup say of it.

        Parameters
        ----------
        row
            Of a ranked frame, as a named tuple.
        reading
            Who reads.
        """
        _ = reading.translate
        value = getattr(row, self.value_column)
        text = _(self.verdict_words(getattr(row, self.verdict_column)))
        if not pd.isna(value):
            text = f"{text} · {reading.measured(value, self.unit)}"
        is_walked = self.is_walked and not pd.isna(value)
        note = reading.method_words if is_walked else ""
        yield Fact(
            label=_(self.title),
            value=text,
            kinds=self.kinds,
            facility_types=self.facility_types,
            note=note,
            is_walked=is_walked,
        )

    def columns(self, ranked: pd.DataFrame, reading: Reading) -> Iterator[Column]:
        """
        Yield its columns of the list.

        Parameters
        ----------
        ranked
            The communities, with its verdict and value.
        reading
            Who reads.
        """
        _, words = reading.translate, words_of(self.id)
        verdicts = ranked[self.verdict_column].map(lambda name: _(self.verdict_words(name)))

        def heading(title: str) -> str:
            return reading.marked(_(title), self.kinds_needed, is_walked=self.is_walked)

        yield Column(heading=heading(words.title), cells=verdicts, is_first=True)
        if words.value_title:
            values = ranked[self.value_column].astype(float).round(VALUE_DECIMALS)
            yield Column(heading=heading(words.value_title), cells=values)

    def record(self, row: Any) -> dict[str, Any]:
        """
        Return what a document says of it beside verdict and value, as JSON values.

        Parameters
        ----------
        row
            Of a ranked frame, as a named tuple.
        """
        del row
        return {}

    def verdict_words(self, verdict: str) -> str:
        """
        Return the English words of a verdict.

        Parameters
        ----------
        verdict
            A value of `Verdict`.
        """
        words = words_of(self.id)
        by_verdict = {Verdict.MET: words.met, Verdict.UNMET: words.unmet}
        return by_verdict.get(Verdict(verdict), words.unknown)
