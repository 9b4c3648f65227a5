"""OpenStreetMap from an Overpass server, tile by tile."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from geo_app.errors import mark
from geo_app.fetch import themes
from geo_app.fetch.elements import Member, Node, OsmData, Relation, Way, way_of
from geo_app.fetch.progress import Progress, Tell
from geo_app.fetch.tiles import answers_folder, tiles_of
from geo_app.fetch.web import MEGABYTE, NoAnswerError, RefusedError, host, require_http
from geo_app.findings import note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from geo_app.fetch.area import Area
    from geo_app.fetch.tiles import Tile
    from geo_app.fetch.web import Web

DEFAULT_SERVER = "https://overpass-api.de/api/interpreter"

TILE_DEG = 0.2
"""About 22 km: a tile of a Thai town is some ten megabytes."""

QUERY_TIME_S = 180
MAX_REMARK = 200
MAX_ANSWER_BYTES = 500 * MEGABYTE


@dataclass(frozen=True, slots=True, kw_only=True)
class OverpassSource:
    """
    An Overpass server.

    Attributes
    ----------
    now
        Tells the time, with its zone; answers are kept for two days.
    tile_deg
        Side of a tile in degrees.
    """

    server: str = DEFAULT_SERVER
    web: Web
    now: Callable[[], dt.datetime]
    tile_deg: float = TILE_DEG

    def area(self) -> None:
        """Return no box: a server has the whole world."""

    def read(
        self,
        area: Area,
        *,
        work: Path,
        tell: Tell,
        borders: bool = False,  # noqa: ARG002 - a server is not asked for them yet
    ) -> OsmData:
        """
        Ask for every tile that no earlier call has brought, and join them.

        Parameters
        ----------
        area
            In degrees.
        work
            Folder in which answers are kept until the layers are in place.
        tell
            Hears of each tile and each wait.
        borders
            Not asked for: a new province from a server has no zones.

        Raises
        ------
        NoAnswerError
            If the server is down, too slow or too busy; the next call goes on there.
        RefusedError
            If the server refuses or is no Overpass server.
        """
        require_http(self.server)
        tiles = tiles_of(area, tile_deg=self.tile_deg)
        question = "\n".join([self.server, *(query(tile) for tile in tiles)])
        folder = answers_folder(work, question=question, now=self.now())
        osm = OsmData(source=f"OpenStreetMap (Overpass, {host(self.server)})")
        for number, tile in enumerate(tiles, start=1):
            document = self._answer(tile, folder / tile.name, tell=tell)
            _add_elements(osm, document["elements"])
            day = _day(document)
            osm.date = day if osm.date is None else min(osm.date, day)
            message = mark("OpenStreetMap: part {number} of {count}")
            now = note("downloading", message, number=number, count=len(tiles))
            tell(Progress(done=number, total=len(tiles), now=now))
        return osm

    def _answer(self, tile: Tile, path: Path, *, tell: Tell) -> dict[str, Any]:
        """Read a kept answer, or ask and keep it."""
        try:
            return _parse(path.read_bytes(), self.server)
        except (FileNotFoundError, NoAnswerError, RefusedError):
            pass
        documents: list[dict[str, Any]] = []

        def accept(file: BinaryIO) -> None:
            file.seek(0)
            documents.append(_parse(file.read(), self.server))

        part = path.with_suffix(".part")
        self.web.get(
            self.server,
            into=lambda: part.open("w+b"),
            max_bytes=MAX_ANSWER_BYTES,
            parameters={"data": query(tile)},
            accept=accept,
            tell=tell,
        )
        part.replace(path)
        return documents[-1]


def query(tile: Tile) -> str:
    """
    Return the question for a tile in Overpass QL.

    Parameters
    ----------
    tile
        In degrees on WGS 84.
    """
    box = f"{tile.south:.7f},{tile.west:.7f},{tile.north:.7f},{tile.east:.7f}"
    return (
        f"[out:json][timeout:{QUERY_TIME_S}][bbox:{box}];("
        'way["highway"];'
        'node["highway"="bus_stop"];'
        f'nwr["place"{_one_of(themes.PLACES)}];'
        'nwr["public_transport"="platform"]["bus"="yes"];'
        f'nwr["amenity"{_one_of((*themes.AMENITIES, "shelter", "bus_station"))}];'
        f'nwr["emergency"{_one_of(themes.EMERGENCY_PLACES)}];'
        'nwr["social_facility"="shelter"];'
        'nwr["natural"="wetland"]["wetland"="mangrove"];'
        f'rel["type"="route"]["route"{_one_of(themes.BUS_ROUTES)}];'
        ");out geom;"
    )


def _one_of(values: Iterable[str]) -> str:
    return f'~"^({"|".join(values)})$"'


def _parse(content: bytes, server: str) -> dict[str, Any]:
    """Read an answer; what is cut short or says that it is not complete is no answer."""
    if content.lstrip()[:1] == b"<":
        raise RefusedError(
            mark("{host} answers with a web page, not with data. Name an Overpass server."),
            host=host(server),
        )
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NoAnswerError(mark("The answer of {host} broke off."), host=host(server)) from error
    if not _is_answer(document):
        raise RefusedError(
            mark("{host} answers, but not as an Overpass server does. Check the address."),
            host=host(server),
        )
    remark = str(document.get("remark", ""))
    if "error" in remark:
        raise NoAnswerError(
            mark("{host} could not finish: {remark}."),
            host=host(server),
            remark="".join(filter(str.isprintable, remark))[:MAX_REMARK].strip(" ."),
        )
    return dict(document)


def _is_answer(document: object) -> bool:
    if not isinstance(document, dict) or not isinstance(document.get("elements"), list):
        return False
    try:
        _day(document)
    except (KeyError, TypeError, ValueError):
        return False
    return True


def _day(document: dict[str, Any]) -> dt.date:
    return dt.datetime.fromisoformat(document["osm3s"]["timestamp_osm_base"]).date()


def _add_elements(osm: OsmData, elements: list[Any]) -> None:
    """Take the elements that have their parts; one in two tiles comes twice and counts once."""
    for element in elements:
        if not isinstance(element, dict) or not isinstance(element.get("id"), int):
            continue
        number, tags = element["id"], _tags(element)
        match element.get("type"):
            case "node" if _is_place(element):
                osm.nodes[number] = Node(number, tags, element["lon"], element["lat"])
            case "way":
                osm.ways[number] = _way(number, tags, element.get("geometry"))
            case "relation":
                osm.relations[number] = _relation(osm, number, tags, element.get("members"))


def _tags(element: dict[str, Any]) -> dict[str, str]:
    tags = element.get("tags")
    return {str(k): str(v) for k, v in tags.items()} if isinstance(tags, dict) else {}


def _is_place(point: object) -> bool:
    return isinstance(point, dict) and all(
        isinstance(point.get(key), (int, float)) for key in ("lon", "lat")
    )


def _way(number: int, tags: dict[str, str], corners: object) -> Way:
    listed = corners if isinstance(corners, list) else []
    places = [(point["lon"], point["lat"]) if _is_place(point) else None for point in listed]
    return way_of(number, tags, places)


def _relation(osm: OsmData, number: int, tags: dict[str, str], members: object) -> Relation:
    """Take a relation, and its ways where no tile has them with their tags."""
    parts = []
    for member in members if isinstance(members, list) else []:
        if isinstance(member, dict) and isinstance(member.get("ref"), int):
            kind = str(member.get("type"))
            parts.append(Member(kind, member["ref"], str(member.get("role", ""))))
            corners = member.get("geometry")
            if kind == "way" and corners is not None and member["ref"] not in osm.ways:
                osm.ways[member["ref"]] = _way(member["ref"], {}, corners)
    return Relation(number, tags, tuple(parts))
