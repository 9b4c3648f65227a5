"""A community's card: everything known about it, each fact with its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo_app.maps import labels
from geo_app.maps.popups import status_badge
from geo_app.maps.subjects import hazard_words
from geo_app.network.walking import walking_method
from geo_app.reports.tables import names_of
from geo_app.ui import advice, answers, language
from geo_app.ui.feedback import html_text
from geo_app.ui.province import buses
from geo_app.words import Language, format_date, format_distance, pick_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_app.analysis.question import Question
    from geo_app.province import Province

BUS_KINDS = ("transit", "bus_routes", "bus_stops")
WALK_KINDS = ("walk_network", "roads")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line of a card and the kinds of layer it rests on."""

    label: str
    value: str
    kinds: tuple[str, ...]
    lines: tuple[str, ...] = ()


def render_card(province: Province, row: Any, question: Question) -> None:
    """Show the card of one row of the ranked gaps."""
    _ = language.words()
    tongue = language.current()
    name_th, name_en = getattr(row, "name_th", None), getattr(row, "name_en", None)
    title = pick_name(name_th, name_en, tongue, otherwise=str(row.Index))
    other = name_en if title == name_th else name_th
    lines = "".join(_line(province, fact) for fact in _facts(province, row, question))
    steps = _boxes("ga-next", _("Next step"), advice.next_steps(province, row, question))
    hangs = _boxes("ga-hangs", _("Hangs on a choice"), advice.hanging_on(row, question))
    st.html(
        f'<div class="ga-card" data-community="{html_text(row.Index)}"><h3>{html_text(title)}</h3>'
        f'<p class="ga-sub">{html_text(other if isinstance(other, str) else "")} '
        f"{status_badge(row.status, _)}</p>{steps}{hangs}<table>{lines}</table></div>"
    )


def _boxes(kind: str, heading: str, texts: list[str]) -> str:
    return "".join(
        f'<div class="{kind}"><b>{html_text(heading)}:</b> {html_text(text)}</div>'
        for text in texts
    )


def _facts(province: Province, row: Any, question: Question) -> Iterator[Fact]:
    _, tongue = language.words(), language.current()
    gap = _(labels.gap_words(question.standard)[row.gap])
    yield Fact(label=_("Gap"), value=gap, kinds=())
    yield _standard_fact(row, question)
    zones = names_of(province.zones if province.has("zones") else None, tongue)
    yield Fact(label=_("Zone"), value=zones.get(row.zone_id, "–"), kinds=("zones",))
    yield Fact(label=_("People"), value=_people(row), kinds=("communities",))
    yield Fact(label=_("Position"), value=_position(row), kinds=("communities",))
    yield from _access_facts(province, row)
    yield Fact(label=_("Disaster plan"), value=_plan(row), kinds=("disaster_plans",))
    hazards = hazard_words(row.hazards, _)
    yield Fact(label=_("Hazards at this place"), value=hazards, kinds=("hazard_zones",))
    yield Fact(
        label=_("Nearest mangrove"),
        value=format_distance(row.mangrove_distance_m, tongue),
        kinds=("mangroves",),
    )
    if province.has("facilities"):
        yield _facilities_fact(row)


def _standard_fact(row: Any, question: Question) -> Fact:
    """Say what the chosen standard finds, and the value it goes by."""
    _, standard = language.words(), question.standard
    words = [labels.served_words(row.has_stop, _)]
    if isinstance(row.access_class, str):
        words.append(str(labels.class_words(row.access_class, _)))
    if standard.window is not None and not pd.isna(row.value):
        # Without a window the value is the walk, which stands further down.
        words.append(f"{row.value:,.1f} {_(standard.unit)}")
    return Fact(label=_(standard.title), value=" · ".join(words), kinds=(*BUS_KINDS, *WALK_KINDS))


def _facilities_fact(row: Any) -> Fact:
    """List the nearest facility of each type, one below the other."""
    _, tongue = language.words(), language.current()
    near = answers.facilities()
    lines = []
    for own in near[near.index == row.Index].itertuples():
        kind = _(labels.FACILITY_TYPE[own.facility_type])
        name = pick_name(
            getattr(own, "name_th", None), getattr(own, "name_en", None), tongue,
            otherwise=str(own.facility_id),
        )  # fmt: skip
        is_known = not pd.isna(own.walk_distance_m)
        walk = format_distance(own.walk_distance_m, tongue) if is_known else _("no way known")
        lines.append(f"{kind}: {walk} · {name}")
    return Fact(
        label=_("Nearest facilities on foot"),
        value="",
        kinds=("facilities", *WALK_KINDS),
        lines=tuple(lines),
    )


def _access_facts(province: Province, row: Any) -> Iterator[Fact]:
    _, tongue = language.words(), language.current()
    stops = buses().stops
    stop = stops.loc[row.nearest_stop_id] if row.nearest_stop_id in stops.index else None
    if stop is not None:
        name = pick_name(stop["name_th"], stop["name_en"], tongue, otherwise=row.nearest_stop_id)
        yield Fact(label=_("Nearest stop"), value=name, kinds=BUS_KINDS)
    walk = format_distance(row.walk_distance_m, tongue)
    method = _(labels.WALKING_METHOD[walking_method(province)])
    value = f"{walk} ({method})" if row.is_connected else _("no way known from the roads we have")
    yield Fact(
        label=_("Walk to the nearest stop"),
        value=value,
        kinds=(*WALK_KINDS, *BUS_KINDS),
    )
    straight = format_distance(row.straight_distance_m, tongue)
    yield Fact(label=_("Straight line to a stop"), value=straight, kinds=BUS_KINDS)


def _line(province: Province, fact: Fact) -> str:
    specs = [spec for kind in fact.kinds for spec in province.specs(kind)]
    _, tongue = language.words(), language.current()
    sources = "".join(
        f'<span class="ga-source">{html_text(_title(spec, tongue))}, '
        f"{html_text(format_date(spec.date, tongue))} {status_badge(spec.status, _)}</span>"
        for spec in specs
    )
    lines = "".join(f"<div>{html_text(line)}</div>" for line in fact.lines)
    value = f"{html_text(fact.value)}{lines}{sources}"
    return f"<tr><th>{html_text(fact.label)}</th><td>{value}</td></tr>"


def _title(spec: Any, tongue: Language) -> str:
    return pick_name(spec.title_th, spec.title_en, tongue, otherwise=spec.layer_id)


def _people(row: Any) -> str:
    _ = language.words()
    population = getattr(row, "population", None)
    if pd.isna(population):
        return _("Not known")
    return _("{people:,.0f} people").format(people=population)


def _position(row: Any) -> str:
    _ = language.words()
    accuracy_m = getattr(row, "position_accuracy_m", None)
    if pd.isna(accuracy_m):
        return _("accuracy not known")
    return _("within about {distance}").format(
        distance=format_distance(float(accuracy_m), language.current())
    )


def _plan(row: Any) -> str:
    _ = language.words()
    plan = _(labels.PLAN_STATUS[row.plan_status])
    if pd.isna(row.plan_valid_until):
        return plan
    until = format_date(row.plan_valid_until.date(), language.current())
    return _("{plan} (until {day})").format(plan=plan, day=until)
