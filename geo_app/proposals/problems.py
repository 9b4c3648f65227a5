"""A proposal that cannot be used, with every reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_app.errors import GeoAppError, mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geo_app.findings import Finding


class ProposalError(GeoAppError, ValueError):
    """
    A proposal cannot be applied; `problems` lists every reason.

    Parameters
    ----------
    problems
        What was found, each of which blocks.
    """

    def __init__(self, problems: Iterable[Finding]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            mark("The proposal cannot be used: {reasons}"), reasons=_All(self.problems)
        )


class _All:
    """The sentences of several problems, one after the other."""

    def __init__(self, problems: tuple[Finding, ...]) -> None:
        self.problems = problems

    def sentence(self, translate: Callable[[str], str]) -> str:
        return " ".join(problem.sentence(translate) for problem in self.problems)

    def __str__(self) -> str:
        return self.sentence(str)
