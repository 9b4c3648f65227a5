"""What lies on the editor's map beside the route: stops of today, and what was found."""

from __future__ import annotations

import json
import math
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from shapely.ops import substring

from geo_app.analysis.lines.crossings import intervals_along
from geo_app.analysis.ranking import Gap
from geo_app.crs import DISPLAY_CRS
from geo_app.desk.line_ahead import MOST_PLACES
from geo_app.errors import mark
from geo_app.maps import palette
from geo_app.ui.proposals import kept
from geo_app.ui.route_editor.looks import editor_palette
from geo_app.ui.shared import at_desk, language
from geo_app.words.labels import hazard_words
from geo_app.words.translating import pick_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from geo_app.proposals.evaluation import Evaluation, RouteEffect
    from geo_app.store.values import Comment
    from geo_app.ui.proposals.kept import Measured
    from geo_app.words.translating import Language

    Feature = dict[str, Any]

DECIMALS = 5
AREA_TOLERANCE_M = 40.0
MAX_AREA_VERTICES = 400
"""Outlines are drawn with at most so many corners: they only show where an area lies."""

EFFECT_ROLES = {"gained": "gained", "lost": "lost"}
EFFECT_WORDS = {
    "gained": mark("gains a stop in reach"),
    "lost": mark("loses its stop in reach"),
    "nearer": mark("walks less than today"),
    "further": mark("walks further than today"),
    "unclear": mark("depends on an unknown timetable"),
}
MAX_COMMENT_LETTERS = 200


def palette_of_map() -> dict[str, Any]:
    """Return the editor's colours with those of today's stops and of what is crossed."""
    stop = {"color": palette.STOP, "weight": 1, "fillColor": palette.STOP_FILL, "fillOpacity": 1}
    shade = {"stroke": False, "fillOpacity": 0.6, "radius": 4}
    inside = {"weight": 7, "opacity": 0.9, "fill": False}
    crossed = {
        f"inside:{kind}": inside | {"color": colour} for kind, colour in palette.HAZARD.items()
    }
    return {
        **editor_palette(),
        **crossed,
        "stop_today": stop | {"radius": 3},
        "people_gained": shade | {"fillColor": palette.FIX},
        "people_lost": shade | {"fillColor": palette.GAP[Gap.BOTH]},
        "inside:mangrove": inside | {"color": palette.MANGROVE},
    }


def overlay_of(measured: Measured, rev: int, comments: Iterable[Comment] = ()) -> dict[str, Any]:
    """
    Return what the editor shows of an answer.

    Parameters
    ----------
    measured
        What is known of the drawing.
    rev
        The document's, that its path belongs to.
    comments
        Those that are pinned to a place.
    """
    tongue = language.current()
    features = [*at_desk.kept("stops_today", tongue, make=lambda: _stops_today(tongue))]
    features += _off_roads(measured)
    if measured.evaluation is not None:
        for route in measured.evaluation.routes:
            features += _crossed(route)
        features += _people_changed(measured.evaluation)
        features += _communities(measured.evaluation.communities)
    else:
        features += _communities(kept.communities_today())
    features += [_comment(comment) for comment in comments if comment.lon is not None]
    written = json.dumps(features, ensure_ascii=False).encode()
    overlay = {"rev": zlib.crc32(written), "features": features}
    if measured.path is not None:
        overlay |= {"path": measured.path, "path_rev": rev}
    return overlay


def _stops_today(tongue: Language) -> tuple[Feature, ...]:
    """Draw the stops of today; the routes lie on the base map."""
    stops = at_desk.desk().buses().stops
    real = stops[~stops["is_hail_point"].astype(bool)]
    points = real.geometry.to_crs(DISPLAY_CRS)
    return tuple(
        _point(point.x, point.y, "stop_today", _name(row, tongue), stop_id=str(row.Index))
        for row, point in zip(real.itertuples(), points, strict=True)
    )


def _off_roads(measured: Measured) -> Iterator[Feature]:
    """Mark the parts of the line that follow no road."""
    label = language.words()("No road in the data here: drawn straight")
    for start, end in measured.road.straight:
        yield _feature(shapely.LineString([start, end]), "off_road", label)


def _people_changed(evaluation: Evaluation) -> Iterator[Feature]:
    """Shade where the people live who come within reach, and who are no longer."""
    places = at_desk.desk().people_places() if evaluation.people_by == "population" else None
    if places is None:
        return
    change = evaluation.people
    for numbers, role in ((change.gained, "people_gained"), (change.lost, "people_lost")):
        words = language.words()(EFFECT_WORDS[role.removeprefix("people_")])
        for lon, lat, people in places.shown(numbers[:MOST_PLACES]):
            yield _point(lon, lat, role, f"{_people(people)}\n{words}")


def _communities(communities: pd.DataFrame) -> Iterator[Feature]:
    _, tongue = language.words(), language.current()
    rows: Iterator[Any] = communities.itertuples()
    for row, (lon, lat) in zip(rows, _community_places(), strict=True):
        if math.isnan(lon):
            continue
        is_served = row.served_after is True or row.served_after is np.True_
        role = EFFECT_ROLES.get(row.effect) or ("served" if is_served else "unserved")
        words = EFFECT_WORDS.get(row.effect)
        lines = [_name(row, tongue), _people(row.population)]
        lines += [_(words)] if words else []
        yield _point(lon, lat, role, "\n".join(lines))


def _people(population: float) -> str:
    _ = language.words()
    if pd.isna(population):
        return _("number of people not known")
    return _("{people:,.0f} people").format(people=population)


def _community_places() -> list[tuple[float, float]]:
    baseline = kept.baseline()

    def make() -> list[tuple[float, float]]:
        points = baseline.communities.origins.geometry.to_crs(DISPLAY_CRS)
        return [(float(x), float(y)) for x, y in zip(points.x, points.y, strict=True)]

    return baseline.kept("drawn_communities", make)


def _crossed(route: RouteEffect) -> Iterator[Feature]:
    """Draw the areas that a route meets, and the parts of the route that lie in them."""
    baseline = kept.baseline()
    if route.new_line is None:
        return
    for index, kind in ((baseline.hazards, "hazard"), (baseline.mangroves, "mangrove")):
        if index is not None:
            met = sorted(set(intervals_along(route.new_line, index)["polygon"]))
            yield from (_outline(kind, int(number)) for number in met)
    if route.hazards is not None:
        rows: Iterator[Any] = route.hazards.intervals.itertuples()
        for row in rows:
            label = hazard_words(((row.hazard_type, row.hazard_level),), language.words())
            for part in _cut(route.new_line, row.from_m, row.to_m):
                yield _feature(part, "inside", label, kind=str(row.hazard_type))
    if route.mangroves is not None:
        for from_m, to_m in route.mangroves.intervals:
            for part in _cut(route.new_line, from_m, to_m):
                yield _feature(part, "inside", language.words()("Mangroves"), kind="mangrove")


def _cut(line: shapely.Geometry, from_m: float, to_m: float) -> Iterator[shapely.Geometry]:
    """Cut a piece out of a line, in degrees; of several parts one after another."""
    passed_m = 0.0
    for part in shapely.get_parts(line):
        low, high = from_m - passed_m, to_m - passed_m
        passed_m += part.length
        if low < part.length and high > 0:
            piece = substring(part, max(low, 0.0), min(high, part.length))
            yield shapely.transform(piece, _degrees)


def _outline(kind: str, number: int) -> Feature:
    """Draw an area with few corners, once."""
    baseline, tongue = kept.baseline(), language.current()
    return baseline.kept(("outline", kind, number, tongue), lambda: _drawn_outline(kind, number))


def _drawn_outline(kind: str, number: int) -> Feature:
    _, tongue = language.words(), language.current()
    rows = kept.baseline().of_kind("hazard_zones" if kind == "hazard" else "mangroves")
    assert rows is not None
    row = rows.iloc[number]
    area, tolerance_m = row.geometry, AREA_TOLERANCE_M
    while shapely.get_num_coordinates(area) > MAX_AREA_VERTICES:
        area, tolerance_m = row.geometry.simplify(tolerance_m), tolerance_m * 2
    drawn = shapely.transform(area, _degrees)
    if kind == "mangrove":
        return _feature(drawn, "mangrove", _name(row, tongue))
    label = hazard_words(((row["hazard_type"], row["hazard_level"]),), _)
    return _feature(drawn, "hazard", label, kind=str(row["hazard_type"]))


def _degrees(xy: np.ndarray) -> np.ndarray:
    return np.column_stack(kept.to_degrees().transform(*xy.T))


def _comment(comment: Comment) -> Feature:
    text = comment.text[:MAX_COMMENT_LETTERS]
    assert comment.lon is not None
    assert comment.lat is not None
    return _point(comment.lon, comment.lat, "comment", f"{comment.author}\n{text}")


def _name(row: Any, tongue: Language) -> str:
    name_th, name_en = getattr(row, "name_th", None), getattr(row, "name_en", None)
    return pick_name(name_th, name_en, tongue, otherwise=str(getattr(row, "Index", "")))


def _point(lon: float, lat: float, role: str, label: str, **known: str) -> Feature:
    geometry = {"type": "Point", "coordinates": [round(lon, DECIMALS), round(lat, DECIMALS)]}
    return _as_feature(geometry, {"role": role, "label": label, **known})


def _feature(shape: shapely.Geometry, role: str, label: str, *, kind: str | None = None) -> Feature:
    geometry = json.loads(shapely.to_geojson(shape))
    geometry["coordinates"] = _rounded(geometry["coordinates"])
    properties: Mapping[str, Any] = {"role": role, "label": label}
    return _as_feature(geometry, {**properties, "kind": kind} if kind else dict(properties))


def _rounded(value: Any) -> Any:
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    return round(value, DECIMALS)


def _as_feature(geometry: dict[str, Any], properties: dict[str, Any]) -> Feature:
    return {"type": "Feature", "geometry": geometry, "properties": properties}
