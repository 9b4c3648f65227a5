"""WorldPop's people per raster cell into a province: one point a cell that has people."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from geo_app.catalogue import Status
from geo_app.errors import LayerError, mark
from geo_app.fetch.area import get_area
from geo_app.fetch.progress import Progress, Tell
from geo_app.fetch.raster import CellCounts, read_people
from geo_app.fetch.web import MEGABYTE, host
from geo_app.findings import note
from geo_app.intake.declaring import Entry
from geo_app.intake.installing import work_folder
from geo_app.intake.outcome import Aside, Outcome
from geo_app.intake.parcels import Parcel, open_partly, place_layers

if TYPE_CHECKING:
    from collections.abc import Collection

    import geopandas as gpd

    from geo_app.fetch.area import Area
    from geo_app.fetch.feeds import Download

FILE = PurePosixPath("worldpop") / "population.parquet"
DOWNLOAD_NAME = "raster.tif"
LAYER_ID = "worldpop_population"
LICENCE = "CC BY 4.0"
ATTRIBUTION = "WorldPop (www.worldpop.org), University of Southampton, CC BY 4.0"

MAX_RASTER_BYTES = 4_000 * MEGABYTE

YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
DENSITY = re.compile(r"(?:^|_)pd(?:_|$)", re.IGNORECASE)
"""In the names of WorldPop's rasters of people per square kilometre."""


def fetch_worldpop(
    folder: Path,
    raster: Path | Download,
    *,
    area: Area | None = None,
    date: dt.date | None = None,
    use: Collection[str] = (),
    tell: Tell = lambda _: None,
) -> list[Outcome]:
    """
    Bring a raster of people per cell into a province, as points at the cells' centres.

    Parameters
    ----------
    folder
        The province's, with its catalogue.toml.
    raster
        A GeoTIFF of persons per cell, in any CRS, or its address.
    area
        Cells with their centre outside are left out; the province's own if left out.
    date
        Of the estimate; without it the last day of the year in the file's name.
    use
        `population` or `all`: another layer of people gives way in the catalogue.
    tell
        Hears of the progress.

    Returns
    -------
    outcomes
        Of the only layer: `population` (persons, above 0) and `cell_id`.

    Raises
    ------
    NoAnswerError, RefusedError
        If the server gives nothing that can be used.
    UnreadableFileError
        If the file is no GeoTIFF of one band with a CRS, or is damaged.
    LayerError
        If it is of people per square kilometre, has no date, or nobody lives in
        the area.

    Notes
    -----
    Whatever is raised, the province's layers and catalogue are as they were.
    A cell belongs to the side of the outline on which its centre lies.

    References
    ----------
    WorldPop, School of Geography and Environmental Science, University of
    Southampton: gridded population estimates, CC BY 4.0.
    """
    name = raster.name if isinstance(raster, Path) else raster.url.rpartition("/")[2]
    day = _day(name, date)
    province = open_partly(folder)
    box = area or get_area(province)
    with work_folder(folder) as work:
        try:
            path = _at_hand(raster, work, tell)
            rows, counts = read_people(path, box, name=name, tell=tell)
        finally:
            (work / DOWNLOAD_NAME).unlink(missing_ok=True)
        if rows.empty:
            raise LayerError(
                mark("'{file}' has nobody in this area. Check the file and the area."), file=name
            )
        return place_layers(folder, work, [_parcel(rows, counts, name=name, day=day)], use=use)


def _day(name: str, date: dt.date | None) -> dt.date:
    if DENSITY.search(Path(name).stem):
        raise LayerError(
            mark(
                "'{file}' is of people per square kilometre by its name. Take the raster of people "
                "per cell (ppp)."
            ),
            file=name,
        )
    years = YEAR.findall(name)
    if date is None and not years:
        raise LayerError(
            mark("'{file}' has no year in its name. Name the day of the data: --date 2020-12-31."),
            file=name,
        )
    return date or dt.date(int(years[0]), 12, 31)


def _at_hand(raster: Path | Download, work: Path, tell: Tell) -> Path:
    if isinstance(raster, Path):
        return raster
    path = work / DOWNLOAD_NAME
    message = mark("{host}: downloading")
    tell(Progress(done=0, total=1, now=note("downloading", message, host=host(raster.url))))
    raster.web.get(raster.url, into=lambda: path.open("w+b"), max_bytes=MAX_RASTER_BYTES, tell=tell)
    return path


def _parcel(rows: gpd.GeoDataFrame, counts: CellCounts, *, name: str, day: dt.date) -> Parcel:
    entry = Entry(
        layer_id=LAYER_ID,
        kind="population",
        file=FILE,
        title_th="ประชากรรายช่อง (WorldPop)",
        title_en="People by cell (WorldPop)",
        source=f"WorldPop ({name})",
        licence=LICENCE,
        attribution=ATTRIBUTION,
        date=day,
        status=Status.MODELLED,
    )
    people = note(
        "people",
        mark(
            "People in the cells of the area's box: {before:,.1f}; in the layer: {after:,.1f}; "
            "outside the outline: {outside:,.1f}."
        ),
        before=counts.people_used + counts.people_outside,
        after=counts.people_used,
        outside=counts.people_outside,
    )
    return Parcel(
        entry=entry,
        write=lambda path: rows.to_parquet(path, index=False),
        rows=len(rows),
        aside=_aside(counts),
        notes=(people,),
    )


def _aside(counts: CellCounts) -> tuple[Aside, ...]:
    reasons = (
        (counts.without_value, mark("cells without a value")),
        (counts.negative, mark("cells below zero")),
        (counts.zero, mark("cells with nobody")),
        (counts.outside, mark("cells with people whose centre is outside the outline")),
    )
    return tuple(Aside(count=n, reason=note("cells_aside", reason)) for n, reason in reasons if n)
