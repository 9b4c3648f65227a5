"""Two languages: every sentence has its Thai, and numbers and days read as people write them."""

from __future__ import annotations

import datetime as dt
import math
import string

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from geo_app.words import (
    DOMAIN,
    LOCALE_FOLDER,
    Language,
    format_clock,
    format_date,
    format_distance,
    pick_name,
    translator,
)

THAI, ENGLISH = Language.THAI, Language.ENGLISH


@pytest.fixture(scope="module")
def marked(repository) -> dict[str, str]:
    """Return every sentence that the code marks, with the first file that does."""
    found: dict[str, str] = {}
    keywords = {"_": None, "mark": None}
    package = repository / "geo_app"
    for file, _line, message, *_ in extract_from_dir(
        str(package), method_map=[("**.py", "python")], keywords=keywords
    ):
        for text in (message,) if isinstance(message, str) else message:
            found.setdefault(text, file)
    return found


@pytest.fixture(scope="module")
def catalogue():
    """Return the Thai catalogue as babel reads it."""
    path = LOCALE_FOLDER / "th" / "LC_MESSAGES" / f"{DOMAIN}.po"
    with path.open("rb") as file:
        return read_po(file, locale="th")


def placeholders(text: str) -> list[str]:
    """Return the fields of a format text, with their formats, sorted."""
    parts = string.Formatter().parse(text)
    return sorted(f"{name}:{spec}" for _, name, spec, _ in parts if name is not None)


def test_many_sentences_are_marked_for_translation(marked):
    assert len(marked) > 100


def test_every_marked_sentence_has_a_thai_one(marked, catalogue):
    translated = {message.id for message in catalogue if message.id and message.string}
    assert (
        sorted(f"{file}: {text}" for text, file in marked.items() if text not in translated) == []
    )


def test_no_thai_sentence_is_left_over(marked, catalogue):
    assert sorted(m.id for m in catalogue if m.id and m.id not in marked) == []


def test_no_thai_sentence_waits_to_be_checked(catalogue):
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []


def test_a_thai_sentence_has_the_same_placeholders(catalogue):
    differing = [
        message.id
        for message in catalogue
        if message.id and placeholders(message.id) != placeholders(str(message.string))
    ]
    assert differing == []


def test_every_thai_sentence_holds_thai_letters_or_only_placeholders_and_signs(catalogue):
    latin = [
        message.id
        for message in catalogue
        if message.id
        and any(c.isalpha() for c in "".join(t for t, *_ in string.Formatter().parse(message.id)))
        and not any("\u0e00" <= c <= "\u0e7f" for c in str(message.string))
    ]
    assert latin == []


def test_english_is_the_sentence_itself():
    assert translator(ENGLISH)("Anything at all") == "Anything at all"


def test_a_sentence_without_thai_comes_back_as_it_is():
    assert translator(THAI)("No such sentence anywhere") == "No such sentence anywhere"


@pytest.mark.parametrize(
    ("name_th", "name_en", "language", "expected"),
    [
        ("ไทย", "English", THAI, "ไทย"),
        ("ไทย", "English", ENGLISH, "English"),
        (None, "English", THAI, "English"),
        ("ไทย", math.nan, ENGLISH, "ไทย"),
        ("  ", "English", THAI, "English"),
        (None, math.nan, THAI, "C001"),
        (7, "", ENGLISH, "C001"),
    ],
)
def test_a_name_is_picked_in_the_language_else_the_other_else_the_id(
    name_th, name_en, language, expected
):
    assert pick_name(name_th, name_en, language, otherwise="C001") == expected


def test_a_day_in_thai_has_a_buddhist_year():
    assert format_date(dt.date(2026, 11, 23), THAI) == "23 พ.ย. 2569"


def test_a_day_in_english_has_a_common_year():
    assert format_date(dt.date(2026, 1, 5), ENGLISH) == "5 Jan 2026"


@pytest.mark.parametrize("language", Language)
def test_no_day_is_a_dash(language):
    assert format_date(None, language) == "–"


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_has_its_own_thai_abbreviation(month):
    others = {format_date(dt.date(2026, m, 1), THAI) for m in range(1, 13) if m != month}
    assert format_date(dt.date(2026, month, 1), THAI) not in others


@pytest.mark.parametrize(
    ("metres", "language", "expected"),
    [
        (0, ENGLISH, "0 m"),
        (499.6, ENGLISH, "500 m"),
        (999.4, THAI, "999 ม."),
        (1000, ENGLISH, "1.0 km"),
        (12_345, THAI, "12.3 กม."),
        (None, THAI, "–"),
        (math.nan, ENGLISH, "–"),
    ],
)
def test_distances_are_metres_below_a_kilometre(metres, language, expected):
    assert format_distance(metres, language) == expected


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "00:00"), (29_100, "08:05"), (91_800, "25:30"), (59.4, "00:00")]
)
def test_people_read_hours_and_minutes(seconds, text):
    assert format_clock(seconds) == text
