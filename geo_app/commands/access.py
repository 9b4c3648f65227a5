"""`geo-app access`: who has access to public transport, by each standard."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Annotated

import typer

from geo_app import thai_time
from geo_app.commands.options import (
    DEFAULT_PROVINCE,
    Format,
    OnOption,
    OutOption,
    ProvinceOption,
    language,
    put,
    tell_rows,
)
from geo_app.commands.question_options import (
    FIRST_STANDARD,
    DayOption,
    StandardOption,
    WalkOption,
    WindowOption,
    desk_of,
    read_question,
)
from geo_app.units import format_clock
from geo_app.words.translating import translator

if TYPE_CHECKING:
    import pandas as pd

    from geo_app.analysis.access.question import Answer
    from geo_app.province import Province


def access(  # noqa: PLR0913, PLR0917 - each is an option of the command
    province: ProvinceOption = DEFAULT_PROVINCE,
    standard: StandardOption = FIRST_STANDARD,
    by: Annotated[str, typer.Option("--by", help="community, zone or point.")] = "community",
    walk_distance: WalkOption = None,
    day: DayOption = "weekday",
    window: WindowOption = None,
    on: OnOption = None,
    form: Annotated[Format, typer.Option("--format")] = Format.TABLE,
    out: OutOption = None,
) -> None:
    """Show who has access to public transport by one of the standards."""
    question = read_question(standard, walk_distance=walk_distance, day=day, window=window, by=by)
    # Imported here so that `geo-app --help` answers at once.
    from geo_app.reports.access_documents import kinds_used  # noqa: PLC0415

    desk = desk_of(province)
    today = on.date() if on else thai_time.today()
    answer = desk.answer(question, today)
    counts = desk.rows_used(tuple(kinds_used(desk.province)))
    put(_text(desk.province, answer, counts, form, on=today), out, form=form)
    tell_rows(counts)


def _text(
    province: Province, answer: Answer, counts: pd.DataFrame, form: Format, *, on: dt.date
) -> str:
    from geo_app.reports import access_documents as reports  # noqa: PLC0415
    from geo_app.reports import rows_told, tables  # noqa: PLC0415

    if form is Format.JSON:
        document = reports.access_document(province, answer, on=on)
        return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    if form is Format.GEOJSON:
        document = reports.access_geojson(province, answer, on=on)
        return json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n"
    table = reports.access_table(province, answer)
    if form is Format.CSV:
        heading = rows_told.ROWS_NOT_USED
        table = rows_told.with_rows_told(table, counts, language=language(), heading=heading)
        return tables.to_csv(table).decode("utf-8-sig")
    body = table.to_string(index=False, na_rep="–") + "\n"
    foot = rows_told.rows_foot(counts, language=language())
    return _summary(province, answer, on=on) + body + foot


def _summary(province: Province, answer: Answer, *, on: dt.date) -> str:
    """Say what was asked, what the whole province answers, and what nobody knows."""
    from geo_app.reports.trust import share_notes, timetable_notes, window_notes  # noqa: PLC0415
    from geo_app.words import labels  # noqa: PLC0415

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
        window = question.window_used
        lines += window_notes(province, answer.timetable, window, language=language())
    lines += share_notes(share, language=language())
    return "\n".join(lines) + "\n\n"


def _window(answer: Answer) -> str:
    window = answer.question.window_used
    if window is None:
        return ""
    return f", {format_clock(window.start_s)}-{format_clock(window.end_s)}"
