"""What GDAL reads, and what it must not be handed."""

from __future__ import annotations

import zipfile

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from shapely import Point

from geo_app import limits
from geo_app.errors import UnreadableFileError
from geo_app.readers import vector
from geo_app.readers.source import Source, source_of


def read_vector(path):
    """Read a file through GDAL; the same from its bytes."""
    if path.suffix != ".shp":
        again = Source(name=path.name, content=path.read_bytes())
        vector.read_vector(again, most=limits.LAYER)
    return vector.read_vector(source_of(path), most=limits.LAYER).frame


def read_geoparquet(path):
    """Read a GeoParquet file; the same from its bytes."""
    again = Source(name=path.name, content=path.read_bytes())
    vector.read_geoparquet(again, most=limits.LAYER)
    return vector.read_geoparquet(source_of(path), most=limits.LAYER).frame


SECRET = "canary-4711"


@pytest.fixture
def secret(tmp_path):
    """Return a file of the server that no layer may show."""
    path = tmp_path / "secret.csv"
    path.write_text(f"name,x,y\n{SECRET},98.39,7.88\n")
    return path


def vrt(secret, *, head: str = "") -> bytes:
    """Return an OGR VRT that names another file of the server."""
    return f"""{head}<OGRVRTDataSource><OGRVRTLayer name="secret">
<SrcDataSource>{secret}</SrcDataSource><GeometryType>wkbPoint</GeometryType>
<GeometryField encoding="PointFromColumns" x="x" y="y"/></OGRVRTLayer></OGRVRTDataSource>
""".encode()


def points() -> gpd.GeoDataFrame:
    """Return one place."""
    return gpd.GeoDataFrame({"name": ["บ้าน"]}, geometry=[Point(98.39, 7.88)], crs="EPSG:4326")


def test_gdal_itself_would_read_the_other_file(tmp_path, secret):
    (tmp_path / "a.vrt").write_bytes(vrt(secret))
    assert SECRET in pyogrio.read_dataframe(tmp_path / "a.vrt").to_string()


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb", ".shp", ".zip", ".kml", ".parquet"])
def test_a_vrt_under_another_ending_is_refused(tmp_path, secret, suffix):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(vrt(secret))
    read = read_geoparquet if suffix == ".parquet" else read_vector
    with pytest.raises(UnreadableFileError, match="is not what its ending says"):
        read(path)


@pytest.mark.parametrize("head", ["<!-- <kml -->", "<?kml <kml ?>", "<kml/>", " <kml></kml>"])
def test_a_vrt_that_mentions_kml_is_refused(tmp_path, secret, head):
    path = tmp_path / "a.kml"
    path.write_bytes(vrt(secret, head=head))
    with pytest.raises(UnreadableFileError, match=r"'a\.kml'"):
        read_vector(path)


@pytest.mark.parametrize("wrap", ["<!-- {} -->", "<![CDATA[{}]]>", "<Document>{}</Document>"])
def test_a_vrt_inside_a_kml_is_never_followed(tmp_path, secret, wrap):
    path = tmp_path / "a.kml"
    inner = wrap.format(vrt(secret).decode())
    path.write_text(f'<kml xmlns="http://www.opengis.net/kml/2.2">{inner}</kml>')
    try:
        found = read_vector(path).to_string()
    except UnreadableFileError as error:
        found = str(error)
    assert SECRET not in found


def test_a_vrt_inside_a_zip_is_refused(tmp_path, secret):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.vrt", vrt(secret))
    with pytest.raises(UnreadableFileError, match="holds 0 layers"):
        read_vector(tmp_path / "a.zip")


def test_a_vrt_called_a_shapefile_inside_a_zip_is_refused(tmp_path, secret):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.shp", vrt(secret))
    with pytest.raises(UnreadableFileError, match="is not what its ending says"):
        read_vector(tmp_path / "a.zip")


def test_entities_of_a_kml_are_refused(tmp_path):
    path = tmp_path / "a.kml"
    path.write_text(f'<!DOCTYPE kml [<!ENTITY a SYSTEM "file:///{path}">]><kml>&a;</kml>')
    with pytest.raises(UnreadableFileError, match="document type"):
        read_vector(path)


@pytest.mark.parametrize("prefix", ["", "k:"])
def test_a_kml_is_read_whatever_its_prefix_is(tmp_path, prefix):
    colon = f":{prefix[:-1]}" if prefix else ""
    tag = "{p}Placemark"
    text = (
        f'<?xml version="1.0"?><!-- <kml --><{prefix}kml xmlns{colon}="http://www.opengis.net/kml/2.2">'
        f"<{prefix}Document><{tag}><{{p}}name>บ้าน</{{p}}name>"
        f"<{{p}}Point><{{p}}coordinates>98.39,7.88</{{p}}coordinates></{{p}}Point></{tag}>"
        f"</{prefix}Document></{prefix}kml>"
    ).replace("{p}", prefix)
    (tmp_path / "a.kml").write_text(text, encoding="utf-8")
    layer = read_vector(tmp_path / "a.kml")
    assert layer["Name"].tolist() == ["บ้าน"]
    assert (layer.geometry.x.iloc[0], layer.geometry.y.iloc[0]) == (98.39, 7.88)


def test_a_geopackage_with_two_layers_is_refused_with_their_number(tmp_path):
    for name in ("one", "two"):
        points().to_file(tmp_path / "a.gpkg", layer=name, engine="pyogrio")
    with pytest.raises(UnreadableFileError, match=r"'a\.gpkg' holds 2 layers"):
        read_vector(tmp_path / "a.gpkg")


def test_a_table_of_styles_beside_the_layer_is_left_alone(tmp_path):
    points().to_file(tmp_path / "a.gpkg", layer="places", engine="pyogrio")
    styles = pd.DataFrame({"styleName": ["red"]})
    pyogrio.write_dataframe(styles, tmp_path / "a.gpkg", layer="layer_styles", append=True)
    assert read_vector(tmp_path / "a.gpkg")["name"].tolist() == ["บ้าน"]


def test_a_table_alone_comes_without_geometry(tmp_path):
    pyogrio.write_dataframe(pd.DataFrame({"plan_id": ["P1"]}), tmp_path / "a.gpkg")
    table = read_vector(tmp_path / "a.gpkg")
    assert not isinstance(table, gpd.GeoDataFrame)
    assert table["plan_id"].tolist() == ["P1"]


def test_the_geometry_of_a_geoparquet_may_have_another_name(tmp_path):
    points().rename_geometry("รูปร่าง").to_parquet(tmp_path / "a.parquet")
    layer = read_geoparquet(tmp_path / "a.parquet")
    assert layer.geometry.name == "geometry"
    assert layer["geometry"].iloc[0] == Point(98.39, 7.88)


def test_a_parquet_without_geometry_is_refused(tmp_path):
    pd.DataFrame({"a": [1]}).to_parquet(tmp_path / "a.parquet")
    with pytest.raises(UnreadableFileError, match=r"'a\.parquet' cannot be read"):
        read_geoparquet(tmp_path / "a.parquet")


def test_the_reason_of_a_damaged_file_does_not_show_its_folder(tmp_path):
    path = tmp_path / "a.shp"
    path.write_bytes(b"\x00\x00\x27\x0a" + b"\xff" * 500)
    with pytest.raises(UnreadableFileError) as raised:
        read_vector(path)
    assert str(tmp_path) not in str(raised.value)


@pytest.mark.parametrize("ending", ["kml", "gpkg", "fgb", "shp"])
def test_room_is_made_for_the_rows_that_are_there(tmp_path, monkeypatch, ending):
    """Pyogrio makes room for as many rows as it is told to read at most."""
    asked = []
    read = pyogrio.read_dataframe
    monkeypatch.setattr(
        pyogrio,
        "read_dataframe",
        lambda given, **how: asked.append(how["max_features"]) or read(given, **how),
    )
    path = tmp_path / f"a.{ending}"
    points().to_file(path, driver="KML" if ending == "kml" else None)
    assert len(vector.read_vector(source_of(path), most=limits.LAYER).frame) == 1
    assert asked == [1]
