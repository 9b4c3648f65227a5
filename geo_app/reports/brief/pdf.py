"""The two-page brief of a proposal, set with Typst."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

from geo_app.reports.brief.contents import brief_contents

if TYPE_CHECKING:
    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.evaluation import Evaluation
    from geo_app.reports.brief.contents import Version
    from geo_app.words.translating import Language

TEMPLATE = Path(__file__).parent / "brief.typ"
FONT_FILES = ("NotoSansThai_400Regular.ttf", "NotoSansThai_700Bold.ttf")


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
        Folder of the print fonts (`FONT_FILES`).

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
    # Loads a compiler of 40 MB, which only this needs.
    import typst  # noqa: PLC0415

    missing = [name for name in FONT_FILES if not (fonts / name).is_file()]
    if missing:
        raise FileNotFoundError(f"No {', '.join(missing)} in {fonts}: run `make setup`.")
    contents = brief_contents(evaluation, baseline, language=language, version=version, state=state)
    return typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(fonts)]),
        sys_inputs={"contents": json.dumps(contents, ensure_ascii=False, allow_nan=False)},
        timestamp=dt.datetime.combine(baseline.on, dt.time(), tzinfo=dt.UTC),
    )
