"""Files and provinces examined, as the contract of `geo-app check` has it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geo_app import limits
from geo_app.doctor.document import document_of, faults_of
from geo_app.doctor.examination import examine_rows
from geo_app.doctor.kind_guess import likely_kind
from geo_app.doctor.opened_files import open_file
from geo_app.doctor.places import HELD_AGAINST
from geo_app.errors import GeoAppError, mark
from geo_app.findings import Finding, Severity
from geo_app.province import open_province
from geo_app.quality.feed_checks import check_feed
from geo_app.readers.layer_files import read_feed, require_file
from geo_app.readers.source import source_of
from geo_app.schema import KINDS, Shape
from geo_app.words.translating import Language, translator

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo_app.doctor.examination import Examination
    from geo_app.province import Province

COUNTS = ("rows_in", "rows_ok", "rows_repairable", "rows_set_aside")
FEED = "transit"
GUESSED = mark(
    "It is taken for {found}: its shapes and columns fit that best. State --kind if it is another."
)
UNREADABLE = mark("The layer cannot be used: {reason}")


def check_file(
    path: Path,
    kind: str | None,
    *,
    province: Path | None = None,
    encoding: str | None = None,
    layer: str | None = None,
    then: Callable[[Examination], None] | None = None,
) -> dict[str, Any]:
    """
    Examine one file.

    Parameters
    ----------
    path
        A file of any format that is read, or a GTFS folder.
    kind
        One of `schema.KINDS`; None is guessed.
    province
        A province's folder where it is to lie.
    encoding
        Of its texts, if somebody has stated it.
    layer
        Which layer or sheet of several is meant.
    then
        What else is done with the examination, such as writing files; not for a feed.

    Raises
    ------
    GeoAppError
        If it cannot be read at all.
    """
    thai = translator(Language.THAI)
    if kind == FEED or (kind is None and path.is_dir()):
        return _check_feed(path, encoding)
    require_file(path)
    opened = open_file(source_of(path, layer=layer), most=limits.LAYER, encoding=encoding)
    guess: tuple[Finding, ...] = ()
    if kind is None:
        kind = likely_kind(opened.rows)
        guess = (
            Finding(code="kind_guessed", severity=Severity.INFO, message=GUESSED,
                    fields={"found": kind}),
        )  # fmt: skip
    where = None if province is None else open_province(province)
    examined = examine_rows(opened, kind, name=path.name, province=where)
    if then is not None:
        then(examined)
    document = document_of(examined, thai=thai)
    return {**document, "faults": [*faults_of(guess, thai=thai), *document["faults"]]}


def _check_feed(path: Path, encoding: str | None) -> dict[str, Any]:
    report = check_feed(read_feed(path, encoding=encoding)).report
    return {
        "file": path.name,
        "kind": FEED,
        "rows_in": report.rows_in,
        "rows_ok": report.rows_used,
        "rows_repairable": 0,
        "rows_set_aside": report.rows_set_aside,
        "crs_found": "EPSG:4326",
        "encoding_found": encoding or "utf-8",
        "faults": faults_of(report.faults, thai=translator(Language.THAI)),
    }


def check_province(folder: Path) -> dict[str, Any]:
    """
    Examine every layer of a province, whatever is wrong with another.

    Parameters
    ----------
    folder
        With its `catalogue.toml`.

    Raises
    ------
    CatalogueError
        If the catalogue is wrong.
    """
    province = open_province(folder)
    layers = [_check_layer(province, layer_id) for layer_id in province.catalogue.layers]
    return {
        "file": folder.resolve().name,
        "kind": "province",
        **{count: sum(layer[count] for layer in layers) for count in COUNTS},
        "crs_found": province.spec.analysis_crs.to_string(),
        "encoding_found": None,
        "faults": [
            {**note, "layer": layer["layer"]} for layer in layers for note in layer["faults"]
        ],
        "layers": layers,
    }


def _check_layer(province: Province, layer_id: str) -> dict[str, Any]:
    spec = province.catalogue.layers[layer_id]
    try:
        if KINDS[spec.kind].shapes[0] is Shape.FEED:
            document = _check_feed(spec.path, spec.encoding)
        else:
            opened = open_file(source_of(spec.path), most=limits.LAYER, encoding=spec.encoding)
            examined = examine_rows(
                replace(opened, rows=opened.rows.rename(columns=spec.columns)),
                spec.kind, name=spec.path.name, crs=spec.crs,
                province=province.without(province.broken_layers(HELD_AGAINST)),
            )  # fmt: skip
            document = document_of(examined, thai=translator(Language.THAI))
    except GeoAppError as error:
        broken = Finding(code="unusable", severity=Severity.ERROR, message=UNREADABLE,
                         fields={"reason": error})  # fmt: skip
        document = {
            "file": spec.path.name, "kind": spec.kind, **dict.fromkeys(COUNTS, 0),
            "crs_found": None, "encoding_found": spec.encoding,
            "faults": faults_of([broken], thai=translator(Language.THAI)),
        }  # fmt: skip
    return {"layer": layer_id, **document}
