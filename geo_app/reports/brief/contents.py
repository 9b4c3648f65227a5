"""What the two pages say, as JSON values for the typesetter: every text plain."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from geo_app import thai_time
from geo_app.errors import mark
from geo_app.maps.proposal_places import DRAWN_KINDS
from geo_app.reports.brief.key_numbers import tiles
from geo_app.reports.brief.lists import page_lists
from geo_app.reports.brief.map import HEIGHT_MM, WIDTH_MM, draw_map
from geo_app.reports.brief.printed_legend import legend_entries
from geo_app.reports.brief.text import breakable, printable
from geo_app.reports.proposal_changes import change_sentences
from geo_app.words import labels, proposal_labels
from geo_app.words.formats import format_date
from geo_app.words.translating import Language, pick_name, translator

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.evaluation import Evaluation

"""Thailand has one time and keeps it all year."""

SIGNERS = (
    mark("Proposed by"),
    mark("Provincial transport office"),
    mark("Provincial disaster prevention office"),
    mark("Provincial environment office"),
)

TITLE_LETTERS, REASON_LETTERS, NAME_LETTERS = 140, 240, 60
CHANGE_LETTERS, CREDIT_LETTERS = 220, 560
MOST_CHANGES = 12

Page = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """
    A saved version of a proposal.

    Attributes
    ----------
    number
        From 1.
    saved_by
        Who saved it.
    saved_at
        When; aware of its time zone.
    """

    number: int
    saved_by: str
    saved_at: dt.datetime


def brief_contents(
    evaluation: Evaluation,
    baseline: Baseline,
    *,
    language: Language,
    version: Version | None,
    state: str,
) -> Page:
    """
    Put together what the brief says.

    Parameters
    ----------
    evaluation, baseline, language, version, state
        As for `pdf.brief_pdf`.

    Returns
    -------
    contents
        Values of JSON. Texts of people are cut to what a page can hold.
    """
    _ = translator(language)
    drawn = draw_map(evaluation, baseline, language=language)
    spec = baseline.province.spec
    province = pick_name(spec.name_th, spec.name_en, language, otherwise=spec.province_id)
    return {
        "lang": language.value,
        "date": [baseline.on.year, baseline.on.month, baseline.on.day],
        "kicker": _("Route proposal · {province}").format(province=province),
        "state": {"id": state, "word": _(proposal_labels.STATE[state])},
        "version": _version(version, language),
        **_head(evaluation, baseline, language),
        "map": {
            "svg": drawn.svg,
            "width": WIDTH_MM,
            "height": HEIGHT_MM,
            "labels": [asdict(label) for label in drawn.labels],
            "credit": _credit(baseline, _),
        },
        "legend": legend_entries(evaluation, baseline, language=language),
        "tiles": tiles(evaluation, baseline, language=language),
        **page_lists(evaluation, baseline, language=language),
        "signers": [_(signer) for signer in SIGNERS],
        "words": _words(_),
        "footer": _footer(evaluation, baseline, language),
    }


def title_of(evaluation: Evaluation, language: Language) -> str:
    """
    Return the proposal's name, fit for print.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    language
        Of the name, if there is one.
    """
    proposal = evaluation.proposal
    unnamed = translator(language)(mark("Proposal without a name"))
    name = pick_name(proposal.name_th, proposal.name_en, language, otherwise=unnamed)
    # A name of nothing but control characters prints as nothing.
    return printable(name, most=TITLE_LETTERS) or unnamed


def _head(evaluation: Evaluation, baseline: Baseline, language: Language) -> Page:
    _, proposal = translator(language), evaluation.proposal
    author = printable(proposal.author, most=NAME_LETTERS)
    changes = change_sentences(evaluation, baseline, language=language)
    return {
        "title": breakable(title_of(evaluation, language)),
        "author": breakable(_("Proposed by {author}").format(author=author)) if author else "",
        "reason": breakable(printable(proposal.reason, most=REASON_LETTERS)),
        "changes": {
            "title": _("What changes"),
            "rows": [breakable(printable(c, most=CHANGE_LETTERS)) for c in changes[:MOST_CHANGES]],
            "total": len(changes),
        },
    }


def _version(version: Version | None, language: Language) -> str:
    _ = translator(language)
    if version is None:
        return _("Not saved as a version yet")
    at = version.saved_at.astimezone(thai_time.THAILAND)
    text = _("Version {number}, saved by {who} on {day} at {time}").format(
        number=version.number,
        who=printable(version.saved_by, most=NAME_LETTERS),
        day=format_date(at.date(), language),
        time=f"{at:%H:%M}",
    )
    return breakable(text)


def _footer(evaluation: Evaluation, baseline: Baseline, language: Language) -> str:
    _ = translator(language)
    text = _("As of {day}, against what runs today. Proposal {name}").format(
        day=format_date(baseline.on, language),
        name=printable(evaluation.proposal.proposal_id or "–", most=NAME_LETTERS // 2),
    )
    return breakable(text)


def _credit(baseline: Baseline, translate: Callable[[str], str]) -> str:
    """Name the sources of what is drawn."""
    specs = [spec for kind in DRAWN_KINDS for spec in baseline.province.specs(kind)]
    named = [labels.marked(spec.attribution, spec.status, translate) for spec in specs]
    credit = "; ".join(dict.fromkeys(text for text in named if text))
    text = translate(mark("Map: {credit}")).format(credit=credit)
    return breakable(printable(text, most=CREDIT_LETTERS))


def _words(translate: Callable[[str], str]) -> Page:
    _ = translate
    return {
        "more": _("and {count} more, see the Excel file"),
        "none": _("None"),
        "legend": _("Legend"),
        "remarks": _("Remarks and conditions"),
        "signatures": _("Signatures"),
        "signature": _("Signed"),
        "name": _("Name"),
        "position": _("Position"),
        "date": _("Date"),
        "page": _("Page {page} of 2"),
    }
