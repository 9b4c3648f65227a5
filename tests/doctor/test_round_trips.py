"""Whatever people write, every format keeps: ids, texts, numbers, days and places."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo_app import limits
from geo_app.doctor.examination import examine
from geo_app.readers.source import source_of

# All of Thai, combining marks, signs, other scripts and emoji; no marks that are not seen, which
# are taken off, and none that a CSV or XML cannot hold.
LETTERS = st.characters(
    codec="utf-8",
    exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"),
    exclude_characters="\u0e4d",
)
WORD = st.text(LETTERS, min_size=1, max_size=12).filter(lambda text: text.strip() == text)
NAMES = st.lists(WORD, min_size=1, max_size=3).map(lambda words: "x" + " ".join(words))
ROWS = st.lists(
    st.tuples(
        st.integers(0, 10**9),
        NAMES,
        st.floats(98.0, 101.0).map(lambda value: round(value, 7)),
        st.floats(6.0, 19.0).map(lambda value: round(value, 7)),
        st.none() | st.integers(0, 150_000),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda row: row[0],
)
FORMATS = ("csv", "tsv", "xlsx", "geojson", "gpkg", "fgb", "parquet", "shp.zip")


def frame_of(rows) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "community_id": [f"v{number}" for number, *_ in rows],
            "name_th": [name for _, name, *_ in rows],
            "population": pd.array([people for *_, people in rows], dtype="Int64"),
        },
        geometry=gpd.points_from_xy([row[2] for row in rows], [row[3] for row in rows]),
        crs=4326,
    )


def write(frame: gpd.GeoDataFrame, form: str, folder: Path) -> Path:
    path = folder / f"rows.{form}"
    table = pd.DataFrame(frame.drop(columns="geometry")).assign(
        lon=frame.geometry.x, lat=frame.geometry.y
    )
    if form in ("csv", "tsv"):
        table.to_csv(path, index=False, sep="," if form == "csv" else "\t")
    elif form == "xlsx":
        table.to_excel(path, index=False)
    elif form == "parquet":
        frame.to_parquet(path)
    elif form == "shp.zip":
        # As every program writes it that cuts headings off.
        short = frame.rename(columns={"community_id": "community_"})
        short.to_file(path, driver="ESRI Shapefile", encoding="utf-8")
    else:
        frame.to_file(path)
    return path


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(rows=ROWS)
def test_a_format_keeps_what_was_written(form: str, rows) -> None:
    frame = frame_of(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = write(frame, form, Path(folder))
        found = examine(source_of(path), "communities", most=limits.LAYER)
    assert found.rows_in == len(frame)
    assert found.rows is not None, found.findings
    # What Excel and shapefiles cut off is theirs: such texts are not generated.
    # FlatGeobuf puts the rows in an order of its own.
    found_rows = found.rows.sort_values("community_id")
    frame = frame.sort_values("community_id")
    assert found_rows["community_id"].tolist() == frame["community_id"].tolist()
    assert found_rows["name_th"].tolist() == frame["name_th"].tolist()
    people = frame["population"].astype(float).to_numpy(na_value=np.nan)
    np.testing.assert_array_equal(found_rows["population"].to_numpy(dtype=float), people)
    np.testing.assert_allclose(found_rows.geometry.x, frame.geometry.x, atol=1e-9)
    np.testing.assert_allclose(found_rows.geometry.y, frame.geometry.y, atol=1e-9)


CELLS = st.none() | WORD | st.integers(-10, 10**7).map(str) | st.floats(-200, 200).map(str)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    columns=st.lists(
        st.sampled_from(
            ["community_id", "name_th", "name_en", "lon", "lat", "population", "ชื่อ", "note"]
        ),
        min_size=1, max_size=6, unique=True,
    ),
    rows=st.lists(st.lists(CELLS, min_size=6, max_size=6), min_size=1, max_size=8),
)  # fmt: skip
def test_rows_add_up_whatever_stands_in_a_table(columns, rows) -> None:
    table = pd.DataFrame([row[: len(columns)] for row in rows], columns=columns)
    text = io.StringIO()
    table.to_csv(text, index=False)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        found = examine(source_of(path), "communities", most=limits.LAYER)
    usable = 0 if found.rows is None else len(found.rows)
    twins = sum(note.code == "duplicate_row" for note in found.findings)
    assert usable + len(found.aside) + (twins if found.rows is not None else 0) == found.rows_in
    assert set(found.aside) & set(found.repaired) == set()
