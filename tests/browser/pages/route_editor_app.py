"""A page with the route editor on it, for the tests: the document lives in the server's memory."""

import itertools
import json
import math
import os
import time
from pathlib import Path

import streamlit as st

from geo_app.maps.basemap import base_of
from geo_app.maps.editor_base import EditorBase, draw_editor_base
from geo_app.province import open_province
from geo_app.ui.route_editor.accepting import accepted, accepted_pin, changed, mirrored
from geo_app.ui.route_editor.component import route_editor, sent_document, sent_pin
from geo_app.ui.route_editor.looks import editor_labels, editor_palette
from geo_app.ui.shared.map_view import local_assets
from geo_app.words.translating import Language, translator

KEY = "route"
EARTH_RADIUS_KM = 6371.0
EMPTY = {"undo": [], "redo": []}


@st.cache_resource
def base() -> EditorBase:
    province = open_province(Path(os.environ["GEO_APP_PROVINCE"]))
    return draw_editor_base(base_of(province), assets=local_assets())


@st.cache_resource
def drafts() -> dict:
    """What a store would hold: documents and their history by name."""
    return {}


def fresh(name: str, vertices: int) -> dict:
    """Return a document; a wavy line of so many vertices, with a stop in its middle."""
    line = [
        [98.30 + 0.1 * i / (vertices - 1), 7.90 + 0.01 * math.sin(i / 8)] for i in range(vertices)
    ]
    stops = []
    if line:
        lon, lat = line[len(line) // 2]
        stops = [
            {"id": "s-1", "name_th": "กลาง", "name_en": "Middle <b>1</b>", "lon": lon, "lat": lat,
             "is_existing": False}
        ]  # fmt: skip
    fields = {"headway_min": 20}
    return {"id": name, "token": f"{name}:1", "rev": 0, "line": line, "stops": stops,
            "fields": fields}  # fmt: skip


def keep(doc: dict) -> None:
    """Write the draft, with what undo would need."""
    before = st.session_state.doc
    history = mirrored(drafts().get(name, {}).get("history"), before, doc)
    st.session_state.doc = doc
    drafts()[name] = {"doc": doc, "history": history}


def on_change() -> None:
    newer = accepted(st.session_state.doc, sent_document(KEY))
    if newer is not None:
        keep(newer)
    pin = accepted_pin(sent_pin(KEY), seen=st.session_state.get("pin", {}).get("n", 0))
    if pin is not None:
        st.session_state.pin = pin


def on_form() -> None:
    doc = st.session_state.doc
    headway_min = doc["fields"]["headway_min"] + 5
    keep(changed(doc, fields={**doc["fields"], "headway_min": headway_min}))


def on_stops() -> None:
    """Place stops on the first vertices, as Python would; the first of them exists already."""
    doc = st.session_state.doc
    placed = [
        {"id": f"auto-{i}", "name_th": f"อัตโนมัติ {i}", "name_en": None, "lon": lon, "lat": lat,
         "is_existing": i == 0}
        for i, (lon, lat) in enumerate(doc["line"][:3])
    ]  # fmt: skip
    keep(changed(doc, stops=placed))


def length_km(line: list) -> float:
    return sum(
        math.radians(math.hypot((c - a) * math.cos(math.radians(b)), d - b)) * EARTH_RADIUS_KM
        for (a, b), (c, d) in itertools.pairwise(line)
    )


def feature(geometry_type: str, coordinates: list, **properties: str) -> dict:
    geometry = {"type": geometry_type, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def overlay(doc: dict) -> dict:
    """Return results that hang on the line, and a label that would run if it were HTML."""
    count = int(query.get("features", 3))
    ring = [[98.38, 7.88], [98.42, 7.88], [98.42, 7.92], [98.38, 7.92], [98.38, 7.88]]
    gained = "gained" if doc["line"] else "unserved"
    points = [
        feature("Point", [98.29 + 0.004 * (i % 40), 7.84 + 0.01 * (i // 40)], role=gained,
                label=f"<img src=x onerror=alert({i})>")
        for i in range(count)
    ]  # fmt: skip
    area = feature("Polygon", [ring], role="hazard", kind="tsunami", label="สึนามิ\nสูง")
    road = [[lon, lat + 0.002] for lon, lat in doc["line"]] if "road" in query else []
    return {"rev": doc["rev"], "features": [area, *points], "path": road, "path_rev": doc["rev"]}


st.set_page_config(layout="wide")
st.session_state.runs = st.session_state.get("runs", 0) + 1
query = st.query_params
name = query.get("draft", "one")
tongue = Language(query.get("lang", "en"))
if "doc" not in st.session_state:
    found = drafts().get(name)
    st.session_state.doc = found["doc"] if found else fresh(name, int(query.get("vertices", 0)))
    st.session_state.history = found["history"] if found else None
if "slow" in query:
    time.sleep(float(query["slow"]))
doc = st.session_state.doc
with st.container(horizontal=True):
    st.button("Form", on_click=on_form, key="form")
    st.button("Place stops", on_click=on_stops, key="place")
    is_more = st.checkbox("More above", key="more")
    is_away = st.checkbox("Another page", key="away")
    st.text_input("Note", key="note", label_visibility="collapsed")
for number in range(3 if is_more else 0):
    st.write(f"Inserted above {number}")
if not is_away:
    route_editor(
        doc,
        base=base(),
        overlay=overlay(doc),
        history=st.session_state.history,
        labels=editor_labels(translator(tongue), tongue),
        palette=editor_palette(),
        height_px=500,
        read_only="read_only" in query,
        key=KEY,
        on_change=on_change,
    )
pin = st.session_state.get("pin")
numbers = {"rev": doc["rev"], "km": f"{length_km(doc['line']):.3f}", "stops": len(doc["stops"])}
st.html(f'<p id="numbers">{json.dumps(numbers)}</p>')
shown = {"doc": doc, "pin": pin, "runs": st.session_state.runs}
safe = json.dumps(shown, sort_keys=True).replace("<", "\\u003c")
st.html(f'<pre id="shown" style="display:none">{safe}</pre>')
