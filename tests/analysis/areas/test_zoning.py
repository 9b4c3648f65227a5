"""Which zones a community belongs to, by its own word and by its place."""

from __future__ import annotations

import pytest
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from geo_app.analysis.areas.zoning import finest_zones, home_zones, zone_membership
from geo_app.errors import CrsError
from tests.fixtures.places import areas, communities


def zones(**changes: object):
    """Return two tambons side by side in one district, each tambon a kilometre square."""
    shapes = {
        "830102": box(1000, 0, 2000, 1000),
        "830101": box(0, 0, 1000, 1000),
        "8301": box(0, 0, 2000, 1000),
    }
    return areas(shapes, name="zone_id", level=["tambon", "tambon", "district"], **changes)


def belongs(layer, all_zones=None) -> list[tuple[str, str, str]]:
    """Return community, zone and level of every membership."""
    membership = zone_membership(layer, zones() if all_zones is None else all_zones)
    return list(membership[["community_id", "zone_id", "level"]].itertuples(index=False, name=None))


def test_a_community_belongs_to_every_zone_around_it():
    assert belongs(communities({"C": (500, 500)})) == [
        ("C", "8301", "district"),
        ("C", "830101", "tambon"),
    ]


def test_on_a_shared_border_the_zone_whose_id_sorts_first_has_it():
    assert belongs(communities({"C": (1000, 500)})) == [
        ("C", "8301", "district"),
        ("C", "830101", "tambon"),
    ]


def test_a_communitys_own_zone_goes_before_its_rough_position():
    layer = communities({"C": (990, 500)}).assign(zone_id="830102")
    assert belongs(layer) == [("C", "8301", "district"), ("C", "830102", "tambon")]


def test_a_community_off_the_coast_belongs_to_the_zone_it_names():
    layer = communities({"C": (500, 1300)}).assign(zone_id="830101")
    assert belongs(layer) == [("C", "830101", "tambon")]


def test_a_zone_that_nobody_knows_gives_way_to_the_position():
    layer = communities({"C": (500, 500)}).assign(zone_id="999999")
    assert ("C", "830101", "tambon") in belongs(layer)


def test_outside_every_zone_a_community_belongs_to_none():
    assert belongs(communities({"C": (5000, 5000)})) == []


def test_overlapping_zones_of_one_level_count_once():
    twice = areas(
        {"B": box(0, 0, 9, 9), "A": box(0, 0, 9, 9)}, name="zone_id", level=["tambon"] * 2
    )
    assert belongs(communities({"C": (5, 5)}), twice) == [("C", "A", "tambon")]


def test_without_communities_nobody_belongs():
    assert belongs(communities({})) == []


def test_zones_in_another_crs_are_refused():
    with pytest.raises(CrsError, match="'communities' and 'zones'"):
        zone_membership(communities({"C": (5, 5)}), zones(crs="EPSG:4326"))


def test_the_home_zone_is_the_smallest_around():
    assert home_zones(communities({"C": (500, 500)}), zones()).to_dict() == {"C": "830101"}


def test_the_home_zone_is_the_one_a_community_names():
    layer = communities({"C": (500, 500), "D": (500, 500)}).assign(zone_id=["830102", None])
    assert home_zones(layer, zones()).to_dict() == {"C": "830102", "D": "830101"}


def test_without_zones_a_community_has_the_zone_it_names_or_none():
    layer = communities({"C": (0, 0), "D": (0, 0)}).assign(zone_id=["830102", None])
    assert home_zones(layer, None).to_dict() == {"C": "830102", "D": None}
    assert home_zones(communities({"C": (0, 0)}), None).to_dict() == {"C": None}


def test_home_zones_keep_the_order_of_the_communities():
    layer = communities({"Z": (1500, 5), "A": (9999, 5), "M": (5, 5)})
    assert list(home_zones(layer, zones()).items()) == [
        ("Z", "830102"),
        ("A", None),
        ("M", "830101"),
    ]


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        (["district", "tambon", "local_government"], ["tambon"]),
        (["district", "local_government", "district"], ["local_government"]),
        (["district"] * 3, ["district"] * 3),
    ],
)
def test_the_finest_zones_are_tambons_else_local_governments_else_districts(levels, expected):
    shapes = {"A": box(0, 0, 1, 1), "B": box(0, 0, 1, 1), "C": box(0, 0, 1, 1)}
    assert list(finest_zones(areas(shapes, name="zone_id", level=levels))["level"]) == expected


def test_nothing_that_is_handed_in_is_changed():
    layers = communities({"C": (500, 500)}).assign(zone_id="830102"), zones()
    before = [layer.copy() for layer in layers]
    zone_membership(*layers)
    home_zones(*layers)
    for layer, copy in zip(layers, before, strict=True):
        assert_geodataframe_equal(layer, copy)


@given(
    st.lists(st.tuples(st.integers(-500, 2500), st.integers(-500, 1500)), min_size=1, max_size=8)
)
def test_a_community_belongs_to_at_most_one_zone_of_a_level(places):
    layer = communities({f"C{n}": xy for n, xy in enumerate(places)})
    membership = zone_membership(layer, zones())
    assert not membership.duplicated(["community_id", "level"]).any()


@given(
    places=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 1000)), min_size=1, max_size=8),
    data=st.data(),
)
def test_the_order_of_the_rows_never_matters(places, data):
    layer = communities({f"C{n}": xy for n, xy in enumerate(places)})
    order = data.draw(st.permutations(list(layer.index)))
    zone_order = data.draw(st.permutations(list(zones().index)))
    assert belongs(layer.loc[order], zones().loc[zone_order]) == belongs(layer)
