"""What a proposal is held against: the province as it is, measured once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import shapely

from geo_app.analysis.access import incremental
from geo_app.analysis.lines.line_overlap import LineIndex, build_line_index
from geo_app.analysis.lines.subdivision import AreaIndex, build_area_index
from geo_app.analysis.walks.demand import By
from geo_app.analysis.walks.reach import Reach, build_reach
from geo_app.memo import Part, own_part
from geo_app.network.walking import walking_of
from geo_app.proposals.route_history import with_history
from geo_app.stored import digest_of
from geo_app.transit.feed import Feed, feed_of
from geo_app.transit.network import Network, network_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import geopandas as gpd

    from geo_app.network.walking import Walking
    from geo_app.province import Province

Kept = TypeVar("Kept")

KINDS_USED = (
    "communities",
    "population",
    "transit",
    "bus_routes",
    "bus_stops",
    "walk_network",
    "roads",
    "zones",
    "hazard_zones",
    "mangroves",
)
"""Every kind that an evaluation may rest on."""

EXTENT_MARGIN_M = 5_000.0
"""How far beyond its zones, land and communities a province's buses may still run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """
    A province as it is, with what is costly to measure; nobody changes it.

    Attributes
    ----------
    province
        Its layers.
    on
        The day asked about.
    feed
        Its buses as tables, a part a layer.
    network
        Stops, routes and calls of the same.
    communities, people
        Walks to the served stops, from communities and from where people are counted
        (the population's points; without such a layer the communities).
    memo
        Where what is measured later is kept; for this baseline alone.
    """

    province: Province
    on: dt.date
    feed: Feed
    network: Network
    communities: Reach
    people: Reach
    memo: Part = field(default_factory=own_part, repr=False, compare=False)

    @property
    def coverage(self) -> incremental.Baseline:
        """The walks of people, ready for changed stops."""
        return self.kept("coverage", self._coverage)

    @property
    def hazards(self) -> AreaIndex | None:
        """The hazard zones, ready to be crossed; None without such a layer."""
        columns = ("hazard_type", "hazard_level")
        return self._areas("hazard_zones", columns)

    @property
    def mangroves(self) -> AreaIndex | None:
        """The mangroves, ready to be crossed; None without such a layer."""
        return self._areas("mangroves", ())

    @property
    def lines(self) -> LineIndex:
        """The routes that run today."""
        return self.kept("lines", lambda: build_line_index(self.network.routes))

    @property
    def land(self) -> shapely.Geometry | None:
        """Where there is land, prepared; None where nobody says."""
        return self.kept("land", self._land)

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """West, south, east, north in metres within which the province's buses may run."""
        return self.kept("extent", self._extent)

    def of_kind(self, kind: str) -> gpd.GeoDataFrame | None:
        """
        Return a kind's rows, None where the province has none.

        Parameters
        ----------
        kind
            A kind of layer, such as `roads`.

        Returns
        -------
        rows
            The columns of the kind and `geometry`, in the analysis CRS, in metres.
        """
        return self.province.of_kind(kind) if self.province.has(kind) else None

    def kept(self, name: Any, make: Callable[[], Kept]) -> Kept:
        """
        Return what else is costly, made once.

        Parameters
        ----------
        name
            What it is called in the memo; a tuple where it depends on more than its first.
        make
            Measures it, when nobody has asked before.
        """
        title, *key = name if isinstance(name, tuple) else (name,)
        return self.memo.get(title, *key, make=make)

    def _coverage(self) -> incremental.Baseline:
        return incremental.build_baseline(self.people, memo=self.memo.part("coverage"))

    def _areas(self, kind: str, groups: tuple[str, ...]) -> AreaIndex | None:
        rows = self.of_kind(kind)
        if rows is None:
            return None
        return self.kept(kind, lambda: build_area_index(rows, groups=groups or None, name=kind))

    def _land(self) -> shapely.Geometry | None:
        rows = self.of_kind("land")
        if rows is None:
            return None
        # Lakes are holes of the land, and roads cross them on dams.
        shells = [shapely.Polygon(part.exterior) for part in shapely.get_parts(rows.geometry)]
        land = shapely.union_all(shells)
        shapely.prepare(land)
        return land

    def _extent(self) -> tuple[float, float, float, float]:
        frames = [self.of_kind(kind) for kind in ("zones", "land", "communities")]
        # A feed may reach further than the province: between its stops buses run today.
        frames.append(self.network.stops)
        boxes = [
            shapely.box(*rows.total_bounds) for rows in frames if rows is not None and len(rows)
        ]
        west, south, east, north = shapely.union_all(boxes).bounds
        margin = EXTENT_MARGIN_M
        return west - margin, south - margin, east + margin, north + margin


def build_baseline(
    province: Province,
    *,
    on: dt.date,
    feed: Feed | None = None,
    network: Network | None = None,
    walking: Walking | None = None,
    communities: Reach | None = None,
    people: Reach | None = None,
    memo: Part | None = None,
) -> Baseline:
    """
    Measure a province so that proposals can be held against it.

    Parameters
    ----------
    province
        Has communities, and buses.
    on
        The day asked about, such as today.
    feed, network, walking, communities, people
        What is at hand already: as `feed_of`, `network_of`, `walking_of` and
        `build_reach` give.
    memo
        Where what is measured of it later is kept; one of its own if left out.

    Raises
    ------
    LayerError
        If a layer cannot be used.
    """
    feed = feed or feed_of(province, on=on)
    network = with_history(network or network_of(feed), feed)
    stops = network.served_stops
    if communities is None:
        walking = walking or walking_of(province)
        communities = build_reach(province, By.COMMUNITY, stops=stops, walking=walking)
    if people is None:
        has_points = province.has("population")
        ways = communities.walking
        people = (
            build_reach(province, By.ZONE, stops=stops, walking=ways) if has_points else communities
        )
    return Baseline(
        province=province,
        on=on,
        feed=feed,
        network=network,
        communities=communities,
        people=people,
        memo=memo or own_part(),
    )


def layer_digests(province: Province) -> dict[str, str]:
    """
    Digest the files of every layer that an evaluation may rest on.

    Parameters
    ----------
    province
        Its layers are read as files, byte by byte.

    Returns
    -------
    digests
        By layer id; the same bytes give the same digest, wherever they lie.
    """
    specs = [spec for kind in KINDS_USED for spec in province.specs(kind)]
    return {spec.layer_id: _file_digest(spec.path) for spec in specs}


def changed_layers(made_on: Mapping[str, str], today: Mapping[str, str]) -> list[str]:
    """
    Return the layers that are new, gone or other than when a proposal was made.

    Parameters
    ----------
    made_on, today
        Digests by layer id, as `layer_digests` returns them: when the proposal was made,
        and now.
    """
    layer_ids = dict.fromkeys([*made_on, *today])
    return [each for each in layer_ids if made_on.get(each) != today.get(each)]


def _file_digest(path: Path) -> str:
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    files = [file for file in files if file.is_file()]
    names_and_bytes = [part for file in files for part in (file.name, file.read_bytes())]
    return digest_of(names_and_bytes)
