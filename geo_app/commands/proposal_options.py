"""What the commands about proposals share: their options, and how a proposal is found."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from geo_app import thai_time
from geo_app.commands.options import DATA_HAS_ERRORS, language
from geo_app.commands.question_options import desk_of, read_question
from geo_app.commands.wrong_values import wrong_value
from geo_app.errors import mark
from geo_app.words.translating import translator

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from geo_app.analysis.access.question import Question
    from geo_app.desk.desk import Desk
    from geo_app.findings import Finding
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.changes.proposal import Proposal
    from geo_app.proposals.evaluation import Evaluation
    from geo_app.proposals.running.operating import Rates

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
RatesOption = Annotated[
    str | None,
    typer.Option(
        "--rates",
        help="THB a vehicle-hour, a vehicle-km, and a peak vehicle and day, such as 180,12,1500.",
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What every proposal of a call is held against, and how."""

    desk: Desk
    on: dt.date
    question: Question
    rates: Rates

    @property
    def baseline(self) -> Baseline:
        """The province as it is."""
        return self.desk.baseline(self.on)

    @property
    def rows_used(self) -> pd.DataFrame:
        """
        Count the rows of the layers that an evaluation may rest on.

        Returns
        -------
        counts
            As `Desk.rows_used` returns them: `rows_in`, `rows_used`, `rows_set_aside` and
            `reasons` by `layer_id`.
        """
        from geo_app.proposals.baseline import KINDS_USED  # noqa: PLC0415

        return self.desk.rows_used(KINDS_USED)

    def rows_foot(self) -> str:
        """Write what stands below the tables of an answer: which rows it rests on."""
        from geo_app.reports.rows_told import rows_foot  # noqa: PLC0415

        return rows_foot(self.rows_used, language=language())

    def evaluation(self, proposal: Proposal) -> Evaluation:
        """
        Say what a proposal would do.

        Parameters
        ----------
        proposal
            Of this province.
        """
        return self.desk.evaluation(proposal, self.question, self.rates, on=self.on)


def asked(
    province: Path,
    *,
    standard: str,
    walk_distance: float | None,
    rates: str | None,
    on: dt.datetime | None,
) -> Asked:
    """
    Open a province and read what is asked of it.

    Parameters
    ----------
    province
        Its folder.
    standard
        Id of the standard, as typed.
    walk_distance
        In metres; None for the standard's.
    rates
        Three amounts in THB, as typed; None for the usual ones.
    on
        The day that counts as today; None for the real one.
    """
    question = read_question(standard, walk_distance=walk_distance)
    day = on.date() if on else thai_time.today()
    return Asked(desk=desk_of(province), on=day, question=question, rates=_rates(rates))


def find_proposal(name: str) -> Proposal:
    """
    Read a proposal from its file, or from what is saved here.

    Parameters
    ----------
    name
        Path of a GeoJSON file, or the id of a saved proposal.

    Raises
    ------
    UnreadableFileError
        If the file cannot be read.
    StoreError
        If there is no such file, and no such proposal here.
    ProposalError
        If it is no proposal.
    """
    from geo_app.proposals.document.proposal_reading import proposal_of, read_proposal  # noqa: PLC0415

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
    problems: Iterable[Finding], form: ReportFormat, *, of: str | None = None
) -> NoReturn:
    """
    Print why a proposal cannot be used, and of which one; end with the exit code for that.

    Parameters
    ----------
    problems
        Why the proposal cannot be used.
    form
        How they are printed.
    of
        What the proposal was called in the call; None where there is only one.
    """
    if form is ReportFormat.JSON:
        from geo_app.reports.proposal_document import problem_record  # noqa: PLC0415

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
    from geo_app.proposals.running.operating import Rates  # noqa: PLC0415

    if text is None:
        return Rates()
    try:
        hour, kilometre, vehicle = (float(part) for part in text.split(","))
        return Rates(
            vehicle_hour_thb=hour, vehicle_km_thb=kilometre, peak_vehicle_thb_per_day=vehicle
        )
    except ValueError as error:
        message = mark("Name three amounts of 0 or more, such as 180,12,1500.")
        raise wrong_value("--rates", message) from error
