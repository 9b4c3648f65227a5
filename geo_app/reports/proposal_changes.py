"""What a proposal changes, a sentence a change."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

from geo_app.proposals.changes.add_stop import AddStop
from geo_app.proposals.changes.change_headway import ChangeHeadway
from geo_app.proposals.changes.change_speed import ChangeSpeed
from geo_app.proposals.changes.cut_back import CutBack
from geo_app.proposals.changes.extend import Extend
from geo_app.proposals.changes.move_stop import MoveStop
from geo_app.proposals.changes.new_route import AddRoute
from geo_app.proposals.changes.remove_route import RemoveRoute
from geo_app.proposals.changes.remove_stop import RemoveStop
from geo_app.proposals.changes.reroute import Reroute
from geo_app.proposals.changes.terms import Change, StopPolicy
from geo_app.units import format_clock
from geo_app.words.formats import format_distance
from geo_app.words.translating import Language, pick_name, translator

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from geo_app.proposals.baseline import Baseline
    from geo_app.proposals.evaluation import Evaluation
    from geo_app.proposals.running.service import Service


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
    return [change_sentence(change, namer) for change in evaluation.proposal.changes]


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
        holder = next((table for table in tables if own_id in table.index), None)
        if holder is None:
            return own_id
        row = holder.loc[own_id]
        return pick_name(row["name_th"], row["name_en"], self.language, otherwise=own_id)


@singledispatch
def change_sentence(change: Change, namer: _Namer) -> str:  # noqa: ARG001 - the form of all
    """
    Say what one change is.

    Parameters
    ----------
    change
        The change; each kind has its sentence below.
    namer
        Names routes and stops.
    """
    raise TypeError(f"{type(change).__name__} is no change.")


@change_sentence.register
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


@change_sentence.register
def _(change: Reroute, namer: _Namer) -> str:
    _ = namer.translate
    return _("«{route}» takes another way: {length}, {stops} stops of its own.").format(
        route=namer.route(change.route_id),
        length=namer.length(change.route_id),
        stops=len(change.stops),
    )


@change_sentence.register
def _(change: Extend, namer: _Namer) -> str:
    _ = namer.translate
    return _("«{route}» is extended: {length}, {stops} more stops.").format(
        route=namer.route(change.route_id),
        length=namer.length(change.route_id),
        stops=len(change.stops),
    )


@change_sentence.register
def _(change: CutBack, namer: _Namer) -> str:
    _ = namer.translate
    return _("«{route}» runs only between «{first}» and «{last}».").format(
        route=namer.route(change.route_id),
        first=namer.stop(change.from_stop_id),
        last=namer.stop(change.to_stop_id),
    )


@change_sentence.register
def _(change: AddStop, namer: _Namer) -> str:
    _ = namer.translate
    routes = ", ".join(namer.route(route_id) for route_id in change.route_ids)
    return _("New stop «{stop}» of {routes}.").format(
        stop=namer.stop(change.stop.stop_id), routes=routes
    )


@change_sentence.register
def _(change: MoveStop, namer: _Namer) -> str:
    _ = namer.translate
    return _("The stop «{stop}» moves.").format(stop=namer.stop(change.stop_id))


@change_sentence.register
def _(change: RemoveStop, namer: _Namer) -> str:
    _ = namer.translate
    stop = namer.stop(change.stop_id)
    if change.route_id is None:
        return _("No bus calls at the stop «{stop}» any more.").format(stop=stop)
    return _("«{route}» does not call at the stop «{stop}» any more.").format(
        route=namer.route(change.route_id), stop=stop
    )


@change_sentence.register
def _(change: ChangeHeadway, namer: _Namer) -> str:
    _ = namer.translate
    return _("«{route}» runs {service}.").format(
        route=namer.route(change.route_id), service=service_words(change.service, _)
    )


@change_sentence.register
def _(change: ChangeSpeed, namer: _Namer) -> str:
    _ = namer.translate
    return _("«{route}» runs at {speed:g} km/h, stops included.").format(
        route=namer.route(change.route_id), speed=change.speed_kmh
    )


@change_sentence.register
def _(change: RemoveRoute, namer: _Namer) -> str:
    _ = namer.translate
    return _("«{route}» no longer runs.").format(route=namer.route(change.route_id))


def service_words(service: Service, translate: Callable[[str], str]) -> str:
    """
    Write headways and span, such as: every 20 min 06:00–20:00, every 10 min 07:00–09:00.

    Parameters
    ----------
    service
        How often a route runs, and from when to when.
    translate
        Function from an English sentence to the reader's language.
    """
    _ = translate
    first_s, last_s = service.span_s
    spells = [(window.headway_min, window.start_s, window.end_s) for window in service.windows]
    if service.headway_min is not None:
        spells.insert(0, (service.headway_min, first_s, last_s))
    spell_text = _("every {headway:g} min {first}–{last}")
    return ", ".join(
        spell_text.format(headway=headway, first=format_clock(start), last=format_clock(end))
        for headway, start, end in spells
    )
