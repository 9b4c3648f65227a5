"""The legend under a map, in the page's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_app.analysis.coverage import Gap
from geo_app.maps import labels, palette
from geo_app.maps.legend import LegendEntry
from geo_app.maps.subjects import route_colour
from geo_app.ui import language
from geo_app.words import Language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo_app.province import Province
    from geo_app.transit import BusNetwork


def legend_entries(
    province: Province, buses: BusNetwork, layers: Iterable[str]
) -> Iterator[LegendEntry]:
    """Return what the legend says of the communities and of the layers shown."""
    _, shown = language.words(), set(layers)
    status = province.communities["status"].iloc[0]
    for gap in Gap:
        yield LegendEntry(
            label=_(labels.GAP[gap]), colour=palette.GAP[gap], mark="circle", status=status
        )
    if "stops" in shown:
        stop_status = buses.stops["status"].iloc[0] if len(buses.stops) else "open"
        yield LegendEntry(label=_("Bus stops"), colour="#ffffff", mark="circle", status=stop_status)
    if "routes" in shown:
        yield from _routes(buses)
    if "hazards" in shown and province.has("hazard_zones"):
        yield from _hazards(province)
    if "mangroves" in shown and province.has("mangroves"):
        yield _area(_("Mangroves"), palette.MANGROVE, province, "mangroves")
    if "facilities" in shown and province.has("facilities"):
        yield LegendEntry(
            label=_("Facilities"),
            colour=palette.FACILITY,
            mark="circle",
            status=_status(province, "facilities"),
        )
    if "zones" in shown and province.has("zones"):
        yield LegendEntry(
            label=_("Zones"), colour=palette.ZONE, mark="dash", status=_status(province, "zones")
        )


def _routes(buses: BusNetwork) -> Iterator[LegendEntry]:
    named = language.current() is Language.THAI
    for number, row in enumerate(buses.routes.itertuples()):
        name = row.name_th if named else row.name_en
        yield LegendEntry(
            label=name if isinstance(name, str) else str(row.Index),
            colour=route_colour(row.colour, number),
            mark="line",
            status=row.status,
        )


def _hazards(province: Province) -> Iterator[LegendEntry]:
    _ = language.words()
    zones = province.of_kind("hazard_zones")
    pairs = zones[["hazard_type", "hazard_level", "status"]].drop_duplicates()
    for row in pairs.itertuples():
        kind, level = labels.HAZARD_TYPE[row.hazard_type], labels.HAZARD_LEVEL[row.hazard_level]
        yield LegendEntry(
            label=f"{_(kind)} ({_(level)})",
            colour=palette.HAZARD[row.hazard_type],
            mark="area",
            status=row.status,
            opacity=palette.HAZARD_OPACITY[row.hazard_level],
        )


def _area(label: str, colour: str, province: Province, kind: str) -> LegendEntry:
    return LegendEntry(
        label=label, colour=colour, mark="area", status=_status(province, kind), opacity=0.5
    )


def _status(province: Province, kind: str) -> str:
    return str(province.of_kind(kind)["status"].iloc[0])
