"""What the columns of a file mean: by their headings in Thai or English, else by their values."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from geo_app.errors import mark
from geo_app.findings import Finding, Severity, Where
from geo_app.spelling.numbers import Style, numbers_of
from geo_app.spelling.texts import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo_app.schema import Kind

LON, LAT, EAST, NORTH, ZONE, WKT = "lon", "lat", "easting", "northing", "utm_zone", "wkt"
"""What says where a row is, beside `geometry`."""

PLACING = (LON, LAT, EAST, NORTH, ZONE, WKT)

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    LON: ("lon", "lng", "long", "longitude", "ลองจิจูด", "ลองติจูด", "ลองกิจูด", "เส้นแวง", "พิกัดตะวันออก",
          "geolong", "stoplon", "xlon"),
    LAT: ("lat", "latitude", "ละติจูด", "ละติจุด", "เส้นรุ้ง", "พิกัดเหนือ", "geolat", "stoplat",
          "ylat"),
    EAST: ("easting", "east", "utme", "xutm", "utmx", "e", "x", "พิกัดx", "coordx", "xcoord",
           "gpseast", "pointx"),
    NORTH: ("northing", "north", "utmn", "yutm", "utmy", "n", "y", "พิกัดy", "coordy", "ycoord",
            "gpsnorth", "pointy"),
    ZONE: ("utmzone", "zoneutm", "โซน", "โซนutm"),
    WKT: ("wkt", "geom", "thegeom", "geometrywkt", "shapewkt"),
    "name_th": ("nameth", "namet", "thname", "thainame", "namethai", "ชื่อ", "ชื่อไทย", "ชื่อภาษาไทย",
                "ชื่อชุมชน", "ชื่อหมู่บ้าน", "หมู่บ้าน", "ชุมชน", "ชื่อสถานที่", "ชื่อป้าย", "lmnamet", "stopnameth",
                "villagenamet", "tambont", "ampnamt", "provnamt", "ตำบล", "อำเภอ", "title"),
    "name_en": ("nameen", "namee", "enname", "englishname", "nameeng", "ชื่ออังกฤษ", "ชื่อภาษาอังกฤษ",
                "lmnamee", "stopnameeng", "stopnameen", "tambone", "ampname", "ampnamen",
                "locationname", "name"),
    "community_id": ("communityid", "villageid", "รหัสชุมชน", "รหัสหมู่บ้าน", "vcode", "villcode",
                     "villid", "lmid"),
    "zone_id": ("zoneid", "tambonid", "tamboncode", "รหัสตำบล", "ampid", "subdistrictcode"),
    "stop_id": ("stopid", "รหัสป้าย", "busstopuniqueid", "busstopid"),
    "route_id": ("routeid", "รหัสสาย", "สาย"),
    "facility_id": ("facilityid", "รหัสสถานที่"),
    "hazard_id": ("hazardid", "รหัสพื้นที่เสี่ยง"),
    "mangrove_id": ("mangroveid",),
    "plan_id": ("planid", "รหัสแผน", "เลขที่แผน"),
    "record_id": ("recordid",),
    "population": ("population", "pop", "people", "ประชากร", "จำนวนประชากร", "จำนวนคน", "ราษฎร"),
    "households": ("households", "household", "hh", "ครัวเรือน", "จำนวนครัวเรือน", "หลังคาเรือน", "บ้าน"),
    "position_accuracy_m": ("positionaccuracym", "accuracym", "accuracy"),
    "hazard_type": ("hazardtype", "hazard", "ประเภทภัย", "ชนิดภัย", "ภัย", "disastertype"),
    "hazard_level": ("hazardlevel", "risklevel", "level", "severity", "ระดับ", "ระดับความเสี่ยง",
                     "ความเสี่ยง"),
    "facility_type": ("facilitytype", "type", "kind", "amenity", "ประเภท"),
    "capacity": ("capacity", "ความจุ", "รองรับ"),
    "level": ("level", "ระดับ"),
    "scope": ("scope", "ขอบเขต"),
    "scope_id": ("scopeid", "รหัสขอบเขต"),
    "adopted_on": ("adoptedon", "adopted", "วันที่ประกาศใช้", "ประกาศใช้", "วันเริ่ม"),
    "valid_until": ("validuntil", "expires", "วันหมดอายุ", "ใช้ได้ถึง", "หมดอายุ", "สิ้นสุด"),
    "last_drill_on": ("lastdrillon", "lastdrill", "วันซ้อมแผน", "ซ้อมล่าสุด"),
    "headway_min": ("headwaymin", "headway", "ความถี่", "ระยะห่างรถ"),
    "return_period_yr": ("returnperiodyr", "returnperiod", "รอบปี"),
    "depth_m": ("depthm", "depth", "ความลึก"),
    "height_m": ("heightm", "maxwaterheight", "height", "ความสูง"),
}  # fmt: skip
"""Headings of our columns as offices write them, in small letters without blanks and signs."""

ANY_ID = (
    "id",
    "code",
    "objectid",
    "fid",
    "gid",
    "uid",
    "no",
    "รหัส",
    "ลำดับ",
    "ลำดับที่",
    "ที่",
    "order",
    "seq",
)
"""Headings of ids that say nothing of whose; used where nothing better numbers the rows."""

BRACKETED = re.compile(r"[(\[][^)\]]*[)\]]")
SIGNS = re.compile(r"[\s_\-.:/#*\"']+")
NUMBERED = re.compile(r"column_\d+")
CLOSE = 0.88
LONGEST_HEADING = 80
DBF_LETTERS = 10
DECIMALS = re.compile(r"\d+\.\d{3,}")
LEAST_FUZZY = 5
"""Shorter headings are alike by chance."""

LON_RANGE, LAT_RANGE = (97.0, 106.0), (5.0, 21.0)
"""Of Thailand, in degrees; used for columns that have no heading."""

READ_AS = mark("The column “{found}” is read as {field}.")


class Matched(NamedTuple):
    """
    What columns mean.

    Attributes
    ----------
    names
        Ours by theirs.
    findings
        One for each that is called otherwise than ours.
    """

    names: dict[str, str]
    findings: tuple[Finding, ...]


def heading_key(heading: object) -> str:
    """
    Write a heading in the one form in which headings are compared.

    Parameters
    ----------
    heading
        As the file has it.
    """
    text = BRACKETED.sub("", plain(str(heading)).casefold())
    return SIGNS.sub("", text)


_KNOWN = {name for names in SYNONYMS.values() for name in names} | set(ANY_ID)


def is_header(rows: pd.DataFrame) -> bool:
    """
    Say whether the headings of a table are headings, and not its first row.

    Parameters
    ----------
    rows
        Cells as text under what stands in the first line.
    """
    headings = [str(column) for column in rows.columns]
    if any(len(heading) > LONGEST_HEADING or DECIMALS.search(heading) for heading in headings):
        return False
    keys = [heading_key(column) for column in rows.columns]
    if any(key in _KNOWN for key in keys):
        return True
    values = pd.Series([str(column) for column in rows.columns], dtype=object)
    are_numbers = numbers_of(values, style=Style.MEASURE).floats.notna()
    # A heading is no number; two of them are values.
    return int(are_numbers.sum()) < 2  # noqa: PLR2004


def match_columns(rows: pd.DataFrame, kind: Kind) -> Matched:
    """
    Find the columns that a kind knows, and those that place the rows.

    Parameters
    ----------
    rows
        As the file has them.
    kind
        What the layer is to be.

    Returns
    -------
    matched
        Each of our columns once, by the heading that stands first among its synonyms; a
        column that is called as ours is left alone.
    """
    columns = [str(column) for column in rows.columns if column != "geometry"]
    # Who has a geometry needs no columns of coordinates beside it.
    ours = [*_wanted(kind), *(() if "geometry" in rows else PLACING)]
    names = {column: column for column in columns if column in ours}
    for field in (field for field in ours if field not in names.values()):
        column = column_of(field, [name for name in columns if name not in names])
        if column is not None:
            names[column] = field
    if kind.id_column and kind.id_column not in names.values():
        names |= _any_id(rows, kind.id_column, [name for name in columns if name not in names])
    names |= by_values(rows, [name for name in columns if name not in names], names.values())
    renamed = [(theirs, field) for theirs, field in names.items() if theirs != field]
    return Matched(names, tuple(_read_as(theirs, field) for theirs, field in renamed))


def _wanted(kind: Kind) -> list[str]:
    """List a kind's columns, those that must be there first."""
    first = [kind.id_column, *kind.required] if kind.id_column else [*kind.required]
    return list(dict.fromkeys([*first, *sorted(kind.columns)]))


def column_of(field: str, columns: list[str]) -> str | None:
    """
    Return the column whose heading means one of ours; None where none does.

    Parameters
    ----------
    field
        One of ours, a key of `SYNONYMS` or another.
    columns
        Headings as the file has them.
    """
    by_key: dict[str, str] = {}
    for column in columns:
        by_key.setdefault(heading_key(column), column)
    synonyms = (heading_key(field), *SYNONYMS.get(field, ()))
    for synonym in synonyms:
        if synonym in by_key:
            return by_key[synonym]
    for column in columns:
        # A shapefile cuts headings off after ten letters.
        if len(column) == DBF_LETTERS and field.startswith(column.lower()):
            return column
    long = [key for key in by_key if len(key) >= LEAST_FUZZY]
    for synonym in (name for name in synonyms if len(name) >= LEAST_FUZZY):
        close = get_close_matches(synonym, long, n=1, cutoff=CLOSE)
        if close and close[0] not in _KNOWN:
            return by_key[close[0]]
    return None


def _any_id(rows: pd.DataFrame, field: str, columns: list[str]) -> dict[str, str]:
    """Take a column for the ids that says nothing of whose, if it numbers every row apart."""
    by_key = {heading_key(column): column for column in columns}
    for key in ANY_ID:
        if key in by_key and rows[by_key[key]].notna().all() and rows[by_key[key]].is_unique:
            return {by_key[key]: field}
    return {}


def by_values(rows: pd.DataFrame, columns: list[str], known: Iterable[str]) -> dict[str, str]:
    """
    Know longitudes, latitudes and names of a table without headings by their values.

    Parameters
    ----------
    rows
        Cells as text.
    columns
        Those that are looked at; only numbered ones, as `open_file` calls them.
    known
        What other columns mean already.
    """
    columns = [column for column in columns if NUMBERED.fullmatch(column)]
    names: dict[str, str] = {}
    if not columns or {LON, LAT} & set(known):
        return names
    for column in columns:
        values = numbers_of(rows[column], style=Style.DEGREES).floats
        if values.isna().mean() > 0.1:  # noqa: PLR2004 - a tenth may be blank or broken
            continue
        for field, (low, high) in ((LON, LON_RANGE), (LAT, LAT_RANGE)):
            is_new = field not in names.values() and (values % 1 != 0).mean() > 0.5  # noqa: PLR2004
            if is_new and values.between(low, high).mean() > 0.9:  # noqa: PLR2004
                names[column] = field
    texts = [column for column in columns if column not in names]
    names |= _text_columns(rows, texts)
    return names


def _text_columns(rows: pd.DataFrame, columns: list[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for column in columns:
        cells = rows[column].dropna().astype(str)
        is_thai = cells.str.contains("[\u0e01-\u0e5b]").mean() > 0.9  # noqa: PLR2004
        is_latin = cells.str.fullmatch(r"[A-Za-z][A-Za-z0-9 .'()-]*").mean() > 0.9  # noqa: PLR2004
        field = "name_th" if is_thai else "name_en" if is_latin else None
        if field is not None and field not in names.values():
            names[column] = field
    return names


def _read_as(theirs: str, field: str) -> Finding:
    return Finding(
        code="column_renamed",
        severity=Severity.INFO,
        message=READ_AS,
        fields={"found": theirs, "field": field},
        where=Where(field=field),
        repair="rename_column",
    )
