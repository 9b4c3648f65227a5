"""The layers of the desk as feature groups: zones, hazards, mangroves, buses, communities."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import folium
import pandas as pd

from geo_app.analysis.zoning import finest_zones
from geo_app.errors import mark
from geo_app.maps import labels, palette
from geo_app.maps.features import draw_features, fill, outline
from geo_app.maps.popups import popup_html
from geo_app.maps.styles import STOP_STYLE, community_style, ring_style, route_style
from geo_app.units import to_rai
from geo_app.words import Language, format_date, format_distance, pick_name, translator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import geopandas as gpd

    from geo_app.analysis.standards import Standard
    from geo_app.catalogue import Status
    from geo_app.transit.buses import BusNetwork

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
    """

    language: Language
    statuses: Mapping[str, Status | None] = field(default_factory=dict)
    standard: Standard | None = None

    @property
    def translate(self) -> Callable[[str], str]:
        """From English to the language."""
        return translator(self.language)

    def zones(self, zones: gpd.GeoDataFrame) -> folium.FeatureGroup:
        """Draw the borders of the smallest zones that there are."""
        finest = finest_zones(zones)
        rows = [
            self._row(row, [(self._("Code"), row.Index)], str(row.Index))
            for row in finest.itertuples()
        ]
        return draw_features(
            finest, name=self._("Zones"), properties=rows, style=lambda _: outline()
        )

    def hazards(self, hazard_zones: gpd.GeoDataFrame) -> folium.FeatureGroup:
        """Draw hazard zones, coloured by type and stronger by level."""
        rows = [self._hazard(row) for row in hazard_zones.itertuples()]
        return draw_features(
            hazard_zones,
            name=self._("Disaster-risk zones"),
            properties=rows,
            style=lambda own: fill(
                palette.HAZARD[own["hazard_type"]], palette.HAZARD_OPACITY[own["hazard_level"]]
            ),
        )

    def mangroves(self, mangroves: gpd.GeoDataFrame) -> folium.FeatureGroup:
        """Draw mangrove areas with their size in rai."""
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

    def routes(self, buses: BusNetwork) -> folium.FeatureGroup:
        """Draw bus routes, each in its own colour; those that stop anywhere with a dotted line."""
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

    def stops(self, buses: BusNetwork) -> folium.FeatureGroup:
        """Draw bus stops; where a bus may be stopped by hand there is none."""
        stops = buses.stops[~buses.stops["is_hail_point"].astype(bool)]
        rows = [
            self._row(row, [(self._("Stop id"), row.Index)], str(row.Index))
            | {"stop_id": str(row.Index)}
            for row in stops.itertuples()
        ]
        return draw_features(
            stops,
            name=self._("Bus stops"),
            properties=rows,
            style=lambda _: STOP_STYLE,
            is_point=True,
        )

    def facilities(self, facilities: gpd.GeoDataFrame) -> folium.FeatureGroup:
        """Draw schools, hospitals and the like, with their type in the popup."""
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
        self, ranked: gpd.GeoDataFrame, *, selected: str | None = None, opens: bool = True
    ) -> folium.FeatureGroup:
        """Draw communities by what they lack, the selected one with a ring and its popup open."""
        # The most urgent last, so that it lies on top.
        drawn = ranked.iloc[::-1]
        rows = [self._community(row, selected) | {"opens": opens} for row in drawn.itertuples()]
        return draw_features(
            drawn,
            name=self._("Communities"),
            properties=rows,
            style=community_style,
            is_point=True,
        )

    def sensitive_rings(self, ranked: gpd.GeoDataFrame) -> folium.FeatureGroup:
        """Draw a thin ring around communities whose answer hangs on a choice."""
        if "is_sensitive" not in ranked:
            return folium.FeatureGroup()
        drawn = ranked[ranked["is_sensitive"].astype(bool)]
        rows = [{"gap": row.gap, "ring": True} for row in drawn.itertuples()]
        return draw_features(
            drawn,
            name=self._("Answers that hang on a choice"),
            properties=rows,
            style=ring_style,
            is_point=True,
            has_texts=False,
        )

    def people_marked(self, text: str) -> str:
        """Append the status of where people are counted to a number of people."""
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
        own = self._row(row, facts, f"{kind}, {level}")
        return own | {"hazard_type": row.hazard_type, "hazard_level": row.hazard_level}

    def _community(self, row: Any, selected: str | None) -> dict[str, Any]:
        facts = list(self._community_facts(row))
        own = self._row(row, facts, str(row.Index))
        return own | {
            "community_id": str(row.Index),
            "gap": row.gap,
            "plan_unknown": row.plan_status == "unknown",
            "stop_unknown": labels.is_missing(getattr(row, "has_stop", True)),
            "selected": str(row.Index) == selected,
        }

    def _community_facts(self, row: Any) -> Iterator[tuple[str, str]]:
        yield self._("Gap"), self._(labels.gap_words(self.standard)[row.gap])
        if self.standard is not None:
            served = labels.served_words(row.has_stop, self.translate)
            found = labels.class_words(getattr(row, "access_class", None), self.translate)
            yield self._(self.standard.title), f"{served} ({found})" if found else served
        walk = format_distance(row.walk_distance_m, self.language)
        yield (
            self._("Walk to the nearest stop"),
            walk if row.is_connected else self._("no way known"),
        )
        straight = format_distance(row.straight_distance_m, self.language)
        yield self._("Straight line"), straight
        plan = self._(labels.PLAN_STATUS[row.plan_status])
        if not pd.isna(row.plan_valid_until):
            until = format_date(row.plan_valid_until.date(), self.language)
            plan = self._("{plan} (until {day})").format(plan=plan, day=until)
        yield self._("Disaster plan"), self._marked(plan, "disaster_plans")
        hazards = hazard_words(row.hazards, self.translate)
        yield self._("Hazards"), self._marked(hazards, "hazard_zones")

    def _marked(self, text: str, kind: str) -> str:
        return labels.marked(text, self.statuses.get(kind), self.translate)


def route_colour(declared: object, number: int) -> str:
    """Return a route's own colour if it is one, else the palette's next."""
    if isinstance(declared, str) and HEX_COLOUR.fullmatch(declared):
        return declared
    return palette.ROUTES[number % len(palette.ROUTES)]


def hazard_words(
    hazards: tuple[tuple[str, str], ...] | None, translate: Callable[[str], str]
) -> str:
    """Write hazards as words: none and not known are different answers."""
    if hazards is None:
        return translate(mark("Not known"))
    if not hazards:
        return translate(mark("None in the layer"))
    return ", ".join(
        f"{translate(labels.HAZARD_TYPE[kind])} ({translate(labels.HAZARD_LEVEL[level])})"
        for kind, level in hazards
    )


def hailed_routes(buses: BusNetwork) -> set[str]:
    """Return the routes that can be boarded between their stops."""
    points = buses.stops.index[buses.stops["is_hail_point"].astype(bool)]
    # A boarding point is named after its route and its number on it.
    return {str(point).rpartition("@")[0] for point in points}
