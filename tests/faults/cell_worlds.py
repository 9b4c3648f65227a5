"""
Small registers of facilities, written in three formats, and faults put into their cells.

A clean world has a few points with ids, zones, types, capacities and names. A fault
changes how cells are written; `Spoilt` says what of the answer may differ.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import openpyxl

from geo_app import limits
from geo_app.province import with_our_columns
from geo_app.quality.checks import check_layer
from geo_app.readers.layer_files import read_source
from geo_app.readers.source import Raw, Source
from geo_app.readers.table_files import with_geometry
from geo_app.schema import KINDS
from geo_app.spelling.coded_values import SYNONYMS

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from geo_app.quality.faults import Report

KIND = KINDS["facilities"]
TYPES = KIND.choices["facility_type"]
COLUMNS = ["facility_id", "name_th", "zone_id", "facility_type", "capacity", "lon", "lat"]
FORMATS = (".csv", ".geojson", ".xlsx")

Cells = list[list[Any]]


@dataclass
class World:
    """A table of texts, and how its file is written."""

    rows: Cells
    headings: list[str] = field(default_factory=lambda: list(COLUMNS))
    delimiter: str = ","
    encoding: str = "utf-8"
    stated: str | None = None
    refused: str = ""
    told: tuple[int, str] | None = None


def world(rng: np.random.Generator) -> World:
    """Return a clean world."""
    count = int(rng.integers(2, 6))
    zones = [f"{number:06d}" for number in rng.integers(1, 999_999, count)]
    ids = rng.choice(9_000, count, replace=False) + 1_000
    return World(
        rows=[
            [
                str(ids[row]),
                f"โรงเรียนบ้าน{row}",
                zones[row],
                str(rng.choice(TYPES)),
                str(rng.integers(1, 9_000)),
                f"{rng.uniform(98.3, 98.4):.5f}",
                f"{rng.uniform(7.8, 8.1):.5f}",
            ]
            for row in range(count)
        ]
    )


def place(rng: np.random.Generator, spoilt: World, *columns: str) -> tuple[int, int]:
    """Return a random cell of one of some columns."""
    column = COLUMNS.index(str(rng.choice(columns)))
    return int(rng.integers(len(spoilt.rows))), column


def point_zero(rng: np.random.Generator, spoilt: World) -> None:
    row, column = place(rng, spoilt, "facility_id", "zone_id", "capacity")
    spoilt.rows[row][column] += ".0"


def blanks(rng: np.random.Generator, spoilt: World) -> None:
    row, column = place(rng, spoilt, *COLUMNS[:1], *COLUMNS[2:])
    blank = str(rng.choice([" ", "\u00a0", "\u200b", "\ufeff", "\u3000"]))
    cell = spoilt.rows[row][column]
    inside = "\u200b" if rng.random() < 0.5 else ""
    spoilt.rows[row][column] = blank + cell[:1] + inside + cell[1:] + blank


def synonyms(rng: np.random.Generator, spoilt: World) -> None:
    row, column = place(rng, spoilt, "facility_type")
    word = spoilt.rows[row][column]
    words = [
        word.upper(),
        word.title(),
        word.replace("_", " "),
        *SYNONYMS["facility_type"].get(word, ()),
    ]
    spoilt.rows[row][column] = str(rng.choice(words))


def other_digits(rng: np.random.Generator, spoilt: World) -> None:
    row, column = place(rng, spoilt, "facility_id", "zone_id", "capacity", "lon", "lat")
    zero = ord(str(rng.choice(["๐", "０"])))
    digits = {ord("0") + digit: zero + digit for digit in range(10)}
    spoilt.rows[row][column] = spoilt.rows[row][column].translate(digits)


def decimal_commas(rng: np.random.Generator, spoilt: World) -> None:  # noqa: ARG001 - a fault's form
    for row in spoilt.rows:
        row[5:] = [cell.replace(".", ",") for cell in row[5:]]


def thousands(rng: np.random.Generator, spoilt: World) -> None:
    row, column = place(rng, spoilt, "capacity")
    sign = str(rng.choice([",", " ", "\u00a0", "\u202f", "'"]))
    spoilt.rows[row][column] = f"{int(spoilt.rows[row][column]):,}".replace(",", sign)


def doubtful_point(rng: np.random.Generator, spoilt: World) -> None:
    row, column = place(rng, spoilt, "capacity")
    spoilt.rows[row][column] = "1.234"
    spoilt.told = (row + 1, "ambiguous_number")


def one_id_in_two_ways(rng: np.random.Generator, spoilt: World) -> None:
    first, second = rng.choice(len(spoilt.rows), 2, replace=False)
    spoilt.rows[second][0] = spoilt.rows[first][0] + ".0"
    spoilt.refused = f"row {max(first, second) + 1}, .*one id written in two ways"


def heading_twice(rng: np.random.Generator, spoilt: World) -> None:
    name = str(rng.choice(COLUMNS[: COLUMNS.index("lon")]))
    again = str(rng.choice([name, f" {name}", name.upper(), name.replace("_", " ")]))
    at = int(rng.integers(len(COLUMNS) + 1))
    spoilt.headings.insert(at, again)
    for row in spoilt.rows:
        row.insert(at, "1")
    spoilt.refused = name


def other_headings(rng: np.random.Generator, spoilt: World) -> None:
    column = int(rng.integers(len(COLUMNS)))
    name = spoilt.headings[column]
    spoilt.headings[column] = str(rng.choice([name.upper(), f"\u00a0{name} ", name.title()]))


def delimiters(rng: np.random.Generator, spoilt: World) -> None:
    spoilt.delimiter = str(rng.choice([";", "\t", "|"]))
    if rng.random() < 0.5:
        decimal_commas(rng, spoilt)


def encodings(rng: np.random.Generator, spoilt: World) -> None:
    spoilt.encoding = str(rng.choice(["utf-16", "utf-8-sig", "cp874"]))
    if spoilt.encoding == "cp874":
        if rng.random() < 0.5:
            spoilt.stated = "cp874"
        else:
            spoilt.refused = "encoding"


def blank_rows(rng: np.random.Generator, spoilt: World) -> None:
    for _ in range(int(rng.integers(1, 4))):
        spoilt.rows.append([""] * len(COLUMNS))


def mojibake(rng: np.random.Generator, spoilt: World) -> None:
    row, column = place(rng, spoilt, "name_th")
    encoding = str(rng.choice(["utf-8", "cp874"]))
    spoilt.rows[row][column] = spoilt.rows[row][column].encode(encoding).decode("latin-1")
    spoilt.told = (row + 1, "mistaken_letters")


ANY_FORMAT = (
    point_zero, blanks, synonyms, other_digits, thousands, doubtful_point, one_id_in_two_ways,
    heading_twice, other_headings, mojibake,
)  # fmt: skip
FAULTS = {
    ".csv": (*ANY_FORMAT, decimal_commas, delimiters, encodings, blank_rows),
    ".geojson": ANY_FORMAT,
    ".xlsx": (*ANY_FORMAT, decimal_commas, blank_rows),
}


def written(spoilt: World, suffix: str) -> bytes:
    """Return a world's file."""
    if suffix == ".csv":
        text = io.StringIO()
        table = csv.writer(text, delimiter=spoilt.delimiter, lineterminator="\n")
        table.writerows([spoilt.headings, *spoilt.rows])
        return text.getvalue().encode(spoilt.encoding)
    if suffix == ".xlsx":
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        for row in [spoilt.headings, *spoilt.rows]:
            sheet.append([cell or None for cell in row])
        content = io.BytesIO()
        book.save(content)
        return content.getvalue()
    features = [_feature(spoilt.headings, row) for row in spoilt.rows]
    return f'{{"type": "FeatureCollection", "features": [{", ".join(features)}]}}'.encode()


def _feature(headings: list[str], row: list[Any]) -> str:
    """Write a feature by hand, for a name may stand in it twice; its place is its id's."""
    pairs = ", ".join(
        f"{json.dumps(name)}: {json.dumps(cell)}" for name, cell in zip(headings, row, strict=True)
    )
    point = '{"type": "Point", "coordinates": [98.3, 7.9]}'
    return f'{{"type": "Feature", "geometry": {point}, "properties": {{{pairs}}}}}'


def answer(
    content: bytes, suffix: str, *, encoding: str | None = None
) -> tuple[pd.DataFrame, Report]:
    """Read and check a file as the province does."""
    source = Source(name=f"f{suffix}", content=content)
    read = read_source(source, most=limits.LAYER, encoding=encoding)
    rows = with_our_columns(read.frame, KIND, mapping={}, findings=read.findings, file=source.name)
    placed = Raw(rows, read.findings)
    if suffix != ".geojson":
        placed = with_geometry(placed, name=source.name)
    return check_layer(placed.frame, KIND, name="facilities", findings=placed.findings)


def meant(clean: World, suffix: str) -> list[tuple[Any, ...]]:
    """Return what a clean world's file says, without reading it."""
    points = [(float(row[5]), float(row[6])) for row in clean.rows]
    places = [(98.3, 7.9)] * len(points) if suffix == ".geojson" else points
    return [
        (row[0], row[2], row[3], float(row[4]), point)
        for row, point in zip(clean.rows, places, strict=True)
    ]


def told_of(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Return what a reader of the layer sees of each row, places to a tenth of a metre."""
    places = zip(frame.geometry.x.round(6), frame.geometry.y.round(6), strict=True)
    columns = (frame[name] for name in ("facility_id", "zone_id", "facility_type", "capacity"))
    return list(zip(*columns, places, strict=True))
