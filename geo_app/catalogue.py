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
LAYER_FIELDS = ("kind", "file", "title_th", "title_en", "source", "licence", "date", "status")


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
class LayerSpec:
    """One layer as the catalogue declares it; `columns` maps the file's names to ours."""

    layer_id: str
    kind: str
    path: Path
    title_th: str
    title_en: str
    source: str
    licence: str
    attribution: str
    date: dt.date
    status: Status
    crs: CRS | None = None
    encoding: str | None = None
    columns: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """A province and its layers, as declared."""

    province: ProvinceSpec
    layers: dict[str, LayerSpec]


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
        Every layer declared; no layer's file has been opened.

    Raises
    ------
    CatalogueError
        If the catalogue is missing, is no TOML, lacks a field, names an unknown
        kind or status, points outside the folder, or declares neither
        communities nor buses.
    """
    document = _read_toml(folder)
    province = _province_spec(document)
    tables = document.get("layers", {})
    if not isinstance(tables, dict):
        raise CatalogueError(
            mark("catalogue.toml: 'layers' is no table. Write [layers.communities] and so on.")
        )
    layers = {layer_id: _layer_spec(folder, layer_id, table) for layer_id, table in tables.items()}
    if complete:
        _require_subjects({spec.kind for spec in layers.values()})
    return Catalogue(province=province, layers=layers)


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
    if not isinstance(table, dict):
        raise CatalogueError(
            mark("catalogue.toml, {where}: this is no table. Write {where} with its fields."),
            where=where,
        )
    values = {key: _text(table, key, where=where) for key in LAYER_FIELDS if key != "date"}
    _require_choice(values["kind"], tuple(KINDS), where=where, key="kind")
    _require_choice(values["status"], tuple(Status), where=where, key="status")
    crs = _optional_text(table, "crs", where=where)
    return LayerSpec(
        layer_id=layer_id,
        kind=values["kind"],
        path=folder / _safe_file(values["file"], where=where),
        title_th=values["title_th"],
        title_en=values["title_en"],
        source=values["source"],
        licence=values["licence"],
        attribution=_optional_text(table, "attribution", where=where) or "",
        date=_date(table, where=where),
        status=Status(values["status"]),
        crs=parse_crs(crs, name=f"catalogue.toml, {where}, crs") if crs else None,
        encoding=_optional_text(table, "encoding", where=where),
        columns=_columns(table, where=where),
    )


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
