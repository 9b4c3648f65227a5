"""What stands on the front of the buses that leave a stop."""

from __future__ import annotations

import pytest

from geo_app.desk.headsigns import headsigns
from geo_app.province import open_province
from geo_app.words.translating import Language
from tests.fixtures.province_folder import write_province

TRIPS = "route_id,service_id,trip_id,shape_id,trip_headsign\nR1,daily,T1,shape1,สนามบิน\n"


@pytest.fixture
def province(tmp_path):
    return open_province(write_province(tmp_path / "p", files={"transit/trips.txt": TRIPS}))


def test_the_sign_of_what_leaves_is_shown_by_route(province):
    signs = headsigns(province, "S1", Language.THAI)
    assert signs.to_dict() == {("R1", ""): "สนามบิน"}


def test_nothing_leaves_from_where_a_trip_ends(province):
    assert headsigns(province, "S2", Language.THAI).empty


def test_a_feed_without_headsigns_has_none(world):
    assert headsigns(world, "S1", Language.ENGLISH).empty
