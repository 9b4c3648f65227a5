"""A GTFS feed into a province: a zip or folder of somebody's timetable."""

from __future__ import annotations

import datetime as dt
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from geo_app.catalogue import Status
from geo_app.errors import UnreadableFileError, mark
from geo_app.fetch.declaring import Entry
from geo_app.fetch.installing import work_folder
from geo_app.fetch.outcome import Notice, Outcome, Progress, Tell
from geo_app.fetch.placing import Parcel, open_partly, place_layers
from geo_app.fetch.web import MEGABYTE, Web, host
from geo_app.readers.files import read_feed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pandas as pd

FILE = PurePosixPath("gtfs") / "feed.zip"
LAYER_ID = "gtfs_transit"

MAX_ZIP_BYTES = 500 * MEGABYTE
MAX_UNPACKED_BYTES = 2_000 * MEGABYTE
MAX_ENTRIES = 1_000
MAX_NAMES = 3

UNIX_TYPE, UNIX_LINK = 0o170000, 0o120000
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
    use: Collection[str] = (),
    tell: Tell = lambda _: None,
) -> list[Outcome]:
    """
    Bring a GTFS feed into a province, as `gtfs/feed.zip`.

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
    FailedCheckError
        If no stop of it can be used, or ids repeat.

    Notes
    -----
    Whatever is raised, the province's layers and catalogue are as they were.
    A zip is kept as it came, without being unpacked; of a folder, the `.txt`
    files are zipped, so that one file can be put in place at once.
    """
    open_partly(folder)
    with work_folder(folder) as work:
        try:
            path, came_from = _at_hand(feed, work, tell)
            _require_safe(path)
            tables = read_feed(path)
            entry = _entry(tables, facts or FeedFacts(), came_from=came_from, today=today)
            parcel = Parcel(entry=entry, write=lambda to: _write_zip(path, to), rows=None)
            return place_layers(folder, work, [parcel], use=use)
        finally:
            (work / FILE.name).unlink(missing_ok=True)


def _at_hand(feed: Path | Download, work: Path, tell: Tell) -> tuple[Path, str]:
    if isinstance(feed, Path):
        return feed, feed.name
    path = work / FILE.name
    message = mark("{host}: downloading")
    tell(Progress(done=0, total=1, now=Notice(message, {"host": host(feed.url)})))
    feed.web.get(feed.url, into=lambda: path.open("w+b"), max_bytes=MAX_ZIP_BYTES, tell=tell)
    return path, host(feed.url)


def _require_safe(path: Path) -> None:
    """Refuse a zip that would write outside a folder, or grow beyond all measure."""
    if not path.is_file():
        return
    try:
        with zipfile.ZipFile(path) as archive:
            items = archive.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise UnreadableFileError(
            mark("'{file}' is no GTFS folder and no zip. Put the feed's zip or folder there."),
            file=path.name,
        ) from error
    if any(_leads_out(item) for item in items):
        raise UnreadableFileError(
            mark("'{file}' holds a name that leads out of its folder. Do not use this feed."),
            file=path.name,
        )
    if len(items) > MAX_ENTRIES or sum(item.file_size for item in items) > MAX_UNPACKED_BYTES:
        raise UnreadableFileError(
            mark("'{file}' holds more than {entries} files or {megabytes} MB. Shorten the feed."),
            file=path.name,
            entries=MAX_ENTRIES,
            megabytes=MAX_UNPACKED_BYTES // MEGABYTE,
        )


def _leads_out(item: zipfile.ZipInfo) -> bool:
    name = PureWindowsPath(item.filename)
    is_link = (item.external_attr >> 16) & UNIX_TYPE == UNIX_LINK
    return name.anchor != "" or ".." in name.parts or is_link


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
