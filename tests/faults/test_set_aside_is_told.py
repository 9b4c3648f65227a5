"""
What is told is told everywhere: a row made unusable at a random place, in 1,000 worlds.

Each world has every kind of layer in memory, all rows of which are used. One row of one layer is
spoilt; the JSON record, the foot of a table, the notice, the column of a CSV and the sheet of
sources must name the layer, the counts and the row, and nothing of any other layer.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo_app.analysis.rows_used import is_whole, rows_used
from geo_app.catalogue import Catalogue, LayerSpec, ProvinceSpec, Status
from geo_app.province import Layer, Province
from geo_app.quality.checks import check_layer
from geo_app.quality.feed_checks import check_feed
from geo_app.reports.documents import layer_records
from geo_app.reports.rows_told import row_notices, rows_foot, with_rows_told
from geo_app.reports.tables import sources_table
from geo_app.schema import KINDS
from geo_app.words.translating import Language
from tests.fixtures.province_folder import CRS, STOPS, gtfs_texts, rows_of_world, shifted

if TYPE_CHECKING:
    from collections.abc import Callable

WORLDS = 1_000
ENGLISH = Language.ENGLISH
FEED = "transit"


@dataclass(frozen=True, kw_only=True)
class World(Province):
    """A province whose layers are in memory."""

    checked: dict[str, Layer] = field(default_factory=dict)

    def layer(self, layer_id: str) -> Layer:
        return self.checked[layer_id]


def spec_of(kind: str) -> LayerSpec:
    return LayerSpec(
        layer_id=f"my_{kind}", kind=kind, path=Path(kind), title_th=kind, title_en=kind,
        source="paper", licence="CC0", attribution="", date=dt.date(2026, 1, 1),
        status=Status.OPEN,
    )  # fmt: skip


def raw_of(kind: str) -> pd.DataFrame:
    rows = [dict(row) for row in rows_of_world()[kind] * 2]
    id_column = KINDS[kind].id_column
    for number, row in enumerate(rows):
        if id_column:
            row[id_column] = f"{row[id_column]}-{number}"
        if "geometry" in row:
            row["geometry"] = shifted(row["geometry"])
    frame = pd.DataFrame(rows)
    return gpd.GeoDataFrame(frame, crs=CRS) if "geometry" in frame else frame


def layer_of(kind: str, raw: pd.DataFrame) -> Layer:
    spec = spec_of(kind)
    frame, report = check_layer(raw, KINDS[kind], name=spec.layer_id)
    return Layer(spec=spec, frame=frame, report=report)


def feed_of(texts: dict[str, pd.DataFrame]) -> Layer:
    stops, schedule, report, _tables = check_feed(texts)
    return Layer(spec=spec_of(FEED), frame=stops, report=report, tables=texts, schedule=schedule)


def feed_tables() -> dict[str, pd.DataFrame]:
    texts = gtfs_texts(list(STOPS))
    tables = {
        name: pd.DataFrame([line.split(",") for line in text.splitlines()[1:]],
                           columns=text.splitlines()[0].split(","))
        for name, text in texts.items() if name in ("stops", "routes", "trips", "stop_times",
                                                    "calendar", "agency")
    }  # fmt: skip
    trips = [tables["trips"].assign(trip_id=f"T{n}") for n in range(4)]
    calls = [tables["stop_times"].assign(trip_id=f"T{n}") for n in range(4)]
    return tables | {
        "trips": pd.concat(trips, ignore_index=True),
        "stop_times": pd.concat(calls, ignore_index=True),
    }


def without(column: str) -> Callable[[pd.DataFrame, int], pd.DataFrame]:
    def spoil(raw: pd.DataFrame, row: int) -> pd.DataFrame:
        spoilt = raw.copy()
        spoilt.loc[row, column] = None
        return spoilt

    return spoil


def misspelt(column: str) -> Callable[[pd.DataFrame, int], pd.DataFrame]:
    def spoil(raw: pd.DataFrame, row: int) -> pd.DataFrame:
        return raw.assign(**{column: [
            "no such value" if number == row else value for number, value in enumerate(raw[column])
        ]})  # fmt: skip

    return spoil


def spoilers(kind: str, raw: pd.DataFrame) -> list[Callable[[pd.DataFrame, int], pd.DataFrame]]:
    known = KINDS[kind]
    ways = [misspelt(column) for column in known.choices if column in raw]
    ways += [without(known.id_column)] if known.id_column else []
    needs_place = "geometry" in raw and not known.may_lack_position
    return ways + ([without("geometry")] if needs_place else [])


RAW = {kind: raw_of(kind) for kind in rows_of_world()}
TABLES = feed_tables()
CLEAN = {f"my_{kind}": layer_of(kind, raw) for kind, raw in RAW.items()}
CLEAN[f"my_{FEED}"] = feed_of(TABLES)
PROVINCE = ProvinceSpec(
    province_id="paper", code="83", name_th="กระดาษ", name_en="Paper", analysis_crs=CRS
)
CATALOGUE = Catalogue(
    province=PROVINCE, layers={layer_id: layer.spec for layer_id, layer in CLEAN.items()}
)


TABLE = pd.DataFrame({"a": [1, 2]})


def world_of(*beside: str, **changed: Layer) -> World:
    """Return a world of changed layers and of clean ones beside them, or of all."""
    layers = {key: CLEAN[key] for key in beside or CLEAN} | changed
    catalogue = replace(CATALOGUE, layers={key: layer.spec for key, layer in layers.items()})
    return World(folder=Path(), catalogue=catalogue, checked=layers)


def spoilt_layer(rng: np.random.Generator) -> tuple[str, str, int, int, Layer]:
    """Spoil a row: return its layer, its table, its number from 1, the rows in, the layer."""
    kind = str(rng.choice([*RAW, FEED]))
    rows_in = len(TABLES["trips"] if kind == FEED else RAW[kind])
    row = int(rng.integers(rows_in))
    ways = 1 if kind == FEED else len(spoilers(kind, RAW[kind]))
    table = "trips" if kind == FEED else ""
    return f"my_{kind}", table, row + 1, rows_in, spoilt(kind, row, int(rng.integers(ways)))


@cache
def spoilt(kind: str, row: int, way: int) -> Layer:
    """Return a layer with a row spoilt in one of its ways; each is checked once."""
    if kind == FEED:
        return feed_of(TABLES | {"trips": without("service_id")(TABLES["trips"], row)})
    return layer_of(kind, spoilers(kind, RAW[kind])[way](RAW[kind], row))


def test_a_clean_world_has_nothing_to_tell():
    counts = rows_used(world_of())
    assert (counts["rows_set_aside"] == 0).all()
    assert row_notices(counts, language=ENGLISH) == []
    assert "not used" not in rows_foot(counts, language=ENGLISH)


@pytest.mark.slow
def test_a_row_that_is_not_used_is_named_in_every_answer():
    rng = np.random.default_rng(10)
    for _ in range(WORLDS):
        layer_id, table, row, rows_in, layer = spoilt_layer(rng)
        world = world_of(str(rng.choice(list(CLEAN))), **{layer_id: layer})
        counts = rows_used(world)
        assert (counts["rows_in"] == counts["rows_used"] + counts["rows_set_aside"]).all()
        name = f"{layer_id} ({table}.txt)" if table else layer_id
        words = f"{name}: 1 of {rows_in} rows not used (row {row}: "
        notices = [notice for notice in row_notices(counts, language=ENGLISH)
                   if "stop_times" not in notice]  # fmt: skip
        # The calls of a trip that is not used are told with it.
        assert [notice.startswith(words) for notice in notices] == [True]
        assert words in rows_foot(counts, language=ENGLISH)
        cells = with_rows_told(TABLE, counts, language=ENGLISH)
        assert cells["Rows not used"].str.contains(words, regex=False).all()
        records = {record["layer"]: record for record in layer_records(world, KINDS)}
        record = records.pop(layer_id)
        if table:
            record = next(each for each in record["tables"] if each["table"] == table)
        else:
            assert not is_whole(world, layer.spec.kind)
        assert (record["rows_in"], record["rows_used"], record["rows_set_aside"]) == (
            rows_in, rows_in - 1, 1,
        )  # fmt: skip
        assert [reason["row"] for reason in record["set_aside"]] == [row]
        assert all(each["rows_set_aside"] == 0 for each in records.values())


def test_the_sheet_of_sources_names_the_row():
    layer = layer_of("hazard_zones", misspelt("hazard_level")(RAW["hazard_zones"], 2))
    world = world_of(my_hazard_zones=layer)
    sheet = sources_table(world, language=ENGLISH)
    assert sheet.loc["my_hazard_zones", "Set aside"] == 1
    assert "row 3: 'no such value'" in sheet.loc["my_hazard_zones", "Why set aside"]
    assert (sheet["Why set aside"] != "").sum() == 1
