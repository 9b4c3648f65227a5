"""How many rows of each layer an answer rests on, which were set aside, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import pandas as pd

from geo_app.errors import GeoAppError
from geo_app.findings import Finding, Severity, errors_of, note
from geo_app.quality.faults import row_finding
from geo_app.schema import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo_app.province import Layer, Province

FEED_STOPS = "stops"
"""The table of a feed whose rows count as those of its layer."""

TIMETABLE_TABLES = ("trips", "stop_times", "calendar", "calendar_dates", "frequencies")
"""The other tables of a feed whose rows are counted."""

COLUMNS = ["layer_id", "table", "kind", "rows_in", "rows_used", "reasons"]


class Reason(NamedTuple):
    """Why some rows are not used: how many, and the finding at the first of them."""

    rows: int
    finding: Finding


Counted: TypeAlias = tuple[str, str, str, int | None, int | None, tuple[Reason, ...]]
"""Layer, table, kind, rows in, rows used, and the reasons for those that are not used."""


def rests_on(province: Province, kinds: Iterable[str]) -> tuple[str, ...]:
    """
    Return those of some kinds that an answer about walks rests on.

    Parameters
    ----------
    province
        Only what its catalogue declares is looked at.
    kinds
        Roads among them count only where there is no walking network.
    """
    unused = "roads" if province.has("walk_network") else "walk_network"
    return tuple(kind for kind in kinds if kind != unused)


def rows_used(province: Province, kinds: Iterable[str] = tuple(KINDS)) -> pd.DataFrame:
    """
    Count the rows of each layer of some kinds: in = used + set aside.

    Parameters
    ----------
    province
        Whose layers; those not read yet are read.
    kinds
        Of `KINDS`; all if left out. `rests_on` tells which of them an answer looks at.

    Returns
    -------
    counts
        Indexed by `layer_id`, a row a layer, of a feed one a table: `table` (of a feed, else
        empty), `kind`, `rows_in`, `rows_used`, `rows_set_aside` (whole numbers, missing where
        the layer cannot be used at all) and `reasons` (tuple of `Reason`).
    """
    return counts_frame(
        row
        for kind in kinds
        for spec in province.specs(kind)
        for row in _counts(province, spec.layer_id, kind)
    )


def counts_frame(rows: Iterable[Counted]) -> pd.DataFrame:
    """
    Lay out what was counted of layers, or of files that are none.

    Parameters
    ----------
    rows
        Layer, table, kind, rows in and rows used (None where the layer cannot be used) and the
        reasons for those that are not.

    Returns
    -------
    counts
        As `rows_used` returns it.
    """
    counts = pd.DataFrame(list(rows), columns=COLUMNS).set_index("layer_id")
    counts = counts.astype(dict.fromkeys(("rows_in", "rows_used"), "Int64"))
    counts.insert(4, "rows_set_aside", counts["rows_in"] - counts["rows_used"])
    return counts


def is_whole(province: Province, kind: str) -> bool:
    """
    Say whether every row of every layer of a kind is used.

    Parameters
    ----------
    province
        Whose layers.
    kind
        One of `KINDS`. Without a layer of it nothing is set aside.
    """
    return all(
        province.layer(spec.layer_id).report.rows_set_aside == 0 for spec in province.specs(kind)
    )


def _counts(province: Province, layer_id: str, kind: str) -> Iterator[Counted]:
    try:
        layer = province.layer(layer_id)
    except GeoAppError as error:
        reason = Reason(0, note("layer_unusable", "{error}", error=error))
        yield layer_id, "", kind, None, None, (reason,)
        return
    report = layer.report
    table = FEED_STOPS if layer.tables else ""
    reasons = tuple(Reason(1, fault) for fault in _first_errors(report.faults))
    yield layer_id, table, kind, report.rows_in, report.rows_used, reasons
    yield from _timetable_counts(layer)


def _first_errors(faults: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the first error of each row: a row is set aside once."""
    seen = set()
    for fault in errors_of(faults):
        if fault.where.row not in seen:
            seen.add(fault.where.row)
            yield fault


def _timetable_counts(layer: Layer) -> Iterator[Counted]:
    """Count the rows of the tables of a feed beside its stops."""
    if layer.schedule is None:
        return
    aside: list[Any] = list(layer.schedule.set_aside.itertuples(index=False))
    for table in TIMETABLE_TABLES:
        if table in layer.tables:
            reasons = tuple(
                Reason(int(row.rows), _finding_of(layer, row))
                for row in aside
                if row.table == table
            )
            rows_in = len(layer.tables[table])
            used = rows_in - sum(reason.rows for reason in reasons)
            yield layer.spec.layer_id, table, layer.spec.kind, rows_in, used, reasons


def _finding_of(layer: Layer, aside: Any) -> Finding:
    """Return the sentence that the schedule has for rows it set aside."""
    where = (aside.code, aside.first_row, aside.field)
    for fault in layer.schedule.faults if layer.schedule else ():
        if (fault.code, fault.where.row, fault.where.field) == where:
            return fault
    return row_finding(
        aside.code,
        Severity.WARNING,
        row=int(aside.first_row),
        field=aside.field,
        value=aside.found,
        advice="{field}: {found}",
    )
