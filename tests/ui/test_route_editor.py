"""What Python believes of the browser's document, and that the editor's words are all there."""

from __future__ import annotations

import copy
import dataclasses
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from geo_app import limits
from geo_app.maps import palette
from geo_app.maps.assets import Assets
from geo_app.maps.basemap import base_of
from geo_app.maps.editor_base import draw_editor_base, missing_editor_files
from geo_app.ui.route_editor.accepting import (
    accepted,
    accepted_pin,
    changed,
    mirrored,
)
from geo_app.ui.route_editor.bundle import FOLDER, SCRIPTS, STYLE, editor_module
from geo_app.ui.route_editor.looks import editor_labels, editor_palette
from geo_app.words.translating import Language

if TYPE_CHECKING:
    from pathlib import Path

    from geo_app.province import Province

LOCAL = Assets("/v/")
NOW = {"id": "r-1", "token": "r-1:7", "rev": 4, "line": [], "stops": [], "fields": {}}
STOP = {"id": "s-1", "name_th": "ป้าย 1", "name_en": None, "lon": 98.35, "lat": 7.9,
        "is_existing": False}  # fmt: skip
SENT = {"id": "r-1", "token": "r-1:7", "rev": 5, "page_rev": 0, "stroke_rev": 5,
        "why": "line_drawn", "line": [[98.3, 7.9], [98.4, 7.95]], "stops": [STOP],
        "fields": {"headway_min": 20}}  # fmt: skip
HALF_A_CHARACTER = "\ud83d"


def sent(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(SENT), **changes}


def with_stop(**changes: Any) -> dict[str, Any]:
    return sent(stops=[{**STOP, **changes}])


def stops(count: int) -> list[dict[str, Any]]:
    return [{**STOP, "id": f"s-{number}"} for number in range(count)]


def nested(depth: int) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for _ in range(depth):
        fields = {"deeper": fields}
    return fields


def test_a_later_state_is_taken_as_it_is() -> None:
    before = copy.deepcopy(NOW)
    assert accepted(NOW, sent()) == SENT
    assert before == NOW


def test_unknown_keys_are_dropped_and_the_id_is_ours() -> None:
    given_doc = sent(id="another", owner="me", stops=[{**STOP, "onclick": "alert(1)"}])
    assert accepted(NOW, given_doc) == SENT


@pytest.mark.parametrize(
    "whole",
    [
        sent(line=[[98.3, 7.9]] * 10_000),
        sent(stops=stops(1_000)),
        with_stop(id="i" * 100, name_th="ช" * 200),
        sent(line=[[180, -90], [-180, 90]]),
        sent(line=[], stops=[]),
        sent(rev=5.0),
    ],
)
def test_what_is_just_within_the_limits_is_taken(whole: dict[str, Any]) -> None:
    taken = accepted(NOW, whole)
    assert taken is not None
    assert len(taken["line"]) == len(whole["line"])
    assert len(taken["stops"]) == len(whole["stops"])


@pytest.mark.parametrize(
    "wrong",
    [
        None, [], "doc", 7, {}, sent(token="r-1:8"), sent(token=None), sent(token=["r-1:7"]),
        sent(rev=4), sent(rev=3), sent(rev=True), sent(rev="5"), sent(rev=5.5), sent(rev=-5),
        sent(rev=2**53), sent(rev=float("inf")), sent(rev=float("nan")), sent(page_rev=1),
        sent(page_rev=None), sent(stroke_rev="x"), sent(why=None), sent(why="w" * 201),
        sent(line=None), sent(line="[[1,2]]"), sent(line={"0": [1, 2]}), sent(line=[[1]]),
        sent(line=[[1, 2, 3]]), sent(line=[[True, 2]]), sent(line=[["1", 2]]),
        sent(line=[[float("nan"), 2]]), sent(line=[[180.1, 2]]), sent(line=[[1, -90.1]]),
        sent(line=[[10**400, 2]]), sent(line=[[98.3, 7.9]] * 10_001),
        sent(stops=None), sent(stops={}), sent(stops=[None]), sent(stops=[STOP, STOP]),
        sent(stops=stops(1_001)), with_stop(id=""), with_stop(id=None), with_stop(id=1),
        with_stop(id="i" * 101), with_stop(name_th="ช" * 201), with_stop(name_en=7),
        with_stop(name_th=HALF_A_CHARACTER), with_stop(name_en="a\x00b"),
        with_stop(is_existing=1), with_stop(is_existing=None), with_stop(lat=91),
        with_stop(lon=None), sent(fields=None), sent(fields=[]), sent(fields={"a": float("nan")}),
        sent(fields={"a": "x" * 100_001}), sent(fields={"a": HALF_A_CHARACTER}),
        sent(fields=nested(100_000)), sent(fields={"a": object()}),
    ],
)  # fmt: skip
def test_anything_else_is_none(wrong: object) -> None:
    assert accepted(NOW, wrong) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


@given(anything=JSON)
def test_nothing_that_is_sent_raises(anything: object) -> None:
    accepted(NOW, anything)
    accepted_pin(anything)


@given(key=st.sampled_from(sorted(SENT)), stop_key=st.sampled_from(sorted(STOP)), anything=JSON)
def test_no_wrong_part_gets_through(key: str, stop_key: str, anything: object) -> None:
    for whole in (sent(**{key: anything}), with_stop(**{stop_key: anything})):
        taken = accepted(NOW, whole)
        if taken is None:
            continue
        # What is taken can be stored, sent back, and taken again.
        assert json.loads(json.dumps(taken, allow_nan=False)) == taken
        assert accepted(NOW, taken) == taken
        assert set(taken) == set(SENT)
        assert all(set(stop) == set(STOP) for stop in taken["stops"])


def test_a_stroke_that_does_not_know_of_a_form_is_left_to_the_browser_to_merge() -> None:
    doc = changed(NOW, fields={"headway_min": 30})
    assert doc == {**NOW, "fields": {"headway_min": 30}, "rev": 5, "page_rev": 5}
    assert accepted(doc, sent(rev=6)) is None
    merged = accepted(doc, sent(rev=6, page_rev=5))
    assert merged is not None
    assert merged["page_rev"] == 5


def test_only_parts_of_a_document_can_be_changed() -> None:
    with pytest.raises(ValueError, match="token"):
        changed(NOW, token="mine")


def test_a_pin_is_taken_once() -> None:
    pin = {"lon": 98.3, "lat": 7.9, "n": 12, "extra": 1}
    assert accepted_pin(pin, seen=11) == {"lon": 98.3, "lat": 7.9, "n": 12}
    assert accepted_pin(pin, seen=12) is None
    assert accepted_pin({**pin, "lat": 90.5}) is None
    assert accepted_pin(None) is None


def state(number: int) -> dict[str, Any]:
    return {"line": [[98.0, number / 10]], "stops": [], "fields": {}}


def test_the_mirror_follows_strokes_undo_and_redo() -> None:
    history = mirrored(None, state(0), state(1))
    history = mirrored(history, state(1), state(2))
    assert history == {"undo": [state(0), state(1)], "redo": []}
    history = mirrored(history, state(2), state(1))
    assert history == {"undo": [state(0)], "redo": [state(2)]}
    history = mirrored(history, state(1), state(2))
    assert history == {"undo": [state(0), state(1)], "redo": []}
    history = mirrored(mirrored(history, state(2), state(1)), state(1), state(3))
    assert history == {"undo": [state(0), state(1)], "redo": []}
    assert mirrored(history, state(3), state(3)) == history


def test_the_mirror_keeps_a_hundred_steps() -> None:
    history = None
    for number in range(limits.UNDO_STEPS + 20):
        history = mirrored(history, state(number), state(number + 1))
    assert history is not None
    assert len(history["undo"]) == limits.UNDO_STEPS
    assert history["undo"][-1] == state(limits.UNDO_STEPS + 19)


def test_every_word_that_the_scripts_say_has_a_label() -> None:
    script = editor_module()
    said = set(re.findall(r'(?:label|say|tellKeys)\(\s*"(\w+)"', script))
    tools = set(re.findall(r'"(\w+)"', re.findall(r"const RESTING = (.*);", script)[0]))
    tools |= set(re.findall(r'"(\w+)"', re.findall(r"const DRAWING = (.*);", script)[0]))
    hints = {f"{mode}_hint" for mode in ("draw", "continue", "stop", "remove", "comment")}
    helps = {f"{tool}_help" for tool in tools}
    wanted = said | tools | hints | helps | {"new_stop_th", "new_stop_en", "map", "missing"}
    labels = editor_labels(str, Language.ENGLISH)
    assert len(said) > 15
    assert wanted - set(labels) == set()
    assert all(text.strip() for text in labels.values())


def test_every_role_has_a_look() -> None:
    looks = editor_palette()
    roles = {"gained", "lost", "served", "unserved", "hazard", "mangrove", "comment"}
    assert roles <= set(looks)
    assert all("color" in looks[role] for role in roles)


def test_the_scripts_are_one_module() -> None:
    module = editor_module()
    assert not re.search(r"^import ", module, re.MULTILINE)
    assert re.findall(r"^export .*", module, re.MULTILINE) == [
        "export default async function mount(component) {"
    ]
    assert {path.name for path in FOLDER.iterdir()} == {*SCRIPTS, STYLE}
    # Nothing that came as data is ever read as HTML.
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", module)
    names = re.findall(r"^(?:const|let|class|function|async function) (\w+)", module, re.MULTILINE)
    assert len(names) == len(set(names))


def test_the_base_map_is_one_module_without_a_page_around_it(world: Province) -> None:
    drawn, again = (draw_editor_base(base_of(world), assets=LOCAL) for _ in range(2))
    assert drawn == again
    assert drawn.module.startswith("export default function () {")
    assert drawn.module.rstrip().endswith(f"return {drawn.element_id};\n}}")
    assert f'L.map(\n                "{drawn.element_id}"' in drawn.module
    assert drawn.module.count("L.geoJson(") == 2
    assert drawn.scripts == ("/v/leaflet/leaflet.js", "/v/geoman/leaflet-geoman.min.js")
    assert drawn.styles == ("/v/leaflet/leaflet.css", "/v/geoman/leaflet-geoman.css")
    assert "://" not in drawn.module.replace("https://leafletjs.com", "")
    assert drawn.background == palette.SEA
    without_land = dataclasses.replace(base_of(world), land=None)
    assert draw_editor_base(without_land, assets=LOCAL).background == palette.UNKNOWN_GROUND


def test_missing_files_are_named_and_never_asked_for(world: Province, tmp_path: Path) -> None:
    assert draw_editor_base(base_of(world), assets=Assets(None)).scripts == ()
    (tmp_path / "leaflet").mkdir()
    (tmp_path / "leaflet" / "leaflet.js").touch()
    assert missing_editor_files(tmp_path) == [
        "leaflet/leaflet.css",
        "geoman/leaflet-geoman.min.js",
        "geoman/leaflet-geoman.css",
    ]


def page_with_editor() -> None:
    from geo_app.maps.editor_base import EditorBase  # noqa: PLC0415
    from geo_app.ui.route_editor.component import (  # noqa: PLC0415
        route_editor,
        sent_document,
        sent_pin,
    )

    doc = {"id": "r", "token": "r:1", "rev": 0, "line": [], "stops": [], "fields": {}}
    base = EditorBase(
        element_id="map", module="export default () => null;", scripts=("/a.js",), styles=(),
        background="#ffffff",
    )  # fmt: skip
    route_editor(doc, base=base, labels={}, palette={}, key="route", on_change=lambda: None)
    assert sent_document("route") is None
    assert sent_pin("route") is None


def test_a_page_with_the_editor_runs_without_a_browser() -> None:
    at = AppTest.from_function(page_with_editor).run()
    assert not at.exception
