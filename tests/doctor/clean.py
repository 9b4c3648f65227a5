"""Clean tables, and faults that are put into them at a place of one's choosing."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_app import limits
from geo_app.doctor.examination import Examination, examine
from geo_app.readers.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_app.province import Province

    Row = dict[str, str]

COMMUNITIES = [
    {
        "community_id": f"0{83_000 + number}",
        "name_th": f"บ้านที่ {number}",
        "name_en": f"Village {number}",
        "lon": f"{98.30 + number * 0.003:.5f}",
        "lat": f"{7.85 + number * 0.004:.5f}",
        "population": str(150 + 37 * number),
    }
    for number in range(1, 25)
]
PLANS = [
    {
        "plan_id": f"P{number:02d}",
        "scope": "community",
        "scope_id": f"0{83_000 + number}",
        "adopted_on": f"2023-{number % 12 + 1:02d}-11",
        "valid_until": f"2027-{number % 12 + 1:02d}-17",
    }
    for number in range(1, 15)
]
TABLES = {"communities": COMMUNITIES, "disaster_plans": PLANS}
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def written(rows: list[Row], *, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def examined(
    content: bytes, kind: str, *, name: str = "file.csv", province: Province | None = None
) -> Examination:
    source = Source(name=name, content=content)
    return examine(source, kind, most=limits.LAYER, province=province)


def codes(found: Examination) -> set[tuple[str, int]]:
    """Return what was found, by code and row."""
    return {(told.code, told.where.row) for told in found.findings}


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that is put into one row, by what is found there, and whether it is mended."""

    kind: str
    code: str
    put: Callable[[list[Row], int], None]
    is_mended: bool = False


def _cell(column: str, change: Callable[[str], str]) -> Callable[[list[Row], int], None]:
    def put(rows: list[Row], place: int) -> None:
        rows[place][column] = change(rows[place][column])

    return put


def _swapped(rows: list[Row], place: int) -> None:
    row = rows[place]
    row["lon"], row["lat"] = row["lat"], row["lon"]


def _zero(rows: list[Row], place: int) -> None:
    rows[place] |= {"lon": "0", "lat": "0.0"}


def _twin(rows: list[Row], place: int) -> None:
    rows[place] = dict(rows[0])


def _same_id(column: str) -> Callable[[list[Row], int], None]:
    def put(rows: list[Row], place: int) -> None:
        rows[place][column] = rows[0][column]

    return put


def _era(text: str) -> str:
    return f"{int(text[:4]) + 543}{text[4:]}"


def _dms(text: str) -> str:
    degrees = float(text)
    minutes = degrees % 1 * 60
    return f"{int(degrees)}°{int(minutes):02d}'{minutes % 1 * 60:.3f}\""


FAULTS = (
    Fault("communities", "swapped_lat_lon", _swapped, is_mended=True),
    Fault("communities", "zero_island", _zero),
    Fault("communities", "outside_province", _cell("lat", lambda _: "35.87")),
    Fault("communities", "no_coordinate", _cell("lon", lambda text: f"{text[:5]}x")),
    Fault("communities", "one_coordinate", _cell("lat", lambda _: "")),
    Fault("communities", "padded_text", _cell("name_th", lambda text: f" {text}\u200b"), True),
    Fault("communities", "padded_text", _cell("community_id", lambda text: f"{text} "), True),
    Fault("communities", "missing_id", _cell("community_id", lambda _: "")),
    Fault("communities", "missing_id", _cell("community_id", lambda _: "   ")),
    Fault("communities", "duplicate_id", _same_id("community_id")),
    Fault("communities", "duplicate_row", _twin),
    Fault("communities", "excel_damaged_id", _cell("community_id", lambda _: "8.30E+04")),
    Fault("communities", "lost_leading_zeros", _cell("community_id", lambda t: t[1:]), True),
    Fault("communities", "thai_digits",
          _cell("population", lambda text: text.translate(THAI_DIGITS)), True),
    Fault("communities", "thousands_separator", _cell("population", lambda _: "1,234"), False),
    Fault("communities", "no_number", _cell("population", lambda text: f"-{text}")),
    Fault("communities", "no_number", _cell("population", lambda _: "many")),
    Fault("communities", "implausible_population", _cell("population", lambda _: "831000")),
    Fault("disaster_plans", "buddhist_year", _cell("valid_until", _era), True),
    Fault("disaster_plans", "buddhist_year", _cell("adopted_on", _era), True),
    Fault("disaster_plans", "no_date", _cell("valid_until", lambda _: "2027-02-30")),
    Fault("disaster_plans", "ends_before_it_begins", _cell("valid_until", lambda _: "2021-05-01")),
    Fault("disaster_plans", "unknown_value", _cell("scope", lambda _: "planet")),
    Fault("disaster_plans", "duplicate_id", _same_id("plan_id")),
)  # fmt: skip
"""Faults of single rows; those of whole files are tested one by one."""

WITH_OTHERS = {"zero_island": {"outside_province"}, "one_coordinate": {"position_not_known"},
               "no_coordinate": {"position_not_known"}, "missing_id": {"padded_text"},
               "duplicate_row": {"duplicate_id"}}  # fmt: skip
"""What is rightly told of the same row beside."""
