"""The province on a desk: its usable layers, its buses, how people walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_app.analysis import coverage
from geo_app.analysis.areas import conservation
from geo_app.analysis.areas.hazard_records import records_near
from geo_app.analysis.rows_used import rows_used
from geo_app.desk.keeping import kept, version_of
from geo_app.indicators.listing import KINDS_USED
from geo_app.memo import Memo
from geo_app.network.report import report_of
from geo_app.network.walking import walking_of
from geo_app.schema import KINDS
from geo_app.transit.buses import build_bus_network

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd
    import pandas as pd

    from geo_app.errors import GeoAppError
    from geo_app.memo import Part, Statistics
    from geo_app.network.report import NetworkReport
    from geo_app.network.walking import Walking
    from geo_app.province import Province
    from geo_app.transit.network import Network

KINDS_SHOWN = tuple(dict.fromkeys((*KINDS_USED, "land", "facilities", "hazard_records")))
"""Kinds that maps and lists need."""

KINDS_MEASURED = (*KINDS_SHOWN, "population")
"""Kinds that shares of people need as well."""


class LayersDesk:
    """
    A province and what is made of its layers before anything is asked.

    Parameters
    ----------
    province
        As `open_province` returns it.
    memo
        Where answers are kept; several desks may share one. One for this desk if
        left out.
    leaves_out_broken
        Whether a layer that cannot be used counts as one that is not there; else it
        raises when an answer needs it. `broken` says which and why.
    version
        Of the province's files, where somebody has looked already.
    """

    def __init__(
        self,
        province: Province,
        *,
        memo: Memo | None = None,
        leaves_out_broken: bool = False,
        version: str | None = None,
    ) -> None:
        self._opened = province
        self._leaves_out_broken = leaves_out_broken
        self._whole_memo = memo or Memo()
        self._memo = self._whole_memo.part(
            str(province.folder.resolve()),
            version or version_of(province.folder),
            tuple(province.catalogue.layers),
            leaves_out_broken,
        )

    @property
    def memo(self) -> Part:
        """Where this province's answers are kept."""
        return self._memo

    @property
    def opened(self) -> Province:
        """The province with all its layers, broken ones too."""
        return self._opened

    @property
    def province(self) -> Province:
        """The province that is asked: where the desk leaves out broken layers, without them."""
        return self.usable(KINDS_MEASURED)

    def statistics(self) -> Statistics:
        """Say what the memo has done so far, and what it holds."""
        return self._whole_memo.statistics()

    def usable(self, kinds: tuple[str, ...] = KINDS_SHOWN) -> Province:
        """
        Return the province without those layers of some kinds that are broken.

        Parameters
        ----------
        kinds
            Those that matter; others are not read.
        """
        if not self._leaves_out_broken:
            return self._opened
        return self._opened.without(self.broken(kinds))

    @kept
    def broken(self, kinds: tuple[str, ...] = tuple(KINDS)) -> dict[str, GeoAppError]:
        """
        Read the layers of some kinds and return those that cannot be used, with the reason.

        Parameters
        ----------
        kinds
            Those that are read; all if left out.
        """
        return self._opened.broken_layers(kinds)

    @kept
    def rows_used(self, kinds: tuple[str, ...] = tuple(KINDS)) -> pd.DataFrame:
        """
        Count the rows of each layer of some kinds: in = used + set aside.

        Parameters
        ----------
        kinds
            Those that an answer rests on; all if left out.

        Returns
        -------
        counts
            As `analysis.rows_used` returns them: `table`, `kind`, `rows_in`, `rows_used`,
            `rows_set_aside` and `reasons` by `layer_id`.
        """
        return rows_used(self._opened, kinds)

    @kept
    def records_near(self) -> pd.DataFrame:
        """
        Find what is on record near each community.

        Returns
        -------
        near
            As `hazard_records.records_near` returns it: `record_id`, `straight_distance_m`
            and more by `community_id`, distances in metres.
        """
        province = self.usable()
        return records_near(province.communities, province.of_kind("hazard_records"))

    @kept
    def buses(self) -> Network:
        """Return the stops and routes of the province."""
        return build_bus_network(self.usable())

    @kept
    def walking(self) -> Walking:
        """Return how people walk in the province."""
        return walking_of(self.usable())

    @kept
    def facts(self, on: dt.date) -> gpd.GeoDataFrame:
        """
        Measure everything about each community that needs no threshold.

        Parameters
        ----------
        on
            The day for which plans are looked up.

        Returns
        -------
        facts
            As `coverage.community_facts` returns them; distances in metres.
        """
        return coverage.community_facts(
            self.usable(), on=on, buses=self.buses(), walking=self.walking()
        )

    @kept
    def mangrove_area_m2(self) -> float:
        """Return the area under mangrove, overlapping outlines counted once."""
        return conservation.area_m2(self.usable().of_kind("mangroves"))

    @kept
    def network_report(self) -> NetworkReport | None:
        """Describe the walking network; None where there is none."""
        return report_of(self.usable(), self.walking())
