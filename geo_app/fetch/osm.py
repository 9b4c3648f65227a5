"""OpenStreetMap into a province: one layer a kind."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Protocol

from geo_app.catalogue import Status, read_catalogue
from geo_app.errors import CatalogueError, LayerError, MissingLayerError, mark
from geo_app.fetch.area import get_area
from geo_app.fetch.founding import catalogue_of, is_empty, write_catalogue, zones
from geo_app.fetch.osm_layers import draft_layers
from geo_app.fetch.tiles import clear_answers
from geo_app.findings import Finding, note
from geo_app.intake.declaring import Entry
from geo_app.intake.installing import work_folder
from geo_app.intake.outcome import Outcome
from geo_app.intake.parcels import Parcel, open_partly, place_layers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from geo_app.fetch.area import Area
    from geo_app.fetch.elements import OsmData
    from geo_app.fetch.layer_drafts import Draft
    from geo_app.fetch.progress import Tell

LICENCE = "ODbL 1.0"
ATTRIBUTION = "© OpenStreetMap contributors"
FOLDER = "osm"

TITLES: Mapping[str, tuple[str, str]] = {
    "zones": ("เขตการปกครอง (OpenStreetMap)", "Administrative areas (OpenStreetMap)"),
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

    def area(self) -> Area | None:
        """Return the box that the source holds, None where it has the whole world."""

    def read(self, area: Area, *, work: Path, tell: Tell, borders: bool = False) -> OsmData:
        """
        Read what lies in an area.

        Parameters
        ----------
        area
            In degrees on WGS 84.
        work
            Folder for what is kept between two calls.
        tell
            Receives the progress.
        borders
            Whether the borders of administrative areas are wanted too.
        """


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
        The province's, with its catalogue.toml. In an empty one a province begins: name
        and code from its border, zones from administrative areas, UTM zone from the box.
    source
        An Overpass server or a file.
    area
        The box to fetch; the province's own if left out, for a new one the extract's.
    use
        Kinds whose layers from other sources give way in the catalogue; `all` for every kind.
    tell
        Hears of the progress.

    Returns
    -------
    outcomes
        One a kind, also where nothing was found; of a new province zones too.

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
    is_new = is_empty(folder)
    province = None if is_new else open_partly(folder)
    box = area or (get_area(province) if province else _area_of(source))
    folder.mkdir(exist_ok=True)
    with work_folder(folder) as work:
        osm = source.read(box, work=work, tell=tell, borders=is_new)
        drafts = draft_layers(osm, box)
        if is_new:
            drafts.insert(0, zones(osm, box))
        parcels = [_parcel(draft, osm, drafts) for draft in drafts if len(draft.rows)]
        if not parcels:
            raise LayerError(
                mark("OpenStreetMap has nothing of use in this area. Check it: {area}."),
                area=",".join(f"{value:.4f}" for value in box.box.bounds),
            )
        with _catalogue_kept(folder, catalogue_of(osm, box, folder) if is_new else None):
            placed = {o.kind: o for o in place_layers(folder, work, parcels, use=use)}
        clear_answers(work)
    outcomes = [placed.get(draft.kind) or _nothing(draft) for draft in drafts]
    return [_founded(folder, outcomes[0]), *outcomes[1:]] if is_new else outcomes


def _area_of(source: OsmSource) -> Area:
    area = source.area()
    if area is None:
        raise MissingLayerError(
            mark(
                "The folder is empty, so nothing says where the province is. Name the area: "
                "--area west,south,east,north, or an extract: --pbf."
            )
        )
    return area


@contextmanager
def _catalogue_kept(folder: Path, text: str | None) -> Iterator[None]:
    """Write a new province's catalogue, and take it back where its layers cannot be placed."""
    path = None if text is None else write_catalogue(folder, text)
    try:
        yield
    except BaseException:
        if path is not None:
            path.unlink(missing_ok=True)
        raise


def _founded(folder: Path, outcome: Outcome) -> Outcome:
    spec = open_partly(folder).spec
    message = mark(
        "New province {name_th} ({name_en}), code {code}, measured in {crs}. Correct it in "
        "catalogue.toml where it is wrong."
    )
    new = note(
        "new_province",
        message,
        name_th=spec.name_th,
        name_en=spec.name_en,
        code=spec.code,
        crs=spec.analysis_crs.to_string(),
    )
    return replace(outcome, notes=(new, *_still_wanting(folder), *outcome.notes))


def _still_wanting(folder: Path) -> Iterator[Finding]:
    """Say what a new province needs before it can be opened, if the data had it not."""
    try:
        read_catalogue(folder)
    except CatalogueError as error:
        message = mark("The province cannot be opened yet: {error}")
        yield note("not_yet_whole", message, error=error)


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
        withheld=_withheld(draft, drafts),
    )
    return Parcel(
        entry=entry,
        # GeoParquet reads 100,000 ways back in 0.7 s, GeoJSON in 8 s; columns keep their types.
        write=lambda path: draft.rows.to_parquet(path, index=False),
        rows=len(draft.rows),
        aside=draft.aside,
        notes=draft.notes,
    )


def _withheld(draft: Draft, drafts: list[Draft]) -> Finding | None:
    """Lines that call at stops are of no use without stops."""
    if draft.kind != "bus_routes" or (draft.rows["stop_policy"] == "hail_and_ride").all():
        return None
    stops = next(other for other in drafts if other.kind == "bus_stops")
    if len(stops.rows):
        return None
    message = mark("Not put into catalogue.toml: the lines call at stops, and none was found.")
    return note("no_stops", message)


def _nothing(draft: Draft) -> Outcome:
    message = mark("Nothing of this kind was found; an earlier file stays as it was.")
    return Outcome(
        kind=draft.kind,
        layer_id=f"{FOLDER}_{draft.kind}",
        rows_fetched=draft.rows_fetched,
        rows_used=0,
        aside=draft.aside,
        notes=(*draft.notes, note("no_rows", message)),
    )
