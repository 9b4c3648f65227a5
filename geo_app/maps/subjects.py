"""The layers of the desk as feature groups: zones, hazards, mangroves, buses, communities."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import folium
import pandas as pd

from geo_app.analysis.areas.zoning import finest_zones
from geo_app.indicators.listing import asked_in
from geo_app.indicators.readable import Reading
from geo_app.maps import palette
from geo_app.maps.features import draw_features, fill, outline
from geo_app.maps.handling.nearer import STOP_CLASS, are_many
from geo_app.maps.hatching import hatch_style
from geo_app.maps.popups import popup_html
from geo_app.maps.styles import STOP_STYLE, community_style, ring_style, route_style
from geo_app.units import to_rai
from geo_app.words import labels
from geo_app.words.indicator_words import gap_text
from geo_app.words.translating import Language, pick_name, translator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import geopandas as gpd

    from geo_app.analysis.access.standards import Standard
    from geo_app.catalogue import Status
    from geo_app.indicators.indicator import Indicator
    from geo_app.network.walking import WalkingMethod
    from geo_app.transit.network import Network

DISPLAY_TOLERANCE_M = 5.0
"""How far a drawn route may lie from the true one."""

HEX_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


@dataclass(frozen=True, slots=True)
class Painter:
    """
    Draws the desk's subjects in one language.

    Attributes
    ----------
    statuses
        Status of the data by kind, for facts that rest on another layer than the
        one drawn.
    standard
        By which communities count as served; any stop within the walk if None.
    method
        How walks were measured; not told if None.
    """

    language: Language
    statuses: Mapping[str, Status | None] = field(default_factory=dict)
    standard: Standard | None = None
    method: WalkingMethod | None = None

    @property
    def translate(self) -> Callable[[str], str]:
        """From English to the language."""
        return translator(self.language)

    def zones(self, zones: gpd.GeoDataFrame) -> folium.FeatureGroup:
        """
        Draw the borders of the smallest zones that there are.

        Parameters
        ----------
        zones
            Polygons with `level`, in the analysis CRS.
        """
        finest = finest_zones(zones)
        rows = [
            self._row(row, [(self._("Code"), row.Index)], str(row.Index))
            for row in finest.itertuples()
        ]
        return draw_features(
            finest, name=self._("Zones"), properties=rows, style=lambda _: outline()
        )

    def hazards(self, hazard_zones: gpd.GeoDataFrame) -> folium.FeatureGroup:
        """
        Draw hazard zones, hatched by type and more densely by level.

        Parameters
        ----------
        hazard_zones
            Polygons with `hazard_type` and `hazard_level`, in the analysis CRS.
        """
        rows = [self._hazard(row) for row in hazard_zones.itertuples()]
        return draw_features(
            hazard_zones,
            name=self._("Disaster-risk zones"),
            properties=rows,
            style=lambda zone: hatch_style(zone["hazard_type"], zone["hazard_level"]),
        )

    def mangroves(self, mangroves: gpd.GeoDataFrame) -> folium.FeatureGroup:
        """
        Draw mangrove areas with their size in rai.

        Parameters
        ----------
        mangroves
            Polygons in the analysis CRS, in metres.
        """
        areas_m2 = mangroves.geometry.area
        sizes = [self._("{rai} rai").format(rai=f"{to_rai(area_m2):,.0f}") for area_m2 in areas_m2]
        rows = [
            self._row(row, [(self._("Area"), size)], str(row.Index))
            for row, size in zip(mangroves.itertuples(), sizes, strict=True)
        ]
        return draw_features(
            mangroves,
            name=self._("Mangroves"),
            properties=rows,
            style=lambda _: fill(palette.MANGROVE, palette.MANGROVE_OPACITY),
        )

    def records(self, records: gpd.GeoDataFrame) -> folium.FeatureGroup:
        """
        Draw what was measured in an event or is listed by an office, coloured by hazard.

        Parameters
        ----------
        records
            Points with `hazard_type`, and `height_m` in metres, `note_th` and `note_en` where
            the layer has them, in the analysis CRS.
        """
        rows = [
            self._row(row, list(self._record(row)), str(row.Index))
            | {"hazard_type": row.hazard_type}
            for row in records.itertuples()
        ]
        return draw_features(
            records,
            name=self._("Hazards on record"),
            properties=rows,
            style=lambda record: STOP_STYLE | {"fillColor": palette.HAZARD[record["hazard_type"]]},
            is_point=True,
        )

    def _record(self, row: Any) -> Iterator[tuple[str, str]]:
        yield self._("Hazard"), self._(labels.HAZARD_TYPE[row.hazard_type])
        height_m = getattr(row, "height_m", None)
        if not pd.isna(height_m):
            yield self._("Height of the water"), self._("{metres:.1f} m").format(metres=height_m)
        thai, english = getattr(row, "note_th", None), getattr(row, "note_en", None)
        if note := pick_name(thai, english, self.language, otherwise=""):
            yield self._("Note"), note

    def routes(self, buses: Network) -> folium.FeatureGroup:
        """
        Draw bus routes, each in its own colour; those that stop anywhere with a dotted line.

        Parameters
        ----------
        buses
            Routes and stops in the analysis CRS, in metres. May be empty.
        """
        hailed = hailed_routes(buses)
        routes = buses.routes[buses.routes.geometry.notna()]
        routes = routes.set_geometry(routes.geometry.simplify(DISPLAY_TOLERANCE_M))
        rows = [
            self._row(row, self._hail_facts(row.Index in hailed), str(row.Index))
            | {"colour": route_colour(row.colour, number), "is_hailed": row.Index in hailed}
            for number, row in enumerate(routes.itertuples())
        ]
        return draw_features(
            routes,
            name=self._("Bus routes"),
            properties=rows,
            style=route_style,
        )

    def stops(self, buses: Network) -> folium.FeatureGroup:
        """
        Draw bus stops; where a bus may be stopped by hand there is none.

        Parameters
        ----------
        buses
            Routes and stops in the analysis CRS, in metres. May be empty.
        """
        stops = buses.stops[~buses.stops["is_hail_point"].astype(bool)]
        rows = [
            self._row(row, [(self._("Stop id"), row.Index)], str(row.Index))
            | {"stop_id": str(row.Index)}
            for row in stops.itertuples()
        ]
        style = STOP_STYLE | ({"className": STOP_CLASS} if are_many(stops) else {})
        return draw_features(
            stops,
            name=self._("Bus stops"),
            properties=rows,
            style=lambda _: style,
            is_point=True,
        )

    def facilities(self, facilities: gpd.GeoDataFrame) -> folium.FeatureGroup:
        """
        Draw schools, hospitals and the like, with their type in the popup.

        Parameters
        ----------
        facilities
            Points with `facility_type`, in the analysis CRS.
        """
        rows = [
            self._row(
                row,
                [(self._("Kind"), self._(labels.FACILITY_TYPE[row.facility_type]))],
                str(row.Index),
            )
            for row in facilities.itertuples()
        ]
        return draw_features(
            facilities,
            name=self._("Facilities"),
            properties=rows,
            style=lambda _: STOP_STYLE | {"fillColor": palette.FACILITY},
            is_point=True,
        )

    def communities(
        self,
        ranked: gpd.GeoDataFrame,
        *,
        selected: str | None = None,
        opens: bool = True,
        beside: bool = False,
        previews: Mapping[str, object] | None = None,
    ) -> folium.FeatureGroup:
        """
        Draw communities by what they lack, the selected one with a ring and its popup open.

        Parameters
        ----------
        ranked
            Points as `coverage.rank` returns them.
        selected
            Id of the community with the ring; None for none.
        opens
            Whether the popup of the selected one is open at once.
        beside
            Whether cards stand beside the map, so that popups open on phones only.
        previews
            As `DistancePreview` reads them, by id; communities without keep their colour.
        """
        # The most urgent last, so that it lies on top.
        drawn = ranked.iloc[::-1]
        asked, reading = asked_in(ranked), self._reading()
        rows = [
            self._community(row, asked, reading, selected) | {"opens": opens, "beside": beside}
            for row in drawn.itertuples()
        ]
        for community_id, properties in zip(drawn.index, rows, strict=True):
            if previews and community_id in previews:
                properties["preview"] = previews[community_id]
        return draw_features(
            drawn,
            name=self._("Communities"),
            properties=rows,
            style=community_style,
            is_point=True,
        )

    def sensitive_rings(self, ranked: gpd.GeoDataFrame) -> folium.FeatureGroup:
        """
        Draw a thin ring around communities whose answer hangs on a choice.

        Parameters
        ----------
        ranked
            Points as `coverage.rank` returns them, with `is_sensitive` where that was asked;
            without it nothing is drawn.
        """
        if "is_sensitive" not in ranked:
            return folium.FeatureGroup()
        drawn = ranked[ranked["is_sensitive"].astype(bool)]
        rows = [{"gap": row.gap, "ring": True} for row in drawn.itertuples()]
        return draw_features(
            drawn,
            name=self._("Answers that depend on a choice"),
            properties=rows,
            style=ring_style,
            is_point=True,
            has_texts=False,
        )

    def people_marked(self, text: str) -> str:
        """
        Append the status of where people are counted to a number of people.

        Parameters
        ----------
        text
            A number of people, in words.
        """
        counted = self.statuses.get("population") or self.statuses.get("communities")
        return labels.marked(text, counted, self.translate)

    def _(self, text: str) -> str:
        return self.translate(text)

    def _hail_facts(self, is_hailed: bool) -> list[tuple[str, str]]:
        return [(self._("Boarding"), self._("anywhere along the line"))] if is_hailed else []

    def _row(self, row: Any, facts: list[tuple[str, str]], otherwise: str) -> dict[str, Any]:
        name_th, name_en = getattr(row, "name_th", None), getattr(row, "name_en", None)
        name = pick_name(name_th, name_en, self.language, otherwise=otherwise)
        popup = popup_html(name, facts, status=row.status, translate=self.translate)
        return {"tooltip": name, "popup": popup}

    def _hazard(self, row: Any) -> dict[str, Any]:
        kind = self._(labels.HAZARD_TYPE[row.hazard_type])
        level = self._(labels.HAZARD_LEVEL[row.hazard_level])
        facts = [(self._("Hazard"), kind), (self._("Level"), level)]
        if isinstance(rule := getattr(row, "rule", None), str):
            facts.append((self._("Rule"), rule))
        properties = self._row(row, facts, f"{kind}, {level}")
        return properties | {"hazard_type": row.hazard_type, "hazard_level": row.hazard_level}

    def _community(
        self, row: Any, asked: list[Indicator], reading: Reading, selected: str | None
    ) -> dict[str, Any]:
        facts = list(self._community_facts(row, asked, reading))
        properties = self._row(row, facts, str(row.Index))
        return properties | {
            "community_id": str(row.Index),
            "gap": row.gap,
            "unknown": next(iter(row.unknown), ""),
            "selected": str(row.Index) == selected,
        }

    def _reading(self) -> Reading:
        return Reading(
            language=self.language,
            statuses=self.statuses,
            standard=self.standard,
            method=self.method,
        )

    def _community_facts(
        self, row: Any, asked: list[Indicator], reading: Reading
    ) -> Iterator[tuple[str, str]]:
        yield self._("Gap"), gap_text(row.lacks, self.standard, self.translate)
        for indicator in asked:
            for fact in indicator.facts(row, reading):
                if fact.is_brief:
                    yield (
                        fact.label,
                        reading.marked(
                            fact.value, indicator.kinds_needed, is_walked=fact.is_walked
                        ),
                    )
        hazards = labels.hazard_words(row.hazards, self.translate, is_complete=row.hazards_complete)
        yield self._("Hazards"), self._marked(hazards, "hazard_zones")

    def _marked(self, text: str, kind: str) -> str:
        return labels.marked(text, self.statuses.get(kind), self.translate)


def route_colour(declared: object, number: int) -> str:
    """
    Return a route's own colour if it is one, else the palette's next.

    Parameters
    ----------
    declared
        The colour that the layer states, if any.
    number
        Of the route, from 0, for the palette.
    """
    if isinstance(declared, str) and HEX_COLOUR.fullmatch(declared):
        return declared
    return palette.ROUTES[number % len(palette.ROUTES)]


def hailed_routes(buses: Network) -> set[str]:
    """
    Return the routes that can be boarded between their stops.

    Parameters
    ----------
    buses
        Routes and stops in the analysis CRS, in metres. May be empty.
    """
    points = buses.stops.index[buses.stops["is_hail_point"].astype(bool)]
    # A boarding point is named after its route and its number on it.
    return {str(point).rpartition("@")[0] for point in points}
