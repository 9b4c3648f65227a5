"""The benchmark of proposals: its worlds, its checks and its table, on a tiny province."""

from __future__ import annotations

import argparse
from dataclasses import replace

import numpy as np
import pytest

from bench import __main__ as bench_main
from bench import proposal, proposal_coverage
from bench.proposal_coverage import SPACING_M, draw, frames_of, line_through_town, ours, recomputed
from bench.synthetic import Sizes, build_province

TINY = Sizes(nodes=1_500, edges=2_100, points=2_500, stops=12, zones=4, routes=3)


@pytest.fixture(scope="module")
def drawn():
    return draw(TINY, stops=8)


def test_the_line_goes_through_town_along_streets(drawn):
    graph = drawn.snap.province.graph
    places = drawn.baseline.walking.places(drawn.line_xy)
    assert places.snapped.access_m.max() < 1e-6
    assert len(drawn.line_xy) == 8
    # Along the streets it is as long as is wished, so it is no longer as the crow flies.
    steps_m = np.hypot(*np.diff(drawn.line_xy, axis=0).T)
    assert (steps_m <= SPACING_M * 1.2).all()
    assert steps_m.max() > SPACING_M / 2
    near = np.hypot(*(graph.node_xy - drawn.line_xy[4]).T) < 1_000
    assert near.sum() > 30


def test_a_province_too_small_for_the_line_gets_a_shorter_one():
    province = build_province(Sizes(nodes=200, edges=280, points=300, stops=4, zones=2, routes=2))
    line = line_through_town(province, stops=35)
    assert len(line) == 35
    assert np.hypot(*np.diff(line, axis=0).T).max() < SPACING_M


def test_who_gains_is_what_measuring_everything_anew_adds(drawn):
    gained = ours(drawn)
    assert recomputed(drawn) - drawn.before == pytest.approx(gained, abs=1e-9)
    assert 0 < gained.sum() < drawn.snap.province.people.sum()


def test_every_way_is_measured_and_the_aims_stand_beside_it():
    pytest.importorskip("pandana", reason="only requirements-bench.lock holds Pandana")
    rows = list(proposal_coverage.coverage_rows(TINY, rounds=1))
    assert {row.measure.strip("*"): row.aim for row in rows if row.aim} == {
        "coverage": "≤ 5 ms",
        "coverage, once after other work": "≤ 5 ms",
        "coverage: full recompute / ours": "≥ 8",
        "coverage: buffer + sjoin / ours": "≥ 300",
        "coverage: Pandana's query / ours": "≥ 50",
        "coverage: Pandana made anew / ours": "≥ 50",
    }


def test_a_large_province_is_measured_against_measuring_it_anew():
    rows = list(proposal_coverage.large_rows(TINY, rounds=1))
    assert [row.aim for row in rows] == ["< 200 ms", "", "", ""]


def test_a_wrong_count_stops_the_benchmark(drawn):
    wrong = replace(drawn, before=drawn.before + 1)
    with pytest.raises(ValueError, match=r"moved stops: .* differ"):
        proposal_coverage.require_moved(wrong, drawn.line_xy)
    fewer = replace(drawn, line_xy=drawn.line_xy[:1] + 1e6)
    with pytest.raises(ValueError, match="not the people within"):
        proposal_coverage.require_circles(fewer, frames_of(drawn))


def arguments(**changed: object) -> argparse.Namespace:
    return argparse.Namespace(**{"write": False, "rounds": 1, "only": ["large"], **changed})


def test_the_section_names_its_parts_and_how_to_repeat_it(monkeypatch):
    pytest.importorskip("pandana", reason="only requirements-bench.lock holds Pandana")
    monkeypatch.setattr(proposal, "LARGE", TINY)
    section = proposal.run(arguments())
    assert section.name == "proposal"
    assert "| coverage, 1,500 nodes and 2,500 points: ours |" in section.to_markdown()
    assert any("python -m bench proposal" in note for note in section.notes)
    assert not any("{" in note for note in section.notes)


def test_only_the_whole_is_written():
    with pytest.raises(SystemExit, match="leave --only out"):
        proposal.run(arguments(write=True))


def test_it_is_listed(capsys):
    assert bench_main.main([]) == 0
    assert "proposal" in capsys.readouterr().out
