"""The map of a hand-out: the communities of a view, those listed with their rank and name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_app.analysis.areas.positions import placed_rows
from geo_app.maps import palette
from geo_app.reports.brief import ground, lettering, svg
from geo_app.reports.brief.map import PrintedMap, round_length
from geo_app.words.translating import Language, pick_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    import pandas as pd

    from geo_app.province import Province
    from geo_app.reports.brief.svg import Frame
    from geo_app.transit.network import Network

WIDTH_MM, HEIGHT_MM = 92.0, 122.0
MARGIN_SHARE, NARROWEST_M = 0.06, 3_000.0
RANK_RADIUS_MM, RADIUS_MM = 1.7, 0.9
SCALE_BAR_MM = 24.0
QUIET = "#4b5563"


def draw_gaps_map(
    province: Province,
    network: Network,
    shown: gpd.GeoDataFrame,
    *,
    listed: pd.Index,
    language: Language,
) -> PrintedMap:
    """
    Draw the communities of a view on their ground.

    Parameters
    ----------
    province
        Its land, roads, hazard zones and mangroves, where it has them.
    network
        Its buses.
    shown
        As `Desk.ranked` returns them, or some of its rows.
    listed
        Ids of those that the list names.
    language
        Of the names.

    Returns
    -------
    drawn
        `WIDTH_MM` x `HEIGHT_MM`; a community without a position is not on it.
    """
    placed = shown[placed_rows(shown)]
    frame = _window(province, placed)
    labels = lettering.Labels(WIDTH_MM, HEIGHT_MM)

    def layers(kind: str) -> gpd.GeoDataFrame | None:
        return province.of_kind(kind) if province.has(kind) else None

    parts = [*ground.draw_ground(frame, layers), *ground.draw_hazards(frame, layers)]
    parts += ground.draw_buses(frame, network)
    first, others = placed[placed.index.isin(listed)], placed[~placed.index.isin(listed)]
    for row in others.itertuples():
        at = frame.point(row.geometry)
        parts.append(_mark(at, str(row.gap), RADIUS_MM))
        labels.avoid_point(at, RADIUS_MM)
    for row in reversed(list(first.itertuples())):
        at = frame.point(row.geometry)
        parts.append(_mark(at, str(row.gap), RANK_RADIUS_MM))
        labels.avoid_point(at, RANK_RADIUS_MM)
    for row in first.itertuples():
        x, y = frame.point(row.geometry)
        labels.add(
            lettering.Label(
                x, y + 0.8, str(row.rank), "middle", 2.2, is_bold=True, colour=palette.TEXT
            )
        )
    for rows, size_mm, is_bold in ((first, 2.5, True), (others, 1.9, False)):
        for row in rows.itertuples():
            names = getattr(row, "name_th", None), getattr(row, "name_en", None)
            name = pick_name(*names, language, otherwise=str(row.Index))
            colour = palette.TEXT if is_bold else QUIET
            at = frame.point(row.geometry)
            labels.write(at, name, size_mm=size_mm, is_bold=is_bold, colour=colour)
    parts += _scale_bar(frame, labels, language)
    written = svg.to_svg(parts, width_mm=WIDTH_MM, height_mm=HEIGHT_MM)
    return PrintedMap(svg=written, labels=tuple(labels.written))


def _window(province: Province, placed: gpd.GeoDataFrame) -> Frame:
    rows = placed if len(placed) else province.communities
    west, south, east, north = rows.total_bounds
    margin = max(east - west, north - south) * MARGIN_SHARE
    beside_x = margin + max(0.0, NARROWEST_M - (east - west)) / 2
    beside_y = margin + max(0.0, NARROWEST_M - (north - south)) / 2
    bounds = (west - beside_x, south - beside_y, east + beside_x, north + beside_y)
    return svg.frame_about(bounds, width_mm=WIDTH_MM, height_mm=HEIGHT_MM)


def _mark(at: tuple[float, float], gap: str, radius_mm: float) -> str:
    colour = palette.GAP.get(gap, palette.GAP["both"])
    return svg.circle(at, radius_mm, fill=colour, stroke=palette.TEXT, stroke_width=0.2)


def _scale_bar(frame: Frame, labels: lettering.Labels, language: Language) -> Iterator[str]:
    metres = round_length(frame.metres_per_mm * SCALE_BAR_MM)
    bar_mm = metres / frame.metres_per_mm
    x, y = lettering.Corners(labels).take(bar_mm + 10, 8.0)
    unit, shown = ground.in_unit(metres, language)
    yield svg.rectangle((x, y, bar_mm + 10, 8.0), fill="#ffffff", fill_opacity=0.85)
    yield svg.rectangle((x + 5, y + 5, bar_mm, 0.9), fill=palette.TEXT)
    middle = (x + 5 + bar_mm / 2, y + 3.8)
    ground.write_sign(labels, middle, f"{shown:g} {unit}", size_mm=2.3)
