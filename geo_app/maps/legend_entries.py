"""What the legend of a map of gaps says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo_app.analysis.access.standards import STANDARDS, StandardId
from geo_app.analysis.areas.positions import placed_rows
from geo_app.catalogue import Status
from geo_app.errors import mark
from geo_app.indicators.listing import COUNTED, indicator_of
from geo_app.maps import palette
from geo_app.maps.choropleth import CLASS_LABELS
from geo_app.maps.groups import shown_layers
from geo_app.maps.handling.nearer import are_many
from geo_app.maps.legend_drawing import LegendEntry, LegendFold, hazard_entry, legend_html
from geo_app.maps.subjects import hailed_routes, route_colour
from geo_app.words import labels
from geo_app.words.indicator_words import gap_words, words_of
from geo_app.words.translating import Language, pick_name, translator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pandas as pd

    from geo_app.analysis.access.standards import Standard
    from geo_app.province import Province
    from geo_app.transit.network import Network


SDG = STANDARDS[StandardId.SDG]

MOST_ROUTES = 10
"""With more routes than these, the legend names them by colour."""

MOST_COLOURS = 6
"""Colours that stand open then; routes of others are folded."""

MOST_FOLDED = 20
"""Routes that are named in the fold; each has its name in its popup anyway."""


def gaps_legend(
    province: Province,
    buses: Network,
    layers: Iterable[str],
    *,
    language: Language,
    standard: Standard | None = None,
    ranked: pd.DataFrame | None = None,
    counted: Sequence[str] = COUNTED,
) -> str:
    """
    Lay out the legend of the communities and of the layers shown with them.

    Parameters
    ----------
    province, buses
        Where the layers come from.
    layers
        As for `groups.feature_groups`.
    language
        Of the labels.
    standard
        By which communities count as served; any stop within the walk if left out.
    ranked
        The communities shown; what none of them has is not explained.
    counted
        Ids of the indicators by which they are coloured.

    Returns
    -------
    legend
        HTML, every text escaped.
    """
    entries = _Entries(province, buses, language, standard, ranked, tuple(counted))
    return legend_html(entries.of(shown_layers(province, layers)), translate=translator(language))


@dataclass(frozen=True, slots=True)
class _Entries:
    province: Province
    buses: Network
    language: Language
    standard: Standard | None
    ranked: pd.DataFrame | None
    counted: tuple[str, ...]

    def of(self, layers: list[str]) -> Iterator[LegendEntry | LegendFold]:
        yield from self._gaps()
        yield from self._answers()
        if "share" in layers:
            yield from self._shares()
        # The topmost layer first, as one reads a map.
        for layer in reversed([layer for layer in layers if layer != "share"]):
            yield from {
                "zones": self._zones,
                "hazards": self._hazards,
                "mangroves": self._mangroves,
                "records": self._records,
                "facilities": self._facilities,
                "routes": self._routes,
                "stops": self._stops,
            }[layer]()

    @property
    def _translate(self) -> Callable[[str], str]:
        return translator(self.language)

    def _status(self, *kinds: str) -> str:
        """Return the least trusted status of what a mark rests on."""
        statuses = [status for kind in kinds if (status := self.province.status(kind))]
        worst: Status = max(statuses, key=lambda status: status.distrust)
        return worst.value

    def _gaps(self) -> Iterator[LegendEntry]:
        for gap, label in gap_words(self.counted, self.standard).items():
            # What is said of an indicator rests on its layers, what is said of all on all.
            meant = (gap,) if gap in self.counted else self.counted
            kinds = [kind for name in meant for kind in indicator_of(name).kinds_needed]
            yield LegendEntry(
                label=self._translate(label),
                colour=palette.GAP[gap],
                mark="circle",
                status=self._status("communities", *kinds),
            )

    def _answers(self) -> Iterator[LegendEntry]:
        """How the communities shown mark what is not sure of their answer."""
        if self.ranked is None:
            return
        _, status = self._translate, self._status("communities")
        drawn = self.ranked[placed_rows(self.ranked)]
        for name in self.counted:
            label = words_of(name, self.standard).unknown_mark
            if label and any(name in unknown for unknown in drawn["unknown"]):
                yield LegendEntry(label=_(label), colour=palette.STOP, mark="dashed", status=status)
        if self.ranked["is_sensitive"].any():
            label = _("The answer hangs on distance, pace or the point's accuracy")
            yield LegendEntry(label=label, colour=palette.SENSITIVE, mark="ring", status=status)

    def _shares(self) -> Iterator[LegendEntry]:
        _ = self._translate
        by = _(self.standard.title if self.standard else SDG.title)
        kind = "population" if self.province.has("population") else "communities"
        for number, label in enumerate(CLASS_LABELS):
            text = _("Share of people served ({standard}): {range}")
            yield LegendEntry(
                label=_(label) if number else text.format(standard=by, range=_(label)),
                colour=palette.SHARE[number],
                mark="filled",
                status=self._status(kind) if number == 0 else Status.OPEN.value,
                opacity=palette.SHARE_OPACITY,
            )
        yield LegendEntry(
            label=_("not known, or no number of people known"),
            colour=palette.SHARE_UNKNOWN,
            mark="dash",
            status=self._status("zones"),
        )

    def _stops(self) -> Iterator[LegendEntry]:
        _ = self._translate
        is_nearer = are_many(self.buses.stops)
        yield LegendEntry(
            label=_("Bus stops (on the map from nearer)") if is_nearer else _("Bus stops"),
            colour=palette.STOP_FILL,
            mark="dot",
            status=self._status("transit", "bus_stops", "bus_routes"),
        )

    def _routes(self) -> Iterator[LegendEntry | LegendFold]:
        entries = tuple(self._each_route())
        if len(entries) <= MOST_ROUTES:
            yield from entries
            return
        _ = self._translate
        by_colour: dict[tuple[str, str, str], list[LegendEntry]] = {}
        for entry in entries:
            by_colour.setdefault((entry.colour, entry.mark, entry.status), []).append(entry)
        groups = sorted(by_colour.values(), key=len, reverse=True)
        for group in groups[:MOST_COLOURS]:
            first, count = group[0], len(group) - 1
            text = _("{route} and {count:,} more routes").format(route=first.label, count=count)
            yield replace(first, label=text if count else first.label)
        rest = tuple(entry for group in groups[MOST_COLOURS:] for entry in group)
        if rest:
            named = rest[:MOST_FOLDED]
            text = _("{count:,} more routes in other colours, {named} of them named here")
            yield LegendFold(label=text.format(count=len(rest), named=len(named)), entries=named)

    def _each_route(self) -> Iterator[LegendEntry]:
        # Only the lines that are drawn, numbered as `Painter.routes` numbers them.
        drawn = self.buses.routes[self.buses.routes.geometry.notna()]
        hailed, anywhere = hailed_routes(self.buses), self._translate(mark("board anywhere"))
        for number, row in enumerate(drawn.itertuples()):
            name = pick_name(row.name_th, row.name_en, self.language, otherwise=str(row.Index))
            is_hailed = row.Index in hailed
            yield LegendEntry(
                label=f"{name} ({anywhere})" if is_hailed else name,
                colour=route_colour(row.colour, number),
                mark="dots" if is_hailed else "line",
                status=row.status,
            )

    def _facilities(self) -> Iterator[LegendEntry]:
        _ = self._translate
        yield LegendEntry(
            label=_("Facilities"),
            colour=palette.FACILITY,
            mark="dot",
            status=self._status("facilities"),
        )

    def _records(self) -> Iterator[LegendEntry]:
        _ = self._translate
        records = self.province.of_kind("hazard_records")
        for row in records[["hazard_type", "status"]].drop_duplicates().itertuples():
            yield LegendEntry(
                label=_("On record: {hazard}").format(
                    hazard=_(labels.HAZARD_TYPE[row.hazard_type])
                ),
                colour=palette.HAZARD[row.hazard_type],
                mark="dot",
                status=row.status,
            )

    def _mangroves(self) -> Iterator[LegendEntry]:
        _ = self._translate
        yield LegendEntry(
            label=_("Mangroves"),
            colour=palette.MANGROVE,
            mark="area",
            status=self._status("mangroves"),
            opacity=palette.MANGROVE_OPACITY,
        )

    def _hazards(self) -> Iterator[LegendEntry]:
        _ = self._translate
        zones = self.province.of_kind("hazard_zones")
        for row in zones[["hazard_type", "hazard_level", "status"]].drop_duplicates().itertuples():
            kind = _(labels.HAZARD_TYPE[row.hazard_type])
            level = _(labels.HAZARD_LEVEL[row.hazard_level])
            yield hazard_entry(
                row.hazard_type, row.hazard_level, label=f"{kind} ({level})", status=row.status
            )

    def _zones(self) -> Iterator[LegendEntry]:
        _ = self._translate
        yield LegendEntry(
            label=_("Zones"), colour=palette.ZONE, mark="dash", status=self._status("zones")
        )
