"""The legend of the printed map: only what is on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from geo_app.errors import mark
from geo_app.maps.proposal_places import (
    gained_and_lost,
    gone_lines,
    left_places,
    new_places,
)
from geo_app.maps.subjects import route_colour
from geo_app.reports.brief.map import window
from geo_app.reports.brief.marks import swatch
from geo_app.reports.brief.text import breakable, printable
from geo_app.schema import HAZARD_LEVELS, HAZARD_TYPES
from geo_app.words import labels
from geo_app.words.labels import hazard_words
from geo_app.words.translating import Language, pick_name, translator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.evaluation import Evaluation
    from geo_app.reports.brief.svg import Frame

NAME_LETTERS = 46
MOST_ROUTES = 6


def legend_entries(
    evaluation: Evaluation, baseline: Baseline, *, language: Language
) -> list[dict[str, str]]:
    """
    List the marks on the map with their words.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    baseline
        The province as it is today.
    language
        Of headings, names and words.

    Returns
    -------
    entries
        `svg` of the mark, `words` with the status of data that is neither official nor
        open.
    """
    _ = translator(language)
    frame = window(evaluation, baseline)
    entries = [
        *_proposed(evaluation, baseline, _),
        *_hazards(baseline, frame, _),
        *_mangroves(baseline, frame, _),
        *_buses(evaluation, baseline, frame, language),
    ]
    if baseline.province.has("roads"):
        entries.append((swatch("road"), _(mark("Main road"))))
    return [{"svg": mark_, "words": breakable(words)} for mark_, words in entries]


def _proposed(
    evaluation: Evaluation, baseline: Baseline, translate: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    _ = translate
    if any(route.new_line is not None for route in evaluation.routes):
        yield swatch("proposed"), _(mark("Proposed line"))
    if len(new_places(evaluation, baseline)):
        yield swatch("stop_proposed"), _(mark("Proposed stop"))
    if len(gone_lines(evaluation, baseline)):
        yield swatch("route_gone"), _(mark("Route that no longer runs"))
    effects = set(gained_and_lost(evaluation, baseline)["effect"])
    if "gained" in effects:
        yield swatch("gained"), _(mark("Community that gains access"))
    if "lost" in effects:
        yield swatch("lost"), _(mark("Community that loses access"))
    yield swatch("community"), _(mark("Other community"))
    if len(left_places(evaluation, baseline)):
        yield swatch("stop_gone"), _(mark("Stop that goes or moves away"))


def _hazards(
    baseline: Baseline, frame: Frame, translate: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    zones = baseline.of_kind("hazard_zones")
    if zones is None:
        return
    seen = zones[shapely.intersects(zones.geometry.to_numpy(), shapely.box(*frame.bounds))]
    pairs = set(zip(seen["hazard_type"], seen["hazard_level"], strict=True))
    status = baseline.province.status("hazard_zones")
    for kind in HAZARD_TYPES:
        for level in reversed(HAZARD_LEVELS):
            if (kind, level) in pairs:
                words = hazard_words(((kind, level),), translate)
                yield swatch(kind, level=level), labels.marked(words, status, translate)


def _mangroves(
    baseline: Baseline, frame: Frame, translate: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    rows = baseline.of_kind("mangroves")
    if (
        rows is not None
        and shapely.intersects(rows.geometry.to_numpy(), shapely.box(*frame.bounds)).any()
    ):
        status = baseline.province.status("mangroves")
        yield swatch("mangrove"), labels.marked(translate(mark("Mangroves")), status, translate)


def _buses(
    evaluation: Evaluation, baseline: Baseline, frame: Frame, language: Language
) -> Iterator[tuple[str, str]]:
    _ = translator(language)
    yield swatch("stop"), _(mark("Bus stop today"))
    buses = baseline.network
    lines = buses.routes[buses.routes.geometry.notna()]
    gone = gone_lines(evaluation, baseline).index
    view = shapely.box(*frame.bounds)
    shown = 0
    for number, row in enumerate(lines.itertuples()):
        if row.Index in gone or not row.geometry.intersects(view):
            continue
        shown += 1
        if shown <= MOST_ROUTES:
            name = pick_name(row.name_th, row.name_en, language, otherwise=str(row.Index))
            colour = route_colour(row.colour, number)
            yield swatch("route", colour=colour), printable(name, most=NAME_LETTERS)
    if shown > MOST_ROUTES:
        more = _(mark("{count} more routes of today")).format(count=shown - MOST_ROUTES)
        yield swatch("route", colour="#6b7280"), more
