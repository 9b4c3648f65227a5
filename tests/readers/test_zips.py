"""The one guard of zips: what leads out, lies, or grows beyond measure is refused."""

from __future__ import annotations

import io
import stat
import zipfile
from dataclasses import replace

import pytest

from geo_app import limits
from geo_app.errors import LayerError, UnreadableFileError
from geo_app.readers import zips
from geo_app.readers.layer_files import read_source
from geo_app.readers.source import Source

MEGABYTE = 1_000_000


def zipped(files, *, packing=zipfile.ZIP_STORED):
    """Return a zip of files by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def members(content, **most):
    """List a zip, with limits lowered."""
    return zips.members(content, name="a.zip", most=replace(limits.LAYER, **most))


def test_the_files_are_listed_and_unpacked():
    content = zipped({"a.txt": b"one", "b/c.txt": b"two"})
    inside = members(content)
    assert {
        place: zips.read_member(content, item, name="a.zip") for place, item in inside.items()
    } == {"a.txt": b"one", "b/c.txt": b"two"}


def test_folders_and_the_leftovers_of_a_mac_are_passed_by():
    content = zipped({"d/": b"", "d/a.txt": b"x", "__MACOSX/d/a.txt": b"y", "d/._a.txt": b"z"})
    assert list(members(content)) == ["d/a.txt"]


@pytest.mark.parametrize(
    "place",
    ["../a.txt", "d/../../a.txt", "/etc/a.txt", "C:\\a.txt", "d\\..\\..\\a.txt", "\\\\s\\a"],
)
def test_a_name_that_leads_out_is_refused(place):
    with pytest.raises(UnreadableFileError, match="leads out of its folder"):
        members(zipped({"ok.txt": b"x", place: b"x"}))


def test_a_name_with_dots_that_stays_inside_is_taken():
    assert list(members(zipped({"a..b/...txt": b"x"}))) == ["a..b/...txt"]


def test_a_link_is_refused():
    link = zipfile.ZipInfo("a.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(UnreadableFileError, match="leads out of its folder"):
        members(zipped({link: b"/etc/passwd"}))


def test_files_that_pack_beyond_reason_are_refused_and_plain_ones_not():
    bomb = zipped({"a.txt": b"0" * 20 * MEGABYTE}, packing=zipfile.ZIP_DEFLATED)
    with pytest.raises(LayerError, match="more than 200 times its size"):
        members(bomb)
    assert list(members(bomb, zip_ratio=2_000)) == ["a.txt"]
    assert list(members(zipped({"a.txt": b"0" * 20 * MEGABYTE}))) == ["a.txt"]


def test_a_small_zip_may_be_packed_as_tightly_as_it_likes():
    assert members(zipped({"a.txt": b"0" * 9 * MEGABYTE}, packing=zipfile.ZIP_DEFLATED))


def test_a_zip_that_says_less_than_it_holds_is_damaged():
    content = zipped({"a.txt": b"0" * 1_000}, packing=zipfile.ZIP_DEFLATED)
    lied = content.replace((1_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lied != content
    (item,) = members(lied).values()
    with pytest.raises(zips.DamagedZipError, match=r"The zip 'a\.zip' is damaged"):
        zips.read_member(lied, item, name="a.zip")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut", b"text"])
def test_what_is_no_zip_is_damaged(content):
    with pytest.raises(zips.DamagedZipError):
        members(content)


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_a_name_that_stands_twice_is_damaged():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", b"one")
        archive.writestr("a.txt", b"two")
    with pytest.raises(zips.DamagedZipError):
        members(buffer.getvalue())


@pytest.mark.parametrize("name", ["a.xlsx", "a.zip", "a.kmz"])
def test_every_reader_of_a_zip_stands_behind_the_guard(name):
    content = zipped({"../a.shp": b"x", "doc.kml": b"<kml/>"})
    with pytest.raises(UnreadableFileError, match="leads out of its folder"):
        read_source(Source(name=name, content=content), most=limits.LAYER)
