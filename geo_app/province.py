"""The only door to a province's data."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geo_app.catalogue import Catalogue, LayerSpec, ProvinceSpec, Status, TableSpec, read_catalogue
from geo_app.errors import CrsError, GeoAppError, LayerError, MissingLayerError, mark
from geo_app.memo import Memo
from geo_app.quality.checks import check_layer, keep_reachable
from geo_app.quality.columns import require_no_mapping, with_our_columns
from geo_app.quality.feed_checks import check_feed
from geo_app.quality.feed_places import far_stops, reach_of
from geo_app.quality.letters import mistaken_letters
from geo_app.readers.layer_files import read_feed, read_file, unread_tables
from geo_app.readers.source import Raw
from geo_app.readers.table_files import with_geometry
from geo_app.schema import KINDS, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_app.quality.faults import Report
    from geo_app.quality.feed_checks import CheckedFeed
    from geo_app.quality.schedules import Schedule
    from geo_app.stored import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """
    A layer that has been read and checked; nobody changes its frame.

    Attributes
    ----------
    frame
        Its usable rows.
    report
        What was found in it.
    tables, schedule
        Of a feed its GTFS tables, cells as text, and the same as numbers, checked once.
    unread
        Of a feed its files that hold data and are not read.
    """

    spec: LayerSpec
    frame: pd.DataFrame
    report: Report
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    schedule: Schedule | None = None
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """
    A province's layers, each read, checked and in the analysis CRS on first use.

    Every frame is indexed by its kind's id (or by row number where the kind has
    none) and carries `layer_id` and `status`, so that a figure can say what it
    rests on. Frames are shared: copy one before changing it.
    """

    folder: Path
    catalogue: Catalogue
    store: Store | None = None
    # Without a bound: a layer read again later might be another version of its file.
    _layers: Memo = field(default_factory=lambda: Memo(None), repr=False, compare=False)

    def __repr__(self) -> str:
        """Return which province, and how many layers; their rows stand in `_repr_html_`."""
        return f"Province({self.spec.province_id}, {len(self.catalogue.layers)} layers)"

    def _repr_html_(self) -> str:
        """Return the layers as a table for notebooks; none is read for it."""
        rows = [
            {"layer": layer_id, "kind": spec.kind, "status": spec.status.value,
             "date": spec.date, "title": spec.title_th, "title (en)": spec.title_en}
            for layer_id, spec in self.catalogue.layers.items()
        ]  # fmt: skip
        return pd.DataFrame(rows).set_index("layer").to_html()

    @property
    def spec(self) -> ProvinceSpec:
        """The province's codes, names and analysis CRS."""
        return self.catalogue.province

    @property
    def communities(self) -> gpd.GeoDataFrame:
        """
        Points (a polygon's representative point) indexed by `community_id`.

        Returns
        -------
        communities
            Points in the analysis CRS, with the columns of the kind, `layer_id` and `status`.
        """
        return self.of_kind("communities")

    @property
    def zones(self) -> gpd.GeoDataFrame:
        """
        Polygons indexed by `zone_id`.

        Returns
        -------
        zones
            Polygons in the analysis CRS, with the columns of the kind, `layer_id` and `status`.
        """
        return self.of_kind("zones")

    def has(self, kind: str) -> bool:
        """
        Say whether the province declares a layer of a kind.

        Parameters
        ----------
        kind
            One of `KINDS`.
        """
        return any(spec.kind == kind for spec in self.catalogue.layers.values())

    def specs(self, kind: str) -> list[LayerSpec]:
        """
        Return the declared layers of a kind, in the catalogue's order.

        Parameters
        ----------
        kind
            One of `KINDS`.
        """
        return [spec for spec in self.catalogue.layers.values() if spec.kind == kind]

    def status(self, kind: str) -> Status | None:
        """
        Return the least trusted status of the layers of a kind, None without any.

        Parameters
        ----------
        kind
            One of `KINDS`.
        """
        statuses = [spec.status for spec in self.specs(kind)]
        return max(statuses, key=lambda status: status.distrust, default=None)

    def of_kind(self, kind: str) -> gpd.GeoDataFrame:
        """
        Return all rows of a kind, layers in the catalogue's order.

        Parameters
        ----------
        kind
            One of `KINDS`.

        Returns
        -------
        rows
            Indexed by the kind's id, in the analysis CRS, with the columns of the kind,
            `layer_id` and `status`.

        Raises
        ------
        MissingLayerError
            If the province has no layer of this kind.
        LayerError
            If a layer of this kind cannot be used, or two layers share an id.
        """
        specs = self.specs(kind)
        if not specs:
            raise MissingLayerError(
                mark("The province has no layer of kind '{kind}'. Add one to catalogue.toml."),
                kind=kind,
            )
        frames = [self.layer(spec.layer_id).frame for spec in specs]
        rows = frames[0] if len(frames) == 1 else pd.concat(frames)
        if KINDS[kind].id_column and rows.index.has_duplicates:
            raise LayerError(
                mark("Two layers of kind '{kind}' share the id '{found}'. Change one of them."),
                kind=kind,
                found=rows.index[rows.index.duplicated()][0],
            )
        return rows

    def layer(self, layer_id: str) -> Layer:
        """
        Return one layer, reading it on first use.

        Parameters
        ----------
        layer_id
            As the catalogue has it.

        Raises
        ------
        LayerError
            If its file cannot be read or fails the checks.
        """
        spec = self.catalogue.layers[layer_id]
        return self._layers.get("layer", layer_id, make=lambda: _read_layer(spec, self))

    def table(self, table_id: str) -> Raw:
        """
        Return a table to look up as its file has it, reading it on first use.

        Parameters
        ----------
        table_id
            As the catalogue has it.

        Returns
        -------
        raw
            Cells as text; findings of rows that cannot be used, and of names that are Thai
            read in another encoding.

        Raises
        ------
        LayerError
            If its file cannot be read.
        """
        spec = self.catalogue.tables[table_id]
        return self._layers.get("table", table_id, make=lambda: _read_table(spec))

    def broken_layers(self, kinds: Iterable[str]) -> dict[str, GeoAppError]:
        """
        Read every layer of `kinds` and return those that fail, with the reason.

        Parameters
        ----------
        kinds
            Of `KINDS`. May be empty.
        """
        wanted = set(kinds)
        broken = {}
        for layer_id, spec in self.catalogue.layers.items():
            if spec.kind in wanted:
                try:
                    self.layer(layer_id)
                except GeoAppError as error:
                    broken[layer_id] = error
        return broken

    def with_layers(self, layer_ids: Iterable[str]) -> Province:
        """
        Return the same province with layers on that its catalogue has off.

        Parameters
        ----------
        layer_ids
            Of `catalogue.layers_off`. May be empty.

        Raises
        ------
        KeyError
            If the catalogue has no such layer that is off.
        """
        off = self.catalogue.layers_off
        on = {layer_id: replace(off[layer_id], is_on=True) for layer_id in layer_ids}
        left = {layer_id: spec for layer_id, spec in off.items() if layer_id not in on}
        catalogue = replace(self.catalogue, layers={**self.catalogue.layers, **on}, layers_off=left)
        return replace(self, catalogue=catalogue)

    def without(self, layer_ids: Iterable[str]) -> Province:
        """
        Return the same province as if some layers were not declared.

        Parameters
        ----------
        layer_ids
            Of the catalogue; others are passed over. May be empty.
        """
        dropped = set(layer_ids)
        layers = {key: spec for key, spec in self.catalogue.layers.items() if key not in dropped}
        return replace(self, catalogue=replace(self.catalogue, layers=layers))


def open_province(folder: str | Path, *, store: Store | None = None) -> Province:
    """
    Open a province's folder.

    Parameters
    ----------
    folder
        Folder with a `catalogue.toml`, such as `layers/phuket`.
    store
        Where what is costly to build is kept between runs, if anywhere.

    Returns
    -------
    province
        Layers are read on first use.

    Raises
    ------
    CatalogueError
        If the catalogue is missing or wrong.

    Examples
    --------
    >>> open_province("layers/phuket").communities  # doctest: +SKIP
    """
    path = Path(folder)
    return Province(folder=path, catalogue=read_catalogue(path), store=store)


def _read_table(spec: TableSpec) -> Raw:
    try:
        read = read_file(spec.path, encoding=spec.encoding)
    except LayerError as error:
        raise LayerError(
            mark("Table '{name}': {error}"), name=spec.table_id, error=error
        ) from error
    rows = pd.DataFrame(read.frame).drop(columns="geometry", errors="ignore")
    return Raw(rows, (*read.findings, *mistaken_letters(rows)))


def _read_layer(spec: LayerSpec, province: Province) -> Layer:
    kind = KINDS[spec.kind]
    try:
        if kind.shapes[0] is Shape.FEED:
            require_no_mapping(spec.columns)
            return _read_feed_layer(spec, province)
        read = read_file(spec.path, encoding=spec.encoding)
        rows = with_our_columns(
            read.frame, kind, mapping=spec.columns, findings=read.findings, file=spec.path.name
        )
        read = Raw(rows, read.findings)
        if kind.shapes[0] is Shape.TABLE:
            read = Raw(pd.DataFrame(rows).drop(columns="geometry", errors="ignore"), read.findings)
        elif not isinstance(rows, gpd.GeoDataFrame):
            read = with_geometry(read, name=spec.path.name)
    except (LayerError, CrsError) as error:
        raise type(error)(
            mark("Layer '{name}': {error}"), name=spec.layer_id, error=error
        ) from error
    raw = read.frame
    if spec.crs is not None and isinstance(raw, gpd.GeoDataFrame):
        raw = raw.set_crs(spec.crs, allow_override=True)
    checked, report = check_layer(raw, kind, name=spec.layer_id, findings=read.findings, rows=rows)
    if isinstance(checked, gpd.GeoDataFrame):
        checked = checked.to_crs(province.spec.analysis_crs)
        checked, report = keep_reachable(checked, report, name=spec.layer_id)
        if kind.shapes[0] is Shape.POINT:
            checked = checked.set_geometry(_points(checked.geometry))
    frame = checked.assign(layer_id=spec.layer_id, status=spec.status.value)
    if kind.id_column:
        frame = frame.set_index(kind.id_column)
    return Layer(spec=spec, frame=frame, report=report)


def _read_feed_layer(spec: LayerSpec, province: Province) -> Layer:
    from geo_app.quality.kept_feeds import kept_feed  # noqa: PLC0415 - loads Arrow's files

    crs = province.spec.analysis_crs

    def check() -> CheckedFeed:
        return check_feed(read_feed(spec.path, encoding=spec.encoding), crs=crs)

    stops, schedule, report, tables = kept_feed(
        spec.path, check, crs=crs, encoding=spec.encoding, store=province.store
    )
    if (bounds := _inhabited(province)) is not None:
        far = far_stops(stops, reach_of(crs), bounds)
        report = replace(report, faults=(*report.faults, *far))
    frame = stops.assign(layer_id=spec.layer_id, status=spec.status.value).set_index("stop_id")
    return Layer(
        spec=spec,
        frame=frame,
        report=report,
        tables=tables,
        schedule=schedule,
        unread=unread_tables(spec.path),
    )


def _inhabited(province: Province) -> tuple[float, float, float, float] | None:
    """Return the bounds of the communities in metres, None where nobody knows them yet."""
    try:
        west, south, east, north = province.communities.total_bounds
    except GeoAppError:
        return None
    return west, south, east, north


def _points(geometry: gpd.GeoSeries) -> gpd.GeoSeries:
    return geometry.where(geometry.geom_type == "Point", geometry.representative_point())
