"""How many rows of the files of a country's count are used, and why others are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd

from geo_app.analysis.rows_used import Reason, counts_frame
from geo_app.errors import mark
from geo_app.findings import Severity, errors_of, note
from geo_app.quality.faults import row_finding
from geo_app.readers.table_files import with_geometry

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from geo_app.findings import Finding
    from geo_app.readers.source import Raw

POINTS_NOT_COUNTED = {
    "unplaced_points": mark("points without a place"),
    "wrong_population_points": mark("points with an impossible number of people"),
}
"""Why points are in neither number of persons, by the column that counts them."""


def national_rows(
    stops: Raw, people: pd.DataFrame, *, stops_name: str, points_name: str
) -> pd.DataFrame:
    """
    Count the rows of the stops and of the points: in = used + set aside.

    Parameters
    ----------
    stops
        As `read_file` returns them.
    people
        As `covered_people` returns it.
    stops_name, points_name
        The files' names.

    Returns
    -------
    counts
        As `rows_used` returns them, a row a file.
    """
    unplaced = tuple(Reason(1, finding) for finding in _unplaced(stops, stops_name))
    not_counted = tuple(
        Reason(count, note(column, message))
        for column, message in POINTS_NOT_COUNTED.items()
        if (count := int(people[column].sum()))
    )
    all_stops, all_points = len(stops.frame), int(people["points"].sum())
    counted = all_points - sum(reason.rows for reason in not_counted)
    return counts_frame(
        [
            (stops_name, "", "bus_stops", all_stops, all_stops - len(unplaced), unplaced),
            (points_name, "", "population", all_points, counted, not_counted),
        ]
    )


def _unplaced(stops: Raw, name: str) -> Iterator[Finding]:
    """Yield a finding for each row of the stops that has no place."""
    placed = stops
    if not isinstance(stops.frame, gpd.GeoDataFrame):
        placed = with_geometry(stops, name=name)
    broken = {finding.where.row: finding for finding in errors_of(placed.findings)}
    geometry = gpd.GeoSeries(placed.frame.geometry)
    lost = (geometry.isna() | geometry.is_empty).to_numpy().nonzero()[0]
    advice = mark("The row has no position. Add its coordinates.")
    for row in lost + 1:
        yield broken.get(int(row)) or row_finding(
            "missing_geometry",
            Severity.ERROR,
            row=int(row),
            field="geometry",
            value=None,
            advice=advice,
        )
