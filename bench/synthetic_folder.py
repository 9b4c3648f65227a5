"""Write a synthetic province as a folder that `open_province` reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.synthetic import SyntheticProvince

CRS = "EPSG:32647"
DATE = "2026-01-01"
COMMUNITIES = 150
UNKNOWN_SHARE = 0.1
"""Of the communities whose population nobody wrote down."""

BUS_M_PER_S, DETOUR = 6.0, 1.3
FIRST_S, LAST_S = 6 * 3_600, 20 * 3_600
HEADWAYS_S = (600, 900, 1_200, 1_800, 3_600)

PROVINCE = """[province]
id = "synthetic"
code = "99"
name_th = "จังหวัดสมมติ"
name_en = "Synthetic province"
analysis_crs = "{crs}"
"""
LAYER = """
[layers.{kind}]
kind = "{kind}"
file = "{file}"
title_th = "{kind}"
title_en = "{kind}"
source = "bench/synthetic.py"
licence = "CC0 1.0"
attribution = "Made up"
date = {date}
status = "synthetic"
"""
KINDS = {
    "communities": "communities.parquet",
    "zones": "zones.parquet",
    "population": "population.parquet",
    "walk_network": "walk_network.parquet",
    "transit": "transit",
}


def write_province(
    folder: Path, province: SyntheticProvince, *, communities: int = COMMUNITIES, seed: int = 1
) -> Path:
    """
    Write a province's folder.

    Parameters
    ----------
    folder
        Made if it is not there.
    province
        As `build_province` returns it.
    communities
        So many of the points of people become communities.
    seed
        The same seed gives the same communities and headways.
    """
    rng = np.random.default_rng(seed)
    (folder / "transit").mkdir(parents=True, exist_ok=True)
    frames = {
        "communities": _communities(province, communities, rng),
        "zones": _zones(province),
        "population": _population(province),
        "walk_network": _streets(province),
    }
    for kind, frame in frames.items():
        frame.to_parquet(folder / KINDS[kind])
    for name, table in _feed(province, rng).items():
        table.to_csv(folder / "transit" / f"{name}.txt", index=False)
    tables = [LAYER.format(kind=kind, file=file, date=DATE) for kind, file in KINDS.items()]
    text = PROVINCE.format(crs=CRS) + "".join(tables)
    (folder / "catalogue.toml").write_text(text, encoding="utf-8")
    return folder


def zone_ids(province: SyntheticProvince) -> np.ndarray:
    """Return the code of each zone, by its number."""
    return np.array([f"99{number + 1:04d}" for number in range(len(province.zone_seeds))])


def _communities(
    province: SyntheticProvince, count: int, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    points = np.sort(rng.choice(len(province.people_xy), count, replace=False))
    population = rng.integers(40, 4_000, count).astype(float)
    population[rng.random(count) < UNKNOWN_SHARE] = np.nan
    return _frame(
        province.people_xy[points],
        community_id=[f"C{number + 1:04d}" for number in range(count)],
        name_th=[f"บ้านสมมติ {number + 1}" for number in range(count)],
        name_en=[f"Ban Sommut {number + 1}" for number in range(count)],
        zone_id=zone_ids(province)[province.zone[points]],
        population=population,
    )


def _zones(province: SyntheticProvince) -> gpd.GeoDataFrame:
    margin = np.array([[-500.0], [500.0]])
    land = shapely.box(*(province.extent + margin).ravel())
    seeds = shapely.multipoints(province.zone_seeds)
    areas = shapely.voronoi_polygons(seeds, extend_to=land, ordered=True)
    codes = zone_ids(province)
    return gpd.GeoDataFrame(
        {
            "zone_id": codes,
            "name_th": [f"ตำบลสมมติ {code}" for code in codes],
            "name_en": [f"Tambon {code}" for code in codes],
            "level": "tambon",
            "geometry": shapely.intersection(shapely.get_parts(areas), land),
        },
        crs=CRS,
    )


def _population(province: SyntheticProvince) -> gpd.GeoDataFrame:
    zone_id = zone_ids(province)[province.zone]
    return _frame(province.people_xy, population=province.people, zone_id=zone_id)


def _frame(xy: np.ndarray, **columns: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(*xy.T), crs=CRS)


def _streets(province: SyntheticProvince) -> gpd.GeoDataFrame:
    lines = shapely.linestrings(province.graph.node_xy[province.graph.edge_nodes])
    return gpd.GeoDataFrame(geometry=lines, crs=CRS).assign(highway="residential")


def _feed(province: SyntheticProvince, rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Each line runs both ways all day, at its own headway."""
    stop_ids = np.array([f"S{number + 1:05d}" for number in range(len(province.stops_xy))])
    places = gpd.GeoSeries(gpd.points_from_xy(*province.stops_xy.T), crs=CRS).to_crs("EPSG:4326")
    trips = list(_trips(province))
    routes = pd.DataFrame({"route_id": list(dict.fromkeys(route for route, _, _ in trips))})
    routes = routes.assign(agency_id="A", route_long_name="Line " + routes["route_id"])
    headway = dict(
        zip(routes["route_id"], rng.choice(HEADWAYS_S, len(routes)).tolist(), strict=True)
    )
    return {
        "agency": pd.DataFrame(
            [("A", "Synthetic", "https://example.org", "Asia/Bangkok")],
            columns=["agency_id", "agency_name", "agency_url", "agency_timezone"],
        ),
        "calendar": pd.DataFrame(
            [("daily", *[1] * 7, 20_260_101, 20_271_231)],
            columns=["service_id", *WEEK, "start_date", "end_date"],
        ),
        "stops": pd.DataFrame(
            {
                "stop_id": stop_ids,
                "stop_name": stop_ids,
                "stop_lat": places.y.to_numpy(),
                "stop_lon": places.x.to_numpy(),
            }
        ),
        "routes": routes.assign(route_type=3),
        "trips": pd.DataFrame(
            [(route, "daily", f"{route}-{way}", way) for route, way, _ in trips],
            columns=["route_id", "service_id", "trip_id", "direction_id"],
        ),
        "frequencies": pd.DataFrame(
            [
                (f"{route}-{way}", _clock(FIRST_S), _clock(LAST_S), headway[route], 0)
                for route, way, _ in trips
            ],
            columns=["trip_id", "start_time", "end_time", "headway_secs", "exact_times"],
        ),
        "stop_times": pd.concat([_calls(province, stop_ids, *trip) for trip in trips]),
    }


WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _trips(province: SyntheticProvince) -> Iterator[tuple[str, int, np.ndarray]]:
    """Return line, direction and stops in order of each trip."""
    for route in np.unique(province.route):
        stops = np.flatnonzero(province.route == route)
        if len(stops) == 1:
            # A line with one stop goes on to the stop that is nearest.
            off = np.hypot(*(province.stops_xy - province.stops_xy[stops[0]]).T)
            stops = np.argsort(off)[:2]
        centred = province.stops_xy[stops] - province.stops_xy[stops].mean(axis=0)
        along = centred @ np.linalg.svd(centred, full_matrices=False)[2][0]
        ordered = stops[np.argsort(along)]
        yield f"R{route + 1:02d}", 0, ordered
        yield f"R{route + 1:02d}", 1, ordered[::-1]


def _calls(
    province: SyntheticProvince, stop_ids: np.ndarray, route: str, way: int, stops: np.ndarray
) -> pd.DataFrame:
    legs_m = np.hypot(*np.diff(province.stops_xy[stops], axis=0).T) * DETOUR
    clock = [_clock(FIRST_S + time) for time in np.append(0, np.cumsum(legs_m)) / BUS_M_PER_S]
    return pd.DataFrame(
        {
            "trip_id": f"{route}-{way}",
            "arrival_time": clock,
            "departure_time": clock,
            "stop_id": stop_ids[stops],
            "stop_sequence": range(1, len(stops) + 1),
        }
    )


def _clock(seconds: float) -> str:
    minutes, second = divmod(round(seconds), 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{second:02d}"
