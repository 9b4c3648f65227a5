"""Where a feed belongs in a province that may have others: in whose place, or beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from geo_app.errors import GeoAppError, LayerError, mark
from geo_app.findings import Finding, note

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from geo_app.catalogue import LayerSpec
    from geo_app.province import Province

FOLDER = PurePosixPath("gtfs")
FILE = FOLDER / "feed.zip"
LAYER_ID = "gtfs_transit"
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPlace:
    """The layer and the file of a feed, and what to say of what it replaces."""

    layer_id: str
    file: PurePosixPath
    notes: tuple[Finding, ...] = ()


def place_of_feed(
    province: Province, tables: Mapping[str, pd.DataFrame], name: str | None
) -> FeedPlace:
    """
    Decide which layer a feed becomes.

    Parameters
    ----------
    province
        Where it is brought; feeds of other sources than `fetch gtfs` are left alone.
    tables
        Of the feed.
    name
        Of the layer, as a person gave it. Without one the feed takes the place of the
        feed that has an agency of it, and is a layer of its own where none has.

    Raises
    ------
    LayerError
        If the name cannot be one, or several feeds have agencies of this one.
    """
    feeds = _fetched_feeds(province)
    if name is not None:
        return _named(feeds, province, name)
    agencies = _agencies(tables)
    taken = {layer_id: _agencies_of(province, layer_id) for layer_id in feeds}
    # A feed that cannot be read any more says nothing of its agencies: it gives way.
    rivals = [key for key, others in taken.items() if others is None or others & agencies]
    if len(rivals) > 1:
        raise LayerError(
            mark(
                "The feed has agencies of several feeds that are here already ({layers}). Say "
                "which it replaces, by --name, and take the others out of catalogue.toml."
            ),
            layers=", ".join(rivals),
        )
    if rivals:
        spec = feeds[rivals[0]]
        return _in_place_of(province, spec, spec.layer_id, PurePosixPath(spec.path.name))
    if not feeds:
        return FeedPlace(layer_id=LAYER_ID, file=FILE)
    return _beside(feeds, agencies)


def _fetched_feeds(province: Province) -> dict[str, LayerSpec]:
    folder = province.folder / FOLDER
    return {spec.layer_id: spec for spec in province.specs("transit") if spec.path.parent == folder}


def _named(feeds: Mapping[str, LayerSpec], province: Province, name: str) -> FeedPlace:
    if not NAME.fullmatch(name):
        raise LayerError(
            mark(
                "'{name}' cannot be the name of a feed. Use small Latin letters, digits, '-' and "
                "'_', such as rail."
            ),
            name=name,
        )
    layer_id, file = f"gtfs_{name}", PurePosixPath(f"{name}.zip")
    if layer_id in feeds:
        return _in_place_of(province, feeds[layer_id], layer_id, file)
    return FeedPlace(layer_id=layer_id, file=FOLDER / file)


def _in_place_of(
    province: Province, spec: LayerSpec, layer_id: str, file: PurePosixPath
) -> FeedPlace:
    try:
        layer = province.layer(spec.layer_id)
    except GeoAppError:
        return FeedPlace(layer_id=layer_id, file=FOLDER / file)
    message = mark("Takes the place of {agencies}, {stops:,} stops.")
    names = ", ".join(sorted(_agencies(layer.tables))) or spec.attribution
    said_of_it = note("feed_replaced", message, agencies=names, stops=layer.report.rows_used)
    return FeedPlace(layer_id=layer_id, file=FOLDER / file, notes=(said_of_it,))


def _beside(feeds: Mapping[str, LayerSpec], agencies: set[str]) -> FeedPlace:
    name = next(name for name in _names(agencies) if f"gtfs_{name}" not in feeds)
    message = mark("A feed of other agencies: a layer beside {layers}. All of them are in use.")
    beside = note("feed_beside", message, layers=", ".join(feeds))
    return FeedPlace(layer_id=f"gtfs_{name}", file=FOLDER / f"{name}.zip", notes=(beside,))


def _names(agencies: set[str]) -> Iterator[str]:
    """Yield names of layers: the first agency's Latin letters, then numbers behind them."""
    letters = re.sub(r"[^a-z0-9]+", "_", min(agencies, default="").lower()).strip("_")[:30]
    first = letters if letters and letters != "feed" else ""
    if first:
        yield first
    number = 2
    while True:
        yield f"{first}_{number}" if first else str(number)
        number += 1


def _agencies_of(province: Province, layer_id: str) -> set[str] | None:
    try:
        return _agencies(province.layer(layer_id).tables)
    except GeoAppError:
        return None


def _agencies(tables: Mapping[str, pd.DataFrame]) -> set[str]:
    """Name the agencies of a feed; the publisher where it names none."""
    for table, column in (("agency", "agency_name"), ("feed_info", "feed_publisher_name")):
        if table in tables and column in tables[table]:
            names = {str(text).strip() for text in tables[table][column].dropna()} - {""}
            if names:
                return names
    return set()
