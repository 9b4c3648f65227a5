"""Every indicator, in the order in which they are read, and those that count unless asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_app.analysis import coverage
from geo_app.indicators.clinic import CLINIC
from geo_app.indicators.plan import PLAN
from geo_app.indicators.stop import STOP

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from geo_app.indicators.indicator import Indicator
    from geo_app.province import Province

LISTING: tuple[Indicator, ...] = (STOP, PLAN, CLINIC)

COUNTED = (STOP.id, PLAN.id)
"""Those that rank, colour and name the gap unless somebody chooses others."""

IDS = tuple(indicator.id for indicator in LISTING)

KINDS_NEEDED = tuple(
    dict.fromkeys(kind for indicator in LISTING for kind in indicator.kinds_needed)
)
"""Every kind of layer without which some indicator has no answer."""

KINDS_USED = tuple(dict.fromkeys((*coverage.KINDS_USED, *KINDS_NEEDED)))
"""Every kind that the facts of a community, or an indicator, may rest on."""

KINDS_OPTIONAL = tuple(dict.fromkeys((*coverage.OPTIONAL_KINDS, *KINDS_NEEDED)))
"""Those of them without which the rest is answered all the same; what is missing is named."""


def counted_unasked(province: Province) -> tuple[str, ...]:
    """
    Return what orders and colours a list that nobody has asked for.

    A stop always, and of the rest of `COUNTED` what rests on data that nobody made up, drew
    by rule or computed: such data order a list when they are asked to.

    Parameters
    ----------
    province
        For the status of its layers.
    """
    return tuple(name for name in COUNTED if name == STOP.id or _is_sound(name, province))


def _is_sound(name: str, province: Province) -> bool:
    statuses = [province.status(kind) for kind in indicator_of(name).kinds_needed]
    return not any(status is not None and status.is_marked for status in statuses)


def in_order(ids: Iterable[str]) -> tuple[str, ...]:
    """
    Return some indicators' ids in the order of the list, each once.

    Parameters
    ----------
    ids
        What is no id of the list is left out.
    """
    wanted = set(ids)
    return tuple(name for name in IDS if name in wanted)


def asked_in(ranked: pd.DataFrame) -> list[Indicator]:
    """
    Return the indicators whose answer a frame holds.

    Parameters
    ----------
    ranked
        As `Desk.ranked` returns it.
    """
    return [indicator for indicator in LISTING if indicator.verdict_column in ranked.columns]


def indicator_of(indicator_id: str) -> Indicator:
    """
    Return an indicator.

    Parameters
    ----------
    indicator_id
        One of `IDS`.
    """
    return LISTING[IDS.index(indicator_id)]
