"""Proposals beside today in a few rows, and which of them comes first how surely."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from geo_app.errors import mark
from geo_app.reports.proposal_comparison import MEASURE_WORDS
from geo_app.ui.shared import language
from geo_app.ui.shared.feedback import html_text, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from geo_app.proposals.evaluation import Evaluation

UNKNOWN = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """
    A row: what stands in it for today and for each proposal.

    Attributes
    ----------
    label
        As a marked English sentence.
    today, each
        NaN is not known.
    better
        1 where more is better, -1 where less is, 0 where neither.
    """

    label: str
    today: float
    each: tuple[float, ...]
    better: int = 0

    @property
    def best(self) -> int | None:
        """Number of the one proposal that is best; None where two are, or one is not known."""
        if not self.better or any(math.isnan(value) for value in self.each):
            return None
        top = max(self.better * value for value in self.each)
        numbers = [n for n, value in enumerate(self.each) if self.better * value == top]
        return numbers[0] if len(numbers) == 1 else None


def measures_of(
    evaluations: Mapping[str, Evaluation], table: pd.DataFrame, *, people_today: float
) -> Iterator[Measure]:
    """
    Yield the rows that are read first.

    Parameters
    ----------
    evaluations
        Two to six by their names, of one baseline.
    table
        Of `compare_proposals`: a row a measure, a column a proposal.
    people_today
        Persons with access today; NaN where nobody knows.
    """
    each = list(evaluations.values())
    net = [one.people.people_gained - one.people.people_lost for one in each]
    yield Measure(
        label=mark("People with access to a bus"),
        today=people_today,
        each=tuple(people_today + persons for persons in net),
        better=1,
    )
    yield _taken(table, "people_gained", better=1)
    yield _taken(table, "people_lost", better=-1)
    before = [int(one.communities["served_before"].fillna(False).sum()) for one in each]
    after = [int(one.communities["served_after"].fillna(False).sum()) for one in each]
    yield Measure(
        label=mark("Communities with access to a bus"),
        today=float(before[0]),
        each=tuple(map(float, after)),
        better=1,
    )
    vehicles = [one.totals.net_vehicles for one in each]
    yield Measure(
        label=mark("More vehicles than today"),
        today=0.0,
        each=tuple(math.nan if count is None else float(count) for count in vehicles),
        better=-1,
    )
    yield _taken(table, "net_cost_thb_per_year", better=-1)
    yield _taken(table, "cost_thb_per_year_and_person", better=-1, today=math.nan)
    yield _taken(table, "hazard_length_m", better=-1)


def render_measures(measures: Sequence[Measure], names: Sequence[str]) -> None:
    """
    Show the rows as a table, the best of each in bold.

    Parameters
    ----------
    measures
        As `measures_of` yields them.
    names
        Of the proposals.
    """
    _ = language.words()
    heads = "".join(f"<th>{html_text(name)}</th>" for name in (_("Today"), *names))
    lines = "".join(_line(measure) for measure in measures)
    st.html(
        f'<div class="ga-wide"><table class="ga-compare"><thead><tr><th>{html_text(_("Measure"))}'
        f"</th>{heads}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def render_stability(moves: pd.DataFrame) -> None:
    """
    Say which proposal ranks first under how many of the assumptions.

    Parameters
    ----------
    moves
        As `ranking_moves` returns it.
    """
    _ = language.words()
    firsts = (moves == 1).sum()
    count = len(moves)
    if firsts.empty or not firsts.max():
        return
    ahead = firsts[firsts > 0].sort_values(ascending=False, kind="stable")
    if len(ahead) == 1 and ahead.iloc[0] == count:
        text = _("«{name}» costs least for each person newly served, under all {count} assumptions")
        sentence = text.format(name=ahead.index[0], count=count)
    else:
        text = _("«{name}» under {firsts} of {count} assumptions")
        parts = [
            text.format(name=name, firsts=firsts_of, count=count)
            for name, firsts_of in ahead.items()
        ]
        sentence = _("Costs least for each person newly served: {parts}").format(
            parts=", ".join(parts)
        )
    st.markdown(f"**{plain(sentence)}.**")


def _taken(table: pd.DataFrame, name: str, *, better: int, today: float = 0.0) -> Measure:
    values = tuple(table.loc[name].to_numpy(dtype=float).tolist())
    return Measure(label=MEASURE_WORDS[name], today=today, each=values, better=better)


def _line(measure: Measure) -> str:
    _, best = language.words(), measure.best
    cells = "".join(
        f"<td><b>{written(value)}</b></td>" if number == best else f"<td>{written(value)}</td>"
        for number, value in enumerate(measure.each)
    )
    label = html_text(_(measure.label))
    return f"<tr><th>{label}</th><td>{written(measure.today)}</td>{cells}</tr>"


def written(value: float) -> str:
    """
    Write a number as the page has them: whole, halves up; a dash where it is not known.

    Parameters
    ----------
    value
        NaN is not known.
    """
    return UNKNOWN if math.isnan(value) else f"{math.floor(value + 0.5):,}"
