"""Text that neither HTML nor a JavaScript template runs."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_app.maps.escape import escape
from tests.fixtures.payloads import BREAKING_CHARACTERS, PAYLOADS


def test_there_are_a_hundred_payloads():
    assert len(set(PAYLOADS)) >= 100


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_breaking_character_of_a_payload_is_left(payload):
    assert not set(BREAKING_CHARACTERS) & set(escape(payload))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_reads_as_it_was_written(payload):
    without_nul = payload.replace("\x00", "")
    assert html.unescape(escape(without_nul)) == without_nul


@given(st.text())
def test_no_breaking_character_of_any_text_is_left(text):
    assert not set(BREAKING_CHARACTERS) & set(escape(text))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cn"])))
def test_any_text_reads_as_it_was_written(text):
    assert html.unescape(escape(text)) == text


def test_thai_and_plain_latin_stay_as_they_are():
    assert escape("บ้านป่าตอง Ban Pa Tong 123 (x), a-b.") == "บ้านป่าตอง Ban Pa Tong 123 (x), a-b."


@pytest.mark.parametrize(("value", "text"), [(7, "7"), (None, "None"), (1.5, "1.5")])
def test_any_value_becomes_a_text(value, text):
    assert escape(value) == text


def test_an_ampersand_is_escaped_once():
    assert escape("a & b &amp; c") == "a &amp; b &amp;amp; c"
