"""From new rows to layers of a province: written, opened again, checked, put in place."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import tomlkit

from geo_app.catalogue import CATALOGUE_NAME, read_catalogue
from geo_app.errors import CatalogueError, GeoAppError, mark
from geo_app.findings import Finding, errors_of, note
from geo_app.intake.declaring import Declaration, Entry, declare
from geo_app.intake.installing import PREVIOUS, install, stage_folder, sync
from geo_app.intake.outcome import Aside, FailedCheckError, Outcome
from geo_app.province import Layer, Province

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from geo_app.quality.faults import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """
    A new layer on its way into a province.

    Attributes
    ----------
    write
        Writes the file to a path.
    rows
        How many rows the file has; None where only the reader can tell.
    aside
        What the source gave and is not in the file.
    """

    entry: Entry
    write: Callable[[Path], None]
    rows: int | None
    aside: tuple[Aside, ...] = ()
    notes: tuple[Finding, ...] = ()


def open_partly(folder: Path) -> Province:
    """
    Open a province that may still lack communities or buses.

    Parameters
    ----------
    folder
        The province's.

    Raises
    ------
    CatalogueError
        If the catalogue is missing or wrong.
    """
    return Province(folder=folder, catalogue=read_catalogue(folder, complete=False))


def place_layers(
    folder: Path, work: Path, parcels: Sequence[Parcel], *, use: Collection[str]
) -> list[Outcome]:
    """
    Put new layers into a province's folder, all or none.

    Parameters
    ----------
    folder
        The province's.
    work
        Its work folder, that the caller has opened.
    parcels
        Layers with rows.
    use
        Kinds whose layers from other sources give way.

    Returns
    -------
    outcomes
        One a parcel, in their order.

    Raises
    ------
    FailedCheckError
        If a layer fails the checks of its kind; nothing is changed.
    OSError
        If the folder cannot be written; everything is as it was.
    """
    before = (folder / CATALOGUE_NAME).read_bytes()
    stage = stage_folder(work)
    checked = _check_staged(stage, before, parcels)
    entries = [parcel.entry for parcel in parcels]
    marker = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
    declaration = declare(before.removeprefix(marker).decode(), entries, use=use)
    after = marker + declaration.text.encode()
    _require_no_loss(folder, stage, after)
    files = {entry.file: stage / entry.file for entry in entries}
    earlier = {entry.file for entry in entries if (folder / entry.file).exists()}
    install(folder, files, catalogue=(before, after))
    return [
        _outcome(parcel, layer, declaration, replaced=parcel.entry.file in earlier)
        for parcel, layer in zip(parcels, checked, strict=True)
    ]


def _check_staged(stage: Path, catalogue: bytes, parcels: Sequence[Parcel]) -> list[Layer]:
    """Write the files into a province that has nothing else, and open it as any other."""
    entries = [replace(parcel.entry, withheld=None) for parcel in parcels]
    (stage / CATALOGUE_NAME).write_bytes(_only_province(catalogue))
    bare = (stage / CATALOGUE_NAME).read_text(encoding="utf-8")
    declared = declare(bare, entries, use=())
    (stage / CATALOGUE_NAME).write_text(declared.text, encoding="utf-8", newline="")
    for parcel in parcels:
        path = stage / parcel.entry.file
        path.parent.mkdir(parents=True, exist_ok=True)
        parcel.write(path)
        sync(path)
    province = open_partly(stage)
    return [_checked(province, parcel) for parcel in parcels]


def _only_province(catalogue: bytes) -> bytes:
    document = tomlkit.parse(catalogue.decode("utf-8-sig"))
    document.pop("layers", None)
    return tomlkit.dumps(document).encode()


def _checked(province: Province, parcel: Parcel) -> Layer:
    """Read a staged layer through the door that every layer goes through."""
    name = parcel.entry.layer_id
    try:
        layer = province.layer(name)
    except GeoAppError as error:
        raise FailedCheckError(
            mark("The new layer fails the checks; nothing was changed. {error}"), error=error
        ) from error
    if parcel.rows is not None and layer.report.rows_in != parcel.rows:
        raise FailedCheckError(
            mark(
                "Layer '{name}': {written} rows were written and {read} read again; nothing was "
                "changed. Bring it in again."
            ),
            name=name,
            written=parcel.rows,
            read=layer.report.rows_in,
        )
    return layer


def _require_no_loss(folder: Path, stage: Path, after: bytes) -> None:
    """Read the catalogue to come; a province that was complete must stay so."""
    coming = stage / "next"
    coming.mkdir()
    (coming / CATALOGUE_NAME).write_bytes(after)
    read_catalogue(coming, complete=_is_complete(folder))


def _is_complete(folder: Path) -> bool:
    try:
        read_catalogue(folder)
    except CatalogueError:
        return False
    return True


def _outcome(parcel: Parcel, layer: Layer, declaration: Declaration, *, replaced: bool) -> Outcome:
    entry = parcel.entry
    notes = list(parcel.notes)
    if entry.layer_id in declaration.notes:
        notes.append(declaration.notes[entry.layer_id])
    if replaced:
        message = mark("The earlier file is kept as {file}, one generation.")
        notes.append(note("earlier_file", message, file=entry.file.name + PREVIOUS))
    aside = (*parcel.aside, *_set_aside(layer.report))
    return Outcome(
        kind=entry.kind,
        layer_id=entry.layer_id,
        rows_fetched=layer.report.rows_in + sum(part.count for part in parcel.aside),
        rows_used=layer.report.rows_used,
        aside=aside,
        file=entry.file,
        in_catalogue=entry.layer_id in declaration.declared,
        notes=tuple(notes),
    )


def _set_aside(report: Report) -> list[Aside]:
    """Count the rows that the checks set aside, each under its first fault."""
    first: dict[int, Finding] = {}
    for fault in errors_of(report.faults):
        first.setdefault(fault.where.row, fault)
    counts = Counter(fault.code for fault in first.values())
    example = {fault.code: fault for fault in reversed(first.values())}
    return [Aside(count=count, reason=example[code]) for code, count in sorted(counts.items())]
