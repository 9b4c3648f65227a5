"""What lies under every printed map: sea, land, mangroves, roads, hazards, buses, a scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from geo_app.maps import palette
from geo_app.maps.subjects import route_colour
from geo_app.reports.brief import lettering, marks, svg
from geo_app.words.translating import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    import geopandas as gpd

    from geo_app.reports.brief.svg import Frame
    from geo_app.transit.network import Network

    Layers = Callable[[str], gpd.GeoDataFrame | None]

KILOMETRE_M = 1_000


def draw_ground(frame: Frame, layers: Layers) -> Iterator[str]:
    """
    Draw sea, land, mangroves and roads.

    Parameters
    ----------
    frame
        The window, and its size on paper.
    layers
        Returns a layer by its kind in metres, None where there is none.
    """
    land, roads, mangroves = layers("land"), layers("roads"), layers("mangroves")
    colour = palette.UNKNOWN_GROUND if land is None else palette.SEA
    yield svg.rectangle((0, 0, frame.width_mm, frame.height_mm), fill=colour)
    if land is not None:
        area = frame.on_paper(shapely.union_all(land.geometry.to_numpy()))
        yield svg.path(area, fill=palette.LAND, stroke=palette.COAST, stroke_width=0.2)
    if mangroves is not None:
        for area in mangroves.geometry:
            yield marks.mangrove_fill(frame.on_paper(area))
    if roads is not None:
        lines = frame.on_paper(shapely.union_all(roads.geometry.to_numpy()))
        yield svg.path(lines, fill="none", stroke=palette.ROAD, stroke_width=0.55,
                             stroke_linejoin="round")  # fmt: skip


def draw_hazards(frame: Frame, layers: Layers) -> Iterator[str]:
    """
    Hatch the hazard zones, the angle by type and the spacing by level.

    Parameters
    ----------
    frame, layers
        As for `draw_ground`.
    """
    zones = layers("hazard_zones")
    if zones is None:
        return
    for (kind, level), rows in zones.groupby(["hazard_type", "hazard_level"]):
        area = shapely.union_all(shapely.make_valid(rows.geometry.to_numpy()))
        yield from marks.hazard_hatch(frame.on_paper(area), str(kind), str(level))


def draw_buses(frame: Frame, network: Network, *, gone: Collection[str] = ()) -> Iterator[str]:
    """
    Draw the routes and stops of today.

    Parameters
    ----------
    frame
        As for `draw_ground`.
    network
        In metres.
    gone
        Ids of the routes that run no more.
    """
    lines = network.routes[network.routes.geometry.notna()]
    for number, row in enumerate(lines.itertuples()):
        line = frame.on_paper(row.geometry)
        if row.Index in gone:
            yield marks.gone_line(line)
            continue
        yield svg.path(
            line, fill="none", stroke=route_colour(row.colour, number), stroke_width=0.5,
            stroke_opacity=0.8, stroke_linejoin="round",
        )  # fmt: skip
    stops = network.stops[~network.stops["is_hail_point"].astype(bool)]
    for place in stops.geometry:
        if frame.holds(place):
            yield marks.stop(frame.point(place))


def in_unit(metres: float, language: Language) -> tuple[str, float]:
    """
    Return the unit in which a length is best read, and its number.

    Parameters
    ----------
    metres
        The length.
    language
        Of the unit.
    """
    is_thai = language is Language.THAI
    if metres >= KILOMETRE_M:
        return ("กม." if is_thai else "km"), metres / KILOMETRE_M
    return ("ม." if is_thai else "m"), metres


def write_sign(
    labels: lettering.Labels, at: tuple[float, float], words: str, *, size_mm: float
) -> None:
    """
    Write a word of the map's furniture where it is meant.

    Parameters
    ----------
    labels
        Of the map.
    at
        Middle of its foot as (x, y) in mm.
    words
        What is written.
    size_mm
        Height of the letters.
    """
    labels.add(lettering.Label(*at, words, "middle", size_mm, is_bold=False, colour=palette.TEXT))
