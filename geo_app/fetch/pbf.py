"""OpenStreetMap from a file: an extract in PBF, read in two passes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from geo_app.errors import UnreadableFileError, mark
from geo_app.fetch import themes
from geo_app.fetch.area import area_of
from geo_app.fetch.elements import Member, Node, OsmData, Relation, Way, way_of
from geo_app.fetch.progress import Progress, Tell
from geo_app.findings import note

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import osmium

    from geo_app.fetch.area import Area

ENDING = ".pbf"
STEPS = 3

TYPE_NAMES = {"n": "node", "w": "way", "r": "relation"}

MAX_HEADER_BYTES = 64 * 1024
MAX_BLOB_BYTES = 32 * 1024 * 1024
"""Limits of the format (OpenStreetMap wiki, PBF Format)."""

LENGTH_BYTES = 4
DATA_SIZE_FIELD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PbfSource:
    """
    A local extract of OpenStreetMap.

    Attributes
    ----------
    date
        Day of the data where the file does not say.
    """

    path: Path
    date: dt.date | None = None

    def read(
        self,
        area: Area,
        *,
        work: Path,  # noqa: ARG002 - a source's form
        tell: Tell,
        borders: bool = False,
    ) -> OsmData:
        """
        Take what lies in an area, and the ways of relations wherever they lie.

        Parameters
        ----------
        area
            In degrees.
        work
            Not needed; a server needs it.
        tell
            Hears of each pass.
        borders
            Whether the borders of administrative areas are wanted too.

        Raises
        ------
        UnreadableFileError
            If the file is missing, no PBF, damaged or cut short, or has no date.
        """
        _require_whole(self.path)
        try:
            return self._read(area, tell, borders=borders)
        except (RuntimeError, ValueError, OSError) as error:
            if isinstance(error, UnreadableFileError):
                raise
            raise _damaged(self.path, str(error)) from error

    def area(self) -> Area | None:
        """
        Return the box that the file says it holds, else the one around its points.

        Raises
        ------
        UnreadableFileError
            If the file cannot be read.
        """
        _require_whole(self.path)
        try:
            corners = _header_corners(self.path) or _corners_of_nodes(self.path)
        except (RuntimeError, ValueError, OSError) as error:
            raise _damaged(self.path, str(error)) from error
        return None if corners is None else area_of(*corners)

    def _read(self, area: Area, tell: Tell, *, borders: bool) -> OsmData:
        passes = _Passes(path=self.path, area=area, borders=borders)
        messages = (
            mark("{file}: relations"),
            mark("{file}: points and lines"),
            mark("{file}: read"),
        )
        for done, message in enumerate(messages):
            now = note("reading", message, file=self.path.name)
            tell(Progress(done=done, total=STEPS - 1, now=now))
            if done == 0:
                passes.relations()
            elif done == 1:
                passes.nodes_and_ways()
        osm = passes.osm
        osm.source = f"OpenStreetMap ({self.path.name})"
        osm.date = _header_day(self.path) or passes.newest or self.date
        if osm.date is None:
            raise UnreadableFileError(
                mark("'{file}' does not say of which day it is. Name it: --date 2026-04-17."),
                file=self.path.name,
            )
        return osm


@dataclass(slots=True, kw_only=True)
class _Passes:
    """The passes over a file, and what they have found."""

    path: Path
    area: Area
    borders: bool
    osm: OsmData = field(default_factory=OsmData)
    newest: dt.date | None = None
    _needed: set[int] = field(default_factory=set)

    def relations(self) -> None:
        import osmium  # noqa: PLC0415 - slow to load, and only files need it

        self.osm.has_relations = False
        relations: Iterator[Any] = iter(osmium.FileProcessor(_open(self.path), osmium.osm.RELATION))
        for item in relations:
            self.osm.has_relations = True
            tags = dict(item.tags)
            is_wanted = themes.is_wanted(tags)
            if tags.get("type") not in ("route", "multipolygon", "boundary"):
                continue
            if is_wanted or (self.borders and themes.is_border(tags)):
                members = tuple(Member(TYPE_NAMES[m.type], m.ref, m.role) for m in item.members)
                self.osm.relations[item.id] = Relation(item.id, tags, members)
                self._needed |= {m.ref for m in members if m.type == "way"}
                if is_wanted:
                    self._see(item)

    def nodes_and_ways(self) -> None:
        count = 0
        for item in self._nodes_and_ways():
            if item.is_node():
                self._take_node(item)
            else:
                count += 1
                self._take_way(item)
        if count == 0:
            raise UnreadableFileError(
                mark("'{file}' has no way in it: it is empty or cut short. Download it again."),
                file=self.path.name,
            )

    def _nodes_and_ways(self) -> Iterator[Any]:
        import osmium  # noqa: PLC0415

        keys = [key for key in themes.WANTED_VALUES if key not in ("route", "wetland")]
        wanted = osmium.filter.KeyFilter(*keys)
        wanted.enable_for(osmium.osm.NODE)
        kinds = osmium.osm.NODE | osmium.osm.WAY
        processor = osmium.FileProcessor(_open(self.path), kinds).with_locations()
        yield from processor.with_filter(wanted)

    def _take_node(self, item: Any) -> None:
        tags = dict(item.tags)
        lon, lat = item.location.lon, item.location.lat
        is_inside = self.area.west <= lon <= self.area.east
        is_inside &= self.area.south <= lat <= self.area.north
        if is_inside and themes.is_wanted(tags, is_node=True):
            self.osm.nodes[item.id] = Node(item.id, tags, lon, lat)
            self._see(item)

    def _take_way(self, item: Any) -> None:
        tags = dict(item.tags)
        is_wanted = themes.is_wanted(tags)
        if not is_wanted and item.id not in self._needed:
            return
        corners = [(n.lon, n.lat) if n.location.valid() else None for n in item.nodes]
        way = way_of(item.id, tags if is_wanted else {}, corners)
        if item.id in self._needed or self._is_near(way):
            self.osm.ways[item.id] = way
            self._see(item)

    def _is_near(self, way: Way) -> bool:
        if len(way.xy) == 0:
            return False
        (west, south), (east, north) = way.xy.min(axis=0), way.xy.max(axis=0)
        apart = west > self.area.east or east < self.area.west
        return not (apart or south > self.area.north or north < self.area.south)

    def _see(self, item: Any) -> None:
        """Keep the newest day of an edit; 1970 means that the file has none."""
        day = item.timestamp.date()
        if day.year > 1970 and (self.newest is None or day > self.newest):  # noqa: PLR2004
            self.newest = day


def _open(path: Path) -> osmium.io.File:
    """Name the format, so that nothing else is read under this name."""
    import osmium  # noqa: PLC0415

    return osmium.io.File(str(path), "pbf")


def _header_corners(path: Path) -> tuple[float, float, float, float] | None:
    import osmium  # noqa: PLC0415

    reader = osmium.io.Reader(_open(path))
    try:
        box = reader.header().box()
    finally:
        reader.close()
    if not box.valid():
        return None
    low, high = box.bottom_left, box.top_right
    return low.lon, low.lat, high.lon, high.lat


def _corners_of_nodes(path: Path) -> tuple[float, float, float, float] | None:
    import osmium  # noqa: PLC0415

    nodes: Iterator[Any] = iter(osmium.FileProcessor(_open(path), osmium.osm.NODE))
    places = np.fromiter(
        ((node.location.lon, node.location.lat) for node in nodes if node.location.valid()),
        dtype=np.dtype((np.float64, 2)),
    )
    if len(places) == 0:
        return None
    (west, south), (east, north) = places.min(axis=0).tolist(), places.max(axis=0).tolist()
    return west, south, east, north


def _header_day(path: Path) -> dt.date | None:
    import osmium  # noqa: PLC0415

    reader = osmium.io.Reader(_open(path))
    try:
        text = reader.header().get("osmosis_replication_timestamp", "")
    finally:
        reader.close()
    try:
        return dt.datetime.fromisoformat(text).date()
    except ValueError:
        return None


def _require_whole(path: Path) -> None:
    """
    Follow the file's own lengths from block to block: the last must end with the file.

    A file that was cut exactly between two blocks still passes; one that lost
    all its ways is found later.
    """
    if path.suffix.lower() != ENDING:
        raise UnreadableFileError(
            mark("'{file}' is no OpenStreetMap extract. Name a file that ends in .osm.pbf."),
            file=path.name,
        )
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            if size == 0:
                raise _damaged(path, mark("it is empty"))
            while file.tell() < size:
                length = int.from_bytes(file.read(LENGTH_BYTES), "big")
                head = file.read(length) if length <= MAX_HEADER_BYTES else b""
                body = _blob_size(head)
                if len(head) < length or body is None or file.tell() + body > size:
                    raise _damaged(path, mark("it is no PBF, or cut short"))
                file.seek(body, 1)
    except OSError as error:
        raise UnreadableFileError(
            mark("'{file}' cannot be opened: {reason}. Put a file there that may be read."),
            file=path.name,
            reason=error.strerror,
        ) from error


def _blob_size(head: bytes) -> int | None:
    """Read `datasize` from a BlobHeader: protobuf fields, of which number 3 is wanted."""
    place, size = 0, None
    while place < len(head):
        key, place = _varint(head, place)
        value, place = _varint(head, place)
        match key & 7:
            case 0 if key >> 3 == DATA_SIZE_FIELD:
                size = value
            case 0:
                pass
            case 2:
                place += value
            case _:
                return None
    return size if place == len(head) and size is not None and size <= MAX_BLOB_BYTES else None


def _varint(content: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while place < len(content):
        byte = content[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if not byte & 0x80:
            break
    return value, place


def _damaged(path: Path, reason: str) -> UnreadableFileError:
    return UnreadableFileError(
        mark("'{file}' cannot be read: {reason}. Download it again."),
        file=path.name,
        reason=note("reason", "{reason}", reason=reason.replace(str(path), path.name)),
    )
