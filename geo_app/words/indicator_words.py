"""The words for what communities are asked to have, as marked English sentences."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from geo_app.analysis.ranking import Gap, gap_of
from geo_app.errors import mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from geo_app.analysis.access.standards import Standard


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorWords:
    """
    The words of one indicator.

    Attributes
    ----------
    title
        Its name: of a choice, a fact, a column.
    lacks
        What is said of a community that does not have it.
    all_without
        The choice of those that do not have it.
    met, unmet, unknown
        The three answers.
    value_title
        Heading of its value, with the unit; empty where the value has no column.
    unknown_mark
        What a legend says of those of which nobody knows; empty for nothing.
    next_step
        What would help where it is lacking; empty where the card works that out.
    """

    title: str
    lacks: str
    all_without: str
    met: str = ""
    unmet: str = ""
    unknown: str = mark("Not known")
    value_title: str = ""
    unknown_mark: str = ""
    next_step: str = ""


WORDS: Mapping[str, IndicatorWords] = MappingProxyType(
    {
        "stop": IndicatorWords(
            title=mark("Bus stop"),
            lacks=mark("No stop"),
            all_without=mark("All without a stop"),
            unknown_mark=mark("Not known whether served"),
        ),
        "plan": IndicatorWords(
            title=mark("Disaster plan"),
            lacks=mark("No valid plan"),
            all_without=mark("All without a valid plan"),
        ),
        "clinic_walk": IndicatorWords(
            title=mark("Clinic or hospital within 30 minutes on foot"),
            lacks=mark("No clinic or hospital within 30 minutes on foot"),
            all_without=mark("All without a clinic or hospital in walking reach"),
            met=mark("Within reach"),
            unmet=mark("Out of reach"),
            value_title=mark("Walk to a clinic or hospital (min)"),
            unknown_mark=mark("Not known whether a clinic or hospital is within reach"),
            next_step=mark(
                "A clinic or hospital is more than 30 minutes away on foot: ask for visits by a "
                "mobile clinic, or for a bus that goes there."
            ),
        ),
    }
)
"""By the indicator's id."""

SERVICE_WORDS: Mapping[str, IndicatorWords] = MappingProxyType(
    {
        "stop": IndicatorWords(
            title=mark("Bus stop"),
            lacks=mark("Not served"),
            all_without=mark("All not served"),
            unknown_mark=mark("Not known whether served"),
        ),
    }
)
"""The same where the standard asks when buses run: a stop may be there all the same."""

TOGETHER: Mapping[tuple[tuple[str, ...], bool], str] = MappingProxyType(
    {
        (("stop", "plan"), False): mark("No stop and no valid plan"),
        (("stop", "plan"), True): mark("Not served and no valid plan"),
    }
)
"""What is said of several that are lacking at once, and whether the standard asks when buses run;
others stand one after the other."""

NO_GAP = mark("No known gap")
SEVERAL_GAPS = mark("More than one gap")


def words_of(indicator_id: str, standard: Standard | None = None) -> IndicatorWords:
    """
    Return the words of an indicator.

    Parameters
    ----------
    indicator_id
        One of those that are listed.
    standard
        By which access was asked; any stop within the walk if left out.
    """
    if _asks_when(standard) and indicator_id in SERVICE_WORDS:
        return SERVICE_WORDS[indicator_id]
    return WORDS[indicator_id]


def gap_words(counted: Iterable[str], standard: Standard | None = None) -> dict[str, str]:
    """
    Return the words for every gap that there can be, the worst first.

    Parameters
    ----------
    counted
        Ids of the indicators that count.
    standard
        By which access was asked; any stop within the walk if left out.

    Returns
    -------
    words
        An English sentence by the value of the column `gap`.
    """
    ids = tuple(counted)
    single = {name: words_of(name, standard).lacks for name in ids}
    several = {}
    if len(ids) > 1:
        several = {Gap.BOTH.value: TOGETHER.get((ids, _asks_when(standard)), SEVERAL_GAPS)}
    return several | single | {Gap.NONE.value: NO_GAP}


def gap_text(
    lacks: tuple[str, ...], standard: Standard | None, translate: Callable[[str], str]
) -> str:
    """
    Write what a community lacks.

    Parameters
    ----------
    lacks
        Ids of the indicators.
    standard
        By which access was asked; any stop within the walk if None.
    translate
        Function from an English sentence to the reader's language.
    """
    words = gap_words(lacks, standard)
    if len(lacks) > 1 and words[Gap.BOTH] == SEVERAL_GAPS:
        return " · ".join(translate(words[name]) for name in lacks)
    return translate(words[gap_of(lacks)])


def _asks_when(standard: Standard | None) -> bool:
    """Say whether a standard asks when buses run."""
    return standard is not None and standard.window is not None
