import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from scipy.spatial import cKDTree

from geo_app.analysis.country import national
from geo_app.analysis.country.national import covered_people
from geo_app.errors import LayerError, MissingColumnError, UnreadableFileError

ONE_STOP = np.array([[0.0, 0.0]])
ROWS = {
    "x": [0.0, 300.0, 300.0, 600.0, 0.0],
    "y": [0.0, 400.0, 400.001, 0.0, -500.0],
    "population": [10.0, 20.0, 40.0, 80.0, 160.0],
    "zone_id": ["830101", "830101", "830101", "830102", "830102"],
}


def written(folder, rows=None, *, group=3, **types):
    """Write points to a Parquet file of small row groups."""
    rows = ROWS if rows is None else rows
    table = pa.table({name: pa.array(values, types.get(name)) for name, values in rows.items()})
    path = folder / "points.parquet"
    pq.write_table(table, path, row_group_size=group)
    return path


def by_tree(rows, stops_xy, limit_m):
    """Count the plain way: a distance for every point, then sums by zone."""
    frame = pd.DataFrame(rows)
    off_m, _ = cKDTree(stops_xy).query(frame[["x", "y"]].to_numpy())
    people = frame["population"].fillna(0)
    return (
        frame.assign(
            population=people,
            covered_population=people.where(off_m <= limit_m, 0),
            population_unknown_points=frame["population"].isna().astype("int64"),
        )
        .groupby("zone_id")[["population", "covered_population", "population_unknown_points"]]
        .sum()
        .reset_index()
    )


def test_a_point_at_exactly_the_limit_counts(tmp_path):
    # 3-4-5: the second point is 500 m away, the third a little more, the last 500 m.
    people = covered_people(written(tmp_path), ONE_STOP, limit_m=500).set_index("zone_id")
    assert people.loc["830101", ["points", "population", "covered_population"]].tolist() == [
        3,
        70,
        30,
    ]
    assert people.loc["830102", ["points", "population", "covered_population"]].tolist() == [
        2,
        240,
        160,
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.integers(-40, 40),
            st.integers(-40, 40),
            st.none() | st.integers(0, 1_000),
            st.sampled_from(["01", "1", "02", "ตำบล"]),
        ),
        min_size=1,
        max_size=60,
    ),
    stops=st.lists(st.tuples(st.integers(-40, 40), st.integers(-40, 40)), min_size=1, max_size=8),
    limit_m=st.sampled_from([1.0, 5.0, 10.0, 25.0]),
    group=st.integers(1, 30),
)
def test_numbers_are_those_of_a_distance_for_every_point(tmp_path, rows, stops, limit_m, group):
    columns = dict(zip(ROWS, map(list, zip(*rows, strict=True)), strict=True))
    stops_xy = np.array(stops, dtype=np.float64)
    path = written(tmp_path, columns, group=group, population=pa.float64())
    expected = by_tree(columns, stops_xy, limit_m)
    people = covered_people(path, stops_xy, limit_m=limit_m)
    # Whole people in sums this small are exact, so equal means equal.
    assert_frame_equal(people[list(expected)], expected, check_dtype=False)
    assert people["points"].sum() == len(rows)


def test_many_pieces_and_batches_give_the_same(tmp_path, monkeypatch):
    rng = np.random.default_rng(7)
    count = 20_000
    rows = {
        "x": rng.random(count) * 30_000,
        "y": rng.random(count) * 30_000,
        "population": rng.integers(0, 9, count).astype(float),
        "zone_id": rng.integers(0, 50, count).astype(str),
    }
    stops_xy = rng.random((200, 2)) * 30_000
    path = written(tmp_path, rows, group=1_700)
    expected = by_tree(rows, stops_xy, 500)
    whole = covered_people(path, stops_xy, limit_m=500)
    assert_frame_equal(whole[list(expected)], expected, check_dtype=False)
    monkeypatch.setattr(national, "POINTS_AT_ONCE", 400)
    for workers in (1, 3):
        assert_frame_equal(covered_people(path, stops_xy, limit_m=500, workers=workers), whole)


def test_unknown_is_not_zero_and_nothing_is_dropped(tmp_path):
    rows = {
        "x": [0.0, 0.0, None, np.nan, np.inf, 0.0, 0.0, 9_000.0],
        "y": [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        "population": [None, np.nan, 5.0, None, 7.0, -99_999.0, np.inf, 3.0],
        "zone_id": ["Z"] * 8,
    }
    zone = covered_people(written(tmp_path, rows), ONE_STOP, limit_m=500).iloc[0]
    assert zone["points"] == 8
    assert zone["population_unknown_points"] == 2
    assert zone["unplaced_points"] == 3
    assert zone["wrong_population_points"] == 2
    assert (zone["population"], zone["covered_population"]) == (3.0, 0.0)


def test_points_without_a_zone_have_a_row_of_their_own(tmp_path):
    rows = {**ROWS, "zone_id": ["B", None, "A", None, "B"]}
    people = covered_people(written(tmp_path, rows), ONE_STOP, limit_m=500)
    assert people["zone_id"].tolist()[:2] == ["A", "B"]
    assert people["zone_id"].isna().tolist() == [False, False, True]
    assert people["population"].tolist() == [40.0, 170.0, 100.0]
    assert people["covered_population"].tolist() == [0.0, 170.0, 20.0]


NAMES = pa.array(["830101", "830102", "unused"])


@pytest.mark.parametrize(
    "zone_id",
    [
        pa.array(ROWS["zone_id"], pa.large_string()),
        pa.DictionaryArray.from_arrays(pa.array([0, 0, 0, 1, 1], pa.int8()), NAMES),
        pa.array(ROWS["zone_id"], pa.string_view()),
    ],
)
def test_text_may_be_stored_in_any_of_arrows_ways(tmp_path, zone_id):
    expected = covered_people(written(tmp_path), ONE_STOP, limit_m=500)
    table = pa.table(
        {**{name: ROWS[name] for name in ("x", "y", "population")}, "zone_id": zone_id}
    )
    path = tmp_path / "other.parquet"
    pq.write_table(table, path)
    assert_frame_equal(covered_people(path, ONE_STOP, limit_m=500), expected)


def test_numbers_may_be_whole_or_single(tmp_path):
    rows = {**ROWS, "y": [0.0, 400.0, 401.0, 0.0, -500.0]}
    expected = covered_people(written(tmp_path, rows), ONE_STOP, limit_m=500)
    path = written(
        tmp_path,
        {**rows, "population": [10, 20, 40, 80, 160], "y": [0, 400, 401, 0, -500]},
        x=pa.float32(),
        y=pa.int64(),
        population=pa.uint16(),
    )
    assert_frame_equal(covered_people(path, ONE_STOP, limit_m=500), expected)


def test_a_file_without_rows_has_no_zones(tmp_path):
    rows = {name: [] for name in ROWS}
    types = {name: pa.string() if name == "zone_id" else pa.float64() for name in ROWS}
    people = covered_people(written(tmp_path, rows, **types), ONE_STOP, limit_m=500)
    assert people.empty
    assert list(people)[:4] == ["zone_id", "points", "population", "covered_population"]


@given(st.lists(st.floats(0, 2_000), min_size=2, max_size=2).map(sorted))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
def test_a_wider_limit_never_covers_fewer(tmp_path, limits):
    path = written(tmp_path)
    near, far = (
        covered_people(path, ONE_STOP, limit_m=limit + 1)["covered_population"] for limit in limits
    )
    assert (near <= far).all()


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UnreadableFileError, match=r"points\.parquet.* is not there"):
        covered_people(tmp_path / "points.parquet", ONE_STOP, limit_m=500)


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(UnreadableFileError, match="cannot be read as Parquet"):
        covered_people(tmp_path, ONE_STOP, limit_m=500)


@pytest.mark.parametrize("content", [b"", b"x,y\n1,2\n", b"PAR1" + b"\0" * 40 + b"PAR1"])
def test_what_is_no_parquet_is_refused(tmp_path, content):
    path = tmp_path / "points.parquet"
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match=r"'points\.parquet' cannot be read") as found:
        covered_people(path, ONE_STOP, limit_m=500)
    assert str(tmp_path) not in str(found.value)


def test_a_damaged_piece_is_refused(tmp_path):
    rng = np.random.default_rng(8)
    rows = {
        **{name: rng.random(5_000) for name in ("x", "y", "population")},
        "zone_id": ["Z"] * 5_000,
    }
    path = tmp_path / "points.parquet"
    pq.write_table(pa.table(rows), path, row_group_size=1_000, write_page_checksum=True)
    content = bytearray(path.read_bytes())
    content[2_000] ^= 1
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match="cannot be read as Parquet"):
        covered_people(path, ONE_STOP, limit_m=500)


def test_a_zone_that_is_no_text_is_refused(tmp_path):
    latin = pa.array([b"\xe5land"] * 5, pa.binary()).view(pa.string())
    table = pa.table({**{name: ROWS[name] for name in ("x", "y", "population")}, "zone_id": latin})
    path = tmp_path / "points.parquet"
    pq.write_table(table, path)
    with pytest.raises(UnreadableFileError, match=r"cannot be read as Parquet: .*UTF8"):
        covered_people(path, ONE_STOP, limit_m=500)


@pytest.mark.parametrize("name", list(ROWS))
def test_a_missing_column_is_named(tmp_path, name):
    rows = {column: values for column, values in ROWS.items() if column != name}
    with pytest.raises(MissingColumnError, match=f"0 columns '{name}'"):
        covered_people(written(tmp_path, rows), ONE_STOP, limit_m=500)


def test_a_column_that_is_there_twice_is_named(tmp_path):
    names = [*ROWS, "x"]
    table = pa.Table.from_arrays([pa.array(ROWS[name]) for name in names], names)
    path = tmp_path / "points.parquet"
    pq.write_table(table, path)
    with pytest.raises(MissingColumnError, match="2 columns 'x'"):
        covered_people(path, ONE_STOP, limit_m=500)


@pytest.mark.parametrize(
    ("name", "values"), [("x", ["a"] * 5), ("population", ["1"] * 5), ("zone_id", [830101] * 5)]
)
def test_a_column_of_the_wrong_type_is_named(tmp_path, name, values):
    with pytest.raises(LayerError, match=f"column '{name}'.*text in zone_id"):
        covered_people(written(tmp_path, {**ROWS, name: values}), ONE_STOP, limit_m=500)


def test_without_stops_there_is_nothing_to_measure(tmp_path):
    with pytest.raises(LayerError, match="no stop"):
        covered_people(written(tmp_path), np.empty((0, 2)), limit_m=500)


def test_stops_beyond_the_earth_are_refused(tmp_path):
    with pytest.raises(LayerError, match="further than any place on Earth"):
        covered_people(written(tmp_path), np.array([[1e12, 0.0]]), limit_m=500)


@pytest.mark.parametrize(
    "wrong",
    [
        {"limit_m": 0.0},
        {"limit_m": -1.0},
        {"limit_m": np.nan},
        {"limit_m": np.inf},
        {"limit_m": 500.0, "workers": 0},
        {"limit_m": 500.0, "stops_xy": np.array([0.0, 1.0])},
        {"limit_m": 500.0, "stops_xy": np.array([[0.0, np.nan]])},
    ],
)
def test_a_wrong_argument_is_a_programming_mistake(tmp_path, wrong):
    with pytest.raises(ValueError, match="must") as found:
        covered_people(written(tmp_path), **{"stops_xy": ONE_STOP, **wrong})
    assert not isinstance(found.value, LayerError)


def test_nothing_is_written(tmp_path):
    path = written(tmp_path)
    before = path.read_bytes()
    covered_people(path, ONE_STOP, limit_m=500)
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == ["points.parquet"]
