"""`geo-app access`: who has access to public transport, by each standard."""

from __future__ import annotations

import datetime as dt
import json
import math
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from geo_app.commands.options import (
    DEFAULT_PROVINCE,
    Format,
    OnOption,
    OutOption,
    ProvinceOption,
    language,
    put,
    store,
)
from geo_app.words import format_clock, translator

if TYPE_CHECKING:
    from geo_app.analysis.question import Answer, Question
    from geo_app.province import Province
    from geo_app.transit.calendar import DayType

Named = TypeVar("Named", bound=StrEnum)
STANDARDS = "sdg_11_2_1, straight_line, ghsci_30, ghsci_20, dg_regio, ptal, ppiaf, tcqsm"


def access(  # noqa: PLR0913, PLR0917 - each is an option of the command
    province: ProvinceOption = DEFAULT_PROVINCE,
    standard: Annotated[
        str, typer.Option("--standard", help=f"One of: {STANDARDS}.")
    ] = "sdg_11_2_1",
    by: Annotated[str, typer.Option("--by", help="community, zone or point.")] = "community",
    walk_distance: Annotated[
        float | None,
        typer.Option("--walk-distance", help="Metres on foot, if not the standard's.", min=1.0),
    ] = None,
    day: Annotated[
        str, typer.Option("--day", help="weekday, saturday, sunday or YYYY-MM-DD.")
    ] = "weekday",
    window: Annotated[
        str | None, typer.Option("--window", help="07:00-19:00, if not the standard's.")
    ] = None,
    on: OnOption = None,
    form: Annotated[Format, typer.Option("--format")] = Format.TABLE,
    out: OutOption = None,
) -> None:
    """Show who has access to public transport by one of the standards."""
    # Imported here so that `geo-app --help` answers at once.
    from geo_app.analysis.demand import By  # noqa: PLC0415
    from geo_app.analysis.question import Question, ask  # noqa: PLC0415
    from geo_app.analysis.standards import StandardId  # noqa: PLC0415
    from geo_app.province import open_province  # noqa: PLC0415
    from geo_app.transit.headways import read_window  # noqa: PLC0415

    if walk_distance is not None and not math.isfinite(walk_distance):
        raise typer.BadParameter("Name a number of metres.", param_hint="--walk-distance")
    question = Question(
        standard_id=_choice(StandardId, standard, "--standard"),
        by=_choice(By, by, "--by"),
        walk_distance_m=walk_distance,
        day=_day(day),
        window=read_window(window) if window else None,
    )
    _require_used(question, walk_distance, window)
    opened = open_province(province, store=store())
    today = on.date() if on else dt.date.today()
    answer = ask(opened, question, on=today)
    put(_text(opened, answer, form, on=today), out, form=form)


def _require_used(question: Question, walk_distance: float | None, window: str | None) -> None:
    """Refuse what the standard would ignore."""
    from geo_app.transit.calendar import DayType  # noqa: PLC0415

    name = question.standard_id.value
    if walk_distance is not None and not question.standard.is_adjustable:
        raise typer.BadParameter(
            f"{name} has its own distance of {question.limit_m:,.0f} m.",
            param_hint="--walk-distance",
        )
    if question.standard.window is None and (window or question.day is not DayType.WEEKDAY):
        option = "--window" if window else "--day"
        raise typer.BadParameter(f"{name} asks for no timetable.", param_hint=option)


def _choice(kind: type[Named], text: str, option: str) -> Named:
    try:
        return kind(text)
    except ValueError as error:
        every = ", ".join(kind)
        raise typer.BadParameter(f"'{text}' is not one of {every}.", param_hint=option) from error


def _day(text: str) -> DayType | dt.date:
    from geo_app.transit.calendar import DayType  # noqa: PLC0415

    try:
        return DayType(text) if text in tuple(DayType) else dt.date.fromisoformat(text)
    except ValueError as error:
        every = ", ".join(DayType)
        raise typer.BadParameter(
            f"'{text}' is neither a day as YYYY-MM-DD nor one of {every}.", param_hint="--day"
        ) from error


def _text(province: Province, answer: Answer, form: Format, *, on: dt.date) -> str:
    from geo_app.reports import access as reports  # noqa: PLC0415
    from geo_app.reports import tables  # noqa: PLC0415

    if form is Format.JSON:
        document = reports.access_document(province, answer, on=on)
        return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    if form is Format.GEOJSON:
        document = reports.access_geojson(province, answer, on=on)
        return json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n"
    table = reports.access_table(province, answer)
    if form is Format.CSV:
        return tables.to_csv(table).decode("utf-8-sig")
    return _summary(province, answer, on=on) + table.to_string(index=False, na_rep="–") + "\n"


def _summary(province: Province, answer: Answer, *, on: dt.date) -> str:
    """Say what was asked, what the whole province answers, and what nobody knows."""
    from geo_app.maps import labels  # noqa: PLC0415
    from geo_app.reports.trust import share_notes, timetable_notes  # noqa: PLC0415

    _ = translator(language())
    question, share = answer.question, answer.share
    method = _(labels.WALKING_METHOD[answer.reach.walking.method])
    lines = [
        f"{_(question.standard.title)}: {_(question.standard.definition)}",
        _("Asked with {metres:,.0f} m on foot ({method}){window}").format(
            metres=question.limit_m, method=method, window=_window(answer)
        ),
        _("{served:,} of {all:,} served; {people:,.0f} of {known:,.0f} known people").format(
            served=int(share["origins_served"]),
            all=int(share["origins"]),
            people=share["population_served"],
            known=share["population_known"],
        ),
    ]
    if not question.is_standard:
        lines.append(_("Distance, day or window are not the standard's own."))
    if not answer.has_departures:
        lines.append(_("No bus leaves in this part of the day. Ask for another window or day."))
    if answer.timetable is not None:
        lines += timetable_notes(province, answer.timetable, on=on, language=language())
    lines += share_notes(share, language=language())
    return "\n".join(lines) + "\n\n"


def _window(answer: Answer) -> str:
    window = answer.question.window_used
    if window is None:
        return ""
    return f", {format_clock(window.start_s)}-{format_clock(window.end_s)}"
