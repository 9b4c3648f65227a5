"""Another place for a stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from geo_app.errors import mark
from geo_app.proposals.changes.kind import Kind, Step
from geo_app.proposals.changes.terms import Change, Stop
from geo_app.proposals.checks.stop_checks import check_place, stop_is_known
from geo_app.proposals.document.writing import plain_features
from geo_app.proposals.feed.stop_rows import with_stop_moved
from geo_app.proposals.metres import points_in
from geo_app.proposals.network_edits import with_frames

if TYPE_CHECKING:
    import pandas as pd

    from geo_app.proposals.checks.check_findings import Findings
    from geo_app.proposals.document.feature_reading import Feature, FeatureReader
    from geo_app.proposals.document.properties import Properties
    from geo_app.transit.network import Network

STANDS_STILL_M = 0.1
"""A stop that moves by less stands where it stood: six decimals of a degree say no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveStop(Change):
    """Another place for a stop."""

    kind: ClassVar[str] = "move_stop"
    touches_other_routes: ClassVar[bool] = True
    has_place: ClassVar[bool] = True

    stop_id: str
    lon: float
    lat: float

    @property
    def named_stops(self) -> tuple[str, ...]:
        """The stop."""
        return (self.stop_id,)


def _read(reader: FeatureReader, feature: Feature, row: Properties) -> MoveStop | None:
    stop_id, place = row.id("stop_id"), reader.point(feature, row)
    if stop_id is None or place is None:
        return None
    return MoveStop(stop_id=stop_id, lon=place[0], lat=place[1])


def _write(change: MoveStop) -> list[Feature]:
    return plain_features(change, place=(change.lon, change.lat), stop_id=change.stop_id)


def _check(change: MoveStop, network: Network, findings: Findings) -> None:
    is_known = stop_is_known(change.stop_id, network, findings)
    place = check_place(change.lon, change.lat, change.stop_id, findings)
    if is_known and place is not None:
        moved = Stop(stop_id=change.stop_id, lon=change.lon, lat=change.lat)
        for line in network.lines_at(change.stop_id):
            findings.far_from_line(place, line, moved)
        findings.info(
            "stop_moves",
            mark("The stop '{subject}' moves by {metres:,.0f} m."),
            subject=change.stop_id,
            metres=place.distance(network.stops.geometry[change.stop_id]),
        )


def _on_network(change: MoveStop, network: Network) -> Network:
    place = points_in(network, [(change.lon, change.lat)])[0]
    if place.distance(network.stops.geometry[change.stop_id]) < STANDS_STILL_M:
        return network
    is_it = network.stops.index == change.stop_id
    moved = network.stops.geometry.where(~is_it, place)
    return with_frames(network, stops=network.stops.set_geometry(moved))


def _on_feed(change: MoveStop, step: Step) -> dict[str, pd.DataFrame]:
    was, now = (one.stops.geometry.get(change.stop_id) for one in (step.before, step.after))
    stays = was is not None and now is not None and was.equals(now)
    return step.tables if stays else with_stop_moved(step.tables, change)


KIND = Kind(
    change=MoveStop,
    read=_read,
    write=_write,
    check=_check,
    on_network=_on_network,
    on_feed=_on_feed,
)
