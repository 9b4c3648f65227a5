"""Where the checks of a proposal put what they find."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geo_app.crs import DISPLAY_CRS
from geo_app.errors import mark
from geo_app.findings import Finding, Severity, Where

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.changes.terms import Stop

OFF_LINE_M = 30.0
"""A stop further from the line than this is told: half a wide road and what positions are off."""

NOT_ON_LINE_M = 100.0
"""A stop further from the line than this is not on it: no bus stops there."""


class Findings:
    """The problems found so far, and the places in metres that the checks need."""

    def __init__(self, baseline: Baseline) -> None:
        self.baseline = baseline
        self._problems: list[Finding] = []

    @property
    def problems(self) -> tuple[Finding, ...]:
        """What was found, in its order."""
        return tuple(self._problems)

    def add(self, problem: Finding) -> None:
        """
        Add a problem as it is.

        Parameters
        ----------
        problem
            Complete, its severity with it.
        """
        self._problems.append(problem)

    def extend(self, others: Findings) -> None:
        """
        Add what others found.

        Parameters
        ----------
        others
            Of a part of the checks; it stays as it is.
        """
        self._problems.extend(others.problems)

    def error(self, code: str, message: str, **more: object) -> None:
        """
        Add what blocks.

        Parameters
        ----------
        code
            Stable name of what it is, such as `stop_not_on_line`.
        message
            An English sentence with named placeholders, to be translated.
        more
            What the placeholders stand for; `subject` and `place`, in (lon, lat), say where.
        """
        self._tell(Severity.ERROR, code, message, more)

    def warn(self, code: str, message: str, **more: object) -> None:
        """
        Add what is shown.

        Parameters
        ----------
        code
            Stable name of what it is, such as `stop_off_line`.
        message
            An English sentence with named placeholders, to be translated.
        more
            What the placeholders stand for; `subject` and `place`, in (lon, lat), say where.
        """
        self._tell(Severity.WARNING, code, message, more)

    def info(self, code: str, message: str, **more: object) -> None:
        """
        Add what is affected.

        Parameters
        ----------
        code
            Stable name of what it is, such as `speed_assumed`.
        message
            An English sentence with named placeholders, to be translated.
        more
            What the placeholders stand for; `subject` and `place`, in (lon, lat), say where.
        """
        self._tell(Severity.INFO, code, message, more)

    def in_metres(self, places: Iterable[tuple[float, float]]) -> NDArray[np.float64]:
        """
        Return places of (lon, lat) in the analysis CRS, (places, 2).

        Parameters
        ----------
        places
            In degrees, WGS 84.
        """
        lon_lat = np.array(list(places), dtype=np.float64).reshape(-1, 2)
        points = gpd.GeoSeries(gpd.points_from_xy(*lon_lat.T), crs=DISPLAY_CRS)
        xy: NDArray[np.float64] = shapely.get_coordinates(
            points.to_crs(self.baseline.network.stops.crs).to_numpy()
        )
        return xy

    def far_from_line(self, place: shapely.Point, line: shapely.Geometry, stop: Stop) -> None:
        """
        Tell of a stop that the line does not pass.

        Parameters
        ----------
        place
            Where the stop stands, in metres of the analysis CRS.
        line
            The line, in the same.
        stop
            The stop, as the proposal has it.
        """
        metres = float(place.distance(line))
        more = {"subject": stop.stop_id, "metres": metres, "place": (stop.lon, stop.lat)}
        if metres > NOT_ON_LINE_M:
            self.error(
                "stop_not_on_line",
                mark(
                    "The stop '{subject}' lies {metres:,.0f} m off the line, so no bus stops "
                    "there. Move it to within 100 m."
                ),
                **more,
            )
        elif metres > OFF_LINE_M:
            self.warn(
                "stop_off_line",
                mark("The stop '{subject}' lies {metres:,.0f} m off the line."),
                **more,
            )

    def _tell(self, severity: Severity, code: str, message: str, more: dict[str, object]) -> None:
        position = more.pop("place", None)
        where = Where(
            subject=str(more.get("subject", "")),
            position=position,  # type: ignore[arg-type]
        )
        self._problems.append(
            Finding(code=code, severity=severity, message=message, fields=more, where=where)
        )
