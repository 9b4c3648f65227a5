"""The standards side by side, as a document and as a page of text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_app.analysis.access.standards import STANDARDS, StandardId
from geo_app.network.walking import WalkingMethod, walking_method
from geo_app.reports.access_documents import kinds_used
from geo_app.reports.documents import layer_records
from geo_app.reports.trust import timetable_record
from geo_app.units import format_clock
from geo_app.words import labels
from geo_app.words.share_words import share_cells, share_range
from geo_app.words.translating import Language, pick_name, translator

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from geo_app.analysis.access.standards import Standard
    from geo_app.analysis.access.standards_compared import Comparison
    from geo_app.catalogue import Status
    from geo_app.province import Province

DECIMALS = 4
COLUMNS_SHOWN = 9
YES, NO, UNCLEAR = "✓", "✗", "?"


def standards_document(
    province: Province, comparison: Comparison, *, on: dt.date
) -> dict[str, Any]:
    """
    Write a comparison as the document that `geo-app standards --format json` prints.

    Parameters
    ----------
    province
        Where it was made.
    comparison
        As `compare_standards` returns it.
    on
        Today, as it was made with.

    Returns
    -------
    document
        JSON values only; null is unknown. Shares are from 0 to 1: `share_served` of those
        known to be served, `share_served_most` if all whose answer is unknown were, too.
    """
    rows = comparison.shares.reset_index()
    return {
        "province": province.spec.province_id,
        "on": on.isoformat(),
        "method": walking_method(province).value,
        **timetable_record(comparison.timetable),
        "without_timetable": None
        if comparison.without_timetable is None
        else str(comparison.without_timetable),
        "standards": [_record(row) for row in rows.to_dict("records")],
        "layers": layer_records(province, kinds_used(province)),
    }


def standards_table(
    province: Province, comparison: Comparison, *, language: Language
) -> pd.DataFrame:
    """
    Lay out the standards side by side.

    Parameters
    ----------
    province, comparison
        As for `standards_document`.
    language
        Of headings and words.

    Returns
    -------
    table
        Indexed by `standard_id`, the `COLUMNS_SHOWN` first that fit on a page: among them
        `People served`, `People not known` (whether served: it hangs on an unknown timetable)
        and the share in percent, a range or `not known` where people hang on it. Headings say
        where walks are estimated and people are neither official nor open data.
    """
    _ = translator(language)
    people_status = people_status_of(province)
    served = estimated(province, _("Communities served"), _)
    people = labels.marked(estimated(province, _("People served"), _), people_status, _)
    share = labels.marked(estimated(province, _("Share of people (%)"), _), people_status, _)
    unclear = labels.marked(_("People not known"), people_status, _)
    shares = comparison.shares
    standards = [STANDARDS[StandardId(name)] for name in shares.index]
    return pd.DataFrame(
        {
            _("Standard"): [_(standard.title) for standard in standards],
            served: shares["communities_served"].to_numpy(),
            _("Communities not known"): shares["communities_unclear"].to_numpy(),
            _("Communities in all"): shares["communities"].to_numpy(),
            people: shares["population_served"].round().to_numpy(),
            unclear: shares["population_unclear"].round().to_numpy(),
            share: share_cells(shares, _).to_numpy(),
            _("On foot (m)"): [standard.walk_distance_m for standard in standards],
            _("Time of day"): [window_words(standard) for standard in standards],
            _("Why it differs"): [_(standard.differs) for standard in standards],
            _("Definition"): [_(standard.definition) for standard in standards],
            _("Source"): [standard.source for standard in standards],
        },
        index=shares.index,
    )


def disagreements_table(
    province: Province, comparison: Comparison, *, language: Language
) -> pd.DataFrame:
    """
    List the communities on which the standards disagree.

    Parameters
    ----------
    province, comparison
        As for `standards_document`.
    language
        Of names and headings.

    Returns
    -------
    table
        Indexed by `community_id`: the name, and for each standard `✓`, `✗` or, where
        it hangs on an unknown timetable, `?`.
    """
    _ = translator(language)
    verdicts = comparison.disagreements()
    names = [
        pick_name(
            getattr(row, "name_th", None), getattr(row, "name_en", None), language,
            otherwise=str(row.Index),
        )
        for row in province.communities.loc[verdicts.index].itertuples()
    ]  # fmt: skip
    marks = {
        _(STANDARDS[StandardId(str(name))].title): verdicts[str(name)].map(_mark)
        for name in verdicts
    }
    return pd.DataFrame({_("Community"): pd.Series(names, index=verdicts.index), **marks})


def people_status_of(province: Province) -> Status | None:
    """
    Return how far the people counted can be trusted.

    Parameters
    ----------
    province
        Only what its catalogue declares is looked at.
    """
    return province.status("population" if province.has("population") else "communities")


def estimated(province: Province, text: str, translate: Callable[[str], str]) -> str:
    """
    Append the mark of estimated walks to a heading where they are.

    Parameters
    ----------
    province
        Only what its catalogue declares is looked at.
    text
        A heading in the reader's language.
    translate
        Function from an English sentence to the reader's language.
    """
    is_measured = walking_method(province) is WalkingMethod.NETWORK
    return text if is_measured else f"{text} [{translate(labels.ESTIMATED)}]"


def window_words(standard: Standard) -> str:
    """
    Write the part of the day that a standard looks at; a dash where it asks for none.

    Parameters
    ----------
    standard
        Any of `STANDARDS`.
    """
    if standard.window is None:
        return "–"
    return f"{format_clock(standard.window.start_s)}–{format_clock(standard.window.end_s)}"


def _mark(is_served: object) -> str:
    if pd.isna(is_served):  # type: ignore[call-overload]
        return UNCLEAR
    return YES if is_served else NO


def _record(row: Mapping[Any, Any]) -> dict[str, Any]:
    standard = STANDARDS[StandardId(row["standard_id"])]
    share, most = row["share_served"], share_range(pd.Series(row)).most
    return dict(row) | {
        "share_served": None if pd.isna(share) else round(share, DECIMALS),
        "share_served_most": None if pd.isna(share) else round(most, DECIMALS),
        "title": standard.title,
        "definition": standard.definition,
        "source": standard.source,
        "walk_distance_m": standard.walk_distance_m,
        "window": None if standard.window is None else window_words(standard).replace("–", "-"),
    }
