"""What is wrong with a proposal, or worth knowing of it, as sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from geo_app.errors import GeoAppError, mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


class Severity(StrEnum):
    """Errors block, warnings show, info tells what is affected."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """
    One finding.

    Attributes
    ----------
    code
        Stable name of the kind of finding.
    message, fields
        An English sentence with placeholders, also the key of its translation.
    subject
        Id of the route or stop that it is about, empty for the proposal itself.
    place
        (lon, lat) to show it at, if it has one.
    """

    code: str
    severity: Severity
    message: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    subject: str = ""
    place: tuple[float, float] | None = None

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Return the sentence in the language of `translate`."""
        return translate(self.message).format(**self.fields)


class ProposalError(GeoAppError, ValueError):
    """A proposal cannot be applied; `problems` lists every reason."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            mark("The proposal cannot be used: {reasons}"), reasons=_All(self.problems)
        )


class _All:
    """The sentences of several problems, one after the other."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems

    def sentence(self, translate: Callable[[str], str]) -> str:
        return " ".join(problem.sentence(translate) for problem in self.problems)

    def __str__(self) -> str:
        return self.sentence(str)


def errors_of(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems that block."""
    return tuple(p for p in problems if p.severity is Severity.ERROR)
