"""
XML texts, for KML, KMZ and GPX.

A text is parsed without any document type, so it can neither name another file nor grow.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from geo_app.errors import LayerError, UnreadableFileError, mark
from geo_app.readers import zips

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from geo_app.limits import Limits


def parse_xml(content: bytes, *, name: str, most: Limits) -> Element:
    """
    Parse a text in the encoding that it declares.

    Parameters
    ----------
    content
        The whole text.
    name
        The file's name, for messages.
    most
        How many tags it may have.

    Raises
    ------
    UnreadableFileError
        If it is damaged, or brings a document type of its own.
    LayerError
        If it has more tags than are read.
    """
    if content.count(b"<") > most.tags or content.count(b"=") > most.attributes:
        raise too_large(name)
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise with_document_type(name) from error
    except ParseError as error:
        raise UnreadableFileError(
            mark(
                "'{file}' is damaged, or not in the encoding that it declares, at line {line}. "
                "Export it again in UTF-8."
            ),
            file=name,
            line=error.position[0],
        ) from error
    except (ValueError, LookupError, RecursionError) as error:
        raise UnreadableFileError(
            mark("'{file}' is in an encoding that is not known. Export it again in UTF-8."),
            file=name,
        ) from error
    return root


def root_tag(content: bytes, *, name: str) -> str:
    """
    Return the name of a text's first tag; what is damaged after it is not looked at.

    Parameters
    ----------
    content
        The whole text.
    name
        The file's name, for messages.

    Raises
    ------
    UnreadableFileError
        If there is no tag, or a document type before it.
    """
    try:
        for _, element in iterparse(io.BytesIO(content), events=("start",), forbid_dtd=True):
            return tag_of(element)
    except DefusedXmlException as error:
        raise with_document_type(name) from error
    except (ParseError, ValueError, LookupError) as error:
        raise UnreadableFileError(
            mark("'{file}' is no KML and no GPX that can be read. Export it again in UTF-8."),
            file=name,
        ) from error
    return ""


def tag_of(element: Element) -> str:
    """
    Return a tag's name whatever its namespace is.

    Parameters
    ----------
    element
        Of a parsed text.
    """
    return str(element.tag).rpartition("}")[2]


def first_kml(content: bytes, *, name: str, most: Limits) -> tuple[bytes, int]:
    """
    Return the KML that a KMZ is about, as its standard says: the first at the top.

    Parameters
    ----------
    content
        The whole KMZ.
    name
        The file's name, for messages.
    most
        How much of a zip is read.

    Returns
    -------
    kml, others
        Its text, and how many KML files are left out.

    Raises
    ------
    UnreadableFileError
        If it is damaged, or holds no KML.
    LayerError
        If it holds more than is read.
    """
    inside = zips.members(content, name=name, most=most)
    kmls = [item for place, item in inside.items() if place.lower().endswith(".kml")]
    kmls.sort(key=lambda item: item.filename.count("/"))
    if not kmls:
        raise UnreadableFileError(
            mark("'{file}' is not what its ending says. Save it again in that format."), file=name
        )
    return zips.read_member(content, kmls[0], name=name), len(kmls) - 1


def with_document_type(name: str) -> UnreadableFileError:
    """
    Return the refusal of a text that defines entities, or says where to fetch them.

    Parameters
    ----------
    name
        The file's name.
    """
    return UnreadableFileError(
        mark("'{file}' brings a document type (DTD), which is not read. Export it without."),
        file=name,
    )


def too_large(name: str) -> LayerError:
    """
    Return the refusal of a text of too many parts.

    Parameters
    ----------
    name
        The file's name.
    """
    return LayerError(
        mark("'{file}' holds more parts than are read. Leave only what is meant in it."),
        file=name,
    )
