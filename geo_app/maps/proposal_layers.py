"""A proposal as feature groups: its lines and stops, and the communities that gain and lose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from geo_app.analysis.ranking import Gap
from geo_app.analysis.rows_used import is_whole
from geo_app.catalogue import Status
from geo_app.errors import mark
from geo_app.maps import palette
from geo_app.maps.features import draw_features
from geo_app.maps.popups import popup_html
from geo_app.maps.proposal_places import (
    community_places,
    gone_lines,
    left_places,
    new_places,
)
from geo_app.words import labels, proposal_labels
from geo_app.words.formats import format_distance
from geo_app.words.labels import hazard_words
from geo_app.words.translating import pick_name

if TYPE_CHECKING:
    from collections.abc import Callable

    import folium

    from geo_app.maps.subjects import Painter
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.evaluation import Evaluation, RouteEffect

PROPOSED_COLOUR = palette.CATCHMENT
GAINED_COLOUR, LOST_COLOUR = palette.FIX, palette.GAP[Gap.BOTH]
"""As in the editor; told apart by the rim as well, and by a plus and a minus in print."""

EFFECT_RADIUS_PX = {"gained": 9, "lost": 8, "nearer": 6, "further": 6, "unclear": 6, "none": 4}
EFFECT_COLOUR = {
    "gained": GAINED_COLOUR,
    "lost": LOST_COLOUR,
    "nearer": "#a6dbc9",
    "further": "#f3c6a0",
    "unclear": "#ffffff",
    "none": palette.ZONE,
}
"""White with a dark rim is left to the stops of today."""

NEW_STOP_STYLE = {"radius": 5, "color": PROPOSED_COLOUR, "weight": 3, "fill": True,
                  "fillColor": "#ffffff", "fillOpacity": 1}  # fmt: skip
LEFT_STOP_STYLE = {"radius": 6, "color": LOST_COLOUR, "weight": 2, "dashArray": "2 3", "fill": True,
                   "fillColor": "#ffffff", "fillOpacity": 0.6}  # fmt: skip


def draw_new_lines(evaluation: Evaluation, painter: Painter) -> folium.FeatureGroup:
    """
    Draw the new lines with a white rim; what their running takes stands in the popup.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    painter
        For language and statuses.
    """
    _, routes = painter.translate, evaluation.proposed.routes
    drawn = [route for route in evaluation.routes if route.new_line is not None]
    rows: list[dict[str, Any]] = []
    for route in drawn:
        name = pick_name(
            routes["name_th"][route.route_id], routes["name_en"][route.route_id],
            painter.language, otherwise=route.route_id,
        )  # fmt: skip
        popup = popup_html(name, _line_facts(route, painter), status=Status.OPEN.value, translate=_)
        rows.append({"tooltip": name, "popup": popup})
    rims = [row | {"is_rim": True} for row in rows]
    layer = gpd.GeoDataFrame(geometry=[route.new_line for route in drawn] * 2, crs=routes.crs)
    return draw_features(
        layer,
        name=_(mark("Proposed lines")),
        properties=[*rims, *(row | {"is_rim": False} for row in rows)],
        style=_line_style,
    )


def draw_new_stops(
    evaluation: Evaluation, baseline: Baseline, painter: Painter
) -> folium.FeatureGroup:
    """
    Draw the stops that come: where on the line they stand, and the road that each reaches.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    baseline
        The province as it is today.
    painter
        For language and statuses.
    """
    places = new_places(evaluation, baseline)
    is_complete = is_whole(baseline.province, "hazard_zones")
    facts_by_stop: dict[str, list[tuple[str, str]]] = {}
    for route in evaluation.routes:
        hazards = _hazards_by_stop(route, is_complete, painter.translate)
        facts_by_stop |= {
            str(row.Index): _stop_facts(row, hazards, painter) for row in route.stops.itertuples()
        }
    rows = [
        _named(row, facts_by_stop.get(str(row.Index), []), painter) for row in places.itertuples()
    ]
    return draw_features(
        places,
        name=painter.translate(mark("Proposed stops")),
        properties=rows,
        style=lambda _: NEW_STOP_STYLE,
        is_point=True,
    )


def draw_left_stops(
    evaluation: Evaluation, baseline: Baseline, painter: Painter
) -> folium.FeatureGroup:
    """
    Draw the stops of today at whose places no bus would call any more.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    baseline
        The province as it is today.
    painter
        For language and statuses.
    """
    _, places = painter.translate, left_places(evaluation, baseline)
    facts = [(_(mark("As proposed")), _(mark("no bus calls here any more")))]
    return draw_features(
        places,
        name=_(mark("Stops that go or move away")),
        properties=[_named(row, facts, painter) for row in places.itertuples()],
        style=lambda _: LEFT_STOP_STYLE,
        is_point=True,
    )


def draw_gone_lines(
    evaluation: Evaluation, baseline: Baseline, painter: Painter
) -> folium.FeatureGroup:
    """
    Draw the routes that run no more, dashed on a white rim that hides them as of today.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    baseline
        The province as it is today.
    painter
        For language and statuses.
    """
    _, lines = painter.translate, gone_lines(evaluation, baseline)
    facts = [(_(mark("As proposed")), _(mark("this route no longer runs")))]
    rows = [_named(row, facts, painter) for row in lines.itertuples()]
    rims = [row | {"is_rim": True} for row in rows]
    return draw_features(
        gpd.GeoDataFrame(geometry=[*lines.geometry, *lines.geometry], crs=lines.crs),
        name=_(mark("Routes that go")),
        properties=[*rims, *(row | {"is_rim": False} for row in rows)],
        style=_gone_style,
    )


def draw_effects(
    evaluation: Evaluation, baseline: Baseline, painter: Painter
) -> folium.FeatureGroup:
    """
    Draw every community by what the proposal does to its access.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    baseline
        The province as it is today.
    painter
        For language and statuses.
    """
    places = community_places(evaluation, baseline)
    order = {effect: number for number, effect in enumerate(reversed([*proposal_labels.EFFECT]))}
    # Those that gain and lose last, so that they lie on top.
    places = places.sort_values("effect", key=lambda column: column.map(order), kind="stable")
    rows = [_community(row, painter) for row in places.itertuples()]
    return draw_features(
        places,
        name=painter.translate(mark("Communities")),
        properties=rows,
        style=effect_style,
        is_point=True,
    )


def effect_style(properties: dict[str, Any]) -> dict[str, Any]:
    """
    Return the path options of a community by the proposal's effect on it.

    Parameters
    ----------
    properties
        Of the drawn feature, with its `effect`.
    """
    effect = properties["effect"]
    style = {
        "radius": EFFECT_RADIUS_PX[effect], "color": "#111827", "weight": 1, "fill": True,
        "fillColor": EFFECT_COLOUR[effect], "fillOpacity": 0.95,
    }  # fmt: skip
    if effect == "lost":
        style["weight"] = 3
    return style | ({"weight": 2, "dashArray": "3 3"} if effect == "unclear" else {})


def _community(row: Any, painter: Painter) -> dict[str, Any]:
    _ = painter.translate
    name = pick_name(row.name_th, row.name_en, painter.language, otherwise=str(row.Index))
    people = _("Not known") if pd.isna(row.population) else f"{row.population:,.0f}"
    facts = [
        (_("As proposed"), _(proposal_labels.EFFECT[row.effect])),
        (_("People"), people),
        (_("Walk today"), _walk(row.walk_before_m, painter)),
        (_("Walk as proposed"), _walk(row.walk_after_m, painter)),
    ]
    popup = popup_html(name, facts, status=row.status, translate=_)
    return {"tooltip": name, "popup": popup, "effect": str(row.effect)}


def _named(row: Any, facts: list[tuple[str, str]], painter: Painter) -> dict[str, Any]:
    name = pick_name(row.name_th, row.name_en, painter.language, otherwise=str(row.Index))
    popup = popup_html(name, facts, status=Status.OPEN.value, translate=painter.translate)
    return {"tooltip": name, "popup": popup}


def _walk(distance_m: float, painter: Painter) -> str:
    if pd.isna(distance_m):
        return painter.translate(mark("no way known"))
    return format_distance(distance_m, painter.language)


def _line_facts(route: RouteEffect, painter: Painter) -> list[tuple[str, str]]:
    _ = painter.translate
    length = 0.0 if route.new_line is None else route.new_line.length
    facts = [
        (_("Length"), format_distance(length, painter.language)),
        (_("Stops"), f"{len(route.stops)}"),
    ]
    if route.operation is None:
        return [*facts, (_("Vehicles"), _("Not known"))]
    operation = route.operation
    return [
        *facts,
        (_("Cycle time (min)"), f"{operation.cycle_time_min:,.0f}"),
        (_("Vehicles"), f"{operation.vehicles:,.0f}"),
        (_("THB a day (rates not confirmed)"), f"{operation.cost_thb_per_day:,.0f}"),
    ]


def _stop_facts(row: Any, hazards: Callable[[str], str], painter: Painter) -> list[tuple[str, str]]:
    _ = painter.translate
    facts = [(_("Along the line"), format_distance(row.along_m, painter.language))]
    if not pd.isna(row.to_next_m):
        facts.append((_("To the next stop"), format_distance(row.to_next_m, painter.language)))
    road = pick_name(row.road_name_th, row.road_name_en, painter.language, otherwise="")
    if road:
        facts.append((_("Road"), road))
    met = hazards(str(row.Index))
    facts.append((_("Hazards"), labels.marked(met, painter.statuses.get("hazard_zones"), _)))
    return facts


def _hazards_by_stop(
    route: RouteEffect, is_complete: bool, translate: Callable[[str], str]
) -> Callable[[str], str]:
    if route.hazards is None:
        return lambda _: hazard_words(None, translate)
    rows = route.hazards.stops

    def words(stop_id: str) -> str:
        met = rows[rows["stop_id"] == stop_id]
        pairs = tuple(zip(met["hazard_type"], met["hazard_level"], strict=True))
        return hazard_words(pairs, translate, is_complete=is_complete)

    return words


def _line_style(properties: dict[str, Any]) -> dict[str, Any]:
    if properties["is_rim"]:
        return {"color": "#ffffff", "weight": 9, "opacity": 0.9}
    return {"color": PROPOSED_COLOUR, "weight": 5, "opacity": 1}


def _gone_style(properties: dict[str, Any]) -> dict[str, Any]:
    if properties["is_rim"]:
        return {"color": "#ffffff", "weight": 8, "opacity": 1}
    return {"color": LOST_COLOUR, "weight": 3, "opacity": 1, "dashArray": "8 6"}
