"""The options with which commands ask about access, and the desk that answers."""

from __future__ import annotations

import datetime as dt
import math
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from geo_app.commands.options import store
from geo_app.commands.wrong_values import wrong_value
from geo_app.errors import mark

if TYPE_CHECKING:
    from pathlib import Path

    from geo_app.analysis.access.question import Question
    from geo_app.desk.desk import Desk
    from geo_app.transit.calendar import DayType

Named = TypeVar("Named", bound=StrEnum)
STANDARDS = "sdg_11_2_1, straight_line, ghsci_30, ghsci_20, dg_regio, ptal, ppiaf, tcqsm"
FIRST_STANDARD = "sdg_11_2_1"

StandardOption = Annotated[str, typer.Option("--standard", help=f"One of: {STANDARDS}.")]
WalkOption = Annotated[
    float | None,
    typer.Option("--walk-distance", help="Metres on foot, if not the standard's.", min=1.0),
]
DayOption = Annotated[str, typer.Option("--day", help="weekday, saturday, sunday or YYYY-MM-DD.")]
WindowOption = Annotated[
    str | None, typer.Option("--window", help="07:00-19:00, if not the standard's.")
]


def desk_of(province: Path) -> Desk:
    """
    Open a province on a desk; what is costly is kept between runs.

    Parameters
    ----------
    province
        Its folder.
    """
    # Imported here so that `geo-app --help` answers at once.
    from geo_app.desk.desk import Desk  # noqa: PLC0415
    from geo_app.province import open_province  # noqa: PLC0415

    return Desk(open_province(province, store=store()))


def read_question(
    standard: str,
    *,
    walk_distance: float | None = None,
    day: str = "weekday",
    window: str | None = None,
    by: str = "community",
) -> Question:
    """
    Read a question from a command's options.

    Parameters
    ----------
    standard, walk_distance, day, window, by
        As they were typed.

    Raises
    ------
    typer.BadParameter
        If one of them is no value, or the standard would ignore it.
    """
    from geo_app.analysis.access.question import Question  # noqa: PLC0415
    from geo_app.analysis.access.standards import StandardId  # noqa: PLC0415
    from geo_app.analysis.walks.demand import By  # noqa: PLC0415
    from geo_app.transit.headways import read_window  # noqa: PLC0415

    if walk_distance is not None and not math.isfinite(walk_distance):
        raise wrong_value("--walk-distance", mark("Name a number of metres."))
    question = Question(
        standard_id=_choice(StandardId, standard, "--standard"),
        by=_choice(By, by, "--by"),
        walk_distance_m=walk_distance,
        day=_day(day),
        window=read_window(window) if window else None,
    )
    _require_used(question, walk_distance, window)
    return question


def _require_used(question: Question, walk_distance: float | None, window: str | None) -> None:
    """Refuse what the standard would ignore."""
    from geo_app.transit.calendar import DayType  # noqa: PLC0415

    name = question.standard_id.value
    if walk_distance is not None and not question.standard.is_adjustable:
        message = mark("{standard} has its own distance of {metres:,.0f} m.")
        raise wrong_value("--walk-distance", message, standard=name, metres=question.limit_m)
    if question.standard.window is None and (window or question.day is not DayType.WEEKDAY):
        option = "--window" if window else "--day"
        raise wrong_value(option, mark("{standard} asks for no timetable."), standard=name)


def _choice(kind: type[Named], text: str, option: str) -> Named:
    try:
        return kind(text)
    except ValueError as error:
        choices = ", ".join(kind)
        message = mark("'{found}' is not one of {choices}.")
        raise wrong_value(option, message, found=text, choices=choices) from error


def _day(text: str) -> DayType | dt.date:
    from geo_app.transit.calendar import DayType  # noqa: PLC0415

    try:
        return DayType(text) if text in tuple(DayType) else dt.date.fromisoformat(text)
    except ValueError as error:
        choices = ", ".join(DayType)
        message = mark("'{found}' is neither a day as YYYY-MM-DD nor one of {choices}.")
        raise wrong_value("--day", message, found=text, choices=choices) from error
