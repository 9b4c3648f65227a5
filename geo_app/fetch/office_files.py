"""A file of an office becomes a layer of a province: examined, mended, put in place at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import geopandas as gpd

from geo_app import limits
from geo_app.catalogue import Status
from geo_app.doctor.examination import Examination, examine_rows
from geo_app.doctor.handing_back import mended_rows, table_of
from geo_app.doctor.opened_files import open_file
from geo_app.doctor.places import HELD_AGAINST
from geo_app.errors import mark
from geo_app.findings import Finding, Severity, errors_of
from geo_app.intake.declaring import Entry
from geo_app.intake.installing import work_folder
from geo_app.intake.outcome import Aside, FailedCheckError, Outcome
from geo_app.intake.parcels import Parcel, open_partly, place_layers
from geo_app.readers.layer_files import require_file
from geo_app.readers.source import source_of
from geo_app.schema import KINDS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection
    from pathlib import Path

FOLDER = "office"
"""Below the province's folder; a layer of another folder is another source's."""

NOT_USABLE = mark("The file cannot become a layer; nothing was changed. {error}")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFacts:
    """What the catalogue shall say of an office's file."""

    source: str
    licence: str
    date: dt.date
    status: Status = Status.OFFICIAL
    title_th: str | None = None
    title_en: str | None = None


def fetch_file(
    folder: Path,
    path: Path,
    kind: str,
    *,
    facts: OfficeFacts,
    encoding: str | None = None,
    layer: str | None = None,
    use: Collection[str] = (),
) -> list[Outcome]:
    """
    Make a file a layer of a province: what can be mended is, the rest is set aside and told.

    Parameters
    ----------
    folder
        The province's.
    path
        The file.
    kind
        What layer it becomes, one of `schema.KINDS`; not a feed.
    facts
        What the catalogue shall say of it.
    encoding
        Of its texts, if somebody has stated it.
    layer
        Which layer or sheet of several is meant.
    use
        Kinds whose layers from other sources give way.

    Raises
    ------
    FailedCheckError
        If none of its rows can be used; nothing is changed.
    LayerError
        If it cannot be read, or another installation is at work.
    """
    require_file(path)
    province = open_partly(folder)
    sound = province.without(province.broken_layers(HELD_AGAINST))
    opened = open_file(source_of(path, layer=layer), most=limits.LAYER, encoding=encoding)
    examined = examine_rows(opened, kind, name=path.name, province=sound)
    if examined.rows is None:
        raise FailedCheckError(NOT_USABLE, error=errors_of(examined.findings)[0])
    with work_folder(folder) as work:
        return place_layers(folder, work, [_parcel(examined, facts)], use=use)


def _parcel(examined: Examination, facts: OfficeFacts) -> Parcel:
    rows, kind = mended_rows(examined), examined.kind
    ending = "geojson" if isinstance(rows, gpd.GeoDataFrame) else "csv"
    entry = Entry(
        layer_id=f"{FOLDER}_{kind}",
        kind=kind,
        file=PurePosixPath(FOLDER) / f"{kind}.{ending}",
        title_th=facts.title_th or KINDS[kind].title,
        title_en=facts.title_en or KINDS[kind].title,
        source=facts.source,
        licence=facts.licence,
        attribution=facts.source,
        date=facts.date,
        status=facts.status,
    )

    def write(to: Path) -> None:
        if isinstance(rows, gpd.GeoDataFrame):
            rows.to_file(to, driver="GeoJSON", engine="pyogrio")
        else:
            table_of(rows, to.name).to_csv(to, index=False, encoding="utf-8-sig")

    return Parcel(
        entry=entry, write=write, rows=len(rows), aside=_aside(examined), notes=_mended(examined)
    )


def _aside(examined: Examination) -> tuple[Aside, ...]:
    """Count the rows that are not used, each under its first reason."""
    first: dict[int, Finding] = {}
    aside = set(examined.aside)
    for finding in examined.findings:
        is_reason = finding.where.row in aside or finding.repair == "drop_duplicate"
        if is_reason and finding.severity is Severity.ERROR:
            first.setdefault(finding.where.row, finding)
    counts = Counter(finding.code for finding in first.values())
    example = {finding.code: finding for finding in reversed(first.values())}
    return tuple(Aside(count=count, reason=example[code]) for code, count in counts.items())


def _mended(examined: Examination) -> tuple[Finding, ...]:
    """Return what was mended or inferred, and what is only told."""
    aside = set(examined.aside)
    return tuple(note for note in examined.findings if note.where.row not in aside)
