"""
Derive the modelled, indicative and synthetic layers of Phuket.

Reads only the compiled layers that stand beside this file and writes
`population.csv`, `hazard_zones.geojson`, `hazard_records.csv`,
`mangroves.geojson` and `disaster_plans.csv`. The same input gives the same
bytes. The rules are explained in METHOD.md. `hazard_records.csv` puts two tables
together; none of the others is a survey.

Run it with `python layers/phuket/derive.py [--out DIR]`.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable

HERE = Path(__file__).resolve().parent
ANALYSIS_CRS = "EPSG:32647"  # UTM zone 47N, metres: the zone that holds all of Phuket
DISPLAY_CRS = "EPSG:4326"
DECIMALS = 5  # about 1 m; the input is no finer
SIMPLIFY_M = 20.0  # the generalisation of the whole folder
MIN_PART_M2 = 1_000.0  # smaller crumbs of an overlay are no areas

# Population. The shares, reaches and cut-offs are our assumptions, not measurements.
CELL_M = 250.0  # finer than a 500 m walk, coarse enough for a rule without buildings
ROAD_SHARE, PLACE_SHARE, FACILITY_SHARE = 0.4, 0.4, 0.2  # of a district's people
ROAD_REACH_M, ROAD_LIMIT_M = 400.0, 1_500.0  # e-folding distance and cut-off
PLACE_REACH_M, PLACE_LIMIT_M = 1_000.0, 3_000.0
FACILITY_REACH_M, FACILITY_LIMIT_M = 700.0, 2_000.0
BARE_ISLAND_FACTOR = 0.1  # land without a main road, place or facility holds few people

# Tsunami. Bands after the low plains that were reached in December 2004; no elevation is known.
COAST_STEP_M = 50.0  # spacing of the points that look out to sea
VIEW_BEARINGS_DEG = (225.0, 247.5, 270.0, 292.5, 315.0)  # south-west to north-west
VIEW_START_M, VIEW_LENGTH_M = 60.0, 20_000.0  # the ray starts off the shore, ends at sea
VIEW_MIN_FREE = 2  # of five rays; bays between headlands see less than capes
TSUNAMI_BANDS_M = ((0.0, 500.0, "high"), (500.0, 1_000.0, "medium"))

# Flood. Strips beside named flowing water; standing water is left out.
FLOWING = ("canal", "river", "stream", "tidal_channel")
FLOOD_BANDS_M = ((0.0, 100.0, "high"), (100.0, 250.0, "medium"))

# Mangroves. Fringe strips of Phuket's estuaries are mostly narrower than 200 m.
INLET_RADIUS_M = 500.0  # water that closes when the land grows this far is sheltered
INLET_MIN_M2 = 30_000.0  # smaller notches are corners of the generalised coast
MARGIN_M = 150.0  # strip to both sides of a sheltered coast line
MOUTH_M = 400.0  # round the mouth of a named flowing water
MOUTH_TYPES = ("canal", "river", "tidal_channel")  # small streams end on beaches
OPEN_COAST_GAP_M = 1_200.0  # nothing within this distance of the open coast
ROUNDED_M = 50.0  # ends of strips are rounded by this radius; what is thinner than twice it goes
NAME_LIMIT_M = 3_000.0  # a margin further from every place is named after its tambon

# Plans: synthetic, laid round this day so that every state occurs on it.
REFERENCE_DAY = dt.date(2026, 11, 23)
PLAN_YEARS = 3
FIRST_START = dt.timedelta(days=30)  # a plan not yet in force starts at least so much later
DRILL_AFTER = dt.timedelta(days=180)


def read_layer(name: str) -> gpd.GeoDataFrame:
    """Read a GeoJSON layer of this folder into the analysis CRS."""
    return gpd.read_file(HERE / f"{name}.geojson").to_crs(ANALYSIS_CRS)


def read_points(name: str) -> gpd.GeoDataFrame:
    """Read a CSV with `lon` and `lat` into the analysis CRS; codes stay strings."""
    table = pd.read_csv(HERE / f"{name}.csv", dtype={"zone_id": str})
    points = gpd.points_from_xy(table["lon"], table["lat"])
    return gpd.GeoDataFrame(table, geometry=points, crs=DISPLAY_CRS).to_crs(ANALYSIS_CRS)


def polygons_of(area: shapely.Geometry) -> list[shapely.Polygon]:
    """List the polygon parts of an area that are more than crumbs."""
    parts = shapely.get_parts(shapely.make_valid(area))
    parts = shapely.get_parts(parts)
    return [p for p in parts if p.geom_type == "Polygon" and p.area >= MIN_PART_M2]


def to_display(area: shapely.Geometry) -> shapely.Geometry:
    """Simplify an area, turn it into degrees on the output grid and keep it valid."""
    simple = shapely.MultiPolygon(polygons_of(area.simplify(SIMPLIFY_M)))
    degrees = gpd.GeoSeries([simple], crs=ANALYSIS_CRS).to_crs(DISPLAY_CRS).iloc[0]
    gridded = shapely.set_precision(degrees, 10.0**-DECIMALS)
    return shapely.normalize(gridded)


def rounded(numbers: Any) -> Any:
    """Round nested coordinates to the decimals of the output."""
    if isinstance(numbers, list | tuple):
        return [rounded(number) for number in numbers]
    return round(float(numbers), DECIMALS)


def write_geojson(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write features one a line; `geometry` is in the analysis CRS, the rest properties."""
    lines = []
    for row in rows:
        shape = shapely.geometry.mapping(to_display(row["geometry"]))
        geometry = {"type": shape["type"], "coordinates": rounded(shape["coordinates"])}
        properties = {key: value for key, value in row.items() if key != "geometry"}
        feature = {"type": "Feature", "properties": properties, "geometry": geometry}
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    head = f'{{"type":"FeatureCollection","name":"{path.stem}","features":[\n'
    text = head + ",\n".join(lines) + "\n]}\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def write_csv(path: Path, header: list[str], rows: Iterable[list[Any]]) -> None:
    """Write a table as UTF-8 with plain line ends."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


# ---------------------------------------------------------------- population


def standing_water(waterways: gpd.GeoDataFrame) -> shapely.Geometry:
    """Unite the named basins whose line is a closed ring."""
    basins = waterways.loc[waterways["waterway_type"] == "basin", "geometry"]
    rings = [ring for ring in basins if ring.geom_type == "LineString" and ring.is_closed]
    rings += [r for g in basins if g.geom_type != "LineString" for r in g.geoms if r.is_closed]
    return shapely.union_all([shapely.make_valid(shapely.Polygon(ring)) for ring in rings])


def land_cells(
    land: shapely.Geometry, water: shapely.Geometry, tambons: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """List the grid cells whose centre is on land, with tambon and district."""
    west, south, east, north = land.bounds
    columns = np.arange(math.floor(west / CELL_M), math.ceil(east / CELL_M))
    rows = np.arange(math.floor(south / CELL_M), math.ceil(north / CELL_M))
    column, row = (axis.ravel() for axis in np.meshgrid(columns, rows))
    centres = shapely.points((column + 0.5) * CELL_M, (row + 0.5) * CELL_M)
    shapely.prepare(land)
    kept = shapely.intersects(land, centres) & ~shapely.intersects(water, centres)
    ids = [f"{c:04d}-{r:05d}" for c, r in zip(column[kept], row[kept], strict=True)]
    cells = gpd.GeoDataFrame({"cell_id": ids}, geometry=centres[kept], crs=ANALYSIS_CRS)
    pairs = cells.sjoin(tambons[["zone_id", "parent_id", "geometry"]], predicate="intersects")
    pairs = pairs.sort_values(["cell_id", "zone_id"]).drop_duplicates("cell_id")
    pairs = pairs.rename(columns={"parent_id": "district_id"}).drop(columns="index_right")
    return pairs.reset_index(drop=True)


def decay(distance_m: np.ndarray, *, reach_m: float, limit_m: float) -> np.ndarray:
    """Fall off exponentially with distance and end at a limit."""
    return np.where(distance_m <= limit_m, np.exp(-distance_m / reach_m), 0.0)


def pull_of_points(
    cells: gpd.GeoDataFrame,
    points: gpd.GeoDataFrame,
    sizes: np.ndarray,
    *,
    reach_m: float,
    limit_m: float,
) -> np.ndarray:
    """Sum the pull of all points on each cell, each in proportion to its size."""
    pull = np.zeros(len(cells))
    for point, size in zip(points.geometry, sizes, strict=True):
        distance_m = shapely.distance(cells.geometry.to_numpy(), point)
        pull += size * decay(distance_m, reach_m=reach_m, limit_m=limit_m)
    return pull


def island_factor(
    cells: gpd.GeoDataFrame, land: gpd.GeoDataFrame, anchors: shapely.Geometry
) -> np.ndarray:
    """Lower the weight of land pieces that hold no road, place or facility."""
    factor = np.ones(len(cells))
    for piece in land.geometry:
        if not piece.intersects(anchors):
            factor[shapely.intersects(piece, cells.geometry.to_numpy())] = BARE_ISLAND_FACTOR
    return factor


def cell_weights(
    cells: gpd.GeoDataFrame, land: gpd.GeoDataFrame, roads: shapely.Geometry
) -> pd.Series:
    """Weigh each cell by roads, named places and facilities, each with a fixed share."""
    places, facilities = read_points("places"), read_points("facilities")
    known = places["population"]
    sizes = known.fillna(known.min()).to_numpy()  # an unknown place counts as the smallest known
    road_m = shapely.distance(cells.geometry.to_numpy(), roads)
    road = decay(road_m, reach_m=ROAD_REACH_M, limit_m=ROAD_LIMIT_M)
    place = pull_of_points(cells, places, sizes, reach_m=PLACE_REACH_M, limit_m=PLACE_LIMIT_M)
    facility = pull_of_points(
        cells,
        facilities,
        np.ones(len(facilities)),
        reach_m=FACILITY_REACH_M,
        limit_m=FACILITY_LIMIT_M,
    )
    anchors = shapely.union_all([roads, places.union_all(), facilities.union_all()])
    factor = island_factor(cells, land, anchors)
    parts = zip((road, place, facility), (ROAD_SHARE, PLACE_SHARE, FACILITY_SHARE), strict=True)
    tambons = cells["zone_id"]
    weighted = [
        share * (s := pd.Series(part * factor)) / s.groupby(tambons).transform("sum")
        for part, share in parts
    ]
    return sum(weighted[1:], start=weighted[0])


def largest_remainder(weights: pd.Series, total: int) -> pd.Series:
    """Share a whole number out by weight so that the parts add up to it exactly."""
    exact = weights / weights.sum() * total
    whole = np.floor(exact).astype(int)
    order = (whole - exact).sort_values(kind="stable").index
    whole.loc[order[: total - int(whole.sum())]] += 1
    return whole


def population_rows(zones: gpd.GeoDataFrame, land: gpd.GeoDataFrame) -> list[list[Any]]:
    """Spread each tambon's registered residents over its cells."""
    tambons = zones[zones["level"] == "tambon"]
    water = standing_water(read_layer("waterways"))
    cells = land_cells(land.union_all(), water, tambons)
    weights = cell_weights(cells, land, read_layer("roads").union_all())
    totals = tambons.set_index("zone_id")["population"]
    people = [
        largest_remainder(part, int(totals[tambon]))
        for tambon, part in weights.groupby(cells["zone_id"])
    ]
    cells["population"] = pd.concat(people)
    places = cells.to_crs(DISPLAY_CRS).geometry
    cells["lon"], cells["lat"] = places.x.round(DECIMALS), places.y.round(DECIMALS)
    lived_in = cells[cells["population"] > 0].sort_values("cell_id")
    columns = ["cell_id", "lon", "lat", "population", "zone_id", "district_id"]
    return lived_in[columns].to_numpy(dtype=object).tolist()


# ------------------------------------------------------------------- hazards


def sees_open_sea(points: np.ndarray, land: shapely.Geometry) -> np.ndarray:
    """Tell which coast points look south-west to north-west past all land."""
    x, y = shapely.get_x(points), shapely.get_y(points)
    free = np.zeros(len(points), dtype=int)
    for bearing in VIEW_BEARINGS_DEG:
        east, north = math.sin(math.radians(bearing)), math.cos(math.radians(bearing))
        start = np.column_stack([x + VIEW_START_M * east, y + VIEW_START_M * north])
        end = np.column_stack([x + VIEW_LENGTH_M * east, y + VIEW_LENGTH_M * north])
        rays = shapely.linestrings(np.stack([start, end], axis=1))
        free += ~shapely.intersects(land, rays)
    return free >= VIEW_MIN_FREE


def open_andaman_coast(land: shapely.Geometry) -> shapely.Geometry:
    """Collect the stretches of coast between neighbouring points that both see open sea."""
    shapely.prepare(land)
    stretches = []
    for piece in shapely.get_parts(land):
        ring = shapely.segmentize(piece.exterior, COAST_STEP_M)
        coords = shapely.get_coordinates(ring)
        seen = sees_open_sea(shapely.points(coords), land)
        pairs = np.flatnonzero(seen[:-1] & seen[1:])
        stretches.extend(shapely.linestrings(np.stack([coords[pairs], coords[pairs + 1]], axis=1)))
    return shapely.line_merge(shapely.union_all(stretches))


def band(line: shapely.Geometry, inner_m: float, outer_m: float) -> shapely.Geometry:
    """Cut the ring between two distances from a line."""
    outer = line.buffer(outer_m)
    return outer.difference(line.buffer(inner_m)) if inner_m > 0 else outer


def tsunami_rows(land: shapely.Geometry, coast: shapely.Geometry) -> list[dict[str, Any]]:
    """Draw the tsunami bands along the open Andaman coast."""
    return [
        {
            "hazard_id": f"tsunami-{outer_m:.0f}m",
            "hazard_type": "tsunami",
            "hazard_level": level,
            "rule": f"andaman-coast-{outer_m:.0f}m",
            "name_th": f"แนวชายฝั่งอันดามัน {inner_m:.0f}-{outer_m:.0f} ม.",
            "name_en": f"Open Andaman coast, {inner_m:.0f}-{outer_m:.0f} m",
            "geometry": band(coast, inner_m, outer_m).intersection(land),
        }
        for inner_m, outer_m, level in TSUNAMI_BANDS_M
    ]


def flood_rows(land: shapely.Geometry, waterways: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Draw the flood strips beside each named flowing water."""
    flowing = waterways[waterways["waterway_type"].isin(FLOWING)].sort_values("waterway_id")
    return [
        {
            "hazard_id": f"flood-{water.waterway_id.removeprefix('water-')}-{outer_m:.0f}m",
            "hazard_type": "flood",
            "hazard_level": level,
            "rule": f"named-waterway-{outer_m:.0f}m",
            "name_th": f"ริม{water.name_th} {inner_m:.0f}-{outer_m:.0f} ม.",
            "name_en": f"{water.name_en}, {inner_m:.0f}-{outer_m:.0f} m",
            "geometry": band(water.geometry, inner_m, outer_m).intersection(land),
        }
        for water in flowing.itertuples()
        for inner_m, outer_m, level in FLOOD_BANDS_M
    ]


def record_rows() -> list[list[Any]]:
    """Put the measured heights and the listed villages together as points."""
    heights = pd.read_csv(HERE / "tsunami_heights_2004.csv", dtype=str)
    rows = [
        [
            f"tsunami-2004-{number:02d}", row.name_th, row.name_en, row.lon, row.lat,
            "tsunami", row.height_m, f"26 ธันวาคม 2547 {row.measured_th}",
            f"26 December 2004. {row.measured_en}",
        ]
        for number, row in enumerate(heights.itertuples(), start=1)
    ]  # fmt: skip
    villages = pd.read_csv(HERE / "landslide_villages.csv", dtype=str)
    rows += [
        [
            f"dmr-{row.village_code}", row.name_th, row.name_en, row.lon, row.lat,
            "landslide", "", f"{row.hazards_th} (กรมทรัพยากรธรณี รายชื่อบางส่วน)",
            f"{row.hazards_en} (Department of Mineral Resources, partial list)",
        ]
        for row in villages.itertuples()
    ]  # fmt: skip
    return rows


# ----------------------------------------------------------------- mangroves


def sheltered_margins(land: shapely.Geometry, open_coast: shapely.Geometry) -> shapely.Geometry:
    """Lay a strip along the coast of inlets and narrow sounds away from the open coast."""
    closed = land.buffer(INLET_RADIUS_M).buffer(-INLET_RADIUS_M)
    water = shapely.get_parts(closed.difference(land))
    inlets = shapely.union_all(water[shapely.area(water) >= INLET_MIN_M2])
    shore = land.boundary.intersection(inlets.buffer(VIEW_START_M))
    return shore.buffer(MARGIN_M).difference(open_coast.buffer(OPEN_COAST_GAP_M))


def mouth_margins(
    land: shapely.Geometry, open_coast: shapely.Geometry, waterways: gpd.GeoDataFrame
) -> shapely.Geometry:
    """Add the coast round the place where a named flowing water is nearest to the sea."""
    tidal = waterways[waterways["waterway_type"].isin(MOUTH_TYPES)].geometry
    shore = land.boundary
    mouths = [
        shapely.get_point(shapely.shortest_line(shore, water), 0).buffer(MOUTH_M)
        for water in tidal
        if water.distance(shore) <= MOUTH_M and water.distance(open_coast) > OPEN_COAST_GAP_M
    ]
    return shapely.union_all(mouths).intersection(shore.buffer(MARGIN_M))


def mangrove_rows(
    land: shapely.Geometry, open_coast: shapely.Geometry, tambons: gpd.GeoDataFrame
) -> list[dict[str, Any]]:
    """Unite the margins that are named after the same place, from north to south."""
    waterways, places = read_layer("waterways"), read_points("places")
    inlets = sheltered_margins(land, open_coast)
    mouths = mouth_margins(land, open_coast, waterways)
    margins = inlets.union(mouths).buffer(-ROUNDED_M).buffer(ROUNDED_M)
    parts = [p for p in polygons_of(margins) if p.area >= INLET_MIN_M2]
    parts.sort(key=lambda part: (-round(part.centroid.y), round(part.centroid.x)))
    by_place: dict[tuple[str, str], list[shapely.Geometry]] = {}
    for part in parts:
        by_place.setdefault(nearest_name(part, places, tambons), []).append(part)
    rows = []
    for number, ((name_th, name_en), pieces) in enumerate(by_place.items(), start=1):
        margin = shapely.union_all(pieces)
        rows.append(
            {
                "mangrove_id": f"mangrove-{number:02d}",
                "name_th": f"ป่าชายเลนบริเวณ{name_th}",
                "name_en": f"Mangrove margin near {name_en}",
                "rule": "named-mouth-400m" if margin.intersects(mouths) else "sheltered-coast-150m",
                "geometry": margin,
            }
        )
    return rows


def nearest_name(
    part: shapely.Geometry, places: gpd.GeoDataFrame, tambons: gpd.GeoDataFrame
) -> tuple[str, str]:
    """Give both names of the nearest place within 3 km, else of the nearest tambon."""
    distance_m = places.distance(part)
    if distance_m.min() <= NAME_LIMIT_M:
        place = places.loc[distance_m.idxmin()]
        return place["name_th"], place["name_en"]
    place = tambons.loc[tambons.distance(part).idxmin()]
    return "ตำบล" + place["name_th"], place["name_en"] + " tambon"


# --------------------------------------------------------------------- plans


def plan_row(scope: str, scope_id: str, number: int, state: str) -> list[Any]:
    """Write one example plan in the wanted state on the reference day."""
    spread = dt.timedelta(days=5 * number)  # the dates differ, the state stays
    years_ago = {"valid": 1, "expired": PLAN_YEARS + 1, "not yet": 0}[state]
    start = REFERENCE_DAY.replace(year=REFERENCE_DAY.year - years_ago)
    adopted = start + FIRST_START + spread if state == "not yet" else start - spread
    until = adopted.replace(year=adopted.year + PLAN_YEARS)
    drilled = number % 2 == 0 and state != "not yet"
    drill = (adopted + DRILL_AFTER).isoformat() if drilled else ""
    hazard = ("", "flood", "tsunami")[number // 6 % 3] if scope == "community" else ""
    dates = [adopted.isoformat(), until.isoformat(), drill]
    return [f"plan-{scope}-{scope_id}", scope, scope_id, hazard, *dates, "synthetic example"]


def plan_rows(zones: gpd.GeoDataFrame) -> list[list[Any]]:
    """Deal out example plans by the position in the sorted lists of ids."""
    own = {0: "valid", 1: "expired", 6: "valid", 7: "expired", 10: "not yet"}  # of each twelve
    wide = {0: "valid", 2: "expired"}  # of each four
    table = pd.read_csv(HERE / "communities.csv", dtype=str)
    communities = sorted(table["community_id"])
    tambons = sorted(zones.loc[zones["level"] == "tambon", "zone_id"])
    rows = [
        plan_row("community", scope_id, number, own[number % 12])
        for number, scope_id in enumerate(communities)
        if number % 12 in own
    ]
    rows += [
        plan_row("zone", scope_id, number, wide[number % 4])
        for number, scope_id in enumerate(tambons)
        if number % 4 in wide
    ]
    return sorted(rows)


def write_layers(out: Path) -> None:
    """Derive and write all five layers into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    zones, land = read_layer("zones"), read_layer("land")
    all_land = land.union_all()
    coast = open_andaman_coast(all_land)
    hazards = flood_rows(all_land, read_layer("waterways")) + tsunami_rows(all_land, coast)
    tambons = zones[zones["level"] == "tambon"]
    cell_columns = ["cell_id", "lon", "lat", "population", "zone_id", "district_id"]
    plan_columns = ["plan_id", "scope", "scope_id", "hazard_type", "adopted_on", "valid_until"]
    write_csv(out / "population.csv", cell_columns, population_rows(zones, land))
    write_geojson(out / "hazard_zones.geojson", sorted(hazards, key=lambda row: row["hazard_id"]))
    record_columns = ["record_id", "name_th", "name_en", "lon", "lat", "hazard_type", "height_m"]
    write_csv(out / "hazard_records.csv", [*record_columns, "note_th", "note_en"], record_rows())
    write_geojson(out / "mangroves.geojson", mangrove_rows(all_land, coast, tambons))
    plans = plan_rows(zones)
    write_csv(out / "disaster_plans.csv", [*plan_columns, "last_drill_on", "source"], plans)


def main() -> None:
    """Read the command line and write the layers."""
    parser = argparse.ArgumentParser(description="Derive the modelled layers of Phuket.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to")
    write_layers(parser.parse_args().out)


if __name__ == "__main__":
    main()
