"""Popups, marks of caution and legends: every text in them is only text."""

from __future__ import annotations

import pytest

from geo_app.catalogue import Status
from geo_app.maps.legend_drawing import LegendEntry, legend_html
from geo_app.maps.popups import badge, popup_html, status_badge
from tests.fixtures.pages import Page
from tests.fixtures.payloads import PAYLOADS

READABLE = [payload for payload in PAYLOADS if "\x00" not in payload and "&#" not in payload]


def popup(text: str = "x", status: str = "synthetic") -> str:
    """Return a popup whose every text is the same."""
    return popup_html(text, [(text, text), (text, text)], status=status, translate=lambda _: text)


def legend(text: str = "x", *, status: str = "synthetic", mark: str = "area") -> str:
    """Return a legend of two entries with the same label."""
    entry = LegendEntry(label=text, colour="#123456", mark=mark, status=status, opacity=0.4)
    return legend_html([entry, entry], translate=lambda _: text)


@pytest.mark.parametrize("draw", [popup, legend, badge])
@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_adds_no_tag_and_no_attribute(draw, payload):
    assert Page(draw(payload)).tags == Page(draw("x")).tags


@pytest.mark.parametrize("draw", [popup, legend, badge])
@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_runs_in_no_template(draw, payload):
    # What our own markup holds of them is counted with a harmless text.
    for character in "`${\\":
        assert draw(payload).count(character) == draw("x").count(character)


@pytest.mark.parametrize("draw", [popup, legend, badge])
@pytest.mark.parametrize("payload", READABLE)
def test_a_payload_reads_as_it_was_written(draw, payload):
    assert payload in "".join(Page(draw(payload)).texts).replace("\r", "\n") or "\r" in payload


def test_a_popup_has_its_title_and_facts():
    html = popup_html("บ้าน", [("แผน", "มี")], status="open", translate=str)
    assert Page(html).texts == ["บ้าน", " ", "แผน", "มี"]


@pytest.mark.parametrize("status", Status)
def test_data_that_is_neither_official_nor_open_is_marked(status):
    is_marked = status in ("indicative", "modelled", "synthetic")
    assert ("ga-mark" in status_badge(status, str)) is is_marked
    assert ("ga-mark" in popup(status=status)) is is_marked
    assert ("ga-mark" in legend(status=status)) is is_marked


def test_the_mark_says_the_status_in_the_pages_language():
    assert "ตัวอย่าง" in status_badge("synthetic", lambda _: "ตัวอย่าง")


@pytest.mark.parametrize("mark", ["circle", "dot", "line", "dash", "area"])
def test_every_mark_of_a_legend_shows_its_colour(mark):
    assert "#123456" in legend(mark=mark)


def test_a_legend_without_entries_is_empty():
    assert Page(legend_html([], translate=str)).tags == [("div", ("class",))]
