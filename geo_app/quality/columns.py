"""Which column of a file is which of ours: mapped by the catalogue, or of the same name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd

from geo_app.errors import LayerError, MissingColumnError, mark
from geo_app.spelling.coded_values import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from geo_app.findings import Finding
    from geo_app.schema import Kind

PLACES = frozenset({"lon", "lat", "longitude", "latitude", "x", "y", "wkt"})
"""Columns of a table that become its geometry."""


def with_our_columns(
    rows: pd.DataFrame,
    kind: Kind,
    *,
    mapping: Mapping[str, str],
    findings: Iterable[Finding],
    file: str,
) -> pd.DataFrame:
    """
    Give the columns of a file our names.

    Parameters
    ----------
    rows
        As the reader has them.
    kind
        What the layer must have.
    mapping
        From the file's names to ours, as the catalogue declares it.
    findings
        What the reader has told; of a heading that stands twice `heading_twice`.
    file
        The file's name, for messages.

    Returns
    -------
    rows
        As given, with the columns of `mapping` renamed, and those of ours that are
        written in other letters (`Population`, `zone id`) as we write them.

    Raises
    ------
    MissingColumnError
        If `mapping` names a column that the file does not have.
    LayerError
        If two columns of the file are one of ours.
    """
    _require_mapped(rows, mapping, file)
    ours = kind.columns | (frozenset() if isinstance(rows, gpd.GeoDataFrame) else PLACES)
    names = {column: _our_name(str(column), mapping, ours) for column in rows.columns}
    again = {
        finding.where.field for finding in findings if finding.code == "heading_twice"
    }  # fmt: skip
    seen: dict[str, str] = {}
    for column, name in names.items():
        is_ours = name in ours or column in mapping
        # Two columns mapped to one are refused by the check, which names the map.
        is_mapped = column in mapping or seen.get(name) in mapping
        clashes = name in seen and (name in PLACES or not is_mapped)
        if is_ours and (clashes or column in again):
            raise _two_columns(file, seen.get(name, column), column, name)
        seen.setdefault(name, column)
    return rows.rename(columns=names)


def require_no_mapping(mapping: Mapping[str, str]) -> None:
    """
    Refuse a map of columns for a feed, whose columns GTFS itself names.

    Parameters
    ----------
    mapping
        From the file's names to ours, as the catalogue declares it.

    Raises
    ------
    LayerError
        If anything is mapped.
    """
    if mapping:
        raise LayerError(
            mark(
                "'columns' cannot rename the columns of a GTFS feed ('{field}'). Take it out of "
                "catalogue.toml, and name the columns in the feed as GTFS does."
            ),
            field=next(iter(mapping)),
        )


def _require_mapped(rows: pd.DataFrame, mapping: Mapping[str, str], file: str) -> None:
    for column in mapping:
        if column not in rows.columns:
            raise MissingColumnError(
                mark(
                    "catalogue.toml maps the column '{field}', which '{file}' does not have (it "
                    "has: {found}). Correct the name under 'columns'."
                ),
                field=column,
                file=file,
                found=", ".join(str(name) for name in rows.columns if name != "geometry"),
            )


def _our_name(column: str, mapping: Mapping[str, str], ours: frozenset[str]) -> str:
    if column in mapping:
        return mapping[column]
    key = key_of(column)
    return key if key in ours else column


def _two_columns(file: str, first: str, second: str, name: str) -> LayerError:
    return LayerError(
        mark(
            "'{file}' has two columns for '{field}' ('{first}' and '{second}'). Leave one of them, "
            "or rename the other."
        ),
        file=file,
        field=name,
        first=first,
        second=second,
    )
