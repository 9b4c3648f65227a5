"""`catalogue.toml`: which layers a province has, and where each comes from."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any

from geo_app.crs import is_metric, parse_crs
from geo_app.errors import CatalogueError, CrsError, mark
from geo_app.schema import KINDS

if TYPE_CHECKING:
    from pyproj import CRS

CATALOGUE_NAME = "catalogue.toml"
PROVINCE_FIELDS = ("id", "code", "name_th", "name_en", "analysis_crs")
DECLARED_FIELDS = ("file", "title_th", "title_en", "source", "licence", "status")
"""Texts that must be said of every file of a province."""


class Status(StrEnum):
    """How far the data of a layer can be trusted."""

    OFFICIAL = "official"
    OPEN = "open"
    INDICATIVE = "indicative"
    MODELLED = "modelled"
    SYNTHETIC = "synthetic"

    @property
    def distrust(self) -> int:
        """Return how far down the list of trust the status stands, 0 first."""
        return list(Status).index(self)

    @property
    def is_marked(self) -> bool:
        """Say whether figures from such data carry a visible mark."""
        return self not in (Status.OFFICIAL, Status.OPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvinceSpec:
    """The province itself: its codes, names, and the CRS in which it is measured."""

    province_id: str
    code: str
    name_th: str
    name_en: str
    analysis_crs: CRS


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A file of a province, and what the catalogue says of where it comes from."""

    path: Path
    title_th: str
    title_en: str
    source: str
    licence: str
    attribution: str
    date: dt.date
    status: Status
    encoding: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerSpec(Declared):
    """
    One layer as the catalogue declares it; `columns` maps the file's names to ours.

    A layer that is not `is_on` is known, and no figure rests on it.
    """

    layer_id: str
    kind: str
    is_on: bool = True
    crs: CRS | None = None
    columns: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSpec(Declared):
    """
    A table to look up, which no figure rests on.

    `headings` has Thai and English by column, `numbers` the columns that are no texts.
    """

    table_id: str
    headings: dict[str, tuple[str, str]] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """A province, its layers, those that are off, and the tables beside them, as declared."""

    province: ProvinceSpec
    layers: dict[str, LayerSpec]
    tables: dict[str, TableSpec] = field(default_factory=dict)
    layers_off: dict[str, LayerSpec] = field(default_factory=dict)


def read_catalogue(folder: Path, *, complete: bool = True) -> Catalogue:
    """
    Read the catalogue of a province's folder.

    Parameters
    ----------
    folder
        Folder that holds `catalogue.toml`; the layers' files are relative to it.
    complete
        Whether communities and buses must be declared; not while a province is
        being put together.

    Returns
    -------
    catalogue
        Every layer and table declared; none of their files has been opened. A layer with
        `on = false` stands in `layers_off`.

    Raises
    ------
    CatalogueError
        If the catalogue is missing, is no TOML, lacks a field, names an unknown
        kind or status, points outside the folder, or declares neither
        communities nor buses.
    """
    document = _read_toml(folder)
    province = _province_spec(document)
    declared = document.get("layers", {})
    if not isinstance(declared, dict):
        raise CatalogueError(
            mark("catalogue.toml: 'layers' is no table. Write [layers.communities] and so on.")
        )
    stated = {name: _layer_spec(folder, name, table) for name, table in declared.items()}
    layers = {name: spec for name, spec in stated.items() if spec.is_on}
    if complete:
        _require_subjects({spec.kind for spec in layers.values()})
    beside = document.get("tables", {})
    if not isinstance(beside, dict):
        raise CatalogueError(
            mark("catalogue.toml: 'tables' is no table. Write [tables.forests] and so on.")
        )
    tables = {name: _table_spec(folder, name, table) for name, table in beside.items()}
    off = {name: spec for name, spec in stated.items() if not spec.is_on}
    return Catalogue(province=province, layers=layers, tables=tables, layers_off=off)


def _read_toml(folder: Path) -> dict[str, Any]:
    path = folder / CATALOGUE_NAME
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise CatalogueError(
            mark(
                "The folder '{folder}' has no catalogue.toml. "
                "Name a province's folder, such as layers/phuket."
            ),
            folder=_name(folder),
        ) from error
    except OSError as error:
        raise CatalogueError(
            mark("catalogue.toml in '{folder}' cannot be opened: {reason}."),
            folder=_name(folder),
            reason=error.strerror,
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CatalogueError(
            mark("catalogue.toml in '{folder}' is no valid TOML: {reason}. Mend that line."),
            folder=_name(folder),
            reason=error,
        ) from error


def _name(folder: Path) -> str:
    """Return the folder's own name, also for `.`."""
    return folder.resolve().name


def _province_spec(document: dict[str, Any]) -> ProvinceSpec:
    table = document.get("province")
    if not isinstance(table, dict):
        raise CatalogueError(
            mark("catalogue.toml has no table [province]. Add it with id, code, names and CRS.")
        )
    values = {key: _text(table, key, where="[province]") for key in PROVINCE_FIELDS}
    name = "catalogue.toml, [province], analysis_crs"
    analysis_crs = parse_crs(values["analysis_crs"], name=name)
    if not is_metric(analysis_crs):
        raise CrsError(
            mark(
                "{name}: {found} is not in metres. "
                "Choose the province's UTM zone, such as EPSG:32647."
            ),
            name=name,
            found=values["analysis_crs"],
        )
    return ProvinceSpec(
        province_id=values["id"],
        code=values["code"],
        name_th=values["name_th"],
        name_en=values["name_en"],
        analysis_crs=analysis_crs,
    )


def _layer_spec(folder: Path, layer_id: str, table: object) -> LayerSpec:
    where = f"[layers.{layer_id}]"
    fields = _fields(table, where=where)
    kind = _text(fields, "kind", where=where)
    _require_choice(kind, tuple(KINDS), where=where, key="kind")
    declared = _declared(folder, fields, where=where)
    crs = _optional_text(fields, "crs", where=where)
    return LayerSpec(
        layer_id=layer_id,
        kind=kind,
        is_on=_is_on(fields, where=where),
        crs=parse_crs(crs, name=f"catalogue.toml, {where}, crs") if crs else None,
        columns=_columns(fields, where=where),
        **declared,
    )


def _table_spec(folder: Path, table_id: str, table: object) -> TableSpec:
    where = f"[tables.{table_id}]"
    fields = _fields(table, where=where)
    return TableSpec(
        table_id=table_id,
        headings=_headings(fields, where=where),
        numbers=_numbers(fields, where=where),
        **_declared(folder, fields, where=where),
    )


def _fields(table: object, *, where: str) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise CatalogueError(
            mark("catalogue.toml, {where}: this is no table. Write {where} with its fields."),
            where=where,
        )
    return table


def _declared(folder: Path, table: dict[str, Any], *, where: str) -> dict[str, Any]:
    """Return the fields of `Declared`."""
    values = {key: _text(table, key, where=where) for key in DECLARED_FIELDS}
    _require_choice(values["status"], tuple(Status), where=where, key="status")
    file = _safe_file(values.pop("file"), where=where)
    return {
        **values,
        "status": Status(values["status"]),
        "path": folder / file,
        "attribution": _optional_text(table, "attribution", where=where) or "",
        "date": _date(table, where=where),
        "encoding": _optional_text(table, "encoding", where=where),
    }


def _headings(table: dict[str, Any], *, where: str) -> dict[str, tuple[str, str]]:
    headings = table.get("headings", {})
    pairs = headings.values() if isinstance(headings, dict) else [None]
    if not all(
        isinstance(pair, list) and [type(text) for text in pair] == [str, str] for pair in pairs
    ):
        raise CatalogueError(
            mark(
                "catalogue.toml, {where}: 'headings' must give each column a Thai and an English "
                "text. Write name = ['ชื่อ', 'Name']."
            ),
            where=where,
        )
    return {column: (thai, english) for column, (thai, english) in headings.items()}


def _numbers(table: dict[str, Any], *, where: str) -> tuple[str, ...]:
    numbers = table.get("numbers", [])
    if not isinstance(numbers, list) or not all(isinstance(name, str) for name in numbers):
        raise CatalogueError(
            mark("catalogue.toml, {where}: 'numbers' must be a list of columns. Write ['people']."),
            where=where,
        )
    return tuple(numbers)


def _text(table: dict[str, Any], key: str, *, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise CatalogueError(
            mark("catalogue.toml, {where}: the field '{key}' is missing or no text. Add it."),
            where=where,
            key=key,
        )
    return value


def _optional_text(table: dict[str, Any], key: str, *, where: str) -> str | None:
    return _text(table, key, where=where) if key in table else None


def _is_on(table: dict[str, Any], *, where: str) -> bool:
    value = table.get("on", True)
    if not isinstance(value, bool):
        raise CatalogueError(
            mark("catalogue.toml, {where}: 'on' must be true or false. Write on = false."),
            where=where,
        )
    return value


def _date(table: dict[str, Any], *, where: str) -> dt.date:
    value = table.get("date")
    if isinstance(value, dt.datetime) or not isinstance(value, dt.date):
        raise CatalogueError(
            mark("catalogue.toml, {where}: the field 'date' is no day. Write date = 2026-04-17."),
            where=where,
        )
    return value


def _columns(table: dict[str, Any], *, where: str) -> dict[str, str]:
    columns = table.get("columns", {})
    if not isinstance(columns, dict) or not all(isinstance(v, str) for v in columns.values()):
        raise CatalogueError(
            mark("catalogue.toml, {where}: 'columns' must map the file's names to ours, as texts."),
            where=where,
        )
    return dict(columns)


def _require_choice(value: str, choices: tuple[str, ...], *, where: str, key: str) -> None:
    if value not in choices:
        raise CatalogueError(
            mark(
                "catalogue.toml, {where}: the {key} '{found}' is not known. Use one of {choices}."
            ),
            where=where,
            key=key,
            found=value,
            choices=", ".join(choices),
        )


def _safe_file(text: str, *, where: str) -> Path:
    """Keep a layer's file inside the province's folder, on every system."""
    parts = PureWindowsPath(text).parts
    is_absolute = PurePosixPath(text).is_absolute() or PureWindowsPath(text).anchor != ""
    if is_absolute or ".." in parts or "\x00" in text:
        raise CatalogueError(
            mark(
                "catalogue.toml, {where}: the file '{found}' is outside the province's folder. "
                "Put it inside and write its relative path."
            ),
            where=where,
            found=text,
        )
    return Path(*parts)


def _require_subjects(kinds: set[str]) -> None:
    if "communities" not in kinds:
        raise CatalogueError(
            mark("catalogue.toml has no layer of kind 'communities'. Every question starts there.")
        )
    if not kinds & {"transit", "bus_routes"}:
        raise CatalogueError(
            mark(
                "catalogue.toml has neither a layer of kind 'transit' nor one of kind 'bus_routes'."
                " Add a GTFS feed or a layer of bus lines."
            )
        )
