"""`geo-app export`: a proposal as a file for others."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo_app.commands.options import (
    BAD_CALL,
    DEFAULT_PROVINCE,
    OnOption,
    ProvinceOption,
    language,
)
from geo_app.commands.proposal_options import (
    ProposalArgument,
    RatesOption,
    ReportFormat,
    StandardOption,
    WalkOption,
    asked,
    find_proposal,
    print_problems,
)

if TYPE_CHECKING:
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.evaluation import Evaluation

STATIC = Path(__file__).parents[2] / "static" / "vendor"


class ExportForm(StrEnum):
    """What a proposal is written as."""

    GTFS = "gtfs"
    GEOJSON = "geojson"
    XLSX = "xlsx"
    HTML = "html"
    PDF = "pdf"


SUFFIX = {ExportForm.GTFS: ".zip"}


def export(  # noqa: PLR0913, PLR0917 - each is an option of the command
    form: Annotated[ExportForm, typer.Argument(help="gtfs, geojson, xlsx, html or pdf.")],
    proposal: ProposalArgument,
    province: ProvinceOption = DEFAULT_PROVINCE,
    standard: StandardOption = "sdg_11_2_1",
    walk_distance: WalkOption = None,
    rates: RatesOption = None,
    alone: Annotated[
        bool, typer.Option("--alone", help="GTFS of the proposal's own routes only.")
    ] = False,
    on: OnOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="The file to write.")] = None,
) -> None:
    """Write a route proposal as a GTFS feed, GeoJSON, Excel, one-file map or PDF brief."""
    from geo_app.proposals.problems import ProposalError  # noqa: PLC0415

    if alone and form is not ExportForm.GTFS:
        raise typer.BadParameter("Only GTFS can be written so.", param_hint="--alone")
    held = asked(province, standard=standard, walk_distance=walk_distance, rates=rates, on=on)
    try:
        found = held.evaluation(find_proposal(proposal))
    except ProposalError as error:
        print_problems(error.problems, ReportFormat.TABLE)
    content = (
        _gtfs(found, held.baseline, alone=alone)
        if form is ExportForm.GTFS
        else (_WRITERS[form](found, held.baseline))
    )
    path = out or Path(f"{Path(proposal).stem}{SUFFIX.get(form, f'.{form}')}")
    try:
        path.write_bytes(content)
    except OSError as error:
        print(f"{path}: {error.strerror}", file=sys.stderr)
        raise typer.Exit(BAD_CALL) from error
    print(path)


def _gtfs(found: Evaluation, baseline: Baseline, *, alone: bool) -> bytes:
    from geo_app.proposals.feed_changes import apply_to_feed, proposal_feed  # noqa: PLC0415
    from geo_app.proposals.timetable import feed_today  # noqa: PLC0415
    from geo_app.transit.feed_writing import write_feed  # noqa: PLC0415

    feed = apply_to_feed(found.proposal, feed_today(baseline), baseline.network)
    return write_feed(proposal_feed(found.proposal, feed) if alone else feed)


def _geojson(found: Evaluation, baseline: Baseline) -> bytes:  # noqa: ARG001 - the form of all
    from geo_app.proposals.geojson_writing import document_of  # noqa: PLC0415

    document = document_of(found.proposal)
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False).encode() + b"\n"


def _xlsx(found: Evaluation, baseline: Baseline) -> bytes:
    from geo_app.proposals.dependence import stop_dependence  # noqa: PLC0415
    from geo_app.reports.proposal_tables import proposal_excel  # noqa: PLC0415

    dependence = stop_dependence(found, baseline)
    return proposal_excel(found, baseline, language=language(), dependence=dependence)


def _html(found: Evaluation, baseline: Baseline) -> bytes:
    from geo_app.maps.proposal import proposal_map  # noqa: PLC0415

    return proposal_map(found, baseline, language=language(), vendor=STATIC).encode()


def _pdf(found: Evaluation, baseline: Baseline) -> bytes:
    from geo_app.reports.brief.pdf import brief_pdf  # noqa: PLC0415

    return brief_pdf(
        found,
        baseline,
        language=language(),
        version=None,
        state="draft",
        fonts=STATIC / "print-fonts",
    )


_WRITERS: dict[ExportForm, Callable[[Evaluation, Baseline], bytes]] = {
    ExportForm.GEOJSON: _geojson,
    ExportForm.XLSX: _xlsx,
    ExportForm.HTML: _html,
    ExportForm.PDF: _pdf,
}
