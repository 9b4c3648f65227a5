"""The editor's arithmetic, in the browser that runs it: worlds solved on paper."""

from typing import Any

import pytest
from playwright.sync_api import Page

from geo_app.ui.route_editor.bundle import FOLDER

pytestmark = [pytest.mark.browser]

CALL = """
async ([source, name, values]) => {
    const address = URL.createObjectURL(new Blob([source], {type: "text/javascript"}));
    return (await import(address))[name](...values);
}
"""
# One degree along the equator, in four equal pieces.
LINE = [[0, 0], [0.25, 0], [0.5, 0], [0.75, 0], [1, 0]]
METRES = 111_195
ONE = {"id": "s", "name_th": "ก", "lon": 1, "lat": 1}
TWO = {"id": "t", "name_th": "ข", "lon": 2, "lat": 2}
BASE = {"line": LINE, "fields": {"a": 1, "b": 1}, "stops": [ONE, TWO]}


def call(page: Page, script: str, name: str, *values: object) -> Any:
    source = (FOLDER / script).read_text(encoding="utf-8")
    return page.evaluate(CALL, [source, name, list(values)])


@pytest.mark.parametrize(
    ("after", "share", "share_then", "is_moved"),
    [
        # The third vertex goes elsewhere: what lay between its neighbours keeps its share.
        ([*LINE[:2], [0.5, 0.25], *LINE[3:]], 0.1, None, False),
        ([*LINE[:2], [0.5, 0.25], *LINE[3:]], 0.5, [0.5, 0.25], True),
        ([*LINE[:2], [0.5, 0.25], *LINE[3:]], 0.9, None, False),
        # Longer or shorter at an end: nobody else moves.
        ([*LINE, [2, 0]], 0.6, None, False),
        ([[-1, 0], *LINE], 0.6, None, False),
        (LINE[:-1], 0.6, None, False),
        # What stood on the piece that is gone stands at the new end.
        (LINE[:-1], 0.9, [0.75, 0], True),
        # Drawn anew: the share of the whole.
        ([[0, 1], [2, 1]], 0.25, [0.5, 1], True),
    ],
)
def test_stops_are_carried_where_the_line_changed(
    page: Page, after: list, share: float, share_then: list | None, is_moved: bool
) -> None:
    found = call(page, "plane.js", "carried", LINE, after, share * METRES)
    assert ("position" in found) is is_moved
    if share_then is not None:
        assert found["position"] == pytest.approx(share_then, abs=1e-3)


def test_the_nearest_place_on_a_line(page: Page) -> None:
    found = call(page, "plane.js", "nearestOn", LINE, [0.3, 0.01])
    assert found["position"] == pytest.approx([0.3, 0])
    assert found["along"] == pytest.approx(0.3 * METRES, rel=1e-6)
    assert found["metres"] == pytest.approx(0.01 * METRES, rel=1e-6)
    assert call(page, "plane.js", "nearestOn", [], [0, 0]) is None


def test_what_two_changed_at_once_is_all_kept(page: Page) -> None:
    moved = {**ONE, "lon": 5}
    renamed = {**ONE, "name_th": "ใหม่"}
    mine, yours = ({"id": name, "name_th": name, "lon": 3, "lat": 3} for name in ("m", "y"))
    ours = {**BASE, "line": LINE[:-1], "stops": [moved, mine], "fields": {"a": 1, "b": 2}}
    theirs = {**BASE, "stops": [renamed, TWO, yours], "fields": {"a": 3, "b": 1}}
    merged = call(page, "merging.js", "mergedParts", BASE, ours, theirs)
    assert merged["line"] == LINE[:-1]
    assert merged["stops"] == [{**moved, "name_th": "ใหม่"}, mine, yours]
    assert merged["fields"] == {"a": 3, "b": 2}


def test_who_changed_nothing_takes_the_others_state(page: Page) -> None:
    theirs = {"line": [[0, 0], [1, 1]], "stops": [], "fields": {"c": 1}}
    assert call(page, "merging.js", "mergedParts", BASE, BASE, theirs) == theirs
    assert call(page, "merging.js", "mergedParts", BASE, theirs, BASE) == theirs
