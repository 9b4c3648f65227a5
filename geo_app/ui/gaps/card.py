"""A community's card: everything known about it, each fact with its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo_app.analysis.areas.hazard_records import RECORD_NEAR_M
from geo_app.analysis.walks.facilities import layers_behind
from geo_app.indicators.listing import LISTING
from geo_app.indicators.readable import Fact, Reading
from geo_app.maps.popups import status_badge
from geo_app.network.walking import walking_method
from geo_app.reports.tables import names_of
from geo_app.schema import WALKED_TO
from geo_app.ui.gaps import advice
from geo_app.ui.shared import language
from geo_app.ui.shared.at_desk import desk
from geo_app.ui.shared.feedback import html_text
from geo_app.units import METRES_PER_KM
from geo_app.words import labels
from geo_app.words.formats import format_date, format_distance
from geo_app.words.indicator_words import gap_text
from geo_app.words.labels import hazard_words
from geo_app.words.translating import Language, pick_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from geo_app.analysis.access.question import Question
    from geo_app.province import Province

WALK_KINDS = ("walk_network", "roads")
MOST_RECORDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """
    What the card of a community says, on the page and on paper.

    Attributes
    ----------
    steps, hangs
        What would help, and what the answer hangs on; a sentence each.
    facts
        What is known, in the order in which it is read.
    """

    steps: tuple[str, ...]
    hangs: tuple[str, ...]
    facts: tuple[Fact, ...]


def read_card(province: Province, row: Any, question: Question, counted: Collection[str]) -> Card:
    """
    Look up what one row of the ranked gaps says.

    Parameters
    ----------
    province
        The one on the desk, without its broken layers.
    row
        Of the ranked communities, as a named tuple.
    question
        By which definition access counts.
    counted
        Ids of the indicators that are asked about.
    """
    return Card(
        steps=tuple(advice.next_steps(province, row, question, counted)),
        hangs=tuple(advice.hanging_on(row, question)),
        facts=tuple(_facts(province, row, question)),
    )


def render_card(province: Province, row: Any, card: Card) -> None:
    """
    Show a card.

    Parameters
    ----------
    province
        The one on the desk, without its broken layers.
    row
        Of the ranked communities, as a named tuple.
    card
        As `read_card` returns it.
    """
    _ = language.words()
    tongue = language.current()
    name_th, name_en = getattr(row, "name_th", None), getattr(row, "name_en", None)
    title = pick_name(name_th, name_en, tongue, otherwise=str(row.Index))
    other = name_en if title == name_th else name_th
    lines = "".join(_line(province, fact) for fact in card.facts)
    steps = _boxes("ga-next", _("Next step"), card.steps)
    hangs = _boxes("ga-hangs", _("Depends on a choice"), card.hangs)
    st.html(
        f'<div class="ga-card" data-community="{html_text(row.Index)}"><h3>{html_text(title)}</h3>'
        f'<p class="ga-sub">{html_text(other if isinstance(other, str) else "")} '
        f"{status_badge(row.status, _)}</p>{steps}{hangs}<table>{lines}</table></div>"
    )


def facts_in_words(province: Province, card: Card) -> list[tuple[str, str, str]]:
    """
    Return the facts of a card as plain texts, for paper.

    Parameters
    ----------
    province, card
        As for `render_card`.

    Returns
    -------
    facts
        Label, value, and the layers that it is known from with their dates and status.
    """
    _, tongue = language.words(), language.current()
    facts = []
    for fact in card.facts:
        specs = layers_behind(province, fact.kinds, fact.facility_types)
        sources = (
            labels.marked(
                f"{_title(spec, tongue)}, {format_date(spec.date, tongue)}", spec.status, _
            )
            for spec in specs
        )
        value = " · ".join(_value(fact).split("\n")).strip(" ·")
        facts.append((fact.label, value, "; ".join(sources)))
    return facts


def _value(fact: Fact) -> str:
    return f"{fact.value} ({fact.note})" if fact.note else fact.value


def _boxes(kind: str, heading: str, texts: Iterable[str]) -> str:
    return "".join(
        f'<div class="{kind}"><b>{html_text(heading)}:</b> {html_text(text)}</div>'
        for text in texts
    )


def _facts(province: Province, row: Any, question: Question) -> Iterator[Fact]:
    """Yield what the indicators say, and then what else is known."""
    _, reading = language.words(), _reading(province, question)
    gap = gap_text(row.lacks, question.standard, _)
    yield Fact(label=_("Gap"), value=gap)
    for indicator in LISTING:
        yield from indicator.facts(row, reading)
    zones = names_of(province.zones if province.has("zones") else None, reading.language)
    yield Fact(label=_("Zone"), value=zones.get(row.zone_id, "–"), kinds=("zones",))
    yield Fact(label=_("People"), value=_people(province, row), kinds=("communities",))
    yield Fact(label=_("Position"), value=_position(row), kinds=("communities",))
    hazards = hazard_words(row.hazards, _, is_complete=row.hazards_complete)
    yield Fact(label=_("Hazards at this place"), value=hazards, kinds=("hazard_zones",))
    if province.has("hazard_records") and row.is_placed:
        yield from _records_facts(row)
    yield Fact(
        label=_("Nearest mangrove"),
        value=format_distance(row.mangrove_distance_m, reading.language),
        kinds=("mangroves",),
    )
    if province.has("facilities") and row.is_placed:
        yield _facilities_fact(row)


def _reading(province: Province, question: Question) -> Reading:
    tongue = language.current()
    return Reading(
        language=tongue,
        standard=question.standard,
        method=walking_method(province),
        stop_names=names_of(desk().buses().stops, tongue),
    )


def _records_facts(row: Any) -> Iterator[Fact]:
    """List what is on record nearby; nothing where nothing is, which proves no safety."""
    _, tongue = language.words(), language.current()
    near = desk().records_near()
    lines, its = [], near[near.index == row.Index]
    for record in its.head(MOST_RECORDS).itertuples():
        name = pick_name(
            getattr(record, "name_th", None), getattr(record, "name_en", None), tongue,
            otherwise=str(record.record_id),
        )  # fmt: skip
        hazard = _(labels.HAZARD_TYPE[record.hazard_type])
        height_m = getattr(record, "height_m", None)
        height = "" if pd.isna(height_m) else " " + _("{metres:.1f} m").format(metres=height_m)
        away = format_distance(record.straight_distance_m, tongue)
        lines.append(f"{hazard}{height}: {name}, {away}")
    if len(its) > MOST_RECORDS:
        lines.append(_("and {count:,} more").format(count=len(its) - MOST_RECORDS))
    if lines:
        label = _("On record within {kilometres:.0f} km").format(
            kilometres=RECORD_NEAR_M / METRES_PER_KM
        )
        yield Fact(label=label, value="\n".join(["", *lines]), kinds=("hazard_records",))


def _facilities_fact(row: Any) -> Fact:
    """List the nearest facility of each type, one below the other."""
    _, tongue = language.words(), language.current()
    near = desk().facilities()
    lines = []
    for nearest in near[near.index == row.Index].itertuples():
        kind = _(labels.FACILITY_TYPE[nearest.facility_type])
        name = pick_name(
            getattr(nearest, "name_th", None), getattr(nearest, "name_en", None), tongue,
            otherwise=str(nearest.facility_id),
        )  # fmt: skip
        is_known = not pd.isna(nearest.walk_distance_m)
        walk = format_distance(nearest.walk_distance_m, tongue) if is_known else _("no way known")
        lines.append(f"{kind}: {walk} · {name}")
    return Fact(
        label=_("Nearest facilities on foot"),
        value="\n".join(["", *lines]),
        kinds=("facilities", *WALK_KINDS),
        facility_types=WALKED_TO,
    )


def _line(province: Province, fact: Fact) -> str:
    specs = layers_behind(province, fact.kinds, fact.facility_types)
    _, tongue = language.words(), language.current()
    sources = "".join(
        f'<span class="ga-source">{html_text(_title(spec, tongue))}, '
        f"{html_text(format_date(spec.date, tongue))} {status_badge(spec.status, _)}</span>"
        for spec in specs
    )
    # Several lines stand one below the other.
    first, *more = _value(fact).split("\n")
    lines = "".join(f"<div>{html_text(line)}</div>" for line in more)
    value = f"{html_text(first)}{lines}{sources}"
    return f"<tr><th>{html_text(fact.label)}</th><td>{value}</td></tr>"


def _title(spec: Any, tongue: Language) -> str:
    return pick_name(spec.title_th, spec.title_en, tongue, otherwise=spec.layer_id)


def _people(province: Province, row: Any) -> str:
    _ = language.words()
    population = getattr(row, "population", None)
    if pd.isna(population):
        return _("Not known")
    people = _("{people:,.0f} people").format(people=population)
    zones = province.zones if province.has("zones") else None
    if zones is None or "population" not in zones or row.zone_id not in zones.index:
        return people
    of_zone = zones.loc[row.zone_id, "population"]
    if pd.isna(of_zone) or population <= of_zone:
        return people
    doubt = _("more than the {people:,.0f} of its whole zone: one of the two is wrong")
    return f"{people} ({doubt.format(people=of_zone)})"


def _position(row: Any) -> str:
    _ = language.words()
    if not row.is_placed:
        return _("Not known; it is not drawn on the map")
    accuracy_m = getattr(row, "position_accuracy_m", None)
    if pd.isna(accuracy_m):
        return _("accuracy not known")
    return _("within about {distance}").format(
        distance=format_distance(float(accuracy_m), language.current())
    )
