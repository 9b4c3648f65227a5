"""The features of a proposal's document, read with a sentence for each that is wrong."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from geo_app.crs import DISPLAY_CRS
from geo_app.errors import mark
from geo_app.findings import Finding, Severity
from geo_app.proposals.changes.terms import Line, Stop
from geo_app.proposals.document.properties import Properties

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from geo_app.proposals.changes.kind import Kind
    from geo_app.proposals.changes.terms import Change

Feature = dict[str, Any]

LARGEST = 1e9
"""Beyond any coordinate of any system; not a number is beyond it too."""


class FeatureReader:
    """
    Reads the features of a proposal's document one by one and collects what is wrong.

    Parameters
    ----------
    document
        A FeatureCollection, values of JSON.
    kinds
        How each kind of change is read, by its name.
    drawn_kinds
        Those that carry a line, to which stops belong.
    """

    def __init__(
        self,
        document: Mapping[str, Any],
        kinds: Mapping[str, Kind[Any]],
        drawn_kinds: Collection[str],
    ) -> None:
        self._kinds, self._drawn_kinds = kinds, drawn_kinds
        self.problems: list[Finding] = []
        self.features: list[Feature] = list(document.get("features") or [])
        self.to_degrees = self._transformer(document.get("crs"))
        self.strange_kinds: set[str] = set()
        # By the place of their line among the features.
        self.stops: dict[int, list[Stop]] = {}

    def changes(self) -> Iterable[Change]:
        """Return the changes; stops go to the line that they name, the last one before them."""
        rows = [(f, Properties(f.get("properties"), self.problems)) for f in self.features]
        lines = [
            (place, row.values.get("route_id"))
            for place, (_, row) in enumerate(rows)
            if row.kind in self._drawn_kinds
        ]
        for place, (feature, row) in enumerate(rows):
            if row.kind == "stop":
                self._keep_stop(place, feature, row, lines)
        for feature, row in rows:
            if row.kind in self._kinds:
                change = self._kinds[row.kind].read(self, feature, row)
                if change is not None:
                    yield change
            elif row.kind != "stop":
                self._unknown_kind(row)

    def line(self, feature: Feature, row: Properties) -> Line:
        """
        Read a LineString, or a MultiLineString of one part.

        Parameters
        ----------
        feature
            A feature.
        row
            Its properties.
        """
        geometry = _geometry(feature)
        kind, coordinates = geometry.get("type"), geometry.get("coordinates")
        if kind == "MultiLineString" and isinstance(coordinates, list) and len(coordinates) == 1:
            coordinates = coordinates[0]
        elif kind != "LineString":
            message = mark("'{subject}' needs a line, and has '{found}'.")
            row.tell("no_line", message, found=kind or "–")
            return ()
        return self._positions(coordinates, row)

    def point(self, feature: Feature, row: Properties) -> tuple[float, float] | None:
        """
        Read a Point.

        Parameters
        ----------
        feature
            A feature.
        row
            Its properties.
        """
        geometry = _geometry(feature)
        if geometry.get("type") != "Point":
            kind = geometry.get("type") or "–"
            row.tell("no_point", mark("'{subject}' needs a point, and has '{found}'."), found=kind)
            return None
        places = self._positions([geometry.get("coordinates")], row)
        return places[0] if places else None

    def drawn_line(self, row: Properties) -> Line | None:
        """
        Read what was drawn before it was laid along roads.

        Parameters
        ----------
        row
            A feature's properties.
        """
        value = row.values.get("drawn_line")
        return self._positions(value, row) or None if isinstance(value, list) else None

    def stops_of(self, feature: Feature) -> tuple[Stop, ...]:
        """
        Return the stops of a line.

        Parameters
        ----------
        feature
            The line.
        """
        return tuple(
            self.stops.get(next(n for n, one in enumerate(self.features) if one is feature), [])
        )

    def stop(self, feature: Feature, row: Properties) -> Stop | None:
        """
        Read a stop.

        Parameters
        ----------
        feature
            A feature.
        row
            Its properties.
        """
        stop_id, place = row.id("stop_id"), self.point(feature, row)
        if stop_id is None or place is None:
            return None
        return Stop(
            stop_id=stop_id,
            lon=place[0],
            lat=place[1],
            name_th=row.text("name_th"),
            name_en=row.text("name_en"),
        )

    def _keep_stop(
        self, place: int, feature: Feature, row: Properties, lines: list[tuple[int, Any]]
    ) -> None:
        stop, route_id = self.stop(feature, row), row.text("route_id")
        its = [at for at, named in lines if route_id is None or str(named) == route_id]
        if route_id is None and len(lines) != 1:
            row.tell(
                "stop_of_no_route",
                mark("The stop '{subject}' does not say of which route it is: add a route_id."),
            )
        elif not its:
            row.tell(
                "stop_of_unknown_route",
                mark("The stop '{subject}' names the route '{found}', which has no line here."),
                found=route_id,
            )
        elif stop is not None:
            before = [at for at in its if at < place]
            self.stops.setdefault(before[-1] if before else its[0], []).append(stop)

    def _unknown_kind(self, row: Properties) -> None:
        if row.kind in self.strange_kinds:
            # A file of another sort has as many of them as features.
            return
        self.strange_kinds.add(row.kind)
        row.tell(
            "unknown_kind",
            mark("A feature is of kind '{found}', which is no change. Use one of: {kinds}."),
            found=row.kind,
            kinds=", ".join(("stop", *self._kinds)),
        )

    def _positions(self, coordinates: Any, row: Properties) -> Line:
        places: list[Any] = coordinates if isinstance(coordinates, list) else [None]
        if not all(_is_position(place) for place in places):
            row.tell("bad_position", mark("'{subject}' has a position that is no two numbers."))
            return ()
        xy = np.array([place[:2] for place in places], dtype=np.float64).reshape(-1, 2)
        if self.to_degrees is not None and len(xy):
            xy = np.column_stack(self.to_degrees.transform(*xy.T))
        is_wrong = ~((np.abs(xy) <= (180, 90)).all(axis=1) & np.isfinite(xy).all(axis=1))
        if is_wrong.any():
            x, y = xy[is_wrong.argmax()]
            row.tell(
                "not_degrees",
                mark(
                    "'{subject}' lies at {x}, {y}, which are no degrees. Save the file in "
                    "WGS 84 (EPSG:4326)."
                ),
                x=_short(x),
                y=_short(y),
            )
            return ()
        return tuple((float(x), float(y)) for x, y in xy)

    def _transformer(self, crs: Any) -> Transformer | None:
        """Follow an old `crs` member that names a system; never one that is a link."""
        if crs is None:
            return None
        try:
            named = crs if isinstance(crs, dict) and crs.get("type") == "name" else {}
            given = CRS.from_user_input(str(named["properties"]["name"]))
            to_degrees = Transformer.from_crs(given, DISPLAY_CRS, always_xy=True)
        except (TypeError, KeyError, ProjError):
            message = mark(
                "The file's coordinate system cannot be read. Save it in WGS 84 (EPSG:4326)."
            )
            self.problems.append(
                Finding(code="unknown_crs", severity=Severity.ERROR, message=message)
            )
            return None
        return to_degrees


def _geometry(feature: Feature) -> dict[str, Any]:
    geometry = feature.get("geometry")
    return geometry if isinstance(geometry, dict) else {}


def _is_position(place: Any) -> bool:
    """Say whether a position is two finite numbers, and perhaps a height."""
    if not isinstance(place, list) or len(place) < 2:  # noqa: PLR2004 - x and y
        return False
    numbers = [n for n in place[:2] if isinstance(n, (int, float)) and not isinstance(n, bool)]
    return len(numbers) == len(place[:2]) and all(abs(n) < LARGEST for n in numbers)


def _short(value: float) -> str:
    return f"{value:.0f}" if math.isfinite(value) else "?"
