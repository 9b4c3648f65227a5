"""`geo-app gaps`: which communities lack a stop or a valid plan."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Annotated

import typer

from geo_app import thai_time
from geo_app.commands.options import (
    DEFAULT_PROVINCE,
    Format,
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
from geo_app.commands.wrong_values import wrong_value
from geo_app.errors import mark
from geo_app.words.formats import format_date
from geo_app.words.translating import translator

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo_app.analysis.access.question import Question
    from geo_app.analysis.coverage import GapsSummary
    from geo_app.desk.desk import Desk


def gaps(  # noqa: PLR0913, PLR0917 - each is an option of the command
    province: ProvinceOption = DEFAULT_PROVINCE,
    standard: StandardOption = FIRST_STANDARD,
    walk_distance: WalkOption = None,
    day: DayOption = "weekday",
    window: WindowOption = None,
    on: Annotated[
        dt.datetime | None,
        typer.Option("--on", help="Day for which plans are looked up.", formats=["%Y-%m-%d"]),
    ] = None,
    counted: Annotated[
        str | None,
        typer.Option(
            "--counted",
            help="What counts as a gap, joined by commas; the JSON's 'indicators' list them all.",
        ),
    ] = None,
    form: Annotated[Format, typer.Option("--format")] = Format.TABLE,
    out: OutOption = None,
) -> None:
    """Show which communities lack a bus stop, or a valid disaster plan, by a standard."""
    question = read_question(standard, walk_distance=walk_distance, day=day, window=window)
    desk = desk_of(province)
    today = on.date() if on else thai_time.today()
    ids = _read_counted(counted)
    put(_text(desk, question, form, on=today, counted=ids), out, form=form)
    tell_rows(_rows_used(desk))


def _rows_used(desk: Desk) -> pd.DataFrame:
    from geo_app.analysis.rows_used import rests_on  # noqa: PLC0415
    from geo_app.indicators.listing import KINDS_USED  # noqa: PLC0415

    return desk.rows_used(rests_on(desk.province, KINDS_USED))


def _read_counted(text: str | None) -> tuple[str, ...]:
    """Read the ids of the indicators that count."""
    from geo_app.indicators.listing import COUNTED, IDS, in_order  # noqa: PLC0415

    if text is None:
        return COUNTED
    names = [name.strip() for name in text.split(",")]
    for name in names:
        if name not in IDS:
            choices = ", ".join(IDS)
            message = mark("'{found}' is not one of {choices}.")
            raise wrong_value("--counted", message, found=name, choices=choices)
    return in_order(names)


def _text(
    desk: Desk, question: Question, form: Format, *, on: dt.date, counted: tuple[str, ...]
) -> str:
    from geo_app.reports import documents, rows_told, tables  # noqa: PLC0415

    ranked, province = desk.ranked(question, on, counted), desk.province
    # Documents keep the order of the layer; each record names its rank.
    listed = ranked.loc[desk.facts(on).index]
    if form is Format.JSON:
        document = documents.gaps_document(
            province, listed, question=question, on=on, counted=counted
        )
        return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    if form is Format.GEOJSON:
        document = documents.gaps_geojson(
            province, listed, question=question, on=on, counted=counted
        )
        return json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n"
    table = tables.gaps_table(
        ranked, province, desk.buses().stops, language=language(), standard=question.standard
    )
    counts = _rows_used(desk)
    if form is Format.CSV:
        table = rows_told.with_rows_told(table, counts, language=language())
        return tables.to_csv(table).decode("utf-8-sig")
    head, foot = _summary_lines(desk, ranked, question, on), rows_told.rows_foot
    return head + table.to_string(na_rep="–") + "\n" + foot(counts, language=language())


def _summary_lines(desk: Desk, ranked: gpd.GeoDataFrame, question: Question, on: dt.date) -> str:
    from geo_app.analysis import coverage  # noqa: PLC0415
    from geo_app.words import labels  # noqa: PLC0415

    _ = translator(language())
    summary = coverage.summarise(ranked)
    standard = question.standard
    method = _(labels.WALKING_METHOD[desk.walking().method])
    lines = (
        _("{day} · stop within {metres:,.0f} m on foot ({method})").format(
            day=format_date(on, language()), metres=question.limit_m, method=method
        ),
        _(
            "{all} communities: {without} without a stop, of them {unconnected} with no known way"
        ).format(
            all=summary.communities, without=summary.without_stop, unconnected=summary.unconnected
        ),
        _(
            "Disaster plans: {valid} valid, {expired} expired, {none} none, {unknown} not known"
        ).format(
            valid=summary.plan_valid,
            expired=summary.plan_expired,
            none=summary.plan_none,
            unknown=summary.plan_unknown,
        ),
        *_unclear_lines(summary),
        *_further_lines(ranked),
        f"{_(standard.title)}: {_(standard.definition)}",
    )
    return "\n".join(lines) + "\n\n"


def _unclear_lines(summary: GapsSummary) -> list[str]:
    """Say of how many communities no stop is known and why: they are in neither number."""
    _ = translator(language())
    reasons = {
        _("Position not known, so neither stop nor hazards are: {count} communities."): (
            summary.position_unknown
        ),
        _("Stop not known, since the timetable is not: {count} communities."): (
            summary.timetable_unknown
        ),
        _("Not known whether they have a stop: {count:,} people."): summary.population_unclear,
    }
    return [text.format(count=count) for text, count in reasons.items() if count]


def _further_lines(ranked: gpd.GeoDataFrame) -> list[str]:
    """Count the answers of the indicators that do not count unless asked."""
    from geo_app.analysis.verdicts import Verdict  # noqa: PLC0415
    from geo_app.indicators.listing import COUNTED, LISTING  # noqa: PLC0415

    _ = translator(language())
    lines = []
    for indicator in LISTING:
        if indicator.id not in COUNTED:
            counts = ranked[indicator.verdict_column].value_counts()
            lines.append(
                _("{title}: {met} yes, {unmet} no, {unknown} not known").format(
                    title=_(indicator.title),
                    met=counts.get(Verdict.MET, 0),
                    unmet=counts.get(Verdict.UNMET, 0),
                    unknown=counts.get(Verdict.UNKNOWN, 0),
                )
            )
    return lines
