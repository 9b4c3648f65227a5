"""The map of a proposal's brief, drawn in lines and areas that stay sharp in print."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_app.analysis.areas.positions import is_placed
from geo_app.maps import palette
from geo_app.maps.proposal_layers import PROPOSED_COLOUR
from geo_app.maps.proposal_places import (
    affected_area,
    gained_and_lost,
    gone_lines,
    left_places,
    new_places,
)
from geo_app.reports.brief import ground, lettering, marks, svg
from geo_app.words.translating import Language, pick_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.evaluation import Evaluation
    from geo_app.reports.brief.svg import Frame

WIDTH_MM, HEIGHT_MM = 122.0, 156.0
MARGIN_SHARE = 0.07
"""Room about what the proposal touches, as a share of it."""

NARROWEST_M = 1_500.0
INSET_WIDTH_MM, INSET_HEIGHT_MM = 19.0, 27.0
INSET_TOLERANCE_MM = 0.12
SCALE_BAR_MM = 32.0
OTHER_COLOUR = "#4b5563"


@dataclass(slots=True, kw_only=True)
class _Sheet:
    evaluation: Evaluation
    baseline: Baseline
    language: Language
    frame: Frame
    labels: lettering.Labels = field(default_factory=lambda: lettering.Labels(WIDTH_MM, HEIGHT_MM))


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedMap:
    """
    A map for print.

    Attributes
    ----------
    svg
        Everything but the words, `WIDTH_MM` x `HEIGHT_MM`.
    labels
        The words. They are set by the typesetter, which shapes Thai as elsewhere on the
        page and takes no text for markup.
    """

    svg: str
    labels: tuple[lettering.Label, ...]


def draw_map(evaluation: Evaluation, baseline: Baseline, *, language: Language) -> PrintedMap:
    """
    Draw a proposal on its ground: sea, land, roads, buses, hazards, mangroves, communities.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    baseline
        What it was held against.
    language
        Of the names.

    Returns
    -------
    drawn
        The analysis CRS is drawn as it is, so that one scale holds all over the map.
    """
    sheet = _Sheet(
        evaluation=evaluation,
        baseline=baseline,
        language=language,
        frame=window(evaluation, baseline),
    )
    frame, layers = sheet.frame, baseline.of_kind
    gone = set(gone_lines(evaluation, baseline).index)
    parts = [*ground.draw_ground(frame, layers), *ground.draw_hazards(frame, layers)]
    parts += [*ground.draw_buses(frame, baseline.network, gone=gone), *_proposed(sheet)]
    parts += [*_communities(sheet), *_furniture(sheet)]
    # The names of the others find room last: nothing else may cover them.
    _write_names(sheet, _others(sheet), size_mm=2.2, is_bold=False, colour=OTHER_COLOUR)
    sheet_svg = svg.to_svg(parts, width_mm=WIDTH_MM, height_mm=HEIGHT_MM)
    return PrintedMap(svg=sheet_svg, labels=tuple(sheet.labels.written))


def window(evaluation: Evaluation, baseline: Baseline) -> Frame:
    """
    Return the window that holds all that the proposal touches.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    baseline
        The province as it is today.
    """
    west, south, east, north = affected_area(evaluation, baseline)
    margin = max(east - west, north - south) * MARGIN_SHARE
    missing_x = max(0.0, NARROWEST_M - (east - west)) / 2
    missing_y = max(0.0, NARROWEST_M - (north - south)) / 2
    bounds = (
        west - margin - missing_x,
        south - margin - missing_y,
        east + margin + missing_x,
        north + margin + missing_y,
    )
    return svg.frame_about(bounds, width_mm=WIDTH_MM, height_mm=HEIGHT_MM)


def _proposed(sheet: _Sheet) -> Iterator[str]:
    """Draw the new lines with a white rim, the stops that come, and those that go."""
    drawn = [route for route in sheet.evaluation.routes if route.new_line is not None]
    lines = [sheet.frame.on_paper(route.new_line, margin_mm=5) for route in drawn]
    for colour, width_mm in (("#ffffff", 1.9), (PROPOSED_COLOUR, 1.05)):
        for line in lines:
            yield svg.path(line, fill="none", stroke=colour, stroke_width=width_mm,
                                 stroke_linejoin="round", stroke_linecap="round")  # fmt: skip
    for line in lines:
        sheet.labels.avoid_line(line)
    for place in left_places(sheet.evaluation, sheet.baseline).geometry:
        yield marks.crossed_out(sheet.frame.point(place))
    for place in new_places(sheet.evaluation, sheet.baseline).geometry:
        yield marks.proposed_stop(sheet.frame.point(place))


def _communities(sheet: _Sheet) -> Iterator[str]:
    """Draw the communities, those that gain or lose above the others and named first."""
    moved = gained_and_lost(sheet.evaluation, sheet.baseline)
    for row in _others(sheet).itertuples():
        at = sheet.frame.point(row.geometry)
        yield marks.other_community(at)
        sheet.labels.avoid_point(at, 0.7)
    for row in moved.itertuples():
        at = sheet.frame.point(row.geometry)
        yield marks.community_mark(at, str(row.effect))
        sheet.labels.avoid_point(at, 1.7)
    _write_names(sheet, moved, size_mm=2.7, is_bold=True, colour=palette.TEXT)
    for route in sheet.evaluation.routes:
        ends = route.stops.iloc[[0, -1]] if len(route.stops) > 1 else route.stops
        places = sheet.evaluation.proposed.stops.loc[ends.index]
        _write_names(sheet, places, size_mm=2.5, is_bold=True, colour=PROPOSED_COLOUR)


def _others(sheet: _Sheet) -> gpd.GeoDataFrame:
    """Return the communities on the map that neither gain nor lose."""
    communities = sheet.baseline.communities.origins
    communities = communities[is_placed(communities)]
    shown = [sheet.frame.holds(place) for place in communities.geometry]
    moved = gained_and_lost(sheet.evaluation, sheet.baseline)
    return communities[~communities.index.isin(moved.index) & shown]


def _write_names(
    sheet: _Sheet, rows: gpd.GeoDataFrame, *, size_mm: float, is_bold: bool, colour: str
) -> None:
    for row in rows.itertuples():
        names = getattr(row, "name_th", None), getattr(row, "name_en", None)
        name = pick_name(*names, sheet.language, otherwise=str(row.Index))
        at = sheet.frame.point(row.geometry)
        sheet.labels.write(at, name, size_mm=size_mm, is_bold=is_bold, colour=colour)


def _furniture(sheet: _Sheet) -> Iterator[str]:
    """Put scale, north and the place in the province where least is drawn."""
    corners = lettering.Corners(sheet.labels)
    if (land := sheet.baseline.of_kind("land")) is not None:
        x, y = corners.take(INSET_WIDTH_MM, INSET_HEIGHT_MM)
        yield from _inset(sheet, land, x, y)
    yield from _scale_bar(sheet, corners)
    yield from _north(sheet, *corners.take(8.0, 10.0))
    yield svg.rectangle((0, 0, WIDTH_MM, HEIGHT_MM), fill="none", stroke="#6b7280",
                              stroke_width=0.3)  # fmt: skip


def _inset(sheet: _Sheet, land: gpd.GeoDataFrame, x: float, y: float) -> Iterator[str]:
    box = svg.frame_about(
        tuple(land.total_bounds), width_mm=INSET_WIDTH_MM - 2, height_mm=INSET_HEIGHT_MM - 2
    )
    area = box.on_paper(shapely.union_all(land.geometry.to_numpy()))
    simple = shapely.simplify(area, INSET_TOLERANCE_MM)
    west, south, east, north = sheet.frame.bounds
    seen = shapely.intersection(
        box.on_paper(shapely.box(west, south, east, north)),
        shapely.box(0, 0, box.width_mm, box.height_mm),
    )
    yield svg.rectangle((x, y, INSET_WIDTH_MM, INSET_HEIGHT_MM), fill="#ffffff",
                              stroke="#6b7280", stroke_width=0.2)  # fmt: skip
    yield f'<g transform="translate({x + 1:.2f} {y + 1:.2f})">'
    yield svg.path(simple, fill="#d6d3c8")
    yield svg.path(seen, fill="none", stroke=PROPOSED_COLOUR, stroke_width=0.5)
    yield "</g>"


def _scale_bar(sheet: _Sheet, corners: lettering.Corners) -> Iterator[str]:
    """Draw a bar of a round length, half of it filled."""
    metres = round_length(sheet.frame.metres_per_mm * SCALE_BAR_MM)
    bar_mm = metres / sheet.frame.metres_per_mm
    x, y = corners.take(bar_mm + 13, 8.0)
    unit, shown = ground.in_unit(metres, sheet.language)
    yield svg.rectangle((x, y, bar_mm + 13, 8.0), fill="#ffffff", fill_opacity=0.85)
    left, top = x + 4, y + 5
    yield svg.rectangle((left, top, bar_mm, 1.2), fill="#ffffff", stroke=palette.TEXT,
                              stroke_width=0.2)  # fmt: skip
    yield svg.rectangle((left, top, bar_mm / 2, 1.2), fill=palette.TEXT)
    for share, words in ((0.0, "0"), (0.5, f"{shown / 2:g}"), (1.0, f"{shown:g} {unit}")):
        ground.write_sign(sheet.labels, (left + share * bar_mm, y + 3.6), words, size_mm=2.3)


def round_length(metres: float) -> float:
    """
    Return the longest of 1, 2 or 5 times a power of ten that is not above `metres`.

    Parameters
    ----------
    metres
        A length above 0.
    """
    power = 10.0 ** np.floor(np.log10(metres))
    # The logarithm of a number just below a power of ten is that power's.
    steps = [step * power for step in (0.5, 1, 2, 5)]
    return float(max(length for length in steps if length <= metres))


def _north(sheet: _Sheet, x: float, y: float) -> Iterator[str]:
    arrow = shapely.Polygon([(x + 4, y + 1), (x + 6, y + 6), (x + 4, y + 5), (x + 2, y + 6)])
    yield svg.rectangle((x, y, 8.0, 10.0), fill="#ffffff", fill_opacity=0.85)
    yield svg.path(arrow, fill=palette.TEXT)
    north = "น" if sheet.language is Language.THAI else "N"
    ground.write_sign(sheet.labels, (x + 4, y + 9.2), north, size_mm=2.8)
