"""How a desk keeps its answers: by the question's name and everything it was asked with."""

from __future__ import annotations

from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

from geo_app.stored import digest_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo_app.memo import Part

Asked = ParamSpec("Asked")
Given = TypeVar("Given")


class Keeper(Protocol):
    """Something with a place for its answers."""

    @property
    def memo(self) -> Part:
        """Where answers are kept; their keys begin with what the keeper is."""


Holder = TypeVar("Holder", bound=Keeper)


def kept(
    answer: Callable[Concatenate[Holder, Asked], Given],
) -> Callable[Concatenate[Holder, Asked], Given]:
    """
    Keep what a method of a desk answers, by its name and its arguments.

    Parameters
    ----------
    answer
        Its arguments say everything that its answer depends on beside the province,
        and compare by content: texts, numbers, days, questions.
    """
    form = signature(answer)

    @wraps(answer)
    def ask(desk: Holder, /, *args: Asked.args, **kwargs: Asked.kwargs) -> Given:
        asked = form.bind(desk, *args, **kwargs)
        asked.apply_defaults()
        _, *key = asked.arguments.values()
        name: str = getattr(answer, "__name__", "")
        return desk.memo.get(name, *key, make=lambda: answer(desk, *args, **kwargs))

    return ask


def version_of(folder: Path) -> str:
    """
    Say which version of its files a folder holds.

    Parameters
    ----------
    folder
        Of a province.

    Returns
    -------
    version
        Another one whenever a file is written, added or taken away.
    """
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    states: list[Any] = [(file, file.stat()) for file in files]
    return digest_of(f"{file}:{now.st_mtime_ns}:{now.st_size}" for file, now in states)
