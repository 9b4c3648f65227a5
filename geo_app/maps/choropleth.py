"""Zones filled by the share of their people who are served."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo_app.analysis.areas.zoning import finest_zones
from geo_app.crs import DISPLAY_CRS
from geo_app.errors import mark
from geo_app.maps import palette
from geo_app.maps.features import draw_features
from geo_app.maps.popups import popup_html
from geo_app.words.share_words import share_range
from geo_app.words.translating import pick_name

if TYPE_CHECKING:
    from collections.abc import Callable

    import folium
    import pandas as pd

    from geo_app.maps.subjects import Painter
    from geo_app.words.share_words import ShareRange

BREAKS = (0.10, 0.25, 0.50, 0.75)
"""
Where the classes of the share begin, the same for every standard and distance.

So two maps can be held side by side. Finer at the lower end, where the strict
standards are; the highest class begins where PPIAF's acceptable range does.
"""

CLASS_LABELS = (
    mark("under 10 %"),
    mark("10 to 25 %"),
    mark("25 to 50 %"),
    mark("50 to 75 %"),
    mark("75 % and more"),
)
SIMPLER_BY_M = 15.0
"""Detail smaller than this is not drawn."""


def drawn_zones(zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Return the smallest zones as they are drawn: the same for every answer.

    Parameters
    ----------
    zones
        Polygons indexed by `zone_id`, of every level, in metres.

    Returns
    -------
    drawn
        The rows of `zones` of the finest `level`, in degrees. Simplified together, so that
        neighbours keep their common border.
    """
    finest = finest_zones(zones)
    simpler = shapely.coverage_simplify(finest.geometry.to_numpy(), SIMPLER_BY_M)
    return finest.set_geometry(gpd.GeoSeries(simpler, index=finest.index, crs=finest.crs)).to_crs(
        DISPLAY_CRS
    )


def share_class(share: float) -> int | None:
    """
    Return the number of a share's class from 0; None where nobody's number is known.

    Parameters
    ----------
    share
        From 0 to 1; NaN where no people are known.
    """
    return None if np.isnan(share) else int(np.searchsorted(BREAKS, share, side="right"))


def known_class(share: ShareRange) -> int | None:
    """
    Return the class of a share that may be a range; None where it is not known.

    Parameters
    ----------
    share
        Between which shares the true one lies: known where both ends are of one class.
    """
    least, most = share_class(share.least), share_class(share.most)
    return least if least == most else None


def draw_shares(
    zones: gpd.GeoDataFrame, shares: pd.DataFrame, painter: Painter
) -> folium.FeatureGroup:
    """
    Fill the smallest zones by the share of people served.

    Parameters
    ----------
    zones
        As `drawn_zones` returns them.
    shares
        As `shares_by_zone` returns them.
    painter
        For language and statuses.

    Returns
    -------
    group
        A feature a zone with `share_class` (-1 where it is not known).
    """
    by_zone = shares.reindex(zones.index)
    rows = [
        _zone(zone, share, painter)
        for zone, share in zip(zones.itertuples(), by_zone.itertuples(), strict=True)
    ]
    return draw_features(
        zones,
        name=painter.translate(mark("Share served")),
        properties=rows,
        style=lambda row: share_style(row["share_class"]),
    )


def share_style(number: int) -> dict[str, Any]:
    """
    Return the path options of a class; a zone that nobody knows of keeps its border only.

    Parameters
    ----------
    number
        Of the class, from 0; below 0 where nobody knows.
    """
    if number < 0:
        return {
            "color": palette.SHARE_UNKNOWN, "weight": 1.5, "dashArray": "5 4", "fillOpacity": 0,
        }  # fmt: skip
    return {
        "color": palette.ZONE, "weight": 1, "opacity": 0.8, "fillColor": palette.SHARE[number],
        "fillOpacity": palette.SHARE_OPACITY,
    }  # fmt: skip


def share_words(share: Any, translate: Callable[[str], str]) -> str:
    """
    Write the people served of those known, as people and as a share.

    Parameters
    ----------
    share
        A row of the shares by zone.
    translate
        Function from an English sentence to the reader's language.
    """
    if not share.population_known > 0:
        return translate(mark("Not known"))
    return translate(mark("{served:,.0f} of {known:,.0f} people ({share})")).format(
        served=share.population_served,
        known=share.population_known,
        share=share_range(share).words(translate, decimals=0),
    )


def _zone(zone: Any, share: Any, painter: Painter) -> dict[str, Any]:
    _ = painter.translate
    name = pick_name(
        getattr(zone, "name_th", None),
        getattr(zone, "name_en", None),
        painter.language,
        otherwise=str(zone.Index),
    )
    within = share_range(share)
    number = known_class(within)
    facts = [(_("People served"), painter.people_marked(share_words(share, _)))]
    if share.population_unclear > 0:
        unclear = _("{people:,.0f} people").format(people=share.population_unclear)
        facts.append((_("Not known whether served"), unclear))
    facts.append((_("Places without a number of people"), _places(share)))
    facts.append((_("Code"), str(zone.Index)))
    short = _("Not known") if within.is_unknown else within.words(_, decimals=0)
    return {
        "tooltip": f"{name}: {short}",
        "popup": popup_html(name, facts, status=zone.status, translate=_),
        "share_class": -1 if number is None else number,
        "zone_id": str(zone.Index),
    }


def _places(share: Any) -> str:
    unknown, places = share.origins_population_unknown, share.origins
    return "0" if np.isnan(places) else f"{unknown:,.0f} / {places:,.0f}"
