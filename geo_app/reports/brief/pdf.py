"""The two-page brief of a proposal, set with Typst."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from geo_app.reports.brief.contents import brief_contents
from geo_app.reports.typesetting import set_page

if TYPE_CHECKING:
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.evaluation import Evaluation
    from geo_app.reports.brief.contents import Version
    from geo_app.words.translating import Language

TEMPLATE = Path(__file__).parent / "brief.typ"


def brief_pdf(
    evaluation: Evaluation,
    baseline: Baseline,
    *,
    language: Language,
    version: Version | None,
    state: str,
    fonts: Path,
) -> bytes:
    """
    Write a proposal as two A4 pages for a meeting: map, numbers, data, room for signatures.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    baseline
        What it was held against; its day is the day of the document.
    language
        Of the pages.
    version
        What was saved, by whom and when; None for what has not been saved.
    state
        How far the proposal has come, one of `proposal_labels.STATE`.
    fonts
        Folder of the print fonts (`typesetting.FONT_FILES`).

    Returns
    -------
    pdf
        Always two pages: lists that are too long say how many more there are. The same
        input gives the same bytes on every machine, since no other fonts are used.

    Raises
    ------
    FileNotFoundError
        If a font is not in `fonts`.

    Notes
    -----
    Texts of people travel as JSON strings, so none of them is taken for markup, and the
    template reads no file.
    """
    contents = brief_contents(evaluation, baseline, language=language, version=version, state=state)
    return set_page(TEMPLATE, contents, on=baseline.on, fonts=fonts)
