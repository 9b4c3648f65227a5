"""`geo-app evaluate`, `compare` and `export`: the contract, printed from real files."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from geo_app.cli import app, main
from tests.fixtures.province_folder import DAY, write_province
from tests.proposals.world import document, plain, route, stops

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

CONTRACT = {
    "route_length_m", "stops", "communities_gained", "communities_lost", "population_gained",
    "population_lost", "population_unknown", "hazards", "mangroves", "cycle_time_min", "vehicles",
    "vehicle_km_per_day", "operating_cost_thb_per_day",
}  # fmt: skip

ROUNDED = {"route_length_m", "vehicle_km_per_day", "operating_cost_thb_per_day"}


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """English, and folders of the test's own."""
    monkeypatch.setenv("GEO_APP_LANGUAGE", "en")
    monkeypatch.setenv("GEO_APP_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("GEO_APP_DATABASE_URL", f"sqlite:///{tmp_path / 'own.sqlite'}")


def written(folder: Path, *features: dict[str, Any], name: str = "p.geojson", **head: Any) -> Path:
    path = folder / name
    path.write_text(json.dumps(document(*features, **head)), encoding="utf-8")
    return path


def run(command: str, *words: object, province: Path) -> Result:
    options = ["--province", str(province), "--on", DAY.isoformat()]
    return CliRunner().invoke(app, [command, *map(str, words), *options])


def evaluated(path: Path, province: Path, *words: object) -> dict[str, Any]:
    done = run("evaluate", path, "--format", "json", *words, province=province)
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_contract_is_kept_with_the_figures_of_the_paper(
    tmp_path: Path, world_folder: Path
) -> None:
    found = evaluated(written(tmp_path), world_folder)
    assert set(found) >= CONTRACT
    assert found["communities_gained"] == ["C002", "C003"]
    assert found["communities_lost"] == []
    assert (found["population_gained"], found["population_lost"]) == (250, 0)
    assert (found["population_unknown"], found["stops"], found["vehicles"]) == (1, 2, 2)
    assert found["route_length_m"] == pytest.approx(2980, abs=0.1)
    assert found["cycle_time_min"] == 20
    assert found["vehicle_km_per_day"] == pytest.approx(339.72, abs=0.01)
    assert found["operating_cost_thb_per_day"] == pytest.approx(12_206.64, abs=0.1)
    (hazard,) = found["hazards"]
    assert hazard["route_length_m"] == pytest.approx(100, abs=0.1)
    assert (hazard["hazard_type"], hazard["hazard_level"], hazard["stops"]) == ("tsunami", "low", 1)
    assert found["mangroves"]["mangrove_ids"] == ["M1"]
    assert found["mangroves"]["stops"] == 1
    assert found["mangroves"]["route_length_m"] == pytest.approx(100, abs=0.1)


def test_another_walking_distance_is_asked(tmp_path: Path, world_folder: Path) -> None:
    found = evaluated(written(tmp_path), world_folder, "--walk-distance", 1000)
    assert found["communities_gained"] == []


def test_own_rates_are_used(tmp_path: Path, world_folder: Path) -> None:
    found = evaluated(written(tmp_path), world_folder, "--rates", "0,10,0")
    assert found["operating_cost_thb_per_day"] == pytest.approx(3397.2, abs=0.1)


def test_a_table_is_for_people(tmp_path: Path, world_folder: Path) -> None:
    done = run("evaluate", written(tmp_path), province=world_folder)
    assert done.exit_code == 0, done.output
    assert "Ban Rim Nam" in done.stdout


@pytest.mark.parametrize("form", ["json", "table"])
def test_a_wrong_proposal_is_exit_1_with_every_reason(
    tmp_path: Path, world_folder: Path, form: str
) -> None:
    path = written(tmp_path, route(headway_min=0), *stops({"N1": (0, 480)}))
    done = run("evaluate", path, "--format", form, province=world_folder)
    assert done.exit_code == 1
    assert "headway of 0 min" in done.stdout
    assert "a route needs two" in done.stdout
    assert "Traceback" not in done.output


def test_a_file_with_a_wrong_feature_is_exit_1(tmp_path: Path, world_folder: Path) -> None:
    done = run("evaluate", written(tmp_path, plain("magic")), province=world_folder)
    assert done.exit_code == 1
    assert "is of kind 'magic'" in done.stdout


@pytest.mark.parametrize("name", ["none.geojson", "no-such-id"])
def test_what_is_not_there_is_exit_2_and_one_sentence(
    name: str,
    world_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["geo-app", "evaluate", name, "--province", str(world_folder)]
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert name in printed.err


@pytest.mark.parametrize(
    "words",
    [
        ("--standard", "nobody's"),
        ("--walk-distance", "nan"),
        ("--rates", "1,2"),
        ("--rates", "1,-2,3"),
        ("--format", "xml"),
    ],
)
def test_a_wrong_call_is_exit_2(tmp_path: Path, world_folder: Path, words: tuple[str, str]) -> None:
    done = run("evaluate", written(tmp_path), *words, province=world_folder)
    assert done.exit_code == 2


def test_two_proposals_are_compared(tmp_path: Path, world_folder: Path) -> None:
    often = written(tmp_path, name="often.geojson", name_en="Often")
    seldom = written(
        tmp_path, route(headway_min=30), *stops(), name="seldom.geojson", name_en="Seldom"
    )
    done = run("compare", often, seldom, "--format", "json", province=world_folder)
    assert done.exit_code == 0, done.output
    text = json.dumps(json.loads(done.stdout))
    assert "Often" in text
    assert "Seldom" in text
    assert run("compare", often, seldom, province=world_folder).exit_code == 0


def test_one_proposal_is_not_compared(tmp_path: Path, world_folder: Path) -> None:
    assert run("compare", written(tmp_path), province=world_folder).exit_code == 2


SIGNS = {"gtfs": b"PK", "geojson": b"{", "xlsx": b"PK", "html": b"<!DOCTYPE html>", "pdf": b"%PDF"}


@pytest.mark.parametrize(("form", "sign"), SIGNS.items())
def test_each_form_is_written(tmp_path: Path, world_folder: Path, form: str, sign: bytes) -> None:
    out = tmp_path / f"out.{form}"
    done = run("export", form, written(tmp_path), "--out", out, province=world_folder)
    assert done.exit_code == 0, done.output
    assert out.read_bytes().startswith(sign)


def test_what_is_exported_as_geojson_is_the_same_proposal(
    tmp_path: Path, world_folder: Path
) -> None:
    out = tmp_path / "again.geojson"
    run("export", "geojson", written(tmp_path), "--out", out, province=world_folder)
    again, before = evaluated(out, world_folder), evaluated(written(tmp_path), world_folder)
    # Coordinates are rounded to a centimetre.
    assert {key: again[key] for key in CONTRACT - ROUNDED} == {
        key: before[key] for key in CONTRACT - ROUNDED
    }
    assert [again[key] for key in ROUNDED] == pytest.approx([before[key] for key in ROUNDED], 1e-5)


def test_a_feed_of_the_proposal_alone_is_smaller(tmp_path: Path, world_folder: Path) -> None:
    sizes = []
    for number, more in enumerate([(), ("--alone",)]):
        out = tmp_path / f"{number}.zip"
        done = run("export", "gtfs", written(tmp_path), "--out", out, *more, province=world_folder)
        assert done.exit_code == 0, done.output
        sizes.append(len(out.read_bytes()))
    assert sizes[1] < sizes[0]


@pytest.mark.parametrize("more", [(), ("--alone",)])
def test_a_feed_names_what_it_leaves_out_alone_or_not(
    tmp_path: Path, more: tuple[str, ...]
) -> None:
    province = write_province(tmp_path / "p", files={"transit/strange.txt": "a\n1\n"})
    out = tmp_path / "a.zip"
    done = run("export", "gtfs", written(tmp_path), "--out", out, *more, province=province)
    assert done.exit_code == 0, done.output
    assert "leaves out strange.txt of today's feed" in done.stderr
    assert done.stdout.strip() == str(out)


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path, world_folder: Path) -> None:
    out = tmp_path / "none" / "x.geojson"
    done = run("export", "geojson", written(tmp_path), "--out", out, province=world_folder)
    assert done.exit_code == 2
    assert "Traceback" not in done.output
