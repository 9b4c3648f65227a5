import pandas as pd
import pytest

from geo_app.spelling.ids import id_of, two_written


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("990101.0", "990101"), (990101.0, "990101"), ("007", "007"), ("007.0", "007"),
     ("\u00a0C1\u200b ", "C1"), ("๙๙๐๑", "9901"), ("Ｃ１", "C1"), ("1.10", "1.10"),
     ("1.5", "1.5"), (7, "7"), (float("nan"), None), ("nan", None), ("  ", None), (None, None)],
)  # fmt: skip
def test_an_id_has_one_form(cell, expected):
    assert id_of(cell) == expected


@pytest.mark.parametrize(
    ("ids", "pair"),
    [(["1", "2", "1.0"], (0, 2)), (["๑", "1"], (0, 1)), (["1", "1"], None), ([7.0, 7], None),
     (["C1", " C1 "], None), ([None, None], None)],
)  # fmt: skip
def test_one_id_written_in_two_ways_is_seen(ids, pair):
    assert two_written(pd.Series(ids, dtype=object)) == pair
