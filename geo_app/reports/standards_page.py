"""The standards side by side as a page of text, with the status of every layer behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo_app.analysis.access.measures import measure
from geo_app.analysis.access.sensitivity import sensitivity
from geo_app.analysis.access.shares import share_of_all, shares_by_zone
from geo_app.analysis.access.standards import ACCEPTABLE_SHARE, STANDARDS, StandardId
from geo_app.analysis.access.walk_times import people_within_minutes
from geo_app.analysis.rows_used import rows_used
from geo_app.network.walking import walking_method
from geo_app.reports.access_documents import kinds_used
from geo_app.reports.rows_told import sources_columns
from geo_app.reports.standards_tables import (
    COLUMNS_SHOWN,
    disagreements_table,
    estimated,
    people_status_of,
    standards_table,
)
from geo_app.reports.tables import names_of
from geo_app.reports.trust import share_notes, timetable_notes
from geo_app.words import labels
from geo_app.words.formats import format_date
from geo_app.words.share_words import share_cells
from geo_app.words.translating import Language, pick_name, translator

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from geo_app.analysis.access.standards_compared import Comparison
    from geo_app.analysis.walks.reach import Reach
    from geo_app.catalogue import Status
    from geo_app.province import Province


def standards_page(
    province: Province, comparison: Comparison, *, on: dt.date, language: Language
) -> str:
    """
    Write the comparison as Markdown, with the status of every layer behind it.

    Parameters
    ----------
    province, comparison, on
        As for `standards_document`.
    language
        Of the page.
    """
    _ = translator(language)
    spec = province.spec
    name = pick_name(spec.name_th, spec.name_en, language, otherwise=spec.province_id)
    least, most = (f"{share:.0%}" for share in ACCEPTABLE_SHARE)
    table = standards_table(province, comparison, language=language)
    first = table.columns[:COLUMNS_SHOWN]
    parts = [
        "# " + _("{province}: access to public transport by every standard").format(province=name),
        _("As of {day}. Walks: {method}.").format(
            day=format_date(on, language), method=_(labels.WALKING_METHOD[walking_method(province)])
        ),
        _("World Bank / PPIAF calls {least} to {most} of people acceptable.").format(
            least=least, most=most
        ),
        *notes_on(province, comparison, on=on, language=language),
        _markdown(table[first]),
        "## " + _("Why they differ"),
        _reasons(comparison, language),
        "## " + _("Where they disagree"),
        _markdown(disagreements_table(province, comparison, language=language)),
        "## " + _("Zones, by SDG 11.2.1"),
        _markdown(zones_table(province, comparison, language)),
        "## " + _("People within minutes on foot of a stop"),
        _markdown(minutes_table(province, comparison.people, language=language)),
        "## " + _("Communities whose answer depends on a choice"),
        _markdown(_sensitive(province, comparison, language)),
        "## " + _("The data behind it"),
        _markdown(_layers(province, language)),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def notes_on(
    province: Province, comparison: Comparison, *, on: dt.date, language: Language
) -> list[str]:
    """
    Say what the figures cannot know.

    Parameters
    ----------
    province
        For its layers' statuses and names.
    comparison
        As `compare_province` returns it.
    on
        The day asked about.
    language
        Of the sentences.
    """
    _ = translator(language)
    notes: list[str] = []
    if comparison.without_timetable is not None:
        notes.append(comparison.without_timetable.sentence(_))
    if comparison.timetable is not None:
        notes += timetable_notes(province, comparison.timetable, on=on, language=language)
    access = measure(comparison.people, StandardId.SDG)
    notes += share_notes(share_of_all(access, comparison.people.origins), language=language)
    return notes


def _reasons(comparison: Comparison, language: Language) -> str:
    _ = translator(language)
    standards = [STANDARDS[StandardId(str(name))] for name in comparison.shares.index]
    return "\n".join(
        f"- **{_(standard.title)}**: {_(standard.definition)} {_(standard.differs)} "
        f"({standard.source})"
        for standard in standards
    )


def zones_table(province: Province, comparison: Comparison, language: Language) -> pd.DataFrame:
    """
    Lay out the people of each zone and how many of them SDG 11.2.1 finds served.

    Parameters
    ----------
    province
        For its layers' statuses and names.
    comparison
        As `compare_province` returns it.
    language
        Of headings, names and words.

    Returns
    -------
    table
        `Zone`, `People` and `People served` (persons) and `Share of people (%)`, a row a zone.
    """
    _ = translator(language)
    zones = province.zones if province.has("zones") else None
    access = measure(comparison.people, StandardId.SDG)
    shares = shares_by_zone(access, comparison.people.origins, zones)
    status, names = people_status_of(province), names_of(zones, language)
    served = estimated(province, _("People served"), _)
    share = estimated(province, _("Share of people (%)"), _)
    return pd.DataFrame(
        {
            _("Zone"): [names.get(zone, _("Outside every zone")) for zone in shares.index],
            labels.marked(_("People"), status, _): shares["population_known"].round(),
            labels.marked(served, status, _): shares["population_served"].round(),
            share: share_cells(shares, _),
        }
    )


def minutes_table(province: Province, people: Reach, *, language: Language) -> pd.DataFrame:
    """
    Lay out who is within minutes of a stop at a normal and at older people's pace.

    Parameters
    ----------
    province
        For its layers' statuses and names.
    people
        Where people are counted, with their walks to a stop.
    language
        Of headings, names and words.

    Returns
    -------
    table
        `Pace`, `Minutes`, `On foot (m)`, `People` (persons) and `Share of people (%)`, a row a
        pace and time.
    """
    _ = translator(language)
    counts = people_within_minutes(people.origins, people.nearest["walk_distance_m"])
    speeds = {"normal": _("Normal, 4.8 km/h"), "older": _("Older people, 3.3 km/h")}
    status = people_status_of(province)
    near, share = (
        labels.marked(estimated(province, text, _), status, _)
        for text in (_("People"), _("Share of people (%)"))
    )
    return pd.DataFrame(
        {
            _("Pace"): counts["speed"].map(speeds),
            _("Minutes"): counts["minutes"],
            _("On foot (m)"): counts["walk_distance_m"].round(),
            near: counts["population"].round(),
            share: (counts["share"] * 100).round(1),
        }
    )


def _sensitive(province: Province, comparison: Comparison, language: Language) -> pd.DataFrame:
    _ = translator(language)
    sensitive = sensitivity(comparison.communities)
    sensitive = sensitive[sensitive["is_sensitive"]]
    names = names_of(province.communities, language)
    walk_m = comparison.communities.nearest["walk_distance_m"]
    flips = ("flips_by_distance", "flips_by_speed", "flips_by_position")
    distance, speed, position = (
        sensitive[flip].fillna(False).astype(bool).map({True: "●", False: ""}) for flip in flips
    )
    communities = comparison.communities.origins.loc[sensitive.index]
    accuracy_m = communities.get("position_accuracy_m", pd.Series(dtype=float))
    return pd.DataFrame(
        {
            _("Community"): [names[community] for community in sensitive.index],
            estimated(province, _("Walk to a stop (m)"), _): walk_m[sensitive.index].round(),
            _("400 or 600 m"): distance,
            _("At an older person's pace"): speed,
            _("Within the accuracy of its position"): position,
            _("Accuracy (m)"): accuracy_m.reindex(sensitive.index),
            _("Served from so many of these places (%)"): (
                sensitive["share_served_around"] * 100
            ).round(),
        }
    )


def _layers(province: Province, language: Language) -> pd.DataFrame:
    _: Callable[[str], str] = translator(language)
    specs = [spec for kind in kinds_used(province) for spec in province.specs(kind)]
    return pd.DataFrame(
        {
            _("Layer"): [pick_name(s.title_th, s.title_en, language, otherwise="") for s in specs],
            _("Date"): [format_date(spec.date, language) for spec in specs],
            _("Data status"): [_status(spec.status, _) for spec in specs],
            _("Source"): [spec.source for spec in specs],
            **sources_columns(
                rows_used(province, kinds_used(province)), [s.layer_id for s in specs], language
            ),
        }
    )


def _status(status: Status, translate: Callable[[str], str]) -> str:
    text = translate(labels.STATUS[status])
    return f"**{text}**" if status.is_marked else text


def _markdown(table: pd.DataFrame) -> str:
    """Write a table as Markdown; a bar in a text would end its cell."""
    rows = [[str(column) for column in table.columns], ["---"] * len(table.columns)]
    rows += [["–" if pd.isna(cell) else _cell(cell) for cell in row] for row in table.to_numpy()]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return f"{value:,.0f}"
    return str(value).replace("|", "\\|").replace("\n", " ")
