"""A province from nothing: name, code, CRS and zones out of what OpenStreetMap says of a box."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import shapely
import tomlkit

from geo_app.catalogue import CATALOGUE_NAME
from geo_app.fetch.elements import THAI_LETTERS, names, osm_id, to_polygon
from geo_app.fetch.layer_drafts import NO_GEOMETRY, DraftBuilder
from geo_app.fetch.themes import is_border

if TYPE_CHECKING:
    from pathlib import Path

    from geo_app.fetch.area import Area
    from geo_app.fetch.elements import OsmData, Relation
    from geo_app.fetch.layer_drafts import Draft

PROVINCE_LEVEL = "4"
"""`admin_level` of provinces in Thailand, and of states elsewhere."""

ZONE_LEVELS = {"8": "local_government", "7": "local_government", "6": "district"}
"""Our `level` by `admin_level`, the first that the data have whole areas of."""

TAMBON_LEVEL = "8"
UNKNOWN_CODE = "00"
UTM_ZONE_DEG, NORTH, SOUTH = 6, 32600, 32700


def is_empty(folder: Path) -> bool:
    """
    Say whether a folder has nothing in it yet, hidden files apart.

    Parameters
    ----------
    folder
        May be missing, if the folder that it would lie in is there.
    """
    if folder.is_dir():
        return all(path.name.startswith(".") for path in folder.iterdir())
    return not folder.exists() and folder.parent.is_dir()


def catalogue_of(osm: OsmData, area: Area, folder: Path) -> str:
    """
    Write the catalogue of a province that has no layers yet.

    Parameters
    ----------
    osm
        What a server or file gave.
    area
        The box that was read.
    folder
        The province's: its name stands where the data have no province's border.

    Returns
    -------
    text
        Of catalogue.toml: id, code, names and the UTM zone of the middle of the box.
    """
    name = folder.resolve().name
    border = _province(osm, area)
    tags = {} if border is None else border.tags
    known = names(tags)
    iso = tags.get("ISO3166-2", "").rpartition("-")[2]
    document = tomlkit.document()
    document["province"] = {
        "id": re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "province",
        "code": iso or tags.get("ref", "").strip() or UNKNOWN_CODE,
        "name_th": known["name_th"] or known["name_en"] or name,
        "name_en": known["name_en"] or known["name_th"] or name,
        "analysis_crs": f"EPSG:{_utm_code(area)}",
    }
    return tomlkit.dumps(document)


def write_catalogue(folder: Path, text: str) -> Path:
    """
    Put a catalogue into a new province's folder.

    Parameters
    ----------
    folder
        The province's.
    text
        As `catalogue_of` returns it.
    """
    path = folder / CATALOGUE_NAME
    path.write_text(text, encoding="utf-8", newline="")
    return path


def zones(osm: OsmData, area: Area) -> Draft:
    """
    Return the finest administrative areas that the data have whole.

    Parameters
    ----------
    osm
        What a server or file gave.
    area
        In degrees; areas whose middle lies outside its box were not asked for.
    """
    draft = DraftBuilder("zones", ("zone_id", "name_th", "name_en", "level"), area)
    borders = [r for _, r in sorted(osm.relations.items()) if is_border(r.tags)]
    for admin_level, level in ZONE_LEVELS.items():
        of_level = [r for r in borders if r.tags.get("admin_level") == admin_level]
        whole = [(r, shape) for r in of_level if (shape := _whole(r, osm)) is not None]
        inside = [(r, shape) for r, shape in whole if _middle_is_in(shape, area)]
        if not inside:
            continue
        for relation, shape in inside:
            both = names(relation.tags)
            is_thai = bool(THAI_LETTERS.search(both["name_th"] or ""))
            is_tambon = admin_level == TAMBON_LEVEL and is_thai
            draft.add(
                shape,
                zone_id=osm_id(relation),
                **both,
                level="tambon" if is_tambon else level,
            )
        for _ in range(len(of_level) - len(whole)):
            draft.leave(NO_GEOMETRY)
        break
    return draft.build()


def _province(osm: OsmData, area: Area) -> Relation | None:
    """Return the province around the middle of the box; else the one with the most known ways."""
    borders = [
        relation
        for relation in osm.relations.values()
        if is_border(relation.tags) and relation.tags.get("admin_level") == PROVINCE_LEVEL
    ]
    for relation in borders:
        shape = _whole(relation, osm)
        if shape is not None and shape.contains(area.box.centroid):
            return relation
    return max(borders, key=lambda relation: len(_ways(relation, osm)), default=None)


def _ways(relation: Relation, osm: OsmData) -> list[int]:
    return [m.ref for m in relation.members if m.type == "way" and m.ref in osm.ways]


def _whole(relation: Relation, osm: OsmData) -> shapely.Geometry | None:
    """Return the area of a border, None where some of it is not in the data."""
    known = _ways(relation, osm)
    if len(known) < sum(m.type == "way" for m in relation.members):
        return None
    if any(osm.ways[ref].missing for ref in known):
        return None
    return to_polygon(relation, osm.ways)


def _middle_is_in(shape: shapely.Geometry, area: Area) -> bool:
    return bool(shapely.intersects(area.box, shapely.point_on_surface(shapely.make_valid(shape))))


def _utm_code(area: Area) -> int:
    middle = area.box.centroid
    zone = int((middle.x + 180) // UTM_ZONE_DEG) % 60 + 1
    return (NORTH if middle.y >= 0 else SOUTH) + zone
