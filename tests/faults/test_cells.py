"""Cells are compared by what they mean: 1,000 worlds, each with one fault in its cells."""

import re
from copy import deepcopy

import numpy as np
import pytest

from geo_app.errors import GeoAppError
from tests.faults import feed_cells
from tests.faults.cell_worlds import FAULTS, answer, meant, told_of, world, written

WORLDS = {".csv": 250, ".geojson": 550, ".xlsx": 70}
FEEDS = 130
CAPACITY = 3


def wrong_of(seed: int, suffix: str) -> str:
    """Return what is wrong with the answer about a spoilt world; empty where nothing is."""
    rng = np.random.default_rng(seed)
    clean = world(rng)
    spoilt = deepcopy(clean)
    fault = FAULTS[suffix][seed % len(FAULTS[suffix])]
    fault(rng, spoilt)
    where = f"{fault.__name__} in {suffix}, seed {seed}: "
    try:
        frame, report = answer(written(spoilt, suffix), suffix, encoding=spoilt.stated)
    except GeoAppError as error:
        is_right = spoilt.refused and re.search(spoilt.refused, str(error))
        return "" if is_right else f"{where}{error}"
    if spoilt.refused:
        return f"{where}nothing told"
    expected = meant(clean, suffix)
    read_rows = told_of(frame)
    if spoilt.told is not None:
        row, code = spoilt.told
        if (row, code) not in [(fault.where.row, fault.code) for fault in report.faults]:
            return f"{where}{code} of row {row} is not told"
        if code == "ambiguous_number":
            expected[row - 1] = (*expected[row - 1][:CAPACITY], None, expected[row - 1][-1])
            cells = read_rows[row - 1]
            read_rows[row - 1] = (*cells[:CAPACITY], None, cells[-1])
    return "" if read_rows == expected else f"{where}{read_rows} for {expected}"


@pytest.mark.parametrize("suffix", WORLDS)
def test_a_layer_answers_as_if_its_cells_were_clean_or_tells(suffix):
    wrong = [wrong_of(seed, suffix) for seed in range(WORLDS[suffix])]
    assert [sentence for sentence in wrong if sentence] == []


def test_a_feed_answers_as_if_its_cells_were_clean_or_tells():
    wrong = [feed_cells.wrong_of(seed) for seed in range(FEEDS)]
    assert [sentence for sentence in wrong if sentence] == []
