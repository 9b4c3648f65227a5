"""What is wrong with a drawing and worth knowing, each thing a sentence with names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from geo_app.errors import mark
from geo_app.findings import Finding, Severity, note
from geo_app.proposals.changes.new_route import AddRoute
from geo_app.proposals.changes.terms import Drawn
from geo_app.proposals.document.editor_document import is_blank
from geo_app.reports.tables import names_of
from geo_app.ui.proposals import kept, session
from geo_app.ui.proposals.entry import existing, forms
from geo_app.ui.shared import language
from geo_app.ui.shared.feedback import html_text
from geo_app.words.formats import format_distance
from geo_app.words.translating import pick_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo_app.proposals.changes.proposal import Proposal
    from geo_app.ui.proposals.kept import Measured

SEVERITIES = {
    Severity.ERROR: ("ga-error", mark("Error")),
    Severity.WARNING: ("ga-warning", mark("Please check")),
    Severity.INFO: ("ga-info", mark("Note")),
}
FIRST_STEPS = (
    mark("Press “Draw the line” on the map and click along the roads; a double click ends it."),
    mark("Or click a route or a stop of today on the map to change it."),
    mark("Stops are placed about every 400 m at once. Drag, add or remove them as you like."),
    mark("The numbers stand here after each step. Headway, hours and fare are below the map."),
)
LISTED_IDS = ("subject", "stop", "stops", "routes")
"""Fields of a sentence that hold ids, one or several with commas."""


def is_untouched() -> bool:
    """Say whether nothing has been drawn or changed yet."""
    return is_blank(session.current()) and not forms.fields().others


def render_first_steps() -> None:
    """Show how to begin, where nothing can be wrong yet."""
    _ = language.words()
    items = "".join(f"<li>{html_text(_(step))}</li>" for step in FIRST_STEPS)
    st.html(f'<ol class="ga-steps">{items}</ol>')


def render_problems(measured: Measured) -> None:
    """
    List what is wrong and worth knowing, errors on top, each a sentence.

    Parameters
    ----------
    measured
        What is known of the drawing.
    """
    _, order = language.words(), list(SEVERITIES)
    names = _names(measured.proposal) if measured.problems else {}
    problems = sorted(measured.problems, key=lambda problem: order.index(problem.severity))
    rows = [
        (SEVERITIES[problem.severity], _in_names(problem, names).sentence(_), _place_of(problem))
        for problem in problems
    ]
    rows += [
        (SEVERITIES[problem.severity], problem.sentence(_), None)
        for problem in _off_roads(measured)
    ]
    items = "".join(
        f'<div class="{kind}"><b>{html_text(_(title))}:</b> {_leading(text, place)}</div>'
        for (kind, title), text, place in rows
    )
    if items:
        st.html(f'<div class="ga-problems">{items}</div>')


def _leading(text: str, place: tuple[float, float] | None) -> str:
    """Make a sentence a link where the editor's map can show what it is about."""
    if place is None:
        return html_text(text)
    lon, lat = place
    return f'<a href="#" data-at="{lon:.6f},{lat:.6f}">{html_text(text)}</a>'


def _place_of(problem: Finding) -> tuple[float, float] | None:
    """Return where the first stop that a problem names stands: a drawn one, or one of today."""
    drawn = {stop["id"]: (stop["lon"], stop["lat"]) for stop in session.current()["stops"]}
    today = kept.baseline().network.stops.index
    for key in LISTED_IDS:
        named = problem.fields.get(key)
        for stop_id in named.split(", ") if isinstance(named, str) else ():
            if stop_id in drawn:
                return drawn[stop_id]
            if stop_id in today:
                return existing.place_of(stop_id)
    return None


def _off_roads(measured: Measured) -> Iterator[Finding]:
    """Tell which parts of the line lie elsewhere than they were drawn, or on no road."""
    road, tongue = measured.road, language.current()
    if road.off_road_m > 0:
        yield note(
            "off_road",
            mark("{distance} of the line follow no road; they are drawn straight."),
            distance=format_distance(road.off_road_m, tongue),
        )
    if road.moved:
        yield note(
            "moved_to_road",
            mark(
                "{count} points of the line lie beside no road; they count at the nearest one, up "
                "to {distance} away. Without “Follow the roads” they stay."
            ),
            count=road.moved,
            distance=format_distance(road.furthest_m, tongue),
        )


def _in_names(problem: Finding, names: Mapping[str, str]) -> Finding:
    """Put the names of stops and routes where a sentence has their ids."""
    fields = dict(problem.fields)
    for key in LISTED_IDS:
        if isinstance(fields.get(key), str):
            fields[key] = ", ".join(names.get(part, part) for part in fields[key].split(", "))
    return replace(problem, fields=fields)


def _names(proposal: Proposal | None) -> dict[str, str]:
    """Return the names of the routes and stops of today and of those proposed, by id."""
    _, tongue = language.words(), language.current()
    names = names_of(kept.baseline().network.stops, tongue) | existing.route_names()
    for change in () if proposal is None else proposal.changes:
        if isinstance(change, Drawn):
            for stop in change.stops:
                name = pick_name(stop.name_th, stop.name_en, tongue, otherwise=stop.stop_id)
                names.setdefault(stop.stop_id, name)
        if isinstance(change, AddRoute):
            name = pick_name(change.name_th, change.name_en, tongue, otherwise=_("the new line"))
            names.setdefault(change.route_id, name)
    return names
