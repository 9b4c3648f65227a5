"""A whole map of a proposal: what it meets, its legend, and the map in one file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from geo_app.catalogue import Status
from geo_app.crs import DISPLAY_CRS
from geo_app.errors import mark
from geo_app.maps import palette
from geo_app.maps.basemap import base_of
from geo_app.maps.groups import draw_layer, painter_of, shown_layers
from geo_app.maps.legend_drawing import LegendEntry, hazard_entry, legend_html
from geo_app.maps.onefile import Heading, one_file_map
from geo_app.maps.proposal_layers import (
    EFFECT_COLOUR,
    LOST_COLOUR,
    PROPOSED_COLOUR,
    draw_effects,
    draw_gone_lines,
    draw_left_stops,
    draw_new_lines,
    draw_new_stops,
)
from geo_app.maps.proposal_places import (
    DRAWN_KINDS,
    affected_area,
    gone_lines,
    left_places,
    new_places,
)
from geo_app.maps.subjects import hailed_routes, route_colour
from geo_app.words import labels, proposal_labels
from geo_app.words.formats import format_date
from geo_app.words.labels import hazard_words
from geo_app.words.translating import Language, pick_name, translator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import folium

    from geo_app.maps.basemap import Base
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.evaluation import Evaluation

UNDER = ("hazards", "mangroves", "routes", "stops")
EFFECT_MARK = {"lost": "dot", "unclear": "dashed"}
"""The legend's mark of an effect where it is not the thin-rimmed circle."""

VIEW_MARGIN = 0.05
"""Room about what the proposal touches, as a share of it."""


def proposal_groups(
    evaluation: Evaluation, baseline: Baseline, *, language: Language
) -> list[folium.FeatureGroup]:
    """
    Draw a proposal on what it meets.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    baseline
        What it was held against.
    language
        Of popups and tooltips.

    Returns
    -------
    groups
        From bottom to top: hazard zones, mangroves, the routes and stops of today, the
        routes that go (no group if none does), the new lines, their stops, stops that go,
        communities with those that gain or lose on top.
    """
    painter = painter_of(baseline.province, language, evaluation.question.standard)
    buses = baseline.network
    under = [
        draw_layer(layer, baseline.province, buses, painter)
        for layer in shown_layers(baseline.province, UNDER)
    ]
    gone = [draw_gone_lines(evaluation, baseline, painter)]
    return [
        *under,
        *(gone if len(gone_lines(evaluation, baseline)) else []),
        draw_new_lines(evaluation, painter),
        draw_new_stops(evaluation, baseline, painter),
        draw_left_stops(evaluation, baseline, painter),
        draw_effects(evaluation, baseline, painter),
    ]


def proposal_legend(evaluation: Evaluation, baseline: Baseline, *, language: Language) -> str:
    """
    Lay out the legend of `proposal_groups`.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    baseline
        The province as it is today.
    language
        Of the labels.

    Returns
    -------
    legend
        HTML, every text escaped; what is not on the map is left out.
    """
    entries = _Entries(evaluation, baseline, translator(language), language)
    return legend_html(entries.all(), translate=translator(language))


def proposal_map(
    evaluation: Evaluation,
    baseline: Baseline,
    *,
    language: Language,
    vendor: Path,
    notes: tuple[str, ...] = (),
) -> str:
    """
    Put the map of a proposal into one HTML text that opens without the internet.

    Parameters
    ----------
    evaluation, baseline, language
        As for `proposal_groups`.
    vendor
        Folder of the front-end files.
    notes
        Further sentences above the map, plain.

    Returns
    -------
    page
        HTML that asks for nothing outside itself.

    Raises
    ------
    FileNotFoundError
        If a front-end file is not in `vendor`.
    """
    _, proposal = translator(language), evaluation.proposal
    unnamed = _(mark("Proposal without a name"))
    heading = Heading(
        title=pick_name(proposal.name_th, proposal.name_en, language, otherwise=unnamed),
        notes=(*_notes(evaluation, baseline, language), *notes, _credits(evaluation, baseline)),
        legend=proposal_legend(evaluation, baseline, language=language),
        language=language.value,
    )
    groups = proposal_groups(evaluation, baseline, language=language)
    return one_file_map(groups, base_about(evaluation, baseline), heading, vendor=vendor)


def base_about(evaluation: Evaluation, baseline: Baseline) -> Base:
    """
    Return the province's base map, turned to what a proposal touches.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    baseline
        The province as it is today.
    """
    west, south, east, north = affected_area(evaluation, baseline)
    room = max(east - west, north - south) * VIEW_MARGIN
    area = shapely.box(west - room, south - room, east + room, north + room)
    crs = baseline.communities.origins.crs
    west, south, east, north = gpd.GeoSeries([area], crs=crs).to_crs(DISPLAY_CRS).total_bounds
    base = base_of(baseline.province)
    return replace(base, bounds=(float(west), float(south), float(east), float(north)))


def _notes(evaluation: Evaluation, baseline: Baseline, language: Language) -> Iterator[str]:
    """Say by what the map answers, and what cannot be read from it."""
    _, question = translator(language), evaluation.question
    yield _headline(evaluation, baseline, _)
    gained, lost = (len(evaluation.communities_with(effect)) for effect in ("gained", "lost"))
    yield _(
        "As of {day}: communities that gain access: {gained}, that lose it: {lost}. "
        "{standard} Walking distance: {distance:,.0f} m. Walks: {method}."
    ).format(
        day=format_date(baseline.on, language),
        gained=gained,
        lost=lost,
        standard=f"{_(question.standard.title)}: {_(question.standard.definition)}",
        distance=question.limit_m,
        method=_(labels.WALKING_METHOD[baseline.communities.walking.method]),
    )


def _headline(evaluation: Evaluation, baseline: Baseline, translate: Callable[[str], str]) -> str:
    """Say how many people gain and lose, and how far that can be trusted."""
    _, people = translate, evaluation.people
    text = _(
        mark("People who gain access: {gained:,.0f}. People who lose it: {lost:,.0f}.")
    ).format(gained=people.people_gained, lost=people.people_lost)
    text = labels.marked(text, baseline.province.status(evaluation.people_by), _)
    unknown = people.unknown_gained + people.unknown_lost
    if not unknown:
        return text
    return text + "; " + _(mark("unknown in {count:,.0f} places")).format(count=unknown)


def _credits(evaluation: Evaluation, baseline: Baseline) -> str:
    """Name the sources of what is drawn, and of the number of people above it."""
    kinds = dict.fromkeys((*DRAWN_KINDS, evaluation.people_by))
    specs = [spec for kind in kinds for spec in baseline.province.specs(kind)]
    return "; ".join(dict.fromkeys(spec.attribution for spec in specs if spec.attribution))


@dataclass(frozen=True, slots=True)
class _Entries:
    evaluation: Evaluation
    baseline: Baseline
    translate: Callable[[str], str]
    language: Language

    def all(self) -> Iterator[LegendEntry]:
        if any(route.new_line is not None for route in self.evaluation.routes):
            yield self._entry(mark("Proposed lines"), PROPOSED_COLOUR, "line")
        if len(new_places(self.evaluation, self.baseline)):
            yield self._entry(mark("Proposed stops"), PROPOSED_COLOUR, "ring")
        if len(gone_lines(self.evaluation, self.baseline)):
            yield self._entry(mark("Routes that go"), LOST_COLOUR, "dash")
        if len(left_places(self.evaluation, self.baseline)):
            yield self._entry(mark("Stops that go or move away"), LOST_COLOUR, "dashed")
        yield from self._effects()
        yield self._stops()
        yield from self._routes()
        yield from self._hazards()
        if self.baseline.province.has("mangroves"):
            opacity = palette.MANGROVE_OPACITY
            yield self._entry(
                mark("Mangroves"), palette.MANGROVE, "area", "mangroves", opacity=opacity
            )

    def _effects(self) -> Iterator[LegendEntry]:
        effects = set(self.evaluation.communities["effect"])
        for effect, words in proposal_labels.EFFECT.items():
            if effect in effects:
                label = self.translate(mark("Community: {effect}")).format(
                    effect=self.translate(words)
                )
                shape = EFFECT_MARK.get(effect, "circle")
                colour = palette.STOP if shape == "dashed" else EFFECT_COLOUR[effect]
                yield self._entry(label, colour, shape, "communities")

    def _stops(self) -> LegendEntry:
        kinds = ("transit", "bus_stops", "bus_routes")
        statuses = [status for kind in kinds if (status := self.baseline.province.status(kind))]
        worst = max(statuses, key=lambda status: status.distrust, default=Status.OPEN)
        return LegendEntry(
            label=self.translate(mark("Bus stops today")),
            colour=palette.STOP_FILL,
            mark="dot",
            status=worst.value,
        )

    def _routes(self) -> Iterator[LegendEntry]:
        buses = self.baseline.network
        hailed, gone = hailed_routes(buses), gone_lines(self.evaluation, self.baseline)
        drawn = buses.routes[buses.routes.geometry.notna()]
        for number, row in enumerate(drawn.itertuples()):
            if row.Index in gone.index:
                continue
            name = pick_name(row.name_th, row.name_en, self.language, otherwise=str(row.Index))
            yield LegendEntry(
                label=name,
                colour=route_colour(row.colour, number),
                mark="dots" if row.Index in hailed else "line",
                status=row.status,
            )

    def _hazards(self) -> Iterator[LegendEntry]:
        zones = self.baseline.of_kind("hazard_zones")
        if zones is None:
            return
        for row in zones[["hazard_type", "hazard_level", "status"]].drop_duplicates().itertuples():
            words = hazard_words(((row.hazard_type, row.hazard_level),), self.translate)
            yield hazard_entry(row.hazard_type, row.hazard_level, label=words, status=row.status)

    def _entry(
        self, words: str, colour: str, shape: str, kind: str | None = None, *, opacity: float = 1.0
    ) -> LegendEntry:
        status = None if kind is None else self.baseline.province.status(kind)
        return LegendEntry(
            label=self.translate(words),
            colour=colour,
            mark=shape,
            status=(status or Status.OPEN).value,
            opacity=opacity,
        )
