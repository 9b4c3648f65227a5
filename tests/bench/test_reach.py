import argparse
from dataclasses import replace

import numpy as np
import pytest

from bench import __main__ as bench_main
from bench import reach, reach_growth, reach_national, reach_network, reach_straight, reach_timing
from bench.measure import Sample
from bench.reach_network import covered_by_zone, field_case, snap_all
from bench.synthetic import Sizes, build_province
from geo_app.memo import own_part
from geo_app.network.distance import nearest_targets

TINY = Sizes(nodes=400, edges=560, points=900, stops=12, zones=4, routes=3)


@pytest.fixture(scope="module")
def snap():
    return snap_all(build_province(TINY))


def test_coverage_by_zone_is_that_of_every_walk(snap):
    province = snap.province
    walks_m = nearest_targets(province.graph, snap.points, snap.stops)["walk_distance_m"]
    expected = np.zeros(TINY.zones)
    for zone, people, walk_m in zip(province.zone, province.people, walks_m, strict=True):
        expected[zone] += people if walk_m <= reach_network.LIMIT_M else 0
    assert covered_by_zone(snap).tolist() == expected.tolist()
    assert 0 < expected.sum() < province.people.sum()


def test_the_bare_search_reaches_the_same_nodes_from_nodes(snap):
    case = field_case(snap)
    ours = reach_network.our_field(case)
    assert ours == pytest.approx(reach_network.bare_dijkstra(case.graph, case.nodes), abs=1e-6)
    assert ours.tolist() == reach_network.our_field_anew(case).tolist()
    assert np.isfinite(ours).any()
    assert np.isinf(ours).any()


def test_networkx_finds_the_same_field(snap):
    duel = reach_network.networkx_duel(field_case(snap), rounds=2)
    assert len(duel.ours.values) == len(duel.theirs.values) == 2


def test_pandana_finds_the_same_field(snap):
    pytest.importorskip("pandana", reason="only requirements-bench.lock holds Pandana")
    for duel in reach_network.pandana_duels(field_case(snap), rounds=1):
        assert duel.ours.median > 0


def test_the_tree_snaps_to_the_same_distances(snap):
    for province in (snap.province, reach_network.street_order(snap)):
        for duel in reach_network.snap_duels(province, rounds=1):
            assert duel.theirs.median > 0


def test_points_street_by_street_are_the_same_points(snap):
    ordered = reach_network.street_order(snap)
    again = snap_all(ordered)
    assert (np.diff(again.points.edge) >= 0).all()
    assert covered_by_zone(again) == pytest.approx(covered_by_zone(snap))


def test_a_wrong_distance_stops_the_benchmark(snap):
    case = field_case(snap)
    longer = replace(case.graph, edge_length_m=case.graph.edge_length_m + 0.01, memo=own_part())
    with pytest.raises(ValueError, match=r"NetworkX: .* distances differ"):
        reach_network.require_equal(
            reach_network.our_field(case),
            reach_network.our_field(replace(case, graph=longer)),
            name="NetworkX",
        )


def test_unreached_on_both_sides_is_equal():
    both = np.array([1.0, np.inf])
    reach_network.require_equal(both, both.copy(), name="x", within=0)
    with pytest.raises(ValueError, match="1 of 2"):
        reach_network.require_equal(both, np.array([1.0, 2.0]), name="x")


def test_straight_distances_are_exactly_those_of_the_join():
    assert reach_straight.straight_duel(TINY, rounds=1).ours.median > 0


def test_growth_is_measured_against_n_log_n():
    rows = list(reach_growth.growth_rows(TINY, TINY.grown(2), rounds=1))
    names = [row.measure.strip("*").removeprefix("growth, ").split(":")[0] for row in rows]
    assert names == [
        *["bare search"] * 3,
        *["field"] * 3,
        *["snapping"] * 3,
        *["coverage by zone"] * 3,
        *["snapping, with the index", "coverage by zone"],
    ]
    # 8 log 8 = 24 and 2 log 2 = 2, to the base of two.
    assert reach_growth.n_log_n((2, 8)) == pytest.approx(12)


def test_memory_is_what_the_work_holds_at_its_worst():
    assert 8_000_000 <= reach_timing.peak_bytes(lambda: np.ones(1_000_000).sum()) < 9_000_000


def test_duels_lay_out_slower_and_faster():
    duel = reach_timing.Duel(ours=Sample.of([2.0, 2.0]), theirs=Sample.of([1.0, 1.0]))
    assert [row.value for row in duel.rows("a", "b", times_slower="≤ 4")] == [
        "2,000 ms",
        "1,000 ms",
        "**2.00**",
    ]
    *_, faster = duel.rows_faster("a", "b", times_faster="≥ 20")
    assert (faster.measure, faster.value, faster.aim) == ("**a: b / ours**", "**0.50**", "≥ 20")


@pytest.mark.slow
def test_a_country_is_measured_in_processes_of_their_own():
    rows = list(reach_national.national_rows(20_000, stops=300, rounds=1))
    # The aim on time is one for a country's worth of points.
    assert [row.aim for row in rows] == ["", "", "", "< 2,000 MB", ""]
    assert all(float(row.value.split()[0].replace(",", "")) > 50 for row in rows[3:])


def test_a_country_counted_wrongly_stops_the_benchmark(tmp_path, monkeypatch):
    country = reach_national.build_country()
    path = tmp_path / "points.parquet"
    reach_national.write_points(path, country, 3_000)
    reach_national.require_same_as_tree(path, country.stops(500))
    monkeypatch.setattr(reach_national, "LIMIT_M", 5_000.0)
    own = reach_national.covered_people
    monkeypatch.setattr(
        reach_national, "covered_people", lambda *given, **_: own(*given, limit_m=500.0)
    )
    with pytest.raises(AssertionError):
        reach_national.require_same_as_tree(path, country.stops(500))


def test_decoding_reads_every_row(tmp_path):
    path = tmp_path / "points.parquet"
    reach_national.write_points(path, reach_national.build_country(), 5_000)
    assert reach_national.decode(path, tmp_path / "unused.npy") == 5_000
    assert reach_national.peak_memory() > 10_000_000


def test_the_parts_of_one_province_are_rows_of_the_section():
    rows = list(reach.province_rows(["coverage", "snapping"], TINY, rounds=1))
    assert [row.aim for row in rows if row.aim] == ["≤ 4", "≥ 20"]


def test_the_command_line_knows_the_benchmark(capsys):
    assert bench_main.main([]) == 0
    assert "reach" in capsys.readouterr().out
    parser = argparse.ArgumentParser()
    reach.add_arguments(parser)
    assert parser.parse_args(["--full"]).points == reach.FULL_POINTS
    assert parser.parse_args(["--points", "5"]).points == 5
    assert parser.parse_args([]).points == reach.QUICK_POINTS


def test_some_parts_alone_are_not_written():
    with pytest.raises(SystemExit, match="leave --only out"):
        bench_main.main(["reach", "--write", "--only", "straight"])


def test_a_section_says_how_to_repeat_it(monkeypatch):
    pytest.importorskip("pandana", reason="the versions of all that is compared are named")
    monkeypatch.setattr(
        reach, "straight_duel", lambda *_, **__: reach_straight.straight_duel(TINY, rounds=1)
    )
    arguments = argparse.Namespace(write=False, only=["straight"], rounds=1, points=5)
    section = reach.run(arguments)
    assert [row.aim for row in section.rows] == ["", "", "≥ 5"]
    text = section.to_markdown()
    assert "python -m bench reach --points 5` (1 rounds)" in text
    assert "60,000 nodes" in text
    assert "{" not in text
