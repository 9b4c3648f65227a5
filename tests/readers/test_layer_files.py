"""Every ending that is read, from a small file that the test writes."""

from __future__ import annotations

import shutil
import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from geo_app.errors import UnreadableFileError
from geo_app.readers.layer_files import READERS, read_feed, read_file
from geo_app.readers.table_files import with_geometry

if TYPE_CHECKING:
    from pathlib import Path

DEGREES = "EPSG:4326"
NAMES = ["บ้านริมทาง", "บ้านริมน้ำ"]


def points() -> gpd.GeoDataFrame:
    """Return two places near Phuket with Thai names."""
    places = [Point(98.39, 7.88), Point(98.3, 7.9)]
    return gpd.GeoDataFrame({"code": ["0001", "0002"], "name": NAMES}, geometry=places, crs=DEGREES)


def write_shapefile(path: Path, **options: object) -> Path:
    """Write the points as a shapefile in UTF-8."""
    points().to_file(path, driver="ESRI Shapefile", engine="pyogrio", encoding="UTF-8", **options)
    return path


def write_example(path: Path) -> Path:
    """Write the points in the format of the path's ending."""
    suffix = path.suffix
    if suffix in (".geojson", ".json"):
        path.write_text(points().to_json(), encoding="utf-8")
    elif suffix in (".csv", ".xlsx"):
        table = pd.DataFrame(points().drop(columns="geometry")).assign(
            lon=points().geometry.x, lat=points().geometry.y
        )
        table.to_csv(path, index=False) if suffix == ".csv" else table.to_excel(path, index=False)
    elif suffix == ".kmz":
        kml = write_example(path.with_suffix(".kml"))
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(kml, "doc.kml")
        kml.unlink()
    elif suffix == ".parquet":
        points().to_parquet(path)
    elif suffix == ".zip":
        folder = path.with_suffix("")
        folder.mkdir()
        write_shapefile(folder / "points.shp")
        shutil.make_archive(str(folder), "zip", folder)
    elif suffix == ".shp":
        write_shapefile(path)
    else:
        driver = {".gpkg": "GPKG", ".fgb": "FlatGeobuf", ".kml": "KML"}[suffix]
        rows = points().rename(columns={"name": "Name"}) if driver == "KML" else points()
        rows.to_file(path, driver=driver, engine="pyogrio")
    return path


def as_layer(path: Path) -> gpd.GeoDataFrame:
    """Read a file the way a province does."""
    raw = read_file(path)
    is_layer = isinstance(raw.frame, gpd.GeoDataFrame)
    layer = raw.frame if is_layer else with_geometry(raw, name=path.name).frame
    assert isinstance(layer, gpd.GeoDataFrame)
    return layer


@pytest.mark.parametrize("suffix", READERS)
def test_every_format_gives_the_same_places(tmp_path, suffix):
    layer = as_layer(write_example(tmp_path / f"points{suffix}"))
    found = sorted((round(p.x, 6), round(p.y, 6)) for p in layer.geometry)
    assert found == [(98.3, 7.9), (98.39, 7.88)]


@pytest.mark.parametrize("suffix", READERS)
def test_every_format_gives_the_same_crs(tmp_path, suffix):
    assert as_layer(write_example(tmp_path / f"points{suffix}")).crs == DEGREES


@pytest.mark.parametrize("suffix", READERS)
def test_every_format_keeps_thai_names(tmp_path, suffix):
    layer = as_layer(write_example(tmp_path / f"points{suffix}"))
    column = "Name" if suffix in (".kml", ".kmz") else "name"
    assert sorted(layer[column]) == NAMES


@pytest.mark.parametrize("suffix", READERS)
def test_every_format_keeps_leading_zeros_of_texts(tmp_path, suffix):
    layer = as_layer(write_example(tmp_path / f"points{suffix}"))
    assert sorted(layer["code"]) == ["0001", "0002"]


@pytest.mark.parametrize("suffix", READERS)
def test_an_ending_may_be_written_large(tmp_path, suffix):
    path = write_example(tmp_path / f"points{suffix}")
    large = path.rename(tmp_path / f"POINTS{suffix.upper()}")
    if suffix == ".shp":
        for other in (".shx", ".dbf", ".prj", ".cpg"):
            (tmp_path / f"points{other}").rename(tmp_path / f"POINTS{other.upper()}")
    assert len(as_layer(large)) == 2


@pytest.mark.parametrize("suffix", READERS)
def test_a_file_that_is_something_else_is_refused_by_name(tmp_path, suffix):
    path = tmp_path / f"points{suffix}"
    path.write_bytes(b"<OGRVRTDataSource>\n<x a='\xff\"'\n\x00" * 3)
    with pytest.raises(UnreadableFileError, match=rf"points\{suffix}"):
        as_layer(path)


@pytest.mark.parametrize("suffix", READERS)
def test_an_empty_file_is_refused_by_name(tmp_path, suffix):
    path = tmp_path / f"points{suffix}"
    path.touch()
    with pytest.raises(UnreadableFileError, match=rf"points\{suffix}"):
        as_layer(path)


@pytest.mark.parametrize("suffix", [s for s in READERS if s not in (".csv", ".shp", ".kml")])
def test_a_file_cut_short_is_refused_by_name(tmp_path, suffix):
    path = write_example(tmp_path / f"points{suffix}")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(UnreadableFileError, match=rf"points\{suffix}"):
        as_layer(path)


@pytest.mark.parametrize("suffix", READERS)
def test_a_folder_in_place_of_a_file_is_refused_by_name(tmp_path, suffix):
    path = tmp_path / f"points{suffix}"
    path.mkdir()
    with pytest.raises(UnreadableFileError, match=rf"points\{suffix}"):
        as_layer(path)


@pytest.mark.parametrize("suffix", [*READERS, ""])
def test_a_file_that_is_not_there_is_named(tmp_path, suffix):
    with pytest.raises(UnreadableFileError, match=f"'points{suffix}' is not there"):
        read_file(tmp_path / f"points{suffix}")


@pytest.mark.parametrize("name", ["points.tab", "points.vrt", "points", "points.geojson.gz"])
def test_a_format_that_is_not_read_is_told_with_those_that_are(tmp_path, name):
    (tmp_path / name).write_text("x")
    with pytest.raises(UnreadableFileError, match=rf"'{name}' is of a format .*\.geojson, "):
        read_file(tmp_path / name)


def test_a_feed_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UnreadableFileError, match="'transit' is not there"):
        read_feed(tmp_path / "transit")


def test_a_shapefile_without_prj_has_no_crs(tmp_path):
    path = write_shapefile(tmp_path / "points.shp")
    path.with_suffix(".prj").unlink()
    assert as_layer(path).crs is None


def test_a_shapefile_in_cp874_is_read_with_its_encoding_declared(tmp_path):
    points().to_file(
        tmp_path / "p.shp", driver="ESRI Shapefile", engine="pyogrio", encoding="CP874"
    )
    (tmp_path / "p.cpg").unlink()
    assert sorted(read_file(tmp_path / "p.shp", encoding="cp874").frame["name"]) == NAMES


@pytest.mark.parametrize("zipped", [False, True])
def test_a_shapefile_with_two_fields_of_one_name_is_refused(tmp_path, zipped):
    rows = points().assign(namx="other")
    rows.to_file(tmp_path / "p.shp", driver="ESRI Shapefile", engine="pyogrio")
    table = tmp_path / "p.dbf"
    table.write_bytes(table.read_bytes().replace(b"namx\0", b"name\0", 1))
    path = tmp_path / "p.shp"
    if zipped:
        path = tmp_path / "p.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for part in tmp_path.glob("p.*"):
                if part != path:
                    archive.write(part, part.name)
    with pytest.raises(UnreadableFileError, match=rf"'{path.name}' has 2 columns 'name'"):
        read_file(path)


def test_a_zip_from_a_mac_holds_one_shapefile(tmp_path):
    path = write_example(tmp_path / "points.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/._points.shp", b"\x00\x05\x16\x07")
    assert len(as_layer(path)) == 2


@pytest.mark.parametrize("count", [0, 2])
def test_a_zip_with_no_or_two_shapefiles_is_refused_with_their_number(tmp_path, count):
    path = tmp_path / "points.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")
        for number in range(count):
            archive.writestr(f"{number}.shp", b"")
    with pytest.raises(UnreadableFileError, match=rf"'points\.zip' holds {count} layers"):
        read_file(path)
