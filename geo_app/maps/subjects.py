"""The layers of the desk as feature groups: zones, hazards, mangroves, buses, communities."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_app.analysis.zoning import finest_zones
from geo_app.errors import mark
from geo_app.maps import labels, palette
from geo_app.maps.features import draw_features, fill, outline
from geo_app.maps.popups import popup_html
from geo_app.units import to_rai
from geo_app.words import Language, format_date, format_distance, pick_name, translator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import folium
    import geopandas as gpd

    from geo_app.catalogue import Status
    from geo_app.transit.buses import BusNetwork

DISPLAY_TOLERANCE_M = 5.0
"""How far a drawn route may lie from the true one."""

HEX_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
STOP_STYLE = {"radius": 3.5, "color": palette.STOP, "weight": 1.5, "fill": True,
              "fillColor": palette.STOP_FILL, "fillOpacity": 1}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Painter:
    """
    Draws the desk's subjects in one language.

    Attributes
    ----------
    statuses
        Status of the data by kind, for facts that rest on another layer than the
        one drawn.
    """

    language: Language
    statuses: Mapping[str, Status | None] = field(default_factory=dict)

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
        """Draw bus routes, each in its own colour."""
        routes = buses.routes[buses.routes.geometry.notna()]
        routes = routes.set_geometry(routes.geometry.simplify(DISPLAY_TOLERANCE_M))
        rows = [
            self._row(row, [], str(row.Index)) | {"colour": route_colour(row.colour, number)}
            for number, row in enumerate(routes.itertuples())
        ]
        return draw_features(
            routes,
            name=self._("Bus routes"),
            properties=rows,
            style=lambda own: {"color": own["colour"], "weight": 4, "opacity": 0.75},
        )

    def stops(self, buses: BusNetwork) -> folium.FeatureGroup:
        """Draw bus stops."""
        rows = [
            self._row(row, [(self._("Stop id"), row.Index)], str(row.Index))
            for row in buses.stops.itertuples()
        ]
        return draw_features(
            buses.stops,
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
        self, ranked: gpd.GeoDataFrame, *, selected: str | None = None
    ) -> folium.FeatureGroup:
        """Draw communities by what they lack, the selected one with a ring."""
        # The most urgent last, so that it lies on top.
        drawn = ranked.iloc[::-1]
        rows = [self._community(row, selected) for row in drawn.itertuples()]
        return draw_features(
            drawn,
            name=self._("Communities"),
            properties=rows,
            style=_community_style,
            is_point=True,
        )

    def _(self, text: str) -> str:
        return self.translate(text)

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
            "selected": str(row.Index) == selected,
        }

    def _community_facts(self, row: Any) -> Iterator[tuple[str, str]]:
        yield self._("Gap"), self._(labels.GAP[row.gap])
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


def _community_style(own: dict[str, Any]) -> dict[str, Any]:
    style = {
        "radius": palette.GAP_RADIUS_PX[own["gap"]],
        "color": "#111827",
        "weight": 1,
        "fill": True,
        "fillColor": palette.GAP[own["gap"]],
        "fillOpacity": 0.95,
    }
    if own["plan_unknown"]:
        style["dashArray"] = "2 2"
    if own["selected"]:
        style |= {"color": palette.SELECTED, "weight": 4}
    return style
