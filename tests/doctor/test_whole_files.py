"""What a whole file hides: its encoding, delimiter, headings, CRS, datum, form."""

from __future__ import annotations

import copy
import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo_app.doctor.crs_guess import INDIAN_1975_UTM_47N, exchange_axes, shifted_datum
from geo_app.doctor.mending import common_era
from geo_app.doctor.opened_files import encoding_of_text
from geo_app.doctor.privacy import has_national_id, personal_columns
from geo_app.doctor.row_places import degrees_of
from tests.doctor.clean import COMMUNITIES, codes, examined, written

UTM = "EPSG:32647"


def clean_points() -> gpd.GeoSeries:
    return examined(written(COMMUNITIES), "communities").rows.geometry


def metres(rows=COMMUNITIES, crs=UTM) -> list[dict[str, str]]:
    points = gpd.GeoSeries.from_xy(
        [float(row["lon"]) for row in rows], [float(row["lat"]) for row in rows], crs=4326
    ).to_crs(crs)
    left = [{key: text for key, text in row.items() if key not in ("lon", "lat")} for row in rows]
    return [row | {"easting": f"{point.x:.3f}", "northing": f"{point.y:.3f}"}
            for row, point in zip(left, points, strict=True)]  # fmt: skip


def require_same_places(found, *, within_deg: float = 1e-6) -> None:
    points = found.rows.to_crs(4326).geometry
    clean = clean_points()
    assert len(points) == len(clean)
    away = np.hypot(points.x.to_numpy() - clean.x, points.y.to_numpy() - clean.y)
    assert away.max() < within_deg


@pytest.mark.parametrize("encoding", ["cp874", "tis-620", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encoding_and_delimiter_are_found_out(encoding: str, delimiter: str) -> None:
    found = examined(written(COMMUNITIES, encoding=encoding, delimiter=delimiter), "communities")
    told = {code for code, _ in codes(found)}
    assert told == ({"encoding_guessed"} if encoding in ("cp874", "tis-620") else set())
    assert found.encoding_found == {"tis-620": "cp874", "utf-8-sig": "utf-8"}.get(
        encoding, encoding
    )
    assert found.rows["name_th"].tolist() == [row["name_th"] for row in COMMUNITIES]
    require_same_places(found)


def test_latin_letters_are_not_taken_for_thai() -> None:
    assert encoding_of_text("Café São Tomé, Zürich".encode("latin-1"))[0] == "latin-1"


def test_a_file_without_headings_is_known_by_its_values() -> None:
    content = written(COMMUNITIES).partition(b"\r\n")[2]
    found = examined(content, "communities")
    assert {"no_headings", "column_renamed"} <= {code for code, _ in codes(found)}
    assert found.rows_in == len(COMMUNITIES)
    require_same_places(found)
    assert found.rows["name_th"].tolist()[0] == "บ้านที่ 1"
    assert found.rows["name_en"].tolist()[-1] == "Village 24"


def test_headings_in_thai_are_understood() -> None:
    thai = {"community_id": "รหัสหมู่บ้าน", "name_th": "ชื่อหมู่บ้าน", "name_en": "Name (English)",
            "lon": "ลองจิจูด", "lat": "ละติจูด", "population": "จำนวนประชากร (คน)"}  # fmt: skip
    rows = [{thai[key]: text for key, text in row.items()} for row in COMMUNITIES]
    found = examined(written(rows), "communities")
    renamed = {told.fields["field"] for told in found.findings if told.code == "column_renamed"}
    assert renamed == set(thai)
    assert {code for code, _ in codes(found)} == {"column_renamed"}
    clean = examined(written(COMMUNITIES), "communities").rows
    pd.testing.assert_frame_equal(
        pd.DataFrame(found.rows)[clean.columns], pd.DataFrame(clean), check_like=True
    )


@pytest.mark.parametrize("crs", ["EPSG:32647"])
def test_metres_without_a_word_are_known_by_where_they_lie(crs: str) -> None:
    found = examined(written(metres(crs=crs)), "communities")
    assert {code for code, _ in codes(found)} == {"crs_missing"}
    assert found.crs_found == crs
    require_same_places(found)


def test_the_province_tells_one_utm_zone_from_the_other(phuket) -> None:
    east = [row | {"lon": str(float(row["lon"]) + 4)} for row in COMMUNITIES]
    in_48 = metres(east, "EPSG:32648")
    # In the zone of Phuket they would lie elsewhere than in Phuket.
    found = examined(written(in_48), "communities", province=phuket)
    assert found.crs_found != "EPSG:32647" or "outside_province" in {c for c, _ in codes(found)}


def test_northing_before_easting_is_exchanged() -> None:
    rows = [{**row, "easting": row["northing"], "northing": row["easting"]} for row in metres()]
    found = examined(written(rows), "communities")
    assert {code for code, _ in codes(found)} == {"crs_missing", "northing_first"}
    require_same_places(found)


def test_a_declared_crs_that_the_numbers_contradict_is_told() -> None:
    frame = gpd.GeoDataFrame(
        {"community_id": ["a", "b"], "name_th": ["ก", "ข"]},
        geometry=gpd.points_from_xy([98.3, 98.4], [7.9, 8.0]), crs=4326,
    ).to_crs(UTM)  # fmt: skip
    document = json.loads(frame.to_json())
    document["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    found = examined(json.dumps(document).encode(), "communities", name="x.geojson")
    assert {code for code, _ in codes(found)} == {"crs_contradicted"}
    assert found.crs_found == UTM


def test_indian_1975_is_known_by_the_places_of_the_same_name() -> None:
    points = gpd.GeoDataFrame(
        {"name_th": [f"วัด {n}" for n in range(8)]},
        geometry=gpd.points_from_xy(98.3 + np.arange(8) * 0.01, 7.9 + np.arange(8) * 0.01),
        crs=4326,
    )
    known = {row.name_th: (row.geometry.x, row.geometry.y) for row in points.itertuples()}
    old = points.to_crs(INDIAN_1975_UTM_47N).set_crs(UTM, allow_override=True)
    back, told = shifted_datum(old, known)
    assert [finding.code for finding in told] == ["shifted_datum"]
    assert 300 < float(told[0].fields["shift"]) < 600
    away = back.to_crs(UTM).geometry.distance(points.to_crs(UTM).geometry)
    assert away.max() < 1
    # What lies where it should is left alone, and so is a file of other names.
    assert shifted_datum(points.to_crs(UTM), known)[1] == ()
    assert shifted_datum(old.assign(name_th="ที่อื่น"), known)[1] == ()


def test_the_shift_of_indian_1975_is_that_of_thailand() -> None:
    """335 m west and 299 m north at a cadastre of the east, as its twin on WGS 84 has it."""
    place = gpd.GeoSeries.from_xy([810_000], [711_500], crs=INDIAN_1975_UTM_47N).to_crs(UTM)
    assert place.x.iloc[0] - 810_000 == pytest.approx(-335, abs=8)
    assert place.y.iloc[0] - 711_500 == pytest.approx(299, abs=8)


def test_exchanging_axes_twice_is_as_before() -> None:
    frame = examined(written(COMMUNITIES), "communities").rows
    assert exchange_axes(exchange_axes(frame)).geometry.equals(frame.geometry)


def test_degrees_minutes_and_seconds_are_worked_out() -> None:
    def dms(text: str, side: str) -> str:
        minutes = float(text) % 1 * 60
        return f"{int(float(text))}° {int(minutes):02d}' {minutes % 1 * 60:.4f}\" {side}"

    rows = [row | {"lat": dms(row["lat"], "N"), "lon": dms(row["lon"], "E")} for row in COMMUNITIES]
    found = examined(written(rows), "communities")
    assert {code for code, _ in codes(found)} == {"coordinate_as_dms"}
    require_same_places(found)


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("7°53'24\"N", 7.89),
        ("98 23 24", 98.39),
        ("7°53.4", None),
        ("7°53'24\"S", -7.89),
        ("98°60'00\"E", None),
        ("", None),
        ("north", None),
    ],
)
def test_degrees_of_text(text: str, degrees: float | None) -> None:
    assert degrees_of(text) == (None if degrees is None else pytest.approx(degrees))


def test_scripts_lines_and_tables_of_json_are_read() -> None:
    features = [
        {"type": "Feature",
         "properties": {key: row[key] for key in ("community_id", "name_th", "name_en")},
         "geometry": {"type": "Point", "coordinates": [float(row["lon"]), float(row["lat"])]}}
        for row in COMMUNITIES
    ]  # fmt: skip
    whole = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    forms = {
        "x.geojson": whole,
        "x.js": f"var json_x = {whole};\n",
        "x.geojsonl": "\n".join(json.dumps(feature) for feature in features) + "\n",
        "bom.geojson": f"\ufeff{whole}",
        "rows.json": json.dumps({"title": "t", "header": list(COMMUNITIES[0]),
                                 "rows": [list(row.values()) for row in COMMUNITIES]}),
        "objects.json": json.dumps(COMMUNITIES, ensure_ascii=False),
    }  # fmt: skip
    for name, text in forms.items():
        found = examined(text.encode(), "communities", name=name)
        assert {code for code, _ in codes(found)} <= {"script"}, name
        require_same_places(found)


def test_coordinates_inside_a_text_are_taken_from_there() -> None:
    lines = [f"{n} หอเตือนภัย บ้าน {n} N0{row['lat']} E0{row['lon']}"
             for n, row in enumerate(COMMUNITIES)]  # fmt: skip
    found = examined("\n".join(lines).encode(), "communities", name="towers.txt")
    assert "coordinate_in_text" in {code for code, _ in codes(found)}
    require_same_places(found)


def test_heights_are_taken_off_and_other_shapes_set_aside() -> None:
    document = {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"community_id": "a", "name_th": "ก"},
         "geometry": {"type": "Point", "coordinates": [98.3, 7.9, 12.0]}},
        {"type": "Feature", "properties": {"community_id": "b", "name_th": "ข"},
         "geometry": {"type": "LineString", "coordinates": [[98.3, 7.9], [98.4, 7.9]]}},
    ]}  # fmt: skip
    found = examined(json.dumps(document).encode(), "communities", name="x.geojson")
    assert codes(found) == {("three_d", 1), ("wrong_shape", 2)}
    assert (found.repaired, found.aside) == ([1], [2])
    assert not found.rows.geometry.has_z.any()


def test_zones_on_each_other_are_told(phuket) -> None:
    zones = phuket.zones.to_crs(4326)[["name_th", "level", "geometry"]].reset_index().head(4)
    shapes = zones.geometry.to_list()
    # To the third zone a piece of its neighbour is given.
    shapes[2] = shapes[2].union(shapes[1].buffer(-0.002))
    content = zones.set_geometry(gpd.GeoSeries(shapes, crs=4326)).to_json().encode()
    found = examined(content, "zones", name="z.geojson", province=phuket)
    assert ("overlapping_zone", 3) in codes(found)


def test_a_row_in_the_sea_or_beside_its_zone_is_told(phuket) -> None:
    some = phuket.communities[phuket.communities.geometry.notna()]
    some = some[~some.geometry.is_empty].to_crs(4326).head(6)
    rows = [
        {
            "community_id": str(row.Index),
            "name_th": row.name_th,
            "zone_id": row.zone_id,
            "lon": str(row.geometry.x),
            "lat": str(row.geometry.y),
        }
        for row in some.itertuples()
    ]
    clean = examined(written(rows), "communities", province=phuket)
    assert codes(clean) == set()
    rows = copy.deepcopy(rows)
    rows[1] |= {"lon": "98.25", "lat": "7.80"}
    found = codes(examined(written(rows), "communities", province=phuket))
    assert ("in_the_sea", 2) in found
    assert ("zone_mismatch", 2) in found
    assert {row for _, row in found} == {2}


def test_personal_data_are_noticed() -> None:
    frame = pd.DataFrame({
        "ผู้ติดต่อ": ["นายสมชาย ใจดี", "นางสาวปราณี มีสุข"],
        "โทร": ["081-234-5678", None],
        "เลขบัตร": ["1101700230708", "1 1017 00230 70 8"],
        "ชื่อ": ["บ้านนายสาย", "บ้านกลาง"],
        "lat": ["13.7207666163033", "13.7207666163034"],
    })  # fmt: skip
    told = {(finding.code, finding.where.field) for finding in personal_columns(frame)}
    assert told == {("names_of_persons", "ผู้ติดต่อ"), ("telephone_numbers", "โทร"),
                    ("national_ids", "เลขบัตร")}  # fmt: skip
    assert not has_national_id("1101700230703")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("17/04/2569", "2026-04-17"),
        ("17 เม.ย. 2569", "2026-04-17"),
        ("29/02/2567", "2024-02-29"),
        ("2026-04-17", "2026-04-17"),
        ("no day", "no day"),
    ],
)
def test_days_of_the_buddhist_era(text: str, day: str) -> None:
    assert common_era(text) == day


def test_a_row_with_too_many_cells_is_told_and_none_is_lost() -> None:
    lines = [f"'v{n}', 'บ้าน {n}', '{98.3 + n * 0.0123:.4f}', '{7.9 + n * 0.0111:.4f}', 'a', 'a'"
             for n in range(9)]  # fmt: skip
    lines[4] = lines[4].replace("'บ้าน 4'", "'บ้าน', '4'")
    found = examined("\n".join(lines).encode(), "communities", name="stops.txt")
    assert ("too_many_cells", 5) in codes(found)
    assert found.rows_in == 9
    # The first row holds the same text twice, and keeps it.
    assert found.raw.iloc[0].tolist() == ["v0", "บ้าน 0", "98.3000", "7.9000", "a", "a"]
