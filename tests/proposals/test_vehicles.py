"""Kinds of vehicles: what is stated of them, what is not, and files that say what cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo_app.errors import GeoAppError
from geo_app.proposals.running.operating import Rates
from geo_app.proposals.running.vehicles import FILE_NAME, USUAL, Vehicle, vehicles_of, with_vehicle

if TYPE_CHECKING:
    from pathlib import Path


def test_what_nobody_has_stated_is_unknown_and_every_number_has_its_source(tmp_path: Path) -> None:
    assert vehicles_of(tmp_path) == USUAL
    for vehicle in USUAL:
        is_stated = vehicle.seats is not None or vehicle.rates is not None
        assert bool(vehicle.source) == is_stated
    songthaew = USUAL[0]
    assert songthaew.rates is None
    assert songthaew.seats_an_hour(20) is None


def test_a_province_states_its_own(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(
        '[songthaew]\nname_th = "โพถ้อง"\nseats = 20\nvehicle_km_thb = 9.5\nspeed_kmh = 22\n'
        'stop_policy = "hail_and_ride"\nsource = "สำรวจ 2569"\n[ferry]\nname_en = "Ferry"\n',
        encoding="utf-8-sig",
    )
    first, *others, last = vehicles_of(tmp_path)
    assert (first.name_th, first.seats, first.speed_kmh) == ("โพถ้อง", 20, 22)
    assert first.seats_an_hour(15) == 80
    assert [vehicle.vehicle_id for vehicle in (*others, last)] == ["van", "minibus", "bus", "ferry"]
    # Whoever states the kilometre has stated all: nothing of the placeholders comes on top.
    assert first.rates == Rates(vehicle_hour_thb=0, vehicle_km_thb=9.5, peak_vehicle_thb_per_day=0)


def test_days_and_shares_stay_and_without_rates_the_placeholders_stand_in() -> None:
    mine = Rates(vehicle_km_thb=99.0, days_per_year=250, layover_share=0.2)
    bus = with_vehicle(mine, USUAL[-1])
    assert (bus.vehicle_km_thb, bus.vehicle_hour_thb) == (36.28, 0)
    assert (bus.days_per_year, bus.layover_share) == (250, 0.2)
    for without in (USUAL[0], None):
        assert with_vehicle(bus, without) == Rates(days_per_year=250, layover_share=0.2)


@pytest.mark.parametrize("headway_min", [None, 0, -5])
def test_seats_an_hour_need_a_headway(headway_min: float | None) -> None:
    assert Vehicle(vehicle_id="van", seats=13).seats_an_hour(headway_min) is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[van\n", "cannot be read"),
        ("van = 3\n", "there is no '3'"),
        ('[van]\nname_en = "Van"\nwheels = 4\n', "there is no 'wheels'"),
        ('[van]\nname_en = "Van"\nseats = "many"\n', "'many' is no number"),
        ('[van]\nname_en = "Van"\nseats = true\n', "'True' is no number"),
        ('[van]\nname_en = "Van"\nseats = -1\n', "'-1' is no number"),
        ('[van]\nname_en = "Van"\nseats = nan\n', "'nan' is no number"),
        ('[van]\nname_en = "Van"\nseats = inf\n', "'inf' is no number"),
        ("[van]\nseats = 3\n", "name_th or name_en is missing"),
        ('[van]\nname_en = "Van"\nstop_policy = "never"\n', "'never' is none of stops"),
    ],
)
def test_what_cannot_be_gets_a_sentence_with_the_place(
    tmp_path: Path, text: str, sentence: str
) -> None:
    (tmp_path / FILE_NAME).write_text(text, encoding="utf-8")
    with pytest.raises(GeoAppError, match=FILE_NAME) as refusal:
        vehicles_of(tmp_path)
    assert sentence in str(refusal.value)


def test_a_file_that_is_no_text_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(GeoAppError, match="cannot be read"):
        vehicles_of(tmp_path)
