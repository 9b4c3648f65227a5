"""Fixed JavaScript goes to a browser once, under the name of its content."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

import pytest
import streamlit as st
from starlette.requests import Request

from geo_app.ui.shared.by_content import SHORT, TextsByContent

if TYPE_CHECKING:
    from starlette.responses import Response

LONG = "var a = 1;\n" * SHORT


def name_in(sent: str) -> str:
    (name,) = set(re.findall(r"[0-9a-f]{64}", sent))
    return name


@pytest.fixture
def texts() -> TextsByContent:
    return TextsByContent(most_letters=3 * len(LONG))


def fetched(texts: TextsByContent, name: str) -> Response:
    return texts.answer(Request({"type": "http", "path_params": {"name": name}, "headers": []}))


def test_where_nobody_serves_them_texts_go_as_they_are(texts):
    assert texts.sent(LONG) == LONG


def test_a_long_text_goes_as_a_few_letters_that_fetch_it(texts):
    texts.route()
    sent = texts.sent(LONG)
    assert len(sent) < SHORT
    answer = fetched(texts, name_in(sent))
    assert gzip.decompress(answer.body).decode() == LONG
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Cache-Control"].endswith("immutable")
    # Not to be run by pages of others.
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_short_text_goes_as_it_is(texts):
    texts.route()
    assert texts.sent("a" * SHORT) == "a" * SHORT


def test_equal_texts_have_one_name_and_others_another(texts):
    texts.route()
    again = "".join([LONG[:10], LONG[10:]])
    assert texts.sent(LONG) == texts.sent(again) != texts.sent(LONG + ";")


def test_what_nobody_has_named_is_not_there(texts):
    texts.route()
    for name in ("0" * 64, "x", "..%2Fsecret"):
        assert fetched(texts, name).status_code == 404


def test_the_texts_used_last_are_held_and_the_newest_always(texts):
    texts.route()
    names = [name_in(texts.sent(LONG + str(number))) for number in range(3)]
    texts.sent(LONG + "0")
    texts.sent(LONG + "3")
    held = [fetched(texts, name).status_code == 200 for name in names]
    assert held == [True, False, False]
    huge = name_in(texts.sent(LONG * 4))
    assert gzip.decompress(texts._packed[huge]).decode() == LONG * 4


def test_under_a_path_of_a_proxy_texts_go_as_they_are(texts, monkeypatch):
    texts.route()
    monkeypatch.setattr(st, "get_option", lambda _: "/desk")
    assert texts.sent(LONG) == LONG
