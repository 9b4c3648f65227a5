"""
The one guard of zip files: looked into without being unpacked to a disk.

Nothing in a zip is handed on before its list of contents has been checked: no name
that leads out, no link, not too many files, not too much, not packed beyond reason.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from geo_app import limits
from geo_app.errors import LayerError, UnreadableFileError, mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo_app.limits import Limits

ENTRY = b"PK\x01\x02"
"""What each entry of a zip's list of contents begins with."""

RATIO_FROM_BYTES = 10_000_000
"""A zip that unpacks to less than this harms nobody, however tightly it is packed."""

PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1
ERRORS = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError,
    ValueError, LookupError,
)  # fmt: skip


class DamagedZipError(UnreadableFileError):
    """The bytes are no zip, or one whose contents cannot be unpacked."""


def members(content: bytes, *, name: str, most: Limits) -> Mapping[str, zipfile.ZipInfo]:
    """
    List the files in a zip, by name; folders and a Mac's leftovers are passed by.

    Parameters
    ----------
    content
        The whole zip.
    name
        As a person calls it, for messages.
    most
        How many files, and how much, it may hold.

    Raises
    ------
    DamagedZipError
        If it is no zip, or names one file twice.
    UnreadableFileError
        If it is encrypted, packed in a way that is not read, or a name leads out of it.
    LayerError
        If it holds too many files, or too much.
    """
    # Counted before it is parsed: a list of a million names would fill the memory.
    if content.count(ENTRY) > most.zip_files:
        raise _too_many(name, most)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except ERRORS as error:
        raise damaged(name) from error
    items = [item for item in entries if not item.is_dir()]
    _require_inside(entries, name)
    _require_sizes(items, name, most)
    if any(item.flag_bits & ENCRYPTED or item.compress_type not in PACKINGS for item in items):
        raise UnreadableFileError(
            mark("'{file}' is locked or packed in a way that is not read. Zip it again, plainly."),
            file=name,
        )
    named = [item for item in items if not _is_leftover(item)]
    by_name = {item.filename: item for item in named}
    if len(by_name) < len(named):
        raise damaged(name)
    return by_name


def read_member(content: bytes, item: zipfile.ZipInfo, *, name: str) -> bytes:
    """
    Unpack one file of a zip, no further than its stated size.

    Parameters
    ----------
    content
        The whole zip.
    item
        As `members` has listed it.
    name
        As a person calls the zip, for messages.

    Raises
    ------
    DamagedZipError
        If it is damaged, or of another size than stated.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(item) as member:
            unpacked = member.read(item.file_size + 1)
    except ERRORS as error:
        raise damaged(name) from error
    if len(unpacked) != item.file_size:
        raise damaged(name)
    return unpacked


def damaged(name: str) -> DamagedZipError:
    """
    Return the refusal of a zip that cannot be unpacked.

    Parameters
    ----------
    name
        As a person calls it.
    """
    return DamagedZipError(mark("The zip '{file}' is damaged. Save it again."), file=name)


def _require_inside(entries: Iterable[zipfile.ZipInfo], name: str) -> None:
    """Refuse names that would be written elsewhere, and links to elsewhere."""
    for item in entries:
        # On Windows a backslash divides folders too, and a letter names a disk.
        place = PureWindowsPath(item.filename)
        is_link = stat.S_ISLNK(item.external_attr >> 16)
        if place.anchor or ".." in place.parts or is_link:
            raise UnreadableFileError(
                mark("'{file}' holds a name that leads out of its folder. Do not use this file."),
                file=name,
            )


def _require_sizes(items: list[zipfile.ZipInfo], name: str, most: Limits) -> None:
    if len(items) > most.zip_files:
        raise _too_many(name, most)
    unpacked_bytes = sum(item.file_size for item in items)
    if unpacked_bytes > most.unpacked_bytes:
        raise LayerError(
            mark("'{file}' unpacks to more than {most} MB. Leave only what is meant in it."),
            file=name,
            most=most.unpacked_bytes // limits.MEGABYTE,
        )
    packed_bytes = sum(item.compress_size for item in items)
    if unpacked_bytes > RATIO_FROM_BYTES and unpacked_bytes > most.zip_ratio * packed_bytes:
        raise LayerError(
            mark("'{file}' unpacks to more than {most:,} times its size. Do not use this file."),
            file=name,
            most=most.zip_ratio,
        )


def _is_leftover(item: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(item.filename)
    return path.name.startswith("._") or "__MACOSX" in path.parts


def _too_many(name: str, most: Limits) -> LayerError:
    return LayerError(
        mark("'{file}' holds more than {most} files. Leave only what is meant in it."),
        file=name,
        most=most.zip_files,
    )
