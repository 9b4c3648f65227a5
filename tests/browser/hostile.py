"""A province whose every text tries to run, and what tells whether one did."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from shapely import LineString, Point, box

from tests.fixtures.payloads import PAYLOADS
from tests.fixtures.province_folder import (
    DAY,
    geojson_text,
    toml_key,
    toml_table,
    write_province,
)

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS_ACROSS = 12
STEP_M = 400.0

ALL_IN_ONE = "'\"`>--></script></style></title></textarea>".join(PAYLOADS)
"""Every payload in one text, each after whatever the one before has left open."""

OUTSIDE = (
    "![picture](https://outside.example/a.png)",
    "![x]: https://outside.example/b.png",
    "[link](javascript:gaPwned(1))",
    "<img src=https://outside.example/c.png>",
    "https://outside.example/d",
)
"""Markdown that would ask another host for something."""

# Runs in every frame before anything else. A payload that runs is noted in the
# frame's own list and in the top window's, and said aloud, which fails the test.
TRAP = """
(() => {
    window.gaPwned = window.alert = (...words) => {
        window.gaRan = (window.gaRan || 0) + 1;
        try { if (top !== window) { top.gaRan = (top.gaRan || 0) + 1; } } catch (error) {}
        console.error("a payload ran in " + location.href.slice(0, 60), ...words);
    };
})();
"""

# Opens the tooltip and the popup of everything on the map, touches every element
# in them as a mouse, a finger or a keyboard would, and returns what they hold.
OPEN_EVERYTHING = """
async () => {
    const seen = {tooltips: [], popups: [], strange: []};
    const allowed = new Set(["DIV", "B", "SPAN", "TABLE", "TBODY", "TR", "TH", "TD", "BR"]);
    const touches = ["mouseover", "mouseenter", "pointerover", "focus", "mousedown", "click",
                     "toggle", "animationstart", "load", "error"];
    const look = (part) => {
        for (const element of part.querySelectorAll("*")) {
            const names = [...element.attributes].map((a) => a.name);
            // Keys reach a popup that scrolls.
            const ours = element.className === "ga-popup" ? ["class", "tabindex"] : ["class"];
            if (!allowed.has(element.tagName) || names.some((n) => !ours.includes(n))) {
                seen.strange.push(element.outerHTML.slice(0, 120));
            }
            for (const kind of touches) { element.dispatchEvent(new Event(kind)); }
        }
    };
    const layers = [];
    map.eachLayer((layer) => {
        if (layer.feature && layer.feature.properties.popup !== undefined && !layer.eachLayer) {
            layers.push(layer);
        }
    });
    // A popup that fades stays for a moment, and hundreds that do are laid out again each time.
    map._fadeAnimated = false;
    for (const layer of layers) {
        const kind = layer.feature.properties.community_id === undefined ? "" : "community";
        layer.openTooltip(map.getCenter());
        const tip = layer.getTooltip().getElement();
        look(tip);
        seen.tooltips.push([kind, tip.textContent]);
        layer.closeTooltip();
        layer.getPopup().options.autoPan = false;
        layer.openPopup();
        const popup = layer.getPopup().getElement().querySelector(".leaflet-popup-content");
        look(popup);
        seen.popups.push([kind, popup.textContent]);
        layer.closePopup();
    }
    // Pictures that fail and animations that start do so a little later.
    await new Promise((done) => setTimeout(done, 400));
    return seen;
}
"""

# Elements of the whole page that no text of ours may have made.
STRANGE_ELEMENTS = """
() => [...document.querySelectorAll("*")].filter((element) =>
    [...element.attributes].some((a) => a.name.startsWith("on") || /javascript:/i.test(a.value)
        && ["href", "src", "action", "data", "srcdoc", "xlink:href"].includes(a.name))
    || (element.tagName === "SCRIPT" && /^[^]{0,9}gaPwned/.test(element.textContent))
    || ["MARQUEE", "OBJECT", "EMBED", "BASE", "MATH", "X"].includes(element.tagName)
).map((element) => element.outerHTML.slice(0, 120))
"""


def shown(text: str) -> str:
    """Return a text as a page holds it: browsers know one line end and leave NUL out."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def place(number: int) -> Point:
    """Return a place of its own for each number, on a grid."""
    row, column = divmod(number, COLUMNS_ACROSS)
    return Point(column * STEP_M, row * STEP_M)


def write_hostile_province(folder: Path) -> Path:
    """Write a province that carries every payload in every text that a page may show."""
    texts = [*PAYLOADS, ALL_IN_ONE]
    # The number keeps ids apart that differ only in blanks.
    ids = [f"{text.strip()} {n}" for n, text in enumerate(texts)]
    numbered = list(zip(range(len(texts)), ids, texts, strict=True))
    following = [*texts[1:], texts[0]]
    extra = {f"column {text}": text for text in PAYLOADS[:20]}
    rows = {
        "communities": [
            {"community_id": own, "name_th": text, "name_en": following[n], "population": n * 10,
             "position_source": text, "geometry": place(n), **(extra if n < 20 else {})}
            for n, own, text in numbered
        ],
        "zones": [
            {"zone_id": own, "name_th": text, "name_en": following[n], "level": "tambon",
             "geometry": place(n).buffer(STEP_M / 2, cap_style="square")}
            for n, own, text in numbered
        ],
        "hazard_zones": [
            {"hazard_id": own, "hazard_type": "flood", "hazard_level": "high", "rule": text,
             "name_th": text, "name_en": text, "geometry": place(n).buffer(STEP_M / 3)}
            for n, own, text in numbered
        ],
        "mangroves": [
            {"mangrove_id": own, "name_th": text, "name_en": following[n],
             "geometry": place(n).buffer(STEP_M / 4)}
            for n, own, text in numbered
        ],
        "facilities": [
            {"facility_id": own, "facility_type": "school" if n % 9 else text, "name_th": text,
             "name_en": following[n], "geometry": place(n + 3)}
            for n, own, text in numbered
        ],
        "hazard_records": [
            {"record_id": own, "hazard_type": "tsunami" if n % 9 else text, "name_th": text,
             "name_en": following[n], "note_th": text, "note_en": text, "height_m": 1.5,
             "geometry": place(n + 5)}
            for n, own, text in numbered
        ],
        "disaster_plans": None,
        "land": [{"geometry": box(-2000, -2000, 8000, 8000), "name_th": ALL_IN_ONE}],
        "roads": [{"geometry": LineString([(0, 100), (6000, 100)]), "name_th": ALL_IN_ONE}],
        "population": None,
    }  # fmt: skip
    geojson = {kind: geojson_text(of_kind) for kind, of_kind in rows.items() if of_kind}
    plans = [
        {"plan_id": own, "scope": "community", "scope_id": own, "adopted_on": "2020-01-01",
         "valid_until": "2099-01-01" if n % 2 else text, "source": text}
        for n, own, text in numbered
    ]  # fmt: skip
    write_province(
        folder,
        rows=dict.fromkeys(rows),
        layers={**declared(geojson), **hostile_layers()},
        province={"id": ALL_IN_ONE, "code": ALL_IN_ONE, "name_th": ALL_IN_ONE,
                  "name_en": ALL_IN_ONE},
        files={
            **{f"{kind}.geojson": text for kind, text in geojson.items()},
            "plans.csv": table(plans),
            "wrong columns.geojson": geojson_text(
                [{"geometry": place(0), **dict.fromkeys(ids, 1)}]
            ),
            "line.geojson": geojson_text([{"geometry": LineString([(0, 0), (9, 9)])}]),
            "METHOD.md": "\n\n".join(["# Method", *OUTSIDE, *PAYLOADS]),
            "looked up.csv": table([{ALL_IN_ONE[:40]: text, "name_en": text} for text in texts]),
            **hostile_feed(numbered, following),
        },
    )  # fmt: skip
    with (folder / "catalogue.toml").open("a", encoding="utf-8") as catalogue:
        catalogue.write(hostile_table())
    return folder


def declared(geojson: dict[str, str]) -> dict[str, dict[str, object]]:
    """Declare the layers that hold rows, with hostile words about each."""
    words = {"title_th": ALL_IN_ONE, "title_en": ALL_IN_ONE, "source": ALL_IN_ONE,
             "licence": ALL_IN_ONE, "attribution": ALL_IN_ONE, "status": "indicative",
             "crs": None}  # fmt: skip
    layers = {kind: {"kind": kind, "file": f"{kind}.geojson", **words} for kind in geojson}
    layers["disaster_plans"] = {"kind": "disaster_plans", "file": "plans.csv", **words}
    layers["transit"] = words
    return layers


def hostile_layers() -> dict[str, dict[str, object]]:
    """Declare a layer for each payload, and some that cannot be read, to be told of."""
    layers: dict[str, dict[str, object]] = {
        f"layer {text}": {"kind": "waterways", "file": "line.geojson", "title_th": text,
                          "title_en": text, "source": text, "licence": text, "attribution": text,
                          "crs": None}
        for text in PAYLOADS if text.strip()
    }  # fmt: skip
    layers[f"wrong {PAYLOADS[0]}"] = {"kind": "facilities", "file": "wrong columns.geojson",
                                      "crs": None}  # fmt: skip
    missing = [text for text in PAYLOADS if not set(text) & set("/\\:\x00\n\r\t")][:12]
    for text in missing:
        layers[f"missing {text}"] = {"kind": "walk_network", "file": f"{text}.csv"}
    return layers


def hostile_table() -> str:
    """Declare a table to look up with hostile words about it."""
    words = dict.fromkeys(("title_th", "title_en", "source", "licence", "attribution"), ALL_IN_ONE)
    fields = {"file": "looked up.csv", **words, "date": DAY, "status": "open"}
    return "\n" + toml_table(f"tables.{toml_key(PAYLOADS[0])}", fields)


def hostile_feed(
    numbered: list[tuple[int, str, str]], following: list[str]
) -> dict[str, str | None]:
    """Write a GTFS feed with a hostile stop and a hostile line for each payload."""
    degrees = {
        f"s{n}": {"stop_lon": 98.36 + place(n).x / 110_000, "stop_lat": 7.87 + place(n).y / 110_000}
        for n, _, _ in numbered
    }
    clean = [(n, own.replace("\x00", "0"), text.replace("\x00", "0")) for n, own, text in numbered]
    stops = [{"stop_id": own, "stop_name": text, **degrees[f"s{n}"]} for n, own, text in clean]
    routes = [
        {"route_id": own, "agency_id": "A", "route_short_name": text, "route_long_name": text,
         "route_type": 3, "route_color": text}
        for _, own, text in clean
    ]  # fmt: skip
    trips = [
        {"route_id": own, "service_id": "daily", "trip_id": f"t{n}", "trip_headsign": text,
         "direction_id": "0"}
        for n, own, text in clean
    ]  # fmt: skip
    ids = [own for _, own, _ in clean]
    calls = [
        {"trip_id": f"t{n}", "stop_id": stop, "stop_sequence": order,
         "arrival_time": f"08:0{order}:00", "departure_time": f"08:0{order}:00"}
        for n in range(len(ids)) for order, stop in enumerate([ids[n], ids[n - 1]])
    ]  # fmt: skip
    translations = [
        {"table_name": name, "field_name": field, "language": "en",
         "translation": following[n].replace("\x00", "0"), "record_id": own}
        for name, field in (("stops", "stop_name"), ("routes", "route_long_name"))
        for n, own, _ in clean
    ]  # fmt: skip
    tables = {"stops": stops, "routes": routes, "trips": trips, "stop_times": calls,
              "translations": translations}  # fmt: skip
    # Without shapes, a line runs from stop to stop.
    return {
        **{f"transit/{name}.txt": table(rows) for name, rows in tables.items()},
        "transit/shapes.txt": None,
    }


def table(rows: list[dict[str, object]]) -> str:
    """Write rows as CSV, every text quoted."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(rows[0]), quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue().replace("\x00", "0")
