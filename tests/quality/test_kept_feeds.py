"""A feed that was checked is kept by its content, and comes back as it was."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import fields
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geo_app import stored
from geo_app.findings import Finding, Severity, Where
from geo_app.province import open_province
from geo_app.quality import kept_feeds
from geo_app.quality.feed_checks import check_feed
from geo_app.quality.kept_feeds import kept_feed, packed, unpacked
from geo_app.readers.layer_files import read_feed
from geo_app.stored import Store
from geo_app.stored_frames import (
    NotKeptError,
    findings_bytes,
    findings_of,
    frame_bytes,
    frame_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    from geo_app.quality.feed_checks import CheckedFeed

PHUKET_FEEDS = ("transit", "ferries")


def require_same(found: CheckedFeed, wanted: CheckedFeed) -> None:
    """Compare every table by value, type and index, and every finding."""
    exactly = {"check_freq": False, "check_exact": True}
    pd.testing.assert_frame_equal(found.stops, wanted.stops, **exactly)
    assert found.report == wanted.report
    assert list(found.tables) == list(wanted.tables)
    for name, rows in wanted.tables.items():
        pd.testing.assert_frame_equal(found.tables[name], rows, **exactly)
    for field in fields(wanted.schedule):
        was, now = (getattr(feed.schedule, field.name) for feed in (wanted, found))
        if isinstance(was, pd.DataFrame):
            pd.testing.assert_frame_equal(now, was, **exactly)
        else:
            assert now == was


def checked(folder: Path) -> CheckedFeed:
    return check_feed(read_feed(folder), crs=open_crs())


def open_crs():
    from pyproj import CRS  # noqa: PLC0415 - beside its only use

    return CRS("EPSG:32647")


@pytest.fixture
def feed(repository: Path, tmp_path: Path) -> Path:
    return shutil.copytree(repository / "layers" / "phuket" / "transit", tmp_path / "transit")


def spoil(feed: Path) -> None:
    """Give every table something to tell of."""
    stops = (feed / "stops.txt").read_text(encoding="utf-8").splitlines()
    (feed / "stops.txt").write_text(
        "\n".join([*stops, stops[1].replace(stops[1].split(",")[0], "nowhere", 1)]) + "\n",
        encoding="utf-8",
    )
    times = (feed / "stop_times.txt").read_text(encoding="utf-8").splitlines()
    (feed / "stop_times.txt").write_text("\n".join([*times, times[-1]]) + "\n", encoding="utf-8")


@pytest.mark.parametrize("name", PHUKET_FEEDS)
def test_a_feed_comes_back_as_it_was(repository: Path, name: str) -> None:
    feed = checked(repository / "layers" / "phuket" / name)
    require_same(unpacked(packed(feed)), feed)


def test_a_feed_with_faults_comes_back_with_all_of_them(feed: Path) -> None:
    spoil(feed)
    found = checked(feed)
    assert found.report.faults
    assert len(found.schedule.set_aside)
    require_same(unpacked(packed(found)), found)


def test_it_is_checked_once_and_again_when_anything_is_other(
    feed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, calls, crs = Store(tmp_path / "kept"), [], open_crs()

    def ask(path: Path = feed, *, encoding: str | None = None) -> CheckedFeed:
        def check() -> CheckedFeed:
            calls.append(path)
            return checked(path)

        return kept_feed(path, check, crs=crs, encoding=encoding, store=store)

    require_same(ask(), checked(feed))
    require_same(ask(), checked(feed))
    assert len(calls) == 1
    ask(shutil.copytree(feed, tmp_path / "elsewhere"))
    assert len(calls) == 1
    ask(encoding="utf-8")
    assert len(calls) == 2
    (feed / "feed_info.txt").write_text(
        (feed / "feed_info.txt").read_text(encoding="utf-8") + "\n", encoding="utf-8"
    )
    ask()
    assert len(calls) == 3
    # Another version of the program may find something else.
    monkeypatch.setattr(kept_feeds, "program_version", lambda: "another")
    ask()
    assert len(calls) == 4


def test_a_zip_is_kept_by_its_bytes(feed: Path, tmp_path: Path) -> None:
    whole = tmp_path / "feed.zip"
    with zipfile.ZipFile(whole, "w") as packed_files:
        for table in feed.glob("*.txt"):
            packed_files.write(table, table.name)
    store, calls = Store(tmp_path / "kept"), []

    def check() -> CheckedFeed:
        calls.append(1)
        return checked(whole)

    asked = {"crs": open_crs(), "encoding": None, "store": store}
    require_same(kept_feed(whole, check, **asked), kept_feed(whole, check, **asked))
    assert len(calls) == 1


@pytest.mark.parametrize("path", ["missing", "missing.zip"])
def test_a_feed_that_is_not_there_is_told_by_who_reads_it(tmp_path: Path, path: str) -> None:
    def check() -> CheckedFeed:
        raise LookupError

    with pytest.raises(LookupError):
        kept_feed(
            tmp_path / path, check, crs=open_crs(), encoding=None, store=Store(tmp_path / "kept")
        )


def test_what_would_not_come_back_is_checked_each_time(
    feed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise NotKeptError

    monkeypatch.setattr(kept_feeds, "packed", refuse)
    calls = []

    def check() -> CheckedFeed:
        calls.append(1)
        return checked(feed)

    for _ in range(2):
        kept_feed(feed, check, crs=open_crs(), encoding=None, store=Store(tmp_path / "kept"))
    assert len(calls) == 2


def test_findings_come_back_word_for_word_or_not_at_all() -> None:
    whole = Finding(
        code="x",
        severity=Severity.WARNING,
        message="{a} {b}",
        fields={"a": "ก", "b": 3, "c": 1.5, "d": None, "e": True},
        where=Where(row=3, field="stop_lat", position=(98.3, 7.9), cells={"ชื่อ": "ค่า"}),
        repair="swap",
    )
    assert findings_of(findings_bytes([whole])) == (whole,)
    nested = Finding(code="x", severity=Severity.INFO, message="{a}", fields={"a": whole})
    with pytest.raises(NotKeptError):
        findings_bytes([nested])


def test_tables_that_arrow_cannot_hold_are_not_kept() -> None:
    with pytest.raises(NotKeptError):
        frame_bytes(pd.DataFrame({"a": [1, "one", object()]}))
    with pytest.raises(NotKeptError):
        frame_bytes(pd.DataFrame({"a": [1, "one"]}))
    held = pd.DataFrame({"a": ["ก", None]}, index=pd.Index([5, 9], name="row"))
    pd.testing.assert_frame_equal(frame_of(frame_bytes(held)), held)


def test_a_province_with_a_store_reads_the_same(repository: Path, tmp_path: Path) -> None:
    folder = repository / "layers" / "phuket"
    plain = open_province(folder).layer("transit")
    for _ in range(2):
        layer = open_province(folder, store=Store(tmp_path)).layer("transit")
        pd.testing.assert_frame_equal(layer.frame, plain.frame)
        assert (layer.report, layer.unread) == (plain.report, plain.unread)
    assert [path.name for path in tmp_path.glob("feed-*.npz")]


def test_the_program_has_another_version_once_code_or_words_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stored.program_version() == stored.program_version()
    monkeypatch.setattr(stored, "PACKAGE", tmp_path)
    seen = set()
    for name in ("code.py", "words.po", "read.me"):
        (tmp_path / name).write_text(name, encoding="utf-8")
        seen.add(stored.program_version.__wrapped__())
    # What nobody runs or reads decides nothing.
    assert len(seen) == 2
