"""
A feed that has been read and checked, kept on disk by its content.

Reading a city's feed and going through its calls takes most of a second, again in each
command; what came of it fits in a file. It is kept by the bytes of the feed, how it is
read, and the program's own files, so that another version of either checks anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_app import limits
from geo_app.quality.faults import Report
from geo_app.quality.feed_checks import CheckedFeed
from geo_app.quality.schedules import Schedule
from geo_app.stored import digest_of, program_version
from geo_app.stored_frames import (
    NotKeptError,
    findings_bytes,
    findings_of,
    frame_bytes,
    frame_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pyproj import CRS

    from geo_app.stored import Arrays, Store

NAME = "feed"
MOST_KEPT = 8
TABLE, PART = "table ", "part "
PARTS = ("calendar", "exceptions", "trips", "calls", "frequencies", "set_aside")
"""The tables of a schedule."""


def kept_feed(
    path: Path,
    check: Callable[[], CheckedFeed],
    *,
    crs: CRS,
    encoding: str | None,
    store: Store | None,
) -> CheckedFeed:
    """
    Return a checked feed from the store, or check it and keep it there.

    Parameters
    ----------
    path
        The feed's folder or zip.
    check
        Reads and checks it.
    crs
        Where it is measured.
    encoding
        Of its texts, if stated.
    store
        None keeps nothing.
    """
    content = None if store is None else _content_of(path)
    if store is None or content is None:
        return check()
    made: list[CheckedFeed] = []

    def make() -> Arrays:
        made.append(check())
        try:
            return packed(made[0])
        except NotKeptError:
            return {}

    digest = digest_of([content, crs.to_wkt(), encoding or "", program_version()])
    arrays = store.arrays(NAME, digest, make, most=MOST_KEPT)
    if made:
        return made[0]
    return unpacked(arrays) if arrays else check()


def packed(feed: CheckedFeed) -> dict[str, np.ndarray]:
    """
    Write a checked feed as arrays.

    Parameters
    ----------
    feed
        As `check_feed` returns it.

    Raises
    ------
    NotKeptError
        If part of it would not come back as it was.
    """
    schedule, report = feed.schedule, feed.report
    if schedule.unknown_headway or schedule.unknown_span:
        raise NotKeptError("A feed states both.")
    return {
        "stops": frame_bytes(feed.stops),
        "rows": np.array([report.rows_in, report.rows_used], dtype=np.int64),
        "found": findings_bytes(report.faults),
        "found_in_times": findings_bytes(schedule.faults),
        **{PART + name: frame_bytes(getattr(schedule, name)) for name in PARTS},
        **{TABLE + name: frame_bytes(rows) for name, rows in feed.tables.items()},
    }


def unpacked(arrays: Arrays) -> CheckedFeed:
    """
    Read what `packed` wrote.

    Parameters
    ----------
    arrays
        By name.
    """
    rows_in, rows_used = arrays["rows"].tolist()
    tables = {
        key.removeprefix(TABLE): frame_of(written)
        for key, written in arrays.items()
        if key.startswith(TABLE)
    }
    calendar, exceptions, trips, calls, frequencies, set_aside = (
        frame_of(arrays[PART + name]) for name in PARTS
    )
    schedule = Schedule(
        calendar=calendar,
        exceptions=exceptions,
        trips=trips,
        calls=calls,
        frequencies=frequencies,
        set_aside=set_aside,
        faults=findings_of(arrays["found_in_times"]),
    )
    return CheckedFeed(
        stops=frame_of(arrays["stops"]),
        schedule=schedule,
        report=Report(rows_in=rows_in, rows_used=rows_used, faults=findings_of(arrays["found"])),
        tables=tables,
    )


def _content_of(path: Path) -> str | None:
    """Digest a file, or a folder's files with their names; None for what cannot be used."""
    try:
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        files = [file for file in files if file.is_file()]
        if sum(file.stat().st_size for file in files) > limits.LAYER.unpacked_bytes:
            return None
        parts = ((file.name, file.read_bytes()) for file in files)
        return digest_of(part for both in parts for part in both)
    except OSError:
        # Whoever reads it says what is wrong.
        return None
