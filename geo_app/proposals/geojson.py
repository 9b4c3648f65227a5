"""
The file of a proposal: a GeoJSON FeatureCollection in degrees (RFC 7946).

Each feature is a change, or a stop of one; `kind` says which:

| kind | geometry | properties |
|---|---|---|
| `route` | LineString | `route_id`, `name_th`/`name_en`, `headway_min`; optional `headways` (list of `start`, `end`, `headway_min`), `first_departure`, `last_departure`, `speed_kmh`, `fare_thb`, `stop_policy`, `drawn_line` |
| `reroute` | LineString | `route_id`; optional `drawn_line` |
| `extend` | LineString from the route's end outwards | `route_id`, `end` (`start`, `end`); optional `drawn_line` |
| `stop` | Point | `stop_id`, a name; `route_id` of the line above where there are several |
| `add_stop` | Point | `stop_id`, a name, `route_ids` |
| `move_stop` | Point | `stop_id` |
| `remove_stop` | any or none | `stop_id`; optional `route_id` |
| `cut_back` | none | `route_id`, `from_stop_id`, `to_stop_id` |
| `change_headway` | none | `route_id`, `headway_min` and the other times of `route` |
| `remove_route` | any or none | `route_id` |

Beside the features stand `proposal_id`, `name_th`, `name_en`, `author`, `reason` and
`baseline` (digest by layer id); `geojson_writing.document_of` writes it. Unknown kinds and missing properties are problems, each
with its sentence; nothing is left out silently.
"""  # noqa: E501 - a table's rows

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from geo_app.crs import DISPLAY_CRS
from geo_app.errors import UnreadableFileError, mark
from geo_app.proposals.changes import (
    AddRoute,
    AddStop,
    Change,
    ChangeHeadway,
    CutBack,
    End,
    Extend,
    Line,
    MoveStop,
    Proposal,
    RemoveRoute,
    RemoveStop,
    Reroute,
    Stop,
    StopPolicy,
)
from geo_app.proposals.problems import Problem, ProposalError, Severity
from geo_app.proposals.properties import Properties

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path


Feature = dict[str, Any]

MAX_BYTES = 20_000_000
LARGEST = 1e9
"""Beyond any coordinate of any system; not a number is beyond it too."""

DRAWN_KINDS = ("route", "reroute", "extend")
HEAD = ("proposal_id", "name_th", "name_en", "author", "reason")


def read_proposal(path: Path) -> Proposal:
    """
    Read a proposal's file.

    Raises
    ------
    UnreadableFileError
        If the file is missing, too large or no GeoJSON.
    ProposalError
        If it is GeoJSON, but no proposal; with every reason.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableFileError(
                mark(
                    "'{file}' is larger than 20 MB. A proposal's file holds lines and stops only."
                ),
                file=path.name,
            )
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableFileError(
            mark("'{file}' cannot be opened: {reason}."), file=path.name, reason=error.strerror
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            mark("'{file}' is not written in UTF-8. Save it as GeoJSON in UTF-8."), file=path.name
        ) from error
    return proposal_of_text(text, name=path.name)


def proposal_of_text(text: str, *, name: str) -> Proposal:
    """Read a proposal from the text of its file; errors as for `read_proposal`."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError(
            mark("'{file}' is no GeoJSON. Save the proposal again, or export it as GeoJSON."),
            file=name,
        ) from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not all(isinstance(f, dict) for f in features):
        raise UnreadableFileError(
            mark("'{file}' is no GeoJSON FeatureCollection, which a proposal's file is."), file=name
        )
    return proposal_of(document)


def proposal_of(document: Mapping[str, Any]) -> Proposal:
    """
    Read a proposal from its document.

    Parameters
    ----------
    document
        A FeatureCollection as `geojson_writing.document_of` writes it, values of JSON.

    Returns
    -------
    proposal
        Its changes in the order of the features.

    Raises
    ------
    ProposalError
        With every feature that is no change, and why.
    """
    reader = _Reader(document)
    changes = tuple(reader.changes())
    own = Properties(document, reader.problems, subject="FeatureCollection")
    head = {name: own.text(name) for name in HEAD}
    if reader.problems:
        raise ProposalError(reader.problems)
    baseline = document.get("baseline")
    return Proposal(
        changes=changes,
        proposal_id=head["proposal_id"] or "",
        name_th=head["name_th"],
        name_en=head["name_en"],
        author=head["author"] or "",
        reason=head["reason"] or "",
        baseline=tuple((str(k), str(v)) for k, v in baseline.items())
        if isinstance(baseline, dict)
        else (),
    )


class _Reader:
    """Reads the features one by one and collects what is wrong."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.problems: list[Problem] = []
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
            if row.kind in DRAWN_KINDS
        ]
        for place, (feature, row) in enumerate(rows):
            if row.kind == "stop":
                self._keep_stop(place, feature, row, lines)
        for feature, row in rows:
            read = _READERS.get(row.kind)
            if read is not None:
                change = read(self, feature, row)
                if change is not None:
                    yield change
            elif row.kind != "stop":
                self._unknown_kind(row)

    def line(self, feature: Feature, row: Properties) -> Line:
        """Read a LineString, or a MultiLineString of one part."""
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
        """Read a Point."""
        geometry = _geometry(feature)
        if geometry.get("type") != "Point":
            found = geometry.get("type") or "–"
            row.tell("no_point", mark("'{subject}' needs a point, and has '{found}'."), found=found)
            return None
        places = self._positions([geometry.get("coordinates")], row)
        return places[0] if places else None

    def drawn_line(self, row: Properties) -> Line | None:
        """Read what was drawn before it was laid along roads."""
        value = row.values.get("drawn_line")
        return self._positions(value, row) or None if isinstance(value, list) else None

    def stops_of(self, feature: Feature) -> tuple[Stop, ...]:
        """Return the stops of a line."""
        return tuple(
            self.stops.get(next(n for n, own in enumerate(self.features) if own is feature), [])
        )

    def stop(self, feature: Feature, row: Properties) -> Stop | None:
        """Read a stop."""
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
        own = [at for at, named in lines if route_id is None or str(named) == route_id]
        if route_id is None and len(lines) != 1:
            row.tell(
                "stop_of_no_route",
                mark("The stop '{subject}' does not say of which route it is: add a route_id."),
            )
        elif not own:
            row.tell(
                "stop_of_unknown_route",
                mark("The stop '{subject}' names the route '{found}', which has no line here."),
                found=route_id,
            )
        elif stop is not None:
            before = [at for at in own if at < place]
            self.stops.setdefault(before[-1] if before else own[0], []).append(stop)

    def _unknown_kind(self, row: Properties) -> None:
        if row.kind in self.strange_kinds:
            # A file of another sort has as many of them as features.
            return
        self.strange_kinds.add(row.kind)
        row.tell(
            "unknown_kind",
            mark("A feature is of kind '{found}', which is no change. Use one of: {kinds}."),
            found=row.kind,
            kinds=", ".join(("stop", *_READERS)),
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
                Problem(code="unknown_crs", severity=Severity.ERROR, message=message)
            )
            return None
        return to_degrees


def _add_route(reader: _Reader, feature: Feature, row: Properties) -> AddRoute | None:
    route_id, line, service = row.id("route_id"), reader.line(feature, row), row.service()
    if route_id is None:
        return None
    return AddRoute(
        route_id=route_id,
        line=line,
        stops=reader.stops_of(feature),
        service=service,
        name_th=row.text("name_th"),
        name_en=row.text("name_en"),
        drawn_line=reader.drawn_line(row),
        speed_kmh=row.number("speed_kmh"),
        fare_thb=row.number("fare_thb"),
        stop_policy=StopPolicy(row.choice("stop_policy", StopPolicy) or StopPolicy.STOPS),
    )


def _reroute(reader: _Reader, feature: Feature, row: Properties) -> Reroute | None:
    route_id, line = row.id("route_id"), reader.line(feature, row)
    if route_id is None:
        return None
    return Reroute(
        route_id=route_id,
        line=line,
        stops=reader.stops_of(feature),
        drawn_line=reader.drawn_line(row),
    )


def _extend(reader: _Reader, feature: Feature, row: Properties) -> Extend | None:
    route_id, line, end = row.id("route_id"), reader.line(feature, row), row.choice("end", End)
    if route_id is None:
        return None
    return Extend(
        route_id=route_id,
        end=End(end or End.END),
        line=line,
        stops=reader.stops_of(feature),
        drawn_line=reader.drawn_line(row),
    )


def _add_stop(reader: _Reader, feature: Feature, row: Properties) -> AddStop | None:
    stop = reader.stop(feature, row)
    return None if stop is None else AddStop(stop=stop, route_ids=row.ids("route_ids"))


def _move_stop(reader: _Reader, feature: Feature, row: Properties) -> MoveStop | None:
    stop_id, place = row.id("stop_id"), reader.point(feature, row)
    if stop_id is None or place is None:
        return None
    return MoveStop(stop_id=stop_id, lon=place[0], lat=place[1])


def _remove_stop(_reader: _Reader, _feature: Feature, row: Properties) -> RemoveStop | None:
    stop_id = row.id("stop_id")
    return None if stop_id is None else RemoveStop(stop_id=stop_id, route_id=row.text("route_id"))


def _remove_route(_reader: _Reader, _feature: Feature, row: Properties) -> RemoveRoute | None:
    route_id = row.id("route_id")
    return None if route_id is None else RemoveRoute(route_id=route_id)


def _change_headway(_reader: _Reader, _feature: Feature, row: Properties) -> ChangeHeadway | None:
    route_id, service = row.id("route_id"), row.service()
    return None if route_id is None else ChangeHeadway(route_id=route_id, service=service)


def _cut_back(_reader: _Reader, _feature: Feature, row: Properties) -> CutBack | None:
    ids = [row.id(name) for name in ("route_id", "from_stop_id", "to_stop_id")]
    if None in ids:
        return None
    route_id, from_stop_id, to_stop_id = cast("list[str]", ids)
    return CutBack(route_id=route_id, from_stop_id=from_stop_id, to_stop_id=to_stop_id)


_READERS: Mapping[str, Callable[[_Reader, Feature, Properties], Change | None]] = {
    "route": _add_route,
    "reroute": _reroute,
    "extend": _extend,
    "cut_back": _cut_back,
    "add_stop": _add_stop,
    "move_stop": _move_stop,
    "remove_stop": _remove_stop,
    "change_headway": _change_headway,
    "remove_route": _remove_route,
}


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
