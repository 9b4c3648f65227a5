"""Every fault that is put into clean data is found at its row, and nothing else is."""

from __future__ import annotations

import copy
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from tests.doctor.clean import FAULTS, TABLES, WITH_OTHERS, Fault, codes, examined, written

PAIRS = [
    pair for pair in combinations(FAULTS, 2)
    if pair[0].kind == pair[1].kind
]  # fmt: skip


@pytest.mark.parametrize("kind", TABLES)
def test_clean_data_raise_nothing(kind: str) -> None:
    found = examined(written(TABLES[kind]), kind)
    assert found.findings == ()
    assert (found.rows_in, found.aside, found.repaired) == (len(TABLES[kind]), [], [])
    assert found.is_sound


def places(seed: int, count: int, rows: int) -> list[int]:
    """Choose rows, never the first: some faults take it for their twin."""
    return np.random.default_rng(seed).choice(np.arange(1, rows), count, replace=False).tolist()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.kind}-{fault.code}")
def test_a_fault_is_found_at_its_row_and_nothing_else(fault: Fault, seed: int) -> None:
    rows = copy.deepcopy(TABLES[fault.kind])
    (place,) = places(seed, 1, len(rows))
    fault.put(rows, place)
    found = examined(written(rows), fault.kind)
    assert (fault.code, place + 1) in codes(found)
    beside = {(code, place + 1) for code in WITH_OTHERS.get(fault.code, ())}
    assert codes(found) - {(fault.code, place + 1)} <= beside
    assert found.rows_in == len(found.aside) + len(found.repaired) + _untouched(found)


def _untouched(found) -> int:
    usable = 0 if found.rows is None else found.rows_in - len(found.aside)
    return usable - len(found.repaired)


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault.is_mended],
                         ids=lambda fault: f"{fault.kind}-{fault.code}")  # fmt: skip
def test_what_is_mended_is_the_clean_data(fault: Fault) -> None:
    rows = copy.deepcopy(TABLES[fault.kind])
    fault.put(rows, 5)
    found, clean = (examined(written(table), fault.kind) for table in (rows, TABLES[fault.kind]))
    assert found.repaired == [6]
    assert found.is_sound
    pd.testing.assert_frame_equal(pd.DataFrame(found.rows), pd.DataFrame(clean.rows))


@pytest.mark.parametrize("first, second", PAIRS,
                         ids=lambda fault: f"{fault.code}")  # fmt: skip
def test_two_faults_in_two_rows_are_both_found(first: Fault, second: Fault) -> None:
    rows = copy.deepcopy(TABLES[first.kind])
    one, other = places(7, 2, len(rows))
    first.put(rows, one)
    second.put(rows, other)
    found = codes(examined(written(rows), first.kind))
    wanted = {(first.code, one + 1), (second.code, other + 1)}
    # Of two rows that take the id of the first, the file has it three times.
    assert wanted <= found
    beside = {(code, place + 1) for fault, place in ((first, one), (second, other))
              for code in WITH_OTHERS.get(fault.code, ())}  # fmt: skip
    assert found - wanted <= beside


def test_all_rows_swapped_is_as_each_row_swapped() -> None:
    rows = copy.deepcopy(TABLES["communities"])
    for row in rows:
        row["lon"], row["lat"] = row["lat"], row["lon"]
    found = examined(written(rows), "communities")
    assert {code for code, _ in codes(found)} == {"swapped_lat_lon"}
    assert len(found.repaired) == len(rows)


def test_ids_that_differ_by_capitals_alone_are_told() -> None:
    rows = copy.deepcopy(TABLES["communities"])
    for number, row in enumerate(rows):
        row["community_id"] = f"v{number}"
    rows[7]["community_id"] = "V3"
    assert codes(examined(written(rows), "communities")) == {("case_clashing_id", 8)}
