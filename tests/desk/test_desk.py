"""One object answers everything about a province: each answer once, for any number of threads."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal

from geo_app.analysis import coverage
from geo_app.analysis.access.question import Question
from geo_app.analysis.access.standards import BY_WALK, STANDARDS, StandardId
from geo_app.analysis.walks import reach
from geo_app.analysis.walks.demand import By
from geo_app.desk.desk import Desk
from geo_app.desk.keeping import version_of
from geo_app.errors import GeoAppError, LayerError
from geo_app.memo import Memo
from geo_app.network.walking import WalkingMethod
from geo_app.proposals.running.operating import Rates
from geo_app.province import open_province
from geo_app.transit.calendar import DayType
from tests.fixtures.proposals import world_proposal
from tests.fixtures.province_folder import DAY, rows_of_world, write_province

THREADS = 8
SDG, PTAL = Question(), Question(standard_id=StandardId.PTAL)


@pytest.fixture
def folder(tmp_path):
    return write_province(tmp_path / "p")


@pytest.fixture
def desk(folder):
    return Desk(open_province(folder))


def answers_of(desk: Desk) -> dict[str, object]:
    """Ask everything that the first page asks."""
    ranked = {name: desk.ranked(Question(standard_id=name), DAY) for name in STANDARDS}
    shares = {name: desk.shares(Question(standard_id=name), DAY).of_all for name in STANDARDS}
    return {"ranked": ranked, "shares": shares, "fixes": desk.fixes(500.0)}


class TestAnswers:
    def test_the_ranking_of_a_walk_to_a_stop_is_that_of_the_gaps(self, desk, world):
        ranked = desk.ranked(SDG, DAY)
        plain = coverage.rank(coverage.gaps(world, walk_distance_m=500, on=DAY))
        assert list(ranked.index) == list(plain.index)
        assert list(ranked["gap"]) == list(plain["gap"])

    def test_a_question_about_zones_ranks_the_communities_all_the_same(self, desk):
        by_zone = Question(by=By.ZONE)
        assert_geodataframe_equal(desk.ranked(by_zone, DAY), desk.ranked(SDG, DAY))
        assert desk.access(by_zone, DAY).index.name != desk.access(SDG, DAY).index.name

    def test_shares_are_those_of_the_answer_by_zone(self, desk):
        answer = desk.answer(Question(by=By.ZONE), DAY)
        pd.testing.assert_series_equal(desk.shares(SDG, DAY).of_all, answer.share)
        pd.testing.assert_frame_equal(desk.shares(SDG, DAY).by_zone, answer.rows)

    def test_only_standards_of_a_walk_say_whose_answer_hangs_on_a_choice(self, desk):
        asked = {name: desk.sensitive(Question(standard_id=name)) for name in STANDARDS}
        assert {name for name, rows in asked.items() if rows is not None} == set(BY_WALK)

    def test_the_comparison_asks_every_standard_of_the_same_walks(self, desk):
        comparison = desk.comparison(DAY)
        assert comparison.communities is desk.reach(By.COMMUNITY)
        for name in STANDARDS:
            served = desk.access(Question(standard_id=name), DAY)["is_served"]
            assert served.equals(comparison.by_community[name.value]), name

    def test_without_a_timetable_the_comparison_says_why(self, tmp_path):
        calendar = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,"
        calendar += "start_date,end_date\ndaily,0,0,0,0,0,1,1,20260101,20271231\n"
        files = {"transit/calendar.txt": calendar}
        desk = Desk(open_province(write_province(tmp_path / "p", files=files)))
        comparison = desk.comparison(DAY)
        assert isinstance(comparison.without_timetable, LayerError)
        assert "ptal" not in comparison.shares.index

    def test_without_a_population_layer_people_are_those_of_the_communities(self, tmp_path):
        desk = Desk(open_province(write_province(tmp_path / "p", rows={"population": None})))
        assert desk.reach(By.ZONE) is desk.reach(By.COMMUNITY)

    def test_a_stop_has_a_catchment_surroundings_and_service(self, desk):
        assert desk.catchment("S1", 500.0).area > 0
        assert desk.surroundings("S1", 500.0).communities == 1
        window = STANDARDS[StandardId.PTAL].window
        assert "S1" in desk.service(DayType.WEEKDAY, window, DAY).index.get_level_values("stop_id")

    def test_the_network_is_described_where_there_is_one(self, desk, tmp_path):
        assert desk.walking().method is WalkingMethod.ESTIMATED
        assert desk.network_report().edges > 0
        rows = {"roads": None, "walk_network": None}
        bare = Desk(open_province(write_province(tmp_path / "bare", rows=rows)))
        assert bare.network_report() is None


class TestKeeping:
    def test_each_question_is_answered_once(self, desk, monkeypatch):
        built = []
        measured = reach.walking_distances
        monkeypatch.setattr(
            reach, "walking_distances", lambda *a, **k: built.append(1) or measured(*a, **k)
        )
        first = answers_of(desk)
        misses = desk.statistics().misses
        second = answers_of(desk)
        assert desk.statistics().misses == misses
        assert len(built) == 2
        for name in STANDARDS:
            assert first["ranked"][name] is second["ranked"][name]

    def test_eight_threads_with_the_same_questions_find_one_answer_each(self, folder):
        desk, together = Desk(open_province(folder)), threading.Barrier(THREADS)

        def ask(_: int) -> dict[str, object]:
            together.wait()
            return answers_of(desk)

        with ThreadPoolExecutor(THREADS) as pool:
            answers = list(pool.map(ask, range(THREADS)))
        for name in STANDARDS:
            assert len({id(found["ranked"][name]) for found in answers}) == 1
        alone = Desk(open_province(folder))
        expected = answers_of(alone)
        assert desk.statistics().misses == alone.statistics().misses
        assert desk.statistics().entries == alone.statistics().entries
        for name in STANDARDS:
            assert_geodataframe_equal(answers[0]["ranked"][name], expected["ranked"][name])

    def test_eight_threads_with_thousands_of_distances_stay_within_the_bound(self, folder):
        memo = Memo(300_000)
        desk = Desk(open_province(folder), memo=memo)

        def ask(begin: int) -> list[int]:
            sizes = []
            for step in range(15):
                metres = 300.5 + begin * 15 + step
                question = Question(walk_distance_m=metres)
                ranked = desk.ranked(question, DAY)
                assert ranked["has_stop"].sum() == (ranked["walk_distance_m"] <= metres).sum()
                sizes.append(memo.statistics().bytes)
            return sizes

        with ThreadPoolExecutor(THREADS) as pool:
            most = max(max(sizes) for sizes in pool.map(ask, range(THREADS)))
        assert most <= 300_000
        assert memo.statistics().dropped > 0

    def test_provinces_may_share_a_memo(self, folder, tmp_path):
        memo = Memo()
        rows = {"communities": rows_of_world()["communities"][:2]}
        other = write_province(tmp_path / "other", rows=rows)
        desks = [Desk(open_province(path), memo=memo) for path in (folder, other, folder)]
        assert [len(desk.facts(DAY)) for desk in desks] == [4, 2, 4]
        assert desks[0].facts(DAY) is desks[2].facts(DAY)

    def test_a_changed_file_is_another_province(self, folder):
        memo, before = Memo(), version_of(folder)
        assert len(Desk(open_province(folder), memo=memo).facts(DAY)) == 4
        write_province(folder, rows={"communities": rows_of_world()["communities"][:3]})
        assert version_of(folder) != before
        assert len(Desk(open_province(folder), memo=memo).facts(DAY)) == 3

    def test_another_day_is_another_answer(self, desk):
        later = desk.ranked(SDG, dt.date(2028, 1, 1))
        assert (later["plan_status"] != desk.ranked(SDG, DAY)["plan_status"].loc[later.index]).any()


class TestBrokenLayers:
    @pytest.fixture
    def broken(self, folder):
        (folder / "hazard_zones.geojson").write_text("{", encoding="utf-8")
        return folder

    def test_by_itself_a_broken_layer_raises_when_an_answer_needs_it(self, broken):
        with pytest.raises(GeoAppError, match="hazard_zones"):
            Desk(open_province(broken)).facts(DAY)

    def test_on_wish_it_counts_as_one_that_is_not_there(self, broken):
        desk = Desk(open_province(broken), leaves_out_broken=True)
        assert list(desk.broken()) == ["hazard_zones"]
        assert desk.opened.has("hazard_zones")
        assert not desk.province.has("hazard_zones")
        assert desk.facts(DAY)["hazards"].isna().all()
        assert len(desk.ranked(SDG, DAY)) == 4


class TestProposals:
    def test_an_evaluation_is_that_of_the_baseline_and_made_once(self, desk):
        proposal = world_proposal()
        evaluation = desk.evaluation(proposal, SDG, on=DAY)
        assert evaluation is desk.evaluation(world_proposal(), SDG, Rates(), on=DAY)
        assert evaluation.communities.shape[0] == 4
        dependence = desk.dependence(proposal, SDG, Rates(), DAY)
        assert list(dependence.columns) == ["communities_alone", "people_alone", "unknown_alone"]

    def test_the_baseline_rests_on_the_walks_of_the_desk(self, desk):
        baseline = desk.baseline(DAY)
        assert baseline.communities is desk.reach(By.COMMUNITY)
        assert desk.feed(DAY) is desk.feed(DAY)

    def test_communities_today_are_served_as_the_standard_says(self, desk):
        today = desk.communities_today(SDG, DAY)
        access = desk.access(SDG, DAY)
        assert today["served_after"].astype(bool).tolist() == access["is_served"].tolist()

    def test_a_line_is_laid_along_roads(self, desk):
        path = desk.along_roads([(98.30, 7.90), (98.31, 7.90)])
        assert len(path.lon_lat) >= 2
        assert desk.along_roads([(98.30, 7.90)]).lon_lat is None

    def test_a_point_beside_a_road_goes_to_it_as_far_as_it_may(self, phuket):
        desk = Desk(phuket)
        # On Thep Krasattri Road; 0.0027 degrees further west is 298 m.
        (lon, lat), last = desk.along_roads([(98.3354, 8.0434), (98.3337, 8.0354)]).points
        beside = [[lon - 0.0027, lat], last]
        near = desk.along_roads(beside, reach_m=200)
        assert (near.moved, near.furthest_m) == (0, 0)
        assert [place for leg in near.straight for place in leg] == [
            pytest.approx(place, abs=1e-5) for place in beside
        ]
        assert near.off_road_m > 800
        far = desk.along_roads(beside, reach_m=300)
        assert (far.moved, far.straight, far.off_road_m) == (1, (), 0)
        assert 200 < far.furthest_m < 300


def test_a_desk_loads_no_maps_no_pages_and_no_proposals_before_they_are_asked_for():
    code = (
        "import sys, geo_app.desk.desk;"
        "print([m for m in sys.modules if m in ('folium', 'streamlit')"
        " or m.startswith('geo_app.proposals')])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"
