"""The people of a country near a stop, zone by zone, as a document and as a table."""

from __future__ import annotations

from typing import Any

import pandas as pd

from geo_app.analysis.country.national import COUNT_COLUMNS
from geo_app.errors import mark
from geo_app.reports.rows_told import rows_record
from geo_app.words.translating import Language, translator

HEADINGS = {
    "points": mark("Points"),
    "population": mark("People"),
    "covered_population": mark("People near a stop"),
    "share_covered": mark("Share near a stop (%)"),
    "population_unknown_points": mark("Points whose people are unknown"),
    "unplaced_points": mark("Points without a place"),
    "wrong_population_points": mark("Points with an impossible number of people"),
}


def with_shares(people: pd.DataFrame) -> pd.DataFrame:
    """
    Add a row for all zones together, and the share of people near a stop.

    Parameters
    ----------
    people
        As `covered_people` returns it.

    Returns
    -------
    counts
        The columns of `people` and `share_covered` (0 to 1, missing where no people are
        known). Indexed by `zone_id`, None for points without one; last `all`, the sums.
    """
    zones = people.set_index("zone_id")
    total = zones.sum().to_frame("all").T.astype(zones.dtypes)
    counts = pd.concat([zones, total]).rename_axis("zone_id")
    known = counts["population"].where(counts["population"] > 0)
    counts.insert(3, "share_covered", counts["covered_population"] / known)
    return counts


def national_document(
    people: pd.DataFrame,
    *,
    walk_distance_m: float,
    stops: int,
    stops_unplaced: int,
    counts: pd.DataFrame | None = None,
) -> dict[str, Any]:
    """
    Write the counts as the document that `geo-app national --format json` prints.

    Parameters
    ----------
    people
        As `covered_people` returns it.
    walk_distance_m
        Straight distance in metres within which a stop counts.
    stops
        How many distances are measured to.
    stops_unplaced
        How many rows of the stops' file have no place and are left out.
    counts
        As `national_rows` returns them, for `files`; not told if left out.

    Returns
    -------
    document
        JSON values only; null is not known. `is_straight_line` says that the counts are an
        upper bound of what is reached on foot.
    """
    records = [_record(key, row) for key, row in with_shares(people).iterrows()]
    return {
        "walk_distance_m": walk_distance_m,
        "is_straight_line": True,
        "stops": stops,
        "stops_unplaced": stops_unplaced,
        "zones": records[:-1],
        "all": {name: value for name, value in records[-1].items() if name != "zone_id"},
        **({} if counts is None else {"files": _file_records(counts)}),
    }


def national_table(people: pd.DataFrame, *, language: Language) -> pd.DataFrame:
    """
    Lay the counts out for reading, with headings in a language.

    Parameters
    ----------
    people
        As `covered_people` returns it.
    language
        Of the headings.

    Returns
    -------
    table
        A row a zone and one for all; `HEADINGS` has the columns: persons and points as
        whole numbers, the share in percent with one decimal.
    """
    _ = translator(language)
    counts = with_shares(people)
    zones = [key if isinstance(key, str) else _("Without a zone") for key in counts.index[:-1]]
    shown = counts.assign(
        share_covered=(counts["share_covered"] * 100).round(1),
        **{name: counts[name].round().astype(int) for name in ("population", "covered_population")},
    )
    shown.index = pd.Index([*zones, _("All zones")], name=_("Zone"))
    return shown.rename(columns={name: _(heading) for name, heading in HEADINGS.items()})


def _file_records(counts: pd.DataFrame) -> list[dict[str, Any]]:
    names = dict.fromkeys(str(name) for name in counts.index)
    return [{"file": name} | rows_record(counts[counts.index == name]) for name in names]


def _record(zone_id: object, row: pd.Series) -> dict[str, Any]:
    share = row["share_covered"]
    return {
        "zone_id": zone_id if isinstance(zone_id, str) else None,
        "points": int(row["points"]),
        "population": float(row["population"]),
        "covered_population": float(row["covered_population"]),
        "share_covered": None if pd.isna(share) else float(share),
        **{name: int(row[name]) for name in COUNT_COLUMNS},
    }
