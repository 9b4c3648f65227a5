"""The nearest school, clinic, shelter and so on, on foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo_app.analysis.walks.nearest_stops import walking_distances
from geo_app.errors import GeoAppError
from geo_app.schema import NOT_WALKED_TO

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from geo_app.catalogue import LayerSpec
    from geo_app.network.walking import Walking
    from geo_app.province import Province


def nearest_facilities(
    origins: gpd.GeoDataFrame, facilities: gpd.GeoDataFrame, walking: Walking
) -> pd.DataFrame:
    """
    Find the nearest facility of each type on foot.

    Parameters
    ----------
    origins
        Points in metres.
    facilities
        Points indexed by `facility_id`, with `facility_type`, in the same CRS.
    walking
        How people walk.

    Returns
    -------
    nearest
        One row an origin and type that there is: the origin's id under the name of
        its index, `facility_type`, `facility_id`, `walk_distance_m` (NaN where no
        walk leads to one; the id is then that of the nearest in a straight line),
        `straight_distance_m`.

    Raises
    ------
    CrsError
        If a CRS is missing, not in metres, or differs between the layers.
    """
    frames = [
        walking_distances(origins, of_type, walking)
        .rename(columns={"nearest_stop_id": "facility_id"})
        .assign(facility_type=facility_type)
        .reset_index()
        for facility_type, of_type in facilities.groupby("facility_type")
    ]
    columns = [
        origins.index.name, "facility_type", "facility_id", "walk_distance_m",
        "straight_distance_m",
    ]  # fmt: skip
    if not frames:
        return pd.DataFrame(columns=columns)
    return pd.concat(frames, ignore_index=True)[columns].sort_values(columns[:2], ignore_index=True)


def nearest_of_types(province: Province, walking: Walking, types: tuple[str, ...]) -> pd.DataFrame:
    """
    Find the nearest facility on foot that is of one of some types.

    Parameters
    ----------
    province
        Its communities and its `facilities`.
    walking
        How people walk.
    types
        Values of `facility_type`.

    Returns
    -------
    nearest
        Indexed by `community_id`: `facility_id` (as the crow flies where no walk leads to
        one; None without any), `walk_distance_m` (metres, NaN where no walk leads to
        one), `straight_distance_m`.

    Raises
    ------
    MissingLayerError
        If the province has no facilities.
    """
    facilities = province.of_kind("facilities")
    of_types = facilities[facilities["facility_type"].isin(types)]
    nearest = walking_distances(province.communities, of_types, walking, is_kept=True)
    nearest = nearest.rename(columns={"nearest_stop_id": "facility_id"})
    return nearest[["facility_id", "walk_distance_m", "straight_distance_m"]]


def facilities_near(province: Province, walking: Walking) -> pd.DataFrame:
    """
    Find the nearest facility of each type to each community, with what is known of it.

    Types that are heard and not walked to, such as warning towers, are left out.

    Parameters
    ----------
    province
        Its communities and its `facilities`.
    walking
        How people walk.

    Returns
    -------
    near
        Indexed by `community_id`, a row a type: the columns of `nearest_facilities`
        (distances in metres), and `name_th`, `name_en`, `status` where the layer has them.

    Raises
    ------
    MissingLayerError
        If the province has no facilities.
    """
    facilities = province.of_kind("facilities")
    facilities = facilities[~facilities["facility_type"].isin(NOT_WALKED_TO)]
    nearest = nearest_facilities(province.communities, facilities, walking)
    known = [column for column in ("name_th", "name_en", "status") if column in facilities]
    return nearest.join(facilities[known], on="facility_id").set_index("community_id")


def layers_behind(
    province: Province, kinds: Iterable[str], facility_types: tuple[str, ...] = ()
) -> list[LayerSpec]:
    """
    Return the layers that an answer rests on.

    Parameters
    ----------
    province
        Whose layers.
    kinds
        Of the layers, in the order in which they are named.
    facility_types
        Those that the answer looks at; none is all.

    Returns
    -------
    layers
        Of facilities those that hold one of the types: a list of warning towers says
        nothing of clinics. All of them where none does, for it is they that say so.
    """
    specs = [spec for kind in kinds for spec in province.specs(kind)]
    facilities = [spec for spec in specs if spec.kind == "facilities"]
    others = [spec for spec in facilities if not _holds(province, spec, facility_types)]
    if not facility_types or others == facilities:
        return specs
    return [spec for spec in specs if spec not in others]


def _holds(province: Province, spec: LayerSpec, facility_types: tuple[str, ...]) -> bool:
    try:
        types = province.layer(spec.layer_id).frame["facility_type"]
    except GeoAppError:
        # Nobody knows what a layer holds that cannot be used.
        return True
    return bool(types.isin(facility_types).any())
