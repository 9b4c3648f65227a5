"""A country of made-up people and stops, written to Parquet piece by piece."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pathlib import Path

Numbers = NDArray[np.float64]

PROVINCES_ACROSS, PROVINCES_UP = 7, 11
ZONES_ACROSS, ZONES_UP = 8, 12
TOWNS_PER_PROVINCE = 65
SIZE_M = np.array([700_000.0, 1_200_000.0])
ORIGIN = np.array([300_000.0, 600_000.0])
RURAL_SHARE = 0.3
UNKNOWN_SHARE = 0.001
ROWS_PER_GROUP = 250_000
POINTS_AT_ONCE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """
    Provinces in a grid, each with towns of very different size.

    Attributes
    ----------
    town_xy, town_share, town_m
        (provinces, towns) place, share of the province's towns people, spread in metres.
    province_share
        (provinces,) share of the country's people.
    """

    town_xy: Numbers
    town_share: Numbers
    town_m: Numbers
    province_share: Numbers

    def places(self, province: int, count: int, rng: np.random.Generator) -> Numbers:
        """Draw places of a province: in its towns, and some anywhere in it."""
        town = rng.choice(TOWNS_PER_PROVINCE, count, p=self.town_share[province])
        xy = rng.standard_normal((count, 2)) * self.town_m[province, town, None]
        xy += self.town_xy[province, town]
        low, side = _corner(province)
        rural = rng.random(count) < RURAL_SHARE
        xy[rural] = low + rng.random((int(rural.sum()), 2)) * side
        # Towns at a border do not grow over it.
        return np.clip(xy, low, low + side - 0.001)

    def stops(self, count: int, *, seed: int = 2) -> Numbers:
        """Draw places of stops, where the people are."""
        rng = np.random.default_rng(seed)
        counts = rng.multinomial(count, self.province_share).tolist()
        return np.concatenate([self.places(p, n, rng) for p, n in enumerate(counts)])


def build_country(*, seed: int = 1) -> Country:
    """Make a country up; the same seed gives the same one."""
    rng = np.random.default_rng(seed)
    provinces = PROVINCES_ACROSS * PROVINCES_UP
    size = rng.pareto(1.2, (provinces, TOWNS_PER_PROVINCE)) + 0.2
    corners = [_corner(province) for province in range(provinces)]
    place = rng.random((provinces, TOWNS_PER_PROVINCE, 2))
    return Country(
        town_xy=np.stack(
            [low + towns * side for towns, (low, side) in zip(place, corners, strict=True)]
        ),
        town_share=size / size.sum(axis=1, keepdims=True),
        town_m=1_500 + 400 * np.sqrt(np.minimum(size, 400)),
        province_share=size.sum(axis=1) / size.sum(),
    )


def write_points(path: Path, country: Country, count: int, *, seed: int = 3) -> None:
    """
    Write people-points, province after province and within one in no order.

    Columns as `covered_people` reads them; a thousandth of the population is unknown.
    """
    rng = np.random.default_rng(seed)
    writer: pq.ParquetWriter | None = None
    for province, points in enumerate(rng.multinomial(count, country.province_share).tolist()):
        for first in range(0, points, POINTS_AT_ONCE):
            some = min(POINTS_AT_ONCE, points - first)
            table = _table(country.places(province, some, rng), province, rng)
            writer = writer or pq.ParquetWriter(path, table.schema)
            writer.write_table(table, row_group_size=ROWS_PER_GROUP)
    if writer is not None:
        writer.close()


def _table(xy: Numbers, province: int, rng: np.random.Generator) -> pa.Table:
    low, side = _corner(province)
    cell = ((xy - low) / side * [ZONES_ACROSS, ZONES_UP]).astype(np.int32)
    codes = [f"{province + 10}{number + 1:04d}" for number in range(ZONES_ACROSS * ZONES_UP)]
    zone = pa.DictionaryArray.from_arrays(pa.array(cell[:, 0] * ZONES_UP + cell[:, 1]), codes)
    persons = rng.gamma(2.0, 1.0, len(xy)).round(2)
    unknown = rng.random(len(xy)) < UNKNOWN_SHARE
    return pa.table(
        {
            "x": xy[:, 0],
            "y": xy[:, 1],
            "population": pa.array(persons, mask=unknown),
            "zone_id": zone,
        }
    )


def _corner(province: int) -> tuple[Numbers, Numbers]:
    side = SIZE_M / [PROVINCES_ACROSS, PROVINCES_UP]
    return ORIGIN + np.array(divmod(province, PROVINCES_UP)) * side, side
