"""Which services run on a day, and which day stands for its kind."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_app.errors import LayerError
from geo_app.transit.calendar import DayType, day_itself, period, services_on, typical_day
from tests.transit.feeds import calendar, schedule

MONDAY = dt.date(2026, 11, 23)
TRIP = [("A", "08:00:00"), ("B", "08:10:00")]
WORKDAYS, WEEKEND = "1111100 20261101 20261231", "0000011 20261101 20261231"


def day(number: int) -> dt.date:
    """Return the day so many days after Monday 23 November 2026."""
    return MONDAY + dt.timedelta(days=number)


def world(trips, **options):
    """Return a schedule of trips of services: 'work' and 'end' unless told otherwise."""
    services = {"work": WORKDAYS, "end": WEEKEND}
    of_trip = {trip: {"service_id": service} for trip, service in trips.items()}
    return schedule(
        dict.fromkeys(trips, TRIP), of_trip=of_trip, **{"services": services, **options}
    )


BASIC = {"T1": "work", "T2": "work", "T3": "end"}


class TestServicesOn:
    def test_the_weekday_decides(self):
        read = world(BASIC)
        assert [services_on(read, day(n)) for n in (0, 4, 5, 6)] == [
            {"work"}, {"work"}, {"end"}, {"end"}
        ]  # fmt: skip

    def test_both_ends_of_the_period_are_within(self):
        read = world(BASIC, services={"work": "1111111 20261123 20261125", "end": WEEKEND})
        found = ["work" in services_on(read, day(n)) for n in range(-1, 4)]
        assert found == [False, True, True, True, False]

    def test_a_holiday_takes_one_service_away_and_adds_another(self):
        exceptions = [("work", "20261124", "2"), ("end", "20261124", "1")]
        read = world(BASIC, exceptions=exceptions)
        assert services_on(read, day(1)) == {"end"}
        assert services_on(read, day(2)) == {"work"}

    def test_days_alone_are_enough(self):
        dates = [("work", "20261123", "1"), ("end", "20261124", "1")]
        read = world(BASIC, exceptions=dates, calendar=None)
        assert [services_on(read, day(n)) for n in range(3)] == [{"work"}, {"end"}, set()]

    def test_two_rows_of_one_service_run_on_the_days_of_both(self):
        weeks = [calendar({"work": text}) for text in (WORKDAYS, WEEKEND)]
        read = world({"T1": "work"}, calendar=pd.concat(weeks))
        assert [services_on(read, day(n)) for n in (4, 5)] == [{"work"}, {"work"}]

    @given(st.dates(dt.date(2026, 10, 25), dt.date(2027, 1, 8)))
    def test_what_is_taken_away_does_not_run(self, when):
        exceptions = [("work", f"{when:%Y%m%d}", "2"), ("end", f"{when:%Y%m%d}", "2")]
        assert services_on(world(BASIC, exceptions=exceptions), when) == set()


class TestPeriod:
    def test_it_holds_weeks_and_added_days(self):
        read = world(BASIC, exceptions=[("work", "20270110", "1"), ("work", "20280101", "2")])
        assert period(read) == (dt.date(2026, 11, 1), dt.date(2027, 1, 10))

    def test_a_calendar_without_a_usable_day_is_refused(self):
        read = world(BASIC, services={"work": "1111111 20261301 20261231"})
        with pytest.raises(LayerError, match="calendar has no day that can be used"):
            period(read)


class TestTypicalDay:
    @pytest.mark.parametrize(
        ("day_type", "expected", "trips"),
        [(DayType.WEEKDAY, 0, 2), (DayType.SATURDAY, 5, 1), (DayType.SUNDAY, 6, 1)],
    )
    def test_it_is_the_first_of_its_kind_from_the_day_asked(self, day_type, expected, trips):
        found = typical_day(world(BASIC), day_type, on=MONDAY)
        assert (found.day, found.trips, found.is_in_period) == (day(expected), trips, True)

    def test_a_holiday_does_not_stand_for_weekdays(self):
        holiday = [("work", "20261123", "2"), ("end", "20261123", "1")]
        found = typical_day(world(BASIC, exceptions=holiday), DayType.WEEKDAY, on=MONDAY)
        assert (found.day, found.trips) == (day(1), 2)

    def test_a_day_without_service_does_not_stand_for_weekdays(self):
        closed = [("work", f"{day(n):%Y%m%d}", "2") for n in (*range(5), *range(7, 12), 14, 15)]
        found = typical_day(world(BASIC, exceptions=closed), DayType.WEEKDAY, on=MONDAY)
        assert found.day == day(16)

    def test_fridays_with_a_late_bus_are_not_the_rule(self):
        late = {**BASIC, "T4": "friday"}
        services = {"work": WORKDAYS, "end": WEEKEND, "friday": "0000100 20261101 20261231"}
        found = typical_day(world(late, services=services), DayType.WEEKDAY, on=day(4))
        assert (found.day, found.trips) == (day(7), 2)

    def test_of_equally_usual_days_the_earliest_stands(self):
        services = {"work": "0110000 20261101 20261231", "end": "0000011 20261101 20261231"}
        read = world({"T1": "work", "T2": "end"}, services=services)
        assert typical_day(read, DayType.WEEKDAY, on=day(3)).day == day(8)

    def test_starts_of_a_headway_count_as_trips(self):
        read = world(BASIC, frequencies=[("T1", "06:00:00", "07:00:00", "600")])
        assert typical_day(read, DayType.WEEKDAY, on=MONDAY).trips == 7

    def test_an_expired_calendar_is_used_and_says_so(self):
        found = typical_day(world(BASIC), DayType.SUNDAY, on=dt.date(2027, 3, 1))
        assert not found.is_in_period
        assert found.day == dt.date(2026, 11, 1)
        assert (found.first_day, found.last_day) == (dt.date(2026, 11, 1), dt.date(2026, 12, 31))

    def test_a_calendar_that_has_not_begun_is_used_and_says_so(self):
        found = typical_day(world(BASIC), DayType.WEEKDAY, on=dt.date(2026, 3, 1))
        assert (found.day, found.is_in_period) == (dt.date(2026, 11, 2), False)

    def test_the_whole_period_is_searched_when_four_weeks_hold_nothing(self):
        services = {"work": "1111100 20261101 20261130", "end": WEEKEND}
        found = typical_day(world(BASIC, services=services), DayType.WEEKDAY, on=day(10))
        assert (found.day, found.is_in_period) == (dt.date(2026, 11, 2), True)

    def test_of_a_very_long_calendar_the_days_next_to_the_one_asked_are_used(self):
        services = {"work": "1111111 19000101 99991231", "end": WEEKEND}
        found = typical_day(world(BASIC, services=services), DayType.WEEKDAY, on=MONDAY)
        assert (found.day, found.trips, found.is_in_period) == (MONDAY, 2, True)
        services = {"work": "1111111 19000101 20201231", "end": "0000011 19000101 20201231"}
        found = typical_day(world(BASIC, services=services), DayType.WEEKDAY, on=MONDAY)
        assert (found.day.year, found.is_in_period) == (2019, False)

    @pytest.mark.parametrize(
        ("day_type", "words"),
        [
            (DayType.WEEKDAY, "no service from Monday to Friday"),
            (DayType.SATURDAY, "no service on Saturdays"),
            (DayType.SUNDAY, "no service on Sundays"),
        ],
    )
    def test_no_such_day_is_a_sentence_with_the_period(self, day_type, words):
        services = {"work": f"{'1' * 7} 20261123 20261123"}
        if day_type is DayType.WEEKDAY:
            services = {"work": "0000011 20261101 20261231"}
        read = world({"T1": "work"}, services=services)
        with pytest.raises(LayerError, match=rf"{words}.* runs from 2026-11-\d\d to 2026-1"):
            typical_day(read, day_type, on=MONDAY)

    @given(st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)), st.sampled_from(DayType))
    def test_it_is_always_of_its_kind_and_within_the_period(self, on, day_type):
        found = typical_day(world(BASIC), day_type, on=on)
        assert day_type.includes(found.day)
        assert found.first_day <= found.day <= found.last_day
        assert found.is_in_period == (found.first_day <= on <= found.last_day)


class TestDayItself:
    def test_it_is_the_day(self):
        found = day_itself(world(BASIC), day(5))
        assert (found.day, found.trips, found.is_in_period) == (day(5), 1, True)

    def test_a_day_without_service_is_a_sentence_with_the_period(self):
        read = world(BASIC, exceptions=[("work", "20261205", "1"), ("work", "20261124", "2")])
        with pytest.raises(
            LayerError, match=r"no service on 2026-11-24.* from 2026-11-01 to 2026-12-31"
        ):
            day_itself(read, day(1))


@pytest.mark.parametrize(
    ("number", "day_type"),
    [*((n, DayType.WEEKDAY) for n in range(5)), (5, DayType.SATURDAY), (6, DayType.SUNDAY)],
)
def test_every_day_is_of_one_type(number, day_type):
    assert [kind for kind in DayType if kind.includes(day(number))] == [day_type]
