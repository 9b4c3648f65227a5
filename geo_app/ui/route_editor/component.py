"""The component itself: what goes to the browser, and what came from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit import runtime

from geo_app import limits
from geo_app.maps.editor_base import missing_editor_files
from geo_app.ui.route_editor.bundle import editor_module
from geo_app.ui.shared.map_view import VENDOR

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo_app.maps.editor_base import EditorBase

NAME = "geo_app_route_editor"
SCRIPT_TYPE = "text/javascript"

# The editor is fetched once and kept by the browser; only these lines ride on every message.
# More than one line, or Streamlit takes the text for the path of a file.
LOADER = """
export default async function (component) {
    const address = new URL(component.data.module, document.baseURI).href;
    return (await import(address)).default(component);
}
"""

_mount = st.components.v2.component(NAME, js=LOADER, isolate_styles=False)


def route_editor(  # noqa: PLR0913 - each is a different thing the browser needs
    doc: Mapping[str, Any],
    *,
    base: EditorBase,
    labels: Mapping[str, str],
    palette: Mapping[str, Any],
    key: str,
    on_change: Callable[[], None],
    overlay: Mapping[str, Any] | None = None,
    history: Mapping[str, Any] | None = None,
    ahead: Mapping[str, Any] | None = None,
    height_px: int = 560,
    read_only: bool = False,
) -> None:
    """
    Show the map on which a route's line and stops are drawn and edited.

    The browser owns the document while it is edited and sends it whole after
    each stroke; panning and zooming never rerun the page. Read the new state in
    `on_change`, with `accepted(doc, sent_document(key))`. One editor a page.

    Parameters
    ----------
    doc
        `id`, `token`, `rev`, `line` ([lon, lat] in degrees), `stops` (`id`,
        `name_th`, `name_en`, `lon`, `lat`, `is_existing`), `fields` (any JSON).
        A new `token` opens a document; a change of Python's has a higher `rev`
        (see `changed`).
    base
        Land and roads, from `draw_editor_base`.
    labels, palette
        Every word and colour; see `editor_labels` and `editor_palette`.
    key
        Key of the component in the session state.
    on_change
        Runs before the script when a stroke, a pin or a pick has come.
    overlay
        Results to show: `rev`, `features` (GeoJSON features with `role`,
        `label` and, for a variant of a role's colour, `kind`), `path` and
        `path_rev` (the line along the roads, and the document's `rev` that it
        was made for).
    history
        `undo` and `redo`, used where the browser tab remembers nothing.
    ahead
        Where the browser asks how a line that is being drawn would lead: `path` (answers as
        `ahead.answer`), `within_m` (metres) and `most` (points of a line). Without, it tells
        the straight length.
    height_px
        Height of the map, in pixels.
    read_only
        Show without tools.
    """
    _mount(
        key=key,
        data={
            "module": _address(editor_module(), key=f"{key}-editor"),
            "base": _base(base, key=key),
            "doc": dict(doc),
            "overlay": overlay,
            "history": history,
            "ahead": None if ahead is None else dict(ahead),
            "labels": dict(labels),
            "limits": limits.for_browser(),
            "palette": dict(palette),
            "height_px": height_px,
            "read_only": read_only,
            "is_missing": bool(missing_editor_files(VENDOR)) or not base.scripts,
        },
        on_doc_change=on_change,
        on_pin_change=on_change,
        on_pick_change=on_change,
    )


def sent_document(key: str) -> object:
    """
    Return what the browser sent as the document, unchecked; None before the first stroke.

    Parameters
    ----------
    key
        Key of the component in the session state.
    """
    return _sent(key, "doc")


def sent_pin(key: str) -> object:
    """
    Return the place somebody pointed at last, unchecked; None before the first.

    Parameters
    ----------
    key
        Key of the component in the session state.
    """
    return _sent(key, "pin")


def sent_pick(key: str) -> object:
    """
    Return what somebody chose to change on the map last, unchecked; None before the first.

    Parameters
    ----------
    key
        Key of the component in the session state.
    """
    return _sent(key, "pick")


def _sent(key: str, name: str) -> object:
    state = st.session_state.get(key) or {}
    return state.get(name)


def _base(base: EditorBase, *, key: str) -> dict[str, Any]:
    return {
        "element_id": base.element_id,
        "module": _address(base.module, key=f"{key}-base"),
        "scripts": list(base.scripts),
        "styles": list(base.styles),
        "background": base.background,
    }


def _address(module: str, *, key: str) -> str:
    """Put a module where the browser can fetch and keep it, under the hash of its text."""
    files = runtime.get_instance().media_file_mgr
    path = files.add(module.encode(), SCRIPT_TYPE, key)
    prefix = st.get_option("server.baseUrlPath").strip("/")
    return f"/{prefix}{path}" if prefix else path
