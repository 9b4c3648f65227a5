"""Where communities have more people than their zone, one of the two numbers is wrong."""

from __future__ import annotations

import pandas as pd
import pytest

from geo_app.analysis.areas.zone_people import zones_exceeded


def communities(*rows: tuple[str | None, float | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["zone_id", "population"], index=range(len(rows)))


def zones(**people: float | None) -> pd.DataFrame:
    return pd.DataFrame({"population": pd.Series(people, dtype=float)}).rename_axis("zone_id")


def test_the_sum_of_its_communities_is_held_against_the_zone():
    rows = communities(("A", 60.0), ("A", 50.0), ("B", 10.0), ("C", 500.0), (None, 9e9))
    over = zones_exceeded(rows, zones(A=100.0, B=100.0, C=100.0))
    assert list(over.index) == ["C", "A"]
    assert list(over["in_communities"]) == [500.0, 110.0]
    assert list(over["in_zone"]) == [100.0, 100.0]


@pytest.mark.parametrize(
    ("rows", "areas"),
    [
        (communities(("A", 100.0)), zones(A=100.0)),
        (communities(("A", None), ("A", None)), zones(A=1.0)),
        (communities(("A", 200.0)), zones(A=None)),
        (communities(("X", 200.0)), zones(A=1.0)),
        (communities(("A", 200.0)).drop(columns="population"), zones(A=1.0)),
        (communities(("A", 200.0)), zones(A=1.0).drop(columns="population")),
    ],
)
def test_what_is_not_known_exceeds_nothing(rows, areas):
    assert zones_exceeded(rows, areas).empty
