"""
Lines and stops out of a file that somebody brings: GeoJSON, KML, KMZ, GPX, GTFS.

What a file is, its content says; its name must agree. Nothing is handed to GDAL,
nothing in a file leads to another place, and every limit holds before the file is
taken apart.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from geo_app import limits
from geo_app.crs import parse_crs
from geo_app.errors import LayerError, UnreadableFileError, mark
from geo_app.readers.markup import first_kml, root_tag
from geo_app.readers.zips import members
from geo_app.sketches.from_geojson import Read, read_geojson
from geo_app.sketches.from_gtfs import load_gtfs_route, load_gtfs_routes
from geo_app.sketches.from_xml import read_gpx, read_kml
from geo_app.sketches.locating import drawing_of
from geo_app.sketches.sketch import short_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_app.sketches.locating import Whereabouts
    from geo_app.sketches.sketch import Drawing, Sketch

HEAD_BYTES = 1_024

ZIP_SIGNATURE = b"PK"
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class DrawingFormat(StrEnum):
    """A format of files that a route can be loaded from."""

    GEOJSON = "geojson"
    KML = "kml"
    KMZ = "kmz"
    GPX = "gpx"
    GTFS = "gtfs"


ENDINGS: Mapping[DrawingFormat, tuple[str, ...]] = {
    DrawingFormat.GEOJSON: (".geojson", ".json"),
    DrawingFormat.KML: (".kml",),
    DrawingFormat.KMZ: (".kmz",),
    DrawingFormat.GPX: (".gpx",),
    DrawingFormat.GTFS: (".zip",),
}
"""How the names of files of a format end."""

TITLES = {
    DrawingFormat.GEOJSON: "GeoJSON",
    DrawingFormat.KML: "KML",
    DrawingFormat.KMZ: "KMZ",
    DrawingFormat.GPX: "GPX",
    DrawingFormat.GTFS: "GTFS",
}


def drawing_format(content: bytes, *, name: str) -> DrawingFormat:
    """
    Say what a file is, by its content.

    Parameters
    ----------
    content
        The whole file.
    name
        As the person calls it; its ending must be one of the format's.

    Raises
    ------
    UnreadableFileError
        If it is of no format that is read, or not of the one that its name says.
    LayerError
        If it is larger than 50 MB, or empty.
    """
    file = short_name(name)
    if len(content) > limits.DRAWING.file_bytes:
        raise LayerError(
            mark("'{file}' is larger than {most} MB. Leave only the route in it."),
            file=file,
            most=limits.DRAWING.file_bytes // limits.MEGABYTE,
        )
    content_format = _format_of(content, file)
    if PurePosixPath(name.strip().lower()).suffix not in ENDINGS[content_format]:
        raise UnreadableFileError(
            mark(
                "'{file}' is {found} by its content, but its name does not end in {endings}. "
                "Rename it, or save it again."
            ),
            file=file,
            found=TITLES[content_format],
            endings=", ".join(ENDINGS[content_format]),
        )
    return content_format


def load_drawing(
    content: bytes,
    *,
    name: str,
    place: Whereabouts | None = None,
    crs: str | None = None,
    swap: bool = False,
) -> Drawing:
    """
    Load the lines and stops of a file.

    Parameters
    ----------
    content
        The whole file.
    name
        As the person calls it.
    place
        Where the drawing is expected; only for advice when it lies elsewhere.
    crs
        What the person says that the coordinates are in, such as `EPSG:32647`; goes
        before what the file says. Otherwise they are degrees on WGS 84, unless a
        GeoJSON's old `crs` member says something else.
    swap
        The person says that latitude stands first.

    Returns
    -------
    drawing
        In degrees. Of a GTFS feed with a single route that route.

    Raises
    ------
    UnreadableFileError
        If the file is damaged, or of no format that is read.
    LayerError
        If there is no line and no stop in it, or more than a drawing holds; if it is
        a GTFS feed of several routes, of which one must be chosen.
    CrsError
        If the coordinates are no degrees, look swapped, or are in an unknown CRS.
    """
    content_format, file = drawing_format(content, name=name), short_name(name)
    if content_format is DrawingFormat.GTFS:
        return _only_route(content, name)
    read = _read(content, content_format, file)
    stated = read.crs if crs is None else parse_crs(crs, name=file)
    return drawing_of(read.sketch, crs=stated, place=place, swap=swap)


def _read(content: bytes, content_format: DrawingFormat, file: str) -> Read:
    if content_format is DrawingFormat.GEOJSON:
        return read_geojson(content, file=file)
    if content_format is DrawingFormat.GPX:
        return Read(read_gpx(content, file=file), None)
    if content_format is DrawingFormat.KML:
        return Read(read_kml(content, file=file), None)
    return Read(_read_kmz(content, file), None)


def _read_kmz(content: bytes, file: str) -> Sketch:
    """Read the first KML of the archive, as its standard says."""
    text, others = first_kml(content, name=file, most=limits.DRAWING)
    sketch = read_kml(text, file=file)
    sketch.left_out["other_kml"] = others
    return sketch


def _only_route(content: bytes, name: str) -> Drawing:
    routes = load_gtfs_routes(content, name=name)
    if len(routes) != 1:
        raise LayerError(
            mark("'{file}' is a GTFS feed of {count} routes. Choose one of them."),
            file=short_name(name),
            count=len(routes),
        )
    return load_gtfs_route(content, routes[0].route_id, name=name)


def _format_of(content: bytes, file: str) -> DrawingFormat:
    if not content.strip():
        raise LayerError(mark("'{file}' is empty. Choose another file."), file=file)
    if content.startswith(ZIP_SIGNATURE):
        return _format_of_zip(content, file)
    head = content[:HEAD_BYTES]
    for marks in BYTE_ORDER_MARKS:
        head = head.removeprefix(marks)
    # Letters of two or four bytes have zeros between them.
    first = head.replace(b"\x00", b"").lstrip()[:1]
    if first in (b"{", b"["):
        return DrawingFormat.GEOJSON
    if first == b"<":
        return _format_of_xml(content, file)
    raise _unknown(file)


def _format_of_zip(content: bytes, file: str) -> DrawingFormat:
    names = [
        PurePosixPath(path.lower()) for path in members(content, name=file, most=limits.DRAWING)
    ]
    if any(path.name == "stops.txt" for path in names):
        return DrawingFormat.GTFS
    if any(path.suffix == ".kml" for path in names):
        return DrawingFormat.KMZ
    raise _unknown(file)


def _format_of_xml(content: bytes, file: str) -> DrawingFormat:
    """Look at the first tag only; what is damaged after it is told by whoever reads it."""
    root = root_tag(content, name=file)
    if root in (DrawingFormat.KML, DrawingFormat.GPX):
        return DrawingFormat(root)
    raise _unknown(file)


def _unknown(file: str) -> UnreadableFileError:
    return UnreadableFileError(
        mark("'{file}' is none of {choices}. Save the route as one of them."),
        file=file,
        choices=", ".join(TITLES.values()),
    )
