"""The printed map: true to scale, names apart from each other, nothing outside its frame."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo_app.proposals.changes.proposal import Proposal
from geo_app.proposals.changes.remove_route import RemoveRoute
from geo_app.proposals.evaluate import evaluate
from geo_app.reports.brief import svg
from geo_app.reports.brief.lettering import Corners, Labels
from geo_app.reports.brief.map import HEIGHT_MM, WIDTH_MM, draw_map, round_length, window
from geo_app.reports.brief.marks import hazard_hatch, swatch
from geo_app.reports.brief.printed_legend import legend_entries
from geo_app.schema import HAZARD_LEVELS, HAZARD_TYPES
from geo_app.words.translating import Language
from tests.fixtures.province_folder import ORIGIN

SVG = "{http://www.w3.org/2000/svg}"
ENGLISH = Language.ENGLISH


def widths(labels):
    """Return the box of each label, west, north, east, south in mm."""
    boxes = []
    for label in labels:
        width = svg.width_of(label.words, label.size_mm)
        left = {"start": label.x, "middle": label.x - width / 2, "end": label.x - width}
        west = left[label.anchor]
        boxes.append((west, label.y - label.size_mm * 0.8, west + width, label.y))
    return boxes


class TestFrame:
    def test_a_kilometre_is_as_long_on_paper_as_the_scale_says(self):
        frame = svg.frame_about((0, 0, 12_200, 1_000), width_mm=122, height_mm=156)
        assert frame.metres_per_mm == pytest.approx(100)
        assert frame.point(shapely.Point(6_100, 500)) == pytest.approx((61, 78))
        west, south, east, north = frame.bounds
        assert (east - west, north - south) == pytest.approx((12_200, 15_600))

    def test_north_is_up(self):
        frame = svg.frame_about((0, 0, 100, 100), width_mm=10, height_mm=10)
        assert frame.point(shapely.Point(0, 100)) == pytest.approx((0, 0))
        assert frame.point(shapely.Point(100, 0)) == pytest.approx((10, 10))

    def test_what_lies_outside_is_cut(self):
        frame = svg.frame_about((0, 0, 100, 100), width_mm=10, height_mm=10)
        cut = frame.on_paper(shapely.box(-1e6, -1e6, 1e6, 1e6), margin_mm=1)
        assert cut.bounds == pytest.approx((-1, -1, 11, 11))

    def test_the_window_holds_all_that_is_touched(self, phuket_held):
        evaluation, baseline = phuket_held
        frame = window(evaluation, baseline)
        (route,) = [r for r in evaluation.routes if r.new_line is not None]
        for x, y in route.new_line.coords:
            assert frame.holds(shapely.Point(x, y))
        lost = evaluation.communities_with("lost").index
        for place in baseline.communities.origins.geometry[lost]:
            assert frame.holds(place)

    @given(st.floats(1, 1e7))
    def test_a_bar_is_one_two_or_five_times_ten(self, metres):
        length = round_length(metres)
        assert length <= metres * (1 + 1e-9)
        assert length * 2.5 >= metres * (1 - 1e-9)
        assert f"{length:e}"[0] in "125"


class TestHatch:
    def test_lines_stay_inside_and_lie_the_spacing_apart(self):
        area = shapely.box(0, 0, 10, 10)
        lines = svg.hatch(area, angle_deg=0, spacing_mm=1)
        assert area.buffer(1e-9).covers(lines)
        heights = sorted({round(float(y), 6) for _, y in shapely.get_coordinates(lines)})
        assert np.diff(heights) == pytest.approx(1)

    @pytest.mark.parametrize("angle", [0, 20, 45, 90, 135])
    def test_closer_lines_are_longer_in_all(self, angle):
        area = shapely.Point(5, 5).buffer(5)
        for spacing in (0.1, 0.2, 0.4):
            total = svg.hatch(area, angle_deg=angle, spacing_mm=spacing).length
            assert total == pytest.approx(area.area / spacing, rel=0.03)

    def test_nothing_is_hatched_by_nothing(self):
        assert svg.hatch(shapely.Polygon(), angle_deg=45, spacing_mm=1).is_empty
        assert list(hazard_hatch(shapely.Polygon(), "flood", "high")) == []

    def test_a_higher_level_is_hatched_closer(self):
        area = shapely.box(0, 0, 20, 20)
        lengths = [len("".join(hazard_hatch(area, "flood", level))) for level in HAZARD_LEVELS]
        assert lengths == sorted(lengths)
        assert len(set(lengths)) == len(lengths)


class TestDrawn:
    @pytest.mark.parametrize("held_in", ["world_held", "phuket_held"])
    @pytest.mark.parametrize("language", Language)
    def test_it_is_svg_of_the_right_size_without_anything_from_outside(
        self, request, held_in, language
    ):
        drawn = draw_map(*request.getfixturevalue(held_in), language=language)
        root = ET.fromstring(drawn.svg)
        assert root.get("viewBox") == f"0 0 {WIDTH_MM} {HEIGHT_MM}"
        tags = {element.tag.removeprefix(SVG) for element in root.iter()}
        assert tags <= {"svg", "path", "circle", "rect", "g"}
        assert "href" not in drawn.svg

    @pytest.mark.parametrize("held_in", ["world_held", "phuket_held"])
    @pytest.mark.parametrize("language", Language)
    def test_names_lie_in_the_frame_and_apart(self, request, held_in, language):
        drawn = draw_map(*request.getfixturevalue(held_in), language=language)
        boxes = widths(drawn.labels)
        for west, north, east, south in boxes:
            assert west >= 0
            assert north >= 0
            assert east <= WIDTH_MM
            assert south <= HEIGHT_MM
        for number, one in enumerate(boxes):
            for other in boxes[number + 1 :]:
                assert not shapely.box(*one).intersects(shapely.box(*other).buffer(-0.3))

    def test_the_bar_is_as_long_as_it_says(self, world_held):
        evaluation, baseline = world_held
        drawn = draw_map(evaluation, baseline, language=ENGLISH)
        scale = window(evaluation, baseline).metres_per_mm
        (words,) = [own.words for own in drawn.labels if re.fullmatch(r"[\d.]+ k?m", own.words)]
        number, unit = words.split()
        metres = float(number) * (1_000 if unit == "km" else 1)
        (at_end,) = [own.x for own in drawn.labels if own.words == words]
        (at_start,) = [own.x for own in drawn.labels if own.words == "0"]
        assert at_end - at_start == pytest.approx(metres / scale, abs=0.01)

    def test_the_new_line_is_drawn_where_it_lies(self, world_held):
        evaluation, baseline = world_held
        drawn = draw_map(evaluation, baseline, language=ENGLISH)
        frame = window(evaluation, baseline)
        bends = [(0, 480), (210, 480), (210, 0), (2_700, 0)]
        places = [frame.point(shapely.Point(ORIGIN[0] + x, ORIGIN[1] + y)) for x, y in bends]
        drawn_as = "M" + "L".join(f"{round(x, 2):g} {round(y, 2):g}" for x, y in places)
        # Once as its white rim, once as itself.
        assert drawn.svg.count(f'd="{drawn_as}"') == 2

    def test_gained_and_lost_are_named_and_the_ends_too(self, world_held):
        drawn = draw_map(*world_held, language=ENGLISH)
        words = {label.words for label in drawn.labels}
        assert {"Ban Rim Thang", "Ban Rim Nam", "Ban Plai Thang", "Waterside", "Pier"} <= words

    def test_a_proposal_that_draws_nothing_has_a_map(self, world_held):
        baseline = world_held[1]
        found = evaluate(Proposal(changes=(RemoveRoute(route_id="R1"),)), baseline)
        drawn = draw_map(found, baseline, language=ENGLISH)
        assert "Ban Rim Thang" in {label.words for label in drawn.labels}

    def test_a_route_that_goes_is_dashed_and_explained(self, world_held):
        baseline = world_held[1]
        found = evaluate(Proposal(changes=(RemoveRoute(route_id="R1"),)), baseline)
        assert "stroke-dasharray" not in draw_map(*world_held, language=ENGLISH).svg
        assert draw_map(found, baseline, language=ENGLISH).svg.count("stroke-dasharray") == 1
        words = [own["words"] for own in legend_entries(found, baseline, language=ENGLISH)]
        assert "Route that no longer runs" in words
        assert "East Line" not in words


class TestLegend:
    def test_it_says_what_is_on_the_map_and_no_more(self, world_held):
        words = [own["words"] for own in legend_entries(*world_held, language=ENGLISH)]
        assert "Flood (high)" in words
        assert "Tsunami (low)" in words
        assert "Landslide (low)" not in words
        assert "Community that gains access" in words
        assert "East Line" in words
        assert len(words) == len(set(words))

    def test_phuket_marks_what_is_indicative(self, phuket_held):
        words = [own["words"] for own in legend_entries(*phuket_held, language=ENGLISH)]
        assert "Mangroves [indicative]" in words
        # The west coast is not on the map.
        assert not any(word.startswith("Tsunami") for word in words)

    @pytest.mark.parametrize("kind", HAZARD_TYPES)
    def test_every_hazard_has_a_sample(self, kind):
        for level in HAZARD_LEVELS:
            assert ET.fromstring(swatch(kind, level=level)).find(f"{SVG}path") is not None


class TestLabels:
    def test_a_name_without_room_is_left_out(self):
        labels = Labels(80, 30)
        labels.avoid_line(shapely.LineString([(0, 15), (80, 15)]))
        for number in range(20):
            labels.write((40, 15), f"Name {number}", size_mm=2.5, is_bold=False, colour="#000000")
        assert 0 < len(labels.written) < 7

    def test_corners_are_given_away_once(self):
        corners = Corners(Labels(100, 100))
        taken = {corners.take(10, 10) for _ in range(4)}
        assert len(taken) == 4

    def test_the_emptiest_corner_goes_first(self):
        labels = Labels(100, 100)
        for x, y in ((5, 5), (95, 5), (5, 95)):
            labels.avoid_point((x, y), 5)
        assert Corners(labels).take(10, 10) == pytest.approx((88.5, 88.5))

    def test_marks_above_and_below_take_no_room(self):
        assert svg.width_of("น้ำ", 1) == pytest.approx(svg.width_of("นำ", 1))
