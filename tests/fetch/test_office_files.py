"""A messy file of an office becomes a layer, whole or not at all, and its rows add up."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geo_app.analysis.coverage import gaps
from geo_app.catalogue import Status
from geo_app.errors import LayerError
from geo_app.fetch.office_files import OfficeFacts, fetch_file
from geo_app.intake.outcome import FailedCheckError
from geo_app.province import open_province
from tests.doctor.clean import COMMUNITIES, PLANS, written
from tests.fixtures.province_folder import write_province

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FACTS = OfficeFacts(
    source="อบจ.", licence="not stated", date=dt.date(2026, 11, 1), status=Status.OFFICIAL
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_province(tmp_path / "world")


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    """Communities in CP874, with Thai headings, one swapped, one without an id, one twice."""
    thai = {"community_id": "รหัสหมู่บ้าน", "name_th": "ชื่อหมู่บ้าน", "name_en": "name_en",
            "lon": "ลองจิจูด", "lat": "ละติจูด", "population": "ประชากร"}  # fmt: skip
    rows = [dict(row) for row in COMMUNITIES]
    rows[2]["lon"], rows[2]["lat"] = rows[2]["lat"], rows[2]["lon"]
    rows[4]["community_id"] = ""
    rows[6] = dict(rows[0])
    rows[8]["population"] = "๑,๒๓๔"
    path = tmp_path / "หมู่บ้าน.csv"
    path.write_bytes(
        written([{thai[key]: text for key, text in row.items()} for row in rows], encoding="cp874")
    )
    return path


def test_a_messy_file_takes_the_place_of_a_layer(folder: Path, messy: Path) -> None:
    [outcome] = fetch_file(folder, messy, "communities", facts=FACTS, use=["communities"])
    assert outcome.in_catalogue
    assert (outcome.rows_fetched, outcome.rows_used) == (24, 22)
    assert outcome.rows_fetched == outcome.rows_used + sum(part.count for part in outcome.aside)
    assert {part.reason.code for part in outcome.aside} == {"missing_id", "duplicate_row"}
    codes = {note.code for note in outcome.notes}
    assert {"encoding_guessed", "column_renamed", "swapped_lat_lon", "layer_replaced"} <= codes
    province = open_province(folder)
    assert [spec.layer_id for spec in province.specs("communities")] == ["office_communities"]
    communities = province.communities
    assert len(communities) == 22
    assert communities.loc["083009", "population"] == 1234
    assert communities.loc["083003", "name_th"] == "บ้านที่ 3"
    place = communities.to_crs(4326).geometry.loc["083003"]
    assert (place.x, place.y) == pytest.approx((98.309, 7.862))
    assert province.status("communities") == "official"
    # The whole province goes on: its answers are about the new communities.
    assert len(gaps(province, walk_distance_m=500, on=dt.date(2026, 11, 23))) == 22


def test_a_table_without_places_becomes_a_layer_too(folder: Path, tmp_path: Path) -> None:
    rows = [dict(row, valid_until=f"{int(row['valid_until'][:4]) + 543}{row['valid_until'][4:]}")
            for row in PLANS]  # fmt: skip
    (tmp_path / "แผน.csv").write_bytes(written(rows))
    [outcome] = fetch_file(
        folder, tmp_path / "แผน.csv", "disaster_plans", facts=FACTS, use=["disaster_plans"]
    )
    assert outcome.rows_used == len(PLANS)
    plans = open_province(folder).of_kind("disaster_plans")
    assert set(plans["valid_until"].dt.year) == {2027}


def test_without_use_it_lies_beside_and_the_province_is_as_before(
    folder: Path, messy: Path
) -> None:
    before = (folder / "catalogue.toml").read_bytes()
    [outcome] = fetch_file(folder, messy, "communities", facts=FACTS)
    assert not outcome.in_catalogue
    assert "subject_doubled" in {note.code for note in outcome.notes}
    assert (folder / "catalogue.toml").read_bytes() == before


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*")
            if path.is_file() and ".fetch" not in path.parts}  # fmt: skip


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"name_th,population\n\xe0\xb8\x81,5\n", "Nothing says where the rows lie"),
        (b"community_id,lon,lat\na,1,2\n", "nothing was changed"),
        (b"", "is no table"),
    ],
)
def test_what_cannot_be_a_layer_changes_nothing(
    folder: Path, tmp_path: Path, content: bytes, sentence: str
) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes(content)
    before = files_of(folder)
    kind = "hazard_zones" if b"lon" in content else "communities"
    with pytest.raises(LayerError, match=sentence):
        fetch_file(folder, file, kind, facts=FACTS, use=[kind])
    assert files_of(folder) == before


def test_a_refusal_is_a_failed_check(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(FailedCheckError):
        fetch_file(folder, tmp_path / "x.csv", "communities", facts=FACTS)


CHILD = """
import datetime as dt, sys
from pathlib import Path
from geo_app.fetch.office_files import OfficeFacts, fetch_file
facts = OfficeFacts(source="x", licence="x", date=dt.date(2026, 11, 1))
print("ready", flush=True)
sys.stdin.readline()
while True:
    fetch_file(Path(sys.argv[1]), Path(sys.argv[2]), "communities", facts=facts,
               use=["communities"])
    print("done", flush=True)
"""
KILLED = 16


@contextmanager
def fetching(place: Path, messy: Path) -> Iterator[subprocess.Popen[str]]:
    """Begin to bring the file in, over and over, in a process of its own; kill it at the end."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(place), str(messy)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    with child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        child.stdin.write("\n")
        child.stdin.flush()
        yield child
        child.kill()


def test_whoever_is_killed_leaves_the_old_or_the_new_layer_whole(
    folder: Path, messy: Path, tmp_path: Path
) -> None:
    """Killed at random moments; the province opens each time, with the one or the other."""
    pause = np.random.default_rng(20261130)
    old, seen = len(open_province(folder).communities), []
    with fetching(shutil.copytree(folder, tmp_path / "timed"), messy) as child:
        begin_s = time.monotonic()
        assert child.stdout is not None
        assert child.stdout.readline() == "done\n"
        whole_s = time.monotonic() - begin_s
    for number in range(KILLED):
        place = shutil.copytree(folder, tmp_path / f"world{number}")
        with fetching(place, messy):
            time.sleep(float(pause.uniform(0.0, 2 * whole_s)))
        seen.append(len(open_province(place).communities))
        shutil.rmtree(place)
    # Both have been seen, so some were killed before and some after it was put in place.
    assert set(seen) == {old, 22}
