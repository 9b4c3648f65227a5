"""What a browser is answered in which somebody draws, and what it may not ask."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from starlette.requests import Request

from geo_app.ui.proposals import ahead
from geo_app.ui.shared.by_content import TEXTS

if TYPE_CHECKING:
    from starlette.responses import Response

LINE = "98.3354,8.0434;98.3487,7.9997"
ASKED = {"points": LINE, "reach_m": "200", "within_m": "500", "on_roads": "1"}


def ask(**asked: str) -> Response:
    """Ask as a browser does."""
    query = urlencode(asked).encode()
    return ahead.answer(Request({"type": "http", "query_string": query, "headers": []}))


def known(**asked: str) -> dict[str, Any]:
    return json.loads(ask(**asked).body)


def test_the_line_is_answered_along_roads_with_its_people() -> None:
    along = known(**ASKED)
    straight = known(**{**ASKED, "on_roads": "0"})
    assert along["length_m"] > straight["length_m"] > 4_000
    assert len(straight["path"]) == 2
    assert along["population"] > 0
    # Each cell's people are rounded for the map.
    assert sum(people for *_, people in along["places"]) == pytest.approx(
        along["population"], abs=len(along["places"])
    )
    assert along["radius_m"] == pytest.approx(125, abs=2)


@pytest.mark.parametrize(
    "other",
    [
        {"points": ""},
        {"points": "98.3,8.0"},
        {"points": "98.3,8.0;8.0"},
        {"points": "98.3,8.0;98.4,nan"},
        {"points": "98.3,8.0;98.4,inf"},
        {"points": "98.3,8.0;98.4,91"},
        {"points": "98.3,8.0;198.4,8"},
        {"points": "98.3,8.0;<script>,8"},
        {"points": ";".join(["98.3,8.0"] * (ahead.MOST_PLACES + 1))},
        {"reach_m": "-1"},
        {"reach_m": "nan"},
        {"within_m": "inf"},
        {"within_m": "far"},
    ],
    ids=str,
)
def test_what_is_no_line_is_refused(other: dict[str, str]) -> None:
    assert ask(**{**ASKED, **other}).status_code == 400


@pytest.mark.parametrize("missing", ["points", "reach_m", "within_m"])
def test_half_a_question_is_refused(missing: str) -> None:
    given = {key: value for key, value in ASKED.items() if key != missing}
    assert ask(**given).status_code == 400


def test_a_distance_beyond_every_map_is_cut() -> None:
    far = {**ASKED, "within_m": "1e9"}
    most = {**ASKED, "within_m": str(ahead.FURTHEST_ASKED_M)}
    answers = [known(**asked)["population"] for asked in (far, most)]
    assert answers[0] == answers[1]


def test_where_nobody_would_answer_the_editor_does_not_ask(monkeypatch) -> None:
    monkeypatch.setattr(TEXTS, "is_served", False)
    assert ahead.for_browser(500.0) is None
    monkeypatch.setattr(TEXTS, "is_served", True)
    assert ahead.for_browser(500.0) == {"path": ahead.PATH, "within_m": 500.0, "most": 150}
