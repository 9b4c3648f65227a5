"""A GTFS feed into a province: a zip or folder of somebody's timetable."""

from __future__ import annotations

import datetime as dt
import shutil
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from geo_app.catalogue import Status
from geo_app.errors import mark
from geo_app.fetch.feed_layers import FILE, LAYER_ID, place_of_feed
from geo_app.fetch.progress import Progress, Tell
from geo_app.fetch.web import MEGABYTE, Web, host
from geo_app.findings import note
from geo_app.intake.declaring import Entry
from geo_app.intake.installing import work_folder
from geo_app.intake.parcels import Parcel, open_partly, place_layers
from geo_app.readers.layer_files import read_feed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pandas as pd

    from geo_app.fetch.feed_layers import FeedPlace
    from geo_app.intake.outcome import Outcome

MAX_ZIP_BYTES = 500 * MEGABYTE
MAX_NAMES = 3

OLDEST_ZIP_TIME = (1980, 1, 1, 0, 0, 0)

UNSTATED_LICENCE = "Not stated by the feed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFacts:
    """What the catalogue shall say of a feed; None is taken from the feed itself."""

    source: str | None = None
    licence: str | None = None
    date: dt.date | None = None
    status: Status = Status.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """An address on the web, and the way to it."""

    url: str
    web: Web


def fetch_gtfs(
    folder: Path,
    feed: Path | Download,
    *,
    today: dt.date,
    facts: FeedFacts | None = None,
    name: str | None = None,
    use: Collection[str] = (),
    tell: Tell = lambda _: None,
) -> list[Outcome]:
    """
    Bring a GTFS feed into a province, as `gtfs/feed.zip` or beside it.

    A feed takes the place of the one that has an agency of it; a feed of other agencies
    becomes a layer of its own.

    Parameters
    ----------
    folder
        The province's, with its catalogue.toml.
    feed
        A zip, a folder with the tables, or an address.
    today
        The date of a feed that says nothing of its own.
    facts
        For the catalogue. Without them the source is the feed's publisher or
        agencies, the licence is called not stated, and the date is the first day
        in `feed_info.txt`, else in the calendar, else `today`.
    name
        Of the layer and its file, such as `rail`; by its agencies if left out.
    use
        `transit` or `all`: other layers of buses give way in the catalogue.
    tell
        Hears of the progress.

    Returns
    -------
    outcomes
        Of the only layer; its rows are the stops where one can board.

    Raises
    ------
    NoAnswerError, RefusedError
        If the server gives nothing that can be used.
    UnreadableFileError, MissingColumnError
        If the feed is damaged, unsafe, or lacks a table.
    LayerError
        If the name cannot be one, or several feeds of the province have agencies of this one.
    FailedCheckError
        If no stop of it can be used, or ids repeat.

    Notes
    -----
    Whatever is raised, the province's layers and catalogue are as they were.
    A zip is kept as it came, without being unpacked; of a folder, the `.txt`
    files are zipped, so that one file can be put in place at once.
    """
    province = open_partly(folder)
    with work_folder(folder) as work:
        try:
            path, came_from = _at_hand(feed, work, tell)
            tables = read_feed(path)
            entry = _entry(tables, facts or FeedFacts(), came_from=came_from, today=today)
            place = place_of_feed(province, tables, name)
            entry = _placed(entry, place)
            parcel = Parcel(
                entry=entry, write=lambda to: _write_zip(path, to), rows=None, notes=place.notes
            )
            return place_layers(folder, work, [parcel], use=use)
        finally:
            (work / FILE.name).unlink(missing_ok=True)


def _at_hand(feed: Path | Download, work: Path, tell: Tell) -> tuple[Path, str]:
    if isinstance(feed, Path):
        return feed, feed.name
    path = work / FILE.name
    message = mark("{host}: downloading")
    tell(Progress(done=0, total=1, now=note("downloading", message, host=host(feed.url))))
    feed.web.get(feed.url, into=lambda: path.open("w+b"), max_bytes=MAX_ZIP_BYTES, tell=tell)
    return path, host(feed.url)


def _write_zip(path: Path, to: Path) -> None:
    if path.is_file():
        shutil.copyfile(path, to)
        return
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in sorted(path.glob("*.txt")):
            # The same tables give the same file, whenever they are zipped.
            item = zipfile.ZipInfo(table.name, date_time=OLDEST_ZIP_TIME)
            item.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(item, table.read_bytes())


def _entry(
    tables: Mapping[str, pd.DataFrame], facts: FeedFacts, *, came_from: str, today: dt.date
) -> Entry:
    publisher = _publisher(tables)
    return Entry(
        layer_id=LAYER_ID,
        kind="transit",
        file=FILE,
        title_th="ตารางเดินรถ (GTFS)",
        title_en="Bus timetable (GTFS)",
        source=facts.source or f"{publisher} ({came_from})",
        licence=facts.licence or UNSTATED_LICENCE,
        attribution=facts.source or publisher,
        date=facts.date or _first_day(tables) or today,
        status=facts.status,
    )


def _placed(entry: Entry, place: FeedPlace) -> Entry:
    """Name the layer and the file; a feed beside others is called by whose it is."""
    entry = replace(entry, layer_id=place.layer_id, file=place.file)
    if place.layer_id == LAYER_ID:
        return entry
    whose = entry.attribution
    return replace(
        entry, title_th=f"{entry.title_th}: {whose}", title_en=f"{entry.title_en}: {whose}"
    )


def _publisher(tables: Mapping[str, pd.DataFrame]) -> str:
    names = _texts(tables, "feed_info", "feed_publisher_name") or _texts(
        tables, "agency", "agency_name"
    )
    return ", ".join(dict.fromkeys(names[:MAX_NAMES])) or "GTFS"


def _first_day(tables: Mapping[str, pd.DataFrame]) -> dt.date | None:
    for table, column in (
        ("feed_info", "feed_start_date"),
        ("calendar", "start_date"),
        ("calendar_dates", "date"),
    ):
        days = [day for text in _texts(tables, table, column) if (day := _day(text))]
        if days:
            return min(days)
    return None


def _day(text: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(text.strip(), "%Y%m%d").replace(tzinfo=dt.UTC).date()
    except ValueError:
        return None


def _texts(tables: Mapping[str, pd.DataFrame], table: str, column: str) -> list[str]:
    if table not in tables or column not in tables[table].columns:
        return []
    return [str(text) for text in tables[table][column].dropna()]
