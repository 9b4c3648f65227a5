"""What the figures of a proposal rest on, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_app.analysis.lines.line_overlap import BESIDE_M
from geo_app.analysis.rows_used import rows_used
from geo_app.errors import mark
from geo_app.network.walking import WalkingMethod
from geo_app.proposals.baseline import KINDS_USED
from geo_app.proposals.running.service import FIRST_DEPARTURE_S, LAST_DEPARTURE_S
from geo_app.reports.proposal_facts import route_names, runs
from geo_app.reports.rows_told import row_notices, titles_of
from geo_app.transit.drawn.lines import BUS_SPEED_KMH
from geo_app.units import format_clock
from geo_app.words import labels
from geo_app.words.translating import Language, pick_name, translator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.evaluation import Evaluation

PEOPLE_BY = {
    "population": mark("cells of the population layer"),
    "communities": mark("communities with a known population"),
}

RATES_NOT_CONFIRMED = mark(
    "Nobody has confirmed the cost rates; they are placeholders: {hour:,.0f} THB a vehicle-hour, "
    "{km:,.0f} THB a vehicle-km, {vehicle:,.0f} THB a day for each vehicle of the peak, "
    "{days:,.0f} days a year."
)
NO_LAYER = {
    "hazard_zones": mark(
        "The province has no layer of disaster-risk zones, so nothing is known of them."
    ),
    "mangroves": mark("The province has no layer of mangroves, so nothing is known of them."),
}


def definitions(evaluation: Evaluation, baseline: Baseline, language: Language) -> list[str]:
    """
    Say by which definition access counts, how far people walk, and who is counted.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    baseline
        The province as it is today.
    language
        Of the sentences.
    """
    _ = translator(language)
    question, method = evaluation.question, baseline.communities.walking.method
    standard = question.standard
    sentences = [f"{_(standard.title)}: {_(standard.definition)} ({standard.source})"]
    if not question.is_standard:
        sentences.append(
            _("Asked with {distance:,.0f} m on foot, so the answer is not the standard's.").format(
                distance=question.limit_m
            )
        )
    walks = _("Walks: {method}.").format(method=_(labels.WALKING_METHOD[method]))
    sentences += [walks, _people(evaluation, baseline, _)]
    if lacking := int((~baseline.communities.is_placed()).sum()):
        sentences.append(
            _(
                "Of {count} communities the position is not known, so neither is whether they gain "
                "or lose."
            ).format(count=lacking)
        )
    return sentences


def rates_sentence(evaluation: Evaluation, translate: Callable[[str], str]) -> str:
    """
    Say what the costs were worked out with, and that nobody has confirmed it.

    Parameters
    ----------
    evaluation
        As `evaluate` returns it.
    translate
        Function from an English sentence to the reader's language.
    """
    rates = evaluation.rates
    return translate(RATES_NOT_CONFIRMED).format(
        hour=rates.vehicle_hour_thb,
        km=rates.vehicle_km_thb,
        vehicle=rates.peak_vehicle_thb_per_day,
        days=rates.days_per_year,
    )


def assumptions(evaluation: Evaluation, baseline: Baseline, language: Language) -> list[str]:
    """
    Say everything that the figures assume.

    Parameters
    ----------
    evaluation, baseline
        As `evaluate` takes and gives them.
    language
        Of the sentences.
    """
    _ = translator(language)
    return [
        *definitions(evaluation, baseline, language),
        *_running(evaluation, baseline, language),
        _(
            "Cycle time is the way there and back and {layover:.0%} layover; vehicles are cycle "
            "time over headway, rounded up (TCRP Report 30); {spare:.0%} more stand by as spares."
        ).format(layover=evaluation.rates.layover_share, spare=evaluation.rates.spare_share),
        rates_sentence(evaluation, _),
        _(
            "Metres and stops in disaster-risk zones are exposure, not risk. Where zones of one "
            "type overlap, the highest level counts."
        ),
        _("A mangrove within {metres:,.0f} m of the line or a stop counts as near it.").format(
            metres=evaluation.near_m
        ),
        _(
            "A line repeats a route that runs today where it lies within {metres:,.0f} m of it."
        ).format(metres=BESIDE_M),
        *missing_layers(baseline, _),
        *rows_not_used(baseline, language),
    ]  # fmt: skip


def missing_layers(baseline: Baseline, translate: Callable[[str], str]) -> list[str]:
    """
    Say of which layers there are none, so that nothing is known of what they would tell.

    Parameters
    ----------
    baseline
        The province as it is today.
    translate
        Function from an English sentence to the reader's language.
    """
    has = baseline.province.has
    return [translate(sentence) for kind, sentence in NO_LAYER.items() if not has(kind)]


def rows_not_used(baseline: Baseline, language: Language) -> list[str]:
    """
    Say which rows of the layers that an evaluation may rest on are not used.

    Parameters
    ----------
    baseline
        The province as it is today.
    language
        Of the sentences.
    """
    counts = rows_used(baseline.province, KINDS_USED)
    titles = titles_of(baseline.province, language)
    return [f"{notice}." for notice in row_notices(counts, language=language, titles=titles)]


def estimated(baseline: Baseline, text: str, translate: Callable[[str], str]) -> str:
    """
    Append the mark of estimated walks to a text where they are.

    Parameters
    ----------
    baseline
        The province as it is today.
    text
        A heading in the reader's language.
    translate
        Function from an English sentence to the reader's language.
    """
    if baseline.communities.walking.method is WalkingMethod.NETWORK:
        return text
    return f"{text} [{translate(labels.ESTIMATED)}]"


def _people(evaluation: Evaluation, baseline: Baseline, translate: Callable[[str], str]) -> str:
    kind = evaluation.people_by
    where = labels.marked(translate(PEOPLE_BY[kind]), baseline.province.status(kind), translate)
    return translate(
        mark("People are counted in: {where}. Those of unknown number are counted apart.")
    ).format(where=where)


def _running(evaluation: Evaluation, baseline: Baseline, language: Language) -> Iterator[str]:
    """Say of each route what of its running is assumed or not known."""
    _ = translator(language)
    names = route_names(evaluation, baseline)
    for route in evaluation.routes:
        row = names.loc[route.route_id]
        name = pick_name(row["name_th"], row["name_en"], language, otherwise=route.route_id)
        operation = route.operation
        if operation is None:
            if runs(route):
                yield _(
                    "Nobody knows how often «{route}» runs, so its vehicles and cost are not known."
                ).format(route=name)
            continue
        if operation.is_speed_assumed:
            yield _(
                "«{route}» states no speed; {speed:.0f} km/h with its stops is assumed."
            ).format(route=name, speed=BUS_SPEED_KMH)
        if operation.is_span_assumed:
            yield _(
                "«{route}» states no first or last departure; {first} and {last} are assumed."
            ).format(
                route=name,
                first=format_clock(FIRST_DEPARTURE_S),
                last=format_clock(LAST_DEPARTURE_S),
            )
