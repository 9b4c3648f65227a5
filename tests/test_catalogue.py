"""What catalogue.toml may say, and what it is told when it says anything else."""

from __future__ import annotations

import datetime as dt

import pytest
from pyproj import CRS

from geo_app.catalogue import DECLARED_FIELDS, PROVINCE_FIELDS, Status, read_catalogue
from geo_app.errors import CatalogueError, CrsError
from geo_app.province import open_province
from tests.fixtures.province_folder import CRS as WORLD_CRS
from tests.fixtures.province_folder import write_province
from tests.fixtures.table_beside import FORESTS, write_with_table


def test_the_province_has_its_codes_names_and_crs(world_folder):
    province = read_catalogue(world_folder).province
    assert (province.province_id, province.code) == ("test-province", "83")
    assert (province.name_th, province.name_en) == ("จังหวัดทดสอบ", "Test Province")
    assert province.analysis_crs == CRS(WORLD_CRS)


def test_layers_keep_the_order_of_the_file(world_folder):
    names = list(read_catalogue(world_folder).layers)
    assert names[0] == "communities"
    assert names[-1] == "transit"
    assert names.index("zones") < names.index("roads")


def test_a_layer_has_its_source_licence_date_and_status(world_folder):
    spec = read_catalogue(world_folder).layers["zones"]
    assert (spec.source, spec.licence, spec.date) == ("tests", "CC0", dt.date(2026, 4, 17))
    assert spec.status is Status.OPEN


def test_a_layers_file_is_relative_to_the_folder(world_folder):
    assert read_catalogue(world_folder).layers["zones"].path == world_folder / "zones.geojson"


def test_no_layers_file_is_opened(tmp_path):
    write_province(tmp_path, files={"communities.csv": None, "zones.geojson": "{"})
    assert "zones" in read_catalogue(tmp_path).layers


def test_a_file_in_a_folder_of_its_own_may_be_named_with_a_backslash(tmp_path):
    write_province(tmp_path, layers={"zones": {"file": "maps\\zones.geojson"}})
    assert read_catalogue(tmp_path).layers["zones"].path == tmp_path / "maps" / "zones.geojson"


def test_optional_fields_may_be_left_out(tmp_path):
    write_province(tmp_path, layers={"zones": {"attribution": None}})
    spec = read_catalogue(tmp_path).layers["zones"]
    assert (spec.attribution, spec.crs, spec.encoding, spec.columns) == ("", None, None, {})


def test_crs_encoding_and_columns_are_taken(tmp_path):
    changes = {"crs": "EPSG:24047", "encoding": "cp874", "columns": {"รหัส": "zone_id"}}
    write_province(tmp_path, layers={"zones": changes})
    spec = read_catalogue(tmp_path).layers["zones"]
    assert spec.crs == CRS("EPSG:24047")
    assert (spec.encoding, spec.columns) == ("cp874", {"รหัส": "zone_id"})


def test_a_byte_order_mark_before_the_catalogue_is_read_over(tmp_path):
    write_province(tmp_path)
    path = tmp_path / "catalogue.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_catalogue(tmp_path).province.code == "83"


@pytest.mark.parametrize("status", ["indicative", "modelled", "synthetic"])
def test_data_that_is_neither_official_nor_open_is_marked(status):
    assert Status(status).is_marked


@pytest.mark.parametrize("status", ["official", "open"])
def test_official_and_open_data_are_not_marked(status):
    assert not Status(status).is_marked


@pytest.mark.parametrize("field", PROVINCE_FIELDS)
def test_a_missing_field_of_the_province_is_named(tmp_path, field):
    write_province(tmp_path, province={field: None})
    with pytest.raises(CatalogueError, match=rf"\[province\]: the field '{field}' is missing"):
        read_catalogue(tmp_path)


@pytest.mark.parametrize("field", ["kind", *DECLARED_FIELDS])
def test_a_missing_field_of_a_layer_is_named_with_its_layer(tmp_path, field):
    write_province(tmp_path, layers={"zones": {field: None}})
    with pytest.raises(CatalogueError, match=rf"\[layers.zones\]: the field '{field}' is missing"):
        read_catalogue(tmp_path)


@pytest.mark.parametrize("value", ["", "   ", 83, True])
def test_a_field_that_is_blank_or_no_text_counts_as_missing(tmp_path, value):
    write_province(tmp_path, province={"code": value})
    with pytest.raises(CatalogueError, match="the field 'code' is missing or no text"):
        read_catalogue(tmp_path)


@pytest.mark.parametrize("value", [None, "2026-04-17", 2026, dt.datetime(2026, 4, 17, 8)])
def test_a_date_that_is_no_day_is_refused_with_an_example(tmp_path, value):
    write_province(tmp_path, layers={"zones": {"date": value}})
    with pytest.raises(CatalogueError, match=r"'date' is no day\. Write date = 2026-04-17"):
        read_catalogue(tmp_path)


@pytest.mark.parametrize(
    ("field", "value", "choice"),
    [("kind", "villages", "communities"), ("status", "ok", "official")],
)
def test_an_unknown_kind_or_status_is_refused_with_the_choices(tmp_path, field, value, choice):
    write_province(tmp_path, layers={"zones": {field: value}})
    with pytest.raises(CatalogueError, match=rf"the {field} '{value}' is not known.*{choice}"):
        read_catalogue(tmp_path)


@pytest.mark.parametrize(
    "file",
    [
        "../secret.csv",
        "a/../../secret.csv",
        "/etc/passwd",
        "C:\\secret.csv",
        "C:secret.csv",
        "\\\\server\\share\\secret.csv",
        "..\\secret.csv",
        "\\secret.csv",
        "a\x00b.csv",
    ],
)
def test_a_file_outside_the_folder_is_refused(tmp_path, file):
    write_province(tmp_path, layers={"zones": {"file": file}})
    with pytest.raises(CatalogueError, match=r"\[layers.zones\]: the file .* is outside"):
        read_catalogue(tmp_path)


@pytest.mark.parametrize("columns", [["a"], {"a": 1}, "zone_id"])
def test_columns_that_map_no_texts_are_refused(tmp_path, columns):
    write_province(tmp_path, layers={"zones": {"columns": columns}})
    with pytest.raises(CatalogueError, match="'columns' must map"):
        read_catalogue(tmp_path)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:2263"])
def test_an_analysis_crs_that_is_not_in_metres_is_refused(tmp_path, crs):
    write_province(tmp_path, province={"analysis_crs": crs})
    with pytest.raises(CrsError, match=f"analysis_crs: {crs} is not in metres.*EPSG:32647"):
        read_catalogue(tmp_path)


def test_an_unknown_crs_of_a_layer_is_refused_with_the_layer(tmp_path):
    write_province(tmp_path, layers={"zones": {"crs": "EPSG:99999"}})
    with pytest.raises(CrsError, match=r"\[layers.zones\], crs: the CRS 'EPSG:99999' is not known"):
        read_catalogue(tmp_path)


def test_a_folder_without_a_catalogue_is_named(tmp_path):
    with pytest.raises(CatalogueError, match=rf"'{tmp_path.name}' has no catalogue.toml"):
        read_catalogue(tmp_path)


def test_the_current_folder_is_named_by_its_own_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CatalogueError, match=rf"'{tmp_path.name}' has no catalogue.toml"):
        read_catalogue(type(tmp_path)("."))


def test_a_file_in_place_of_a_folder_is_refused(tmp_path):
    path = tmp_path / "province"
    path.write_text("x")
    with pytest.raises(CatalogueError, match=r"'province' has no catalogue\.toml"):
        read_catalogue(path)


def test_a_folder_in_place_of_the_catalogue_is_refused(tmp_path):
    (tmp_path / "catalogue.toml").mkdir()
    with pytest.raises(CatalogueError, match="cannot be opened"):
        read_catalogue(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b"[province",
        b"[province]\nid = \n",
        b"[province]\nid = 'a'\nid = 'b'\n",
        "[province]\nname_th = 'ภูเก็ต'".encode("cp874"),
        b"\xff\xfe\x00",
        b"a = " + b"[" * 100_000,
    ],
    ids=["cut short", "no value", "twice", "cp874", "binary", "nested"],
)
def test_a_broken_catalogue_is_one_sentence_with_a_reason(tmp_path, content):
    write_province(tmp_path, files={"catalogue.toml": content})
    with pytest.raises(CatalogueError, match=r"is no valid TOML: .+\. Mend that line\."):
        read_catalogue(tmp_path)


@pytest.mark.parametrize("text", ["", "province = 3", "[[province]]\nid = 'a'"])
def test_a_catalogue_without_the_table_of_the_province_is_refused(tmp_path, text):
    write_province(tmp_path, files={"catalogue.toml": text})
    with pytest.raises(CatalogueError, match=r"has no table \[province\]"):
        read_catalogue(tmp_path)


def province_only(tmp_path) -> str:
    """Return the text of a catalogue that holds the province's table alone."""
    write_province(tmp_path)
    text = (tmp_path / "catalogue.toml").read_text(encoding="utf-8")
    return text.split("[layers.")[0]


def test_layers_that_are_no_table_are_refused(tmp_path):
    text = "layers = 3\n" + province_only(tmp_path)
    write_province(tmp_path, files={"catalogue.toml": text})
    with pytest.raises(CatalogueError, match="'layers' is no table"):
        read_catalogue(tmp_path)


def test_a_layer_that_is_no_table_is_refused_by_name(tmp_path):
    text = province_only(tmp_path) + "[layers]\nzones = 'zones.geojson'\n"
    write_province(tmp_path, files={"catalogue.toml": text})
    with pytest.raises(CatalogueError, match=r"\[layers.zones\]: this is no table"):
        read_catalogue(tmp_path)


def test_a_catalogue_without_layers_lacks_communities(tmp_path):
    write_province(tmp_path, files={"catalogue.toml": province_only(tmp_path)})
    with pytest.raises(CatalogueError, match="no layer of kind 'communities'"):
        read_catalogue(tmp_path)


def test_a_province_needs_communities(tmp_path):
    write_province(tmp_path, layers={"communities": None})
    with pytest.raises(CatalogueError, match="no layer of kind 'communities'"):
        read_catalogue(tmp_path)


def test_a_province_needs_a_timetable_or_bus_routes(tmp_path):
    write_province(tmp_path, layers={"transit": None})
    with pytest.raises(
        CatalogueError, match=r"neither a layer of kind 'transit' nor .*'bus_routes'"
    ):
        read_catalogue(tmp_path)


def test_stops_alone_are_no_buses(tmp_path):
    write_province(tmp_path, layers={"transit": None, "bus_stops": {}})
    with pytest.raises(CatalogueError, match="neither a layer of kind 'transit'"):
        read_catalogue(tmp_path)


def test_tables_stand_beside_the_layers(tmp_path):
    (spec,) = read_catalogue(write_with_table(tmp_path)).tables.values()
    assert (spec.table_id, spec.title_en) == ("forests", "Forests by law")
    assert spec.path == tmp_path / "forests.csv"
    assert spec.status is Status.OPEN
    assert spec.headings == {"name": ("ชื่อ", "Name"), "area_rai": ("พื้นที่ (ไร่)", "Area (rai)")}
    assert spec.numbers == ("area_rai",)


def test_a_province_needs_no_tables(world_folder):
    assert read_catalogue(world_folder).tables == {}


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (
            'status = "open"',
            'status = "sure"',
            "the status 'sure' is not known",
        ),
        ('"forests.csv"', '"../forests.csv"', "outside the province's folder"),
        ("date = 1985-05-02", "", "the field 'date' is no day"),
        ('source = "Royal Gazette"', "", "the field 'source' is missing"),
        ('["ชื่อ", "Name"]', '"Name"', "'headings' must give each column a Thai and an English"),
        ('["ชื่อ", "Name"]', '["Name"]', "'headings' must give each column a Thai and an English"),
        ('["area_rai"]', '"area_rai"', "'numbers' must be a list of columns"),
    ],
)
def test_a_table_that_is_declared_wrongly_is_refused(tmp_path, before, after, sentence):
    assert FORESTS.count(before) == 1
    write_with_table(tmp_path, table=FORESTS.replace(before, after))
    with pytest.raises(CatalogueError, match=sentence):
        read_catalogue(tmp_path)


def test_tables_that_are_no_table_are_refused(tmp_path):
    write_province(tmp_path)
    path = tmp_path / "catalogue.toml"
    path.write_text("tables = 3\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(CatalogueError, match="'tables' is no table"):
        read_catalogue(tmp_path)


class TestOff:
    @pytest.fixture
    def folder(self, tmp_path):
        return write_province(tmp_path / "off", layers={"zones": {"on": False}})

    def test_a_layer_that_is_off_is_known_and_not_there(self, folder, world_folder):
        catalogue = read_catalogue(folder)
        assert list(catalogue.layers_off) == ["zones"]
        assert set(catalogue.layers) == set(read_catalogue(world_folder).layers) - {"zones"}
        assert not open_province(folder).has("zones")

    def test_it_can_be_turned_on(self, folder, world_folder):
        on = open_province(folder).with_layers(["zones"])
        assert on.catalogue.layers_off == {}
        assert on.zones.index.equals(open_province(world_folder).zones.index)
        with pytest.raises(KeyError):
            on.with_layers(["zones"])

    def test_neither_subject_may_be_off(self, tmp_path):
        folder = write_province(tmp_path / "none", layers={"communities": {"on": False}})
        with pytest.raises(CatalogueError, match="communities"):
            read_catalogue(folder)

    def test_what_is_neither_true_nor_false_gets_a_sentence(self, tmp_path):
        folder = write_province(tmp_path / "no", layers={"zones": {"on": "no"}})
        with pytest.raises(CatalogueError, match="'on' must be true or false"):
            read_catalogue(folder)
