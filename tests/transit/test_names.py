"""Names of stops in both languages, however the feed translates them."""

from __future__ import annotations

import pandas as pd
import pytest

from geo_app.transit.names import feed_language, names
from tests.transit.feeds import rows

STOPS = rows(
    [{"stop_id": "S1", "stop_name": "ตลาด"}, {"stop_id": "S2", "stop_name": "ตลาด"},
     {"stop_id": "S3", "stop_name": ""}]
)  # fmt: skip


def translation(language, text, **target):
    """Return a row of translations.txt."""
    return {"table_name": "stops", "field_name": "stop_name", "language": language,
            "translation": text, **target}  # fmt: skip


def stop_names(*translations, language="th", **tables):
    """Return the names of the stops of a feed in a language."""
    info = rows([{"feed_lang": language}])
    changed = {"stops": STOPS, "feed_info": info, **tables}
    if translations:
        changed["translations"] = rows(list(translations))
    return names(changed, "stops", "stop_id", "stop_name")


def texts(series):
    """Return names as a dictionary, missing ones left out."""
    return series.dropna().to_dict()


def test_a_text_is_translated_wherever_it_stands():
    found = stop_names(translation("en", "Market", field_value="ตลาด"))
    assert texts(found["name_en"]) == {"S1": "Market", "S2": "Market"}
    assert texts(found["name_th"]) == {"S1": "ตลาด", "S2": "ตลาด"}


def test_what_a_row_is_called_goes_before_what_its_text_means():
    found = stop_names(
        translation("en", "Market", field_value="ตลาด", record_id=""),
        translation("en", "Old Market", record_id="S2", field_value=""),
    )
    assert texts(found["name_en"]) == {"S1": "Market", "S2": "Old Market"}


def test_other_tables_fields_and_languages_do_not_count():
    row = translation("en", "Market", record_id="S1")
    others = [{**row, "table_name": "routes"}, {**row, "field_name": "stop_desc"},
              {**row, "language": "zh"}]  # fmt: skip
    assert texts(stop_names(*others)["name_en"]) == {}


@pytest.mark.parametrize("language", ["en", "EN", "en-GB"])
def test_a_region_of_a_language_is_the_language(language):
    found = stop_names(translation(language, "Market", record_id="S1"))
    assert texts(found["name_en"]) == {"S1": "Market"}


def test_a_table_without_targets_translates_nothing():
    found = stop_names(translation("en", "Market"))
    assert texts(found["name_en"]) == {}


@pytest.mark.parametrize(
    ("agency", "default", "expected"),
    [("en", "th", "en"), ("", "en", "en"), ("", "", "th"), ("mul", "en", "en")],
)
def test_a_multilingual_feed_is_in_the_language_of_its_agency_or_its_default(
    agency, default, expected
):
    tables = {
        "feed_info": rows([{"feed_lang": "mul", "default_lang": default}]),
        "agency": rows([{"agency_name": "A", "agency_lang": agency}]),
    }
    assert feed_language(tables) == expected


def test_in_a_multilingual_feed_translations_go_where_they_belong():
    found = stop_names(
        translation("en", "Market", record_id="S1"),
        translation("th", "ตลาดสด", record_id="S3"),
        language="mul",
        agency=rows([{"agency_name": "A", "agency_lang": "th"}]),
    )
    assert texts(found["name_en"]) == {"S1": "Market"}
    assert texts(found["name_th"]) == {"S1": "ตลาด", "S2": "ตลาด", "S3": "ตลาดสด"}


def test_the_tables_stay_as_they_are():
    before = STOPS.copy()
    stop_names(translation("en", "Market", field_value="ตลาด"))
    pd.testing.assert_frame_equal(before, STOPS)
