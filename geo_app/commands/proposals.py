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
)
from geo_app.commands.proposal_options import (
    PROPOSAL_HELP,
    ProposalArgument,
    RatesOption,
    ReportFormat,
    ReportOption,
    StandardOption,
    WalkOption,
    asked,
    find_proposal,
    print_problems,
)
from geo_app.words import pick_name, translator

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo_app.proposals.changes import Proposal
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
    from geo_app.reports.proposal_tables import proposal_tables  # noqa: PLC0415
    from geo_app.reports.proposals import evaluation_document  # noqa: PLC0415

    held = asked(province, standard=standard, walk_distance=walk_distance, rates=rates, on=on)
    try:
        found = held.evaluation(find_proposal(proposal))
    except ProposalError as error:
        print_problems(error.problems, form)
    alone = stop_dependence(found, held.baseline)
    if form is ReportFormat.JSON:
        document = evaluation_document(found, held.baseline, dependence=alone)
        text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    else:
        sheets = proposal_tables(found, held.baseline, language=language(), dependence=alone)
        text = _written(sheets)
    put(text, out, form=Format(form.value))


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
    from geo_app.proposals.comparison import (  # noqa: PLC0415
        MAX_PROPOSALS,
        MIN_PROPOSALS,
        compare_proposals,
        ranking_moves,
    )
    from geo_app.proposals.problems import ProposalError  # noqa: PLC0415
    from geo_app.reports import comparison as reports  # noqa: PLC0415

    if not MIN_PROPOSALS <= len(proposals) <= MAX_PROPOSALS:
        raise typer.BadParameter("Name two to six proposals.", param_hint="PROPOSALS")
    held = asked(province, standard=standard, walk_distance=walk_distance, rates=rates, on=on)
    found: dict[str, Evaluation] = {}
    for given in proposals:
        try:
            read = find_proposal(given)
            found[_own_name(read, given, found)] = held.evaluation(read)
        except ProposalError as error:
            print_problems(error.problems, form, of=given)
    compared, moves = compare_proposals(found), ranking_moves(found, held.baseline)
    if form is ReportFormat.JSON:
        document = reports.comparison_document(compared, moves)
        text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    else:
        text = _written(reports.comparison_tables(compared, moves, language=language()))
    put(text, out, form=Format(form.value))


def _own_name(proposal: Proposal, given: str, taken: Mapping[str, object]) -> str:
    """Name a proposal's column: as it calls itself, else as it was asked for; each once."""
    name = pick_name(proposal.name_th, proposal.name_en, language(), otherwise=given)
    number = 1
    own = name
    while own in taken or own in NOT_NAMES:
        number += 1
        own = f"{name} ({number})"
    return own


def _written(sheets: Mapping[str, pd.DataFrame]) -> str:
    """Write tables one below the other, each under its name."""
    _ = translator(language())
    parts = []
    for name, table in sheets.items():
        body = table.to_string(index=False, na_rep="–") if len(table) else _("Nothing.")
        parts.append(f"{name}\n{body}\n")
    return "\n".join(parts)
