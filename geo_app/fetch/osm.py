"""OpenStreetMap into a province: one layer a kind."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Protocol

from geo_app.catalogue import Status
from geo_app.errors import LayerError, mark
from geo_app.fetch.area import get_area
from geo_app.fetch.declaring import Entry
from geo_app.fetch.installing import work_folder
from geo_app.fetch.osm_layers import draft_layers
from geo_app.fetch.outcome import Notice, Outcome, Tell
from geo_app.fetch.placing import Parcel, open_partly, place_layers
from geo_app.fetch.tiles import clear_answers

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from geo_app.fetch.area import Area
    from geo_app.fetch.drafts import Draft
    from geo_app.fetch.elements import OsmData

LICENCE = "ODbL 1.0"
ATTRIBUTION = "© OpenStreetMap contributors"
FOLDER = "osm"

TITLES: Mapping[str, tuple[str, str]] = {
    "walk_network": ("ทางที่เดินได้ (OpenStreetMap)", "Ways for walking (OpenStreetMap)"),
    "roads": ("ถนน (OpenStreetMap)", "Roads (OpenStreetMap)"),
    "communities": ("ชุมชนและหมู่บ้าน (OpenStreetMap)", "Places (OpenStreetMap)"),
    "bus_stops": ("ป้ายรถโดยสาร (OpenStreetMap)", "Bus stops (OpenStreetMap)"),
    "bus_routes": ("สายรถโดยสาร (OpenStreetMap)", "Bus lines (OpenStreetMap)"),
    "mangroves": ("ป่าชายเลน (OpenStreetMap)", "Mangroves (OpenStreetMap)"),
    "facilities": ("สถานที่สำคัญ (OpenStreetMap)", "Facilities (OpenStreetMap)"),
}


class OsmSource(Protocol):
    """Where OpenStreetMap's elements come from: a server or a file."""

    def read(self, area: Area, *, work: Path, tell: Tell) -> OsmData:
        """Read what lies in an area."""


def fetch_osm(
    folder: Path,
    source: OsmSource,
    *,
    area: Area | None = None,
    use: Collection[str] = (),
    tell: Tell = lambda _: None,
) -> list[Outcome]:
    """
    Bring OpenStreetMap's ways, places, buses, mangroves and facilities into a province.

    Parameters
    ----------
    folder
        The province's, with its catalogue.toml.
    source
        An Overpass server or a file.
    area
        The box to fetch; the province's own if left out.
    use
        Kinds whose layers from other sources give way in the catalogue; `all` for every kind.
    tell
        Hears of the progress.

    Returns
    -------
    outcomes
        One a kind, also where nothing was found.

    Raises
    ------
    NoAnswerError, RefusedError
        If the server gives nothing that can be used; the next call goes on where this one stopped.
    UnreadableFileError
        If the file cannot be read.
    FailedCheckError
        If a layer fails the checks of its kind.
    LayerError
        If the area has nothing at all, or the folder cannot be written.

    Notes
    -----
    Whatever is raised, the province's layers and catalogue are as they were.

    References
    ----------
    OpenStreetMap contributors, Open Database Licence 1.0.
    """
    province = open_partly(folder)
    box = area or get_area(province)
    with work_folder(folder) as work:
        osm = source.read(box, work=work, tell=tell)
        drafts = draft_layers(osm, box)
        parcels = [_parcel(draft, osm, drafts) for draft in drafts if len(draft.rows)]
        if not parcels:
            raise LayerError(
                mark("OpenStreetMap has nothing of use in this area. Check it: {area}."),
                area=",".join(f"{value:.4f}" for value in box.box.bounds),
            )
        placed = {o.kind: o for o in place_layers(folder, work, parcels, use=use)}
        clear_answers(work)
    return [placed.get(draft.kind) or _nothing(draft) for draft in drafts]


def _parcel(draft: Draft, osm: OsmData, drafts: list[Draft]) -> Parcel:
    if osm.date is None:
        raise ValueError("The date of the data must be known.")
    title_th, title_en = TITLES[draft.kind]
    entry = Entry(
        layer_id=f"{FOLDER}_{draft.kind}",
        kind=draft.kind,
        file=PurePosixPath(FOLDER) / f"{draft.kind}.parquet",
        title_th=title_th,
        title_en=title_en,
        source=osm.source,
        licence=LICENCE,
        attribution=ATTRIBUTION,
        date=osm.date,
        status=Status.OPEN,
        held=_held(draft, drafts),
    )
    return Parcel(
        entry=entry,
        # GeoParquet reads 100,000 ways back in 0.7 s, GeoJSON in 8 s; columns keep their types.
        write=lambda path: draft.rows.to_parquet(path, index=False),
        rows=len(draft.rows),
        aside=draft.aside,
        notes=draft.notes,
    )


def _held(draft: Draft, drafts: list[Draft]) -> Notice | None:
    """Lines that call at stops are of no use without stops."""
    if draft.kind != "bus_routes" or (draft.rows["stop_policy"] == "hail_and_ride").all():
        return None
    stops = next(other for other in drafts if other.kind == "bus_stops")
    if len(stops.rows):
        return None
    return Notice(mark("Not put into catalogue.toml: the lines call at stops, and none was found."))


def _nothing(draft: Draft) -> Outcome:
    message = mark("Nothing of this kind was found; an earlier file stays as it was.")
    return Outcome(
        kind=draft.kind,
        layer_id=f"{FOLDER}_{draft.kind}",
        rows_fetched=draft.rows_fetched,
        rows_used=0,
        aside=draft.aside,
        notes=(*draft.notes, Notice(message)),
    )
