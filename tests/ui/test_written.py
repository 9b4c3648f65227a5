"""Maps written once: the browser gets what it would get if all were drawn anew."""

from __future__ import annotations

import pytest
import streamlit as st
import streamlit_folium

from geo_app.maps.assets import Assets
from geo_app.maps.basemap import base_of, draw_base_map, draw_online_tiles, may_be_enlarged
from geo_app.maps.groups import painter_of
from geo_app.ui.shared import map_view
from geo_app.ui.shared.written import Kept, WrittenGroup, group_script, groups_script
from geo_app.words.translating import Language


@pytest.fixture
def handed_over(monkeypatch):
    """Return what was handed to the component in the browser, call by call."""
    calls: list[dict[str, object]] = []
    for module in (streamlit_folium, map_view):
        monkeypatch.setattr(module, "_component_func", lambda **given: calls.append(given))
    monkeypatch.setattr(map_view, "local_assets", lambda: Assets("/app/static/vendor/"))
    return calls


@pytest.fixture
def stops(world, world_buses):
    """Return a way to draw the stops anew."""
    return lambda: painter_of(world, Language.ENGLISH).stops(world_buses)


@pytest.fixture
def world_buses(world):
    from geo_app.transit.buses import build_bus_network  # noqa: PLC0415 - only here

    return build_bus_network(world)


@pytest.mark.parametrize("clicked", [None, lambda: None])
def test_the_component_gets_what_streamlit_folium_would_hand_it(world, handed_over, clicked):
    map_view.render_map(world, [], key="a_map", on_click=clicked)
    streamlit_folium.st_folium(
        draw_base_map(base_of(world), assets=Assets("/app/static/vendor/")),
        key="a_map",
        height=map_view.MAP_HEIGHT_PX,
        use_container_width=True,
        returned_objects=list(map_view.CLICKED) if clicked else [],
        feature_group_to_add=[],
    )
    ours, theirs = ({k: v for k, v in call.items() if k != "on_change"} for call in handed_over)
    # Folium forbids to enlarge a page; ours may be.
    assert theirs["header"] != ours["header"]
    theirs["header"] = may_be_enlarged(theirs["header"])
    assert ours == theirs


def test_a_click_is_kept_under_the_page_s_key_before_the_page_hears_of_it(world, handed_over):
    seen: list[object] = []
    map_view.render_map(
        world, [], key="a_map", on_click=lambda: seen.append(st.session_state.a_map)
    )
    st.session_state[handed_over[0]["key"]] = {"last_active_drawing": 1}
    handed_over[0]["on_change"]()
    assert seen == [{"last_active_drawing": 1}]


def test_the_base_map_is_written_once_for_the_layers_under_it(world, handed_over, monkeypatch):
    map_view.render_map(world, [], key="a_map")
    monkeypatch.setattr(map_view, "write_map", None)
    map_view.render_map(world.without([]), [], key="a_map")
    assert handed_over[0]["script"] == handed_over[1]["script"]
    with pytest.raises(TypeError):
        map_view.render_map(
            world.without(spec.layer_id for spec in world.specs("land")), [], key=""
        )


def test_equal_groups_are_an_equal_text_whatever_was_written_before(stops):
    first = groups_script([stops(), draw_online_tiles()])
    group_script("between", draw_online_tiles())
    assert groups_script([stops(), draw_online_tiles()]) == first
    assert group_script("again", stops()).count("L.featureGroup") == 1


def test_a_group_goes_where_the_next_map_finds_it(stops):
    written = WrittenGroup("stops", group_script("stops", stops()))
    for group, name in ((written, "stops"), (stops(), "0")):
        script = groups_script([group])
        assert f"var feature_group_written{name} = " in script
        assert f"map_div.addLayer(feature_group_written{name});" in script
        assert f"window.feature_group.push(feature_group_written{name});" in script


def test_what_is_kept_hangs_on_the_objects_and_on_the_values():
    kept: Kept[list[int]] = Kept(2)
    one, equal = [1], [1]
    first = kept.of([one], "a", lambda: [0])
    assert kept.of([one], "a", lambda: [0]) is first
    assert kept.of([equal], "a", lambda: [0]) is not first
    assert kept.of([one], "b", lambda: [0]) is not first


def test_what_was_used_longest_ago_goes_first():
    kept: Kept[object] = Kept(2)
    a = kept.of((), "a", object)
    kept.of((), "b", object)
    assert kept.of((), "a", object) is a
    c = kept.of((), "c", object)
    assert kept.of((), "a", object) is a
    assert kept.of((), "c", object) is c
    assert len(kept._made) == 2
