"""How far an answer can be trusted: what is unknown, set aside or out of date, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo_app.units import format_clock
from geo_app.words.formats import format_date
from geo_app.words.translating import Language, pick_name, translator

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    import pandas as pd

    from geo_app.province import Province
    from geo_app.transit.headways import Window
    from geo_app.transit.timetable import Timetable

MOST_FAULTS = 5


def timetable_notes(
    province: Province, timetable: Timetable, *, on: dt.date, language: Language
) -> Iterator[str]:
    """
    Say which day's timetable counts, where it is out of date, and what of it is not used.

    Parameters
    ----------
    province
        For the titles of its layers.
    timetable
        As `timetable_of` returns it.
    on
        The day asked about.
    language
        Of the sentences.
    """
    _ = translator(language)
    days = dict.fromkeys(format_date(used.day, language) for used in timetable.days.values())
    yield _("Timetable of {days}.").format(days=", ".join(days))
    yield from period_notes(province, timetable, on=on, language=language)
    for layer_id, faults in timetable.faults.items():
        title = _title(province, layer_id, language)
        for fault in faults[:MOST_FAULTS]:
            yield f"{title}: {fault.sentence(_)}"
        if len(faults) > MOST_FAULTS:
            yield _(
                "{layer}: {count} more of the timetable's rows are set aside or doubtful."
            ).format(layer=title, count=len(faults) - MOST_FAULTS)


def period_notes(
    province: Province, timetable: Timetable, *, on: dt.date, language: Language
) -> Iterator[str]:
    """
    Say where a feed's calendar does not cover the day, and which feeds have no service.

    Parameters
    ----------
    province
        For the titles of its layers.
    timetable
        With the days that stand for each layer.
    on
        The day asked about.
    language
        Of the sentences.
    """
    _ = translator(language)
    for layer_id, used in timetable.days.items():
        if not used.is_in_period:
            yield _(
                "The calendar of «{layer}» runs from {first} to {last} and does not cover {day}: "
                "one of its own days stands for it."
            ).format(
                layer=_title(province, layer_id, language),
                first=format_date(used.first_day, language),
                last=format_date(used.last_day, language),
                day=format_date(on, language),
            )
    for layer_id, reason in timetable.without_service.items():
        yield f"{_title(province, layer_id, language)}: {reason.sentence(_)}"


def window_notes(
    province: Province, timetable: Timetable, window: Window | None, *, language: Language
) -> Iterator[str]:
    """
    Name the layers of buses of which nothing leaves in the part of the day asked about.

    Parameters
    ----------
    province
        For the titles of its layers.
    timetable
        With the departures of each layer.
    window
        The part of the day; None where none is looked at.
    language
        Of the sentences.
    """
    _ = translator(language)
    if window is None:
        return
    for layer_id in timetable.silent_layers(window):
        yield _("{layer}: no departure from {start} to {end}.").format(
            layer=_title(province, layer_id, language),
            start=format_clock(window.start_s),
            end=format_clock(window.end_s),
        )


def share_notes(share: pd.Series, *, language: Language) -> Iterator[str]:
    """
    Say who counts as not served only because nothing is known.

    Parameters
    ----------
    share
        As `share_of_all` returns it.
    language
        Of the sentences.
    """
    _ = translator(language)
    if share["origins_unplaced"]:
        yield _(
            "Not known, since the position is not: {count:,.0f} places, {people:,.0f} people."
        ).format(count=share["origins_unplaced"], people=share["population_unplaced"])
    if count := share["origins_unclear"] - share["origins_unplaced"]:
        people = share["population_unclear"] - share["population_unplaced"]
        yield _(
            "Not known, since the timetable is not: {count:,.0f} places, {people:,.0f} people."
        ).format(count=count, people=people)
    if share["origins_unconnected"]:
        yield _(
            "Counted as not served, since no way on foot to a stop is known: {count:,.0f} places, "
            "{people:,.0f} people."
        ).format(count=share["origins_unconnected"], people=share["population_unconnected"])
    if share["origins_population_unknown"]:
        yield _("Nobody knows how many people live in {count:,.0f} of {all:,.0f} places.").format(
            count=share["origins_population_unknown"], all=share["origins"]
        )


def timetable_record(timetable: Timetable | None) -> dict[str, Any]:
    """
    Write the days used and the rows set aside as JSON values.

    Parameters
    ----------
    timetable
        None where no buses are asked about.
    """
    if timetable is None:
        return {"timetables": [], "without_service": {}, "timetable_set_aside": []}
    return {
        "timetables": [
            {
                "layer": layer,
                "day": used.day.isoformat(),
                "is_in_period": bool(used.is_in_period),
                "calendar_from": used.first_day.isoformat(),
                "calendar_to": used.last_day.isoformat(),
            }
            for layer, used in timetable.days.items()
        ],
        "without_service": {layer: str(why) for layer, why in timetable.without_service.items()},
        "timetable_set_aside": [
            {key: _plain(value) for key, value in row.items()}
            for row in timetable.set_aside.to_dict("records")
        ],
    }


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def _title(province: Province, layer_id: str, language: Language) -> str:
    spec = province.catalogue.layers[layer_id]
    return pick_name(spec.title_th, spec.title_en, language, otherwise=layer_id)
