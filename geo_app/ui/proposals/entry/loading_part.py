"""A route out of a file: GeoJSON, KML, KMZ, GPX, GTFS, or a whole proposal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from geo_app.errors import GeoAppError
from geo_app.proposals.changes.kinds import DRAWN_KINDS
from geo_app.proposals.document.editor_document import stops_at
from geo_app.proposals.document.proposal_reading import proposal_of_text
from geo_app.sketches.from_gtfs import load_gtfs_route, load_gtfs_routes
from geo_app.sketches.loading import DrawingFormat, drawing_format, load_drawing
from geo_app.sketches.locating import Whereabouts
from geo_app.stored import digest_of
from geo_app.ui.proposals import kept, session
from geo_app.ui.proposals.entry import forms
from geo_app.ui.shared import at_desk, language
from geo_app.ui.shared.feedback import plain, render_error
from geo_app.words.translating import pick_name

if TYPE_CHECKING:
    from geo_app.proposals.changes.proposal import Proposal
    from geo_app.sketches.from_gtfs import FeedRoute
    from geo_app.sketches.sketch import Drawing, DrawnLine, DrawnStop

FILE = "proposal_file"
ENDINGS = ["geojson", "json", "kml", "kmz", "gpx", "zip"]
FEED_ROUTE = "proposal_feed_route"
LINE = "proposal_file_line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a file came to: a drawing, a proposal, routes to choose from, or why not."""

    drawing: Drawing | None = None
    proposal: Proposal | None = None
    routes: tuple[FeedRoute, ...] = ()
    error: GeoAppError | None = None


def render_loading() -> None:
    """Show the field for a file, and what of it can be put on the map."""
    _ = language.words()
    with st.popover(_("Load a file"), icon=":material/upload_file:"):
        st.caption(plain(_("GeoJSON, KML, KMZ, GPX or a GTFS zip, at most 50 MB.")))
        file = st.file_uploader(_("File"), type=ENDINGS, key=FILE, label_visibility="collapsed")
        if file is not None:
            _render_loaded(file.getvalue(), file.name)


def _render_loaded(content: bytes, name: str) -> None:
    _ = language.words()
    loaded = _load(content, name, None, kept.baseline().network.stops.crs.to_string())
    if loaded.error is not None:
        render_error(loaded.error)
    elif loaded.proposal is not None:
        st.caption(plain(_("This file is a whole proposal.")))
        st.button(
            _("Open it as a new proposal"),
            key="open_loaded",
            on_click=session.attempt,
            args=(session.open_loaded, loaded.proposal),
        )
    elif loaded.routes:
        _render_routes(content, name, loaded.routes)
    elif loaded.drawing is not None:
        _render_drawing(loaded.drawing)


def _render_routes(content: bytes, name: str, routes: tuple[FeedRoute, ...]) -> None:
    _, tongue = language.words(), language.current()
    titles = {
        route.route_id: pick_name(route.name_th, route.name_en, tongue, otherwise=route.route_id)
        for route in routes
    }
    chosen = st.selectbox(
        _("Route"),
        list(titles),
        format_func=lambda route_id: titles.get(route_id, route_id),
        key=FEED_ROUTE,
    )
    loaded = _load(content, name, chosen, kept.baseline().network.stops.crs.to_string())
    if loaded.error is not None:
        render_error(loaded.error)
    elif loaded.drawing is not None:
        _render_drawing(loaded.drawing)


def _render_drawing(drawing: Drawing) -> None:
    _ = language.words()
    for note in drawing.notes:
        st.caption(plain(note.sentence(_)))
    number = 0
    if len(drawing.lines) > 1:
        titles = [_title(line, at) for at, line in enumerate(drawing.lines, start=1)]
        number = st.selectbox(
            _("Line"), range(len(titles)), format_func=lambda at: titles[at], key=LINE
        )
    st.button(
        _("Put it on the map"),
        type="primary",
        key="put_loaded",
        help=_("It takes the place of the line that is there; Undo brings that back."),
        on_click=_put,
        args=(drawing, number),
    )


def _title(line: DrawnLine, number: int) -> str:
    _ = language.words()
    name = pick_name(line.name_th, line.name_en, language.current(), otherwise=_("no name"))
    points = len(line.coordinates)
    return _("{number}. {name}, {points:,} points").format(number=number, name=name, points=points)


def _put(drawing: Drawing, number: int) -> None:
    """Put a line and the file's stops into the document; names go to the route."""
    if not forms.is_open():
        return
    fields, doc = forms.fields(), session.current()
    taken = {*kept.baseline().network.stops.index, *(stop["id"] for stop in doc["stops"])}
    drawn = drawing.stops
    places = stops_at([(s.lon, s.lat) for s in drawn], route_id=fields.route_id, taken=taken)
    stops = [
        {
            **place,
            **_names(stop),
        }
        for place, stop in zip(places, drawn, strict=True)
    ]
    parts = {"stops": stops or doc["stops"]}
    route = dict(fields.route)
    if drawing.lines:
        line = drawing.lines[number]
        names = {"name_th": line.name_th, "name_en": line.name_en}
        route |= {key: value for key, value in names.items() if value}
        parts["line"] = [list(place) for place in line.coordinates]
        parts["stops"] = stops
    session.change(**parts, fields=fields.written() | {"route": route, "follows_roads": False})


def _names(stop: DrawnStop) -> dict[str, str | None]:
    """Return a stop's own names; without any it keeps its number."""
    names = {"name_th": stop.name_th, "name_en": stop.name_en}
    return names if any(names.values()) else {}


def _load(content: bytes, name: str, route_id: str | None, crs: str) -> Loaded:
    """Read a file once; why it cannot be read is kept as well."""

    def make() -> Loaded:
        try:
            return _read(content, name, route_id, crs)
        except GeoAppError as error:
            return Loaded(error=error)

    return at_desk.kept("loaded", digest_of([content]), name, route_id, crs, make=make)


def _read(content: bytes, name: str, route_id: str | None, crs: str) -> Loaded:
    kind_of_file = drawing_format(content, name=name)
    if kind_of_file is DrawingFormat.GTFS:
        if route_id is not None:
            return Loaded(drawing=load_gtfs_route(content, route_id, name=name))
        return Loaded(routes=load_gtfs_routes(content, name=name))
    text = _text(content) if kind_of_file is DrawingFormat.GEOJSON else ""
    if '"kind"' in text and any(f'"{kind}"' in text for kind in DRAWN_KINDS):
        # A file that says what its lines are is a proposal, with all its changes.
        return Loaded(proposal=proposal_of_text(text, name=name))
    return Loaded(drawing=load_drawing(content, name=name, place=_whereabouts(crs)))


def _text(content: bytes) -> str:
    """Return what is written in UTF-8, empty for other encodings."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""


def _whereabouts(crs: str) -> Whereabouts:
    west, south, east, north = kept.baseline().extent
    centre = kept.to_degrees().transform((west + east) / 2, (south + north) / 2)
    return Whereabouts(analysis_crs=crs, centre=centre)
