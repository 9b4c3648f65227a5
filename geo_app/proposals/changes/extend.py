"""A further piece of line, from an end of a route outwards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

import shapely

from geo_app.errors import mark
from geo_app.proposals.changes.kind import Kind, Step
from geo_app.proposals.changes.terms import Drawn, End
from geo_app.proposals.checks.line_checks import EXTENDS_WITHIN_M, check_extension, check_line
from geo_app.proposals.checks.stop_checks import (
    check_drawn_stops,
    check_stops_on_line,
    route_is_known,
)
from geo_app.proposals.document.writing import line_features
from geo_app.proposals.feed.longer_trips import extended_trips
from geo_app.proposals.feed.stop_rows import with_stops
from geo_app.proposals.metres import line_in
from geo_app.proposals.network_edits import called_anew, with_line, with_new_stops
from geo_app.transit.rings import is_ring

if TYPE_CHECKING:
    import pandas as pd

    from geo_app.proposals.checks.check_findings import Findings
    from geo_app.proposals.document.feature_reading import Feature, FeatureReader
    from geo_app.proposals.document.properties import Properties
    from geo_app.proposals.running.run import Run
    from geo_app.transit.network import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend(Drawn):
    """
    A further piece of line, and the stops on it.

    Attributes
    ----------
    end
        At which end of the route it begins.
    """

    kind: ClassVar[str] = "extend"

    end: End


def _read(reader: FeatureReader, feature: Feature, row: Properties) -> Extend | None:
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


def _write(change: Extend) -> list[Feature]:
    return line_features(change, end=change.end.value)


def _check(change: Extend, network: Network, findings: Findings) -> None:
    is_known = route_is_known(change.route_id, network, findings)
    line = check_line(change.line, change.route_id, findings)
    if is_known and is_ring(network.routes.geometry[change.route_id]):
        findings.error(
            "ring_has_no_end",
            mark(
                "The route '{subject}' ends where it begins, so it has no end to extend. Draw its "
                "whole new course with a reroute."
            ),
            subject=change.route_id,
        )
    elif line is not None and is_known:
        check_extension(line, network.routes.geometry[change.route_id], change.route_id, findings)
        check_drawn_stops(change, findings)
        check_stops_on_line(change, line, network, findings)


def _on_network(change: Extend, network: Network) -> Network:
    piece = line_in(network, change.line)
    line = _extended(network.routes.geometry[change.route_id], piece)
    stays = network.real_stops_of(change.route_id)
    changed = with_new_stops(with_line(network, change.route_id, line), change.stops)
    return called_anew(changed, change, line, stays)


def _extended(line: shapely.Geometry, piece: shapely.LineString) -> shapely.Geometry:
    """Lengthen each part that ends where the piece begins: there and back are parts."""
    begin, parts, corners = shapely.Point(piece.coords[0]), [], list(piece.coords)
    for part in shapely.get_parts(line):
        course = list(part.coords)
        if begin.distance(shapely.Point(course[-1])) <= EXTENDS_WITHIN_M:
            parts.append(shapely.LineString([*course, *corners]))
        elif begin.distance(shapely.Point(course[0])) <= EXTENDS_WITHIN_M:
            parts.append(shapely.LineString([*reversed(corners), *course]))
        else:
            parts.append(part)
    return parts[0] if len(parts) == 1 else shapely.MultiLineString(parts)


def _on_feed(change: Extend, step: Step) -> dict[str, pd.DataFrame]:
    tables = with_stops(step.tables, change.stops, step.before)
    return extended_trips(tables, change, before=step.before, after=step.after)


def _on_run(change: Extend, run: Run, network: Network) -> Run:
    return replace(run, length_m=run.length_m + float(line_in(network, change.line).length))


KIND = Kind(
    change=Extend,
    read=_read,
    write=_write,
    check=_check,
    on_network=_on_network,
    on_feed=_on_feed,
    on_run=_on_run,
)
