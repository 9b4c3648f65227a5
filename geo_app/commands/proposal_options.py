"""What the commands about proposals share: their options, and how a proposal is found."""

from __future__ import annotations

import datetime as dt
import json
import math
import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from geo_app.commands.options import DATA_HAS_ERRORS, language, store
from geo_app.words import translator

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_app.analysis.question import Question
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.changes import Proposal
    from geo_app.proposals.evaluation import Evaluation
    from geo_app.proposals.operating import Rates
    from geo_app.proposals.problems import Problem

PROPOSAL_HELP = "A proposal's file (GeoJSON), or the id of one that is saved."


class ReportFormat(StrEnum):
    """How an evaluation is printed."""

    TABLE = "table"
    JSON = "json"


ReportOption = Annotated[ReportFormat, typer.Option("--format")]
ProposalArgument = Annotated[str, typer.Argument(help=PROPOSAL_HELP)]
StandardOption = Annotated[
    str, typer.Option("--standard", help="As for `geo-app access`, such as sdg_11_2_1.")
]
WalkOption = Annotated[
    float | None,
    typer.Option("--walk-distance", help="Metres on foot, if not the standard's.", min=1.0),
]
RatesOption = Annotated[
    str | None,
    typer.Option(
        "--rates",
        help="THB a vehicle-hour, a vehicle-km, and a peak vehicle and day, such as 180,12,1500.",
    ),
]
RATES_ASKED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What every proposal of a call is held against, and how."""

    baseline: Baseline
    question: Question
    rates: Rates

    def evaluation(self, proposal: Proposal) -> Evaluation:
        """Say what a proposal would do."""
        from geo_app.proposals.evaluate import evaluate  # noqa: PLC0415

        return evaluate(proposal, self.baseline, self.question, rates=self.rates)


def asked(
    province: Path,
    *,
    standard: str,
    walk_distance: float | None,
    rates: str | None,
    on: dt.datetime | None,
) -> Asked:
    """Open a province and read what is asked of it."""
    from geo_app.analysis.question import Question  # noqa: PLC0415
    from geo_app.analysis.standards import StandardId  # noqa: PLC0415
    from geo_app.proposals.baseline import build_baseline  # noqa: PLC0415
    from geo_app.province import open_province  # noqa: PLC0415

    if walk_distance is not None and not math.isfinite(walk_distance):
        raise typer.BadParameter("Name a number of metres.", param_hint="--walk-distance")
    if standard not in list(StandardId):
        every = ", ".join(StandardId)
        raise typer.BadParameter(f"'{standard}' is not one of {every}.", param_hint="--standard")
    question = Question(standard_id=StandardId(standard), walk_distance_m=walk_distance)
    if walk_distance is not None and not question.standard.is_adjustable:
        raise typer.BadParameter(
            f"{standard} has its own distance of {question.limit_m:,.0f} m.",
            param_hint="--walk-distance",
        )
    opened = open_province(province, store=store())
    day = on.date() if on else dt.date.today()
    return Asked(baseline=build_baseline(opened, on=day), question=question, rates=_rates(rates))


def find_proposal(name: str) -> Proposal:
    """
    Read a proposal from its file, or from what is saved here.

    Raises
    ------
    UnreadableFileError
        If the file cannot be read.
    StoreError
        If there is no such file, and no such proposal here.
    ProposalError
        If it is no proposal.
    """
    from geo_app.proposals.geojson import proposal_of, read_proposal  # noqa: PLC0415

    path = Path(name)
    if path.suffix or _is_there(path):
        return read_proposal(path)
    return proposal_of(_saved_document(name))


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        # A name that no system takes.
        return False


def print_problems(
    problems: Iterable[Problem], form: ReportFormat, *, of: str | None = None
) -> NoReturn:
    """Print why a proposal cannot be used, and of which one; end with the exit code for that."""
    if form is ReportFormat.JSON:
        from geo_app.reports.proposals import problem_record  # noqa: PLC0415

        records = [problem_record(problem) for problem in problems]
        document = {"problems": records} | ({} if of is None else {"proposal": of})
        print(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False))
    else:
        _ = translator(language())
        if of is not None:
            print(of)
        for problem in problems:
            print(f"{problem.severity}: {problem.sentence(_)}")
    raise typer.Exit(DATA_HAS_ERRORS)


def _saved_document(proposal_id: str) -> dict[str, Any]:
    """Read the newest version of a saved proposal."""
    from geo_app.store.addresses import default_url  # noqa: PLC0415
    from geo_app.store.opening import open_store  # noqa: PLC0415

    with open_store(default_url(os.environ)) as kept:
        return kept.open(proposal_id).document


def _rates(text: str | None) -> Rates:
    from geo_app.proposals.operating import Rates  # noqa: PLC0415

    if text is None:
        return Rates()
    try:
        hour, kilometre, vehicle = (float(part) for part in text.split(","))
        return Rates(
            vehicle_hour_thb=hour, vehicle_km_thb=kilometre, peak_vehicle_thb_per_day=vehicle
        )
    except ValueError as error:
        raise typer.BadParameter(
            "Name three amounts of 0 or more, such as 180,12,1500.", param_hint="--rates"
        ) from error
