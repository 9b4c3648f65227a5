"""Zones filled by the share of people served, and what is drawn for a selected thing."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import Point, box

from geo_app.analysis import coverage
from geo_app.analysis.access.measures import measure
from geo_app.analysis.access.shares import shares_by_zone
from geo_app.analysis.access.standards import ACCEPTABLE_SHARE, StandardId
from geo_app.analysis.walks.demand import By
from geo_app.analysis.walks.reach import build_reach
from geo_app.maps import palette
from geo_app.maps.choropleth import (
    BREAKS,
    CLASS_LABELS,
    draw_shares,
    drawn_zones,
    share_class,
    share_style,
    share_words,
)
from geo_app.maps.groups import LAYERS, feature_groups, painter_of
from geo_app.maps.legend_drawing import MARKS, LegendEntry, legend_html
from geo_app.maps.legend_entries import gaps_legend
from geo_app.maps.selected import draw_catchment, draw_fix
from geo_app.maps.styles import community_style
from geo_app.maps.subjects import Painter, hailed_routes
from geo_app.province import open_province
from geo_app.transit.buses import build_bus_network
from geo_app.words.translating import Language
from tests.fixtures.pages import Page, properties
from tests.fixtures.province_folder import CRS, write_province

ENGLISH = Language.ENGLISH


@pytest.fixture(scope="module")
def shares(world) -> pd.DataFrame:
    """Return the world's shares by SDG 11.2.1: of 1250 people in the west 1000 are served."""
    people = build_reach(world, By.ZONE, stops=build_bus_network(world).served_stops)
    return shares_by_zone(measure(people, StandardId.SDG), people.origins, world.zones)


def drawn_by_zone(world, shares) -> dict[str, dict]:
    """Return what each zone carries to the browser."""
    rows = properties(draw_shares(drawn_zones(world.zones), shares, painter_of(world, ENGLISH)))
    return {own["zone_id"]: own for own in rows}


@pytest.mark.parametrize(
    ("share", "number"),
    [(0.0, 0), (0.0999, 0), (0.10, 1), (0.25, 2), (0.4999, 2), (0.5, 3), (0.75, 4), (1.0, 4)],
)
def test_a_share_falls_into_the_class_that_begins_at_it(share, number):
    assert share_class(share) == number


def test_nobody_known_is_no_class_and_not_the_lowest():
    assert share_class(float("nan")) is None


def test_there_is_a_colour_and_a_word_for_each_class():
    assert len(palette.SHARE) == len(CLASS_LABELS) == len(BREAKS) + 1 == 5
    assert BREAKS[-1] == ACCEPTABLE_SHARE[0]


def luminance(colour: str) -> float:
    """Return how light a colour is to every eye (WCAG)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


def test_every_class_is_clearly_darker_than_the_one_before():
    light = [luminance(colour) for colour in palette.SHARE]
    steps = [(a + 0.05) / (b + 0.05) for a, b in itertools.pairwise(light)]
    assert min(steps) > 1.3


def test_zones_carry_their_class_and_the_people_behind_it(world, shares):
    drawn = drawn_by_zone(world, shares)
    assert set(drawn) == {"830101", "830102"}
    assert drawn["830101"]["share_class"] == 4
    assert drawn["830101"]["tooltip"] == "West: 80%"
    assert "1,000 of 1,250 people (80%)" in Page(drawn["830101"]["popup"]).texts


def test_a_zone_without_anybody_known_is_not_known_and_not_filled(world, shares):
    own = drawn_by_zone(world, shares)["830102"]
    assert own["share_class"] == -1
    assert own["tooltip"] == "East: Not known"
    assert share_style(-1)["fillOpacity"] == 0
    assert "dashArray" in share_style(-1)


def test_a_zone_that_the_shares_do_not_name_is_not_known(world, shares):
    drawn = drawn_by_zone(world, shares.drop(index="830101"))
    assert drawn["830101"]["share_class"] == -1


def test_people_who_hang_on_an_unknown_timetable_are_told(world, shares):
    popup = drawn_by_zone(world, shares.assign(population_unclear=7.0))["830101"]["popup"]
    texts = Page(popup).texts
    assert texts[texts.index("Not known whether served") + 1] == "7 people"


def test_modelled_people_are_marked(tmp_path, shares):
    layers = {"population": {"status": "modelled"}}
    world = open_province(write_province(tmp_path, layers=layers))
    assert "[modelled]" in drawn_by_zone(world, shares)["830101"]["popup"]
    legend = gaps_legend(world, build_bus_network(world), ["share"], language=ENGLISH)
    assert "modelled" in legend


def test_neighbours_keep_their_common_border(world, shares):
    group = draw_shares(drawn_zones(world.zones), shares, painter_of(world, ENGLISH))
    (layer,) = group._children.values()
    west, east = (shapely.geometry.shape(f["geometry"]) for f in layer.data["features"])
    assert west.intersection(east).length > 0.04
    assert west.intersection(east).area < 1e-9


def test_share_words_never_say_zero_for_nobody_known():
    nobody = pd.Series({"population_known": 0.0, "population_served": 0.0, "share_served": np.nan})
    assert share_words(nobody, str) == "Not known"


def test_the_filled_zones_lie_lowest(world, world_gaps, shares):
    ranked = coverage.rank(world_gaps)
    buses = build_bus_network(world)
    groups = feature_groups(world, buses, ranked, layers=LAYERS, language=ENGLISH, shares=shares)
    assert "share_class" in properties(groups[0])[0]


def test_the_legend_tells_every_class_its_standard_and_the_unknown(world):
    html = gaps_legend(world, build_bus_network(world), ["share"], language=ENGLISH)
    texts = "".join(Page(html).texts)
    assert "Share of people served (SDG 11.2.1): under 10 %" in texts
    for label in CLASS_LABELS[1:]:
        assert label in texts
    assert "not known, or no number of people known" in texts
    assert all(colour in html for colour in palette.SHARE)


@pytest.mark.parametrize("mark", MARKS)
def test_every_kind_of_swatch_shows_its_colour(mark):
    entry = LegendEntry(label="x", colour="#123456", mark=mark, status="open", opacity=0.4)
    assert "#123456" in legend_html([entry], translate=str)


def test_the_legend_explains_only_what_some_community_shows(world, world_gaps):
    buses, known = build_bus_network(world), coverage.rank(world_gaps).assign(is_sensitive=False)
    html = gaps_legend(world, buses, [], language=ENGLISH, ranked=known)
    assert "Not known whether served" not in html
    assert "hangs on" not in html
    has_stop = world_gaps["has_stop"].astype("boolean")
    has_stop.iloc[0] = pd.NA
    unknown = coverage.rank(world_gaps.assign(has_stop=has_stop))
    unknown = unknown.assign(is_sensitive=[True, False, False, False])
    html = gaps_legend(world, buses, [], language=ENGLISH, ranked=unknown)
    assert "Not known whether served" in html
    assert "hangs on" in html


class TestSelected:
    def test_a_catchment_has_its_area_and_a_ring_that_let_clicks_through(self):
        group = draw_catchment(
            box(430_000, 870_000, 430_400, 870_400),
            Point(430_200, 870_200),
            crs=CRS,
            painter=Painter(ENGLISH),
        )
        assert [own["catchment"] for own in properties(group)] == [True, False]
        (layer,) = group._children.values()
        assert layer.on_each_feature is None
        for feature in layer.data["features"]:
            assert layer.style_function(feature)["interactive"] is False

    def test_a_stop_out_of_reach_of_every_way_has_its_ring_only(self):
        group = draw_catchment(
            shapely.Polygon(), Point(430_200, 870_200), crs=CRS, painter=Painter(ENGLISH)
        )
        assert [own["catchment"] for own in properties(group)] == [False]

    def test_a_fix_has_its_place_and_a_tie_to_the_community(self):
        place, home = Point(430_200, 870_200), Point(430_000, 870_000)
        group = draw_fix(
            place, home, crs=CRS, text="A new stop", status="synthetic", painter=Painter(ENGLISH)
        )
        assert [own["fix"] for own in properties(group)] == ["tie", "place"]
        for own in properties(group):
            assert "A new stop" in Page(own["popup"]).texts
            assert "example data" in Page(own["popup"]).texts


class TestMarks:
    def test_a_community_of_which_nobody_knows_is_dashed_and_says_so(self, world_gaps):
        has_stop = world_gaps["has_stop"].astype("boolean")
        has_stop.iloc[0] = pd.NA
        ranked = coverage.rank(world_gaps.assign(has_stop=has_stop))
        drawn = properties(Painter(ENGLISH).communities(ranked))
        (first,) = [each for each in drawn if each["community_id"] == world_gaps.index[0]]
        assert first["unknown"] == "stop"
        assert community_style(first)["dashArray"] == "4 3"
        assert community_style(first | {"unknown": ""}).get("dashArray") is None

    def test_only_sensitive_communities_have_a_ring_around_their_point(self, world_gaps):
        ranked = world_gaps.assign(gap="none", is_sensitive=[True, False, False, True])
        group = Painter(ENGLISH).sensitive_rings(ranked)
        assert len(properties(group)) == 2
        (layer,) = group._children.values()
        style = layer.style_function(layer.data["features"][0])
        assert style["fill"] is False
        assert style["radius"] > palette.GAP_RADIUS_PX["none"]

    def test_boarding_points_are_no_stops_and_their_line_is_dotted(self, world):
        buses = build_bus_network(world)
        point = buses.stops.iloc[[0]].assign(is_hail_point=True).set_axis(["R1@7"])
        hailed = replace(buses, stops=pd.concat([buses.stops, point]))
        assert hailed_routes(hailed) == {"R1"}
        painter = Painter(ENGLISH)
        assert {own["stop_id"] for own in properties(painter.stops(hailed))} == {"S1", "S2"}
        group = painter.routes(hailed)
        (own,) = properties(group)
        assert "anywhere along the line" in Page(own["popup"]).texts
        (layer,) = group._children.values()
        assert "dashArray" in layer.style_function(layer.data["features"][0])
        html = gaps_legend(world, hailed, ["routes"], language=ENGLISH)
        assert "East Line (board anywhere)" in "".join(Page(html).texts)
        assert "board anywhere" not in gaps_legend(world, buses, ["routes"], language=ENGLISH)
