"""How an answer was found, in sentences: for the page and for what is taken away from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_app.analysis.access.standards import StandardId
from geo_app.errors import mark
from geo_app.network.walking import walking_method
from geo_app.reports import trust
from geo_app.transit.calendar import DayType
from geo_app.ui.shared import language
from geo_app.units import format_clock
from geo_app.words import labels
from geo_app.words.formats import format_date
from geo_app.words.translating import pick_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from geo_app.analysis.access.question import Question
    from geo_app.province import Province
    from geo_app.transit.timetable import Timetable

DAY_WORDS = {
    DayType.WEEKDAY: mark("a weekday"),
    DayType.SATURDAY: mark("a Saturday"),
    DayType.SUNDAY: mark("a Sunday"),
}


def found_by(
    province: Province, question: Question, timetable: Timetable | None, *, on: dt.date
) -> list[str]:
    """
    Say by which definition, from what and for which day an answer was found.

    Parameters
    ----------
    province
        Where it was asked.
    question
        What was asked.
    timetable
        The timetable that was looked at; None where the standard asks for none.
    on
        The day of the plans and of the timetable.

    Returns
    -------
    notes
        Sentences in the page's language, plain text; `deviations` tells what makes
        it no longer the standard's own.
    """
    _ = language.words()
    standard = question.standard
    definition = _("{standard}: {definition} Source: {source}.").format(
        standard=_(standard.title), definition=_(standard.definition), source=standard.source
    )
    return [
        definition,
        _walks(province, question),
        *_when(province, question, timetable, on),
        _("Plans as of {day}.").format(day=_day(on)),
    ]


def day_words(day: DayType | dt.date) -> str:
    """
    Write what kind of day, or which day, a timetable is of.

    Parameters
    ----------
    day
        A type of day, or a day.
    """
    return language.words()(DAY_WORDS[day]) if isinstance(day, DayType) else _day(day)


def asked_words(question: Question) -> str:
    """
    Write what was asked as briefly as a heading needs.

    Parameters
    ----------
    question
        What was asked.
    """
    _ = language.words()
    words = [_(question.standard.title), _("{metres:,.0f} m").format(metres=question.limit_m)]
    window = question.window_used
    if window is not None:
        ends = f"{format_clock(window.start_s)}–{format_clock(window.end_s)}"
        words.append(f"{day_words(question.day)} {ends}")
    return ", ".join(words)


def _walks(province: Province, question: Question) -> str:
    _ = language.words()
    if question.standard_id is StandardId.STRAIGHT_LINE:
        return _("Stop within {metres:,.0f} m in a straight line.").format(metres=question.limit_m)
    method = _(labels.WALKING_METHOD[walking_method(province)])
    return _("Stop within {metres:,.0f} m on foot, {method}.").format(
        metres=question.limit_m, method=method
    )


def _when(
    province: Province, question: Question, timetable: Timetable | None, on: dt.date
) -> Iterator[str]:
    """Which part of which day, and what stands for it."""
    _ = language.words()
    window = question.window_used
    if timetable is None or window is None:
        return
    days = dict.fromkeys(_day(used.day) for used in timetable.days.values())
    yield _("Buses of {day_type} from {start} to {end}, by the timetable of {days}.").format(
        day_type=day_words(question.day),
        start=format_clock(window.start_s),
        end=format_clock(window.end_s),
        days=", ".join(days),
    )
    yield from period_notes(province, timetable, on=on)
    yield from trust.window_notes(province, timetable, window, language=language.current())


def period_notes(province: Province, timetable: Timetable, *, on: dt.date) -> Iterator[str]:
    """
    Say where a feed's calendar does not cover the day, and which feeds have no service.

    Parameters
    ----------
    province
        The province on the desk, without its broken layers.
    timetable
        The one that was looked at.
    on
        The day that was asked for.
    """
    return trust.period_notes(province, timetable, on=on, language=language.current())


def layer_title(province: Province, layer_id: str) -> str:
    """
    Return a layer's title in the page's language.

    Parameters
    ----------
    province
        Whose layer it is.
    layer_id
        As it is declared.
    """
    spec = province.catalogue.layers[layer_id]
    return pick_name(spec.title_th, spec.title_en, language.current(), otherwise=layer_id)


def deviations(question: Question) -> Iterator[str]:
    """
    Say plainly what makes an answer no longer the standard's own.

    Parameters
    ----------
    question
        What was asked.
    """
    _ = language.words()
    standard = question.standard
    if question.limit_m != standard.walk_distance_m:
        yield _(
            "{metres:,.0f} m is not the standard's own distance, which is {own:,.0f} m: this is no "
            "longer {standard} itself."
        ).format(metres=question.limit_m, own=standard.walk_distance_m, standard=_(standard.title))
    window = question.window_used
    if standard.window is None or window is None:
        return
    if window != standard.window:
        yield _(
            "The standard's own time of day is {start}–{end}: this is no longer {standard} itself."
        ).format(
            start=format_clock(standard.window.start_s),
            end=format_clock(standard.window.end_s),
            standard=_(standard.title),
        )
    if question.day is not DayType.WEEKDAY:
        yield _("The standard looks at weekdays: this is no longer {standard} itself.").format(
            standard=_(standard.title)
        )


def _day(day: dt.date) -> str:
    return format_date(day, language.current())
