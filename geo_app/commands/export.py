"""`geo-app export`: a proposal as a file for others."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
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
    tell_rows,
)
from geo_app.commands.proposal_options import (
    ProposalArgument,
    RatesOption,
    ReportFormat,
    StandardOption,
    asked,
    find_proposal,
    print_problems,
)
from geo_app.commands.question_options import WalkOption
from geo_app.commands.wrong_values import wrong_value
from geo_app.errors import mark
from geo_app.words.translating import translator

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
        raise wrong_value("--alone", mark("Only GTFS can be written so."))
    inquiry = asked(province, standard=standard, walk_distance=walk_distance, rates=rates, on=on)
    try:
        evaluation = inquiry.evaluation(find_proposal(proposal))
    except ProposalError as error:
        print_problems(error.problems, ReportFormat.TABLE)
    content = (
        _gtfs(evaluation, inquiry.baseline, alone=alone)
        if form is ExportForm.GTFS
        else (_WRITERS[form](evaluation, inquiry.baseline))
    )
    path = out or Path(f"{Path(proposal).stem}{SUFFIX.get(form, f'.{form}')}")
    try:
        path.write_bytes(content)
    except OSError as error:
        print(f"{path}: {error.strerror}", file=sys.stderr)
        raise typer.Exit(BAD_CALL) from error
    print(path)
    tell_rows(inquiry.rows_used)


def _gtfs(evaluation: Evaluation, baseline: Baseline, *, alone: bool) -> bytes:
    from geo_app.proposals.feed.alone import proposal_feed  # noqa: PLC0415
    from geo_app.proposals.feed.applying import apply_to_feed  # noqa: PLC0415
    from geo_app.transit.feed_writing import left_out, write_feed  # noqa: PLC0415

    feed = apply_to_feed(evaluation.proposal, baseline.feed, baseline.network)
    if alone:
        written = proposal_feed(evaluation.proposal, feed)
        # Other routes are not asked for; files that are not read may tell of these, too.
        missing = replace(left_out(written), unread=left_out(feed).unread)
    else:
        written, missing = feed, left_out(feed, baseline=baseline.feed)
    content = write_feed(written)
    _ = translator(language())
    for finding in missing.findings():
        print(finding.sentence(_), file=sys.stderr)
    return content


def _geojson(evaluation: Evaluation, baseline: Baseline) -> bytes:  # noqa: ARG001 - the form of all
    from geo_app.proposals.document.file import document_of  # noqa: PLC0415

    document = document_of(evaluation.proposal)
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False).encode() + b"\n"


def _xlsx(evaluation: Evaluation, baseline: Baseline) -> bytes:
    from geo_app.proposals.dependence import stop_dependence  # noqa: PLC0415
    from geo_app.reports.proposal_tables import proposal_excel  # noqa: PLC0415

    dependence = stop_dependence(evaluation, baseline)
    return proposal_excel(evaluation, baseline, language=language(), dependence=dependence)


def _html(evaluation: Evaluation, baseline: Baseline) -> bytes:
    from geo_app.maps.proposal_map import proposal_map  # noqa: PLC0415

    return proposal_map(evaluation, baseline, language=language(), vendor=STATIC).encode()


def _pdf(evaluation: Evaluation, baseline: Baseline) -> bytes:
    from geo_app.reports.brief.pdf import brief_pdf  # noqa: PLC0415

    return brief_pdf(
        evaluation,
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
