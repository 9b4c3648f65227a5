"""Several proposals on one map: a line pattern each, and who gains under which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd

from geo_app.analysis.ranking import Gap
from geo_app.catalogue import Status
from geo_app.errors import mark
from geo_app.maps import palette
from geo_app.maps.features import draw_features
from geo_app.maps.popups import popup_html
from geo_app.words import proposal_labels
from geo_app.words.translating import pick_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import folium
    import pandas as pd

    from geo_app.maps.subjects import Painter
    from geo_app.proposals.evaluation import Evaluation

LOOKS = (
    ("#0072b2", None),
    ("#d55e00", "10 6"),
    ("#009e73", "2 7"),
    ("#cc79a7", "14 5 2 5"),
    ("#111827", "5 5"),
    ("#e69f00", "20 8"),
)
"""Colour (Okabe & Ito 2008) and dashes of each line: the dashes tell them apart without colour."""

LINE_WEIGHT_PX = 5
GAINED_COLOUR, LOST_COLOUR = palette.FIX, palette.GAP[Gap.BOTH]
"""As on the map that routes are drawn on."""

SOME_COLOUR = "#56b4e9"
"""Of communities that gain under some of the proposals only."""

MIXED_COLOUR = "#f0e442"
"""Of communities that gain under one and lose under another."""


def draw_lines(evaluations: Mapping[str, Evaluation], painter: Painter) -> folium.FeatureGroup:
    """
    Draw what each proposal draws, in its own colour and dashes.

    Parameters
    ----------
    evaluations
        By the name that the legend has, in the order of `LOOKS`.
    painter
        For the language.
    """
    rows, lines, crs = [], [], None
    for number, (name, evaluation) in enumerate(evaluations.items()):
        crs = evaluation.proposed.stops.crs
        for route in evaluation.routes:
            if route.new_line is None:
                continue
            facts = [(painter.translate(mark("Route")), route.route_id)]
            status = Status.OFFICIAL.value
            popup = popup_html(name, facts, status=status, translate=painter.translate)
            rows.append({"look": number, "tooltip": name, "popup": popup})
            lines.append(route.new_line)
    layer = gpd.GeoDataFrame(geometry=lines, crs=crs)
    title = painter.translate(mark("Proposals"))
    return draw_features(layer, name=title, properties=rows, style=_line_style)


def draw_communities(
    communities: pd.DataFrame,
    names: Sequence[str],
    places: gpd.GeoSeries,
    painter: Painter,
) -> folium.FeatureGroup:
    """
    Draw the communities that some proposal touches: who gains under which.

    Parameters
    ----------
    communities
        As `ProposalComparison.communities`.
    names
        Of the proposals, which are columns with their effects.
    places
        Points by `community_id`.
    painter
        For the language.
    """
    rows = []
    for key, row in zip(communities.index, communities.to_dict("records"), strict=True):
        effects = {name: str(row[name]) for name in names}
        facts = [
            (name, painter.translate(proposal_labels.EFFECT_AT_POINT[effect]))
            for name, effect in effects.items()
        ]
        title = pick_name(row["name_th"], row["name_en"], painter.language, otherwise=str(key))
        status = Status.OFFICIAL.value
        popup = popup_html(title, facts, status=status, translate=painter.translate)
        properties = {"community_id": str(key), "under": outcome(effects.values())}
        rows.append(properties | {"tooltip": title, "popup": popup})
    layer = gpd.GeoDataFrame(geometry=places.reindex(communities.index), crs=places.crs)
    title = painter.translate(mark("Communities"))
    return draw_features(layer, name=title, properties=rows, style=_point_style, is_point=True)


def outcome(effects: Iterable[str]) -> str:
    """
    Say in one word how proposals treat a community: all, some, lost, mixed or other.

    Parameters
    ----------
    effects
        What each proposal does to the community, as values of `Effect`.
    """
    listed = list(effects)
    gains, losses = listed.count("gained"), listed.count("lost")
    if gains and losses:
        return "mixed"
    if losses:
        return "lost"
    if not gains:
        return "other"
    return "all" if gains == len(listed) else "some"


OUTCOMES = {
    "all": (GAINED_COLOUR, mark("gains under every proposal")),
    "some": (SOME_COLOUR, mark("gains under some only")),
    "mixed": (MIXED_COLOUR, mark("gains under one, loses under another")),
    "lost": (LOST_COLOUR, mark("loses under some proposal")),
    "other": ("#ffffff", mark("walks less or further, access as before")),
}
RADIUS_PX = {"all": 9, "some": 8, "mixed": 8, "lost": 9, "other": 5}


def _line_style(properties: dict[str, Any]) -> dict[str, Any]:
    colour, dashes = LOOKS[properties["look"]]
    # Thinner from line to line, so that one upon another leaves both to be seen.
    weight = LINE_WEIGHT_PX - properties["look"] * 0.5
    look = {"color": colour, "weight": weight, "opacity": 0.95, "fill": False}
    return look if dashes is None else look | {"dashArray": dashes}


def _point_style(properties: dict[str, Any]) -> dict[str, Any]:
    colour, _ = OUTCOMES[properties["under"]]
    return {
        "radius": RADIUS_PX[properties["under"]],
        "color": palette.TEXT,
        "weight": 1.5,
        "fill": True,
        "fillColor": colour,
        "fillOpacity": 1,
    }
