"""Rasters of people that the tests write: cells counted on paper, strips, wrong files."""

from __future__ import annotations

import datetime as dt
import warnings

import numpy as np
import pytest
import rasterio
import shapely
from hypothesis import given
from hypothesis import strategies as st
from rasterio.transform import Affine

from geo_app.catalogue import Status
from geo_app.errors import LayerError, UnreadableFileError
from geo_app.fetch.area import Area, parse_area
from geo_app.fetch.feeds import Download
from geo_app.fetch.raster import read_people
from geo_app.fetch.web import NoAnswerError
from geo_app.fetch.worldpop import FILE, LAYER_ID, fetch_worldpop
from geo_app.intake.outcome import FailedCheckError
from geo_app.province import open_province
from tests.fetch.conftest import read_contents
from tests.fixtures.overpass_server import Reply
from tests.fixtures.province_folder import ORIGIN

NODATA = -99_999.0
WEST, NORTH, STEP = 98.0, 8.0, 0.1

# Rows from north to south. Two have no value, one is below zero, three are empty.
CELLS = np.array(
    [
        [1.5, 2.0, 0.0, NODATA],
        [0.0, 4.0, -3.0, 8.0],
        [16.0, 0.0, np.nan, 32.0],
    ]
)
PEOPLE = 63.5


def from_origin(west, north, width, height):
    return Affine(width, 0, west, 0, -height, north)


def write(path, cells=CELLS, *, transform=None, crs="EPSG:4326", nodata=NODATA, **options):
    cells = np.asarray(cells)
    bands = cells if cells.ndim == 3 else cells[None]
    profile = {
        "driver": "GTiff", "dtype": bands.dtype, "count": len(bands), "height": bands.shape[1],
        "width": bands.shape[2], "crs": crs, "nodata": nodata,
        "transform": transform or from_origin(WEST, NORTH, STEP, STEP),
    }  # fmt: skip
    with rasterio.open(path, "w", **{**profile, **options}) as raster:
        raster.write(bands)
    return path


@pytest.fixture
def raster(tmp_path):
    return write(tmp_path / "tha_ppp_2020.tif")


def read(path, area="97,7,99,9", **options):
    box = area if isinstance(area, Area) else parse_area(area)
    return read_people(path, box, name=path.name, tell=lambda _: None, **options)


def test_cells_with_people_are_points_at_their_centres(raster):
    cells, counts = read(raster)
    assert cells["population"].to_list() == [1.5, 2.0, 4.0, 8.0, 16.0, 32.0]
    assert cells["cell_id"].to_list() == ["r0c0", "r0c1", "r1c1", "r1c3", "r2c0", "r2c3"]
    assert [(round(p.x, 9), round(p.y, 9)) for p in cells.geometry[:3]] == [
        (98.05, 7.95), (98.15, 7.95), (98.15, 7.85),
    ]  # fmt: skip
    assert cells.crs == "EPSG:4326"
    assert (counts.used, counts.without_value, counts.negative, counts.zero) == (6, 2, 1, 3)
    assert counts.people_used == PEOPLE


def test_every_cell_is_counted_once(raster):
    _, counts = read(raster)
    every = counts.used + counts.without_value + counts.negative + counts.zero + counts.outside
    assert every == CELLS.size


def test_a_cell_belongs_to_the_side_on_which_its_centre_lies(raster):
    # The west half and a little more: centres at 98.05 and 98.15, not the one at 98.25.
    cells, counts = read(raster, "97,7,98.2,9")
    assert cells["population"].sum() == 1.5 + 2 + 4 + 16
    assert counts.people_outside == 0
    whole = parse_area("97,7,99,9")
    outline = shapely.box(97, 7, 98.1, 9)
    area = Area(
        west=whole.west, south=whole.south, east=whole.east, north=whole.north, outline=outline
    )
    cells, counts = read(raster, area)
    assert cells["population"].to_list() == [1.5, 16.0]
    assert (counts.outside, counts.people_outside) == (4, 46.0)


@given(
    cells=st.lists(
        st.lists(
            st.sampled_from([0.0, 0.25, 3.0, NODATA, -1.0, float("nan")]), min_size=5, max_size=5
        ),
        min_size=1, max_size=6,
    ),
    strip_cells=st.integers(1, 40),
)  # fmt: skip
def test_strips_change_nothing_and_nobody_is_lost(tmp_path_factory, cells, strip_cells):
    path = write(tmp_path_factory.mktemp("r") / "x.tif", np.array(cells))
    whole, counts = read(path)
    strips, other = read(path, strip_cells=strip_cells)
    assert whole.equals(strips)
    assert counts == other
    values = np.array(cells)
    assert whole["population"].sum() == values[np.nan_to_num(values, nan=-1) > 0].sum()


def test_only_the_areas_part_is_read(raster, monkeypatch):
    read_cells = []
    real = rasterio.io.DatasetReader.read
    monkeypatch.setattr(
        "geo_app.fetch.raster._Reading._people",
        counted(read_cells),
    )
    assert real is rasterio.io.DatasetReader.read
    read(raster, "98.05,7.72,98.12,7.78", strip_cells=1)
    # Columns 0 and 1, row 2: a strip of two cells at most.
    assert sum(rows * columns for rows, columns in read_cells) == 2


def counted(cells):
    from geo_app.fetch import raster as module  # noqa: PLC0415 - the method before it is replaced

    real = module._Reading._people

    def people(self, strip, counts):
        cells.append((strip.rows, strip.columns))
        return real(self, strip, counts)

    return people


def test_a_raster_in_metres_is_carried_over(tmp_path):
    x, y = ORIGIN
    path = write(
        tmp_path / "m.tif", [[7.0, 0.0]], transform=from_origin(x, y, 100, 100), crs="EPSG:32647"
    )
    cells, _ = read(path, "98,7,98.9,8.5")
    place = cells.to_crs("EPSG:32647").geometry.iloc[0]
    assert (place.x, place.y) == pytest.approx((x + 50, y - 50), abs=1e-3)


def test_a_raster_that_is_turned_or_upside_down_is_read_where_it_lies(tmp_path):
    south_up = Affine(STEP, 0, WEST, 0, STEP, NORTH)
    cells, _ = read(write(tmp_path / "a.tif", [[5.0], [6.0]], transform=south_up), "97,7,99,9")
    assert [round(p.y, 6) for p in cells.geometry] == [8.05, 8.15]
    cosine, sine = np.cos(np.pi / 6) * STEP, np.sin(np.pi / 6) * STEP
    turned = Affine(cosine, sine, 98, sine, -cosine, 8)
    cells, counts = read(write(tmp_path / "b.tif", [[5.0, 6.0]], transform=turned), "97,7,99,9")
    x, y = 98 + (cosine + sine) / 2, 8 + (sine - cosine) / 2
    assert (cells.geometry[0].x, cells.geometry[0].y) == pytest.approx((x, y))
    assert counts.people_used == 11


def test_whole_numbers_are_people_too(tmp_path):
    path = write(tmp_path / "i.tif", np.array([[3, 0, 255]], dtype="uint8"), nodata=255)
    cells, counts = read(path)
    assert cells["population"].to_list() == [3.0]
    assert (counts.zero, counts.without_value) == (1, 1)


def test_a_raster_without_a_nodata_value_is_read(tmp_path):
    cells, counts = read(write(tmp_path / "n.tif", [[1.0, np.inf, np.nan]], nodata=None))
    assert cells["population"].to_list() == [1.0]
    assert counts.without_value == 2


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32647"])
def test_a_raster_of_somewhere_else_is_refused(tmp_path, crs):
    elsewhere = from_origin(-70, -30, STEP, STEP)
    path = write(tmp_path / "chl_ppp_2020.tif", transform=elsewhere, crs=crs)
    with pytest.raises(LayerError, match="does not reach the area"):
        read(path)


def plain(path):
    path.write_bytes(b"II*\x00 but not a raster")


def vrt(path):
    path.write_text('<VRTDataset rasterXSize="1" rasterYSize="1"></VRTDataset>')


def ascii_grid(path):
    path.write_text("ncols 1\nnrows 1\nxllcorner 98\nyllcorner 7\ncellsize 0.1\n5\n")


def two_bands(path):
    write(path, np.ones((2, 2, 2)))


def complex_numbers(path):
    write(path, np.ones((2, 2), dtype="complex64"), nodata=None)


def nowhere(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        write(path, crs=None, transform=Affine.identity())


def cut(path):
    write(path, np.ones((200, 200)))
    path.write_bytes(path.read_bytes()[:8_000])


def page(path):
    path.write_text("<html>sign in</html>")


def png(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with rasterio.open(
            path, "w", driver="PNG", width=1, height=1, count=1, dtype="uint8", crs="EPSG:4326",
            transform=from_origin(98, 8, 0.1, 0.1),
        ) as raster:  # fmt: skip
            raster.write(np.ones((1, 1, 1), dtype="uint8"))


@pytest.mark.parametrize(
    "make",
    [plain, vrt, ascii_grid, two_bands, complex_numbers, nowhere, cut, page, png],
)
def test_a_file_that_cannot_be_used_leaves_all_as_it_was(folder, tmp_path, make, raster):
    fetch_worldpop(folder, raster, area=parse_area("97,7,99,9"))
    old = read_contents(folder)
    path = tmp_path / "tha_ppp_2021.tif"
    make(path)
    with pytest.raises(UnreadableFileError, match=r"'tha_ppp_2021\.tif'"):
        fetch_worldpop(folder, path, area=parse_area("97,7,99,9"), use=["all"])
    assert read_contents(folder) == old


@pytest.mark.parametrize("options", [{}, {"compress": "deflate"}, {"tiled": True, "blockxsize": 16,
                                     "blockysize": 16}])  # fmt: skip
def test_a_raster_cut_anywhere_is_refused(tmp_path, options):
    cells = np.arange(1, 1_601, dtype="float32").reshape(40, 40)
    path = write(tmp_path / "x.tif", cells, transform=from_origin(98, 8, 0.01, 0.01), **options)
    assert len(read(path)[0]) == 1_600
    content = path.read_bytes()
    for size in range(0, len(content) - 1, len(content) // 25):
        path.write_bytes(content[:size])
        with pytest.raises(UnreadableFileError):
            read(path)


def test_a_missing_file_is_said(folder, tmp_path):
    with pytest.raises(UnreadableFileError, match=r"'ppp_2020\.tif'"):
        fetch_worldpop(folder, tmp_path / "ppp_2020.tif")


class TestIntoAProvince:
    def fetch(self, folder, raster, **options):
        return fetch_worldpop(folder, raster, **{"area": parse_area("97,7,99,9"), **options})[0]

    def test_it_takes_the_place_of_another_layer_where_a_person_says_so(self, folder, raster):
        outcome = self.fetch(folder, raster)
        assert not outcome.in_catalogue
        assert "--use population" in str(outcome.notes[-1])
        outcome = self.fetch(folder, raster, use=["population"])
        assert outcome.in_catalogue
        province = open_province(folder)
        people = province.of_kind("population")
        assert people["population"].sum() == PEOPLE
        spec = province.specs("population")[0]
        assert (spec.layer_id, spec.status) == (LAYER_ID, Status.MODELLED)
        assert spec.licence == "CC BY 4.0"
        assert "WorldPop" in spec.attribution
        assert spec.date == dt.date(2020, 12, 31)

    def test_cells_and_people_are_accounted_for(self, folder, raster):
        outcome = self.fetch(folder, raster)
        assert (outcome.rows_fetched, outcome.rows_used) == (12, 6)
        assert [part.count for part in outcome.aside] == [2, 1, 3]
        assert "box: 63.5; in the layer: 63.5; outside the outline: 0.0" in str(outcome.notes[0])

    def test_the_provinces_outline_is_the_area(self, folder, tmp_path):
        x, y = ORIGIN
        # Cells of 1 km; the zones reach from x = -4 to 4 and y = -2 to 3 km.
        grid = from_origin(x - 10_000, y + 10_000, 1_000, 1_000)
        path = write(tmp_path / "ppp_2020.tif", np.ones((20, 20)), transform=grid, crs="EPSG:32647")
        outcome = fetch_worldpop(folder, path)[0]
        assert outcome.rows_used == 8 * 5

    def test_a_second_raster_keeps_the_first_as_previous(self, folder, raster):
        self.fetch(folder, raster)
        first = (folder / FILE).read_bytes()
        self.fetch(folder, write(raster, CELLS * 2))
        assert (folder / f"{FILE}.previous").read_bytes() == first

    def test_a_day_is_needed(self, folder, tmp_path):
        path = write(tmp_path / "people.tif")
        with pytest.raises(LayerError, match="has no year in its name"):
            self.fetch(folder, path)
        self.fetch(folder, path, date=dt.date(2021, 7, 1), use=["all"])
        assert open_province(folder).specs("population")[0].date == dt.date(2021, 7, 1)

    @pytest.mark.parametrize("name", ["tha_pd_2020_1km.tif", "THA_PD_2020.tif"])
    def test_people_per_square_kilometre_are_refused(self, folder, tmp_path, name):
        with pytest.raises(LayerError, match="people per square kilometre"):
            self.fetch(folder, write(tmp_path / name))

    def test_nobody_at_all_leaves_all_as_it_was(self, folder, tmp_path):
        old = read_contents(folder)
        with pytest.raises(LayerError, match="has nobody in this area"):
            self.fetch(folder, write(tmp_path / "ppp_2020.tif", np.zeros((3, 3))))
        assert read_contents(folder) == old

    def test_it_is_downloaded(self, folder, raster, server, web):
        server.files["tha_ppp_2020.tif"] = raster.read_bytes()
        download = Download(url=f"{server.root}/tha_ppp_2020.tif", web=web)
        assert self.fetch(folder, download, use=["all"]).in_catalogue
        assert open_province(folder).specs("population")[0].source == "WorldPop (tha_ppp_2020.tif)"
        assert not list((folder / ".fetch").glob("*.tif"))

    def test_a_download_that_fails_leaves_all_as_it_was(self, folder, server, web):
        old = read_contents(folder)
        server.always = Reply(status=500)
        with pytest.raises(NoAnswerError):
            self.fetch(folder, Download(url=f"{server.root}/ppp_2020.tif", web=web))
        assert read_contents(folder) == old

    def test_what_fails_the_checks_is_said(self, folder, raster, monkeypatch):
        old = read_contents(folder)
        monkeypatch.setattr(
            "geopandas.GeoDataFrame.to_parquet", lambda _rows, path, **_o: path.write_bytes(b"PAR1")
        )
        with pytest.raises(FailedCheckError, match="fails the checks"):
            self.fetch(folder, raster)
        assert read_contents(folder) == old
