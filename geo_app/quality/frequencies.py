"""Rows of frequencies.txt whose periods overlap: each minute of a trip counts once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_app.errors import mark

if TYPE_CHECKING:
    from geo_app.quality.sieve import Sieve

Spell = tuple[float, float]


def count_once(sieve: Sieve) -> None:
    """
    Let each minute of a trip count by one row: the first in the file that holds it.

    Parameters
    ----------
    sieve
        Of frequencies.txt, its rows read: `trip_id`, `trip`, `start_s`, `end_s` (not
        within) and `headway_s`, in the file's order. A row that lies within rows above it
        is set aside; of one that reaches beyond them the rest stays, on its own beat.

    Notes
    -----
    GTFS lets no two periods of a trip overlap; whoever expands both has twice the buses.
    """
    rows = sieve.rows
    suspects = rows[rows["trip"].isin(_trips_that_overlap(rows))]
    if suspects.empty:
        return
    rests: dict[int, list[Spell]] = {}
    taken: dict[int, list[Spell]] = {}
    for place, trip, start, end, headway in suspects[
        ["trip", "start_s", "end_s", "headway_s"]
    ].itertuples():
        known = taken.setdefault(trip, [])
        rest = _rest(start, end, headway, known)
        if rest != [(start, end)]:
            rests[place] = rest
        known.append((start, end))
    _set_aside(sieve, {place for place, rest in rests.items() if not rest})
    _shorten(sieve, {place: rest for place, rest in rests.items() if rest})


def _trips_that_overlap(rows: pd.DataFrame) -> set[int]:
    ordered = rows.sort_values(["trip", "start_s"], kind="stable")
    trip = ordered["trip"].to_numpy()
    ends = ordered.groupby("trip")["end_s"].cummax().to_numpy()
    overlaps = (trip[1:] == trip[:-1]) & (ordered["start_s"].to_numpy()[1:] < ends[:-1])
    return set(trip[1:][overlaps])


def _rest(start: float, end: float, headway: float, taken: list[Spell]) -> list[Spell]:
    """Return the parts of a period that no other holds, each from a beat of its own on."""
    parts = [(start, end)]
    for begin, finish in taken:
        parts = [
            piece
            for low, high in parts
            for piece in ((low, min(high, begin)), (max(low, finish), high))
            if piece[0] < piece[1]
        ]
    on_beat = [(start + np.ceil((low - start) / headway) * headway, high) for low, high in parts]
    return [(float(low), high) for low, high in on_beat if low < high]


def _set_aside(sieve: Sieve, places: set[int]) -> None:
    sieve.drop(
        sieve.rows.index.isin(places),
        code="overlapping_frequency",
        field="start_time",
        shown="trip_id",
        advice=mark(
            "The trip '{found}' has a row of frequencies.txt for a time that a row above it holds; "
            "the row is left out, so that no bus counts twice."
        ),
    )


def _shorten(sieve: Sieve, rests: dict[int, list[Spell]]) -> None:
    is_partly = sieve.rows.index.isin(rests)
    sieve.tell(
        is_partly,
        code="overlapping_frequency",
        field="start_time",
        shown="trip_id",
        advice=mark(
            "The trip '{found}' has a row of frequencies.txt that overlaps one above it; it counts "
            "only beyond that."
        ),
    )
    if not is_partly.any():
        return
    pieces = [
        sieve.rows.loc[[place]].assign(start_s=start, end_s=end)
        for place, rest in rests.items()
        for start, end in rest
    ]
    sieve.rows = pd.concat([sieve.rows[~is_partly], *pieces]).sort_index(kind="stable")
