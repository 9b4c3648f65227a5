"""What would help a community, and what its answer hangs on, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo_app.analysis.access.sensitivity import FURTHER_M, NEARER_M
from geo_app.analysis.access.standards import ANSWERED_BY_A_STOP
from geo_app.indicators.plan import PLAN
from geo_app.reports.fix_sentences import fix_sentence
from geo_app.ui.shared import language
from geo_app.ui.shared.at_desk import desk
from geo_app.words import labels
from geo_app.words.formats import format_distance
from geo_app.words.indicator_words import words_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import shapely

    from geo_app.analysis.access.question import Question
    from geo_app.province import Province


@dataclass(frozen=True, slots=True, kw_only=True)
class FixAdvice:
    """The cheapest fix of a community: its sentence, its place, and the status of its route."""

    text: str
    place: shapely.Point | None
    status: str


def lacks_stop(row: Any) -> bool:
    """
    Say whether a community is known not to be served.

    Parameters
    ----------
    row
        Of the ranked communities, as a named tuple.
    """
    return not labels.is_missing(row.has_stop) and not row.has_stop


def is_served(row: Any) -> bool:
    """
    Say whether a community is known to be served.

    Parameters
    ----------
    row
        Of the ranked communities, as a named tuple.
    """
    return not labels.is_missing(row.has_stop) and bool(row.has_stop)


def next_steps(
    province: Province, row: Any, question: Question, counted: Collection[str]
) -> list[str]:
    """
    Return the cheapest known step for each gap of a community.

    Parameters
    ----------
    province
        The one on the desk, without its broken layers.
    row
        Of the ranked communities, as a named tuple.
    question
        By which definition access counts.
    counted
        Ids of the indicators that are asked about: plans that are made up or drawn by rule
        advise nobody who has not asked.
    """
    _ = language.words()
    steps = []
    fix = fix_of(province, row, question)
    if fix is not None:
        steps.append(fix.text)
        if row.straight_distance_m <= question.limit_m:
            steps.append(
                _("A stop is near in a straight line: look for a shorter way on foot, or move it.")
            )
    elif lacks_stop(row):
        steps.append(_frequency_step(row, question))
    elif not row.is_placed:
        steps.append(
            _("Find out where it lies: without its position neither stop nor hazards are known.")
        )
    elif not is_served(row):
        steps.append(_("Find out when buses run at the stops in reach: nobody knows it here."))
    if PLAN.id in counted and (row.plan_status != "valid" or is_served(row)):
        step = _(labels.NEXT_PLAN[row.plan_status])
        steps.append(labels.marked(step, province.status("disaster_plans"), _))
    lacking = [words_of(name).next_step for name in row.lacks]
    return [*steps, *(_(step) for step in lacking if step)]


def fix_of(province: Province, row: Any, question: Question) -> FixAdvice | None:
    """
    Return what would give a community a stop; None where that alone would not help.

    Parameters
    ----------
    province
        The one on the desk, without its broken layers.
    row
        Of the ranked communities, as a named tuple.
    question
        By which definition access counts.
    """
    if not lacks_stop(row) or question.standard_id not in ANSWERED_BY_A_STOP:
        return None
    fixes = desk().fixes(question.limit_m)
    if row.Index not in fixes.index:
        return None
    fix = next(fixes.loc[[row.Index]].itertuples())
    routes = desk().buses().routes
    status = routes["status"].get(fix.route_id, "open")
    text = fix_sentence(province, fix, routes, language=language.current())
    place = None if fix.route_id is None else fix.geometry
    return FixAdvice(text=text, place=place, status=status)


def _frequency_step(row: Any, question: Question) -> str:
    """Say what is missing where the standard asks how often a bus comes."""
    _ = language.words()
    if row.walk_distance_m <= question.limit_m:
        return _("A stop is in reach, but too little runs there for this standard.")
    return _(
        "No stop is in reach, and this standard asks for more than a stop. SDG 11.2.1 shows where "
        "a new stop would stand."
    )


def hanging_on(row: Any, question: Question) -> list[str]:
    """
    Say what a community's answer hangs on; nothing where it is the same either way.

    Parameters
    ----------
    row
        Of the ranked communities, as a named tuple.
    question
        By which definition access counts.
    """
    sensitive = desk().sensitive(question)
    if sensitive is None:
        return []
    answer = next(sensitive.loc[[row.Index]].itertuples())
    accuracy_m = getattr(row, "position_accuracy_m", None)
    return list(_sensitive(answer, accuracy_m))


def _sensitive(answer: Any, accuracy_m: float | None) -> Iterator[str]:
    _, tongue = language.words(), language.current()
    if answer.flips_by_distance:
        yield _("A stop within {further}, but none within {nearer}.").format(
            further=format_distance(FURTHER_M, tongue), nearer=format_distance(NEARER_M, tongue)
        )
    if answer.flips_by_speed:
        yield _("In reach at a normal pace, out of reach in the same time at an older person's.")
    if not labels.is_missing(answer.flips_by_position) and answer.flips_by_position:
        yield _(
            "The position is known to about {accuracy} only: a stop is within reach from "
            "{share:.0%} of the places where it may be."
        ).format(
            accuracy=format_distance(float(accuracy_m or 0), tongue),
            share=answer.share_served_around,
        )
