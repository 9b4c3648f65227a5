"""A whole map of a proposal: what it meets, its legend, and the map in one file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from geo_app.catalogue import Status
from geo_app.crs import DISPLAY_CRS
from geo_app.errors import mark
from geo_app.maps import labels, palette
from geo_app.maps.basemap import base_of
from geo_app.maps.groups import draw_layer, painter_of, shown_layers
from geo_app.maps.legend import LegendEntry, legend_html
from geo_app.maps.onefile import Heading, one_file_map
from geo_app.maps.proposal_layers import (
    EFFECT_COLOUR,
    EFFECT_WORDS,
    LOST_COLOUR,
    PROPOSED_COLOUR,
    draw_effects,
    draw_left_stops,
    draw_new_lines,
    draw_new_stops,
)
from geo_app.maps.proposal_places import affected_area, bus_network, left_places
from geo_app.maps.subjects import hailed_routes, hazard_words, route_colour
from geo_app.words import Language, format_date, pick_name, translator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import folium

    from geo_app.maps.basemap import Base
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.evaluation import Evaluation

UNDER = ("hazards", "mangroves", "routes", "stops")
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
        new lines, their stops, stops that go, communities with those that gain or lose
        on top.
    """
    painter = painter_of(baseline.province, language, evaluation.question.standard)
    buses = bus_network(baseline)
    under = [
        draw_layer(layer, baseline.province, buses, painter)
        for layer in shown_layers(baseline.province, UNDER)
    ]
    return [
        *under,
        draw_new_lines(evaluation, painter),
        draw_new_stops(evaluation, baseline, painter),
        draw_left_stops(evaluation, baseline, painter),
        draw_effects(evaluation, baseline, painter),
    ]


def proposal_legend(evaluation: Evaluation, baseline: Baseline, *, language: Language) -> str:
    """
    Lay out the legend of `proposal_groups`.

    Returns
    -------
    legend
        HTML, every text escaped; the effects that no community has are left out.
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
        notes=(*_notes(evaluation, baseline, language), *notes, _credits(baseline)),
        legend=proposal_legend(evaluation, baseline, language=language),
        language=language.value,
    )
    groups = proposal_groups(evaluation, baseline, language=language)
    return one_file_map(groups, base_about(evaluation, baseline), heading, vendor=vendor)


def base_about(evaluation: Evaluation, baseline: Baseline) -> Base:
    """Return the province's base map, turned to what a proposal touches."""
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
    yield _("Costs rest on rates that nobody has confirmed.")


def _credits(baseline: Baseline) -> str:
    specs = baseline.province.catalogue.layers.values()
    return "; ".join(dict.fromkeys(spec.attribution for spec in specs if spec.attribution))


@dataclass(frozen=True, slots=True)
class _Entries:
    evaluation: Evaluation
    baseline: Baseline
    translate: Callable[[str], str]
    language: Language

    def all(self) -> Iterator[LegendEntry]:
        yield self._entry(mark("Proposed lines"), PROPOSED_COLOUR, "line")
        yield self._entry(mark("Proposed stops"), palette.STOP_FILL, "dot")
        if len(left_places(self.evaluation, self.baseline)):
            yield self._entry(mark("Stops that go or move away"), LOST_COLOUR, "dashed")
        yield from self._effects()
        yield from self._routes()
        yield from self._hazards()
        if self.baseline.province.has("mangroves"):
            opacity = palette.MANGROVE_OPACITY
            yield self._entry(
                mark("Mangroves"), palette.MANGROVE, "area", "mangroves", opacity=opacity
            )

    def _effects(self) -> Iterator[LegendEntry]:
        found = set(self.evaluation.communities["effect"])
        for effect, words in EFFECT_WORDS.items():
            if effect in found:
                label = self.translate(mark("Community: {effect}")).format(
                    effect=self.translate(words)
                )
                yield self._entry(label, EFFECT_COLOUR[effect], "circle", "communities")

    def _routes(self) -> Iterator[LegendEntry]:
        buses = bus_network(self.baseline)
        hailed = hailed_routes(buses)
        drawn = buses.routes[buses.routes.geometry.notna()]
        for number, row in enumerate(drawn.itertuples()):
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
            yield LegendEntry(
                label=hazard_words(((row.hazard_type, row.hazard_level),), self.translate),
                colour=palette.HAZARD[row.hazard_type],
                mark="area",
                status=row.status,
                opacity=palette.HAZARD_OPACITY[row.hazard_level],
            )

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
