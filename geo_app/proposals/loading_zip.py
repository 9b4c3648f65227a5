"""Zip files that are looked into without being unpacked to a disk, and never beyond a limit."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from geo_app.errors import LayerError, UnreadableFileError, mark

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_MEMBERS = 200
MAX_UNPACKED_BYTES = 100_000_000
MEGABYTE = 1_000_000

ENTRY = b"PK\x01\x02"
"""What each entry of a zip's list of contents begins with."""

PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1
ERRORS = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError,
    ValueError, LookupError,
)  # fmt: skip


def members(content: bytes, *, file: str) -> Mapping[str, zipfile.ZipInfo]:
    """
    List the files in a zip, by name; folders and a Mac's leftovers are passed by.

    Raises
    ------
    UnreadableFileError
        If it is damaged, encrypted, packed in a way that is not read, or names one file twice.
    LayerError
        If it holds too many files, or too much.
    """
    # Counted before it is parsed: a list of a million names would fill the memory.
    if content.count(ENTRY) > MAX_MEMBERS:
        raise _too_many(file)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            items = [item for item in archive.infolist() if not item.is_dir()]
    except ERRORS as error:
        raise _damaged(file) from error
    if len(items) > MAX_MEMBERS:
        raise _too_many(file)
    if sum(item.file_size for item in items) > MAX_UNPACKED_BYTES:
        raise LayerError(
            mark("'{file}' unpacks to more than {most} MB. Leave only the route in it."),
            file=file,
            most=MAX_UNPACKED_BYTES // MEGABYTE,
        )
    if any(item.flag_bits & ENCRYPTED or item.compress_type not in PACKINGS for item in items):
        raise UnreadableFileError(
            mark("'{file}' is locked or packed in a way that is not read. Zip it again, plainly."),
            file=file,
        )
    named = {item.filename: item for item in items if not _is_leftover(item)}
    if len(named) < sum(not _is_leftover(item) for item in items):
        raise _damaged(file)
    return named


def read_member(content: bytes, item: zipfile.ZipInfo, *, file: str) -> bytes:
    """
    Unpack one file of a zip, no further than its stated size.

    Raises
    ------
    UnreadableFileError
        If it is damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(item) as member:
            unpacked = member.read(item.file_size + 1)
    except ERRORS as error:
        raise _damaged(file) from error
    if len(unpacked) != item.file_size:
        raise _damaged(file)
    return unpacked


def _is_leftover(item: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(item.filename)
    return path.name.startswith("._") or "__MACOSX" in path.parts


def _too_many(file: str) -> LayerError:
    return LayerError(
        mark("'{file}' holds more than {most} files. Leave only the route in it."),
        file=file,
        most=MAX_MEMBERS,
    )


def _damaged(file: str) -> UnreadableFileError:
    return UnreadableFileError(
        mark("The zip '{file}' is damaged. Save it again."),
        file=file,
    )
