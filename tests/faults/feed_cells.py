"""A small feed, and faults put into the cells of its tables."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from copy import deepcopy
from typing import TYPE_CHECKING

import numpy as np

from geo_app import limits
from geo_app.errors import GeoAppError
from geo_app.readers.gtfs import read_tables
from geo_app.readers.source import Source

if TYPE_CHECKING:
    import pandas as pd

WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
CODES = {
    "stops": ["location_type"],
    "routes": ["route_type"],
    "trips": ["direction_id"],
    "stop_times": ["stop_sequence", "pickup_type"],
    "calendar": WEEKDAYS,
    "calendar_dates": ["exception_type"],
    "frequencies": ["headway_secs", "exact_times"],
}
IDS = {
    "stops": ["stop_id"],
    "routes": ["route_id"],
    "trips": ["route_id", "service_id", "trip_id"],
    "stop_times": ["trip_id", "stop_id"],
    "calendar": ["service_id"],
    "frequencies": ["trip_id"],
}
DAYS = {"calendar": ["start_date", "end_date"], "calendar_dates": ["date"]}
DEGREES = {"stops": ["stop_lat", "stop_lon"]}

Feed = dict[str, list[list[str]]]


class Spoilt:
    """A feed's tables, the header first, and how they are written."""

    def __init__(self, tables: Feed) -> None:
        self.tables = tables
        self.delimiters: dict[str, str] = {}
        self.encoding, self.stated, self.refused = "utf-8", None, ""

    def cell(self, rng: np.random.Generator, columns: dict[str, list[str]]) -> tuple[str, int, int]:
        """Return a random cell of one of some columns: table, row and column."""
        table = str(rng.choice(list(columns)))
        column = self.tables[table][0].index(str(rng.choice(columns[table])))
        return table, int(rng.integers(1, len(self.tables[table]))), column


def feed() -> Feed:
    """Return a clean feed of one route, two trips and three stops."""
    stops = [["101", "ก", "7.90000", "98.30000", "0"], ["102", "ข", "7.91000", "98.31000", "0"],
             ["103", "ค", "7.92000", "98.32000", "0"]]  # fmt: skip
    calls = [
        [trip, f"0{7 + place}:00:00", f"0{7 + place}:00:00", stop, str(place + 1), "0"]
        for trip in ("11", "12")
        for place, stop in enumerate(("101", "102", "103"))
    ]
    return {
        "agency": [
            ["agency_name", "agency_url", "agency_timezone"],
            ["A", "https://a.example", "Asia/Bangkok"],
        ],
        "stops": [["stop_id", "stop_name", "stop_lat", "stop_lon", "location_type"], *stops],
        "routes": [
            ["route_id", "route_short_name", "route_type", "route_color"],
            ["1", "สาย 1", "3", "1864A3"],
        ],
        "trips": [
            ["route_id", "service_id", "trip_id", "direction_id"],
            ["1", "5", "11", "0"],
            ["1", "5", "12", "1"],
        ],
        "stop_times": [
            [
                "trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence",
                "pickup_type",
            ],
            *calls,
        ],
        "calendar": [
            ["service_id", *WEEKDAYS, "start_date", "end_date"],
            ["5", *"1111100", "20260101", "20261231"],
        ],
        "calendar_dates": [["service_id", "date", "exception_type"], ["5", "20260413", "2"]],
        "frequencies": [
            ["trip_id", "start_time", "end_time", "headway_secs", "exact_times"],
            ["11", "06:00:00", "09:00:00", "1200", "0"],
        ],
    }  # fmt: skip


def point_zero(rng: np.random.Generator, spoilt: Spoilt) -> None:
    table, row, column = spoilt.cell(rng, CODES if rng.random() < 0.5 else IDS)
    spoilt.tables[table][row][column] += ".0"


def other_digits(rng: np.random.Generator, spoilt: Spoilt) -> None:
    columns = [CODES, IDS, DAYS, DEGREES][int(rng.integers(4))]
    table, row, column = spoilt.cell(rng, columns)
    zero = ord(str(rng.choice(["๐", "０"])))
    cell = spoilt.tables[table][row][column]
    spoilt.tables[table][row][column] = cell.translate({48 + n: zero + n for n in range(10)})


def blanks(rng: np.random.Generator, spoilt: Spoilt) -> None:
    table, row, column = spoilt.cell(rng, [CODES, IDS, DAYS, DEGREES][int(rng.integers(4))])
    blank = str(rng.choice([" ", "\u00a0", "\u200b"]))
    spoilt.tables[table][row][column] = blank + spoilt.tables[table][row][column] + blank


def truth_words(rng: np.random.Generator, spoilt: Spoilt) -> None:
    table, row, column = spoilt.cell(rng, {"calendar": WEEKDAYS, "frequencies": ["exact_times"]})
    words = (
        ["TRUE", "yes", "T", "ใช่"] if spoilt.tables[table][row][column] == "1" else ["False", "no"]
    )
    spoilt.tables[table][row][column] = str(rng.choice(words))


def hash_before_colour(rng: np.random.Generator, spoilt: Spoilt) -> None:  # noqa: ARG001
    spoilt.tables["routes"][1][3] = "#1864A3"


def rows_of_commas(rng: np.random.Generator, spoilt: Spoilt) -> None:
    table = str(rng.choice(list(spoilt.tables)))
    for _ in range(int(rng.integers(1, 4))):
        at = int(rng.integers(1, len(spoilt.tables[table]) + 1))
        spoilt.tables[table].insert(at, [""] * len(spoilt.tables[table][0]))


def decimal_commas(rng: np.random.Generator, spoilt: Spoilt) -> None:
    table, row, column = spoilt.cell(rng, DEGREES)
    spoilt.tables[table][row][column] = spoilt.tables[table][row][column].replace(".", ",")


def delimiters(rng: np.random.Generator, spoilt: Spoilt) -> None:
    spoilt.delimiters = {str(rng.choice(list(spoilt.tables))): str(rng.choice([";", "\t"]))}


def encodings(rng: np.random.Generator, spoilt: Spoilt) -> None:
    spoilt.encoding = str(rng.choice(["utf-16", "utf-8-sig", "cp874"]))
    if spoilt.encoding == "cp874":
        spoilt.stated = "cp874" if rng.random() < 0.5 else None
        spoilt.refused = "" if spoilt.stated else "encoding"


def heading_twice(rng: np.random.Generator, spoilt: Spoilt) -> None:
    table, _, column = spoilt.cell(rng, CODES if rng.random() < 0.5 else IDS)
    name = spoilt.tables[table][0][column]
    spoilt.tables[table][0].append(str(rng.choice([name, f" {name} ", name.title()])))
    for row in spoilt.tables[table][1:]:
        row.append("1")
    spoilt.refused = f"{table}.txt has the column '{name}' twice"


def one_id_in_two_ways(rng: np.random.Generator, spoilt: Spoilt) -> None:
    table = str(rng.choice(["stops", "trips"]))
    column = spoilt.tables[table][0].index(f"{table[:-1]}_id")
    spoilt.tables[table][2][column] = spoilt.tables[table][1][column] + ".0"
    spoilt.refused = f"{table}.txt: the ids .* are one id"


FAULTS = (
    point_zero, other_digits, blanks, truth_words, hash_before_colour, rows_of_commas,
    decimal_commas, delimiters, encodings, heading_twice, one_id_in_two_ways,
)  # fmt: skip


def read(spoilt: Spoilt) -> dict[str, pd.DataFrame]:
    """Read a feed's zip."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as feed_zip:
        for name, rows in spoilt.tables.items():
            text = io.StringIO()
            csv.writer(text, delimiter=spoilt.delimiters.get(name, ",")).writerows(rows)
            feed_zip.writestr(f"{name}.txt", text.getvalue().encode(spoilt.encoding))
    source = Source(name="feed.zip", content=content.getvalue())
    return read_tables(source, most=limits.LAYER, encoding=spoilt.stated)


def wrong_of(seed: int) -> str:
    """Return what is wrong with the tables of a spoilt feed; empty where nothing is."""
    rng = np.random.default_rng(seed)
    spoilt = Spoilt(deepcopy(feed()))
    fault = FAULTS[seed % len(FAULTS)]
    fault(rng, spoilt)
    where = f"{fault.__name__}, seed {seed}: "
    try:
        tables = read(spoilt)
    except GeoAppError as error:
        is_right = spoilt.refused and re.search(spoilt.refused, str(error))
        return "" if is_right else f"{where}{error}"
    if spoilt.refused:
        return f"{where}nothing told"
    for name, (header, *rows) in feed().items():
        cells = [[_number(cell) for cell in row] for row in tables[name].to_numpy().tolist()]
        if list(tables[name].columns) != header or cells != [[_number(c) for c in r] for r in rows]:
            return f"{where}{name}: {cells}"
    return ""


def _number(cell: str) -> object:
    """Compare degrees as numbers, of which zeros at the end do not count."""
    return float(cell) if "." in cell and cell.strip().replace(".", "").isdigit() else cell
