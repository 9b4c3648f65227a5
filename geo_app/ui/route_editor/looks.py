"""The words and colours that the editor shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo_app import limits
from geo_app.analysis.ranking import Gap
from geo_app.maps import palette
from geo_app.maps.handling.hands import FINGERS, WHEEL

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_app.words.translating import Language

LINE = palette.CATCHMENT
COMMENT = palette.ROUTES[0]
OFF_ROAD = "#b45309"
OPACITY = 0.35


def editor_labels(translate: Callable[[str], str], language: Language) -> dict[str, str]:
    """
    Return every word of the editor in a language; `{…}` is filled in by the browser.

    Parameters
    ----------
    translate
        Puts an English sentence into the language.
    language
        Of the page.
    """
    return {
        "language": language.value,
        **_button_words(translate),
        **_button_helps(translate),
        **_mode_hints(translate),
        **_sentences(translate),
        **_handle_words(translate),
        **_acts(translate),
        # A stop has its name in both languages, whichever the page is in.
        "new_stop_th": "ป้าย {n}",
        "new_stop_en": "Stop {n}",
    }


def editor_palette() -> dict[str, Any]:
    """Return the colour of the line, and the look of each role that a result may have."""
    roles = {
        "gained": _point(palette.FIX, radius=8),
        "lost": _point(palette.GAP[Gap.BOTH], radius=8, dash="3 3"),
        "served": _point(palette.STOP_FILL, radius=5),
        "unserved": _point(palette.SHARE_UNKNOWN, radius=5),
        "mangrove": _area(palette.MANGROVE, palette.MANGROVE_OPACITY),
        "comment": _point(COMMENT, radius=9),
        "hazard": _area(palette.HAZARD["flood"], OPACITY),
        "ahead": {"color": LINE, "weight": 6, "opacity": 0.6},
        "people": {"stroke": False, "fillColor": palette.CATCHMENT, "fillOpacity": 0.7},
        "off_road": {"color": OFF_ROAD, "weight": 6, "dashArray": "10 6", "opacity": 1},
    }
    hazards = {f"hazard:{kind}": _area(colour, OPACITY) for kind, colour in palette.HAZARD.items()}
    return {"line": LINE, **roles, **hazards}


def _point(colour: str, *, radius: int, dash: str | None = None) -> dict[str, Any]:
    look = {"color": palette.TEXT, "weight": 1.5, "fillColor": colour, "fillOpacity": 1}
    return {**look, "radius": radius, "dashArray": dash}


def _area(colour: str, opacity: float) -> dict[str, Any]:
    return {"color": colour, "weight": 2, "fillColor": colour, "fillOpacity": opacity}


def _button_words(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "toolbar": _("Tools for the route"),
        "map": _("Map of the route"),
        "draw": _("Draw the line"),
        "draw_anew": _("Redraw the line"),
        "continue": _("Continue"),
        "stop": _("Add stops"),
        "remove": _("Remove items"),
        "comment": _("Pin a comment"),
        "undo": _("Undo"),
        "redo": _("Redo"),
        "fit": _("Whole route"),
        "clear": _("Clear all"),
        "finish": _("Finish"),
        "back": _("Undo last point"),
        "cancel": _("Cancel"),
    }


def _button_helps(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "draw_help": _("Draw the route's line point by point; it replaces the line that is there"),
        "continue_help": _("Go on with the line from one of its ends"),
        "stop_help": _("Put stops on the line"),
        "remove_help": _("Take points of the line or stops off by clicking them"),
        "comment_help": _("Point at a place on the map to say something about it"),
        "undo_help": _("Undo the last change (Ctrl+Z)"),
        "redo_help": _("Do again what was undone (Ctrl+Y)"),
        "fit_help": _("Show the whole route"),
        "clear_help": _("Take the line and all stops off the map; Undo brings them back"),
        "finish_help": _("The line ends at its last point (Enter)"),
        "back_help": _("Take the last point back (Backspace)"),
        "cancel_help": _("Leave the line as it was (Esc)"),
    }


def _acts(_: Callable[[str], str]) -> dict[str, str]:
    """Return what is offered for a route or a stop of today, by kind of change."""
    return {
        "reroute": _("Change the course of this route"),
        "extend": _("Let this route go further"),
        "change_headway": _("Change how often it runs"),
        "remove_route": _("Take this route off"),
        "move_stop": _("Move this stop"),
        "remove_stop": _("Take this stop off"),
    }


def _mode_hints(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "empty_hint": _("There is no line yet. Press “Draw the line” and click along the route."),
        "draw_hint": _("Click along the route; double-click or press Finish to end."),
        "draw_keys": _("By keyboard: arrows move the map, Space sets a point, Enter ends."),
        "continue_hint": _("Click the end of the line from which it goes on."),
        "stop_hint": _("Click on or beside the line for each stop; Esc when done."),
        "remove_hint": _("Click the points or stops to take off; Esc when done."),
        "comment_hint": _("Click the place that the comment is about."),
        "wheel_hint": _(WHEEL),
        "fingers_hint": _(FINGERS),
    }


def _sentences(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "missing": _("The files of the route map are not installed. Run: make setup"),
        "one_point": _("A line needs at least two points. Click where it goes, or press Cancel."),
        "no_new_point": _("Click where the line goes on, or press Cancel."),
        "not_drawn": _("The unfinished line was left out; the route is as it was before."),
        "too_short": _("A line keeps at least two points. “Clear all” takes it off."),
        "too_long": _(
            "A line can have at most {most:,} points. The line is as it was before."
        ).format(most=limits.VERTICES),
        "too_many_stops": _("A route can have at most {most:,} stops.").format(most=limits.STOPS),
        "stop_needs_line": _("Draw the line first; stops stand on it."),
        "stop_too_far": _("That is too far from the line. Click nearer to it."),
        "drawn": _("at least {km} km · {min} min at {kmh} km/h"),
        "ahead": _("{km} km · {min} min at {kmh} km/h"),
        "ahead_people": _("{people} people within {within} m in a straight line"),
        "stop_added": _("Added: {name}"),
        "stop_stands": _("This stop exists already and stays where it is. It can be taken off."),
        "cleared": _("The map is cleared. Undo brings everything back."),
        "pin_set": _("The place is marked. Write the comment beside the map."),
    }


def _handle_words(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "vertex_name": _("Point {n} of {of} of the line"),
        "vertex_keys": _(
            "Arrows: next point. Enter: take it, then arrows move it. "
            "Insert: new point. Delete: take off."
        ),
        "vertex_taken": _("Arrows move the point, with Shift in small steps. Enter when done."),
        "stop_name": _("Stop {n} of {of}: {name}"),
        "stop_keys": _(
            "{name}. Left and right move it along the line, up and down go to the next stop. "
            "Delete: take off."
        ),
        "unnamed": _("no name"),
    }
