"""A community's card: everything known about it, each fact with its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo_app.errors import mark
from geo_app.maps import labels
from geo_app.maps.popups import status_badge
from geo_app.maps.subjects import hazard_words
from geo_app.network.walking import walking_method
from geo_app.reports.tables import names_of
from geo_app.ui import language
from geo_app.ui.feedback import html_text
from geo_app.ui.province import buses
from geo_app.words import Language, format_date, format_distance, pick_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_app.province import Province

NEXT_STEP = {
    "valid": mark("Nothing is missing here today."),
    "expired": mark("Renew the plan that expired."),
    "none": mark("Draw up a plan, or join the plan of the tambon."),
    "unknown": mark("Load the province's plan register to know."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line of a card and the kinds of layer it rests on."""

    label: str
    value: str
    kinds: tuple[str, ...]


def render_card(province: Province, row: Any, *, walk_distance_m: int) -> None:
    """Show the card of one row of the ranked gaps."""
    _ = language.words()
    tongue = language.current()
    name_th, name_en = getattr(row, "name_th", None), getattr(row, "name_en", None)
    title = pick_name(name_th, name_en, tongue, otherwise=str(row.Index))
    other = name_en if title == name_th else name_th
    lines = "".join(_line(province, fact) for fact in _facts(province, row))
    heading = _("Next step")
    step = "".join(
        f'<div class="ga-next"><b>{html_text(heading)}:</b> {html_text(text)}</div>'
        for text in next_steps(row, walk_distance_m=walk_distance_m)
    )
    st.html(
        f'<div class="ga-card" data-community="{html_text(row.Index)}"><h3>{html_text(title)}</h3>'
        f'<p class="ga-sub">{html_text(other if isinstance(other, str) else "")} '
        f"{status_badge(row.status, _)}</p>{step}<table>{lines}</table></div>"
    )


def next_steps(row: Any, *, walk_distance_m: int) -> list[str]:
    """Return the cheapest known step for each gap of a community."""
    _ = language.words()
    steps = []
    if not row.has_stop:
        if row.straight_distance_m <= walk_distance_m:
            steps.append(
                _("A stop is near in a straight line: look for a shorter way on foot, or move it.")
            )
        else:
            steps.append(_("Ask for a stop or a route nearer than the present one."))
    if row.plan_status != "valid" or row.has_stop:
        steps.append(_(NEXT_STEP[row.plan_status]))
    return steps


def _facts(province: Province, row: Any) -> Iterator[Fact]:
    _, tongue = language.words(), language.current()
    gap = _(labels.GAP[row.gap])
    yield Fact(label=_("Gap"), value=gap, kinds=())
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


def _access_facts(province: Province, row: Any) -> Iterator[Fact]:
    _, tongue = language.words(), language.current()
    bus_kinds = ("transit", "bus_routes", "bus_stops")
    stops = buses().stops
    stop = stops.loc[row.nearest_stop_id] if row.nearest_stop_id in stops.index else None
    if stop is not None:
        name = pick_name(stop["name_th"], stop["name_en"], tongue, otherwise=row.nearest_stop_id)
        yield Fact(label=_("Nearest stop"), value=name, kinds=bus_kinds)
    walk = format_distance(row.walk_distance_m, tongue)
    method = _(labels.WALKING_METHOD[walking_method(province)])
    value = f"{walk} ({method})" if row.is_connected else _("no way known from the roads we have")
    yield Fact(
        label=_("Walk to the nearest stop"),
        value=value,
        kinds=("walk_network", "roads", *bus_kinds),
    )
    straight = format_distance(row.straight_distance_m, tongue)
    yield Fact(label=_("Straight line to a stop"), value=straight, kinds=bus_kinds)


def _line(province: Province, fact: Fact) -> str:
    specs = [spec for kind in fact.kinds for spec in province.specs(kind)]
    _, tongue = language.words(), language.current()
    sources = "".join(
        f'<span class="ga-source">{html_text(_title(spec, tongue))}, '
        f"{html_text(format_date(spec.date, tongue))} {status_badge(spec.status, _)}</span>"
        for spec in specs
    )
    return f"<tr><th>{html_text(fact.label)}</th><td>{html_text(fact.value)}{sources}</td></tr>"


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
