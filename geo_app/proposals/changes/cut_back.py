"""A route that runs only between two of its stops."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, cast

import pandas as pd
import shapely
import shapely.ops

from geo_app.errors import mark
from geo_app.proposals.changes.kind import Kind, Step
from geo_app.proposals.changes.terms import OfRoute
from geo_app.proposals.checks.stop_checks import route_is_known
from geo_app.proposals.document.writing import plain_features
from geo_app.proposals.feed.longer_trips import cut_back
from geo_app.proposals.network_edits import called_anew, with_line
from geo_app.proposals.running.running_today import one_way_length_m

if TYPE_CHECKING:
    from geo_app.proposals.checks.check_findings import Findings
    from geo_app.proposals.document.feature_reading import Feature, FeatureReader
    from geo_app.proposals.document.properties import Properties
    from geo_app.proposals.running.run import Run
    from geo_app.transit.network import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class CutBack(OfRoute):
    """Run a route only between two of its stops."""

    kind: ClassVar[str] = "cut_back"
    redraws: ClassVar[bool] = True

    from_stop_id: str
    to_stop_id: str

    @property
    def named_stops(self) -> tuple[str, ...]:
        """The two stops."""
        return (self.from_stop_id, self.to_stop_id)


def _read(_reader: FeatureReader, _feature: Feature, row: Properties) -> CutBack | None:
    ids = [row.id(name) for name in ("route_id", "from_stop_id", "to_stop_id")]
    if None in ids:
        return None
    route_id, from_stop_id, to_stop_id = cast("list[str]", ids)
    return CutBack(route_id=route_id, from_stop_id=from_stop_id, to_stop_id=to_stop_id)


def _write(change: CutBack) -> list[Feature]:
    return plain_features(
        change,
        route_id=change.route_id,
        from_stop_id=change.from_stop_id,
        to_stop_id=change.to_stop_id,
    )


def _check(change: CutBack, network: Network, findings: Findings) -> None:
    if not route_is_known(change.route_id, network, findings):
        return
    called = network.real_stops_of(change.route_id)
    for stop_id in dict.fromkeys(end for end in change.named_stops if end not in called):
        findings.error(
            "stop_not_called",
            mark("The route '{subject}' does not call at the stop '{stop}'."),
            subject=change.route_id,
            stop=stop_id,
        )
    if change.from_stop_id == change.to_stop_id:
        findings.error(
            "no_line_left",
            mark("'{subject}' is cut back to the one stop '{stop}'; a route needs two."),
            subject=change.route_id,
            stop=change.from_stop_id,
        )


def _on_network(change: CutBack, network: Network) -> Network:
    whole = _part_of_both(network, change)
    places = network.stops.geometry[network.real_stops_of(change.route_id)]
    at_m = pd.Series(shapely.line_locate_point(whole, places.to_numpy()), index=places.index)
    low, high = sorted(at_m[list(change.named_stops)])
    stays = list(at_m.index[(at_m >= low) & (at_m <= high)])
    line = shapely.ops.substring(whole, low, high)
    return called_anew(with_line(network, change.route_id, line), change, line, stays)


def _part_of_both(network: Network, change: CutBack) -> shapely.LineString:
    """Return the part of a route's line that passes both stops of a cut back best."""
    line = network.routes.geometry[change.route_id]
    ends = network.stops.geometry[list(change.named_stops)].to_numpy()
    # There and back are parts of their own, often one upon the other.
    return min(shapely.get_parts(line), key=lambda part: float(shapely.distance(part, ends).max()))


def _on_feed(change: CutBack, step: Step) -> dict[str, pd.DataFrame]:
    stays = step.after.real_stops_of(change.route_id)
    return cut_back(step.tables, change.route_id, stays, step.before)


def _on_run(change: CutBack, run: Run, network: Network) -> Run:
    return replace(run, length_m=one_way_length_m(network.routes.geometry[change.route_id]))


KIND = Kind(
    change=CutBack,
    read=_read,
    write=_write,
    check=_check,
    on_network=_on_network,
    on_feed=_on_feed,
    on_run=_on_run,
)
