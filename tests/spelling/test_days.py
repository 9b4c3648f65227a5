import pytest

from geo_app.spelling.days import iso_day


@pytest.mark.parametrize(
    "text",
    ["2026-04-17", "2026-4-17", "2026/04/17", "2026.04.17", "20260417", "20260417.0", "17/04/2026",
     "4/17/2026", "17 April 2026", "17 เม.ย. 2026", "17 เมษายน ค.ศ. 2026", "๒๐๒๖-๐๔-๑๗",
     "2026-04-17 00:00:00", "2026-04-17T08:30:00+07:00", " 2026-04-17\u00a0"],
)  # fmt: skip
def test_a_day_that_cannot_be_misread_is_read(text):
    assert iso_day(text) == "2026-04-17"


@pytest.mark.parametrize(
    "text", ["05/04/2026", "17/4/26", "2026-02-30", "soon", "46129", "2026", "2026-04-17x", ""]
)
def test_what_is_no_day_or_may_be_two_is_none(text):
    assert iso_day(text) is None


def test_day_and_month_may_change_places_where_they_are_the_same():
    assert iso_day("04/04/2026") == "2026-04-04"


def test_a_year_of_the_buddhist_era_stays_what_it_is():
    assert iso_day("17 เม.ย. พ.ศ. 2569") == "2569-04-17"
