"""What stands beside the map: the numbers of a drawing, each with what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_app.errors import mark
from geo_app.maps.popups import badge, status_badge
from geo_app.proposals.running.operating import Rates
from geo_app.reports.proposal_facts import is_operation_known
from geo_app.ui.proposals.answers import last_step
from geo_app.ui.proposals.entry.vehicle_choice import whose_rates
from geo_app.ui.shared import language
from geo_app.ui.shared.feedback import html_text, plain, render_error
from geo_app.ui.shared.method import asked_words
from geo_app.ui.shared.summary import walk_mark
from geo_app.words.formats import format_distance
from geo_app.words.translating import pick_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_app.proposals.evaluation import Evaluation
    from geo_app.province import Province
    from geo_app.ui.proposals.kept import Measured

PLACEHOLDER = mark("placeholder rates")
OWN_RATES = mark("own rates")
NAMES_SHOWN = 4
UNKNOWN = "?"


def render_numbers(province: Province, measured: Measured) -> None:
    """
    Show what the drawing would do; without an answer, say why there is none.

    Parameters
    ----------
    province
        The province on the desk, without its broken layers.
    measured
        What is known of the drawing.
    """
    _, evaluation = language.words(), measured.evaluation
    if measured.reason is not None:
        render_error(measured.reason)
    if evaluation is None:
        st.html(_grid([_number(key, _(label), "–", "") for key, label in EMPTY.items()]))
        st.caption(plain(_("There are no numbers yet; the list below says why.")))
        return
    steps = last_step.changes(evaluation)
    boxes = [
        *_people(province, evaluation),
        *_operation(evaluation),
        *_ground(province, evaluation),
    ]
    st.html(_grid([_number(*box, step=steps.get(box[0], "")) for box in boxes]))
    st.caption(plain(_("Served by: {standard}.").format(standard=asked_words(evaluation.question))))


EMPTY = {
    "people_gained": mark("People gained"),
    "people_lost": mark("People lost"),
    "vehicles": mark("Vehicles"),
    "cost_day": mark("Cost a day"),
}


def baht(amount: float | None) -> str:
    """
    Write an amount of money; unknown is not zero.

    Parameters
    ----------
    amount
        In THB; None where it is not known.
    """
    if amount is None:
        return UNKNOWN
    # Nobody plans in single baht, and as millions a year's cost can be read.
    return language.words()("{amount:,.0f} THB").format(amount=amount)


def status_mark(province: Province, kind: str) -> str:
    """
    Return the mark of a layer's status as HTML, nothing for official and open data.

    Parameters
    ----------
    province
        The province on the desk, without its broken layers.
    kind
        Of the layer.
    """
    status = province.status(kind)
    return "" if status is None else status_badge(status, language.words())


def _people(province: Province, evaluation: Evaluation) -> Iterator[tuple[str, str, str, str, str]]:
    """Say who gains and who loses: people where they are counted, communities by name."""
    _ = language.words()
    marks = walk_mark(province)
    counted = marks + status_mark(province, evaluation.people_by)
    for key, label, people, unknown in (
        (
            "people_gained",
            _("People gained"),
            evaluation.people.people_gained,
            evaluation.people.unknown_gained,
        ),
        (
            "people_lost",
            _("People lost"),
            evaluation.people.people_lost,
            evaluation.people.unknown_lost,
        ),
    ):
        note = _("{count} places without a number").format(count=unknown) if unknown else ""
        yield key, label, f"{people:,.0f}", note, counted
    for key, label, effect in (
        ("communities_gained", _("Communities gained"), "gained"),
        ("communities_lost", _("Communities lost"), "lost"),
    ):
        rows = evaluation.communities_with(effect)
        yield key, label, f"{len(rows):,}", _some_names(rows), marks


def _rates_words(rates: Rates) -> str:
    """Say whose rates a cost rests on."""
    _, vehicle = language.words(), whose_rates(rates)
    if vehicle is None:
        return _(PLACEHOLDER if rates == Rates() else OWN_RATES)
    name = pick_name(vehicle.name_th, vehicle.name_en, language.current(), otherwise="")
    return _("rates of {vehicle}").format(vehicle=name)


def _operation(evaluation: Evaluation) -> Iterator[tuple[str, str, str, str, str]]:
    _, totals = language.words(), evaluation.totals
    rates = badge(_rates_words(evaluation.rates))
    length = format_distance(totals.route_length_m, language.current())
    stops = _("{count} stops, {new} of them new").format(count=totals.stops, new=totals.new_stops)
    yield "length", _("Length"), length, stops, ""
    is_known = is_operation_known(evaluation)
    cycle = _("cycle {minutes:,.0f} min; {spare} spare").format(
        minutes=totals.cycle_time_min, spare=totals.spare_vehicles
    )
    if not is_known:
        cycle = _("nobody knows how often one of the routes runs")
    yield "vehicles", _("Vehicles"), f"{totals.vehicles:,}" if is_known else UNKNOWN, cycle, ""
    day = totals.operating_cost_thb_per_day if is_known else None
    yield "cost_day", _("Cost a day"), baht(day), _net(totals.net_cost_thb_per_day), rates
    each = evaluation.cost_thb_per_year_and_person
    person = _("{amount} for each person newly served").format(amount=baht(each))
    year = totals.operating_cost_thb_per_year if is_known else None
    yield "cost_year", _("Cost a year"), baht(year), person if each is not None else "", rates


def _net(amount: float | None) -> str:
    """Say what a day costs against today, a saving as one."""
    _ = language.words()
    if amount is None:
        return _("against today: not known")
    if amount < 0:
        return _("{amount} less than today").format(amount=baht(-amount))
    return _("{amount} more than today").format(amount=baht(amount))


def _ground(province: Province, evaluation: Evaluation) -> Iterator[tuple[str, str, str, str, str]]:
    """Say what the drawn lines cross; not known where there is no layer."""
    _, tongue = language.words(), language.current()
    met = [route.hazards for route in evaluation.routes if route.hazards is not None]
    metres = sum(float(rows.levels["route_length_m"].sum()) for rows in met)
    stops = len({stop for rows in met for ids in rows.levels["stop_ids"] for stop in ids})
    is_known = province.has("hazard_zones")
    yield (
        "hazards",
        _("In hazard zones"),
        format_distance(metres, tongue) if is_known else UNKNOWN,
        _("stops in them: {count}").format(count=stops) if is_known else _("no such layer"),
        status_mark(province, "hazard_zones"),
    )
    woods = [route.mangroves for route in evaluation.routes if route.mangroves is not None]
    crossed = len({number for rows in woods for number in rows.mangrove_ids})
    length = format_distance(sum(rows.route_length_m for rows in woods), tongue)
    is_known = province.has("mangroves")
    yield (
        "mangroves",
        _("Mangroves crossed"),
        f"{crossed:,}" if is_known else UNKNOWN,
        _("{length} through them").format(length=length) if is_known else _("no such layer"),
        status_mark(province, "mangroves"),
    )


def _some_names(rows: object) -> str:
    tongue = language.current()
    names = [
        pick_name(row.name_th, row.name_en, tongue, otherwise=str(row.Index))
        for row in rows.itertuples()  # type: ignore[attr-defined]
    ]
    more = len(names) - NAMES_SHOWN
    shown = ", ".join(names[:NAMES_SHOWN])
    return f"{shown} +{more}" if more > 0 else shown


def _number(key: str, label: str, value: str, note: str, marks: str = "", *, step: str = "") -> str:
    """Lay out one number; marks are HTML, all else is text."""
    since = f'<em class="ga-step">{html_text(step)}</em>' if step else ""
    return (
        f'<div data-count="{key}"><span>{html_text(label)} {marks}</span>'
        f"<b>{html_text(value)}</b>{since}<small>{html_text(note)}</small></div>"
    )


def _grid(boxes: list[str]) -> str:
    return f'<div class="ga-counts ga-narrow">{"".join(boxes)}</div>'
