"""`geo-app evaluate` and `geo-app compare`: what route proposals would do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from geo_app.commands.options import (
    DEFAULT_PROVINCE,
    Format,
    OnOption,
    OutOption,
    ProvinceOption,
    language,
    put,
    tell_rows,
)
from geo_app.commands.proposal_options import (
    PROPOSAL_HELP,
    ProposalArgument,
    RatesOption,
    ReportFormat,
    ReportOption,
    StandardOption,
    asked,
    find_proposal,
    print_problems,
)
from geo_app.commands.question_options import WalkOption
from geo_app.commands.wrong_values import wrong_value
from geo_app.errors import mark
from geo_app.words.translating import pick_name, translator

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo_app.proposals.changes.proposal import Proposal
    from geo_app.proposals.evaluation import Evaluation

STANDARD = "sdg_11_2_1"
NOT_NAMES = ("name_th", "name_en", "zone_id", "population")
"""Columns that stand beside those of the proposals."""


def evaluate(
    proposal: ProposalArgument,
    province: ProvinceOption = DEFAULT_PROVINCE,
    standard: StandardOption = STANDARD,
    walk_distance: WalkOption = None,
    rates: RatesOption = None,
    on: OnOption = None,
    form: ReportOption = ReportFormat.TABLE,
    out: OutOption = None,
) -> None:
    """Say what a route proposal would do: who gains and loses, what it crosses and costs."""
    # Imported here so that `geo-app --help` answers at once.
    from geo_app.proposals.dependence import stop_dependence  # noqa: PLC0415
    from geo_app.proposals.problems import ProposalError  # noqa: PLC0415
    from geo_app.reports.proposal_document import evaluation_document  # noqa: PLC0415
    from geo_app.reports.proposal_tables import proposal_tables  # noqa: PLC0415

    inquiry = asked(province, standard=standard, walk_distance=walk_distance, rates=rates, on=on)
    try:
        evaluation = inquiry.evaluation(find_proposal(proposal))
    except ProposalError as error:
        print_problems(error.problems, form)
    alone = stop_dependence(evaluation, inquiry.baseline)
    if form is ReportFormat.JSON:
        document = evaluation_document(evaluation, inquiry.baseline, dependence=alone)
        text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    else:
        sheets = proposal_tables(
            evaluation, inquiry.baseline, language=language(), dependence=alone
        )
        text = _written(sheets) + inquiry.rows_foot()
    put(text, out, form=Format(form.value))
    tell_rows(inquiry.rows_used)


def compare(
    proposals: Annotated[list[str], typer.Argument(help=f"Two to six. {PROPOSAL_HELP}")],
    province: ProvinceOption = DEFAULT_PROVINCE,
    standard: StandardOption = STANDARD,
    walk_distance: WalkOption = None,
    rates: RatesOption = None,
    on: OnOption = None,
    form: ReportOption = ReportFormat.TABLE,
    out: OutOption = None,
) -> None:
    """Set two to six route proposals side by side, and rank them."""
    from geo_app.proposals.problems import ProposalError  # noqa: PLC0415
    from geo_app.proposals.proposals_compared import (  # noqa: PLC0415
        MAX_PROPOSALS,
        MIN_PROPOSALS,
        compare_proposals,
        ranking_moves,
    )
    from geo_app.reports import proposal_comparison as reports  # noqa: PLC0415

    if not MIN_PROPOSALS <= len(proposals) <= MAX_PROPOSALS:
        raise wrong_value("PROPOSALS", mark("Name two to six proposals."))
    inquiry = asked(province, standard=standard, walk_distance=walk_distance, rates=rates, on=on)
    evaluations: dict[str, Evaluation] = {}
    for given in proposals:
        try:
            read = find_proposal(given)
            evaluations[_own_name(read, given, evaluations)] = inquiry.evaluation(read)
        except ProposalError as error:
            print_problems(error.problems, form, of=given)
    compared, moves = compare_proposals(evaluations), ranking_moves(evaluations, inquiry.baseline)
    if form is ReportFormat.JSON:
        document = reports.comparison_document(compared, moves, province=inquiry.desk.province)
        text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    else:
        sheets = reports.comparison_tables(compared, moves, language=language())
        text = _written(sheets) + inquiry.rows_foot()
    put(text, out, form=Format(form.value))
    tell_rows(inquiry.rows_used)


def _own_name(proposal: Proposal, given: str, taken: Mapping[str, object]) -> str:
    """Name a proposal's column: as it calls itself, else as it was asked for; each once."""
    name = pick_name(proposal.name_th, proposal.name_en, language(), otherwise=given)
    number = 1
    column = name
    while column in taken or column in NOT_NAMES:
        number += 1
        column = f"{name} ({number})"
    return column


def _written(sheets: Mapping[str, pd.DataFrame]) -> str:
    """Write tables one below the other, each under its name."""
    _ = translator(language())
    parts = []
    for name, table in sheets.items():
        body = table.to_string(index=False, na_rep="–") if len(table) else _("Nothing.")
        parts.append(f"{name}\n{body}\n")
    return "\n".join(parts)
