"""How a route is run, against figures worked out on paper."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_app.proposals.running.operating import Rates, cycle_time_min, operation, vehicles_needed
from geo_app.proposals.running.service import HeadwayWindow, Service
from geo_app.quality.clock import HOUR_S

DAY = Service(headway_min=15, first_departure_s=6 * HOUR_S, last_departure_s=20 * HOUR_S)


def test_65_minutes_and_ten_per_cent_are_72() -> None:
    assert cycle_time_min(65) == 72


def test_72_minutes_every_15_take_five_vehicles() -> None:
    assert vehicles_needed(72, 15) == 5


def test_75_minutes_every_15_take_five_and_not_six() -> None:
    assert vehicles_needed(75, 15) == 5


def test_a_cycle_that_is_whole_is_not_rounded_up_further() -> None:
    # 50 x 1.1 is 55.00000000000001 in binary.
    assert cycle_time_min(50) == 55


def test_the_scheduled_cycle_is_vehicles_times_headway() -> None:
    # 32.5 min a way at 20 km/h: 65 min there and back.
    found = operation(32.5 / 60 * 20_000, DAY, Rates())
    assert found.running_time_min == pytest.approx(32.5)
    assert (found.cycle_time_min, found.vehicles, found.scheduled_cycle_min) == (72, 5, 75)
    assert found.spare_vehicles == 1


def test_the_route_of_the_world_costs_what_paper_says() -> None:
    found = operation(2_980.0, DAY, Rates(), speed_kmh=20)
    assert found.running_time_min == pytest.approx(8.94)
    assert (found.cycle_time_min, found.vehicles, found.departures) == (20, 2, 57)
    assert found.vehicle_km == pytest.approx(339.72)
    assert found.vehicle_hours == pytest.approx(28.5)
    assert found.cost_thb_per_day == pytest.approx(12_206.64)
    assert found.cost_thb_per_year == pytest.approx(12_206.64 * 365)


def test_two_headways_take_the_vehicles_of_the_shorter() -> None:
    service = Service(
        headway_min=30,
        windows=(HeadwayWindow(start_s=7 * HOUR_S, end_s=9 * HOUR_S, headway_min=10),),
        first_departure_s=6 * HOUR_S,
        last_departure_s=20 * HOUR_S,
    )
    found = operation(10_000.0, service, Rates(), speed_kmh=20)
    # 30 min a way, 66 min a cycle: 7 vehicles every 10 min, 3 every 30 min.
    assert (found.cycle_time_min, found.vehicles, found.scheduled_cycle_min) == (66, 7, 70)
    # 06:00-07:00 2, 07:00-09:00 12, 09:00-20:00 22, and the one at 20:00.
    assert found.departures == 2 + 12 + 22 + 1
    assert found.vehicle_hours == pytest.approx((12 * 70 + 25 * 90) / 60)


def test_a_last_departure_off_the_beat_still_leaves() -> None:
    service = Service(headway_min=15, first_departure_s=0, last_departure_s=40 * 60)
    assert service.departures() == [0, 900, 1800, 2400]


def test_nothing_runs_between_windows_without_a_headway() -> None:
    peaks = tuple(
        HeadwayWindow(start_s=h * HOUR_S, end_s=(h + 1) * HOUR_S, headway_min=20) for h in (7, 17)
    )
    service = Service(windows=peaks)
    assert service.departures() == [
        *(7 * HOUR_S + n * 1200 for n in range(3)),
        *(17 * HOUR_S + n * 1200 for n in range(3)),
    ]


@given(
    headway=st.integers(1, 240),
    first=st.integers(0, 20 * 60),
    span=st.integers(0, 10 * 60),
    windows=st.lists(st.tuples(st.integers(0, 23), st.integers(1, 120)), max_size=3),
)
def test_every_departure_lies_in_the_span_and_the_ends_leave(
    headway: int, first: int, span: int, windows: list[tuple[int, int]]
) -> None:
    different = dict(windows)
    service = Service(
        headway_min=headway,
        windows=tuple(
            HeadwayWindow(start_s=hour * HOUR_S, end_s=(hour + 1) * HOUR_S, headway_min=other)
            for hour, other in sorted(different.items())
        ),
        first_departure_s=first * 60,
        last_departure_s=(first + span) * 60,
    )
    times = service.departures()
    assert times == sorted(set(times))
    assert (times[0], times[-1]) == (first * 60, (first + span) * 60)


def test_more_often_never_takes_fewer_vehicles() -> None:
    vehicles = [vehicles_needed(66, headway) for headway in range(60, 0, -1)]
    assert vehicles == sorted(vehicles)


def test_rates_below_zero_are_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        Rates(vehicle_km_thb=-1)
