"""
What a new layer becomes in catalogue.toml, its comments kept.

Two layers of one subject from two sources would double it: two sets of roads,
two sets of buses. So a new layer is declared only where no other source has the
subject, or where a person says that it shall take the other's place.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Comment, Item, Table

from geo_app.errors import LayerError, mark
from geo_app.findings import Finding, note

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable
    from pathlib import PurePosixPath

    from geo_app.catalogue import Status

BUSES = frozenset({"transit", "bus_routes", "bus_stops"})
"""Kinds that are one subject: a timetable and drawn lines would be two sets of buses."""

EVERY_KIND = "all"
FOREIGN_FIELDS = ("crs", "encoding", "columns")
"""What a table says of how to read a file that is no longer the one it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A layer as the catalogue shall name it; `withheld` says why it shall not, for now."""

    layer_id: str
    kind: str
    file: PurePosixPath
    title_th: str
    title_en: str
    source: str
    licence: str
    attribution: str
    date: dt.date
    status: Status
    withheld: Finding | None = None

    @property
    def facts(self) -> dict[str, object]:
        """What changes from one time to the next."""
        return {
            "kind": self.kind,
            "file": str(self.file),
            "source": self.source,
            "licence": self.licence,
            "attribution": self.attribution,
            "date": self.date,
            "status": self.status.value,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """
    A catalogue's new text, the ids that it names, and what to say about each entry.

    Attributes
    ----------
    notes
        Sentences by layer id.
    """

    text: str
    declared: frozenset[str]
    notes: dict[str, Finding]


def declare(text: str, entries: Iterable[Entry], *, use: Collection[str]) -> Declaration:
    """
    Name new layers in a catalogue.

    Parameters
    ----------
    text
        A catalogue that could be read.
    entries
        Layers that passed their checks.
    use
        Kinds whose layers from other sources give way; `all` for every kind.

    Returns
    -------
    declaration
        The new text; comments, order and other layers as they were.

    Raises
    ------
    LayerError
        If the text is written in a way that cannot be edited safely.
    """
    try:
        return _declare(text, entries, use)
    except (TOMLKitError, ValueError, TypeError, KeyError) as error:
        if isinstance(error, LayerError):
            raise
        raise _not_editable() from error


def _declare(text: str, entries: Iterable[Entry], use: Collection[str]) -> Declaration:
    # A blank line before what is added; Windows line ends come back at the end.
    document = tomlkit.parse(text.replace("\r\n", "\n").rstrip() + "\n\n")
    expected: dict[str, dict[str, Any]] = dict(tomllib.loads(text).get("layers", {}))
    known = dict(expected)
    declared, notes = set(), {}
    for entry in entries:
        rivals = _rivals(expected, entry)
        gives_way = EVERY_KIND in use or bool(_subject(entry.kind) & set(use))
        is_declared = entry.layer_id in expected and entry.layer_id not in rivals
        if not is_declared and (entry.withheld is not None or (rivals and not gives_way)):
            notes[entry.layer_id] = entry.withheld or _doubled(entry, rivals)
            continue
        if rivals and gives_way:
            notes[entry.layer_id] = _replaced(rivals)
            for rival in rivals:
                _remove(document, rival)
                del expected[rival]
        expected[entry.layer_id] = _put(document, entry)
        declared.add(entry.layer_id)
    new_text = text if expected == known else _written(document, like=text)
    _require_as_meant(new_text, expected)
    return Declaration(text=new_text, declared=frozenset(declared), notes=notes)


def _written(document: tomlkit.TOMLDocument, *, like: str) -> str:
    text = tomlkit.dumps(document).rstrip() + "\n"
    return text.replace("\n", "\r\n") if "\r\n" in like else text


def _rivals(layers: dict[str, dict[str, Any]], entry: Entry) -> list[str]:
    """Layers of the same subject whose files lie in another folder than ours."""
    subject = _subject(entry.kind)
    return [
        layer_id
        for layer_id, table in layers.items()
        if not _is_ours(str(table.get("file")), entry)
        and (table.get("kind") in subject or layer_id == entry.layer_id)
    ]


def _subject(kind: str) -> frozenset[str]:
    return BUSES if kind in BUSES else frozenset({kind})


def _is_ours(file: str, entry: Entry) -> bool:
    return file.replace("\\", "/").split("/")[0] == entry.file.parts[0]


def _doubled(entry: Entry, rivals: list[str]) -> Finding:
    message = mark(
        "Not put into catalogue.toml, which has this subject already ({rivals}). "
        "To take its place: --use {kind}."
    )
    return note("subject_doubled", message, rivals=", ".join(rivals), kind=entry.kind)


def _replaced(rivals: list[str]) -> Finding:
    message = mark(
        "Takes the place of {rivals} in catalogue.toml; the text before stands in "
        "catalogue.toml.previous, the files are where they were."
    )
    return note("layer_replaced", message, rivals=", ".join(rivals))


def _put(document: tomlkit.TOMLDocument, entry: Entry) -> dict[str, object]:
    """Add a layer's table or bring it up to date; return what it says."""
    if "layers" not in document:
        document["layers"] = tomlkit.table(is_super_table=True)
    layers: Any = document["layers"]
    if entry.layer_id in layers:
        table = layers[entry.layer_id]
        for key in FOREIGN_FIELDS:
            table.pop(key, None)
        for key, value in entry.facts.items():
            table[key] = value
        return dict(table.unwrap())
    facts = entry.facts
    first = {key: facts.pop(key) for key in ("kind", "file")}
    fields = {**first, "title_th": entry.title_th, "title_en": entry.title_en, **facts}
    table = tomlkit.table()
    for key, value in fields.items():
        table[key] = value
    table.add(tomlkit.nl())
    layers[entry.layer_id] = table
    return fields


def _remove(document: tomlkit.TOMLDocument, layer_id: str) -> None:
    """Take a table out; comments that stand between it and the next table stay."""
    layers: Any = document["layers"]
    names = list(layers)
    before = names[names.index(layer_id) - 1] if names.index(layer_id) else None
    kept = _comments_below(layers[layer_id])
    del layers[layer_id]
    if before is not None and isinstance(layers[before], Table):
        for item in kept:
            layers[before].add(item)


def _comments_below(table: Any) -> list[Item]:
    """Return a table's last comments, from the first blank line after its fields on."""
    below: list[Item] = []
    for key, item in reversed(table.value.body if isinstance(table, Table) else []):
        if key is not None:
            break
        below.insert(0, item)
    while below and isinstance(below[0], Comment):
        below.pop(0)
    return below if any(isinstance(item, Comment) for item in below) else []


def _require_as_meant(text: str, expected: dict[str, Any]) -> None:
    try:
        layers = tomllib.loads(text).get("layers", {})
    except tomllib.TOMLDecodeError:
        layers = None
    if layers != expected:
        raise _not_editable()


def _not_editable() -> LayerError:
    return LayerError(
        mark(
            "catalogue.toml is written in a way that cannot be edited here. Write each layer "
            "as a table of its own, such as [layers.roads]."
        )
    )
