"""`geo-app desk`: what the desk keeps in memory after the first page's questions."""

from __future__ import annotations

import datetime as dt
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
from geo_app.commands.question_options import desk_of
from geo_app.commands.wrong_values import wrong_value
from geo_app.errors import mark
from geo_app.words.translating import translator

if TYPE_CHECKING:
    from geo_app.desk.desk import Desk
    from geo_app.memo import Statistics


def desk(
    province: ProvinceOption = DEFAULT_PROVINCE,
    stats: Annotated[
        bool, typer.Option("--stats", help="Hits, misses, bytes and entries of the memo.")
    ] = False,
    on: OnOption = None,
    out: OutOption = None,
) -> None:
    """Answer the first page's questions and show what the desk keeps of them."""
    if not stats:
        raise wrong_value("--stats", mark("Say what to show: --stats."))
    # Imported here so that `geo-app --help` answers at once.
    from geo_app.analysis.rows_used import rests_on  # noqa: PLC0415
    from geo_app.desk.layer_answers import KINDS_MEASURED  # noqa: PLC0415

    opened = desk_of(province)
    _answer_first_page(opened, on.date() if on else thai_time.today())
    put(_lines(opened.statistics()), out, form=Format.TABLE)
    tell_rows(opened.rows_used(rests_on(opened.province, KINDS_MEASURED)))


def _answer_first_page(opened: Desk, on: dt.date) -> None:
    """Ask what the page of the gaps asks, under every standard."""
    from geo_app.analysis.access.question import Question  # noqa: PLC0415
    from geo_app.analysis.access.standards import StandardId  # noqa: PLC0415
    from geo_app.errors import GeoAppError  # noqa: PLC0415

    opened.facts(on)
    for standard_id in StandardId:
        question = Question(standard_id=standard_id)
        try:
            opened.ranked(question, on)
            opened.shares(question, on)
        except GeoAppError as error:
            # Without a timetable some standards have no answer; the page says the same.
            print(error.sentence(translator(language())))


def _lines(statistics: Statistics) -> str:
    from geo_app.reports.memory import statistics_sentences  # noqa: PLC0415

    entries = [f"{name}: {count:,}" for name, count in statistics.entries.items()]
    sentences = statistics_sentences(statistics, language=language())
    return "\n".join([*sentences, *entries]) + "\n"
