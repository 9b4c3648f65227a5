import pytest

from geo_app.schema import KINDS
from geo_app.spelling.coded_values import SYNONYMS, coded, key_of, truth_of

CHOICES = {column: values for kind in KINDS.values() for column, values in kind.choices.items()}


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [("hazard_level", "High", "high"), ("hazard_level", "สูง", "high"),
     ("hazard_level", "ระดับความเสี่ยงสูงมาก", "very_high"), ("hazard_level", "very high", "very_high"),
     ("hazard_type", "FLOOD ", "flood"), ("hazard_type", "ดินถล่ม", "landslide"),
     ("scope", "ตำบล", "zone"), ("level", "Sub-district", "tambon"),
     ("level", "อบต.", "local_government"),
     ("facility_type", "Fire\u00a0station", "fire_station"), ("facility_type", "รพ.สต.", "clinic"),
     ("facility_type", "โรงเรียน", "school"), ("stop_policy", "Hail and ride", "hail_and_ride")],
)  # fmt: skip
def test_a_word_stands_for_a_value(column, cell, expected):
    assert coded(cell, column, CHOICES[column]) == expected


@pytest.mark.parametrize("cell", ["Fire", "", None, 5, ["flood"]])
def test_another_word_stays_as_it_is(cell):
    assert coded(cell, "hazard_type", CHOICES["hazard_type"]) == cell


def test_a_synonym_stands_for_one_value_of_a_known_list():
    for column, words in SYNONYMS.items():
        assert set(words) <= set(CHOICES[column])
        listed = [*words, *(word for some in words.values() for word in some)]
        assert len(listed) == len(set(listed))
        assert [key_of(word) for word in listed] == listed


@pytest.mark.parametrize("cell", ["yes", "T", "1", 1, 1.0, "1.0", True, "ใช่", " Y "])
def test_a_cell_says_yes(cell):
    assert truth_of(cell) is True


@pytest.mark.parametrize("cell", ["no", "F", "0", 0, 0.0, False, "ไม่ใช่"])
def test_a_cell_says_no(cell):
    assert truth_of(cell) is False


@pytest.mark.parametrize("cell", ["movable", "", None, float("nan"), 2])
def test_a_cell_says_neither(cell):
    assert truth_of(cell) is None
