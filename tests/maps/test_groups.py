"""Which layers lie on a map, and what the legend says of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely import LineString

from geo_app.analysis import coverage
from geo_app.indicators.listing import COUNTED
from geo_app.maps import palette
from geo_app.maps.groups import LAYERS, draw_layer, feature_groups, painter_of, shown_layers
from geo_app.maps.legend_entries import gaps_legend
from geo_app.province import open_province
from geo_app.transit.buses import build_bus_network
from geo_app.words.indicator_words import gap_words
from geo_app.words.translating import Language
from tests.fixtures.pages import Page, properties
from tests.fixtures.payloads import PAYLOADS
from tests.fixtures.province_folder import DAY, rows_of_world, write_province

ENGLISH = Language.ENGLISH
GAPS = list(gap_words(COUNTED).values())


@pytest.fixture(scope="module")
def buses(world):
    """Return the buses of the world."""
    return build_bus_network(world)


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """Return a province of communities and buses alone."""
    rows = {kind: None for kind in rows_of_world() if kind != "communities"}
    return open_province(write_province(tmp_path_factory.mktemp("bare"), rows=rows))


PLAIN = tuple(layer for layer in LAYERS if layer not in {"share", "records"})
"""What the world has, and no answer fills."""


def legend(province, layers=PLAIN, *, language=ENGLISH) -> str:
    """Return the legend of a province as HTML."""
    return gaps_legend(province, build_bus_network(province), layers, language=language)


def labels_of(html: str) -> list[str]:
    """Return the texts of a legend without blanks."""
    return [text.strip() for text in Page(html).texts if text.strip()]


def test_layers_are_shown_from_bottom_to_top_whatever_order_is_asked_for(world):
    assert shown_layers(world, reversed(PLAIN)) == list(PLAIN)


def test_filled_zones_take_the_place_of_their_borders(world):
    assert shown_layers(world, ["stops", "zones", "share"]) == ["share", "stops"]


def test_only_the_layers_asked_for_are_shown(world):
    assert shown_layers(world, ["stops", "zones"]) == ["zones", "stops"]


@pytest.mark.parametrize("wanted", [[], ["nothing"], ["<script>"]])
def test_a_layer_that_nobody_knows_is_not_shown(world, wanted):
    assert shown_layers(world, wanted) == []


def test_layers_that_the_province_lacks_are_left_out(bare):
    assert shown_layers(bare, LAYERS) == ["routes", "stops"]


@pytest.mark.parametrize(
    ("layer", "count"),
    [
        ("zones", 2),
        ("hazards", 3),
        ("mangroves", 1),
        ("facilities", 1),
        ("routes", 1),
        ("stops", 2),
    ],
)
def test_each_layer_draws_its_own_rows(world, buses, layer, count):
    painter = painter_of(world, ENGLISH)
    assert len(properties(draw_layer(layer, world, buses, painter))) == count


def test_the_communities_lie_on_top(world, world_gaps, buses):
    ranked = coverage.rank(world_gaps)
    groups = feature_groups(world, buses, ranked, layers=PLAIN, language=ENGLISH)
    # The rings of sensitive communities lie right under the communities.
    assert len(groups) == len(PLAIN) + 2
    assert properties(groups[-2]) == []
    assert {own["community_id"] for own in properties(groups[-1])} == set(ranked.index)


def test_the_painter_knows_how_far_the_plans_can_be_trusted(tmp_path):
    write_province(tmp_path, layers={"disaster_plans": {"status": "synthetic"}})
    province = open_province(tmp_path)
    ranked = coverage.rank(coverage.gaps(province, on=DAY))
    own = properties(painter_of(province, ENGLISH).communities(ranked))[0]
    assert "[example data]" in own["popup"]


def test_a_legend_explains_every_gap_and_every_layer(world):
    found = labels_of(legend(world))
    expected = {
        *GAPS,
        "Bus stops",
        "East Line",
        "Facilities",
        "Mangroves",
        "Flood (high)",
        "Flood (medium)",
        "Tsunami (low)",
        "Zones",
    }
    assert set(found) == expected
    assert len(found) == len(expected)


def test_a_legend_explains_no_layer_that_is_not_shown(world):
    assert set(labels_of(legend(world, []))) == set(GAPS)


def test_a_bare_province_has_a_legend(bare):
    assert labels_of(legend(bare))[: len(GAPS)] == GAPS


def test_the_legend_marks_what_rests_on_example_data(tmp_path):
    layers = {"disaster_plans": {"status": "synthetic"}, "mangroves": {"status": "indicative"}}
    html = legend(open_province(write_province(tmp_path, layers=layers)))
    assert labels_of(html).count("example data") == 3
    assert labels_of(html).count("indicative") == 1


def test_the_legend_of_a_route_has_the_colour_of_its_line(world):
    lines = [LineString([(0, 0), (1, 1)])] * 2
    routes = build_bus_network(world).routes.iloc[[0, 0, 0]].assign(colour=None)
    names = ["Undrawn", "First", "Second"]
    routes = routes.assign(name_en=names).set_axis(["A", "B", "C"])
    routes = routes.set_geometry([None, *lines], crs=32647)
    network = replace(build_bus_network(world), routes=routes)
    drawn = properties(painter_of(world, ENGLISH).routes(network))
    html = gaps_legend(world, network, ["routes"], language=ENGLISH)
    for own in drawn:
        item = next(part for part in html.split("ga-legend-item") if own["tooltip"] in part)
        assert own["colour"] in item


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_name_of_a_route_runs_nowhere_in_the_legend(world, buses, payload):
    hostile = buses.routes.assign(name_th=payload, name_en=payload, colour=payload)
    network = replace(buses, routes=hostile)
    page = Page(gaps_legend(world, network, LAYERS, language=ENGLISH))
    assert page.tags == Page(legend(world, LAYERS)).tags


@pytest.mark.parametrize("language", Language)
def test_the_colours_of_the_gaps_are_those_of_the_map(world, language):
    html = legend(world, [], language=language)
    assert all(palette.GAP[gap] in html for gap in gap_words(COUNTED))


def test_a_record_says_hazard_height_and_note(world):
    painter = painter_of(world, ENGLISH)
    records = world.of_kind("facilities").assign(
        hazard_type=["tsunami"], height_m=[4.5], note_en=["Surveyed"]
    )
    [own] = properties(painter.records(records))
    for text in ("Tsunami", "4.5 m", "Surveyed"):
        assert text in own["popup"]
    [unmeasured] = properties(painter.records(records.assign(height_m=float("nan"))))
    assert "Height of the water" not in unmeasured["popup"]
