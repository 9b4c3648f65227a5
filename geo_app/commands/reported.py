"""`geo-app reports`: what people have reported, with their contacts, for whoever runs the desk."""

from __future__ import annotations

import csv
import os
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from geo_app import thai_time
from geo_app.commands.options import DEFAULT_PROVINCE, ProvinceOption, language
from geo_app.words.translating import translator

if TYPE_CHECKING:
    from geo_app.store.reports import Report

COLUMNS = ("report_id", "at", "state", "community_id", "lon", "lat", "text", "contact")


def reports(province: ProvinceOption = DEFAULT_PROVINCE) -> None:
    """List what people have reported of a province, as CSV, with their contacts."""
    from geo_app.catalogue import read_catalogue  # noqa: PLC0415
    from geo_app.store.addresses import default_url  # noqa: PLC0415
    from geo_app.store.opening import open_store  # noqa: PLC0415
    from geo_app.store.reports import Inbox  # noqa: PLC0415

    _ = translator(language())
    with open_store(default_url(os.environ)) as kept:
        rows = Inbox(kept.database).reports(read_catalogue(province).province.province_id)
    if not rows:
        print(_("Nothing has been reported of this province."))
        return
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(map(_row, rows))


def _row(report: Report) -> dict[str, object]:
    """Write a report so that no spreadsheet takes a text for a formula."""
    from geo_app.reports.tables import guard_formula  # noqa: PLC0415

    cells = asdict(report) | {"at": report.at.astimezone(thai_time.THAILAND).isoformat()}
    return {name: guard_formula(cells[name]) for name in COLUMNS}
