"""The only door to a province's data."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geo_app.catalogue import Catalogue, LayerSpec, ProvinceSpec, Status, read_catalogue
from geo_app.errors import CrsError, GeoAppError, LayerError, MissingLayerError, mark
from geo_app.quality.checks import check_layer, keep_reachable
from geo_app.quality.feeds import check_stops
from geo_app.readers.files import read_feed, read_file
from geo_app.readers.tables import with_geometry
from geo_app.schema import KINDS, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_app.quality.faults import Report
    from geo_app.stored import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A layer that has been read and checked; nobody changes its frame."""

    spec: LayerSpec
    frame: pd.DataFrame
    report: Report
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)


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
    _layers: dict[str, Layer] = field(default_factory=dict, repr=False, compare=False)

    @property
    def spec(self) -> ProvinceSpec:
        """The province's codes, names and analysis CRS."""
        return self.catalogue.province

    @property
    def communities(self) -> gpd.GeoDataFrame:
        """Points (a polygon's representative point) indexed by `community_id`."""
        return self.of_kind("communities")

    @property
    def zones(self) -> gpd.GeoDataFrame:
        """Polygons indexed by `zone_id`."""
        return self.of_kind("zones")

    def has(self, kind: str) -> bool:
        """Say whether the province declares a layer of a kind."""
        return any(spec.kind == kind for spec in self.catalogue.layers.values())

    def specs(self, kind: str) -> list[LayerSpec]:
        """Return the declared layers of a kind, in the catalogue's order."""
        return [spec for spec in self.catalogue.layers.values() if spec.kind == kind]

    def status(self, kind: str) -> Status | None:
        """Return the least trusted status of the layers of a kind, None without any."""
        statuses = [spec.status for spec in self.specs(kind)]
        return max(statuses, key=lambda status: status.distrust, default=None)

    def of_kind(self, kind: str) -> gpd.GeoDataFrame:
        """
        Return all rows of a kind, layers in the catalogue's order.

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

        Raises
        ------
        LayerError
            If its file cannot be read or fails the checks.
        """
        if layer_id not in self._layers:
            self._layers[layer_id] = _read_layer(self.catalogue.layers[layer_id], self.spec)
        return self._layers[layer_id]

    def broken_layers(self, kinds: Iterable[str]) -> dict[str, GeoAppError]:
        """Read every layer of `kinds` and return those that fail, with the reason."""
        wanted = set(kinds)
        broken = {}
        for layer_id, spec in self.catalogue.layers.items():
            if spec.kind in wanted:
                try:
                    self.layer(layer_id)
                except GeoAppError as error:
                    broken[layer_id] = error
        return broken

    def without(self, layer_ids: Iterable[str]) -> Province:
        """Return the same province as if some layers were not declared."""
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


def _read_layer(spec: LayerSpec, province: ProvinceSpec) -> Layer:
    kind = KINDS[spec.kind]
    try:
        if kind.shapes[0] is Shape.FEED:
            return _read_feed_layer(spec)
        raw = read_file(spec.path, encoding=spec.encoding).rename(columns=spec.columns)
        if kind.shapes[0] is Shape.TABLE:
            raw = pd.DataFrame(raw).drop(columns="geometry", errors="ignore")
        elif not isinstance(raw, gpd.GeoDataFrame):
            raw = with_geometry(raw, name=spec.path.name)
    except (LayerError, CrsError) as error:
        raise type(error)(
            mark("Layer '{name}': {error}"), name=spec.layer_id, error=error
        ) from error
    if spec.crs is not None and isinstance(raw, gpd.GeoDataFrame):
        raw = raw.set_crs(spec.crs, allow_override=True)
    checked, report = check_layer(raw, kind, name=spec.layer_id)
    if isinstance(checked, gpd.GeoDataFrame):
        checked = checked.to_crs(province.analysis_crs)
        checked, report = keep_reachable(checked, report, name=spec.layer_id)
        if kind.shapes[0] is Shape.POINT:
            checked = checked.set_geometry(_points(checked.geometry))
    frame = checked.assign(layer_id=spec.layer_id, status=spec.status.value)
    if kind.id_column:
        frame = frame.set_index(kind.id_column)
    return Layer(spec=spec, frame=frame, report=report)


def _read_feed_layer(spec: LayerSpec) -> Layer:
    tables = read_feed(spec.path)
    stops, report = check_stops(tables)
    frame = stops.assign(layer_id=spec.layer_id, status=spec.status.value).set_index("stop_id")
    return Layer(spec=spec, frame=frame, report=report, tables=tables)


def _points(geometry: gpd.GeoSeries) -> gpd.GeoSeries:
    return geometry.where(geometry.geom_type == "Point", geometry.representative_point())
