"""A kind of change has everything that a person, a file and an evaluation need of it."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geo_app.analysis.access.question import Question
from geo_app.analysis.access.standards import StandardId
from geo_app.proposals.changes import kinds
from geo_app.proposals.changes.kind import Kind
from geo_app.proposals.changes.kinds import DRAWN_KINDS, KINDS, kind_of
from geo_app.proposals.changes.terms import Drawn
from geo_app.proposals.check import checked
from geo_app.proposals.document.file import document_of
from geo_app.proposals.document.proposal_reading import proposal_of
from geo_app.proposals.evaluate import evaluate
from geo_app.proposals.feed.applying import apply_to_feed
from geo_app.reports.proposal_changes import change_sentence
from geo_app.ui.proposals.entry.changes_form import FIELDS
from geo_app.words.change_words import CHANGE_WORDS
from geo_app.words.translating import Language, translator
from tests.fixtures.digests import feed_digest, network_digest
from tests.fixtures.province_folder import DAY
from tests.proposals.world import baseline_of, line, plain, point, proposal, route, stops

if TYPE_CHECKING:
    from geo_app.proposals.baseline import Baseline

REPOSITORY = Path(__file__).parents[3]
SERVICE = {"headway_min": 20, "first_departure": "06:00", "last_departure": "20:00"}

EXAMPLES = {
    "route": [route(), *stops()],
    "reroute": [line("reroute", [(0, 0), (210, 0), (210, 300), (1500, 0)], route_id="R1")],
    "extend": [
        line("extend", [(1500, 0), (2400, 0)], route_id="R1", end="end"),
        point("stop", (2400, 0), stop_id="E1", name_en="End", route_id="R1"),
    ],
    "cut_back": [plain("cut_back", route_id="R1", from_stop_id="S1", to_stop_id="S2")],
    "add_stop": [point("add_stop", (800, 5), stop_id="A1", name_en="A", route_ids=["R1"])],
    "move_stop": [point("move_stop", (1480, 0), stop_id="S2")],
    "remove_stop": [plain("remove_stop", stop_id="S2")],
    "change_headway": [plain("change_headway", route_id="R1", **SERVICE)],
    "change_speed": [plain("change_speed", route_id="R1", speed_kmh=30)],
    "remove_route": [plain("remove_route", route_id="R1")],
}
"""The features of one change of each kind, in the world of `tests/proposals/world.py`."""

every_kind = pytest.mark.parametrize("name", list(KINDS))


@pytest.fixture(scope="module")
def baseline(world) -> Baseline:
    return baseline_of(world)


def test_the_table_holds_every_module_of_a_kind():
    """A new kind is a file in the folder, and stands in the table."""
    folder = Path(kinds.__file__).parent
    holding = {
        path.stem for path in folder.glob("*.py") if re.search(r"^KIND = ", path.read_text(), re.M)
    }
    assert {kind.change.__module__.rpartition(".")[2] for kind in KINDS.values()} == holding


@every_kind
def test_it_has_every_edit(name):
    kind = KINDS[name]
    assert kind.name == kind.change.kind == name
    assert all(callable(getattr(kind, one.name)) for one in fields(Kind))
    assert (name in DRAWN_KINDS) == issubclass(kind.change, Drawn)


@every_kind
def test_it_has_words_in_both_languages(name):
    thai = translator(Language.THAI)
    words = CHANGE_WORDS[name]
    for text in (words.title, words.effect, words.offer):
        assert thai(text) != text


@every_kind
def test_it_has_a_sentence(name):
    assert KINDS[name].change in change_sentence.registry


@every_kind
def test_it_has_a_form(name):
    # A new route is drawn on the map, with a button and a form of its own.
    assert name in FIELDS or name == "route"


@every_kind
def test_it_has_a_line_in_the_documents(name):
    for path in ("docs/proposals.md", "geo_app/proposals/document/proposal_reading.py"):
        rows = re.findall(r"^\| `(\w+)` \|", (REPOSITORY / path).read_text("utf-8"), flags=re.M)
        assert name in rows, path


@every_kind
def test_it_is_written_as_it_was_read(name):
    read = proposal(*EXAMPLES[name])
    assert [change.kind for change in read.changes] == [name]
    # Places are written to a centimetre.
    written = document_of(read)
    assert document_of(proposal_of(written)) == written


@every_kind
def test_it_is_checked_and_takes_effect_on_network_and_feed(baseline, name):
    read = proposal(*EXAMPLES[name])
    sound = checked(read, baseline)
    assert sound.errors == ()
    feed = apply_to_feed(read, baseline.feed, baseline.network)
    assert network_digest(sound.network) != network_digest(baseline.network) or feed_digest(
        feed
    ) != feed_digest(baseline.feed)


@every_kind
def test_an_evaluation_puts_it_into_effect_once(baseline, name, monkeypatch):
    read = proposal(*EXAMPLES[name])
    kind, calls = KINDS[name], []

    def counted(change, network):
        calls.append(change)
        return kind.on_network(change, network)

    other = Kind(
        **{one.name: getattr(kind, one.name) for one in fields(Kind)} | {"on_network": counted}
    )
    monkeypatch.setattr(kinds, "KINDS", {**KINDS, name: other})
    # A standard that asks when buses run changes the timetable as well.
    evaluate(read, baseline, Question(standard_id=StandardId.PTAL))
    assert calls == list(read.changes)


class TestSpeed:
    """R1 calls at S1 at 08:00 and at S2 at 08:01, 1500 m further on."""

    def test_the_way_takes_as_long_as_the_speed_says(self, baseline):
        read = proposal(*EXAMPLES["change_speed"])
        feed = apply_to_feed(read, baseline.feed, baseline.network)
        rows = feed.parts[0].tables["stop_times"].set_index("stop_id")
        # 1500 m at 30 km/h are 180 s.
        assert rows.loc[["S1", "S2"], "departure_time"].tolist() == ["08:00:00", "08:03:00"]

    def test_it_is_run_by_fewer_or_more_minutes(self, baseline):
        [effect] = evaluate(proposal(*EXAMPLES["change_speed"]), baseline).routes
        assert effect.operation.running_time_min == pytest.approx(3.0, abs=0.01)

    def test_a_speed_that_no_bus_has_is_refused(self, baseline):
        read = proposal(plain("change_speed", route_id="R1", speed_kmh=400))
        assert [problem.code for problem in checked(read, baseline).errors] == ["bad_speed"]

    def test_nothing_else_changes(self, baseline):
        read = proposal(*EXAMPLES["change_speed"])
        assert checked(read, baseline).network.calls.equals(baseline.network.calls)
        assert kind_of(read.changes[0]) is KINDS["change_speed"]
        assert baseline.on == DAY
