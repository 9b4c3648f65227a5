"""What the browser says was picked is checked before it is believed."""

from __future__ import annotations

import pytest

from geo_app.ui.route_editor.accepting import PICKS, accepted_pick
from geo_app.ui.route_editor.looks import editor_labels
from geo_app.words.translating import Language


@pytest.mark.parametrize("kind", PICKS)
def test_a_pick_is_taken_once(kind):
    sent = {"kind": kind, "id": "A", "n": 7}
    assert accepted_pick(sent) == (kind, "A", 7)
    assert accepted_pick(sent, seen=7) is None
    assert accepted_pick(sent, seen=6) == (kind, "A", 7)


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        "reroute",
        {"kind": "reroute", "id": "A"},
        {"kind": "reroute", "id": "A", "n": "7"},
        {"kind": "reroute", "id": "A", "n": True},
        {"kind": "reroute", "id": "A", "n": float("nan")},
        {"kind": "reroute", "id": 5, "n": 7},
        {"kind": "reroute", "n": 7},
        {"kind": "cut_back", "id": "A", "n": 7},
        {"kind": ["reroute"], "id": "A", "n": 7},
    ],
)
def test_anything_else_is_no_pick(sent):
    assert accepted_pick(sent) is None


@pytest.mark.parametrize("language", Language)
def test_each_pick_has_its_words(language):
    labels = editor_labels(str, language)
    assert all(labels[kind] for kind in PICKS)
