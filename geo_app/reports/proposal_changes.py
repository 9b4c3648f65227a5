"""What a proposal changes, a sentence a change."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

from geo_app.proposals.changes import (
    AddRoute,
    AddStop,
    Change,
    ChangeHeadway,
    CutBack,
    Extend,
    MoveStop,
    RemoveRoute,
    RemoveStop,
    Reroute,
    StopPolicy,
)
from geo_app.words import Language, format_clock, format_distance, pick_name, translator

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.evaluation import Evaluation
    from geo_app.proposals.service import Service


def change_sentences(
    evaluation: Evaluation, baseline: Baseline, *, language: Language
) -> list[str]:
    """
    Say what a proposal changes.

    Parameters
    ----------
    evaluation, baseline
        As `evaluate` returns and takes them.
    language
        Of the sentences and of the names in them.

    Returns
    -------
    sentences
        In the order of the changes.
    """
    namer = _Namer(evaluation, baseline, language)
    return [_sentence(change, namer) for change in evaluation.proposal.changes]


class _Namer:
    """Names routes and stops, as proposed or, where they go, as they are today."""

    def __init__(self, evaluation: Evaluation, baseline: Baseline, language: Language) -> None:
        self.language = language
        self.translate: Callable[[str], str] = translator(language)
        self._routes = [evaluation.proposed.routes, baseline.network.routes]
        self._stops = [evaluation.proposed.stops, baseline.network.stops]
        self.lengths = {
            route.route_id: route.new_line.length
            for route in evaluation.routes
            if route.new_line is not None
        }

    def route(self, route_id: str) -> str:
        return self._name(self._routes, route_id)

    def stop(self, stop_id: str) -> str:
        """Name a stop; the two sides of a road often have one name, so its id stands beside."""
        name = self._name(self._stops, stop_id)
        return name if name == stop_id else f"{name} ({stop_id})"

    def length(self, route_id: str) -> str:
        return format_distance(self.lengths.get(route_id), self.language)

    def _name(self, tables: list[pd.DataFrame], own_id: str) -> str:
        found = next((table for table in tables if own_id in table.index), None)
        if found is None:
            return own_id
        row = found.loc[own_id]
        return pick_name(row["name_th"], row["name_en"], self.language, otherwise=own_id)


@singledispatch
def _sentence(change: Change, namer: _Namer) -> str:  # noqa: ARG001 - the form of all
    raise TypeError(f"{type(change).__name__} is no change.")


@_sentence.register
def _(change: AddRoute, namer: _Namer) -> str:
    _ = namer.translate
    service = service_words(change.service, _)
    if change.stop_policy is StopPolicy.HAIL_AND_RIDE:
        service = ", ".join([service, _("board anywhere")])
    return _("New route «{route}»: {length}, {stops} stops, {service}.").format(
        route=namer.route(change.route_id),
        length=namer.length(change.route_id),
        stops=len(change.stops),
        service=service,
    )


@_sentence.register
def _(change: Reroute, namer: _Namer) -> str:
    _ = namer.translate
    return _("«{route}» takes another way: {length}, {stops} stops of its own.").format(
        route=namer.route(change.route_id),
        length=namer.length(change.route_id),
        stops=len(change.stops),
    )


@_sentence.register
def _(change: Extend, namer: _Namer) -> str:
    _ = namer.translate
    return _("«{route}» is extended: {length}, {stops} more stops.").format(
        route=namer.route(change.route_id),
        length=namer.length(change.route_id),
        stops=len(change.stops),
    )


@_sentence.register
def _(change: CutBack, namer: _Namer) -> str:
    _ = namer.translate
    return _("«{route}» runs only between «{first}» and «{last}».").format(
        route=namer.route(change.route_id),
        first=namer.stop(change.from_stop_id),
        last=namer.stop(change.to_stop_id),
    )


@_sentence.register
def _(change: AddStop, namer: _Namer) -> str:
    _ = namer.translate
    routes = ", ".join(namer.route(route_id) for route_id in change.route_ids)
    return _("New stop «{stop}» of {routes}.").format(
        stop=namer.stop(change.stop.stop_id), routes=routes
    )


@_sentence.register
def _(change: MoveStop, namer: _Namer) -> str:
    _ = namer.translate
    return _("The stop «{stop}» moves.").format(stop=namer.stop(change.stop_id))


@_sentence.register
def _(change: RemoveStop, namer: _Namer) -> str:
    _ = namer.translate
    stop = namer.stop(change.stop_id)
    if change.route_id is None:
        return _("No bus calls at the stop «{stop}» any more.").format(stop=stop)
    return _("«{route}» does not call at the stop «{stop}» any more.").format(
        route=namer.route(change.route_id), stop=stop
    )


@_sentence.register
def _(change: ChangeHeadway, namer: _Namer) -> str:
    _ = namer.translate
    return _("«{route}» runs {service}.").format(
        route=namer.route(change.route_id), service=service_words(change.service, _)
    )


@_sentence.register
def _(change: RemoveRoute, namer: _Namer) -> str:
    _ = namer.translate
    return _("«{route}» no longer runs.").format(route=namer.route(change.route_id))


def service_words(service: Service, translate: Callable[[str], str]) -> str:
    """Write headways and span, such as: every 20 min 06:00–20:00, every 10 min 07:00–09:00."""
    _ = translate
    first_s, last_s = service.span_s
    spells = [(window.headway_min, window.start_s, window.end_s) for window in service.windows]
    if service.headway_min is not None:
        spells.insert(0, (service.headway_min, first_s, last_s))
    every = _("every {headway:g} min {first}–{last}")
    return ", ".join(
        every.format(headway=headway, first=format_clock(start), last=format_clock(end))
        for headway, start, end in spells
    )
