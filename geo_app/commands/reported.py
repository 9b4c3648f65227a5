"""`geo-app reports`: what people have reported, with their contacts, for whoever runs the desk."""

from __future__ import annotations

import os
from dataclasses import asdict

from geo_app import thai_time
from geo_app.commands.options import DEFAULT_PROVINCE, ProvinceOption, language
from geo_app.words.translating import translator

COLUMNS = ("report_id", "at", "state", "community_id", "lon", "lat", "text", "contact")


def reports(province: ProvinceOption = DEFAULT_PROVINCE) -> None:
    """List what people have reported of a province, as CSV, with their contacts."""
    import pandas as pd  # noqa: PLC0415

    from geo_app.catalogue import read_catalogue  # noqa: PLC0415
    from geo_app.reports.tables import to_csv  # noqa: PLC0415
    from geo_app.store.addresses import default_url  # noqa: PLC0415
    from geo_app.store.opening import open_store  # noqa: PLC0415
    from geo_app.store.reports import Inbox  # noqa: PLC0415

    _ = translator(language())
    with open_store(default_url(os.environ)) as kept:
        rows = Inbox(kept.database).reports(read_catalogue(province).province.province_id)
    if not rows:
        print(_("Nothing has been reported of this province."))
        return
    moments = [row.at.astimezone(thai_time.THAILAND).isoformat() for row in rows]
    table = pd.DataFrame([asdict(row) for row in rows])[list(COLUMNS)].assign(at=moments)
    print(to_csv(table.set_index(COLUMNS[0])).decode("utf-8-sig"), end="")
