"""`geo-app reports`: everything that was reported, contacts too, and no formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from geo_app.commands.reported import reports
from geo_app.province import open_province
from geo_app.store.addresses import DATABASE_VARIABLE, url_of_file
from geo_app.store.opening import open_store
from geo_app.store.reports import Inbox
from tests.store.making import AT

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_reports_are_listed_with_their_contacts(
    world_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    url = url_of_file(tmp_path / "people.sqlite")
    monkeypatch.setenv(DATABASE_VARIABLE, url)
    monkeypatch.setenv("GEO_APP_LANGUAGE", "en")
    reports(world_folder)
    assert capsys.readouterr().out == "Nothing has been reported of this province.\n"
    province_id = open_province(world_folder).spec.province_id
    with open_store(url) as store:
        inbox = Inbox(store.database)
        inbox.put(province_id, "=1+1", at=AT, place=(98.37, 7.87), contact="081 234 5678")
        inbox.put("other", "elsewhere", at=AT)
    reports(world_folder)
    [row] = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["text"], row["contact"], row["state"]) == ("'=1+1", "081 234 5678", "new")
    assert (row["lon"], row["lat"], row["community_id"]) == ("98.37", "7.87", "")
    assert row["at"].endswith("+07:00")
